// No code is made from texts: it works where a content security policy forbids that.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

const dist = new URL("../dist/", import.meta.url);

test("it runs where code can't be made from texts", () => {
  const script = `
    import { classify, Policy } from "holdpoint";
    import { parsePolicy } from "holdpoint/yaml";
    try { eval("1"); console.log("eval works"); } catch {}
    const policy = Policy.compile(parsePolicy("holdpoint: 1\\nname: csp").document);
    console.log(policy.classify({ id: "a", action: { name: "tag_record" } }).id, typeof classify);`;
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ["--disallow-code-generation-from-strings", "--input-type=module", "-e", script],
    { encoding: "utf8", cwd: new URL("..", import.meta.url) },
  );
  assert.equal(stdout, "a function\n", stderr);
});

test("nothing in the files tries", () => {
  for (const name of readdirSync(dist).filter((each) => /\.c?js$/.test(each))) {
    const text = readFileSync(new URL(name, dist), "utf8");
    // The file itself would be the message.
    assert.ok(!/\beval\(|new Function\b|\bimport\.meta\b/.test(text), `${name} makes code`);
    // What the glue would fetch is its module, in a function that no entry exports.
    if (name !== "cli.js") assert.ok(!/XMLHttpRequest|node:fs|\bprocess\./.test(text), `${name} reaches out`);
  }
});
