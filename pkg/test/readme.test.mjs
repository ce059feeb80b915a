// The README's examples are run as they stand, and what their comments say is held against what comes out.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import * as holdpoint from "holdpoint";

const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");

/** The blocks of a language, their imports taken out. */
function blocks(language) {
  const found = [...readme.matchAll(new RegExp(`\`\`\`${language}\n([^]*?)\n\`\`\``, "g"))];
  assert.ok(found.length > 0, `the README has no ${language} block`);
  return found.map(([, code]) => code.replace(/^\s*import \{ (\w+) \} from .*$/gm, "const { $1 } = holdpoint;"));
}

test("the examples in Node give what their comments say", () => {
  const claims = blocks("js").map((example) => {
    let claims = 0;
    const code = example.split("\n").map((line) => {
      const claim = /^(\w+\.\S+);\s+\/\/ (".*?"|\{.*?\}|\d+)/.exec(line);
      if (claim === null) return line;
      claims++;
      return `assert.deepEqual(${claim[1]}, ${claim[2]});`;
    });
    new Function("holdpoint", "assert", code.join("\n"))(holdpoint, assert);
    return claims;
  });
  assert.deepEqual(claims, [4, 5, 4]);
});

test("the example in a browser prints what its comment says", () => {
  const [html] = blocks("html");
  const script = /<script type="module">([^]*)<\/script>/.exec(html)[1];
  const printed = [];
  new Function("holdpoint", "console", script)(holdpoint, { log: (text) => printed.push(text) });
  assert.deepEqual(printed, [/\/\/ "(.*)"/.exec(script)[1]]);
});
