/** `holdpoint assess`: what a log says about a workflow. */

import type { Assessment, LogEntry } from "holdpoint";

import { choice, compilePolicy, readArguments } from "../arguments.js";
import { renderAssessment } from "../assessment.js";
import { FORMATS } from "../files.js";
import { type Command, Exit, type Host, put, UsageError } from "../host.js";
import { Log } from "../log.js";
import { Style } from "../style.js";

const usage = `usage: holdpoint assess POLICY [LOG...] [options]

Adds up a log of decisions and what came of them, or standard input: the measures per week with targets and
trend, when to pause and whom to ask, and how far the workflow may go on. \`default\` is the embedded policy.

  --now TIME                judge at this moment, not at the latest one in the log
  --format json|jsonl|yaml  how the log is written, where the name doesn't say
  --json                    print the assessment as JSON

Ends with 0 when nothing asks for a pause and no failure is silent, 1 otherwise, 2 when called wrongly.
`;

async function run(words: string[], host: Host): Promise<Exit> {
  const { values, positionals } = readArguments(words, { now: { type: "string" }, format: { type: "string" } });
  const format = choice("format", values.format, FORMATS);
  const [document, ...paths] = positionals;
  if (document === undefined) throw new UsageError("name the policy's file, or `default`");
  if (values.now !== undefined && Number.isNaN(Date.parse(values.now))) throw new UsageError(`--now is a time, not ${values.now}`);
  const json = values.json === true;
  const policy = await compilePolicy(document === "default" ? undefined : document, json, host);
  if (policy === undefined) return Exit.Findings;
  const log = new Log(paths, format, host);
  const options = values.now === undefined ? undefined : { now: values.now };
  const found = await log.read<Assessment>(() => policy.assess(log.entries((entry) => entry as LogEntry), options), json);
  if (found === undefined) return Exit.Findings;
  const text = json ? `${JSON.stringify(found)}\n` : renderAssessment(found, new Style(host.stdout, host.env));
  await put(host.stdout, text);
  return found.pause || found.stopDeploying ? Exit.Findings : Exit.Fine;
}

/** What a log says about a workflow. */
export const assess: Command = { name: "assess", summary: "measure a log: targets, trend, when to pause", usage, run };
