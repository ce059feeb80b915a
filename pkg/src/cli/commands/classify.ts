/** `holdpoint classify`: decides cases. */

import { HoldpointError, type Lane, type Policy } from "holdpoint";

import { choice, compilePolicy, readArguments } from "../arguments.js";
import { lane as paintedLane, renderDecision, renderLine, type Shown } from "../decision.js";
import { FORMATS, type Item, readItems } from "../files.js";
import { type Command, Exit, type Host, put } from "../host.js";
import { renderError } from "../problems.js";
import { Progress } from "../progress.js";
import { Style } from "../style.js";

const LANES: readonly Lane[] = ["automate", "review", "takeover"];

/** Cases that cross to the engine at once. */
const BATCH = 500;

const usage = `usage: holdpoint classify [FILE...] [options]

Decides the cases of the files (JSON, JSONL, YAML), or of standard input.

  --policy FILE             decide by this policy, not by the embedded one
  --explain lane|reasons|full
  --nearest                 also say what would make the lane less strict
  --fail-on review|takeover end with 1 when a case is in this lane or in a stricter one
  --details                 print whole decisions for many cases too
  --format json|jsonl|yaml  how the cases are written, where the name doesn't say
  --json                    print one answer a line, as JSON

Ends with 0 when every case got an answer, 1 when one was refused or --fail-on applies, 2 when called wrongly.
`;

async function run(words: string[], host: Host): Promise<Exit> {
  const { values, positionals } = readArguments(words, {
    policy: { type: "string" }, explain: { type: "string" }, nearest: { type: "boolean" },
    "fail-on": { type: "string" }, format: { type: "string" }, details: { type: "boolean" },
  });
  const options = {
    explain: choice("explain", values.explain, ["lane", "reasons", "full"]),
    nearest: values.nearest === true ? true : undefined,
  };
  const failOn = choice("fail-on", values["fail-on"], ["review", "takeover"]);
  const format = choice("format", values.format, FORMATS);
  const policy = await compilePolicy(values.policy, values.json === true, host);
  if (policy === undefined) return Exit.Findings;
  const printer = values.json === true ? new JsonPrinter(host) : new PersonPrinter(host, values.details === true);
  const progress = new Progress(host);
  const tally = { automate: 0, review: 0, takeover: 0, refused: 0 };
  try {
    for await (const batch of batches(positionals.length === 0 ? ["-"] : positionals, format, host)) {
      for (const [item, answer] of decided(policy, batch, options)) {
        tally[answer instanceof HoldpointError ? "refused" : answer.lane]++;
        await printer.print(item, answer);
      }
      progress.at(() => `${sum(tally)} cases`);
    }
  } finally {
    progress.end();
  }
  await printer.end(tally);
  const strict = failOn !== undefined && LANES.slice(LANES.indexOf(failOn)).some((name) => tally[name] > 0);
  return strict || tally.refused > 0 ? Exit.Findings : Exit.Fine;
}

type Answered = Shown | HoldpointError;
type Tally = Record<Lane | "refused", number>;

async function* batches(paths: readonly string[], format: Parameters<typeof readItems>[1], host: Host) {
  let batch: Item[] = [];
  for (const path of paths) {
    for await (const item of readItems(path, format, host)) {
      batch.push(item);
      if (batch.length >= BATCH) {
        yield batch;
        batch = [];
      }
    }
  }
  if (batch.length > 0) yield batch;
}

function decided(policy: Policy, batch: readonly Item[], options: Parameters<Policy["classify"]>[1]): [Item, Answered][] {
  const readable = batch.filter((item) => item.error === undefined);
  const answers = policy.classifyMany(readable.map((item) => item.value as never), options);
  let next = 0;
  return batch.map((item) => {
    if (item.error !== undefined) return [item, item.error];
    const index = next++;
    const answer = answers[index] as Answered;
    return [item, answer instanceof HoldpointError ? alone(answer, index) : answer];
  });
}

/** The error of a case without the index that it had in its batch: that is no place of the input. */
function alone(error: HoldpointError, index: number): HoldpointError {
  const inside = (path: string) => path.slice(`/${index}`.length);
  const diagnostics = error.diagnostics.map((diagnostic) => ({ ...diagnostic, path: inside(diagnostic.path) }));
  return new HoldpointError({ ...error.toJSON(), path: inside(error.path), diagnostics });
}

class JsonPrinter {
  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
  }

  async print({ origin }: Item, answer: Answered): Promise<void> {
    const line = answer instanceof HoldpointError
      ? { error: { file: origin.name, line: origin.line, ...answer.toJSON() } }
      : answer;
    await put(this.#host.stdout, `${JSON.stringify(line)}\n`);
  }

  async end(): Promise<void> {
    // The answers are all there is.
  }
}

class PersonPrinter {
  readonly #host: Host;
  readonly #style: Style;
  readonly #details: boolean;
  /** The first case, held back until it is known whether it is the only one. */
  #first: [Item, Answered] | undefined;
  #count = 0;

  constructor(host: Host, details: boolean) {
    this.#host = host;
    this.#style = new Style(host.stdout, host.env);
    this.#details = details;
  }

  async print(item: Item, answer: Answered): Promise<void> {
    this.#count++;
    if (this.#count === 1) {
      this.#first = [item, answer];
      return;
    }
    await this.#flush(this.#details);
    await this.#put(item, answer, this.#details);
  }

  async end(tally: Tally): Promise<void> {
    const one = this.#count === 1;
    await this.#flush(one || this.#details);
    if (!one) await put(this.#host.stdout, this.#summary(tally));
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
      ? `${renderError(answer, origin, style)}`
      : details ? `${renderDecision(answer, style)}${this.#count > 1 ? "\n" : ""}` : renderLine(answer, style);
    await put(this.#host.stdout, text);
  }

  #summary(tally: Tally): string {
    const style = this.#style;
    const parts = LANES.map((name) => `${tally[name]} ${paintedLane(name, style)}`);
    if (tally.refused > 0) parts.push(style.paint(`${tally.refused} refused`, "bold", "red"));
    return `${sum(tally)} cases: ${parts.join(", ")}\n`;
  }
}

function sum(tally: Tally): number {
  return tally.automate + tally.review + tally.takeover + tally.refused;
}

/** Decides cases. */
export const classify: Command = { name: "classify", summary: "decide cases", usage, run };
