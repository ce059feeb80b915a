// Long logs: how long the command takes for one, and how much memory. `node bench/log.mjs [megabytes]` (1024 unless said).
// The log is made of the example cases, with whole decisions and chained audit records, in a temporary folder.

import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { createWriteStream, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { defaultPolicy, Policy } from "holdpoint";

const megabytes = Number(process.argv[2] ?? 1024);
const command = fileURLToPath(new URL("../dist/cli.js", import.meta.url));
const examples = new URL("../../examples/cases/", import.meta.url);
const cases = readdirSync(examples).filter((name) => name.endsWith(".jsonl"))
  .flatMap((name) => readFileSync(new URL(name, examples), "utf8").trim().split("\n").map((line) => JSON.parse(line)));

const folder = mkdtempSync(join(tmpdir(), "holdpoint-log-"));
try {
  const path = join(folder, "log.jsonl");
  const { entries, seconds } = await write(path, megabytes * 1024 * 1024);
  console.log(`${megabytes} MB, ${entries.toLocaleString("en")} entries, decided and written in ${seconds} s`);
  for (const words of [["assess", "default", path], ["replay", "default", path], ["verify", path]]) {
    const { status, time, peak, report } = await measure([...words, "--json"]);
    const said = report.measures ? `verdict ${report.verdict.mode}` : report.results ? `${report.same} the same` : `ok ${report.ok}`;
    console.log(`${words[0].padEnd(7)} ${time.toFixed(1).padStart(6)} s  ${(megabytes / time).toFixed(1).padStart(5)} MB/s  peak ${Math.round(peak / 1024)} MB  exit ${status}, ${said}`);
  }
} finally {
  rmSync(folder, { recursive: true });
}

async function write(path, size) {
  const begun = performance.now();
  const answers = Policy.compile(defaultPolicy()).classifyMany(cases, { audit: true });
  const decided = cases.map((input, index) => [input, answers[index]]).filter(([, answer]) => "audit" in answer);
  const file = createWriteStream(path);
  let [entries, bytes, previous] = [0, 0, undefined];
  while (bytes < size) {
    const lines = decided.map(([input, { audit, ...decision }], index) => {
      const record = link(audit, previous);
      previous = record.id;
      const at = new Date(Date.UTC(2026, 0, 1) + (entries + index) * 30_000).toISOString();
      return JSON.stringify({
        id: `entry-${entries + index}`, at, kind: "classify", case: input, decision: { ...decision, audit: record },
        outcome: index % 5 === 0 ? "corrected" : "completed", resolvedAt: at, byHuman: decision.lane !== "automate", notified: [],
      });
    });
    const text = `${lines.join("\n")}\n`;
    bytes += Buffer.byteLength(text);
    entries += lines.length;
    if (!file.write(text)) await once(file, "drain");
  }
  file.end();
  await once(file, "finish");
  return { entries, seconds: Math.round((performance.now() - begun) / 1000) };
}

/** A record put behind another one, as the engine does it: its keys are in canonical order here. */
function link({ decision, inputDigest, now, policy: { digest, name, version }, resultDigest, seed }, previous) {
  const record = { decision, inputDigest, now, policy: { digest, name, version }, ...(previous && { previous }), resultDigest, seed };
  return { id: createHash("sha256").update(JSON.stringify(record)).digest("hex"), ...record };
}

/** Runs the command and watches the most memory that it ever held, in KB (Linux). */
async function measure(words) {
  const begun = performance.now();
  const child = spawn(process.execPath, [command, ...words], { stdio: ["ignore", "pipe", "inherit"] });
  let [printed, peak] = ["", 0];
  child.stdout.on("data", (chunk) => { printed += chunk; });
  const watch = setInterval(() => {
    try {
      peak = Math.max(peak, Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1] ?? 0));
    } catch {
      // It has just ended.
    }
  }, 50);
  const [status] = await once(child, "close");
  clearInterval(watch);
  const report = JSON.parse(printed);
  if (report.error) throw new Error(`${report.error.file}:${report.error.line}: ${report.error.message}`);
  return { status, time: (performance.now() - begun) / 1000, peak, report };
}
