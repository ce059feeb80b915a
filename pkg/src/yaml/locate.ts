/** From a JSON Pointer back to the text. */

import { isAlias, isMap, isScalar, isSeq, type Alias, type ParsedNode } from "yaml";

import type { Position } from "../../generated/types.js";
import type { Place } from "../yaml.js";
import type { Source } from "./parse.js";

/** Where a pointer leads; where it leads nowhere, the nearest thing around it that is there. */
export function placeOf(
  source: Source,
  anchors: ReadonlyMap<Alias, ParsedNode>,
  pointer: string,
  within?: Position,
): Place {
  let node: ParsedNode | null = source.document.contents;
  let key: ParsedNode | undefined;
  let exact = true;
  for (const segment of segments(pointer)) {
    const inside: { node: ParsedNode | null; key?: ParsedNode } | undefined = step(resolved(node, anchors), segment);
    if (inside === undefined) {
      exact = false;
      break;
    }
    ({ node, key } = inside);
  }
  const [start, end] = node?.range ?? [key?.range[1] ?? 0, key?.range[1] ?? 0];
  const place: Place = { ...source.position(start, trimmed(source.text, start, end)), exact };
  if (key !== undefined) place.key = source.position(key.range[0], key.range[1]);
  if (exact && within !== undefined && isScalar(node) && typeof node.value === "string") {
    return { ...place, ...inner(source, node.value, start, end, within) };
  }
  return place;
}

function segments(pointer: string): string[] {
  if (pointer === "") return [];
  return pointer.slice(1).split("/").map((segment) => segment.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function resolved(node: ParsedNode | null, anchors: ReadonlyMap<Alias, ParsedNode>): ParsedNode | null {
  // An alias never names an alias.
  return isAlias(node) ? (anchors.get(node) ?? node) : node;
}

function step(node: ParsedNode | null, segment: string): { node: ParsedNode | null; key?: ParsedNode } | undefined {
  if (isMap<ParsedNode, ParsedNode | null>(node)) {
    const pair = node.items.find(({ key }) => isScalar(key) && (key.value === segment || key.source === segment));
    return pair && { node: pair.value, key: pair.key };
  }
  if (isSeq<ParsedNode>(node) && /^\d+$/.test(segment)) {
    const item = node.items[Number(segment)];
    return item && { node: item };
  }
  return undefined;
}

/** The end of a stretch without the white space at its end. */
function trimmed(text: string, start: number, end: number): number {
  return start + text.slice(start, end).trimEnd().length;
}

/**
 * The part of a written text that a part of its value came from. The two are walked side by side:
 * quotes, indentation and folded line ends are in one and not in the other. Where escapes are in the
 * way, the whole text is the answer.
 */
function inner(source: Source, value: string, start: number, end: number, within: Position): Partial<Position> {
  const { text } = source;
  let at = start;
  const first = text[at];
  if (first === "|" || first === ">") at = text.indexOf("\n", at) + 1;
  else if (first === '"' || first === "'") at++;
  let from: number | undefined;
  for (let index = 0; index <= value.length; index++) {
    const wanted = value[index];
    if (wanted !== undefined && wanted.trim() !== "") {
      while (at < end && (text[at] as string).trim() === "") at++;
      if (text[at] !== wanted) return {};
    } else if (wanted !== undefined && text[at] !== wanted && (text[at] ?? "").trim() !== "") {
      return {};
    }
    if (index === within.start) from = at;
    if (index === within.end && from !== undefined) return source.position(from, Math.max(from, at));
    at++;
  }
  return from === undefined ? {} : source.position(from, Math.max(from, Math.min(at, end)));
}
