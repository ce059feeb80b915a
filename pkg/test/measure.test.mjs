// Logs through the package: the stories with the bytes of native Rust (law A1), long and broken logs, replaying.

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";

import { defaultPolicy, HoldpointError, Policy } from "holdpoint";
import { parsePolicy } from "holdpoint/yaml";

import { refused, small, withMore } from "./support.mjs";

const golden = new URL("../../tests/golden/", import.meta.url);
const read = (place) => readFileSync(new URL(place, golden), "utf8");
const stories = readdirSync(golden).filter((name) => existsSync(new URL(`${name}/log.yaml`, golden)));

/** An entry of a log about a case. */
const about = (policy, input, more = {}, options = undefined) =>
  ({ id: input.id, at: "2026-11-20T08:30:00Z", kind: "classify", case: input, decision: policy.classify(input, options), ...more });

const policy = Policy.compile(defaultPolicy());

test("there are stories with logs", () => assert.ok(stories.length >= 3));

for (const name of stories) {
  describe(name, () => {
    const own = Policy.compile(parsePolicy(read(`${name}/policy.yaml`)).document);
    const logs = parsePolicy(read(`${name}/log.yaml`)).document.map(({ title, entries, options }) => {
      const written = entries === "cases"
        ? parsePolicy(read(`${name}/cases.yaml`)).document.map(({ case: input }) => ({ id: input.id, at: input.now, kind: "classify", case: input }))
        : entries;
      return { title, options: options ?? undefined, entries: written.map((entry) => ({ decision: own.classify(entry.case ?? small), ...entry })) };
    });
    const told = JSON.parse(read(`${name}/assessments.json`));

    test("A1 the bytes of native Rust, at once and as the entries come", async () => {
      for (const [index, { title, entries, options }] of logs.entries()) {
        const expected = JSON.stringify(told[index].assessment);
        assert.equal(JSON.stringify(own.assess(entries, options)), expected, title);
        assert.equal(JSON.stringify(own.assess(new Set(entries), options)), expected, title);
        const later = own.assess((async function* () { yield* entries; })(), options);
        assert.ok(later instanceof Promise);
        assert.equal(JSON.stringify(await later), expected, title);
        assert.equal(JSON.stringify(own.assess(JSON.parse(JSON.stringify(entries)), options)), expected, title);
      }
    });
  });
}

test("times are texts, numbers or dates, here as everywhere", () => {
  const entry = about(policy, small, { outcome: "completed", dueAt: "2026-11-20T12:30:00Z", resolvedAt: "2026-11-20T10:30:00Z", level: "L1" });
  const said = JSON.stringify(policy.assess([entry]));
  const other = (as) => ({ ...entry, ...Object.fromEntries(["at", "dueAt", "resolvedAt"].map((key) => [key, as(new Date(entry[key]))])) });
  for (const as of [(date) => date, (date) => date.getTime(), (date) => date.toISOString()]) {
    assert.equal(JSON.stringify(policy.assess([other(as)])), said);
  }
  const late = policy.assess([{ ...entry, outcome: null, resolvedAt: null }], { now: new Date("2026-11-20T12:30:01Z") });
  assert.deepEqual(late.measures.find(({ id }) => id === "slaCompliance").value, 0);
});

test("a log of many pieces is one log", () => {
  const long = withMore({ message: { text: "x".repeat(100_000) } });
  const entries = Array.from({ length: 60 }, (_, index) => about(policy, { ...long, id: `case-${index}` }, { outcome: "completed" }));
  const { measures, entries: count } = policy.assess(entries);
  assert.deepEqual([count, measures[0].samples, measures[0].value], [60, 60, 1]);
  assert.deepEqual(policy.replay(entries), { entries: 60, same: 60, differs: 0, refused: 0, skipped: 0, results: [] });
});

test("what is no entry is named by its place in the log, with every problem", async () => {
  const entry = about(policy, small);
  const log = [entry, { ...entry, at: 12, outcom: "x" }, null, , { ...entry, retries: NaN }, about(policy, withMore({ message: { text: "x".repeat(1_000_000) } })), 3];
  for (const work of [() => policy.assess(log), () => policy.replay(log)]) {
    const { diagnostics } = refused(work);
    assert.deepEqual(diagnostics.map(({ path }) => path).sort(), ["/1/at", "/1/outcom", "/2", "/3", "/4/retries", "/6"]);
  }
  const behind = [...Array.from({ length: 3 }, () => log[5]), {}];
  assert.match(refused(() => policy.assess(behind)).path, /^\/3\//);
  await assert.rejects(policy.assess((async function* () { yield* behind; })()), (error) => error instanceof HoldpointError);
  await assert.rejects(policy.assess((async function* () { yield entry; throw new Error("the disk"); })()), /^Error: the disk$/);
  for (const none of [undefined, null, {}, 3]) {
    assert.equal(refused(() => policy.assess(none)).code, "HP0203");
    assert.equal(refused(() => policy.replay(none)).code, "HP0203");
  }
  refused(() => policy.assess([], { now: "soon" }));
  refused(() => policy.assess([], { nov: 1 }));
});

test("replaying by another policy says what changed", () => {
  const stricter = Policy.compile({ ...defaultPolicy(), version: "2", rules: [{ id: "all", when: "true", lane: "takeover", class: "expected" }] });
  const entries = [about(policy, small), about(policy, small, {}, { explain: "lane" }), about(stricter, small)];
  const { same, differs, results } = stricter.replay(entries);
  assert.deepEqual([same, differs], [1, 2]);
  assert.ok(results.every(({ id, kind, status }) => id === "case-1" && kind === "classify" && status === "differs"));
  assert.deepEqual(results[1].differences.map(({ path, logged, replayed }) => [path, logged, replayed]), [
    ["/lane", "automate", "takeover"], ["/posture", "proceed", "stop"], ["/rules", [], ["all"]],
  ]);
});

test("a refused case that was logged as refused is the same again", () => {
  const bad = { id: "bad", action: { name: "tag_record" }, mesage: {} };
  let error;
  try { policy.classify(bad); } catch (thrown) { error = thrown; }
  const entry = { id: "bad", at: 1764000000000, kind: "classify", case: bad, decision: error.toJSON() };
  assert.equal(policy.replay([entry]).same, 1);
  assert.equal(policy.replay([{ ...entry, decision: policy.classify(small) }]).refused, 1);
});

test("texts that were cut in half are replayed as they were decided", () => {
  const input = withMore({ message: { text: "thanks \ud83d, I want a refund" } });
  const entry = JSON.parse(JSON.stringify(about(policy, input, {}, { audit: true })));
  assert.deepEqual(policy.replay([entry]), { entries: 1, same: 1, differs: 0, refused: 0, skipped: 0, results: [] });
});

test("a policy that is freed while a log comes in", async () => {
  const mine = Policy.compile(defaultPolicy());
  const entry = about(mine, small);
  const source = async function* () { yield entry; mine.free(); yield entry; };
  await assert.rejects(mine.replay(source()), (error) => error.code === "HP0408");
});
