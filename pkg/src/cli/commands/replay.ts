/** `holdpoint replay`: decides logged inputs again. */

import type { LogEntry, Replayed, ReplayReport } from "holdpoint";

import { choice, compilePolicy, readArguments } from "../arguments.js";
import { FORMATS } from "../files.js";
import { type Command, Exit, type Host, put, UsageError } from "../host.js";
import { Log } from "../log.js";
import { Style, visible } from "../style.js";

const usage = `usage: holdpoint replay POLICY [LOG...] [options]

Decides the inputs of a log, or of standard input, again by this policy, and says where the answers differ from
the logged ones. \`default\` is the embedded policy.

  --format json|jsonl|yaml  how the log is written, where the name doesn't say
  --json                    print the report as JSON

Ends with 0 when every answer is the logged one, 1 when one differs or couldn't be decided, 2 when called wrongly.
`;

async function run(words: string[], host: Host): Promise<Exit> {
  const { values, positionals } = readArguments(words, { format: { type: "string" } });
  const format = choice("format", values.format, FORMATS);
  const [document, ...paths] = positionals;
  if (document === undefined) throw new UsageError("name the policy's file, or `default`");
  const json = values.json === true;
  const policy = await compilePolicy(document === "default" ? undefined : document, json, host);
  if (policy === undefined) return Exit.Findings;
  const log = new Log(paths, format, host);
  const report = await log.read<ReplayReport>(() => policy.replay(log.entries((entry) => entry as LogEntry)), json);
  if (report === undefined) return Exit.Findings;
  await put(host.stdout, json ? `${JSON.stringify(report)}\n` : render(report, log, new Style(host.stdout, host.env)));
  return report.same === report.entries ? Exit.Fine : Exit.Findings;
}

function render(report: ReplayReport, log: Log, style: Style): string {
  const lines = report.results.flatMap((result) => one(result, log, style));
  const unlisted = report.entries - report.same - report.results.length;
  if (unlisted > 0) lines.push(`… and ${unlisted.toLocaleString("en")} more`, "");
  const parts = [
    style.paint(`${report.same.toLocaleString("en")} the same`, "bold", "green"),
    ...([["differ", report.differs], ["refused", report.refused], ["without input", report.skipped]] as const)
      .filter(([, count]) => count > 0)
      .map(([word, count]) => style.paint(`${count.toLocaleString("en")} ${word}`, "bold", "red")),
  ];
  return `${[...lines, `${report.entries.toLocaleString("en")} entries: ${parts.join(", ")}`].join("\n")}\n`;
}

function one({ id, index, kind, status, differences, diagnostics }: Replayed, log: Log, style: Style): string[] {
  const { name, line } = log.origin(index);
  const place = style.paint(`${kind}, ${visible(name)}${line === undefined ? "" : `:${line}`}`, "dim");
  return [
    `${style.paint(status === "skipped" ? "no input" : status, "bold", "red")}  ${style.paint(visible(id), "bold")}  ${place}`,
    ...differences.map(({ path, logged, replayed }) =>
      `  - ${style.wrap(`${path === "" ? "the whole" : path}: ${short(logged)} → ${short(replayed)}`, 4)}`),
    ...(diagnostics ?? []).map(({ code, message, path }) => `  - ${style.wrap(`${code} ${message}${path === "" ? "" : `, at ${path}`}`, 4)}`),
    "",
  ];
}

function short(value: unknown): string {
  const text = value === null ? "nothing" : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

/** Decides logged inputs again. */
export const replay: Command = { name: "replay", summary: "decide a log again, and say what differs", usage, run };
