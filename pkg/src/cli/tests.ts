/** Policy tests: what a policy should decide, written next to it. */

import { HoldpointError, type Policy } from "holdpoint";

import type { Diagnostic } from "../../generated/types.js";
import type { Item } from "./files.js";

/** One test: an input, its options, and a part of the answer. */
export interface Test {
  readonly name: string;
  readonly kind: Kind;
  readonly input: unknown;
  readonly options: object | undefined;
  readonly expect: Readonly<Record<string, unknown>>;
  /** Its place in the document. */
  readonly path: string;
}

/** A document of tests. */
export interface Suite {
  readonly policy: string | undefined;
  readonly tests: readonly Test[];
}

/** What came of a test. */
export interface Result {
  readonly test: Test;
  readonly problems: readonly Mismatch[];
  /** The ids of the rules that the answer names. */
  readonly rules: readonly string[];
  readonly milliseconds: number;
}

/** A part of the answer that isn't what was expected. */
export interface Mismatch {
  readonly path: string;
  readonly expected: unknown;
  readonly found: unknown;
}

const KINDS = ["case", "incident", "run"] as const;
type Kind = (typeof KINDS)[number];

const TEST_KEYS: readonly string[] = ["name", ...KINDS, "options", "expect"];

/** Reads a document of tests; what is wrong with it is one error. */
export function readSuite(item: Item): Suite | HoldpointError {
  if (item.error !== undefined) return item.error;
  const problems: Diagnostic[] = [];
  const document = keys(item.value, ["policy", "tests"], "", problems);
  const { policy, tests } = document;
  if (policy !== undefined && typeof policy !== "string") problems.push(wrong("/policy", "expected the policy's file"));
  if (!Array.isArray(tests) || tests.length === 0) problems.push(wrong("/tests", "expected a list of tests"));
  const read = (Array.isArray(tests) ? tests : []).map((test, index) => readTest(test, `/tests/${index}`, problems));
  const [first] = problems;
  if (first === undefined) return { policy: policy as string | undefined, tests: read };
  return new HoldpointError({ code: first.code, path: first.path, message: first.message, diagnostics: problems });
}

function readTest(value: unknown, path: string, problems: Diagnostic[]): Test {
  const test = keys(value, TEST_KEYS, path, problems);
  const { name, options, expect } = test;
  if (typeof name !== "string" || name === "") problems.push(wrong(`${path}/name`, "a test has a name"));
  const given = KINDS.filter((kind) => test[kind] !== undefined && test[kind] !== null);
  if (given.length !== 1) problems.push(wrong(path, "a test has one of `case`, `incident` and `run`"));
  if (!isObject(expect) || Object.keys(expect).length === 0) {
    problems.push(wrong(`${path}/expect`, "expected a part of the answer, such as `{ lane: review }`"));
  }
  if (options !== undefined && options !== null && !isObject(options)) problems.push(wrong(`${path}/options`, "expected an object"));
  const kind = given[0] ?? "case";
  return {
    name: String(name), kind, input: test[kind], path,
    options: isObject(options) ? options : undefined,
    expect: isObject(expect) ? expect : {},
  };
}

function keys(value: unknown, known: readonly string[], path: string, problems: Diagnostic[]): Record<string, unknown> {
  if (!isObject(value)) {
    problems.push(wrong(path, "expected an object"));
    return {};
  }
  for (const key of Object.keys(value).filter((each) => !known.includes(each))) {
    problems.push({
      code: "HP0201", severity: "error", path: `${path}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`,
      message: `unknown key \`${key}\``, expected: `one of ${known.map((name) => `\`${name}\``).join(", ")}`,
    });
  }
  return value;
}

function wrong(path: string, message: string): Diagnostic {
  return { code: "HP0203", severity: "error", path, message };
}

/** Decides a test's input and holds the answer against what is expected. */
export function runTest(policy: Policy, test: Test): Result {
  const begun = performance.now();
  const answer = decide(policy, test);
  const milliseconds = performance.now() - begun;
  const problems: Mismatch[] = [];
  for (const [key, wanted] of Object.entries(test.expect)) compare(key, wanted, answer, problems);
  return { test, problems, rules: rulesOf(answer), milliseconds };
}

type Answer = Readonly<Record<string, unknown>>;

function decide(policy: Policy, { kind, input, options }: Test): Answer {
  try {
    if (kind === "incident") return policy.decideEscalation(input as never, options) as unknown as Answer;
    if (kind === "run") return policy.planRollback(input as never, options) as unknown as Answer;
    return policy.classify(input as never, options) as unknown as Answer;
  } catch (thrown) {
    // A refusal is an answer too: `expect: { code: HP0203 }`.
    if (thrown instanceof HoldpointError) return { ...thrown.toJSON() };
    throw thrown;
  }
}

/** `rules` are all ids, in any order; `includes` some of them; every other key is a part of the answer. */
function compare(key: string, wanted: unknown, answer: Answer, problems: Mismatch[]): void {
  const rules = rulesOf(answer);
  if (key === "includes") {
    const missing = texts(wanted).filter((id) => !rules.includes(id));
    if (missing.length > 0) problems.push({ path: "rules", expected: missing, found: rules });
  } else if (key === "rules") {
    const same = JSON.stringify([...texts(wanted)].sort()) === JSON.stringify([...rules].sort());
    if (!same) problems.push({ path: "rules", expected: wanted, found: rules });
  } else {
    part(wanted, answer[key], key, problems);
  }
}

/** Of an object the keys that are named, of a list every entry; null stands for what isn't there. */
function part(wanted: unknown, found: unknown, path: string, problems: Mismatch[]): void {
  if (isObject(wanted) && isObject(found)) {
    for (const [key, value] of Object.entries(wanted)) part(value, found[key], `${path}.${key}`, problems);
  } else if (Array.isArray(wanted) && Array.isArray(found) && wanted.length === found.length) {
    wanted.forEach((value, index) => part(value, found[index], `${path}[${index}]`, problems));
  } else if (!Object.is(plain(wanted), plain(found))) {
    problems.push({ path, expected: wanted, found: found ?? null });
  }
}

/** Something to compare by; lists and objects that come here differ. */
function plain(value: unknown): unknown {
  if (value === undefined || value === null) return null;
  if (Array.isArray(value) && value.length === 0) return "[]";
  return value;
}

function rulesOf(answer: Answer): string[] {
  const { rules, reasons } = answer;
  if (Array.isArray(rules)) return texts(rules);
  if (!Array.isArray(reasons)) return [];
  return reasons.flatMap((reason: unknown) => (isObject(reason) && typeof reason["rule"] === "string" ? [reason["rule"]] : []));
}

function texts(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).map(String);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Which of the policy's own rules some answer names. */
export interface Coverage {
  readonly rules: number;
  readonly covered: number;
  readonly uncovered: readonly string[];
}

/** The coverage that results have together. */
export function coverageOf(policy: Policy, results: readonly Result[]): Coverage {
  const seen = new Set(results.flatMap(({ rules }) => rules));
  const rules = policy.document()["rules"];
  const ids = (Array.isArray(rules) ? rules : []).map((rule: { id: string }) => rule.id);
  const uncovered = ids.filter((id) => !seen.has(id)).sort();
  return { rules: ids.length, covered: ids.length - uncovered.length, uncovered };
}
