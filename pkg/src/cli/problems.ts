/** Problems, printed with the line that they stand in. */

import type { Diagnostic } from "../../generated/types.js";
import type { ErrorData } from "../errors.js";
import type { Place } from "../yaml.js";
import { type Style, visible } from "./style.js";
import { renderWitness } from "./witness.js";

/** The text that a value was read from. */
export interface Origin {
  /** The file's name, or `standard input`. */
  readonly name: string;
  /** Its text, where it is at hand. */
  readonly text?: string | undefined;
  /** The line that the value stands in, where that is all that is known. */
  readonly line?: number | undefined;
  /** Where a place of the value stands in the text. */
  readonly locate?: ((diagnostic: Diagnostic) => Place | undefined) | undefined;
}

/** All problems of an error. */
export function renderError(error: ErrorData, origin: Origin, style: Style): string {
  const diagnostics: readonly Diagnostic[] = error.diagnostics;
  return diagnostics.map((diagnostic) => renderProblem(diagnostic, origin, style)).join("\n");
}

/** One problem: what, where, the line with a caret under the place, the way out. */
export function renderProblem(diagnostic: Diagnostic, origin: Origin, style: Style): string {
  const colour = diagnostic.severity === "error" ? "red" : "yellow";
  const head = style.paint(`${diagnostic.severity}[${diagnostic.code}]`, "bold", colour);
  const lines = [`${head}: ${style.wrap(diagnostic.message, diagnostic.severity.length + diagnostic.code.length + 4, "bold")}`];
  const place = placeOf(diagnostic, origin);
  const line = place?.line ?? origin.line;
  // Nothing of the path is in the file: it is in a section that the policy leaves to the defaults.
  const elsewhere = place === undefined && diagnostic.path !== "" && origin.locate !== undefined;
  const where = [origin.name, line, place?.column].filter((part) => part !== undefined).join(":");
  const at = `at ${visible(diagnostic.path)}${elsewhere ? ", which the file leaves to the defaults" : ""}`;
  const path = diagnostic.path === "" ? "" : `  ${style.paint(at, "dim")}`;
  lines.push(` ${style.paint("-->", "blue")} ${visible(where)}${path}`);
  if (place !== undefined && origin.text !== undefined) lines.push(...excerpt(origin.text, place, style, colour));
  if (diagnostic.expected !== undefined) lines.push(note("expected", diagnostic.expected, style));
  if (diagnostic.suggestion !== undefined) lines.push(note("did you mean", `\`${diagnostic.suggestion}\``, style));
  if (diagnostic.help !== undefined) lines.push(note("help", diagnostic.help, style));
  if (diagnostic.witness !== undefined) lines.push(...renderWitness(diagnostic.witness, style));
  return `${lines.join("\n")}\n`;
}

function placeOf(diagnostic: Diagnostic, origin: Origin): Place | undefined {
  const place = origin.locate?.(diagnostic);
  if (place === undefined || (!place.exact && isWhole(place, origin))) return undefined;
  // What is wrong with an unknown key is the key.
  return place.key !== undefined && diagnostic.position === undefined && KEYS.has(diagnostic.code)
    ? { ...place, ...place.key }
    : place;
}

function isWhole(place: Place, origin: Origin): boolean {
  const whole = origin.locate?.({ code: "HP0203", severity: "error", path: "", message: "" });
  return whole?.start === place.start && whole.end === place.end;
}

const KEYS: ReadonlySet<string> = new Set(["HP0102", "HP0201", "HP0405"]);

function excerpt(text: string, place: Place, style: Style, colour: "red" | "yellow"): string[] {
  const source = text.split("\n", place.line)[place.line - 1]?.replace(/\r$/, "") ?? "";
  const number = String(place.line);
  const gutter = " ".repeat(number.length);
  const bar = style.paint("|", "blue");
  // A long line is shown around the place.
  const room = style.width - number.length - 4;
  const from = place.column - 1 > room - 20 ? Math.max(place.column - 1 - Math.floor(room / 3), 0) : 0;
  const shown = source.slice(from, from + room).replaceAll("\t", " ");
  const length = Math.max(1, Math.min(place.end - place.start, source.length - place.column + 1, room));
  const before = visible(shown.slice(0, place.column - 1 - from));
  const marks = `${" ".repeat(before.length)}${style.paint("^".repeat(length), "bold", colour)}`;
  return [
    `${gutter} ${bar}`,
    `${style.paint(number, "blue")} ${bar} ${visible(shown)}`,
    `${gutter} ${bar} ${marks}`,
  ];
}

function note(name: string, text: string, style: Style): string {
  return `  ${style.paint("=", "blue")} ${style.paint(`${name}:`, "bold")} ${style.wrap(text, name.length + 6)}`;
}
