// The policy's JSON Schema in an editor: what the YAML language server makes of it.

import assert from "node:assert/strict";
import { before, describe, test } from "node:test";

import { policySchema } from "holdpoint";
import { getLanguageService, TextDocument } from "yaml-language-server";

let documents = 0;
const schema = "https://holdpoint.example/policy.schema.json";
let service;

before(() => {
  service = getLanguageService({
    schemaRequestService: () => Promise.resolve(JSON.stringify(policySchema())),
    workspaceContext: { resolveRelativePath: (relative, base) => new URL(relative, base).href },
  });
  service.configure({
    validate: true, completion: true, hover: true, schemas: [{ uri: schema, fileMatch: ["*.policy.yaml"] }],
    // Nothing is fetched: the schema is at hand.
    schemaStore: { enable: false },
  });
});

/** A document with a cursor where `|` stands. Each has a name of its own: the server remembers what it read. */
function at(text) {
  const uri = `file:///policies/${++documents}.policy.yaml`;
  const offset = text.indexOf("|");
  const document = TextDocument.create(uri, "yaml", 1, offset < 0 ? text : text.slice(0, offset) + text.slice(offset + 1));
  return { document, position: document.positionAt(Math.max(offset, 0)) };
}

async function offered(text) {
  const { document, position } = at(text);
  const { items } = await service.doComplete(document, position, false);
  // A key that is null is as good as absent, so that is offered as well.
  return items.map(({ label }) => label).filter((label) => label !== "null");
}

async function problems(text) {
  const found = await service.doValidation(at(text).document, false);
  return found.map(({ message, range }) => `${range.start.line + 1}: ${message}`);
}

describe("the schema in an editor", () => {
  test("sections are completed", async () => {
    const labels = await offered("holdpoint: 1\nname: a\n|");
    for (const section of ["workflow", "owners", "inputs", "actions", "rules", "escalation", "rollback"]) {
      assert.ok(labels.includes(section), `${section} isn't among ${labels.join(", ")}`);
    }
    assert.ok(!labels.includes("name"), "what is there already is offered again");
  });

  test("keys and values inside are completed", async () => {
    assert.deepEqual((await offered("holdpoint: 1\nname: a\nworkflow:\n  mode: |")).sort(), ["manual", "pilot", "rules_based"]);
    const rule = await offered("holdpoint: 1\nname: a\nrules:\n  - id: large\n    |");
    for (const key of ["when", "lane", "class", "queue", "because", "ask", "undetermined"]) assert.ok(rule.includes(key), key);
    const lanes = await offered("holdpoint: 1\nname: a\nrules:\n  - id: large\n    when: flagged\n    lane: |");
    assert.deepEqual(lanes.sort(), ["review", "takeover"]);
  });

  test("what a key means is said where the cursor rests", async () => {
    const { document, position } = at("holdpoint: 1\nname: a\nworkflow:\n  conse|quence: much\n");
    const { contents } = await service.doHover(document, position);
    assert.match(JSON.stringify(contents), /two weeks/);
  });

  test("mistakes are underlined, each in its line", async () => {
    assert.deepEqual(await problems("holdpoint: 1\nname: a\nrules:\n  - { id: a, when: flagged, lane: review }\n"), []);
    const found = await problems("holdpoint: 1\nname: a\nrulez: []\nworkflow: { mode: automatic }\nrules:\n  - { id: a, lane: reveiw }\n");
    assert.ok(found.some((each) => each.startsWith("3:")), found.join("\n"));
    assert.ok(found.some((each) => each.startsWith("4:") && each.includes("pilot")), found.join("\n"));
    assert.ok(found.some((each) => each.startsWith("6:") && each.includes("when")), found.join("\n"));
    assert.ok(found.some((each) => each.startsWith("6:") && each.includes("takeover")), found.join("\n"));
    assert.ok((await problems("name: a\n")).some((each) => each.includes("holdpoint")));
  });

  test("the embedded policy has none", async () => {
    const { readFile } = await import("node:fs/promises");
    assert.deepEqual(await problems(await readFile(new URL("../../policies/default.yaml", import.meta.url), "utf8")), []);
  });
});
