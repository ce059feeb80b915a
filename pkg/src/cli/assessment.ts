/** An assessment, printed for the people who own the workflow. */

import type { Assessment, Measure, MeasureId, MeasureUnit, Owner } from "../../generated/types.js";
import { type Look, type Style, visible } from "./style.js";

/** What the measures are called. */
const NAMES: Record<MeasureId, string> = {
  completionRate: "completed",
  errorRate: "failed or corrected",
  slaCompliance: "settled in time",
  dataConsistency: "data in order",
  retryFrequency: "retries per entry",
  conflicts: "conflicts",
  escalationRate: "approvals escalated",
  timeToResolution: "time to settle, L1–L2",
  timeToResolutionL3: "time to settle, L3",
  rollbackSuccess: "rollbacks succeeded",
  silentFailures: "silent failures",
  bypassRate: "approvals bypassed",
  resolvedWithoutHuman: "L1 without a person",
};

const TRIGGERS = {
  unknown_repeats: "unknown patterns repeat",
  impact_unexplained: "impact without explanation",
  reviewers_overrun: "reviewers are overrun",
} as const;

const MODES = { pilot: "ready for a narrow pilot", rules_based: "keep it rules-based", manual: "keep it manual" } as const;

const SHOWN_WEEKS = 6;

/** The whole assessment. */
export function renderAssessment(found: Assessment, style: Style): string {
  const stamp = [found.policy.name, found.policy.version].filter((part) => part != null).join(" ");
  const { mode, because } = found.verdict;
  const colour: Look = mode === "manual" ? "red" : mode === "rules_based" ? "yellow" : "green";
  const lines = [
    `${style.paint(MODES[mode], "bold", colour)}  ${style.paint(`${counted(found.entries, "entry", "entries")} under ${visible(stamp)}${period(found)}`, "dim")}`,
    ...because.map(({ message }) => `  - ${style.wrap(message, 4)}`),
  ];
  if (found.stopDeploying) lines.push("", style.paint("Stop deploying new workflows until no failure is silent.", "bold", "red"));
  lines.push("", style.paint("measures", "bold", "cyan"), ...measures(found, style));
  const advice = found.measures.filter((measure) => measure.advice !== undefined);
  if (advice.length > 0) {
    lines.push("", style.paint("to do", "bold", "cyan"));
    for (const measure of advice) lines.push(`  - ${style.wrap(`${NAMES[measure.id]}: ${measure.advice}`, 4)}`);
  }
  lines.push("", style.paint("pause", "bold", "cyan"));
  for (const { trigger, holds, owner, message, evidence } of found.triggers) {
    const mark = holds ? style.paint("●", "red") : style.paint("○", "green");
    const whose = holds ? `; ${names(owner)} may pause` : "";
    lines.push(`  ${mark} ${style.paint(TRIGGERS[trigger], "bold")}`, `    ${style.wrap(`${message}${whose}`, 4)}`);
    if (holds && evidence.length > 0) lines.push(`    ${style.wrap(`see ${evidence.join(", ")}`, 4, "dim")}`);
  }
  if (found.rollbackTests.length > 0) {
    lines.push("", style.paint("rollback tests that are due", "bold", "cyan"));
    for (const { action, testedAt, dueAt } of found.rollbackTests) {
      const when = testedAt === null ? "never tested" : `tested ${day(testedAt)}, due since ${day(dueAt ?? testedAt)}`;
      lines.push(`  - ${visible(action)}: ${when}`);
    }
  }
  return `${lines.join("\n")}\n`;
}

function period({ from, now }: Assessment): string {
  return from === null || now === null ? "" : `, ${day(from)} to ${day(now)}`;
}

/** A table: the measure, its value, its target, where it goes, and the last weeks. */
function* measures({ measures: all, weeks }: Assessment, style: Style): Generator<string> {
  const name = Math.max(...Object.values(NAMES).map((text) => text.length));
  const room = Math.max(Math.floor((style.width - name - 36) / 9), 0);
  const shown = weeks.slice(Math.max(weeks.length - Math.min(room, SHOWN_WEEKS), 0));
  const head = ["  ", "".padEnd(name), "whole".padStart(9), "target".padStart(9), "  trend ".padEnd(10), ...shown.map(({ week }) => week.slice(5).padStart(9))];
  yield style.paint(head.join("").trimEnd(), "dim");
  for (const measure of all) {
    const value = show(measure.value, measure.unit).padStart(9);
    const painted = measure.met === null ? value : style.paint(value, "bold", measure.met ? "green" : "red");
    const rest = shown.map(({ values }) => show(values[measure.id], measure.unit).padStart(9)).join("");
    const line = `  ${NAMES[measure.id].padEnd(name)}${painted}${target(measure).padStart(9)}  ${(measure.trend ?? "").padEnd(8)}${style.paint(rest, "dim")}`;
    yield line.trimEnd();
  }
}

function target({ target: wanted, unit }: Measure): string {
  if (wanted === null) return "";
  return `${{ below: "< ", above: "> ", exactly: "" }[wanted.side]}${show(wanted.value, unit)}`;
}

/** A value with its unit; a dash where there was nothing to measure. */
export function show(value: number | null, unit: MeasureUnit): string {
  if (value === null) return "–";
  if (unit === "share") return `${rounded(value * 100)} %`;
  return unit === "milliseconds" ? span(value) : rounded(value);
}

function rounded(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function span(milliseconds: number): string {
  const minutes = Math.round(milliseconds / 60_000);
  if (minutes < 1) return `${rounded(milliseconds / 1000)}s`;
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return `${hours > 0 ? `${hours}h` : ""}${rest > 0 || hours === 0 ? `${rest}m` : ""}`;
}

function counted(count: number, one: string, many: string): string {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}

function day(moment: string): string {
  return moment.slice(0, 10);
}

function names(owners: readonly Owner[]): string {
  return owners.map(({ id }) => visible(id)).join(", ");
}
