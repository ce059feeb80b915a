/** From the words of a command line to a command. */

import { version } from "holdpoint";

import { assess } from "./commands/assess.js";
import { check } from "./commands/check.js";
import { classify } from "./commands/classify.js";
import { compare } from "./commands/compare.js";
import { escalate, simulate } from "./commands/escalate.js";
import { explain } from "./commands/explain.js";
import { init } from "./commands/init.js";
import { replay } from "./commands/replay.js";
import { rollback } from "./commands/rollback.js";
import { schema } from "./commands/schema.js";
import { test } from "./commands/test.js";
import { verify } from "./commands/verify.js";
import { type Command, Exit, type Host, put, UsageError } from "./host.js";
import { Style } from "./style.js";

const COMMANDS: readonly Command[] = [classify, escalate, simulate, rollback, check, test, compare, replay, assess, verify, init, schema, explain];

/** Runs one command line. */
export async function run(words: readonly string[], host: Host): Promise<Exit> {
  const [name, ...rest] = words;
  if (name === "--version" || name === "-V") {
    await put(host.stdout, `${version}\n`);
    return Exit.Fine;
  }
  if (name === "--help" || name === "-h" || name === "help") {
    const about = COMMANDS.find((command) => command.name === rest[0]);
    await put(host.stdout, about?.usage ?? overview());
    return Exit.Fine;
  }
  const command = COMMANDS.find((each) => each.name === name);
  if (command === undefined) return wrong(name === undefined ? "name a command" : `there is no command ${name}`, overview(), host);
  if (rest.includes("--help") || rest.includes("-h")) {
    await put(host.stdout, command.usage);
    return Exit.Fine;
  }
  try {
    return await command.run(rest, host);
  } catch (thrown) {
    if (!(thrown instanceof UsageError)) throw thrown;
    return wrong(thrown.message, `\`holdpoint ${command.name} --help\` says more\n`, host);
  }
}

function overview(): string {
  const width = Math.max(...COMMANDS.map(({ name }) => name.length));
  const list = COMMANDS.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}\n`).join("");
  return `usage: holdpoint COMMAND [options]\n\n${list}\n\`holdpoint COMMAND --help\` says more. Exit codes: 0 fine, 1 findings, 2 called wrongly.\n`;
}

async function wrong(message: string, more: string, host: Host): Promise<Exit> {
  const style = new Style(host.stderr, host.env);
  await put(host.stderr, `${style.paint("error:", "bold", "red")} ${message}\n\n${more}`);
  return Exit.Usage;
}
