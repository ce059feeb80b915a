/** `holdpoint init`: a policy to begin with. */

import { writeFile } from "node:fs/promises";

import starter from "holdpoint:text/starter.yaml";

import { readArguments } from "../arguments.js";
import { type Command, Exit, type Host, put, UsageError } from "../host.js";

const usage = `usage: holdpoint init [FILE] [options]

Writes a small policy to begin with; FILE is holdpoint.yaml unless named, \`-\` is standard output.

  --force   write over a file that is there
`;

async function run(words: string[], host: Host): Promise<Exit> {
  const { values, positionals } = readArguments(words, { force: { type: "boolean" } });
  const [file = "holdpoint.yaml", ...more] = positionals;
  if (more.length > 0) throw new UsageError("name one file");
  if (file === "-") {
    await put(host.stdout, starter);
    return Exit.Fine;
  }
  try {
    await writeFile(file, starter, { flag: values.force === true ? "w" : "wx" });
  } catch (thrown) {
    const code = thrown instanceof Error && "code" in thrown ? thrown.code : undefined;
    if (code === "EEXIST") throw new UsageError(`${file} is there already; --force writes over it`);
    throw new UsageError(`${file} can't be written: ${code ?? String(thrown)}`);
  }
  const said = values.json === true
    ? JSON.stringify({ file })
    : `${file} is written.\n\nNext: edit it, then run\n  holdpoint check ${file}\n  holdpoint classify --policy ${file} cases.jsonl`;
  await put(host.stdout, `${said}\n`);
  return Exit.Fine;
}

/** A policy to begin with. */
export const init: Command = { name: "init", summary: "write a policy to begin with", usage, run };
