/** A rollback's plan, or the preflight before a run, printed for the person who has to act on it. */

import type { PlanOperation, PlanVerdict, Preflight, PreflightVerdict, RollbackPlan, RunFinding } from "../../generated/types.js";
import { bullet, field, names, section, show, words } from "./sections.js";
import { type Look, type Style, visible } from "./style.js";

/** What `planRollback` answers. */
export type Rollback = Omit<RollbackPlan, "audit"> | Omit<Preflight, "audit">;

const COLOURS: Record<PlanVerdict | PreflightVerdict, Look> = {
  nothing_to_do: "green", ready: "green", resume: "green", roll_back: "yellow", mixed: "yellow", settle_first: "blue",
  needs_approval: "yellow", human: "red", blocked: "red",
};

const MARKS: Record<RunFinding["effect"], Look> = { blocks: "red", needs_approval: "yellow", prepare: "blue", note: "dim" };

/** The whole answer. */
export function renderRollback(answer: Rollback, style: Style): string {
  const { id, policy, verdict } = answer;
  const stamp = [policy.name, policy.version].filter((part) => part != null).join(" ");
  const head = style.paint(words(verdict), "bold", COLOURS[verdict]);
  const lines = [
    `${head}  ${style.paint(visible(id), "bold")}  ${style.paint(`by ${visible(stamp)}`, "dim")}`,
    ...answer.reasons.filter(({ step }) => step === undefined).map(({ message }) => field("because", message, style)),
    ...("waves" in answer ? plan(answer, style) : preflight(answer, style)),
  ];
  return `${lines.join("\n")}\n`;
}

function* plan(answer: Omit<RollbackPlan, "audit">, style: Style): Generator<string> {
  for (const [index, wave] of answer.waves.entries()) {
    yield "";
    yield style.paint(`wave ${index + 1}${wave.length > 1 ? ", side by side" : ""}`, "bold", "cyan");
    for (const [at, operation] of wave.entries()) yield* drawn(operation, at === wave.length - 1, style);
    if (index < answer.waves.length - 1) yield style.paint("  ▼", "dim");
  }
  for (const task of answer.manual) {
    yield* section(`for ${names(task.owner)}: ${task.step}${task.dueBy === undefined ? "" : `, by ${task.dueBy}`}`, [
      bullet(task.task, style),
      bullet(task.why, style),
      ...task.chain.map(({ at, what }) => bullet(at === undefined ? what : `${at}: ${what}`, style)),
      ...(task.suggestion === undefined ? [] : [bullet(`may call ${call(task.suggestion)}`, style)]),
      ...(task.holds.length === 0 ? [] : [bullet(`${task.holds.join(", ")} wait for it`, style)]),
    ], style);
  }
  yield* owed(answer, style);
  const { remaining } = answer;
  const lists = [
    ["undone", remaining.undone], ["finished", remaining.finished],
    ["kept", remaining.kept.map(({ step, because }) => `${step} (${words(because)})`)],
    ["person", remaining.person], ["settled", remaining.settled], ["settle", remaining.toSettle], ["undo", remaining.toUndo],
    ["finish", remaining.toFinish],
    ["waiting", remaining.waiting.map(({ step, waitsFor }) => `${step}${waitsFor.length > 0 ? ` (for ${waitsFor.join(", ")})` : ""}`)],
    ["untouched", remaining.untouched],
  ] as const;
  const account = lists.filter(([, list]) => list.length > 0).map(([name, list]) => `  ${field(name, list.join(", "), style)}`);
  yield* section(`the account: ${remaining.changed} ${remaining.changed === 1 ? "step" : "steps"} changed something`, account, style);
}

/** An operation as a branch of its wave. */
function* drawn(operation: PlanOperation, last: boolean, style: Style): Generator<string> {
  const [branch, trunk] = last ? ["└─", "  "] : ["├─", "│ "];
  const pattern = style.paint(words(operation.pattern), "bold");
  yield `  ${style.paint(branch, "dim")} ${pattern} ${style.paint(visible(operation.steps.join(", ")), "bold")}`;
  const details = [
    call(operation),
    `under the key ${operation.idempotencyKey}`,
    ...(operation.resumeFrom === undefined ? [] : [`from item ${operation.resumeFrom}: ${operation.items?.join(", ")}`]),
    ...operation.guards.map(({ record, version }) => `only while ${record} is at version ${version}`),
    ...(operation.approval === undefined ? [] : [`after approval by ${names(operation.approval.by)} (${operation.approval.because.map(words).join(", ")})`]),
    ...(operation.validUntil === undefined ? [] : [`until ${operation.validUntil}, when the key may be forgotten`]),
  ];
  for (const detail of details) yield `  ${style.paint(trunk, "dim")}   ${style.wrap(detail, 7)}`;
}

function call({ action, arguments: given, withheld }: { action: string; arguments: Record<string, unknown>; withheld?: string[] }): string {
  const parts = Object.entries(given).map(([name, value]) => `${name} ${show(value)}`);
  parts.push(...(withheld ?? []).map((name) => `${name} (withheld)`));
  return `${action}${parts.length > 0 ? `: ${parts.join(", ")}` : ""}`;
}

function* preflight(answer: Omit<Preflight, "audit">, style: Style): Generator<string> {
  yield* list("approve first", answer.approvals.map(({ step, by, because, synchronous }) =>
    `${step ?? "the run"}: ${names(by)}${synchronous ? ", while the run waits" : ""} (${words(because)})`), style);
  yield* list("capture first", answer.capture.map(({ step, snapshot, records }) => `${step}: ${[...snapshot, ...records].join(", ")}`), style);
  yield* list("stage", answer.stage.map((staged) =>
    `${staged.step}: ${call(staged)}, under the key ${staged.idempotencyKey}${staged.awaits.length > 0 ? `, awaits ${staged.awaits.join(", ")}` : ""}`), style);
  yield* list("keys", answer.keys.map(({ step, idempotencyKey }) => `${step}: ${idempotencyKey}`), style);
  yield* owed(answer, style);
}

function* owed({ obligations, findings }: Pick<Rollback, "obligations" | "findings">, style: Style): Generator<string> {
  yield* list("owed", obligations.map(({ kind, about, step, owner, dueBy, status }) =>
    `${words(kind)} ${about}${step === undefined ? "" : ` (${step})`}: ${names(owner)}${dueBy === undefined ? "" : `, by ${dueBy}`}${status === "overdue" ? ", overdue" : ""}`), style);
  if (findings.length > 0) {
    const found = findings.map(({ effect, code, step, record, message }) => {
      const where = [step, record].filter((part) => part !== undefined).join(" ");
      return `  ${style.paint("●", MARKS[effect])} ${style.wrap(`${words(code)}${where === "" ? "" : ` (${where})`}: ${message}`, 4)}`;
    });
    yield* section("found", found, style);
  }
}

function* list(title: string, entries: readonly string[], style: Style): Generator<string> {
  if (entries.length > 0) yield* section(title, entries.map((entry) => bullet(entry, style)), style);
}
