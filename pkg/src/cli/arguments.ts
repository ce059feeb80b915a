/** What the commands share in reading their arguments. */

import { parseArgs, type ParseArgsConfig } from "node:util";

import { HoldpointError, Policy } from "holdpoint";
import { zones } from "holdpoint/zones";

import { type Item, readDocument } from "./files.js";
import { type Host, put, UsageError } from "./host.js";
import { renderError } from "./problems.js";
import { Style } from "./style.js";

/** Options that every command takes. */
export const COMMON = { json: { type: "boolean" } } as const satisfies ParseArgsConfig["options"];

/** Reads a command's arguments; a mistake in them is a {@link UsageError}. */
export function readArguments<const O extends NonNullable<ParseArgsConfig["options"]>>(words: string[], options: O) {
  try {
    return parseArgs({ args: words, options: { ...COMMON, ...options }, allowPositionals: true, strict: true });
  } catch (thrown) {
    const said = thrown instanceof Error ? thrown.message : String(thrown);
    throw new UsageError(said.split(". ")[0] ?? said);
  }
}

/** One of a few words. */
export function choice<const T extends string>(name: string, given: string | undefined, all: readonly T[]): T | undefined {
  if (given === undefined) return undefined;
  const found = all.find((each) => each === given);
  if (found === undefined) throw new UsageError(`--${name} is one of ${all.join(", ")}, not ${given}`);
  return found;
}

/** The policy of a file, or the embedded one. Where it has problems they are printed, and there is none. */
export async function compilePolicy(path: string | undefined, json: boolean, host: Host): Promise<Policy | undefined> {
  if (path === undefined) return Policy.embedded();
  const item = await readDocument(path, host);
  const error = compileItem(item);
  if (!(error instanceof HoldpointError)) return error;
  const { stdout, stderr } = host;
  if (json) await put(stdout, `${JSON.stringify({ file: item.origin.name, ...error.toJSON() })}\n`);
  else await put(stderr, renderError(error, item.origin, new Style(stderr, host.env)));
  return undefined;
}

/** The policy of a document that was read, or its problems. The time zones are at hand. */
export function compileItem(item: Item): Policy | HoldpointError {
  if (item.error !== undefined) return item.error;
  try {
    return Policy.compile(item.value as object, { zones });
  } catch (thrown) {
    if (thrown instanceof HoldpointError) return thrown;
    throw thrown;
  }
}
