// Memory over many decisions: `npm run soak` decides ten million of the shipped cases, one call each,
// and prints what the process holds after every tenth part. Another count: `npm run soak -- 100000`.

import { readdirSync, readFileSync } from "node:fs";

import { classify } from "holdpoint";

const count = Number(process.argv[2] ?? 10_000_000);
const folder = new URL("../../examples/cases/", import.meta.url);
const cases = readdirSync(folder)
  .filter((name) => name.endsWith(".jsonl"))
  .flatMap((name) => readFileSync(new URL(name, folder), "utf8").trim().split("\n").map((line) => JSON.parse(line)));
const lanes = { automate: 0, review: 0, takeover: 0 };

console.log(`${count} decisions over ${cases.length} cases; Node ${process.version}`);
const started = performance.now();
let first;
for (let part = 1; part <= 10; part++) {
  for (let index = Math.floor((count * (part - 1)) / 10); index < Math.floor((count * part) / 10); index++) {
    lanes[classify(cases[index % cases.length]).lane]++;
  }
  const now = held();
  first ??= now;
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  console.log(`${String(Math.floor((count * part) / 10)).padStart(10)} decisions  ${megabytes(now.held)} MB held  ${megabytes(now.rss)} MB resident  ${seconds} s`);
}
console.log(lanes);
const grown = held().held - first.held;
console.log(`${megabytes(grown)} MB more held than after the first tenth`);
if (grown > 4 * 1024 * 1024) process.exit(1);

/** What the process holds once everything that can go is gone; wasm memory counts as buffers. */
function held() {
  gc();
  const { heapUsed, external, arrayBuffers, rss } = process.memoryUsage();
  return { held: heapUsed + external + arrayBuffers, rss };
}

function megabytes(bytes) {
  return (bytes / 1024 / 1024).toFixed(1).padStart(6);
}
