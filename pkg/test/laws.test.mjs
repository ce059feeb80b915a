// The laws of deciding, through the package. The same laws run in Rust (tests/laws), over more inputs.

import assert from "node:assert/strict";
import { test } from "node:test";

import { classify, HoldpointError, Policy } from "holdpoint";

import { actions, caseOf, condition, dice, examples, hostile, less, objections, policy, put, relisted, reordered, rule, switches } from "./laws-generate.mjs";
import { small } from "./support.mjs";

const lanes = ["automate", "review", "takeover"];
const strictness = ({ lane }) => {
  const at = lanes.indexOf(lane);
  assert.notEqual(at, -1, `no lane: ${lane}`);
  return at;
};
const rules = ({ reasons }) => reasons.map(({ rule }) => rule);

/** Runs a law over policies, each with a few cases. */
function law(title, policies, work) {
  test(title, () => {
    for (let seed = 1; seed <= policies; seed += 1) {
      const d = dice(seed * 7919);
      const document = policy(d);
      const compiled = Policy.compile(document);
      try {
        work(compiled, Array.from({ length: 12 }, () => caseOf(d)), d, document);
      } catch (error) {
        error.message = `seed ${seed}: ${error.message}`;
        throw error;
      } finally {
        compiled.free();
      }
    }
  });
}

law("C1 every well-formed case gets exactly one lane", 60, (compiled, cases) => {
  for (const input of cases) {
    strictness(compiled.classify(input));
    assert.equal(compiled.classify(input, { explain: "lane" }).lane, compiled.classify(input, { explain: "full" }).lane);
  }
});

law("C2 what is missing never lets a case run by itself", 120, (compiled, cases, d, document) => {
  for (const input of cases) {
    const before = compiled.classify(input);
    if (strictness(before) === 0) continue;
    const isOptional = (path) => document.builtin["data.missing"] === "off" || document.inputs[path]?.required !== true;
    const malformed = before.validation.findings.filter(({ kind, path }) => kind === "malformed" && isOptional(path));
    const gaps = less(input, d, [...objections, ...malformed.map(({ path }) => path)]);
    assert.ok(strictness(compiled.classify(gaps)) > 0, JSON.stringify([input, gaps]));
  }
});

law("C3 order has no meaning", 60, (compiled, cases, d, document) => {
  const other = Policy.compile({ ...reordered(document, d), rules: d.shuffled(document.rules) });
  for (const input of cases) {
    const before = compiled.classify(input, { explain: "full" });
    assert.equal(JSON.stringify(other.classify(reordered(input, d), { explain: "full" })), JSON.stringify(before));
    const after = other.classify(relisted(input, d));
    for (const key of ["lane", "classes", "owners", "route"]) assert.deepEqual(after[key], before[key], key);
    assert.deepEqual(rules(after).sort(), rules(before).sort());
  }
  other.free();
});

law("C4 C5 C6 the unknown never runs, and whoever takes over has what they need", 60, (compiled, cases) => {
  for (const input of cases) {
    const answer = compiled.classify(input);
    const strictest = Math.max(0, ...answer.reasons.map(strictness));
    assert.equal(strictness(answer), strictest);
    for (const authority of ["review", "override", "pause"]) assert.ok(answer.owners[authority].length > 0);
    if (strictest === 0) {
      assert.ok(!answer.classes.includes("unknown"));
      assert.deepEqual([answer.handoff, answer.route, answer.reasons], [null, null, []]);
      continue;
    }
    assert.ok(answer.reasons.length > 0 && answer.reasons.every(({ evidence }) => evidence.length > 0), JSON.stringify(answer.reasons));
    assert.equal(answer.handoff.whyStopped.length, answer.reasons.length);
    const asked = new Set(answer.handoff.decide.map(({ rule }) => rule));
    assert.ok(rules(answer).every((id) => asked.has(id)));
  }
});

law("C6 nearest does what it promises, and nothing less does", 40, (compiled, cases) => {
  for (const input of cases) {
    const before = compiled.classify(input, { nearest: true });
    if (before.nearest?.kind !== "changes") continue;
    const { changes } = before.nearest;
    const promised = strictness(before.nearest);
    const after = (some) => {
      const changed = structuredClone(input);
      for (const { path, to } of some) put(changed, path, to);
      return strictness(compiled.classify(changed));
    };
    assert.equal(after(changes), promised);
    assert.ok(promised < strictness(before));
    for (let part = 0; part < 2 ** changes.length - 1; part += 1) {
      assert.ok(after(changes.filter((_, index) => (part >> index) & 1)) > promised, JSON.stringify([input, changes]));
    }
  }
});

law("C7 another stop condition never softens", 60, (compiled, cases, d, document) => {
  const off = switches.filter((id) => document.builtin[id] === "off");
  const more = off.length > 0 && d.onceIn(2)
    ? { builtin: { ...document.builtin, [d.of(off)]: "on" } }
    : { rules: [...document.rules, rule(d, "one-more")] };
  const stricter = Policy.compile({ ...document, ...more });
  for (const input of cases) assert.ok(strictness(stricter.classify(input)) >= strictness(compiled.classify(input)));
  stricter.free();
});

test("C8 a disguised word keeps its signal", () => {
  for (const [written, signal] of [["REFUND", "refund"], ["réfùnd", "refund"], ["rеfund", "refund"], ["re\u200bfund", "refund"],
    ["r e f u n d", "refund"], ["r.e.f.u.n.d", "refund"], ["money\n  back", "refund"], ["lаwyer", "legal"], ["c\u00adancel", "cancellation"]]) {
    const answer = classify({ id: "c", action: { name: "acknowledge_lead" }, message: { text: `About that ${written}, thanks.` } });
    assert.ok(answer.signals.some((found) => found.signal === signal), `${written}: ${JSON.stringify(answer.signals)}`);
  }
});

law("A1 the same input gives the same bytes, and JSON keeps every answer", 40, (compiled, cases) => {
  for (const input of cases) {
    for (const options of [{ explain: "full" }, { nearest: true }, { explain: "lane" }]) {
      const answer = compiled.classify(input, options);
      const text = JSON.stringify(answer);
      assert.deepEqual(JSON.parse(text), answer);
      assert.equal(JSON.stringify(compiled.classify(JSON.parse(JSON.stringify(input)), options)), text);
    }
  }
});

test("A1 holds of the examples", () => {
  for (const input of examples()) {
    const answer = classify(input, { explain: "full" });
    assert.deepEqual(JSON.parse(JSON.stringify(answer)), answer);
  }
});

test("A2 nothing but a HoldpointError comes of hostile values, and the engine goes on", () => {
  const d = dice(20261121);
  const policies = Policy.compile({ holdpoint: 1, name: "p", inputs: { nope: { type: "string" } }, ignore: ["x-*"] });
  for (let round = 0; round < 2000; round += 1) {
    const input = hostile(d);
    const wrap = d.onceIn(2) ? input : { id: "case-1", action: { name: d.of(actions) }, data: { fields: input } };
    for (const work of [() => classify(wrap), () => policies.classifyMany([wrap, small]), () => Policy.compile(input).free(),
      () => classify(small, input), () => policies.condition(input)]) {
      try {
        work();
      } catch (error) {
        assert.ok(error instanceof HoldpointError, `round ${round}: ${String(error?.stack ?? error)}`);
      }
    }
    if (round % 50 === 0) assert.equal(classify(small).lane, "automate");
  }
  assert.equal(classify(small).lane, "automate");
  policies.free();
});

law("A3 hidden values are copied nowhere", 60, (_, cases, d, document) => {
  const mark = "Zq7Xw";
  const places = { "message.text": `${mark} refund my lawyer ${mark}`, "customer.tier": mark, "data.fields": { [mark]: mark, a: [mark] },
    "data.owners": [mark, `${mark}2`], "data.conflicts": [mark], "intent.label": mark, region: mark, customer: { id: mark, [mark]: 1 } };
  const hidden = d.some(Object.keys(places));
  const compiled = Policy.compile({ ...document, sensitive: hidden, rules: [...document.rules, { id: "more", when: condition(d), lane: "review" }] });
  for (const input of cases) {
    for (const path of hidden) put(input, path, d.onceIn(4) ? d.of([[mark], { [mark]: mark }, mark]) : structuredClone(places[path]));
    for (const explain of ["lane", "reasons", "full"]) {
      let said;
      try {
        said = compiled.classify(input, { explain, nearest: true });
      } catch (error) {
        assert.ok(error instanceof HoldpointError, String(error));
        said = { ...error.toJSON(), text: String(error.stack) };
      }
      assert.ok(!JSON.stringify(said).includes(mark), `${hidden}: ${JSON.stringify(said)}`);
    }
  }
  compiled.free();
});
