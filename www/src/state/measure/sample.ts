import type { Case, LogEntry } from "holdpoint";
import { Policy } from "holdpoint";

/** A log to begin with: eight weeks of a workflow whose approvers get slower, with one failure that nobody saw. */
export function sampleLog(policy: Policy): string {
  return `${entries(policy).map((entry) => JSON.stringify(entry)).join("\n")}\n`;
}

const MONDAY = Date.UTC(2026, 8, 28);
const DAY = 86_400_000;
const HOUR = 3_600_000;
const WEEKS = 8;
const A_WEEK = 22;

/** The same numbers on every visit. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

function* entriesOf(policy: Policy): Generator<LogEntry> {
  const throwOf = dice(47);
  for (let week = 0; week < WEEKS; week++) {
    for (let index = 0; index < A_WEEK; index++) {
      const at = MONDAY + week * 7 * DAY + throwOf(5) * DAY + (8 + throwOf(9)) * HOUR + throwOf(60) * 60_000;
      const id = `w${week + 1}-${index + 1}`;
      if (index < 13) yield decided(policy, id, at, throwOf, week);
      else if (index < 20) yield incident(id, at, throwOf, week);
      else yield rollback(id, at, week === 2 && index === 20);
    }
  }
}

function entries(policy: Policy): LogEntry[] {
  return [...entriesOf(policy)].sort((a, b) => String(a.at).localeCompare(String(b.at)));
}

function decided(policy: Policy, id: string, at: number, throwOf: (sides: number) => number, week: number): LogEntry {
  const calm: Case = { id, now: iso(at), action: { name: "tag_record" } };
  const budget: Case = { ...calm, action: { name: "change_budget" }, data: { missing: [], conflicts: [] } };
  const input = throwOf(5) > 1 ? calm : budget;
  const decision = policy.classify(input, { explain: "lane" });
  const asked = decision.lane !== "automate";
  // In the sixth week a call failed, and nobody was told.
  const failed = id === "w6-4";
  const took = (asked ? 2 + throwOf(3 + week) : 0.05) * HOUR;
  return {
    id, at: iso(at), kind: "classify", case: input, decision, outcome: failed ? "failed" : throwOf(20) === 0 ? "corrected" : "completed",
    ...(asked ? { byHuman: true, dueAt: iso(at + 4 * HOUR), escalated: throwOf(48) < week + 2 } : {}),
    conflict: throwOf(10) === 0, resolvedAt: iso(at + took), retries: throwOf(8) === 0 ? 1 : 0,
    notified: asked && !failed ? ["review-desk"] : [],
  };
}

function incident(id: string, at: number, throwOf: (sides: number) => number, week: number): LogEntry {
  const late = throwOf(30) < week + 1;
  const level = late ? (throwOf(3) === 0 ? "L3" : "L2") : "L1";
  const hours = { L1: 0.2 + throwOf(3) / 10, L2: 0.8 + throwOf(8 + 2 * week) / 10, L3: 4 + throwOf(6) }[level];
  return {
    id, at: iso(at), kind: "escalation", decision: { level }, level, escalated: level !== "L1", outcome: "completed",
    byHuman: level !== "L1" || throwOf(4) === 0, resolvedAt: iso(at + hours * HOUR), retries: level === "L1" ? 1 + throwOf(3) : 0,
    notified: ["platform-on-call"],
  };
}

function rollback(id: string, at: number, failed: boolean): LogEntry {
  return { id, at: iso(at), kind: "rollback", decision: { verdict: "roll_back" }, outcome: failed ? "failed" : "completed", resolvedAt: iso(at + HOUR), notified: ["accounting"] };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
