// The commands that read logs and policy tests: what they print, and how they end.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";

import { classify, defaultPolicy, Policy, verifyAudit } from "holdpoint";
import { parsePolicy } from "holdpoint/yaml";

import { command, file, folder, run, snapshot } from "./cli-support.mjs";

const golden = (name) => readFileSync(new URL(`../../tests/golden/${name}`, import.meta.url), "utf8");
const jsonl = (entries) => `${entries.map((entry) => JSON.stringify(entry)).join("\n")}\n`;

const measured = golden("weekly-measures/policy.yaml");
const [story] = parsePolicy(golden("weekly-measures/log.yaml")).document;
file("measured.yaml", measured);
file("weeks.jsonl", jsonl(story.entries));

const calm = (id) => ({ id, action: { name: "tag_record" } });
const angry = (id) => ({ ...calm(id), signals: ["refund"] });
const entry = (input, more, options) => ({
  id: input.id, at: "2026-11-20T08:30:00Z", kind: "classify", case: input, decision: classify(input, options), outcome: "completed", ...more,
});
const chained = () => {
  const { classifyMany } = Policy.prototype;
  const inputs = ["a", "b", "c", "d"].map((id, index) => (index === 1 ? angry(id) : calm(id)));
  const answers = classifyMany.call(Policy.compile(defaultPolicy()), inputs, { explain: "lane", audit: {} });
  return inputs.map((input, index) => ({ ...entry(input), decision: answers[index] }));
};
const chain = chained();
const newest = chain.at(-1).decision.audit.id;

describe("assess", () => {
  test("for a person", () => snapshot("assess", ["assess", "measured.yaml", "weeks.jsonl"], { status: 1 }));
  test("narrow, without colours", () =>
    snapshot("assess-narrow", ["assess", "measured.yaml", "weeks.jsonl"], { status: 1, env: { NO_COLOR: "1", COLUMNS: "60" } }));
  test("as JSON: what the package says, of all files together, in every format", () => {
    const expected = JSON.stringify(Policy.compile(parsePolicy(measured).document).assess(story.entries));
    const half = story.entries.length >> 1;
    file("first.jsonl", `\n${jsonl(story.entries.slice(0, half))}\n`);
    file("second.json", JSON.stringify(story.entries.slice(half), null, 1));
    for (const [words, input] of [
      [["weeks.jsonl"], ""], [["first.jsonl", "second.json"], ""], [[], jsonl(story.entries)], [["-"], JSON.stringify(story.entries)],
    ]) {
      const { stdout, status, stderr } = run(["assess", "measured.yaml", ...words, "--json"], { input });
      assert.deepEqual([stdout, stderr, status], [`${expected}\n`, "", 1]);
    }
  });
  test("a log that asks for nothing ends with 0", () => {
    const { status, stdout } = run(["assess", "default", "--json"], { input: jsonl([entry(calm("a"))]) });
    assert.deepEqual([status, JSON.parse(stdout).verdict.mode], [0, "pilot"]);
  });
  test("what is no entry is shown by its line", () => {
    file("broken.jsonl", `${JSON.stringify(entry(calm("a")))}\n\n${JSON.stringify({ ...entry(calm("b")), outcome: "done", levle: 1 })}\n`);
    snapshot("assess-broken", ["assess", "default", "broken.jsonl"], { status: 1 });
    const { stdout } = run(["assess", "default", "broken.jsonl", "--json"]);
    assert.deepEqual(stdout.trimEnd().split("\n").map((line) => JSON.parse(line).error).map(({ line, path }) => [line, path]), [[3, "/outcome"], [3, "/levle"]]);
    assert.match(run(["assess", "default"], { input: `${JSON.stringify(entry(calm("a")))}\n{"id":\n` }).stderr, /standard input:2/);
  });
  test("--now", () => {
    const late = { ...entry(angry("a")), outcome: undefined, dueAt: "2026-11-20T09:30:00Z" };
    const value = (now) => JSON.parse(run(["assess", "default", "--json", ...now], { input: jsonl([late]) }).stdout).measures[2].value;
    assert.deepEqual([value([]), value(["--now", "2026-11-20T10:00:00Z"])], [null, 0]);
  });
});

describe("replay", () => {
  const stricter = "holdpoint: 1\nname: stricter\nowners: { default: { review: desk, override: lead, pause: head } }\nbuiltin: { language.refund: off }\n";
  test("the same, and not the same", () => {
    file("stricter.yaml", stricter);
    file("log.jsonl", jsonl([entry(calm("a"), {}, { explain: "lane" }), entry(angry("b"), {}, { explain: "lane" }), { ...entry(calm("c")), case: { id: 3 } }, { ...entry(calm("d")), case: null }]));
    snapshot("replay", ["replay", "stricter.yaml", "log.jsonl"], { status: 1 });
    const { stdout, status } = run(["replay", "default", "--json"], { input: jsonl([entry(calm("a")), entry(angry("b"))]) });
    assert.deepEqual([JSON.parse(stdout).same, status], [2, 0]);
  });
});

describe("verify", () => {
  file("chain.jsonl", jsonl(chain));
  test("as it was written", () => {
    const { stdout, status } = run(["verify", "chain.jsonl", "--head", newest]);
    assert.deepEqual([stdout, status], [`4 records: as they were written\nnewest ${newest}\n`, 0]);
  });
  test("entries, answers and records alike; lines without one are passed over", () => {
    const expected = `${JSON.stringify(verifyAudit(chain.map(({ decision }) => decision.audit)))}\n`;
    for (const lines of [
      chain, chain.map(({ decision }) => decision), chain.map(({ decision }) => decision.audit), chain.map(({ decision: { audit } }) => ({ audit })),
      [calm("x"), chain[0], null, 3, ...chain.slice(1)],
    ]) {
      assert.deepEqual(run(["verify", "--json", "--format", "jsonl"], { input: jsonl(lines) }), { stdout: expected, stderr: "", status: 0 });
    }
  });
  test("changed, dropped, moved, cut off: by line", () => {
    const changed = structuredClone(chain);
    changed[2].decision.audit.now = "2026-11-20T08:30:00Z";
    file("changed.jsonl", `\n${jsonl(changed)}`);
    snapshot("verify-changed", ["verify", "changed.jsonl"], { status: 1 });
    const kinds = [
      [chain.filter((_, index) => index !== 1), [], "dropped"], [[chain[1], chain[0], chain[2]], [], "moved"],
      [chain.slice(0, 3), ["--head", newest], "cut"], [chain.slice(1), ["--previous", chain[0].decision.audit.id], undefined],
    ];
    for (const [lines, words, kind] of kinds) {
      const { stdout, status } = run(["verify", "--json", ...words], { input: jsonl(lines) });
      assert.deepEqual([JSON.parse(stdout).problem?.kind, status], [kind, kind === undefined ? 0 : 1]);
    }
  });
});

describe("test", () => {
  file("policy.yaml", `holdpoint: 1
name: shop
owners: { default: { review: desk, override: lead, pause: head } }
actions: { answer: { kind: internal, effect: reversible } }
rules:
  - { id: large, when: action.amount > 1000, lane: takeover }
  - { id: foreign, when: 'action.currency != "USD" && action.amount > 0', lane: review }
`);
  const good = `policy: policy.yaml
tests:
  - name: large amounts go to a person
    case: { id: a, action: { name: answer, amount: 2000, currency: USD } }
    expect: { lane: takeover, rules: [large], owners: { review: [{ id: desk }] }, route: { to: desk } }
`;
  test("passed", () => {
    file("good.test.yaml", good);
    snapshot("test-good", ["test", "good.test.yaml"], { status: 0 });
    assert.equal(run(["test", "good.test.yaml", "--coverage", "50"]).status, 0);
    assert.equal(run(["test", "good.test.yaml", "--coverage", "51"]).status, 1);
  });
  test("failed, by terminal, JSON and JUnit", () => {
    file("bad.test.yaml", `${good}  - name: "euros & <dollars>"
    case: { id: b, action: { name: answer, amount: 20, currency: EUR } }
    expect: { lane: automate, class: expected, includes: [large], owners: { pause: [] }, handoff: null }
  - name: a typo is refused
    case: { id: c, acton: { name: answer } }
    expect: { code: HP0202 }
  - name: a timeout of high impact is somebody's
    incident: { id: i, type: timeout, severity: low, impact: high, now: "2026-11-20T09:00:00Z", events: [], requests: [{ id: r, action: answer, requestedBy: bot, approver: desk, openedAt: "2026-11-20T08:00:00Z" }] }
    expect: { status: resolved }
  - name: nothing ran, nothing to do
    run: { id: r, phase: after, goal: undo, now: "2026-11-20T09:00:00Z", trigger: { kind: manual, reason: asked }, steps: [{ id: s, action: answer, status: pending }] }
    expect: { verdict: nothing_to_do, waves: [] }
`);
    snapshot("test-bad", ["test", "bad.test.yaml"], { status: 1 });
    const { stdout, status } = run(["test", "good.test.yaml", "bad.test.yaml", "--json", "--junit", "out.xml"]);
    const [first, second] = stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
    assert.deepEqual([first.ok, second.ok, second.tests.map(({ ok }) => ok), status], [true, false, [true, false, true, false, true], 1]);
    assert.deepEqual(second.coverage, { rules: 2, covered: 2, uncovered: [] });
    const xml = readFileSync(join(folder, "out.xml"), "utf8").replaceAll(/time="[\d.]+"/g, 'time=""');
    assert.match(xml, /<testsuites name="holdpoint" tests="6" failures="2" time="">/);
    assert.match(xml, /<testcase classname="bad.test.yaml" name="euros &amp; &lt;dollars&gt;" time="">\n {6}<failure message="lane: expected &quot;automate&quot;, found &quot;review&quot;">/);
    assert.equal((xml.match(/<testcase /g) ?? []).length, 6);
  });
  test("what isn't a file of tests is shown by its line", () => {
    file("wrong.test.yaml", "polcy: policy.yaml\ntests:\n  - name: a\n    case: { id: a }\n    run: { id: a }\n    expect: {}\n  - case: 3\n    expect: { lane: review }\n");
    snapshot("test-wrong", ["test", "wrong.test.yaml"], { status: 1 });
    assert.equal(run(["test", "-"], { input: "tests: []\n" }).status, 1);
    assert.equal(run(["test", "-", "--policy", "policy.yaml"], { input: good.replace("policy: policy.yaml\n", "") }).status, 0);
  });
});

describe("called wrongly", () => {
  for (const words of [
    ["assess"], ["assess", "none.yaml"], ["assess", "default", "none.jsonl"], ["assess", "default", "--now", "soon"], ["replay"], ["test"],
    ["test", "none.yaml"], ["test", "good.test.yaml", "--coverage", "all"], ["test", "good.test.yaml", "--junit", "no/such/folder.xml"],
    ["verify", "none.jsonl"], ["verify", "--haed", "x"],
  ]) {
    test(["holdpoint", ...words].join(" "), () => {
      const { status, stdout, stderr } = run(words);
      assert.deepEqual([status, stdout], [2, ""], stderr);
      assert.match(stderr, /^error: .+\n/);
    });
  }
});

test("a long log flows through in little memory", async () => {
  const line = `${JSON.stringify({ ...chain[0], case: { ...calm("a"), data: { fields: { note: "x".repeat(2000) } } } })}\n`;
  const count = 20_000;
  for (const words of [["assess", "default"], ["replay", "default"], ["verify"]]) {
    const child = spawn(process.execPath, ["--max-old-space-size=40", command, ...words, "--json", "--format", "jsonl"]);
    let printed = "";
    child.stdout.on("data", (chunk) => { printed += chunk; });
    for (let index = 0; index < count; index += 1000) {
      if (!child.stdin.write(line.repeat(1000))) await new Promise((resolve) => child.stdin.once("drain", resolve));
    }
    child.stdin.end();
    await new Promise((resolve) => child.once("close", resolve));
    const report = JSON.parse(printed);
    assert.equal(report.entries ?? report.records, count, words[0]);
  }
});
