/** Policies and cases out of files and standard input. */

import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";

import type { Diagnostic } from "../../generated/types.js";
import { HoldpointError, type ParsedPolicy, parsePolicy, type Place } from "../yaml.js";
import { type Host, UsageError } from "./host.js";
import type { Origin } from "./problems.js";

/** How a file is written. */
export type Format = "json" | "jsonl" | "yaml";

/** The formats that `--format` names. */
export const FORMATS: readonly Format[] = ["json", "jsonl", "yaml"];

/** A value and where it comes from. `error` stands instead of a value that couldn't be read. */
export type Item =
  | { readonly value: unknown; readonly origin: Origin; readonly error?: undefined }
  | { readonly error: HoldpointError; readonly origin: Origin };

/** The name that stands for standard input. */
const STANDARD_INPUT = "-";

/** A line longer than this is no case. */
const LONGEST_LINE = 64 * 1024 * 1024;

/** A whole file that holds one document, such as a policy. */
export async function readDocument(path: string, host: Host): Promise<Item> {
  const text = await readText(path, host);
  return documentOf(text, nameOf(path), formatOf(path) ?? sniff(text));
}

/** Hears how many bytes were read. */
export type Heard = (bytes: number) => void;

/** Every case of a file, in order. JSONL is read as it comes, so that its length doesn't matter. */
export async function* readItems(
  path: string,
  format: Format | undefined,
  host: Host,
  heard?: Heard,
): AsyncGenerator<Item> {
  const known = format ?? formatOf(path);
  if (known === "jsonl") {
    yield* items(lines(path, host, heard), nameOf(path));
    return;
  }
  if (known === undefined) {
    yield* sniffed(path, host, heard);
    return;
  }
  yield* entries(documentOf(await readText(path, host), nameOf(path), known));
}

/** Input whose first line is a whole JSON object is JSONL; it can't be read twice to find out. */
async function* sniffed(path: string, host: Host, heard?: Heard): AsyncGenerator<Item> {
  const source = lines(path, host, heard);
  const seen: string[] = [];
  let next = await source.next();
  while (next.done !== true && next.value.trim() === "") {
    seen.push(next.value);
    next = await source.next();
  }
  if (next.done !== true) seen.push(next.value);
  if (isObject(seen.at(-1) ?? "")) {
    yield* items(chain(seen, source), nameOf(path));
    return;
  }
  for await (const line of source) seen.push(line);
  const text = seen.join("\n");
  yield* entries(documentOf(text, nameOf(path), sniff(text)));
}

async function* chain(first: readonly string[], rest: AsyncIterable<string>): AsyncGenerator<string> {
  yield* first;
  yield* rest;
}

function isObject(line: string): boolean {
  if (!line.trimStart().startsWith("{")) return false;
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

async function* items(source: AsyncIterable<string>, name: string): AsyncGenerator<Item> {
  let number = 0;
  for await (const line of source) {
    number++;
    if (line.trim() === "") continue;
    const origin = { name, line: number };
    try {
      yield { value: JSON.parse(line), origin };
    } catch (thrown) {
      yield { error: notJson(thrown), origin };
    }
  }
}

function* entries(item: Item): Generator<Item> {
  if (item.error !== undefined || !Array.isArray(item.value)) {
    yield item;
    return;
  }
  const { origin } = item;
  for (const [index, value] of item.value.entries()) {
    const inside = (diagnostic: Diagnostic) => origin.locate?.({ ...diagnostic, path: `/${index}${diagnostic.path}` });
    yield { value, origin: { name: origin.name, text: origin.text, locate: inside } };
  }
}

function documentOf(text: string, name: string, format: Format): Item {
  const origin: Origin = { name, text };
  if (format === "yaml") {
    try {
      const parsed = parsePolicy(text);
      return { value: parsed.document, origin: { ...origin, locate: locator(parsed) } };
    } catch (thrown) {
      if (!(thrown instanceof HoldpointError)) throw thrown;
      return { error: thrown, origin: { ...origin, locate: written } };
    }
  }
  try {
    const value: unknown = JSON.parse(text);
    return { value, origin: { ...origin, locate: lazyLocator(text) } };
  } catch (thrown) {
    return { error: notJson(thrown), origin };
  }
}

function locator(parsed: ParsedPolicy): Origin["locate"] {
  return (diagnostic) => parsed.locate(diagnostic.path, diagnostic.position);
}

/** JSON is YAML, so places in it are found in the same way, should there be a need. */
function lazyLocator(text: string): Origin["locate"] {
  let parsed: ParsedPolicy | undefined;
  return (diagnostic) => {
    try {
      parsed ??= parsePolicy(text);
      return parsed.locate(diagnostic.path, diagnostic.position);
    } catch {
      return undefined;
    }
  };
}

/** The place that the YAML reader found itself. */
function written({ position }: Diagnostic): Place | undefined {
  return position && { ...position, exact: true };
}

function notJson(thrown: unknown): HoldpointError {
  const message = `this is not JSON: ${thrown instanceof Error ? thrown.message : String(thrown)}`;
  const diagnostic: Diagnostic = { code: "HP0101", severity: "error", path: "", message };
  return new HoldpointError({ code: "HP0101", path: "", message, diagnostics: [diagnostic] });
}

function formatOf(path: string): Format | undefined {
  if (/\.json$/i.test(path)) return "json";
  if (/\.(jsonl|ndjson)$/i.test(path)) return "jsonl";
  if (/\.ya?ml$/i.test(path)) return "yaml";
  return undefined;
}

function sniff(text: string): Format {
  return /^\s*[[{]/.test(text) ? "json" : "yaml";
}

function nameOf(path: string): string {
  return path === STANDARD_INPUT ? "standard input" : path;
}

async function readText(path: string, host: Host): Promise<string> {
  if (path !== STANDARD_INPUT) {
    try {
      return withoutMark(await readFile(path, "utf8"));
    } catch (thrown) {
      throw unreadable(path, thrown);
    }
  }
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of host.stdin) text += decoder.decode(chunk, { stream: true });
  return withoutMark(text + decoder.decode());
}

/** How many bytes files have together; unknown where one of them isn't a file. */
export async function sizeOf(paths: readonly string[]): Promise<number | undefined> {
  let size = 0;
  for (const path of paths) {
    const found = path === STANDARD_INPUT ? undefined : await stat(path).catch(() => undefined);
    if (found === undefined || !found.isFile()) return undefined;
    size += found.size;
  }
  return size;
}

function chunks(path: string, host: Host): AsyncIterable<Uint8Array> {
  return path === STANDARD_INPUT ? host.stdin : createReadStream(path);
}

/** Lines ended by LF or CRLF and by nothing else: JSON texts may hold U+2028. */
async function* lines(path: string, host: Host, heard?: Heard): AsyncGenerator<string, undefined> {
  const decoder = new TextDecoder();
  let rest = "";
  let first = true;
  try {
    for await (const chunk of chunks(path, host)) {
      heard?.(chunk.length);
      const pieces = (rest + decoder.decode(chunk, { stream: true })).split("\n");
      rest = pieces.pop() ?? "";
      if (rest.length > LONGEST_LINE) throw new UsageError(`a line of more than ${LONGEST_LINE} characters`);
      for (const piece of pieces) {
        yield cleaned(piece, first);
        first = false;
      }
    }
  } catch (thrown) {
    throw thrown instanceof Error && "code" in thrown ? unreadable(path, thrown) : thrown;
  }
  rest += decoder.decode();
  if (rest !== "") yield cleaned(rest, first);
}

function cleaned(line: string, first: boolean): string {
  return (first ? withoutMark(line) : line).replace(/\r$/, "");
}

function withoutMark(text: string): string {
  return text.startsWith("\ufeff") ? text.slice(1) : text;
}

function unreadable(path: string, thrown: unknown): UsageError {
  const code = thrown instanceof Error && "code" in thrown ? String(thrown.code) : "";
  const said = code === "ENOENT" ? "there is no such file" : code === "EISDIR" ? "this is a folder" : code || String(thrown);
  return new UsageError(`${path} can't be read: ${said}`);
}
