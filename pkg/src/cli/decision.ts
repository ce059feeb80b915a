/** A decision, printed for the person who has to act on it. */

import type { Decision, Evidence, LaneDecision, Lane, Nearest, Reason } from "../../generated/types.js";
import type { Look, Style } from "./style.js";
import { bullet, field, names, section, show, words } from "./sections.js";
import { visible } from "./style.js";

/** What `classify` answers at its fullest. */
export type Shown = Decision | LaneDecision;

const COLOURS: Record<Lane, Look> = { automate: "green", review: "yellow", takeover: "red" };

/** The lane as a coloured word. */
export function lane(name: Lane, style: Style): string {
  return style.paint(name, "bold", COLOURS[name]);
}

/** One line: for lists of cases. */
export function renderLine(answer: Shown, style: Style): string {
  const head = `${lane(answer.lane, style)}${" ".repeat(9 - answer.lane.length)}`;
  const id = visible(answer.id);
  const why = "rules" in answer ? answer.rules.join(", ") : reasonsInShort(answer);
  const room = style.width - 9 - id.length - 2;
  const cut = why.length > room && room > 10 ? `${why.slice(0, room - 1)}…` : why;
  return `${head}${style.paint(id, "bold")}  ${style.paint(visible(cut), "dim")}\n`;
}

function reasonsInShort({ reasons }: Decision): string {
  return reasons.map(({ rule, status }) => (status === "fired" ? rule : `${rule}?`)).join(", ");
}

/** The whole decision. */
export function renderDecision(answer: Shown, style: Style): string {
  const { id, policy } = answer;
  const stamp = [policy.name, policy.version].filter((part) => part != null).join(" ");
  const lines = [
    `${lane(answer.lane, style)}  ${style.paint(visible(id), "bold")}  ${style.paint(`by ${visible(stamp)}`, "dim")}`,
    field("class", answer.class, style),
    field("posture", answer.posture, style),
  ];
  if ("rules" in answer) {
    if (answer.rules.length > 0) lines.push(field("rules", answer.rules.join(", "), style));
  } else {
    lines.push(...details(answer, style));
  }
  if (answer.nearest !== undefined) lines.push(...renderNearest(answer.nearest, style));
  return `${lines.join("\n")}\n`;
}

function* details(answer: Decision, style: Style): Generator<string> {
  const { route, owners, handoff, reasons, validation, rulesBoundary } = answer;
  if (route !== null) {
    const by = route.rule === undefined ? route.by : `rule ${route.rule}`;
    yield field("goes to", `${route.to} (${by})`, style);
    if (route.passed.length > 0) yield field("passed", `${route.passed.join(", ")}: couldn't be told`, style);
    if (route.enrich.length > 0) yield field("enrich", route.enrich.join(", "), style);
  }
  if (handoff?.dueBy != null) yield field("due by", handoff.dueBy, style);
  if (reasons.length > 0) yield* section("why", reasons.flatMap((reason) => renderReason(reason, style)), style);
  if (!validation.ok) {
    const findings = validation.findings.map(({ kind, path, expected, source }) =>
      `${kind} ${path}${expected === undefined ? "" : `: expected ${expected}`} (${source})`);
    yield* section("validation", findings.map((text) => bullet(text, style)), style);
  }
  if (handoff !== null) {
    if (handoff.undetermined.length > 0) {
      const paths = handoff.undetermined.map(({ path, rules }) => bullet(`${path}, for ${rules.join(", ")}`, style));
      yield* section("not known", paths, style);
    }
    const questions = handoff.decide.map(({ question, owner }) => bullet(`${question} (${names(owner)})`, style));
    if (questions.length > 0) yield* section("to decide", questions, style);
  }
  if (rulesBoundary !== null) {
    const because = rulesBoundary.because.map(({ code, rules }) =>
      bullet(`${words(code)}${rules.length > 0 ? `: ${rules.join(", ")}` : ""}`, style));
    yield* section(`better decided by rules (${names(rulesBoundary.owner)})`, because, style);
  }
  yield* section("owners", [
    ...([["review", owners.review], ["override", owners.override], ["pause", owners.pause]] as const)
      .map(([name, list]) => `  ${field(name, names(list), style)}`),
  ], style);
  if (answer.nearMisses !== undefined && answer.nearMisses.length > 0) {
    const misses = answer.nearMisses.map(({ rule, by }) =>
      bullet(`${rule}: ${by.map(({ path, value, needed }) => `${path} is ${show(value)}, needs ${needed}`).join("; ")}`, style));
    yield* section("nearly", misses, style);
  }
}

function renderReason(reason: Reason, style: Style): string[] {
  const mark = reason.status === "fired" ? "●" : "○";
  const status = reason.status === "fired" ? "" : " (undetermined)";
  return [
    `  ${style.paint(mark, COLOURS[reason.lane])} ${style.paint(visible(reason.rule), "bold")}${style.paint(status, "dim")}`,
    `    ${style.wrap(reason.message, 4)}`,
    ...reason.evidence.map((evidence) => `    ${style.wrap(renderEvidence(evidence), 4, "dim")}`),
  ];
}

function renderEvidence(evidence: Evidence): string {
  if (evidence.kind === "value") {
    const compared = evidence.compared === undefined ? "" : ` (${evidence.compared})`;
    return `${evidence.path} is ${evidence.value == null ? "missing" : show(evidence.value)}${compared}`;
  }
  const text = evidence.text === undefined ? "" : `: “${evidence.text}”`;
  return `${evidence.signal}, ${evidence.source === "host" ? "asserted by the host" : `heard in the ${evidence.source}`}${text}`;
}

function* renderNearest(nearest: Nearest, style: Style): Generator<string> {
  if (nearest.kind === "changes") {
    const changes = nearest.changes.map(({ path, from, to }) =>
      bullet(`${path}: ${from === null ? "missing" : show(from)} → ${show(to)}`, style));
    yield* section(`would be ${nearest.lane} with`, changes, style);
  } else {
    const what = nearest.kind === "blocked" ? "no data changes the lane, because of" : "too much to analyse in";
    yield* section(what, nearest.rules.map((rule) => bullet(rule, style)), style);
  }
}
