import type { Assessment, MeasureId, MeasureTarget, MeasureUnit } from "holdpoint";

/** What the measures are called. */
export const MEASURES: Record<MeasureId, string> = {
  completionRate: "Completed",
  errorRate: "Failed or corrected",
  slaCompliance: "Settled in time",
  dataConsistency: "Data in order",
  retryFrequency: "Retries per entry",
  conflicts: "Conflicts",
  escalationRate: "Approvals escalated",
  timeToResolution: "Time to settle, L1 and L2",
  timeToResolutionL3: "Time to settle, L3",
  rollbackSuccess: "Rollbacks that succeeded",
  silentFailures: "Silent failures",
  bypassRate: "Approvals bypassed",
  resolvedWithoutHuman: "Settled at L1 without a person",
};

export const TRIGGERS: Record<Assessment["triggers"][number]["trigger"], string> = {
  unknown_repeats: "Unknown patterns repeat",
  impact_unexplained: "Impact without explanation",
  reviewers_overrun: "Reviewers are overrun",
};

export const VERDICTS: Record<Assessment["verdict"]["mode"], readonly [short: string, long: string]> = {
  pilot: ["Narrow pilot", "Nothing asks for a pause, and few exceptions would be better decided by rules."],
  rules_based: ["Rules", "Most exceptions would be better decided by rules."],
  manual: ["By hand", "Keep it manual until the reasons below are gone."],
};

export const TRENDS = { better: "↗ better", worse: "↘ worse", steady: "→ steady" } as const;

/** A value with its unit; a dash where there was nothing to measure. */
export function shown(value: number | null, unit: MeasureUnit): string {
  if (value === null) return "–";
  if (unit === "share") return `${round(value * 100)} %`;
  return unit === "milliseconds" ? span(value) : String(round(value));
}

/** A target with its side. */
export function wanted(target: MeasureTarget | null, unit: MeasureUnit): string {
  if (target === null) return "";
  return `${{ below: "below ", above: "above ", exactly: "" }[target.side]}${shown(target.value, unit)}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function span(milliseconds: number): string {
  const minutes = Math.round(milliseconds / 60_000);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return [hours > 0 ? `${hours} h` : "", rest > 0 || hours === 0 ? `${rest} min` : ""].filter((part) => part !== "").join(" ");
}
