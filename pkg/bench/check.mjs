// How long the checker takes for policies of many rules: `node bench/check.mjs`.

import { comparePolicies, Policy } from "holdpoint";

const actions = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [
  `action_${index}`, { kind: ["internal", "outbound", "record_write", "routing"][index % 4], effect: "reversible" },
]));
const intents = Array.from({ length: 30 }, (_, index) => `intent_${index}`);
const inputs = {
  region: { type: "string", enum: ["north", "south", "coast", "hills"] },
  score: { type: "number", min: 0, max: 1000 },
  "vendor.tier": { type: "string" },
  flagged: { type: "boolean" },
  dueAt: { type: "time" },
};
const signals = ["refund", "legal", "complaint", "pricing", "cancellation"];

/** The conditions that rules are made of, as people write them. */
const mixed = (n) => [
  `action.name in ["action_${n % 40}", "action_${(n * 7) % 40}"] && lead.value >= ${1000 + n * 10}`,
  `intent.label == "intent_${n % 30}" && score > ${n}`,
  `"${signals[n % 5]}" in signals && region == "${inputs.region.enum[n % 4]}"`,
  `message.text.contains("part ${n}") || vendor.tier == "tier-${n}"`,
  `now - dueAt > duration("${n + 1}h") && flagged`,
  `action.kind == "outbound" && customer.segment in ["s${n}", "s${n + 1}"] && !(score <= ${n % 100})`,
  `data.missing.exists(f, f in ["email", "field_${n}"]) && history.turns >= ${n % 20}`,
][n % 7];

const workloads = {
  "mixed rules": mixed,
  "one field, many thresholds": (n) => `lead.value >= ${n * 10} && lead.value < ${n * 10 + 10}`,
  "texts that contain words": (n) => `message.text.contains("word ${n}")`,
  "two fields with each other": (n) => `score > ${n} && lead.value > ${n * 100} && region != "north"`,
};

const policyOf = (count, when) => Policy.compile({
  holdpoint: 1, name: "bench", version: "1",
  workflow: { id: "w", action: "a", consequence: "c", currency: "USD" },
  actions, intents, inputs,
  rules: Array.from({ length: count }, (_, n) => ({
    id: `rule-${n}`, when: when(n), lane: n % 3 === 0 ? "takeover" : "review", queue: `queue-${n % 5}`,
    class: ["expected", "risky", "customer_facing"][n % 3],
  })),
});

/** Milliseconds: the median of three. */
function time(work) {
  const times = Array.from({ length: 3 }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  });
  return times.sort((a, b) => a - b)[1];
}

console.log(`check(), Node ${process.version}`);
for (const [name, when] of Object.entries(workloads)) {
  for (const count of [50, 500]) {
    const policy = policyOf(count, when);
    const { findings, notAnalysed } = policy.check();
    const took = time(() => policy.check());
    console.log(`${took.toFixed(0).padStart(6)} ms  ${count} rules, ${name}: ${findings.length} findings, ${notAnalysed.length} not analysed`);
  }
}
const [one, other] = [policyOf(500, mixed), policyOf(500, (n) => (n === 250 ? "flagged" : mixed(n)))];
console.log(`${time(() => comparePolicies(one, other)).toFixed(0).padStart(6)} ms  comparing 500 rules with 500: ${comparePolicies(one, other).difference.outcome}`);
