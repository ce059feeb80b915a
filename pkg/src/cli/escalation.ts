/** An escalation, printed for the person who has to act on it. */

import type { EscalationAnswer, EscalationSimulation } from "../types.js";
import type { Look, Style } from "./style.js";
import { visible } from "./style.js";

const COLOURS: Record<EscalationAnswer["status"], Look> = { resolved: "green", automatic: "yellow", waiting_on_human: "red" };

const words = (code: string): string => code.replaceAll("_", " ");

/** The status as a coloured phrase. */
export function status(name: EscalationAnswer["status"], style: Style): string {
  return style.paint(words(name), "bold", COLOURS[name]);
}

/** One line: for lists of incidents. */
export function renderIncidentLine(answer: EscalationAnswer, style: Style): string {
  return `${status(answer.status, style)}  ${style.paint(visible(answer.id), "bold")}  ${visible(inShort(answer))}\n`;
}

function inShort(answer: EscalationAnswer): string {
  if (answer.status === "resolved") {
    const { how, by } = answer.resolution;
    return `${words(how)}${by === undefined ? "" : ` by ${by}`}${answer.deadline === null ? "" : `, review due ${answer.deadline}`}`;
  }
  const who = answer.assignee === null ? "" : ` ${answer.assignee.id}`;
  return `${answer.level} ${words(answer.action)}${who} until ${answer.deadline}`;
}

/** The whole decision. */
export function renderEscalation(answer: EscalationAnswer, style: Style): string {
  const { id, policy, retry } = answer;
  const stamp = [policy.name, policy.version].filter((part) => part != null).join(" ");
  const lines = [
    `${status(answer.status, style)}  ${style.paint(visible(id), "bold")}  ${style.paint(`by ${visible(stamp)}`, "dim")}`,
    field("level", answer.level, style),
    field("action", words(answer.action), style),
  ];
  if (answer.status === "resolved") {
    const { how, by, at, goesOn, note } = answer.resolution;
    lines.push(field("settled", `${words(how)}${by === undefined ? "" : ` by ${by}`} at ${at}`, style));
    if (goesOn.length > 0) lines.push(field("goes on", goesOn.join(", "), style));
    if (note !== undefined) lines.push(field("note", note, style));
  }
  if (answer.assignee !== null) lines.push(field("asks", `${answer.assignee.id} (${answer.assignee.kind})`, style));
  if (answer.alternates.length > 0) lines.push(field("or", answer.alternates.map((other) => other.id).join(", "), style));
  if (answer.status === "automatic" && answer.reminds !== undefined) lines.push(field("reminds", answer.reminds, style));
  if (answer.lateBy !== undefined) lines.push(field("late by", duration(answer.lateBy), style));
  if (retry !== null) lines.push(field("retry", `number ${retry.attempt} at ${retry.at}`, style));
  if (answer.pause.length > 0) lines.push(field("hold", answer.pause.join(", "), style));
  if (answer.deadline !== null) {
    const next = answer.onDeadline;
    const who = next?.assignee == null ? "" : ` ${next.assignee.id}`;
    lines.push(field("until", answer.deadline, style));
    if (next != null) lines.push(field("then", `${next.level} ${words(next.action)}${who}`, style));
  }
  lines.push(...section("why", answer.reasons.map(({ rule, message }) =>
    bullet(`${message}${rule === undefined ? "" : ` (${rule})`}`, style)), style));
  const passed = answer.path.filter(({ passedOver }) => passedOver !== undefined);
  lines.push(...section("passed over", passed.map((step) => bullet(`${step.id}: ${words(step.passedOver ?? "")}`, style)), style));
  lines.push(...section("so far", answer.chain.map(({ at, level, message, note }) =>
    bullet(`${at}${level === undefined ? "" : ` ${level}`} ${message}${note === undefined ? "" : `: “${note}”`}`, style)), style));
  lines.push(...section("to do", answer.obligations.map(({ kind, owner, dueBy, status: how }) =>
    bullet(`${words(kind)}, ${how}, by ${dueBy} (${owner.map((each) => each.id).join(", ")})`, style)), style));
  return `${lines.join("\n")}\n`;
}

/** A simulation: a line a step, and what the host did. */
export function renderSimulation({ id, steps, status: how }: EscalationSimulation, style: Style): string {
  const lines = [`${status(how, style)}  ${style.paint(visible(id), "bold")}`];
  for (const { at, decision, events } of steps) {
    lines.push(`  ${style.paint(at, "dim")}  ${style.wrap(inShort(decision), 4)}`);
    for (const event of events) {
      const who = "to" in event ? ` ${event.to}` : "by" in event ? ` ${event.by}` : "";
      lines.push(`    ${style.paint(`→ ${words(event.kind)}${visible(who)}`, "cyan")}`);
    }
  }
  return `${lines.join("\n")}\n`;
}

function* section(title: string, lines: readonly string[], style: Style): Generator<string> {
  if (lines.length === 0) return;
  yield "";
  yield style.paint(title, "bold", "cyan");
  yield* lines;
}

function field(name: string, value: string, style: Style): string {
  return `${style.paint(name.padEnd(9), "dim")}${style.wrap(value, 9)}`;
}

function bullet(text: string, style: Style): string {
  return `  - ${style.wrap(text, 4)}`;
}

function duration(millis: number): string {
  const minutes = Math.floor(millis / 60_000);
  if (minutes === 0) return `${Math.ceil(millis / 1000)} s`;
  const hours = Math.floor(minutes / 60);
  return hours === 0 ? `${minutes} min` : `${hours} h ${minutes % 60} min`;
}
