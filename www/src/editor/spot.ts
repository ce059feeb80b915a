/** Where the cursor stands in a YAML or JSON text, as a path of keys: also while the text is half written. */

import { syntaxTree } from "@codemirror/language";
import type { EditorState, Text } from "@codemirror/state";
import type { SyntaxNode } from "@lezer/common";

export type Path = readonly (string | number)[];

/** A place in a document. */
export interface Spot {
  /** Of a key: the object that it belongs to. Of a value: the value itself. */
  readonly path: Path;
  readonly role: "key" | "value";
  /** Where the word begins that is being written. */
  readonly from: number;
  /** The keys that the object has already. */
  readonly present: ReadonlySet<string>;
}

const NONE: ReadonlySet<string> = new Set();

/** The place that `pos` is in, or null where nothing can be said. */
export function spotAt(state: EditorState, pos: number): Spot | null {
  const inner = syntaxTree(state).resolveInner(pos, -1);
  for (let node: SyntaxNode | null = inner; node !== null; node = node.parent) {
    if (node.name === "Comment") return null;
    if (node.name === "BlockLiteralContent") return { path: blockPath(state, node.from), role: "value", from: pos, present: NONE };
    if (node.name === "FlowMapping" || node.name === "FlowSequence") {
      const closed = /[}\]]/.test(state.sliceDoc(node.to - 1, node.to));
      if (node.from < pos && (pos < node.to || !closed)) return flowSpot(state, node, pos);
    }
  }
  return blockSpot(state, pos);
}

function flowSpot(state: EditorState, node: SyntaxNode, pos: number): Spot {
  const base = spotAt(state, node.from)?.path ?? [];
  const parts = flowParts(state.sliceDoc(node.from + 1, pos));
  const last = parts.at(-1) ?? { start: 0, text: "" };
  const start = node.from + 1 + last.start;
  if (node.name === "FlowSequence") {
    return { path: [...base, parts.length - 1], role: "value", from: wordStart(start, last.text), present: NONE };
  }
  const colon = colonOf(last.text);
  if (colon === -1) {
    const all = flowParts(state.sliceDoc(node.from + 1, node.to - 1));
    const keys = all.map(({ text }) => unquoted(text.slice(0, Math.max(0, colonOf(text)))));
    return { path: base, role: "key", from: wordStart(start, last.text), present: new Set(keys) };
  }
  const key = unquoted(last.text.slice(0, colon));
  return { path: [...base, key], role: "value", from: wordStart(start + colon + 1, last.text.slice(colon + 1)), present: NONE };
}

/** The entries of a flow collection, split at its own commas. */
function flowParts(text: string): { start: number; text: string }[] {
  const parts: { start: number; text: string }[] = [];
  let [start, depth, quote] = [0, 0, ""];
  for (let at = 0; at < text.length; at++) {
    const letter = text[at] ?? "";
    if (quote !== "") {
      if (letter === "\\" && quote === '"') at++;
      else if (letter === quote) quote = "";
    } else if (letter === '"' || letter === "'") quote = letter;
    else if (letter === "{" || letter === "[") depth++;
    else if (letter === "}" || letter === "]") depth--;
    else if (letter === "," && depth === 0) {
      parts.push({ start, text: text.slice(start, at) });
      start = at + 1;
    }
  }
  parts.push({ start, text: text.slice(start) });
  return parts;
}

function colonOf(text: string): number {
  return /^\s*(?:"[^"]*"|'[^']*'|[^"':]*)\s*:/.exec(text)?.[0].lastIndexOf(":") ?? -1;
}

function wordStart(start: number, text: string): number {
  return start + (/^\s*["']?/.exec(text)?.[0].length ?? 0);
}

function unquoted(text: string): string {
  return text.trim().replace(/^(["'])(.*)\1$/, "$2");
}

/** A line of block style: the columns of its dashes, the column and the name of its key, and what follows. */
interface BlockLine {
  readonly dashes: readonly number[];
  readonly column: number;
  readonly key: string | null;
  /** The column behind the colon. */
  readonly after: number;
  readonly text: string;
}

function blockLine(text: string): BlockLine | null {
  if (/^\s*(#|$)/.test(text)) return null;
  const lead = /^\s*(?:-(?:\s+|$))*/.exec(text)?.[0] ?? "";
  const dashes = [...lead.matchAll(/-/g)].map(({ index }) => index);
  const rest = text.slice(lead.length);
  const key = /^("[^"]*"|'[^']*'|[^\s#"'{[][^:#]*?)\s*:(?=\s|$)/.exec(rest);
  const after = key === null ? lead.length : lead.length + key[0].length;
  return { dashes, column: lead.length, key: key === null ? null : unquoted(key[1] ?? ""), after, text: rest };
}

function blockSpot(state: EditorState, pos: number): Spot | null {
  const line = state.doc.lineAt(pos);
  const before = line.text.slice(0, pos - line.from);
  const here = blockLine(before) ?? { dashes: [], column: before.length, key: null, after: before.length, text: "" };
  const { path, present } = parents(state.doc, line.number, here);
  if (here.key !== null) {
    return { path: [...path, here.key], role: "value", from: wordStart(line.from + here.after, before.slice(here.after)), present: NONE };
  }
  // A word behind a dash may become a key of the entry's object, or be the entry itself: both are offered.
  return { path, role: "key", from: wordStart(line.from + here.column, before.slice(here.column)), present };
}

/** The path of the value that a node of block style belongs to. */
function blockPath(state: EditorState, from: number): Path {
  const line = state.doc.lineAt(from);
  const column = /^\s*/.exec(line.text)?.[0].length ?? 0;
  return parents(state.doc, line.number, { dashes: [], column, key: null, after: column, text: "" }).path;
}

/** Climbs from a line to the margin, along the lines that it is indented under. */
function parents(doc: Text, number: number, start: BlockLine): { path: Path; present: Set<string> } {
  const path: (string | number)[] = [];
  const present = new Set<string>();
  let column = start.column;
  // Whether an entry of a list is what we look for the owner of: its key may stand in the same column.
  let list = false;
  let own = true;

  const leaveList = (dashes: readonly number[], above: number) => {
    for (const dash of dashes.toReversed()) {
      path.unshift(entriesAbove(doc, above, dash));
      column = dash;
      list = true;
      own = false;
    }
  };
  leaveList(start.dashes, number - 1);
  for (let at = number - 1; at >= 1 && (column > 0 || list || own); at--) {
    const line = blockLine(doc.line(at).text);
    if (line === null) continue;
    const outermost = line.dashes[0] ?? line.column;
    if (line.key !== null && (line.column < column || (list && line.column === column && line.dashes.length === 0))) {
      path.unshift(line.key);
      column = line.column;
      list = false;
      own = false;
      leaveList(line.dashes, at - 1);
    } else if (line.column === column && !list) {
      if (own && line.key !== null) present.add(line.key);
      if (line.dashes.length > 0) leaveList(line.dashes, at - 1);
    } else if (outermost < column && line.key === null) {
      break;
    }
  }
  for (let at = number + 1; at <= doc.lines; at++) {
    const line = blockLine(doc.line(at).text);
    if (line === null) continue;
    if ((line.dashes[0] ?? line.column) < start.column) break;
    if (line.column === start.column && line.key !== null) present.add(line.key);
  }
  return { path, present };
}

function entriesAbove(doc: Text, from: number, column: number): number {
  let count = 0;
  for (let at = from; at >= 1; at--) {
    const line = blockLine(doc.line(at).text);
    if (line === null) continue;
    if (line.dashes.includes(column)) count++;
    else if ((line.dashes[0] ?? line.column) <= column) break;
  }
  return count;
}
