/** `holdpoint init`: a policy to begin with, and its tests. */

import { rm, writeFile } from "node:fs/promises";
import { basename } from "node:path";

import starter from "holdpoint:text/starter.yaml";
import tests from "holdpoint:text/starter.test.yaml";

import { readArguments } from "../arguments.js";
import { type Command, Exit, type Host, put, UsageError } from "../host.js";

const usage = `usage: holdpoint init [FILE] [options]

Writes a small policy to begin with, and tests for it next to it. FILE is holdpoint.yaml unless named, and its
tests are holdpoint.test.yaml then; \`-\` prints the policy alone.

  --force   write over files that are there
`;

async function run(words: string[], host: Host): Promise<Exit> {
  const { values, positionals } = readArguments(words, { force: { type: "boolean" } });
  const [file = "holdpoint.yaml", ...more] = positionals;
  if (more.length > 0) throw new UsageError("name one file");
  if (file === "-") {
    await put(host.stdout, starter);
    return Exit.Fine;
  }
  const beside = `${file.replace(/\.(ya?ml|json)$/iu, "")}.test.yaml`;
  const flag = values.force === true ? "w" : "wx";
  await write(file, starter, flag);
  try {
    await write(beside, tests.replace("POLICY", JSON.stringify(basename(file))), flag);
  } catch (thrown) {
    // Neither or both.
    if (flag === "wx") await rm(file, { force: true });
    throw thrown;
  }
  const said = values.json === true
    ? JSON.stringify({ file, tests: beside })
    : `${file} and ${beside} are written.\n\nNext: edit them, then run\n  holdpoint check ${file}\n  holdpoint test ${beside}\n  holdpoint classify --policy ${file} cases.jsonl`;
  await put(host.stdout, `${said}\n`);
  return Exit.Fine;
}

async function write(file: string, text: string, flag: "w" | "wx"): Promise<void> {
  try {
    await writeFile(file, text, { flag });
  } catch (thrown) {
    const code = thrown instanceof Error && "code" in thrown ? String(thrown.code) : undefined;
    if (code === "EEXIST") throw new UsageError(`${file} is there already; --force writes over it`);
    throw new UsageError(`${file} can't be written: ${code ?? String(thrown)}`);
  }
}

/** A policy to begin with, and its tests. */
export const init: Command = { name: "init", summary: "write a policy to begin with, and its tests", usage, run };
