/** `holdpoint check`: finds what is wrong with a policy. */

import { stringify } from "yaml";

import { type CheckReport, type Diagnostic, HoldpointError, Policy } from "holdpoint";

import { compileItem, readArguments } from "../arguments.js";
import { type Item, readDocument } from "../files.js";
import { type Command, Exit, type Host, put, UsageError } from "../host.js";
import { renderProblem } from "../problems.js";
import { Style } from "../style.js";
import { renderOpen, renderReadiness } from "../witness.js";

const usage = `usage: holdpoint check FILE... [options]

Compiles policies (YAML or JSON; \`-\` is standard input) and tells what is wrong with them: every
mistake at once, then what testing by example misses. Each finding shows a witness, which the engine
decided; what is too rich to be analysed is named, and nothing is claimed about it. The last line says
whether the workflow is ready for a pilot.

  --expand        print the policy with everything filled in that it leaves out
  --errors-only   let warnings pass
  --json          print one report a policy, as JSON

Ends with 0 when nothing was found, 1 when something was, 2 when called wrongly.
`;

/** What was found in one file. A policy that doesn't compile has nothing to analyse. */
type Report = Pick<CheckReport, "ok" | "findings"> & Partial<CheckReport> & {
  readonly file: string;
};

async function run(words: string[], host: Host): Promise<Exit> {
  const { values, positionals } = readArguments(words, {
    expand: { type: "boolean" }, "errors-only": { type: "boolean" },
  });
  if (positionals.length === 0) throw new UsageError("name the policy's file, or `-` for standard input");
  const errorsOnly = values["errors-only"] === true;
  let exit = Exit.Fine;
  for (const path of positionals) {
    const item = await readDocument(path, host);
    const policy = compileItem(item);
    const report = reportOf(item, policy, errorsOnly);
    if (report.findings.length > 0) exit = Exit.Findings;
    if (values.expand === true && policy instanceof Policy) {
      await put(host.stdout, values.json === true ? `${JSON.stringify(policy.document())}\n` : stringify(policy.document()));
      if (values.json !== true) await person(report, item, host, host.stderr);
    } else if (values.json === true) {
      await put(host.stdout, `${JSON.stringify(report)}\n`);
    } else {
      await person(report, item, host, host.stdout);
    }
  }
  return exit;
}

function reportOf({ origin }: Item, policy: Policy | HoldpointError, errorsOnly: boolean): Report {
  const wanted = ({ severity }: Diagnostic) => !errorsOnly || severity === "error";
  if (policy instanceof HoldpointError) return { file: origin.name, ok: false, findings: [...policy.diagnostics] };
  const { findings, ...rest } = policy.check();
  return { file: origin.name, ok: rest.ok, findings: findings.filter(wanted), notAnalysed: rest.notAnalysed, readiness: rest.readiness };
}

async function person(report: Report, item: Item, host: Host, sink: Host["stdout"]): Promise<void> {
  const style = new Style(sink, host.env);
  for (const finding of report.findings) await put(sink, `${renderProblem(finding, item.origin, style)}\n`);
  for (const line of renderOpen(report.notAnalysed ?? [], style)) await put(sink, `${line}\n`);
  const errors = report.findings.filter(({ severity }) => severity === "error").length;
  const warnings = report.findings.length - errors;
  const counts = [count(errors, "error"), count(warnings, "warning")].filter((text) => text !== "").join(", ");
  const said = counts === "" ? style.paint("fine", "bold", "green") : style.paint(counts, "bold", errors > 0 ? "red" : "yellow");
  await put(sink, `${report.file}: ${said}\n`);
  if (report.readiness !== undefined) await put(sink, `${renderReadiness(report.readiness, style)}\n`);
}

function count(number: number, what: string): string {
  return number === 0 ? "" : `${number} ${what}${number === 1 ? "" : "s"}`;
}

/** Finds what is wrong with a policy. */
export const check: Command = { name: "check", summary: "find what is wrong with a policy", usage, run };
