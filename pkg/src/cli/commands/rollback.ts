/** `holdpoint rollback`: plans the way back of runs, or says whether they may start. */

import { HoldpointError, type Policy, type Run } from "holdpoint";

import { choice, compilePolicy, readArguments } from "../arguments.js";
import { FORMATS, type Item, readItems } from "../files.js";
import { type Command, Exit, type Host, put } from "../host.js";
import { renderRollback, type Rollback } from "../plan.js";
import { renderError } from "../problems.js";
import { Progress } from "../progress.js";
import { Style } from "../style.js";

/** Verdicts that a pipeline may want to stop at, each with those that are worse. */
const WORSE = {
  approval: ["needs_approval", "blocked"],
  blocked: ["blocked"],
  human: ["human"],
} as const;

const usage = `usage: holdpoint rollback [FILE...] [options]

Plans how the runs of the files (JSON, JSONL, YAML), or of standard input, are finished or undone.

  --before                  say whether the runs may start, and what to stage so that they can be undone
  --policy FILE             plan by this policy, not by the embedded one
  --fail-on approval|blocked|human
                            end with 1 when a run needs an approval or is blocked, or waits for people
  --format json|jsonl|yaml  how the runs are written, where the name doesn't say
  --json                    print one answer a line, as JSON

Ends with 0 when every run got an answer, 1 when one was refused or --fail-on applies, 2 when called wrongly.
`;

async function run(words: string[], host: Host): Promise<Exit> {
  const { values, positionals } = readArguments(words, {
    policy: { type: "string" }, before: { type: "boolean" }, "fail-on": { type: "string" }, format: { type: "string" },
  });
  const failOn = choice("fail-on", values["fail-on"], ["approval", "blocked", "human"]);
  const format = choice("format", values.format, FORMATS);
  const policy = await compilePolicy(values.policy, values.json === true, host);
  if (policy === undefined) return Exit.Findings;
  const style = new Style(host.stdout, host.env);
  const progress = new Progress(host);
  let count = 0;
  let failed = false;
  try {
    for (const path of positionals.length === 0 ? ["-"] : positionals) {
      for await (const item of readItems(path, format, host)) {
        const answer = planned(policy, item, values.before === true);
        failed ||= answer instanceof HoldpointError || fails(answer, failOn);
        if (values.json === true) await put(host.stdout, `${JSON.stringify(asData(item, answer))}\n`);
        else await put(host.stdout, `${count > 0 ? "\n" : ""}${asText(item, answer, style)}`);
        count++;
        progress.at(() => `${count} runs`);
      }
    }
  } finally {
    progress.end();
  }
  return failed ? Exit.Findings : Exit.Fine;
}

function planned(policy: Policy, item: Item, before: boolean): Rollback | HoldpointError {
  if (item.error !== undefined) return item.error;
  const { value } = item;
  const asked = before && typeof value === "object" && value !== null ? { ...value, phase: "before" } : value;
  try {
    return policy.planRollback(asked as Run);
  } catch (thrown) {
    if (thrown instanceof HoldpointError) return thrown;
    throw thrown;
  }
}

function fails({ verdict }: Rollback, failOn: keyof typeof WORSE | undefined): boolean {
  return failOn !== undefined && (WORSE[failOn] as readonly string[]).includes(verdict);
}

function asData({ origin }: Item, answer: Rollback | HoldpointError): object {
  if (!(answer instanceof HoldpointError)) return answer;
  return { error: { file: origin.name, line: origin.line, ...answer.toJSON() } };
}

function asText({ origin }: Item, answer: Rollback | HoldpointError, style: Style): string {
  return answer instanceof HoldpointError ? renderError(answer, origin, style) : renderRollback(answer, style);
}

/** Plans the way back of runs. */
export const rollback: Command = { name: "rollback", summary: "plan how a run is undone or finished, or may start", usage, run };
