import type { EscalationAnswer, EscalationStatus, NextAction, Obligation, Owner, PathStep, Rung, Why } from "holdpoint";

/** A rung's short name and what it is. */
export const RUNG_NAMES: Readonly<Record<Rung, readonly [string, string]>> = {
  L1: ["L1", "auto-retry"],
  L2: ["L2", "alternate approver"],
  L3: ["L3", "manager"],
  L4: ["L4", "emergency bypass"],
  end: ["End", "workflow paused"],
};

/** How an incident stands. */
export const STATUS_NAMES: Readonly<Record<EscalationStatus, string>> = {
  automatic: "goes on by itself",
  waiting_on_human: "waits for a person",
  resolved: "settled",
};

/** Why somebody was passed over, a rung left or an event not obeyed. */
export const WHY_NAMES: Readonly<Record<Why, string>> = {
  away: "away",
  requester: "asked for it themselves",
  rejected: "said no already",
  lapsed: "let it lapse",
  over_limit: "the amount is above their limit",
  currency_not_named: "their limits don’t name this currency",
  circle: "considered already",
  max_hops: "further than delegates are followed",
  clock: "the clock ran out",
  nobody: "nobody was there to ask",
  retries: "no retries are left",
  permanent: "trying again can’t mend it",
  unclear: "it couldn’t be told whether the call went through",
  never_asked: "was never asked",
  not_current: "not at this level",
  other_request: "something else than what is asked for",
  already_answered: "answered already",
  unknown_name: "the policy knows nobody of this name",
  own_review: "can’t review their own bypass",
  nothing_to_do: "there is nothing of the kind here",
  policy_violation: "a policy violation is never retried, probed or bypassed",
};

/** How an obligation stands. */
export const DUTY_NAMES: Readonly<Record<Obligation["status"], string>> = { open: "open", overdue: "overdue", done: "done" };

/** How a candidate was come by. */
export function via({ via: way, of }: PathStep): string {
  switch (way) {
    case "approver": return "was to approve";
    case "delegate": return `delegate of ${of}`;
    case "manager": return `manager of ${of}`;
    case "role": return `role ${of}`;
    case "owner": return `owner: ${of}`;
    case "reassigned": return "handed over by the host";
  }
}

/** What a decision comes to, in a sentence or two. */
export function sentences(decision: EscalationAnswer): string[] {
  const { action, assignee } = decision;
  const who = assignee?.id ?? "nobody";
  if (decision.status === "resolved") return settled(decision);
  const reminded = decision.status === "automatic" ? decision.reminds : undefined;
  const told: Record<NextAction, string[]> = {
    retry_extended_window: ["Wait a little longer.", reminded === undefined ? "" : `${reminded} is reminded.`],
    escalate_delegate: [`${who} is asked`, "in the approver’s place."],
    route_alternate: ["Another approver is asked:", `${who}.`],
    escalate_department_head: ["The department head is asked:", `${who}.`],
    escalate_manager: ["The next management level is asked:", `${who}.`],
    pause_both_escalate_owner: ["All sides are held.", `The owner is asked: ${who}.`],
    retry_backoff: ["The call is tried again", "after a pause."],
    probe: ["Find out first", "whether the call went through."],
    alert_on_call_manual_fallback: [`On-call is alerted: ${who}.`, "The work goes on by hand."],
    block_escalate_compliance: ["Blocked.", `Compliance rules: ${who}.`],
    emergency_bypass: [`${who} may override,`, "and is reviewed afterwards."],
    pause_workflow: ["The workflow is paused.", `${who} has to decide.`],
    none: ["Nothing is to be done."],
  };
  return told[action].filter((part) => part !== "");
}

function settled({ resolution: { how, by } }: Extract<EscalationAnswer, { status: "resolved" }>): string[] {
  const told: Record<typeof how, string> = {
    approved: "Approved", rejected: "Rejected, and that stands", retried: "A retry went through", probed: "The call had gone through",
    ruled: "A rule of the policy settled it", bypassed: "Bypassed", resolved: "The host says so",
  };
  return [by === undefined ? `${told[how]}.` : `${told[how]}: ${by}.`];
}

/** An assignee for people. */
export function named(owner: Owner | null): string {
  return owner?.id ?? "nobody";
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A length of time, its two greatest units: `2 h 5 min`. */
export function span(millis: number): string {
  const rest = Math.floor(Math.abs(millis) / 1000) * 1000;
  const units: readonly (readonly [string, number])[] = [["d", DAY], ["h", HOUR], ["min", MINUTE], ["s", 1000]];
  const first = units.findIndex(([, size]) => rest >= size);
  if (first === -1) return "0 min";
  const [one, size] = units[first] ?? ["s", 1000];
  const count = Math.floor(rest / size);
  const [two, smaller] = units[first + 1] ?? ["", rest + 1];
  const more = Math.floor((rest - count * size) / smaller);
  return more === 0 ? `${count} ${one}` : `${count} ${one} ${more} ${two}`;
}

/** A moment as it stands to the beginning: `+47 min`. */
export function since(at: number, start: number): string {
  return at < start ? `−${span(start - at)}` : `+${span(at - start)}`;
}

/** A moment on the clock: `2026-11-20 16:30 UTC`. */
export function clock(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace("T", " ").replace(/:00$/, "")} UTC`;
}
