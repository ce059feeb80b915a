/** `holdpoint compare`: what changes from one policy to another. */

import { comparePolicies, type ComparisonReport, type HoldpointError, type Lane, type PolicyCase } from "holdpoint";

import { choice, compilePolicy, readArguments } from "../arguments.js";
import { lane } from "../decision.js";
import { FORMATS, type Format, type Item, readItems } from "../files.js";
import { type Command, Exit, type Host, put, UsageError } from "../host.js";
import { renderError } from "../problems.js";
import { Progress } from "../progress.js";
import { Style, visible } from "../style.js";
import { renderShown } from "../witness.js";

const LANES: readonly Lane[] = ["automate", "review", "takeover"];

/** So many of the cases that moved are printed, unless all are asked for. */
const SOME = 20;

const usage = `usage: holdpoint compare POLICY OTHER [CASES...] [options]

Decides cases (JSON, JSONL, YAML) under two policies: how many move from which lane to which, and which
rules move them. Whether there is any case at all on which the two differ is looked for by itself, also
without cases; a case that is found is shown with both decisions.

  --all                     print every case that moved, not only the first ${SOME}
  --format json|jsonl|yaml  how the cases are written, where the name doesn't say
  --json                    print the comparison as JSON

Ends with 0 when no difference was found, 1 when one was or a case was refused, 2 when called wrongly.
`;

async function run(words: string[], host: Host): Promise<Exit> {
  const { values, positionals } = readArguments(words, { all: { type: "boolean" }, format: { type: "string" } });
  const [first, second, ...files] = positionals;
  if (first === undefined || second === undefined) throw new UsageError("name two policies");
  const json = values.json === true;
  const format = choice("format", values.format, FORMATS);
  const one = await compilePolicy(first, json, host);
  const other = await compilePolicy(second, json, host);
  if (one === undefined || other === undefined) return Exit.Findings;

  const unreadable: [Item, HoldpointError][] = [];
  const progress = new Progress(host);
  let report: ComparisonReport;
  try {
    report = await comparePolicies(one, other, cases(files, format, host, progress, unreadable));
  } finally {
    progress.end();
  }
  const style = new Style(host.stdout, host.env);
  if (json) await put(host.stdout, `${JSON.stringify(report)}\n`);
  else for (const line of person(report, values.all === true, style)) await put(host.stdout, `${line}\n`);
  const complaints = new Style(host.stderr, host.env);
  for (const [{ origin }, error] of unreadable) await put(host.stderr, renderError(error, origin, complaints));
  const same = report.moved.length === 0 && report.difference.outcome !== "differs";
  return same && report.refused.length === 0 && unreadable.length === 0 ? Exit.Fine : Exit.Findings;
}

/** The cases of the files; what is no data at all is put aside. */
async function* cases(
  files: readonly string[],
  format: Format | undefined,
  host: Host,
  progress: Progress,
  unreadable: [Item, HoldpointError][],
): AsyncGenerator<PolicyCase> {
  let count = 0;
  for (const file of files) {
    for await (const item of readItems(file, format, host)) {
      if (item.error !== undefined) unreadable.push([item, item.error]);
      else yield item.value as PolicyCase;
      count++;
      progress.at(() => `${count} cases`);
    }
  }
}

function* person(report: ComparisonReport, all: boolean, style: Style): Generator<string> {
  const { first, second, difference } = report;
  const name = ({ name, version }: typeof first) => visible([name, version].filter((part) => part != null).join(" "));
  yield `${style.paint(name(first), "bold")} ${style.paint("→", "dim")} ${style.paint(name(second), "bold")}`;
  if (difference.sections.length > 0) yield style.paint(`sections that differ: ${difference.sections.join(", ")}`, "dim");
  if (report.cases > 0 || report.refused.length > 0) yield* replayed(report, all, style);
  yield "";
  const colour = difference.outcome === "proved_equal" ? "green" : difference.outcome === "differs" ? "red" : "yellow";
  yield style.paint(difference.message, "bold", colour);
  if (difference.first !== undefined && difference.second !== undefined) {
    yield* renderShown("by the first", difference.first, style);
    yield* renderShown("by the second", { ...difference.second, case: undefined }, style);
  }
}

function* replayed(report: ComparisonReport, all: boolean, style: Style): Generator<string> {
  yield "";
  yield `${style.paint(`${report.cases} cases`.padEnd(16), "bold")}${LANES.map((to) => `→ ${to}`.padStart(12)).join("")}`;
  for (const from of LANES) {
    const cells = LANES.map((to) => {
      const count = String(report.lanes[from][to]).padStart(12);
      return from === to || report.lanes[from][to] === 0 ? style.paint(count, "dim") : style.paint(count, "bold");
    });
    yield `  ${lane(from, style)}${" ".repeat(14 - from.length)}${cells.join("")}`;
  }
  if (report.moved.length > 0) {
    yield "";
    yield style.paint("moved", "bold", "cyan");
    for (const { id, from, to, by } of all ? report.moved : report.moved.slice(0, SOME)) {
      const why = by.map(({ rule, status, policy }) =>
        `${rule}${status === "undetermined" ? "?" : ""} ${policy === "second" ? "stops it" : "stopped it"}`).join(", ");
      yield `  ${lane(from, style)} → ${lane(to, style)}  ${style.paint(visible(id), "bold")}  ${style.paint(visible(why), "dim")}`;
    }
    const rest = report.moved.length - SOME;
    if (!all && rest > 0) yield style.paint(`  and ${rest} more: --all prints them`, "dim");
  }
  yield* totals("classes", report.classes.map((each) => ({ ...each, name: each.class })), style);
  yield* totals("rules", report.rules.map((each) => ({ ...each, name: each.rule })), style);
  if (report.refused.length > 0) {
    yield "";
    yield style.paint(`refused: ${report.refused.length}`, "bold", "red");
    for (const { policy, error } of report.refused.slice(0, SOME)) yield `  by the ${policy}: ${visible(error.message)}`;
  }
}

function* totals(
  title: string,
  lines: readonly { readonly name: string; readonly first: number; readonly second: number }[],
  style: Style,
): Generator<string> {
  const changed = lines.filter(({ first, second }) => first !== second);
  if (changed.length === 0) return;
  yield "";
  yield style.paint(title, "bold", "cyan");
  const width = Math.max(...changed.map(({ name }) => visible(name).length));
  for (const { name, first, second } of changed) yield `  ${visible(name).padEnd(width)}  ${first} → ${second}`;
}

/** Compares two policies. */
export const compare: Command = { name: "compare", summary: "see what changes from one policy to another", usage, run };
