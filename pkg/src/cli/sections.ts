/** What printed answers are made of. */

import type { Owner } from "../../generated/types.js";
import type { Style } from "./style.js";

/** A headline and its lines. */
export function* section(title: string, lines: readonly string[], style: Style): Generator<string> {
  yield "";
  yield style.paint(title, "bold", "cyan");
  yield* lines;
}

/** A name and what it is. */
export function field(name: string, value: string, style: Style): string {
  return `${style.paint(name.padEnd(9), "dim")}${style.wrap(value, 9)}`;
}

/** One entry of a list. */
export function bullet(text: string, style: Style): string {
  return `  - ${style.wrap(text, 4)}`;
}

/** People and queues by their names. */
export function names(owners: readonly Owner[]): string {
  return owners.map(({ id }) => id).join(", ");
}

/** A code as words. */
export function words(code: string): string {
  return code.replaceAll("_", " ");
}

/** A value as it is read. */
export function show(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
