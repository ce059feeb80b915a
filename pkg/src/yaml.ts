/** Policies written as YAML, with the way back from a JSON Pointer to line and column. */

import { HoldpointError } from "./errors.js";
import type { Position } from "../generated/types.js";
import { convert, type Converted } from "./yaml/convert.js";
import { placeOf } from "./yaml/locate.js";
import { parseYaml } from "./yaml/parse.js";

export { type ErrorData, HoldpointError } from "./errors.js";
export type { Diagnostic, Position } from "../generated/types.js";

/** Where something stands in a YAML text. */
export interface Place extends Position {
  /** Where its key stands; a list's entry and the whole document have none. */
  key?: Position;
  /** Whether the pointer led all the way; else this is the nearest thing around it that is there. */
  exact: boolean;
}

/** A YAML text that was read. */
export interface ParsedPolicy {
  /** The document, ready for `Policy.compile`. */
  document: object;
  /**
   * Where a JSON Pointer leads in the text. `within` is a diagnostic's position inside a text such as
   * a condition: then the place is that part of it.
   */
  locate(pointer: string, within?: Position): Place;
}

/**
 * Reads a policy (or a case) written as YAML 1.2, core schema. JSON is YAML too.
 *
 * Throws a {@link HoldpointError} whose diagnostics name line and column: of what isn't YAML, of
 * duplicate keys, and of what would be read otherwise than most people mean it (merge keys, tags,
 * YAML 1.1, several documents).
 */
export function parsePolicy(text: string): ParsedPolicy {
  const source = parseYaml(text);
  const { value, problems, anchors }: Converted = convert(source);
  const [first] = problems;
  if (first !== undefined) {
    const { code, path, message } = first;
    throw new HoldpointError({ code, path, message, diagnostics: problems });
  }
  return { document: value as object, locate: (pointer, within) => placeOf(source, anchors, pointer, within) };
}
