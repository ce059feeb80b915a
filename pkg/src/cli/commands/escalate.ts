/** `holdpoint escalate` and `holdpoint simulate`: what now about an incident, and what would follow. */

import { HoldpointError, type Incident, type Policy, type SimulatedAnswer } from "holdpoint";

import type { EscalationAnswer, EscalationSimulation } from "../../types.js";
import { choice, compilePolicy, readArguments } from "../arguments.js";
import { renderEscalation, renderIncidentLine, renderSimulation } from "../escalation.js";
import { FORMATS, type Item, readDocument, readItems } from "../files.js";
import { type Command, Exit, type Host, put } from "../host.js";
import { renderError } from "../problems.js";
import { Progress } from "../progress.js";
import { Style } from "../style.js";

const files = `  --policy FILE             decide by this policy, not by the embedded one
  --details                 print whole decisions for many incidents too
  --format json|jsonl|yaml  how the incidents are written, where the name doesn't say
  --json                    print one answer a line, as JSON
`;

const escalateUsage = `usage: holdpoint escalate [FILE...] [options]

Decides about the incidents of the files (JSON, JSONL, YAML), or of standard input: what now, by whom, by when, and
what follows if that doesn't happen either.

${files}
Ends with 0 when every incident got an answer, 1 when one was refused, 2 when called wrongly.
`;

const simulateUsage = `usage: holdpoint simulate [FILE...] [options]

Walks each incident forward over every deadline, to the end: whom would it ask, and when?

  --answers FILE            how people and systems answer: a list of { by, kind, after, note, outcome }
${files}
Ends with 0 when every incident got an answer, 1 when one was refused, 2 when called wrongly.
`;

type Answer = EscalationAnswer | EscalationSimulation;
type Answered = Answer | HoldpointError;

async function walk(words: string[], host: Host, simulates: boolean): Promise<Exit> {
  const { values, positionals } = readArguments(words, {
    policy: { type: "string" }, format: { type: "string" }, details: { type: "boolean" },
    ...(simulates ? { answers: { type: "string" } as const } : {}),
  });
  const format = choice("format", values.format, FORMATS);
  const json = values.json === true;
  const policy = await compilePolicy(values.policy, json, host);
  if (policy === undefined) return Exit.Findings;
  const given = "answers" in values && typeof values.answers === "string" ? values.answers : undefined;
  const answers = given === undefined ? undefined : await readDocument(given, host);
  const style = new Style(host.stdout, host.env);
  const printer = new Printer(host, style, json, values.details === true);
  if (answers?.error !== undefined) {
    await put(host.stderr, renderError(answers.error, answers.origin, new Style(host.stderr, host.env)));
    return Exit.Findings;
  }
  const progress = new Progress(host);
  try {
    for (const path of positionals.length === 0 ? ["-"] : positionals) {
      for await (const item of readItems(path, format, host)) {
        await printer.print(item, decided(policy, item, simulates, answers?.value as SimulatedAnswer[] | undefined));
        progress.at(() => `${printer.count} incidents`);
      }
    }
  } finally {
    progress.end();
  }
  await printer.end();
  return printer.refused > 0 ? Exit.Findings : Exit.Fine;
}

function decided(policy: Policy, item: Item, simulates: boolean, answers: SimulatedAnswer[] | undefined): Answered {
  if (item.error !== undefined) return item.error;
  const incident = item.value as Incident;
  try {
    return simulates ? policy.simulateEscalation(incident, answers) : policy.decideEscalation(incident);
  } catch (thrown) {
    if (thrown instanceof HoldpointError) return thrown;
    throw thrown;
  }
}

class Printer {
  count = 0;
  refused = 0;
  readonly #host: Host;
  readonly #style: Style;
  readonly #json: boolean;
  readonly #details: boolean;
  /** The first incident, held back until it is known whether it is the only one. */
  #first: [Item, Answered] | undefined;

  constructor(host: Host, style: Style, json: boolean, details: boolean) {
    this.#host = host;
    this.#style = style;
    this.#json = json;
    this.#details = details;
  }

  async print(item: Item, answer: Answered): Promise<void> {
    this.count++;
    if (answer instanceof HoldpointError) this.refused++;
    if (this.#json) {
      const { name, line } = item.origin;
      const shown = answer instanceof HoldpointError ? { error: { file: name, line, ...answer.toJSON() } } : answer;
      return put(this.#host.stdout, `${JSON.stringify(shown)}\n`);
    }
    if (this.count === 1) {
      this.#first = [item, answer];
      return;
    }
    await this.#flush(this.#details);
    await this.#put(item, answer, this.#details);
  }

  async end(): Promise<void> {
    await this.#flush(this.count === 1 || this.#details);
  }

  async #flush(details: boolean): Promise<void> {
    if (this.#first === undefined) return;
    const [item, answer] = this.#first;
    this.#first = undefined;
    await this.#put(item, answer, details);
  }

  async #put({ origin }: Item, answer: Answered, details: boolean): Promise<void> {
    const style = this.#style;
    const text = answer instanceof HoldpointError
      ? renderError(answer, origin, style)
      : "steps" in answer ? renderSimulation(answer, style)
        : details ? `${renderEscalation(answer, style)}${this.count > 1 ? "\n" : ""}` : renderIncidentLine(answer, style);
    await put(this.#host.stdout, text);
  }
}

/** Decides about incidents. */
export const escalate: Command = {
  name: "escalate", summary: "decide what now about incidents", usage: escalateUsage,
  run: (words, host) => walk(words, host, false),
};

/** Walks incidents forward. */
export const simulate: Command = {
  name: "simulate", summary: "walk incidents forward to their end", usage: simulateUsage,
  run: (words, host) => walk(words, host, true),
};
