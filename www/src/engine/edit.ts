import { parsePolicy, type ParsedPolicy } from "holdpoint/yaml";

/** A change of a case, as `nearest` proposes it. */
export interface ValueChange {
  /** A dotted path. */
  readonly path: string;
  readonly to: unknown;
}

/** Writes changes into a case's text. All else stays as it was written, comments too. */
export function withChanges(text: string, changes: readonly ValueChange[]): string {
  return changes.reduce((changed, { path, to }) => withValue(changed, path.split("."), to), text);
}

function withValue(text: string, keys: readonly string[], value: unknown): string {
  const source = parsePolicy(text);
  const written = JSON.stringify(value ?? null);
  // The nearest object that is there gets the rest of the path.
  let depth = keys.length - 1;
  while (depth > 0 && !isObject(at(source.document, keys.slice(0, depth)))) depth--;
  const [key = "", ...rest] = keys.slice(depth);
  const flow = rest.reduceRight((inner, name) => `{ ${JSON.stringify(name)}: ${inner} }`, written);
  const place = source.locate(pointer([...keys.slice(0, depth), key]));
  if (!place.exact) return inserted(text, source, keys.slice(0, depth), key, flow);
  // The key is there: with the value itself, or with a null where an object has to be.
  return splice(text, place.start, place.end, place.start === place.end ? ` ${flow}` : flow);
}

/** Adds a key to the object at `keys`, in the notation that the object is written in. */
function inserted(text: string, source: ParsedPolicy, keys: readonly string[], key: string, flow: string): string {
  const parent = source.locate(pointer(keys));
  const present = Object.keys(at(source.document, keys) as object);
  if (text[parent.start] === "{") {
    const close = text.lastIndexOf("}", parent.end - 1);
    const inside = text.slice(parent.start + 1, close);
    const before = inside.trimEnd();
    const comma = present.length === 0 || before.endsWith(",") ? "" : ",";
    const name = inside.trimStart().startsWith('"') ? JSON.stringify(key) : key;
    // A flow object of several lines gets a line of its own for the key.
    const lead = before.includes("\n") ? `\n${/\n([ \t]*)\S/.exec(before)?.[1] ?? "  "}` : " ";
    const tail = inside.slice(before.length) || " ";
    return splice(text, parent.start + 1, close, `${before}${comma}${lead}${name}: ${flow}${tail}`);
  }
  const [first = ""] = present;
  const column = source.locate(pointer([...keys, first])).key?.column ?? 1;
  return splice(text, parent.end, parent.end, `\n${" ".repeat(column - 1)}${key}: ${flow}`);
}

function splice(text: string, start: number, end: number, written: string): string {
  return text.slice(0, start) + written + text.slice(end);
}

function pointer(keys: readonly string[]): string {
  return keys.map((key) => `/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

function at(document: unknown, keys: readonly string[]): unknown {
  return keys.reduce<unknown>((value, key) => (isObject(value) ? value[key] : undefined), document);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
