/** Reads the policy. One that has a mistake decides nothing, so the program doesn't start. */

import { readFileSync } from "node:fs";
import { basename } from "node:path";

import { HoldpointError, Policy } from "holdpoint";
import { parsePolicy } from "holdpoint/yaml";

/** Bytes in one text of a lead. More is nothing that somebody wrote into a form; it goes to a person. */
const LONGEST_TEXT = 64 * 1024;

/** The code of the one mistake that a key makes, and not its value. */
const UNKNOWN_KEY = "HP0201";

/** The policy can't be used. `lines` is for people: one line a problem, with where it stands. */
export class PolicyProblem extends Error {
  /** @param {string[]} lines */
  constructor(lines) {
    super(lines.join("\n"));
    this.lines = lines;
  }
}

/**
 * @param {string} path of the YAML file
 * @returns {{ policy: Policy, warnings: string[] }}
 */
export function loadPolicy(path) {
  const file = basename(path);
  /** @type {import("holdpoint/yaml").ParsedPolicy["locate"] | undefined} */
  let locate;
  const line = (/** @type {import("holdpoint").Diagnostic} */ diagnostic) => {
    const { code, severity, message, suggestion, help } = diagnostic;
    const { line, column } = place(diagnostic, locate) ?? { line: 1, column: 1 };
    const hint = suggestion === undefined ? help : `did you mean \`${suggestion}\`?`;
    return `${file}:${line}:${column}: ${severity} ${code}: ${message}${hint ? `; ${hint}` : ""}`;
  };
  try {
    const parsed = parsePolicy(readFileSync(path, "utf8"));
    locate = parsed.locate;
    const policy = Policy.compile(/** @type {object} */ (parsed.document), { limits: { text: LONGEST_TEXT } });
    return { policy, warnings: policy.check().findings.map(line) };
  } catch (error) {
    if (error instanceof HoldpointError) throw new PolicyProblem(error.diagnostics.map(line));
    if (error instanceof Error && "syscall" in error) throw new PolicyProblem([`${file}: ${error.message}`]);
    throw error;
  }
}

/**
 * Where a mistake stands. One of the YAML itself brings its position; one of the policy brings a pointer, and
 * where it lies in a condition, the position in the condition's text.
 *
 * @param {import("holdpoint").Diagnostic} diagnostic
 * @param {import("holdpoint/yaml").ParsedPolicy["locate"]} [locate]
 */
function place({ code, path, position }, locate) {
  const value = locate?.(path, position);
  return (code === UNKNOWN_KEY ? value?.key : undefined) ?? value ?? position;
}
