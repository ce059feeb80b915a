// Policies and cases for the laws, from a seed: the same seed, the same inputs, on every machine.

import { readdirSync, readFileSync } from "node:fs";

/** Choices from a seed (mulberry32). */
export function dice(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const below = (sides) => next() % sides;
  return {
    below,
    onceIn: (sides) => below(sides) === 0,
    of: (among) => among[below(among.length)],
    some: (among) => among.filter(() => below(2) === 0),
    shuffled(list) {
      const left = [...list];
      return list.map(() => left.splice(below(left.length), 1)[0]);
    },
  };
}

export const actions = ["tag", "reply", "send", "update", "route"];
export const switches = ["confidence", "data.conflicting", "data.malformed", "data.missing", "draft.pricing",
  "history.incomplete", "intent.unknown", "language.legal", "language.refund", "language.urgency", "lead.valuable"];

const whens = ["score >= 3", "region == \"north\"", "lead.value > 1000", "action.amount > lead.value", "flagged",
  "message.text.contains(\"gold\")", "\"refund\" in signals", "data.missing.size() > 0", "now - dueAt > duration(\"48h\")",
  "action.kind == \"outbound\"", "history.turns < 2", "customer.tier == \"gold\"", "tags.exists(x, x == \"a\")", "true"];

/** A condition without `has()`. */
export function condition(d, depth = 2) {
  if (depth === 0 || d.below(2) === 0) return d.of(whens);
  const part = () => `(${condition(d, depth - 1)})`;
  return d.of([() => `${part()} && ${part()}`, () => `${part()} || ${part()}`, () => `!${part()}`])();
}

export const rule = (d, id) => ({ id, when: condition(d), lane: d.of(["review", "takeover"]),
  class: d.of(["expected", "risky", "customer_facing", "revenue_impacting", "unknown"]) });

export function policy(d) {
  const needs = () => d.some(["message", "draft", "intent", "data", "history", "lead"]);
  const action = (kind, more) => ({ kind, effect: "reversible", ...more, ...(d.onceIn(2) ? { needs: needs() } : {}),
    ...(d.onceIn(9) ? { floor: d.of(["review", "takeover"]) } : {}) });
  return {
    holdpoint: 1,
    name: "laws",
    intents: ["new_lead", "question", "refund"],
    inputs: {
      region: { type: "string", enum: ["north", "south"], ...(d.onceIn(3) ? { required: true } : {}) },
      score: { type: "number", min: 0, max: 10 },
      flagged: { type: "boolean" },
      dueAt: { type: "time" },
      tags: { type: "list", enum: ["a", "b", "c"] },
    },
    signals: { urgency: { add: [] } },
    actions: { tag: action("internal"), reply: action("draft", { customerFacing: true }),
      send: action("outbound", { customerFacing: true }), update: action("record_write"), route: action("routing") },
    builtin: Object.fromEntries(switches.filter(() => d.onceIn(5)).map((id) => [id, "off"])),
    rules: Array.from({ length: d.below(4) }, (_, index) => rule(d, `rule-${index}`)),
    routes: [{ to: "triage" }],
    confidence: { default: d.of([0.5, 0.75, 0.9]) },
  };
}

const texts = ["I want a refund", "my lawyer will call", "", "Хочу вернуть деньги", "all is well 😀", "that is urgent, gold!", "$99, 20% off"];
const fields = [
  ["action.text", "Thanks, we will write on Monday.", texts], ["action.amount", 10, [-20, 1e6, 0.1]],
  ["message.text", "Could somebody look at the furnace?", texts], ["message.sentiment", 0.2, [-0.9, 1]],
  ["intent.label", "new_lead", ["refund", "question", "world_peace", " "]], ["intent.confidence", 0.95, [0.1, 0.75, 0]],
  ["customer.tier", "standard", ["gold"]], ["customer.industry", "gardening", ["Health"]],
  ["lead.value", 100, [60000, 2.5, -5]], ["lead.urgency", "normal", ["high"]],
  ["history.complete", true, [false]], ["history.turns", 2, [0, 40]], ["history.validationFailures", 0, [5]],
  ["data.missing", [], [["a"], ["phone", "a"]]], ["data.conflicts", [], [["a", "b"]]], ["data.owners", ["a"], [["a", "b"]]],
  ["data.duplicateOf", "", ["case-0"]], ["data.fields", { note: "n" }, [{ a: { b: [1, null] } }]],
  ["workflow.paused", false, [true]], ["signals", [], [["refund"], ["high_risk", "mine"]]],
  ["now", "2026-11-21T09:00:00Z", ["2019-02-03T04:05:06.789+02:00"]],
  ["region", "north", ["south", "mars", 7, ""]], ["score", 3, [0, 99, "3"]], ["flagged", false, [true, "yes"]],
  ["dueAt", "2026-11-20T00:00:00Z", ["tomorrow"]], ["tags", ["a"], [["c", "b"], ["z"], "a"]],
];

/** Puts a value at a dotted path. */
export function put(input, path, value) {
  const keys = path.split(".");
  const last = keys.pop();
  let place = input;
  for (const key of keys) place = place[key] ??= {};
  place[last] = value;
}

/** A well-formed case: most fields harmless, some absent, null or odd. */
export function caseOf(d) {
  const input = { id: "case-1", action: { name: d.onceIn(12) ? "fly" : d.of(actions) } };
  for (const [path, harmless, others] of fields) {
    const choice = d.below(12);
    if (choice < 7) put(input, path, structuredClone(harmless));
    else if (choice === 7) put(input, path, null);
    else if (choice > 8) put(input, path, structuredClone(d.of(others)));
  }
  return input;
}

/** What speaks only when it is there (law C2); built-in conditions read it. */
export const objections = ["signals", "message.sentiment", "customer.industry", "lead.urgency", "data.duplicateOf",
  "data.owners", "history.validationFailures", "workflow.paused"];

/** A case with some keys gone or null, but for the paths in `kept`. */
export function less(input, d, kept, path = "") {
  const out = {};
  for (const [key, value] of Object.entries(input)) {
    const here = path === "" ? key : `${path}.${key}`;
    const stays = ["id", "action", "action.name"].includes(here) || kept.some((one) => one === here || one.startsWith(`${here}.`));
    if (!stays && d.onceIn(5)) continue;
    if (!stays && d.onceIn(8)) out[key] = null;
    else out[key] = value !== null && typeof value === "object" && !Array.isArray(value) && !kept.includes(here) ? less(value, d, kept, here) : value;
  }
  return out;
}

/** The same with every object's keys in another order. */
export function reordered(value, d) {
  if (Array.isArray(value)) return value.map((entry) => reordered(entry, d));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(d.shuffled(Object.keys(value)).map((key) => [key, reordered(value[key], d)]));
}

/** The same with every list in another order. */
export function relisted(value, d) {
  if (Array.isArray(value)) return d.shuffled(value).map((entry) => relisted(entry, d));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, relisted(entry, d)]));
}

/** Something that no host should send, and some do. */
export function hostile(d, depth = 3) {
  const leaf = () => d.of([
    () => NaN, () => -Infinity, () => 10n, () => Symbol("s"), () => () => 1, () => new Map([[1, 2]]), () => new Set([1]),
    () => new Date(NaN), () => new Date(0), () => "\ud800", () => -0, () => undefined, () => null, () => 1e308, () => "__proto__",
    () => Promise.resolve(1), () => new Uint8Array(3), () => [, 1], () => ({ get text() { throw new Error("no"); } }),
    () => new Proxy({}, { ownKeys() { throw new TypeError("trap"); } }), () => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy; },
    () => { const loop = {}; loop.loop = loop; return loop; }, () => Object.create(null), () => new (class Thing { name = "tag"; })(),
    () => Array.from({ length: 70 }).reduce((inner) => [inner], 1), () => JSON.parse('{"__proto__":{"x":1}}'), () => new String("tag"),
    () => ({ toJSON: () => ({ id: "x" }) }), () => "x".repeat(201), () => true, () => 0.5,
  ])();
  if (depth === 0 || d.onceIn(2)) return leaf();
  if (d.onceIn(3)) return Array.from({ length: d.below(4) }, () => hostile(d, depth - 1));
  const keys = ["id", "action", "name", "message", "text", "data", "fields", "now", "lead", "value", "signals", "x-1", "nope"];
  return Object.fromEntries(d.some(keys).map((key) => [key, hostile(d, depth - 1)]));
}

/** The example cases. */
export function examples() {
  const root = new URL("../../examples/cases/", import.meta.url);
  const files = readdirSync(root).filter((name) => name.endsWith(".jsonl")).sort();
  return files.flatMap((name) => readFileSync(new URL(name, root), "utf8").trim().split("\n").map((line) => JSON.parse(line)));
}
