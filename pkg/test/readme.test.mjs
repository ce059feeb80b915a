// The README's examples are run as they stand, and what their comments say is held against what comes out.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import * as holdpoint from "holdpoint";

const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");

/** The first block of a language, its imports taken out. */
function block(language) {
  const found = new RegExp(`\`\`\`${language}\n([^]*?)\n\`\`\``).exec(readme);
  assert.ok(found, `the README has no ${language} block`);
  return found[1].replace(/^\s*import \{ (\w+) \} from .*$/gm, "const { $1 } = holdpoint;");
}

test("the example in Node gives what its comments say", () => {
  const lines = block("js").split("\n");
  let claims = 0;
  const code = lines.map((line) => {
    const claim = /^(decision\.\S+);\s+\/\/ (".*?"|\{.*?\})/.exec(line);
    if (claim === null) return line;
    claims++;
    return `assert.deepEqual(${claim[1]}, ${claim[2]});`;
  });
  new Function("holdpoint", "assert", code.join("\n"))(holdpoint, assert);
  assert.equal(claims, 4);
});

test("the example in a browser prints what its comment says", () => {
  const html = block("html");
  const script = /<script type="module">([^]*)<\/script>/.exec(html)[1];
  const printed = [];
  new Function("holdpoint", "console", script)(holdpoint, { log: (text) => printed.push(text) });
  assert.deepEqual(printed, [/\/\/ "(.*)"/.exec(script)[1]]);
});
