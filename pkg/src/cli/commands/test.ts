/** `holdpoint test`: runs policy tests. */

import { writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";

import { HoldpointError, type Policy } from "holdpoint";

import { compilePolicy, readArguments } from "../arguments.js";
import { type Item, readDocument } from "../files.js";
import { type Command, Exit, type Host, put, UsageError } from "../host.js";
import { junit, type Tested } from "../junit.js";
import { renderError } from "../problems.js";
import { Style, visible } from "../style.js";
import { type Coverage, coverageOf, readSuite, type Result, runTest, type Suite } from "../tests.js";

const usage = `usage: holdpoint test FILE... [options]

Runs policy tests, written in YAML or JSON:

  policy: holdpoint.yaml            # from this file's folder; left out, the embedded policy
  tests:
    - name: large amounts go to a person
      case: { id: a, action: { name: pay, amount: 20000 } }     # or incident:, or run:
      expect: { lane: takeover, includes: [large-amount] }

\`expect\` is a part of the answer: of objects the keys that are named, of lists every entry. \`rules\` are the ids
of all reasons in any order, \`includes\` some of them. A refusal has a \`code\`.

  --policy FILE      test this policy, whatever the files say
  --coverage PERCENT end with 1 when fewer of the policy's own rules are named by an answer
  --junit FILE       write the results as JUnit XML too
  --json             print the results as JSON

Ends with 0 when every test passed, 1 when one failed or couldn't be read, 2 when called wrongly.
`;

/** A value longer than this is cut on a terminal; --json has all of it. */
const LONGEST = 300;

/** A file of tests that ran, and what of its policy they reached. */
interface Ran extends Tested {
  readonly coverage: Coverage;
}

async function run(words: string[], host: Host): Promise<Exit> {
  const { values, positionals } = readArguments(words, {
    policy: { type: "string" }, coverage: { type: "string" }, junit: { type: "string" },
  });
  if (positionals.length === 0) throw new UsageError("name the files of the tests, or `-` for standard input");
  const least = percent(values.coverage);
  const json = values.json === true;
  const ran: Ran[] = [];
  let readable = true;
  for (const path of positionals) {
    const file = await runFile(path, values.policy, json, host);
    if (file === undefined) readable = false;
    else ran.push(file);
  }
  if (values.junit !== undefined) {
    await writeFile(values.junit, junit(ran)).catch((thrown: NodeJS.ErrnoException) => {
      throw new UsageError(`${values.junit} can't be written: ${thrown.code ?? thrown.message}`);
    });
  }
  const style = new Style(host.stdout, host.env);
  for (const file of ran) await put(host.stdout, json ? `${JSON.stringify(asJson(file))}\n` : rendered(file, style));
  const failed = ran.some(({ results }) => results.some(({ problems }) => problems.length > 0));
  const bare = ran.some(({ coverage }) => least !== undefined && share(coverage) < least);
  return readable && !failed && !bare ? Exit.Fine : Exit.Findings;
}

function percent(given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  const number = Number(given);
  if (given.trim() === "" || !(number >= 0 && number <= 100)) throw new UsageError(`--coverage is a number from 0 to 100, not ${given}`);
  return number;
}

async function runFile(path: string, chosen: string | undefined, json: boolean, host: Host): Promise<Ran | undefined> {
  const item = await readDocument(path, host);
  const suite = readSuite(item);
  if (suite instanceof HoldpointError) {
    await refuse(suite, item, json, host);
    return undefined;
  }
  const policy = await compilePolicy(chosen ?? beside(path, suite), json, host);
  if (policy === undefined) return undefined;
  return { file: item.origin.name, ...tested(policy, suite) };
}

function tested(policy: Policy, { tests }: Suite): { results: Result[]; coverage: Coverage } {
  const results = tests.map((test) => runTest(policy, test));
  return { results, coverage: coverageOf(policy, results) };
}

function beside(path: string, { policy }: Suite): string | undefined {
  return policy === undefined || path === "-" ? policy : resolve(dirname(path), policy);
}

async function refuse(error: HoldpointError, { origin }: Item, json: boolean, host: Host): Promise<void> {
  if (json) await put(host.stdout, `${JSON.stringify({ file: origin.name, ...error.toJSON() })}\n`);
  else await put(host.stderr, renderError(error, origin, new Style(host.stderr, host.env)));
}

function asJson({ file, results, coverage }: Ran): object {
  const each = results.map(({ test: { name, path }, problems }) => ({ name, path, ok: problems.length === 0, problems }));
  return { file, ok: each.every(({ ok }) => ok), tests: each, coverage };
}

function rendered({ file, results, coverage }: Ran, style: Style): string {
  const lines = [style.paint(visible(file), "bold")];
  for (const { test, problems } of results) {
    const mark = problems.length === 0 ? style.paint("✓", "green") : style.paint("✗", "bold", "red");
    lines.push(`  ${mark} ${style.wrap(test.name, 4)}`);
    for (const { path, expected, found } of problems) {
      lines.push(`      ${visible(path)}`, `        expected ${style.paint(shown(expected), "green")}`, `        found    ${style.paint(shown(found), "red")}`);
    }
  }
  const failed = results.filter(({ problems }) => problems.length > 0).length;
  const passed = `${results.length - failed} passed`;
  lines.push("", failed === 0 ? style.paint(passed, "bold", "green") : `${passed}, ${style.paint(`${failed} failed`, "bold", "red")}`);
  lines.push(`rules named by an answer: ${coverage.covered} of ${coverage.rules}${coverage.rules === 0 ? "" : ` (${Math.floor(share(coverage))} %)`}`);
  if (coverage.uncovered.length > 0) lines.push(`  ${style.wrap(`not yet: ${coverage.uncovered.join(", ")}`, 2, "yellow")}`);
  return `${lines.join("\n")}\n`;
}

function share({ covered, rules }: Coverage): number {
  return rules === 0 ? 100 : (covered * 100) / rules;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value ?? null);
  return visible(text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text);
}

/** Runs policy tests. */
export const test: Command = { name: "test", summary: "run the tests of a policy", usage, run };
