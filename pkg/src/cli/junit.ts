/** Results of policy tests as build servers read them. */

import type { Result } from "./tests.js";

/** One file of tests and its results. */
export interface Tested {
  readonly file: string;
  readonly results: readonly Result[];
}

/** The results as JUnit XML. */
export function junit(files: readonly Tested[]): string {
  const all = files.flatMap(({ results }) => results);
  const suites = files.map(({ file, results }) =>
    `  <testsuite ${attributes({ name: file, ...totals(results) })}>\n${results.map((result) => one(result, file)).join("")}  </testsuite>\n`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ${attributes({ name: "holdpoint", ...totals(all) })}>\n${suites.join("")}</testsuites>\n`;
}

function one({ test, problems, milliseconds }: Result, file: string): string {
  const head = `    <testcase ${attributes({ classname: file, name: test.name, time: seconds(milliseconds) })}`;
  if (problems.length === 0) return `${head}/>\n`;
  const lines = problems.map(({ path, expected, found }) => `${path}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(found)}`);
  return `${head}>\n      <failure ${attributes({ message: lines[0] ?? "" })}>${escaped(lines.join("\n"))}</failure>\n    </testcase>\n`;
}

function totals(results: readonly Result[]) {
  const time = results.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  return { tests: results.length, failures: results.filter(({ problems }) => problems.length > 0).length, time: seconds(time) };
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values).map(([name, value]) => `${name}="${escaped(String(value))}"`).join(" ");
}

/** XML 1.0 has no place for most control characters and for halves of surrogate pairs. */
function escaped(text: string): string {
  return text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ud800-\udfff\ufffe\uffff]/gu, "\ufffd")
    .replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll("\"", "&quot;");
}
