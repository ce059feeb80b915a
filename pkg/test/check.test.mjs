// The checker and comparing, as the package offers them.

import assert from "node:assert/strict";
import { test } from "node:test";

import fc from "fast-check";
import { comparePolicies, defaultPolicy, HoldpointError, Policy } from "holdpoint";

import { refused, small } from "./support.mjs";

const rule = (id, when, more = {}) => ({ id, when, lane: "review", ...more });
const policy = (...rules) => ({ holdpoint: 1, name: "shop", workflow: { currency: "USD", action: "a", consequence: "c" }, rules });
const lead = (id, value, currency = "USD") => ({ ...small, id, lead: { value, currency } });

test("a witness is a case that decides as the finding says", () => {
  const compiled = Policy.compile(policy(rule("never", "lead.value > 5 && lead.value < 3"), rule("wide", "lead.value > 5"), rule("narrow", "lead.value > 50")));
  const { findings, notAnalysed, readiness, ok } = compiled.check();
  assert.deepEqual(findings.map(({ code, path }) => `${code} ${path}`), ["HP0330 /rules/0/when", "HP0332 /rules/2"]);
  assert.deepEqual([notAnalysed, ok, readiness.verdict], [[], true, "rules_based"]);
  for (const { witness } of findings) {
    assert.equal(witness.kind, "case");
    const { lane, reasons } = compiled.classify(witness.case);
    assert.equal(lane, witness.lane);
    assert.deepEqual(reasons.filter(({ status }) => status === "fired").map(({ rule: id }) => id), witness.fired);
  }
  assert.deepEqual(compiled.check(), compiled.check());
});

test("what is too rich is said, not guessed", () => {
  const { findings, notAnalysed } = Policy.compile(policy(rule("sum", "lead.value + history.turns > 9 && lead.value + history.turns < 3"))).check();
  assert.deepEqual(findings, []);
  assert.ok(notAnalysed.some(({ path }) => path === "/rules/0/when"));
});

test("checking never throws, whatever compiles", () => {
  const atoms = ["lead.value > 5", "!(has(lead.value))", "\"refund\" in signals", "message.text.matches(\"^a+$\")", "now - data.updatedAt > duration(\"1h\")",
    "data.missing.all(f, f != \"email\")", "action.amount == lead.value", "customer.tier < \"m\"", "action.kind != \"outbound\"", "false", "intent.confidence >= 0.5"];
  const condition = fc.letrec((tie) => ({
    part: fc.oneof({ maxDepth: 4 }, fc.constantFrom(...atoms),
      fc.tuple(tie("part"), tie("part")).map(([a, b]) => `(${a} && ${b})`), fc.tuple(tie("part"), tie("part")).map(([a, b]) => `(${a} || ${b})`),
      tie("part").map((a) => `!(${a})`), fc.tuple(tie("part"), tie("part")).map(([a, b]) => `((${a}) == (${b}))`)),
  })).part;
  fc.assert(fc.property(fc.array(condition, { maxLength: 5 }), (conditions) => {
    const compiled = Policy.compile(policy(...conditions.map((when, index) => rule(`r${index}`, when))));
    try {
      const report = compiled.check();
      assert.deepEqual(report, compiled.check());
      for (const { witness } of report.findings) if (witness?.kind === "case") assert.equal(compiled.classify(witness.case).lane, witness.lane);
    } finally {
      compiled.free();
    }
  }), { numRuns: 60 });
});

test("policies are compared as documents, as text, compiled, over cases that come and over none", async () => {
  const [one, other] = [policy(rule("large", "lead.value >= 900")), policy(rule("large", "lead.value >= 500"))];
  const cases = [lead("a", 1), lead("b", 600), lead("c", 1000)];
  const report = comparePolicies(one, other, cases);
  assert.deepEqual(report.lanes, { automate: { automate: 1, review: 1, takeover: 0 }, review: { automate: 0, review: 1, takeover: 0 }, takeover: { automate: 0, review: 0, takeover: 0 } });
  assert.deepEqual(report.moved, [{ index: 1, id: "b", from: "automate", to: "review", by: [{ rule: "large", status: "fired", policy: "second" }] }]);
  assert.deepEqual(comparePolicies(JSON.stringify(one), JSON.stringify(other), cases), report);
  const compiled = [Policy.compile(one), Policy.compile(other)];
  assert.deepEqual(comparePolicies(...compiled, new Set(cases)), report);
  assert.deepEqual(await comparePolicies(...compiled, (async function* () { yield* cases; })()), report);
  assert.equal(compiled[0].classify(cases[2]).lane, "review", "policies that were handed over are still there");

  const { difference, cases: count } = comparePolicies(one, other);
  assert.equal(count, 0);
  assert.equal(difference.outcome, "differs");
  assert.deepEqual([difference.first.lane, difference.second.lane], ["automate", "review"]);
  assert.deepEqual(compiled.map((each) => each.classify(difference.first.case).lane), ["automate", "review"]);
  assert.equal(comparePolicies(one, policy(rule("other", "!(lead.value < 900)"))).difference.outcome, "proved_equal");
  assert.equal(comparePolicies(defaultPolicy(), defaultPolicy()).difference.message, "proved equal: both put every case into the same lane");
});

test("what can't be compared is refused", () => {
  const fine = policy();
  refused(() => comparePolicies({ holdpoint: 2 }, fine));
  refused(() => comparePolicies(fine, null));
  for (const cases of [3, null, {}]) refused(() => comparePolicies(fine, fine, cases));
  const freed = Policy.compile(fine);
  freed.free();
  assert.equal(refused(() => comparePolicies(freed, fine)).code, "HP0408");
  assert.throws(() => comparePolicies(fine, fine, (function* () { yield small; throw new Error("the host's own"); })()), /the host's own/);
  const { refused: left } = comparePolicies(fine, fine, [small, { id: "x" }, 7, { ...small, lead: { value: NaN } }]);
  assert.deepEqual(left.map(({ index, error }) => [index, error.code, error.path]),
    [[1, "HP0202", "/1/action"], [2, "HP0203", "/2"], [3, "HP0401", "/3/lead/value"]]);
  assert.ok(!(left[0].error instanceof HoldpointError));
});

test("many cases cross in pieces", () => {
  const [one, other] = [policy(rule("large", "lead.value >= 900")), policy(rule("large", "lead.value >= 500"))];
  function* many() {
    for (let index = 0; index < 12_000; index++) yield lead(`case-${index}`, index % 1000);
  }
  const report = comparePolicies(one, other, many());
  assert.equal(report.cases, 12_000);
  assert.equal(report.moved.length, 4_800);
  assert.equal(report.moved.at(-1).index, 11_899);
});
