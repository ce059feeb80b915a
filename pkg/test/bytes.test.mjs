// The engine's bytes are deflated in the entry's file, and inflate to the module that is shipped beside it,
// by the host's own way and by the one that comes along.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const here = new URL("..", import.meta.url);
const shipped = createHash("sha256").update(readFileSync(new URL("dist/holdpoint.wasm", here))).digest("hex");

/** Runs Node on the entry, and says which bytes it compiled and how often it asked the host for a way. */
function compiled(before) {
  const script = `
    ${before}
    const { createHash } = require("node:crypto");
    WebAssembly.Module = new Proxy(WebAssembly.Module, {
      construct(Module, [bytes]) {
        console.log(createHash("sha256").update(bytes).digest("hex"));
        return new Module(bytes);
      },
    });
    const { classify } = require("holdpoint");
    console.log(classify({ id: "a", action: { name: "tag_record" } }).id, globalThis.asked ?? 0);`;
  const { stdout, stderr } = spawnSync(process.execPath, ["-e", script], { encoding: "utf8", cwd: here });
  assert.equal(stderr, "");
  return stdout;
}

test("by what the host has", () => {
  const before = `
    const own = process.getBuiltinModule;
    process.getBuiltinModule = (name) => (globalThis.asked = (globalThis.asked ?? 0) + 1, own.call(process, name));`;
  assert.equal(compiled(before), `${shipped}\na 1\n`);
});

test("by what comes along, where the host has nothing", () => {
  assert.equal(compiled("process.getBuiltinModule = undefined;"), `${shipped}\na 0\n`);
  const standIns = [
    "undefined", "{}", "{ inflateRawSync() { throw new Error('not implemented'); } }",
    "{ inflateRawSync: () => new Uint8Array(3) }",
  ];
  for (const standIn of standIns) {
    assert.equal(compiled(`process.getBuiltinModule = () => (${standIn});`), `${shipped}\na 0\n`, standIn);
  }
});
