// Decisions a second through the package, for a typical case: `npm run bench`.
//
// What the boundary costs is the difference between the ways in: the same engine decides in each.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { classify, defaultPolicy, Policy } from "holdpoint";

const input = {
  id: "case-1042",
  action: { name: "acknowledge_lead", channel: "email", text: "Thank you for writing. A coordinator will be in touch about dates." },
  message: {
    subject: "Furnace check before winter", language: "en",
    text: "Hello, could somebody look at our furnace next week? It is eight years old and was last checked in spring. Mornings suit us best.",
  },
  intent: { label: "service_inquiry", confidence: 0.92, alternatives: [{ label: "scheduling", confidence: 0.06 }] },
  customer: { id: "cus_81723", segment: "residential", industry: "home_services", tier: "standard" },
  lead: { value: 400, currency: "USD", urgency: "normal" },
  history: { complete: true, turns: 3, validationFailures: 0, lastContactAt: "2026-11-01T16:05:00Z" },
  data: { missing: [], conflicts: [], owners: ["desk-west"], updatedAt: "2026-11-02T07:00:00Z" },
  now: "2026-11-02T09:30:00-07:00",
};
const angry = { ...input, id: "case-1043", message: { ...input.message, text: "I want a refund, this is the third complaint I send you!" } };

const begun = performance.now();
const policy = Policy.compile(defaultPolicy());
const first = performance.now() - begun;
const text = JSON.stringify(input);
const batch = new Array(200).fill(input);
const state = new Proxy(input, {});
const others = await otherWays(process.argv[2]);
const ways = {
  "classify, lane only": [1, () => classify(input, { explain: "lane" })],
  "classify (automate)": [1, () => classify(input)],
  "classify (takeover, with its reasons)": [1, () => classify(angry)],
  "classify, full and nearest": [1, () => classify(angry, { explain: "full", nearest: true })],
  "classify, a proxied object": [1, () => classify(state)],
  "classify, from JSON text": [1, () => classify(JSON.parse(text))],
  ...others,
  "classifyMany, 200 at once": [200, () => policy.classifyMany(batch)],
  "classifyMany, lane only": [200, () => policy.classifyMany(batch, { explain: "lane" })],
  "compile a policy": [1, () => Policy.compile(defaultPolicy()).free()],
  "floor: JSON out and in, nothing decided": [1, () => JSON.parse(JSON.stringify(input))],
};

console.log(`a case of ${text.length} bytes as JSON; Node ${process.version}`);
console.log(`${first.toFixed(0).padStart(9)} ms  compile the first policy, and make the lexicons ready`);
for (const [name, [count, work]] of Object.entries(ways)) {
  console.log(`${String(Math.round(rate(work) * count)).padStart(9)} /s  ${name}`);
}

/** The same engine behind other boundaries, where `cargo xtask bench` has built them. */
async function otherWays(directory) {
  if (directory === undefined) return {};
  const glue = await import(pathToFileURL(join(directory, "xtask_boundary.js")).href);
  glue.initSync({ module: readFileSync(join(directory, "xtask_boundary_bg.wasm")) });
  const ways = new glue.Ways();
  const answer = JSON.stringify(classify(input));
  const same = {
    "serde-wasm-bindgen": JSON.stringify(ways.serdeWasmBindgen(input)),
    "JSON text": ways.jsonText(text),
  };
  for (const [name, other] of Object.entries(same)) {
    if (other !== answer) throw new Error(`${name} gives another answer:\n${other}\n${answer}`);
  }
  return {
    "the same through serde-wasm-bindgen": [1, () => ways.serdeWasmBindgen(input)],
    "the same through JSON text, from an object": [1, () => JSON.parse(ways.jsonText(JSON.stringify(input)))],
    "the same through JSON text, from text": [1, () => JSON.parse(ways.jsonText(text))],
  };
}

/** Calls a second: the median of five measurements of a fifth of a second, after a warm-up. */
function rate(work) {
  const measure = (millis) => {
    const start = performance.now();
    let calls = 0;
    while (performance.now() - start < millis) {
      work();
      calls++;
    }
    return (calls * 1000) / (performance.now() - start);
  };
  measure(200);
  return Array.from({ length: 5 }, () => measure(200)).sort((a, b) => a - b)[2];
}
