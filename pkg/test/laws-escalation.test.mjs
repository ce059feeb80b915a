// The laws of escalation through the package, with fewer runs than in Rust (tests/laws).

import assert from "node:assert/strict";
import { test } from "node:test";

import fc from "fast-check";
import { decideEscalation, HoldpointError, Policy } from "holdpoint";

const START = Date.parse("2026-11-20T00:00:00Z");
const at = (minutes) => START + minutes * 60_000;
const TYPES = ["timeout", "rejection", "conflict", "system_failure", "policy_violation"];
const SEVERITIES = ["low", "medium", "high", "critical"];
const IMPACTS = ["low", "medium", "high"];
const LEVELS = ["L1", "L2", "L3", "L4", "end"];
const PEOPLE = ["finance-manager", "senior-accountant", "head-of-finance", "managing-director", "platform-on-call", "compliance-desk", "nobody"];

const request = (id) => ({
  id, action: "create_payment", arguments: { invoice: "INV-1" }, amount: 100, currency: "USD", requestedBy: "bot",
  approver: "finance-manager", idempotencyKey: "INV-1", openedAt: at(0), resource: { id: "INV-1", owner: "head-of-finance" },
});
const incident = (type, severity, impact, more = {}) => ({
  id: "inc", type, severity, impact, requests: type === "conflict" ? [request("r1"), request("r2")] : [request("r1")],
  ...(type === "system_failure" ? { error: { at: at(0), status: 503 } } : {}), now: at(0), seed: "s", ...more,
});

const digest = decideEscalation(incident("timeout", "low", "low")).requestDigest;
const who = fc.constantFrom(...PEOPLE);
const what = fc.oneof(
  fc.record({ kind: fc.constant("notified"), to: who, level: fc.constantFrom(...LEVELS) }),
  fc.record({ kind: fc.constantFrom("acknowledged", "rejected", "bypassed", "reviewed"), by: who }),
  fc.record({ kind: fc.constant("approved"), by: who, digest: fc.constantFrom(digest, "other") }),
  fc.record({ kind: fc.constant("out_of_office"), who }),
  fc.record({ kind: fc.constant("reassigned"), to: who }),
  fc.record({ kind: fc.constant("retried"), outcome: fc.constantFrom("failed", "succeeded") }),
  fc.record({ kind: fc.constantFrom("paused", "resumed", "resolved") }),
);
const minutes = fc.constantFrom(0, 1, 30, 31, 120, 150, 270, 390, 450, 600);
const events = fc.array(fc.tuple(what, minutes), { maxLength: 8 }).map((all) =>
  all.map(([event, time], index) => ({ ...event, id: `e${index}`, at: at(time) })));
const history = fc.record({
  type: fc.constantFrom(...TYPES), severity: fc.constantFrom(...SEVERITIES), impact: fc.constantFrom(...IMPACTS), events,
}).map(({ type, severity, impact, events: list }) => incident(type, severity, impact, { events: list }));

test("E1 E2 E4 every cell comes to an end with a name, within the sum of the clocks", () => {
  const policy = Policy.compile({ holdpoint: 1, name: "laws" });
  for (const type of TYPES) for (const severity of SEVERITIES) for (const impact of IMPACTS) {
    const { steps, ended } = policy.simulateEscalation(incident(type, severity, impact));
    assert.equal(ended, true);
    for (const { at: time, decision } of steps) {
      assert.ok(Date.parse(decision.deadline) > Date.parse(time) && decision.onDeadline !== null);
      if (type === "conflict") assert.deepEqual(decision.pause, ["r1", "r2"], "E5");
      if (type === "policy_violation") assert.ok(decision.retry === null && decision.level !== "L4", "E5");
    }
    const end = steps.find(({ decision }) => decision.level === "end");
    assert.ok(Date.parse(end.at) - START <= 450 * 60_000, "E4");
    assert.notEqual(end.decision.assignee, null);
  }
  policy.free();
});

test("E1 E6 E8 E11 every history has an answer that is whole", () => {
  fc.assert(fc.property(history, minutes, (given, now) => {
    const answer = decideEscalation({ ...given, now: at(now) });
    if (answer.status !== "resolved") assert.ok(Date.parse(answer.deadline) > at(now));
    assert.ok(answer.notify.length > 0, "E8");
    assert.deepEqual(answer.context.chain, answer.chain, "E11");
    if (answer.assignee !== null && answer.level !== "end") {
      assert.notEqual(answer.assignee.id, "bot", "E6");
      assert.ok(!answer.chain.some(({ kind, who: name }) => kind === "rejected" && name === answer.assignee.id), "E6");
    }
    assert.deepEqual(JSON.parse(JSON.stringify(answer)), answer, "A1");
  }), { numRuns: 300 });
});

test("E9 duplicated and reordered events change nothing", () => {
  fc.assert(fc.property(history, minutes, fc.nat(), (given, now, turn) => {
    const rotated = given.events.map((_, index) => given.events[(index + turn) % given.events.length]);
    const other = { ...given, events: [...rotated, ...rotated.slice(0, 1)].reverse() };
    const bytes = (each) => JSON.stringify(decideEscalation({ ...each, now: at(now) }));
    assert.equal(bytes(given), bytes(other));
  }), { numRuns: 200 });
});

test("E13 a later now never lowers the level and never revives what is resolved", () => {
  fc.assert(fc.property(history, fc.nat(700), fc.nat(700), (given, from, by) => {
    const [now, later] = [decideEscalation({ ...given, now: at(from) }), decideEscalation({ ...given, now: at(from + by) })];
    assert.ok(LEVELS.indexOf(now.level) <= LEVELS.indexOf(later.level));
    if (now.status === "resolved") assert.equal(later.status, "resolved");
  }), { numRuns: 200 });
});

test("E7 E12 an approval counts for what was asked, a bypass leaves one review", () => {
  const asked = [{ id: "n", at: at(1), kind: "notified", to: "senior-accountant", level: "L2" }];
  const decide = (more) => decideEscalation(incident("timeout", "high", "high", { events: [...asked, more], now: at(9) }));
  const approved = { id: "y", at: at(2), kind: "approved", by: "senior-accountant", digest };
  assert.equal(decide(approved).status, "resolved");
  for (const change of [{ by: "head-of-finance" }, { digest: "0".repeat(64) }, { by: "bot" }]) {
    assert.notEqual(decide({ ...approved, ...change }).status, "resolved");
  }
  const ladder = [["senior-accountant", "L2", 0], ["head-of-finance", "L3", 120], ["managing-director", "L4", 360]];
  const list = ladder.map(([to, level, time]) => ({ id: level, at: at(time), kind: "notified", to, level }));
  const granted = { id: "b", at: at(365), kind: "bypassed", by: "managing-director" };
  const bypassed = decideEscalation(incident("timeout", "critical", "high", { events: [...list, granted], now: at(366) }));
  assert.deepEqual([bypassed.status, bypassed.obligations.length], ["resolved", 1]);
  assert.equal(Date.parse(bypassed.obligations[0].dueBy), at(365 + 48 * 60));
});

test("a seed is drawn where jitter needs one, and comes back to be replayed", () => {
  const given = incident("system_failure", "low", "low", { seed: undefined });
  const first = decideEscalation(given);
  assert.match(first.seed, /^[0-9a-f]+-[0-9a-f]+$/);
  assert.equal(JSON.stringify(decideEscalation({ ...given, seed: first.seed })), JSON.stringify(first));
  assert.equal(decideEscalation(incident("timeout", "low", "low", { seed: undefined })).seed, undefined);
});

test("what can't be read is a HoldpointError with a place", () => {
  for (const [path, change] of [
    ["/type", { type: "fire" }], ["/events/0/kind", { events: [{ id: "e", at: at(0), kind: "sneezed" }] }],
    ["/requests", { requests: [] }], ["/now", { now: 1_700_000_000 }], ["/extra", { extra: 1 }],
  ]) {
    assert.throws(() => decideEscalation({ ...incident("timeout", "low", "low"), ...change }), (error) => {
      assert.ok(error instanceof HoldpointError);
      assert.equal(error.path, path);
      return true;
    });
  }
});
