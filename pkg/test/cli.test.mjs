// The command: what it prints, and how it ends.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";

import { classify, decideEscalation, planRollback, Policy, policySchema, version } from "holdpoint";
import { parsePolicy } from "holdpoint/yaml";

import { command, file, folder, run, snapshot } from "./cli-support.mjs";

const calm = { id: "calm", action: { name: "tag_record" } };
const angry = {
  id: "angry", now: "2026-11-20T08:30:00Z", action: { name: "acknowledge_lead", text: "Thank you for your message." },
  message: { text: "I want a refund for this, thank you!", language: "en" },
  intent: { label: "question", confidence: 0.4 }, history: { complete: true }, lead: { value: 120 },
};
const order = { ...angry, id: "order", action: { name: "answer", text: "Thank you for your order." }, lead: { value: 950, currency: "USD" } };
const bad = { id: "bad", action: { name: "tag_record" }, lead: { value: "12" }, mesage: {} };

file("order.json", JSON.stringify(order, null, 2));
file("orders.jsonl", [calm, order, bad].map((each) => JSON.stringify(each)).join("\n"));
file("angry.json", JSON.stringify(angry, null, 2));
file("cases.jsonl", [calm, angry, bad].map((each) => JSON.stringify(each)).join("\n"));
file("fine.yaml", `# A policy\nholdpoint: 1\nname: fine\nworkflow: { currency: USD }\nowners:\n  default: { review: desk, override: lead, pause: head, rulesBoundary: head, data: data-team, workflow: head }\n`);
file("wrong.yaml", [
  "holdpoint: 1", "name: wrong", "rulez: []", "workflow: { mode: automatic }", "rules:", "  - id: large",
  "    when: lead.valeu >= 50000 && lead.urgency == \"high\"", "    lane: reveiw", "",
].join("\n"));

file("shop.yaml", `holdpoint: 1
name: shop
version: "3"
workflow: { currency: USD }
intents: [question, order]
actions:
  answer: { kind: outbound, customerFacing: true, needs: [message, draft, intent, lead], effect: irreversible }
  tag_record: { kind: internal }
rules:
  - { id: large-order, when: lead.value > 1000, lane: takeover, queue: sales, because: large orders are personal, ask: Who calls? }
  - { id: far-away, when: customer.segment == "export", lane: review, because: exports need papers }
routes:
  - { when: customer.tier == "gold", to: gold-desk }
  - { to: front-desk }
owners:
  default: { review: desk, override: lead, pause: head, rulesBoundary: head, data: data-team, workflow: head }
  customer_facing: { review: [senior, desk] }
sla: { review: 4h, takeover: 1h }
`);

/** The first run of a golden story, or that of this number, as YAML. */
const golden = (name, number = 1) => {
  const text = readFileSync(new URL(`../../tests/golden/${name}/runs.yaml`, import.meta.url), "utf8");
  return parsePolicy(text).document[number - 1].run;
};
file("three.json", JSON.stringify(golden("three-patterns"), null, 2));
file("order.yaml", "# half an order\nid: run-501\nphase: after\ntrigger: { kind: step_failed, step: order }\nnow: 2026-11-23T14:10:00Z\nsteps:\n"
  + "  - id: order\n    action: create_sales_order\n    status: partial\n    arguments: { order: SO-501 }\n    at: 2026-11-23T14:05:00Z\n"
  + "    checkpoint: { items: [L1, L2, L3, L4, L5], done: [L1, L2, L3] }\n");
file("runs.jsonl", [golden("sales-order-resumed"), golden("sales-order-resumed", 3), { ...golden("sales-order-resumed"), steps: [
  { id: "a", action: "create_sale_order", status: "succeeded", dependsOn: ["b"] }, { id: "b", action: "tag_record", status: "pending" }] }]
  .map((each) => JSON.stringify(each)).join("\n"));
writeFileSync(join(folder, "payments.yaml"), readFileSync(new URL("../../tests/golden/payment-ready-to-undo/policy.yaml", import.meta.url)));
file("before.json", JSON.stringify({ ...golden("payment-ready-to-undo"), phase: undefined }));
file("found.json", JSON.stringify(golden("payment-ready-to-undo", 6)));

describe("rollback", () => {
  test("a plan with its waves, for a person", () => snapshot("rollback-plan", ["rollback", "three.json"], { status: 0 }));
  test("a run as YAML, without colours, narrow", () =>
    snapshot("rollback-yaml", ["rollback", "order.yaml"], { status: 0, env: { NO_COLOR: "1", COLUMNS: "50" } }));
  test("tasks, obligations and what waits", () =>
    snapshot("rollback-people", ["rollback", "found.json", "--policy", "payments.yaml"], { status: 0 }));
  test("before: what to capture, stage and approve", () =>
    snapshot("rollback-before", ["rollback", "before.json", "--before", "--policy", "payments.yaml"], { status: 0 }));
  test("many runs, one of them refused", () => snapshot("rollback-many", ["rollback", "runs.jsonl"], { status: 1 }));

  test("as JSON: the bytes that the package gives", () => {
    const { stdout, status } = run(["rollback", "--json", "runs.jsonl"]);
    const lines = stdout.trimEnd().split("\n");
    assert.equal(lines[0], JSON.stringify(planRollback(golden("sales-order-resumed"))));
    assert.equal(JSON.parse(lines[1]).verdict, "settle_first");
    assert.deepEqual(JSON.parse(lines[2]).error.diagnostics.map(({ path }) => path), ["/steps/0/action", "/trigger/step", "/steps/0/status"]);
    assert.equal(status, 1);
  });

  test("--fail-on", () => {
    const end = (words) => run(["rollback", "--json", "--policy", "payments.yaml", ...words]).status;
    assert.deepEqual([end(["before.json", "--before"]), end(["before.json", "--before", "--fail-on", "approval"]),
      end(["before.json", "--before", "--fail-on", "blocked"])], [0, 1, 0]);
    assert.equal(run(["rollback", "three.json", "--fail-on", "lane"]).status, 2);
  });
});

describe("classify", () => {
  test("one case, for a person", () => snapshot("classify-one", ["classify", "order.json", "--policy", "shop.yaml"], { status: 0 }));
  test("with everything", () =>
    snapshot("classify-full", ["classify", "order.json", "--policy", "shop.yaml", "--explain", "full", "--nearest"], { status: 0 }));
  test("the lane alone", () => snapshot("classify-lane", ["classify", "order.json", "--policy", "shop.yaml", "--explain", "lane"], { status: 0 }));
  test("many cases, one of them refused", () => snapshot("classify-many", ["classify", "orders.jsonl", "--policy", "shop.yaml"], { status: 1 }));
  test("many cases in detail, narrow, without colours", () =>
    snapshot("classify-details", ["classify", "orders.jsonl", "--policy", "shop.yaml", "--details"], { status: 1, env: { NO_COLOR: "1", COLUMNS: "50" } }));

  test("as JSON: the bytes that the package gives", () => {
    const { stdout, status } = run(["classify", "cases.jsonl", "--json"]);
    const lines = stdout.trimEnd().split("\n");
    assert.equal(lines[0], JSON.stringify(classify(calm)));
    assert.equal(lines[1], JSON.stringify(classify(angry)));
    const { error } = JSON.parse(lines[2]);
    assert.deepEqual([error.file, error.line, error.code], ["cases.jsonl", 3, error.diagnostics[0].code]);
    assert.deepEqual(error.diagnostics.map(({ path }) => path).sort(), ["/lead/value", "/mesage"]);
    assert.equal(status, 1);
  });

  test("standard input in every format", () => {
    const expected = `${JSON.stringify(classify(calm))}\n`;
    const twice = expected + expected;
    for (const [input, printed] of [
      [JSON.stringify(calm), expected],
      [JSON.stringify(calm, null, 2), expected],
      [`\ufeff${JSON.stringify(calm)}\r\n`, expected],
      [JSON.stringify([calm, calm]), twice],
      [`${JSON.stringify(calm)}\n\n${JSON.stringify(calm)}\n`, twice],
      ["id: calm\naction: { name: tag_record }\n", expected],
      ["- { id: calm, action: { name: tag_record } }\n- id: calm\n  action: { name: tag_record }\n", twice],
    ]) {
      for (const words of [["classify", "--json"], ["classify", "-", "--json"]]) {
        assert.deepEqual(run(words, { input }), { status: 0, stdout: printed, stderr: "" }, input);
      }
    }
    assert.equal(run(["classify", "--json", "--format", "yaml"], { input: JSON.stringify(calm) }).stdout, expected);
  });

  test("a line separator inside a text doesn't end the line", () => {
    const input = `${JSON.stringify({ ...calm, data: { fields: { note: "a\u2028b" } } })}\n`;
    assert.equal(run(["classify", "--json"], { input }).status, 0);
  });

  test("lines that aren't JSON are refused by themselves", () => {
    const { stdout, status } = run(["classify", "--json"], { input: `${JSON.stringify(calm)}\n{"id": \n${JSON.stringify(calm)}\n` });
    assert.deepEqual(stdout.trimEnd().split("\n").map((line) => JSON.parse(line).error?.code ?? "ok"), ["ok", "HP0101", "ok"]);
    assert.equal(status, 1);
  });

  test("--fail-on", () => {
    const end = (input, lane) => run(["classify", "--json", "--fail-on", lane], { input: JSON.stringify(input) }).status;
    assert.equal(classify(calm).lane, "automate");
    assert.equal(classify(angry).lane, "takeover");
    assert.deepEqual([end(calm, "review"), end(calm, "takeover"), end(angry, "review"), end(angry, "takeover")], [0, 0, 1, 1]);
  });

  test("by a policy of one's own", () => {
    const { stdout } = run(["classify", "angry.json", "--policy", "fine.yaml", "--json"]);
    assert.equal(JSON.parse(stdout).policy.name, "fine");
    snapshot("classify-wrong-policy", ["classify", "angry.json", "--policy", "wrong.yaml"], { status: 1 });
  });

  test("problems of cases in YAML point at the line", () => {
    file("cases.yaml", "- id: a\n  action: { name: tag_record }\n- id: b\n  action:\n    name: tag_record\n    amount: lots\n");
    snapshot("classify-yaml", ["classify", "cases.yaml"], { status: 1 });
  });

  test("what a customer wrote can't command the terminal", () => {
    const input = { ...angry, message: { text: "refund \u001b[2J\u001b]0;title\u0007 \u202e!", language: "en" }, id: "a\u001b[1m" };
    const { stdout } = run(["classify"], { input: JSON.stringify(input), env: { NO_COLOR: "1" } });
    assert.ok(!/[\u0000-\u0009\u000b-\u001f\u202e]/.test(stdout));
    assert.ok(stdout.includes("\\u{1b}"));
  });

  test("a long stream flows through", async () => {
    const line = `${JSON.stringify({ ...calm, data: { fields: { note: "x".repeat(300) } } })}\n`;
    const child = spawn(process.execPath, ["--max-old-space-size=40", command, "classify", "--json", "--explain", "lane", "-"]);
    let answered = 0;
    child.stdout.on("data", (chunk) => { for (const byte of chunk) if (byte === 10) answered++; });
    const count = 20_000;
    for (let index = 0; index < count; index += 1000) {
      if (!child.stdin.write(line.repeat(1000))) await new Promise((resolve) => child.stdin.once("drain", resolve));
    }
    child.stdin.end();
    const status = await new Promise((resolve) => child.once("close", resolve));
    assert.deepEqual([status, answered], [0, count]);
  });

  test("a reader that has seen enough ends it in peace", () => {
    file("many.jsonl", `${JSON.stringify(calm)}\n`.repeat(20_000));
    const { status, stderr, stdout } = spawnSync("sh", ["-c", `"${process.execPath}" "${command}" classify many.jsonl --json | head -n 1`], {
      cwd: folder, encoding: "utf8",
    });
    assert.deepEqual([status, stderr, stdout], [0, "", `${JSON.stringify(classify(calm))}\n`]);
  });
});

const late = {
  id: "INC-12000", type: "timeout", severity: "medium", impact: "medium", now: "2026-11-20T17:00:00Z",
  requests: [{
    id: "REQ-1", action: "create_payment", arguments: { invoice: "INV-2207" }, amount: 12000, currency: "USD",
    requestedBy: "payment-agent", approver: "finance-manager", openedAt: "2026-11-20T16:00:00Z",
  }],
};
file("late.json", JSON.stringify(late, null, 2));
file("incidents.jsonl", [late, { ...late, id: "INC-2", type: "policy_violation" }, { ...late, type: "fire" }].map((each) => JSON.stringify(each)).join("\n"));
file("answers.yaml", "- { by: senior-accountant, kind: approved, after: 17m, note: matches the order }\n");

describe("escalate and simulate", () => {
  test("one incident, for a person", () => snapshot("escalate-one", ["escalate", "late.json"], { status: 0 }));
  test("many incidents, one of them refused", () => snapshot("escalate-many", ["escalate", "incidents.jsonl"], { status: 1 }));
  test("what would follow", () => snapshot("simulate-one", ["simulate", "late.json", "--answers", "answers.yaml"], { status: 0 }));
  test("what would follow if nobody answers", () => snapshot("simulate-silent", ["simulate"], { status: 0, input: JSON.stringify(late) }));
  test("as JSON, the same as the function", () => {
    const { status, stdout } = run(["escalate", "incidents.jsonl", "--json"]);
    const [first, , third] = stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
    assert.deepEqual([status, first], [1, decideEscalation(late)]);
    assert.deepEqual([third.error.code, third.error.path], ["HP0204", "/type"]);
  });
  test("a wrong option", () => assert.equal(run(["escalate", "--answers", "x"]).status, 2));
});

describe("check", () => {
  test("a policy that is fine", () => snapshot("check-fine", ["check", "fine.yaml"], { status: 0 }));
  test("a policy that is wrong: every problem with its line", () => snapshot("check-wrong", ["check", "wrong.yaml"], { status: 1 }));
  test("what isn't YAML", () => {
    file("syntax.yaml", "holdpoint: 1\nname: [a\nrules: b: c\n");
    file("twice.yaml", "holdpoint: 1\nname: a\nrules: []\nname: b\n");
    snapshot("check-syntax", ["check", "syntax.yaml", "twice.yaml"], { status: 1 });
  });
  test("JSON, pointed at in the same way", () => {
    file("wrong.json", '{\n\t"holdpoint": 1,\n\t"name": "a",\n\t"sla": { "run": "4 hours" }\n}\n');
    snapshot("check-json", ["check", "wrong.json"], { status: 1 });
  });
  test("warnings are findings, unless only errors are asked for", () => {
    file("warned.yaml", "holdpoint: 1\nname: warned\nowners: { default: { review: desk, override: lead, pause: head } }\n");
    snapshot("check-warned", ["check", "warned.yaml"], { status: 1 });
    assert.equal(run(["check", "warned.yaml", "--errors-only"]).status, 0);
  });
  test("as JSON", () => {
    const { stdout, status } = run(["check", "--json", "fine.yaml", "wrong.yaml"]);
    const [fine, wrong] = stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
    assert.deepEqual([fine.file, fine.ok, fine.findings, fine.notAnalysed], ["fine.yaml", true, [], []]);
    assert.equal(fine.readiness.verdict, "manual");
    assert.deepEqual([wrong.file, wrong.ok, wrong.findings.length >= 3], ["wrong.yaml", false, true]);
    assert.equal(status, 1);
  });
  test("what testing by example misses: each finding with its witness", () => {
    file("proved.yaml", [
      "holdpoint: 1", "name: proved", "workflow: { currency: USD, action: a, consequence: c }",
      "inputs: { score: { type: number, min: 0, max: 10 } }",
      "rules:",
      "  - { id: never, when: score > 3 && score < 2, lane: review }",
      "  - { id: small, when: lead.value < 1000, lane: review, queue: desk }",
      "  - { id: large, when: lead.value > 1000, lane: review, queue: sales }",
      "  - { id: larger, when: lead.value > 5000 && score > 5, lane: review }",
      "  - { id: rich, when: score + history.turns > 99, lane: review }",
      "  - id: sum",
      "    when: score + history.turns > 5 && score + history.turns < 4",
      "    lane: review",
      "escalation: { matrix: [{ id: only, type: timeout, severity: '*', impact: '*', action: retry_backoff }] }",
      "people: { ana: { delegate: ben }, ben: { delegate: ana } }", "",
    ].join("\n"));
    snapshot("check-proved", ["check", "proved.yaml"], { status: 1 });
    const { findings } = JSON.parse(run(["check", "proved.yaml", "--json"]).stdout);
    const { witness } = findings.find(({ code }) => code === "HP0336");
    file("witness.json", JSON.stringify(witness.case));
    const { stdout } = run(["classify", "--policy", "proved.yaml", "--json", "witness.json"]);
    assert.equal(JSON.parse(stdout).lane, witness.lane, "the witness can be tried out as it stands");
  });
  test("--expand prints a whole policy that compiles to itself", () => {
    const { stdout, status } = run(["check", "--expand", "fine.yaml"]);
    assert.equal(status, 0);
    file("expanded.yaml", stdout);
    const json = (name) => run(["check", "--expand", "--json", name]).stdout;
    assert.equal(json("expanded.yaml"), json("fine.yaml"));
    assert.equal(JSON.parse(json("fine.yaml")).name, "fine");
  });
  test("time zones are at hand", () => {
    const zoned = (name) => `${readFileSync(join(folder, "fine.yaml"), "utf8")}people:\n  ann: { timeZone: ${name} }\n`;
    assert.equal(run(["check", file("zoned.yaml", zoned("Europe/Berlin"))]).status, 0);
    assert.match(run(["check", file("unzoned.yaml", zoned("Europe/Berln"))]).stdout, /unknown time zone `Europe\/Berln`/);
    assert.equal(run(["classify", "--policy", "zoned.yaml", "order.json"]).status, 0);
  });
  test("standard input", () => {
    assert.equal(run(["check", "-"], { input: readFileSync(join(folder, "fine.yaml")) }).status, 0);
    assert.equal(run(["check", "-"], { input: JSON.stringify({ holdpoint: 1 }) }).status, 1);
  });
});

describe("compare", () => {
  const rule = (when, more = "") => `holdpoint: 1\nname: shop\nworkflow: { currency: USD }\nrules:\n  - { id: large, when: ${when}, lane: review${more} }\n`;
  file("old.yaml", rule("lead.value >= 900"));
  file("new-rule.yaml", rule("lead.value >= 500", ", class: revenue_impacting") + "  - { id: urgent, when: 'lead.urgency == \"low\"', lane: takeover }\n");
  file("same.yaml", rule("'!(lead.value < 900)'"));
  const value = (id, amount, urgency = "normal") => ({ id, action: { name: "tag_record" }, lead: { value: amount, currency: "USD", urgency } });
  file("leads.jsonl", [value("a", 1), value("b", 600), value("c", 1000), value("d", 3, "low"), bad].map((each) => JSON.stringify(each)).join("\n"));

  test("cases that move, and the rules that move them", () => {
    snapshot("compare-moved", ["compare", "old.yaml", "new-rule.yaml", "leads.jsonl"], { status: 1 });
  });
  test("policies that are the same in other words", () => {
    snapshot("compare-same", ["compare", "old.yaml", "same.yaml"], { status: 0 });
  });
  test("without cases a difference is found all the same", () => {
    snapshot("compare-found", ["compare", "old.yaml", "new-rule.yaml"], { status: 1 });
  });
  test("as JSON", () => {
    const { stdout, status } = run(["compare", "old.yaml", "new-rule.yaml", "leads.jsonl", "--json"]);
    const report = JSON.parse(stdout);
    assert.equal(status, 1);
    assert.deepEqual(report.moved.map(({ id, from, to }) => [id, from, to]), [["b", "automate", "review"], ["d", "automate", "takeover"]]);
    assert.deepEqual(report.moved[0].by, [{ rule: "large", status: "fired", policy: "second" }]);
    assert.equal(report.cases, 4);
    assert.deepEqual(report.refused.map(({ index, policy, error }) => [index, policy, error.path]), [[4, "first", "/4/lead/value"]]);
    assert.equal(report.difference.outcome, "differs");
  });
  test("called wrongly", () => {
    for (const words of [["compare"], ["compare", "old.yaml"], ["compare", "old.yaml", "none.yaml"]]) assert.equal(run(words).status, 2, words.join(" "));
    assert.equal(run(["compare", "old.yaml", "wrong.yaml"]).status, 1);
  });
});

describe("init, schema, explain", () => {
  test("init writes a policy without findings, and never over another", () => {
    assert.equal(run(["init", "new.yaml"]).status, 0);
    const { ok, findings, readiness } = JSON.parse(run(["check", "new.yaml", "--json"]).stdout);
    assert.deepEqual([ok, findings, readiness.verdict], [true, [], "rules_based"]);
    const again = run(["init", "new.yaml"]);
    assert.equal(again.status, 2);
    assert.match(again.stderr, /--force/);
    assert.equal(run(["init", "new.yaml", "--force"]).status, 0);
    assert.equal(run(["init", "-"]).stdout, readFileSync(join(folder, "new.yaml"), "utf8"));
    const { status, stdout } = run(["test", "new.test.yaml", "--coverage", "100"]);
    assert.equal(status, 0, stdout);
    file("taken.test.yaml", "");
    assert.equal(run(["init", "taken.yaml"]).status, 2);
    assert.throws(() => readFileSync(join(folder, "taken.yaml")), "neither or both");
    assert.equal(run(["init", "no/such/folder.yaml"]).status, 2);
  });
  test("schema", () => {
    assert.deepEqual(JSON.parse(run(["schema"]).stdout), policySchema());
    const { stdout } = run(["schema", "case", "--policy", "fine.yaml"]);
    assert.deepEqual(JSON.parse(stdout), Policy.compile({ holdpoint: 1, name: "fine" }).caseSchema());
    assert.equal(run(["schema", "answer"]).status, 2);
  });
  test("explain", () => {
    snapshot("explain-one", ["explain", "hp0201"], { status: 0 });
    const all = JSON.parse(run(["explain", "--json"]).stdout);
    assert.equal(run(["explain"]).stdout.trimEnd().split("\n").filter((line) => /^HP\d{4}/.test(line)).length, Object.keys(all).length);
    assert.equal(run(["explain", "HP9999"]).status, 2);
  });
});

describe("called wrongly", () => {
  for (const words of [
    [], ["clasify"], ["classify", "--polcy", "x"], ["classify", "--explain", "all"], ["classify", "--fail-on", "automate"],
    ["classify", "none.json"], ["classify", "."], ["classify", "angry.json", "--policy", "none.yaml"], ["check"],
    ["check", "none.yaml"], ["schema", "--policy", "fine.yaml"], ["init", "a", "b"], ["classify", "--policy"],
  ]) {
    test(["holdpoint", ...words].join(" "), () => {
      const { status, stdout, stderr } = run(words);
      assert.equal(status, 2, stderr);
      assert.equal(stdout, "");
      assert.match(stderr, /^error: .+\n/);
      assert.ok(!/ {4}at |node:/.test(stderr), stderr);
    });
  }

  test("help and version", () => {
    assert.equal(run(["--version"]).stdout, `${version}\n`);
    snapshot("help", ["--help"], { status: 0 });
    for (const name of ["classify", "check", "test", "compare", "replay", "assess", "verify", "init", "schema", "explain"]) {
      const { status, stdout } = run([name, "--help"]);
      assert.ok(status === 0 && stdout.startsWith(`usage: holdpoint ${name}`), name);
      assert.equal(run(["help", name]).stdout, stdout);
    }
  });
});
