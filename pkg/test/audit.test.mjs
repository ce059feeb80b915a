// Audit records: what they vouch for, and law A4. The law runs in Rust too (tests/laws/audit.rs), over more input.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";

import { classify, Policy, verifyAudit } from "holdpoint";

import { examples } from "./laws-generate.mjs";
import { refused, small, withMore } from "./support.mjs";

/** RFC 8785 in a few lines: JavaScript prints numbers and texts as it wants them, and sorts by UTF-16 units. */
const canonical = (value) => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
};
const digest = (value) => createHash("sha256").update(canonical(JSON.parse(JSON.stringify(value)))).digest("hex");

const policy = Policy.compile({ holdpoint: 1, name: "audited", version: "7", ignore: ["raw", "x-*"], inputs: { note: { type: "string" } } });
const cases = examples().slice(0, 12);
const chain = (inputs, first) => {
  const records = [];
  for (const input of inputs) {
    const previous = records.at(-1) ?? first;
    records.push(classify(input, { explain: "lane", audit: previous === undefined ? {} : { previous } }).audit);
  }
  return records;
};
const records = chain(cases);
const newest = records.at(-1).id;
const found = (log, options) => {
  const { problem, ok } = verifyAudit(log, options);
  assert.equal(ok, problem === null);
  return problem && `${problem.kind} ${problem.index}`;
};

test("a record is made of what it says", () => {
  const input = withMore({
    now: new Date("2026-11-20T08:30:00Z"), note: "é€\u{1f600}", data: { fields: { "\ufb33": 1, "\u{1f600}": 2, gone: undefined, nothing: null } },
    raw: () => {}, "x-y": 10n,
  });
  for (const explain of ["lane", "reasons", "full"]) {
    const { audit, ...answer } = policy.classify(input, { explain, nearest: true, audit: true });
    const { id, ...rest } = audit;
    const { raw, "x-y": ignored, ...read } = input;
    assert.deepEqual(rest, {
      decision: "classify",
      policy: { name: "audited", version: "7", digest: digest(policy.document()) },
      inputDigest: digest(read),
      resultDigest: digest(answer),
      now: "2026-11-20T08:30:00Z",
      seed: null,
    });
    assert.equal(id, digest(rest));
    // It stands last, and changes nothing else.
    const asked = policy.classify(input, { explain, nearest: true, audit: true });
    assert.equal(Object.keys(asked).at(-1), "audit");
    assert.equal(JSON.stringify(answer), JSON.stringify(policy.classify(input, { explain, nearest: true })));
    assert.equal(JSON.stringify(asked.audit), JSON.stringify(audit));
  }
});

test("what is logged of a case has the case's digest", () => {
  const input = withMore({ now: new Date(1764000000123), data: { updatedAt: new Date(0) }, lead: { value: -0 } });
  const logged = JSON.parse(JSON.stringify(input));
  const of = (each) => classify(each, { audit: true }).audit.inputDigest;
  assert.equal(of(input), of(logged));
  assert.equal(of(Object.fromEntries(Object.entries(logged).reverse())), of(logged));
  assert.notEqual(of(withMore({ now: 1764000000124 })), of(withMore({ now: 1764000000123 })));
});

test("no record without being asked for", () => {
  for (const audit of [undefined, null, false]) assert.ok(!("audit" in classify(small, { audit })));
});

test("the record before is given whole or by its id", () => {
  const first = classify(small, { audit: {} }).audit;
  assert.ok(!("previous" in first));
  const [whole, id] = [first, first.id].map((previous) => classify(small, { audit: { previous } }).audit);
  assert.deepEqual(whole, id);
  assert.equal(whole.previous, first.id);
  for (const audit of ["yes", 1, [], { previous: "x" }, { previous: { id: 3 } }, { previous: 3 }, { previos: first }, { previous: small }]) {
    assert.match(refused(() => classify(small, { audit })).path, /^\/audit/);
  }
});

test("in a batch the records follow each other, however many pieces it crosses in", () => {
  const long = { ...small, message: { text: "x".repeat(300_000) } };
  const inputs = [small, long, { id: 3 }, long, long, long, { id: 3 }, long, long, small, { id: 3 }];
  const before = classify(small, { audit: {} }).audit;
  const answers = Policy.compile({ holdpoint: 1, name: "b" }).classifyMany(inputs, { explain: "lane", audit: { previous: before } });
  const linked = answers.filter((answer) => "audit" in answer).map(({ audit }) => audit);
  assert.equal(linked.length, 8);
  assert.deepEqual(verifyAudit([before, ...linked], { head: linked.at(-1) }), { ok: true, records: 9, head: linked.at(-1).id, problem: null });
  const alone = Policy.compile({ holdpoint: 1, name: "b" }).classifyMany([small, small], { audit: true });
  assert.ok(alone.every(({ audit }) => !("previous" in audit)));
});

test("A4 what is untouched verifies, also as it comes and in parts", async () => {
  assert.equal(found(records, { head: newest }), null);
  assert.equal(found([], {}), null);
  assert.equal(found(records.slice(5), { previous: records[4], head: newest }), null);
  const later = await verifyAudit((async function* () { yield* records; })(), { head: newest });
  assert.deepEqual(later, verifyAudit(records, { head: newest }));
  assert.equal(found(JSON.parse(JSON.stringify(records)), { head: newest }), null);
});

test("A4 any changed field is named", () => {
  const others = ["x", 0, null, undefined, true, [], {}, NaN, 10n, new Date(0), "\ud800", () => {}];
  const places = [["id"], ["decision"], ["policy"], ["policy", "name"], ["policy", "version"], ["policy", "digest"],
    ["inputDigest"], ["resultDigest"], ["now"], ["seed"], ["previous"], ["more"]];
  for (const [index, record] of records.entries()) {
    for (const [key, inner] of places) {
      for (const other of others) {
        const changed = structuredClone(record);
        const [object, name] = inner === undefined ? [changed, key] : [changed[key], inner];
        if (Object.is(object[name], other)) continue;
        object[name] = other;
        const log = records.map((each, at) => (at === index ? changed : each));
        assert.equal(found(log), `changed ${index}`, `${key}.${inner} = ${String(other)}`);
      }
    }
    const { id, ...rest } = { ...record, resultDigest: digest("another result") };
    const forged = { id: digest(rest), ...rest };
    const log = records.map((each, at) => (at === index ? forged : each));
    assert.equal(found(log, { head: newest }), index === records.length - 1 ? `cut ${records.length}` : `dropped ${index + 1}`);
  }
});

test("A4 what was dropped, moved, repeated or cut off is named", () => {
  for (let from = 0; from < records.length; from++) {
    const dropped = records.filter((_, at) => at !== from);
    assert.equal(found(dropped, { head: newest }), `${from === records.length - 1 ? "cut" : "dropped"} ${from}`);
    assert.equal(found(records.slice(0, from), { head: newest }), `cut ${from}`);
    for (let to = 0; to < records.length; to++) {
      if (to === from) continue;
      const swapped = [...records];
      [swapped[from], swapped[to]] = [swapped[to], swapped[from]];
      assert.equal(found(swapped), `moved ${Math.min(from, to)}`);
      const repeated = [...records.slice(0, to), records[from], ...records.slice(to)];
      assert.notEqual(found(repeated), null);
    }
  }
  assert.equal(found(records, { head: records[3] }), "added 4");
  assert.equal(found([classify(small, { audit: true }).audit, classify(small, { audit: true }).audit]), "unchained 1");
});

test("what isn't a list of records", () => {
  for (const log of [undefined, null, 3, {}, () => {}]) assert.equal(refused(() => verifyAudit(log)).code, "HP0203");
  assert.equal(found([small]), "changed 0");
  assert.equal(found([null]), "changed 0");
  for (const options of [{ head: "x" }, { head: 3 }, { had: "" }, 3]) refused(() => verifyAudit(records, options));
  const broken = { [Symbol.iterator]: () => { throw new Error("no"); } };
  assert.throws(() => verifyAudit(broken), /^Error: no$/, "what the host's own list throws is the host's");
  const { proxy, revoke } = Proxy.revocable([], {});
  revoke();
  assert.equal(refused(() => verifyAudit(proxy)).code, "HP0404");
  assert.equal(found([records[0], , records[2]]), "changed 1");
});
