// Decides every case of a folder of .jsonl files and prints a summary: `node classify.mjs FOLDER`.
// The folder's expected.json says what a person expects of each.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { defaultPolicy, HoldpointError, Policy } from "holdpoint";

// Node would print the line that threw, and the bundled package is one line.
process.on("uncaughtException", (error) => {
  console.error(error.stack ?? error);
  process.exit(1);
});

const folder = process.argv[2];
const lanes = ["automate", "review", "takeover"];

/** The cases of a folder, with where each stands. */
function readCases() {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".jsonl"))
    .sort()
    .flatMap((name) => {
      const lines = readFileSync(join(folder, name), "utf8").split("\n");
      return lines.flatMap((line, at) => (line.trim() === "" ? [] : [{ place: `${name}:${at + 1}`, value: JSON.parse(line) }]));
    });
}

/** Name → how often, most often first, ties by name. */
function tally(names) {
  const counts = new Map();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

function table(title, rows) {
  console.log(`\n${title}`);
  const width = Math.max(...rows.map(([name]) => name.length));
  for (const [name, count] of rows) console.log(`  ${name.padEnd(width)}  ${String(count).padStart(6)}`);
}

/** How a decision differs from what a person expects, or null. */
function difference(decision, expected) {
  if (expected === undefined) return "nothing is expected of it";
  const found = { lane: decision.lane, class: decision.class };
  for (const key of ["lane", "class"]) {
    if (expected[key] !== undefined && expected[key] !== found[key]) return `${key} ${found[key]} instead of ${expected[key]}`;
  }
  const rules = decision.reasons.map((reason) => reason.rule);
  const missing = (expected.rules ?? []).filter((rule) => !rules.includes(rule));
  return missing.length > 0 ? `without ${missing.join(", ")}` : null;
}

function show(decision) {
  console.log(`\n  ${decision.id}: ${decision.lane} (${decision.class}), ${decision.posture}`);
  for (const reason of decision.reasons.slice(0, 3)) console.log(`    ${reason.rule}: ${reason.message}`);
  if (decision.reasons.length > 3) console.log(`    and ${decision.reasons.length - 3} more`);
  if (decision.route) console.log(`    goes to ${decision.route.to}`);
}

const cases = readCases();
if (cases.length === 0) {
  console.error(`no case in ${folder}`);
  process.exit(1);
}
const policy = Policy.compile(defaultPolicy());
const started = performance.now();
const answers = policy.classifyMany(cases.map((it) => it.value));
const elapsed = performance.now() - started;
policy.free();

const refused = answers.flatMap((answer, at) => (answer instanceof HoldpointError ? [{ place: cases[at].place, error: answer }] : []));
const decisions = answers.filter((answer) => !(answer instanceof HoldpointError));
console.log(`\n${decisions.length} cases decided in ${elapsed.toFixed(1)} ms`);
table("lanes", lanes.map((lane) => [lane, decisions.filter((decision) => decision.lane === lane).length]));
table("classes", tally(decisions.map((decision) => decision.class)));
table("the rules that stopped most", tally(decisions.flatMap((decision) => decision.reasons.map((reason) => reason.rule))).slice(0, 10));
const expectations = JSON.parse(readFileSync(join(folder, "expected.json"), "utf8"));
const differences = decisions.flatMap((decision) => {
  const text = difference(decision, expectations[decision.id]);
  return text === null ? [] : [`  ${decision.id}: ${text}`];
});
console.log(`\nas a person expects: ${decisions.length - differences.length} of ${cases.length}`);
for (const line of differences.slice(0, 10)) console.log(line);
if (differences.length > 10) console.log(`  and ${differences.length - 10} more`);

console.log("\none of each lane");
for (const lane of lanes) {
  const sample = decisions.find((decision) => decision.lane === lane);
  if (sample) show(sample);
}
console.log();
for (const { place, error } of refused) console.error(`${place}: ${error.code} ${error.path}: ${error.message}`);
if (refused.length > 0) process.exit(1);
