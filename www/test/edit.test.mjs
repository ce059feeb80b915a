// Changes written into a case: the right value at the right place, and all else as it was.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { parsePolicy } from "holdpoint/yaml";
import { createServer } from "vite";

let vite, edit;
before(async () => {
  const root = fileURLToPath(new URL("..", import.meta.url));
  vite = await createServer({ root, logLevel: "error", server: { middlewareMode: true, ws: false, watch: null }, appType: "custom" });
  edit = await vite.ssrLoadModule("/src/engine/edit.ts");
});
after(() => vite?.close());

const CASES = [
  ["a value of a flow object", "id: x\nlead: { value: 6, currency: USD } # ours\n", "lead.value", 5, "id: x\nlead: { value: 5, currency: USD } # ours\n"],
  ["a value of a block object", "id: x\nlead:\n  value: 6 # much\n", "lead.value", 5, "id: x\nlead:\n  value: 5 # much\n"],
  ["a list", "id: x\ndata: { missing: [zip, email] }\n", "data.missing", [], "id: x\ndata: { missing: [] }\n"],
  ["a key without a value", "id: x\nlead:\n  value:\n", "lead.value", 5, "id: x\nlead:\n  value: 5\n"],
  ["a new key of a flow object", "id: x\nlead: { currency: USD }\n", "lead.value", 5, "id: x\nlead: { currency: USD, value: 5 }\n"],
  ["a new key of an empty object", "id: x\nlead: {}\n", "lead.value", 5, "id: x\nlead: { value: 5 }\n"],
  ["a new key of a block object", "id: x\nlead:\n    currency: USD\nnow: 1\n", "lead.value", 5, "id: x\nlead:\n    currency: USD\n    value: 5\nnow: 1\n"],
  ["a new object", "id: x\n", "history.complete", true, "id: x\nhistory: { \"complete\": true }\n"],
  ["a new object of JSON", "{\n  \"id\": \"x\"\n}\n", "history.complete", true, "{\n  \"id\": \"x\",\n  \"history\": { \"complete\": true }\n}\n"],
  ["a new key of JSON in a line", "{ \"id\": \"x\", \"lead\": { \"value\": 1 } }", "lead.urgency", "low", "{ \"id\": \"x\", \"lead\": { \"value\": 1, \"urgency\": \"low\" } }"],
  ["a key whose object is null", "id: x\nlead: null\n", "lead.value", 5, "id: x\nlead: { \"value\": 5 }\n"],
];

for (const [name, text, path, to, expected] of CASES) {
  test(name, () => {
    const written = edit.withChanges(text, [{ path, to }]);
    const value = path.split(".").reduce((inner, key) => inner?.[key], parsePolicy(written).document);
    assert.deepEqual(value, to, written);
    assert.equal(written, expected);
  });
}
