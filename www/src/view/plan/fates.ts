import type { PlanOperation, RollbackPlan } from "holdpoint";

import type { RunAnswer } from "../../engine/run.js";

/** What becomes of a step, as the drawing and the list show it. */
export interface Fate {
  /** The look: which kind of end it has. */
  readonly kind: "forward" | "back" | "probe" | "person" | "rest" | "wait";
  /** In a word or two. */
  readonly name: string;
  /** Why. */
  readonly why: string;
  /** The wave, from 1. */
  readonly wave: number | null;
  readonly operation: PlanOperation | null;
}

const PATTERNS: Record<PlanOperation["pattern"], readonly [Fate["kind"], string]> = {
  probe: ["probe", "probe"],
  compensate: ["back", "compensate"],
  retry_idempotent: ["forward", "resume"],
  restore_snapshot: ["back", "restore"],
};

/** What becomes of each step. */
export function fatesOf(answer: RunAnswer): ReadonlyMap<string, Fate> {
  const fates = new Map<string, Fate>();
  if (!("waves" in answer)) {
    for (const { step, synchronous } of answer.approvals) {
      if (step !== undefined) fates.set(step, { kind: "person", name: synchronous ? "approval, waits" : "approval", why: "no way back is defined", wave: null, operation: null });
    }
    for (const { step, effect, message } of answer.findings) {
      if (step !== undefined && effect === "blocks") fates.set(step, { kind: "back", name: "blocks", why: message, wave: null, operation: null });
    }
    return fates;
  }
  for (const { step, code, message } of answer.reasons) {
    if (step !== undefined) fates.set(step, { ...restOf(code), why: message, wave: null, operation: null });
  }
  answer.waves.forEach((wave, index) => {
    for (const operation of wave) {
      const [kind, name] = PATTERNS[operation.pattern];
      for (const step of operation.steps) {
        fates.set(step, { kind, name, why: fates.get(step)?.why ?? "", wave: index + 1, operation });
      }
    }
  });
  return fates;
}

function restOf(code: RollbackPlan["reasons"][number]["code"]): Pick<Fate, "kind" | "name"> {
  switch (code) {
    case "person": return { kind: "person", name: "for a person" };
    case "waiting": return { kind: "wait", name: "waits" };
    case "kept": return { kind: "rest", name: "kept" };
    case "done": return { kind: "rest", name: "done" };
    case "untouched": return { kind: "rest", name: "untouched" };
    default: return { kind: "rest", name: code.replaceAll("_", " ") };
  }
}
