/** `holdpoint verify`: follows the audit records of a log. */

import { type AuditRecord, type AuditReport, verifyAudit } from "holdpoint";

import { choice, readArguments } from "../arguments.js";
import { FORMATS } from "../files.js";
import { type Command, Exit, type Host, put } from "../host.js";
import { Log } from "../log.js";
import { Style, visible } from "../style.js";

const usage = `usage: holdpoint verify [LOG...] [options]

Follows the chain of audit records in a log, or in standard input, and names the first that was changed, dropped
or moved. A line is a record, an answer with one, or an entry of a log; lines without one are passed over.

  --head ID                 the newest record's id, noted elsewhere: shows an end that was cut off
  --previous ID             what the first record follows, where the log is a later part of a chain
  --format json|jsonl|yaml  how the log is written, where the name doesn't say
  --json                    print the report as JSON

Ends with 0 when every record is as it was written, 1 otherwise, 2 when called wrongly.
`;

async function run(words: string[], host: Host): Promise<Exit> {
  const { values, positionals } = readArguments(words, {
    head: { type: "string" }, previous: { type: "string" }, format: { type: "string" },
  });
  const format = choice("format", values.format, FORMATS);
  const options = {
    ...(values.head === undefined ? {} : { head: values.head }),
    ...(values.previous === undefined ? {} : { previous: values.previous }),
  };
  const json = values.json === true;
  const log = new Log(positionals, format, host);
  let without = 0;
  const records = log.entries((entry) => {
    const found = record(entry);
    if (found === undefined) without++;
    return found;
  });
  const report = await log.read<AuditReport>(() => verifyAudit(records, options), json);
  if (report === undefined) return Exit.Findings;
  await put(host.stdout, json ? `${JSON.stringify(report)}\n` : render(report, without, log, new Style(host.stdout, host.env)));
  return report.ok ? Exit.Fine : Exit.Findings;
}

/** The record of a line: itself, an answer's, an entry's, or that of the answer in an entry. */
function record(entry: unknown): AuditRecord | undefined {
  if (typeof entry !== "object" || entry === null) return undefined;
  const { audit, decision, inputDigest } = entry as { audit?: AuditRecord; decision?: unknown; inputDigest?: unknown };
  if (audit !== undefined && audit !== null) return audit;
  if (typeof decision === "object" && decision !== null) return record(decision);
  return inputDigest === undefined ? undefined : (entry as AuditRecord);
}

function render({ ok, records, head, problem }: AuditReport, without: number, log: Log, style: Style): string {
  const passed = without === 0 ? "" : style.paint(` (${without.toLocaleString("en")} lines without one)`, "dim");
  const count = `${records.toLocaleString("en")} record${records === 1 ? "" : "s"}${passed}`;
  if (ok || problem === null) {
    const newest = head === null ? "" : `\nnewest ${head}`;
    return `${count}: ${style.paint("as they were written", "bold", "green")}${newest}\n`;
  }
  const { name, line } = log.origin(problem.index);
  const place = problem.kind === "cut" ? "" : `${visible(name)}${line === undefined ? "" : `:${line}`} `;
  const what = style.paint(problem.kind, "bold", "red");
  return `${count}: ${what}, ${place}record ${problem.index + 1}\n  ${style.wrap(problem.message, 2)}\n`;
}

/** Follows audit records. */
export const verify: Command = { name: "verify", summary: "find audit records that were changed, dropped or moved", usage, run };
