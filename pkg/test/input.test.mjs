// Every bad input gets a clear error with its place, and afterwards the same instance goes on working.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import vm from "node:vm";

import fc from "fast-check";

import { classify, HoldpointError, Policy } from "holdpoint";

import { problemsOf, proxied, refused, small, withMore } from "./support.mjs";

const boom = () => {
  throw new Error("boom");
};
const getter = (get) => Object.defineProperty({}, "value", { get, enumerable: true });

describe("what is no data", () => {
  const fields = (value) => withMore({ data: { fields: { here: value } } });
  const bad = {
    "NaN": [NaN, "HP0401"],
    "Infinity": [Infinity, "HP0401"],
    "-Infinity": [-Infinity, "HP0401"],
    "a BigInt": [10n, "HP0402"],
    "a function": [() => 1, "HP0402"],
    "a class": [class Foo {}, "HP0402"],
    "a symbol": [Symbol("s"), "HP0402"],
    "a Map": [new Map([["a", 1]]), "HP0402"],
    "a Set": [new Set([1]), "HP0402"],
    "a subclass of Map with a name of its own": [
      new (class extends Map { label = "x"; get [Symbol.toStringTag]() { return "Custom"; } })(), "HP0402",
    ],
    "a proxied Map": [proxied(new Map()), "HP0402"],
    "a Map of another realm": [vm.runInNewContext("new Map([[1, 2]])"), "HP0402"],
    "a WeakMap": [new WeakMap(), "HP0402"],
    "a WeakSet": [new WeakSet(), "HP0402"],
    "a Promise": [Promise.resolve(1), "HP0402"],
    "a typed array": [new Uint8Array(3), "HP0402"],
    "a Node buffer": [Buffer.from("abc"), "HP0402"],
    "a DataView": [new DataView(new ArrayBuffer(2)), "HP0402"],
    "an ArrayBuffer": [new ArrayBuffer(2), "HP0402"],
    "a regular expression": [/a/, "HP0402"],
    "an Error": [new Error("no"), "HP0402"],
    "a boxed text": [new String("text"), "HP0402"],
    "a boxed number": [new Number(1), "HP0402"],
    "a boxed boolean": [new Boolean(true), "HP0402"],
    "a boxed symbol": [Object(Symbol("s")), "HP0402"],
    "a boxed BigInt": [Object(1n), "HP0402"],
    "a URL": [new URL("https://example.com"), "HP0402"],
    "a generator": [(function* () {})(), "HP0402"],
    "a proxied Date": [proxied(new Date(0)), "HP0402"],
    "an object that says it is a Date": [{ get [Symbol.toStringTag]() { return "Date"; }, __proto__: {} }, "HP0402"],
    "an invalid Date": [new Date(NaN), "HP0206"],
    "a Date before the year 0": [new Date(-8.64e15), "HP0206"],
    "a list with a hole": [[1, , 3], "HP0406"],
    "a list of nothing but holes": [new Array(10), "HP0406"],
    "a revoked proxy": [revoked({}), "HP0404"],
    "a revoked proxy of a list": [revoked([]), "HP0404"],
    "an object whose keys can't be asked for": [proxied({}, { ownKeys: boom }), "HP0404"],
    "an object whose properties can't be described": [
      proxied({ a: 1 }, { getOwnPropertyDescriptor: boom }), "HP0404",
    ],
    "an object whose prototype can't be asked for": [proxied({}, { getPrototypeOf: boom }), "HP0404"],
    "a list whose length throws": [proxied([], { get: boom }), "HP0404"],
    "a list whose length is no number": [proxied([], { get: () => "many" }), "HP0404"],
    "a list whose length is negative": [proxied([], { get: () => -1 }), "HP0404"],
    "a list whose holes can't be asked for": [proxied([undefined], { has: boom }), "HP0404"],
  };
  for (const [name, [value, code]] of Object.entries(bad)) {
    test(name, () => {
      assert.deepEqual(problemsOf(fields(value)), [`${code} /data/fields/here`]);
    });
  }

  function revoked(target) {
    const { proxy, revoke } = Proxy.revocable(target, {});
    revoke();
    return proxy;
  }

  test("getters that throw, whatever they throw", () => {
    const thrown = [
      new Error("boom"), "text", undefined, null, 7, Symbol("s"), 1n, revoked({}), { get message() { return boom(); } },
      { message: { toString: boom } }, proxied({}, { has: boom, get: boom }), () => 1, Object.create(null),
    ];
    for (const each of thrown) {
      const input = withMore({ lead: getter(() => { throw each; }) });
      assert.deepEqual(problemsOf(input), ["HP0404 /lead/value"]);
    }
    assert.match(refused(() => classify(withMore({ lead: getter(boom) }))).message, /boom/);
  });

  test("a getter in a list that throws", () => {
    const list = Object.defineProperty(["a", "b"], 1, { get: boom });
    assert.deepEqual(problemsOf(withMore({ signals: list })), ["HP0404 /signals/1"]);
  });

  test("at the top, nothing but an object is a case", () => {
    for (const [value, code] of [
      [null, "HP0203"], [undefined, "HP0203"], ["text", "HP0203"], [1, "HP0203"], [true, "HP0203"], [[], "HP0203"],
      [NaN, "HP0401"], [1n, "HP0402"], [Symbol("s"), "HP0402"], [() => 1, "HP0402"], [new Map(), "HP0402"],
      [new Date(0), "HP0203"], [revoked({}), "HP0404"],
    ]) {
      assert.deepEqual(problemsOf(value), [`${code} `], String(code));
    }
  });
});

describe("what is data, but wrong", () => {
  test("wrong types", () => {
    assert.deepEqual(
      problemsOf({ id: 7, action: "tag_record", lead: [], signals: "refund", history: { complete: "yes" } }).sort(),
      ["HP0203 /action", "HP0203 /history/complete", "HP0203 /id", "HP0203 /lead", "HP0203 /signals"],
    );
  });

  test("amounts as text", () => {
    assert.deepEqual(problemsOf({ id: "a", action: { name: "x", amount: "12.50" } }), ["HP0203 /action/amount"]);
  });

  test("times in seconds, and nonsense", () => {
    for (const now of [1763620200, 0, "2026-11-20", "2026-11-20T08:30:00", "tomorrow", "", 1e17, -1e17]) {
      assert.deepEqual(problemsOf(withMore({ now })), ["HP0206 /now"], String(now));
    }
    assert.deepEqual(problemsOf(withMore({ now: true })), ["HP0203 /now"]);
  });

  test("unknown keys, with a suggestion", () => {
    const { diagnostics } = refused(() => classify(withMore({ mesage: { text: "a" } })));
    assert.deepEqual(diagnostics.map(({ code, path, suggestion }) => [code, path, suggestion]), [
      ["HP0201", "/mesage", "message"],
    ]);
  });

  test("`__proto__` keys", () => {
    const input = JSON.parse('{"id":"a","action":{"name":"x"},"data":{"fields":{"__proto__":{"lane":"automate"}}}}');
    assert.deepEqual(problemsOf(input), ["HP0405 /data/fields/__proto__"]);
    assert.deepEqual(problemsOf(JSON.parse('{"id":"a","action":{"name":"x"},"__proto__":{}}')), ["HP0405 /__proto__"]);
    assert.equal({}.lane, undefined);
  });

  test("lone surrogates where they can't be mended", () => {
    assert.deepEqual(problemsOf(withMore({ id: "a\ud83d" })), ["HP0407 /id"]);
    assert.deepEqual(problemsOf(withMore({ intent: { label: "\udc00" } })), ["HP0407 /intent/label"]);
    const [problem] = problemsOf(withMore({ data: { fields: { "\ud83d": 1 } } }));
    assert.match(problem, /^HP0407 \/data\/fields\//);
  });

  test("every problem at once", () => {
    const input = { id: "a", action: { name: "x", amount: NaN }, lead: { value: 1n, urgency: "mild" }, signals: [, 1], nwo: 1 };
    assert.deepEqual(problemsOf(input).sort(), [
      "HP0201 /nwo", "HP0204 /lead/urgency", "HP0401 /action/amount", "HP0402 /lead/value", "HP0406 /signals",
    ]);
  });
});

describe("cycles", () => {
  test("are refused where they close", () => {
    const fields = { inner: {} };
    fields.inner.outer = fields;
    assert.deepEqual(problemsOf(withMore({ data: { fields } })), ["HP0403 /data/fields/inner/outer"]);
    const list = [];
    list.push([list]);
    assert.deepEqual(problemsOf(withMore({ data: { fields: { list } } })), ["HP0403 /data/fields/list/0/0"]);
  });

  test("through a proxy that makes a new one each time are too deep", () => {
    const endless = () => new Proxy({ a: 1 }, { get: endless });
    assert.match(problemsOf(withMore({ data: { fields: endless() } }))[0], /^HP0502 \/data\/fields\/a\/a/);
  });

  test("one object in several places is none", () => {
    const shared = { street: "Main" };
    assert.equal(classify(withMore({ data: { fields: { home: shared, work: shared, both: [shared, shared] } } })).id, "case-1");
  });
});

describe("limits", () => {
  const fields = (value) => withMore({ data: { fields: value } });
  const nested = (depth) => {
    let value = {};
    for (let level = 1; level < depth; level++) value = { a: value };
    return value;
  };
  const quickly = (work) => {
    const start = performance.now();
    work();
    assert.ok(performance.now() - start < 2000);
  };

  test("texts of 10 MB, in no time, wherever they stand", () => {
    const long = "x".repeat(10_000_000);
    quickly(() => {
      assert.deepEqual(problemsOf(withMore({ message: { text: long } })), ["HP0501 /message/text"]);
      assert.deepEqual(problemsOf(withMore({ id: long })), ["HP0501 /id"]);
      assert.match(problemsOf(withMore({ data: { fields: { [long]: 1 } } }))[0], /^HP0501 \/data\/fields\/xxx/);
      assert.deepEqual(problemsOf(long), ["HP0501 "]);
    });
  });

  test("a text is measured in bytes of UTF-8, and never cut", () => {
    const limit = 1024 * 1024;
    const text = (unit, bytes) => withMore({ message: { text: unit.repeat(limit / bytes) } });
    for (const [unit, bytes] of [["x", 1], ["ä", 2], ["😀", 4]]) {
      assert.equal(classify(text(unit, bytes)).id, "case-1");
      const more = { message: { text: `${text(unit, bytes).message.text}x` } };
      assert.deepEqual(problemsOf(withMore(more)), ["HP0501 /message/text"]);
    }
  });

  test("one text in many places doesn't grow without bound", () => {
    const text = "x".repeat(1_000_000);
    quickly(() => {
      const [problem] = problemsOf(fields({ list: new Array(90_000).fill(text) }));
      assert.equal(problem, "HP0501 ");
      const key = { [text]: 1 };
      assert.deepEqual(problemsOf(fields({ list: new Array(90_000).fill(key) })), ["HP0501 "]);
    });
  });

  test("64 levels, and 10,000", () => {
    // The case, `data` and `fields` are levels too.
    assert.equal(classify(fields(nested(62))).id, "case-1");
    assert.match(problemsOf(fields(nested(63)))[0], /^HP0502 \/data\/fields(\/a){62}$/);
    assert.match(problemsOf(fields(nested(10_000)))[0], /^HP0502 \/data\/fields(\/a){62}$/);
    let list = [];
    for (let level = 0; level < 100_000; level++) list = [list];
    assert.match(problemsOf(fields({ list }))[0], /^HP0502 /);
  });

  test("10,000 keys", () => {
    const keys = (count) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 1]));
    assert.equal(classify(fields(keys(10_000))).id, "case-1");
    assert.deepEqual(problemsOf(fields(keys(10_001))), ["HP0503 /data/fields"]);
    quickly(() => assert.deepEqual(problemsOf(fields(keys(100_000))), ["HP0503 /data/fields"]));
  });

  test("100,000 entries", () => {
    assert.equal(classify(fields({ list: new Array(100_000).fill(1) })).id, "case-1");
    assert.deepEqual(problemsOf(fields({ list: new Array(100_001).fill(1) })), ["HP0504 /data/fields/list"]);
    quickly(() => assert.deepEqual(problemsOf(fields({ list: new Array(4_000_000_000) })), ["HP0504 /data/fields/list"]));
  });

  test("a million values in all", () => {
    const list = new Array(99_999).fill(1);
    const lists = (count) => fields({ lists: new Array(count).fill(list) });
    quickly(() => assert.equal(classify(lists(9)).id, "case-1"));
    quickly(() => assert.deepEqual(problemsOf(lists(11)), ["HP0505 "]));
  });

  test("shared objects that unfold without end", () => {
    let value = { leaf: 1 };
    for (let level = 0; level < 50; level++) value = { a: value, b: value };
    quickly(() => assert.deepEqual(problemsOf(fields(value)), ["HP0505 "]));
    const empty = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`k${index}`, undefined]));
    quickly(() => assert.deepEqual(problemsOf(fields({ list: new Array(100_000).fill(empty) })), ["HP0505 "]));
  });

  test("can be set, text up to 16 MiB", () => {
    const document = { holdpoint: 1, name: "limits" };
    const large = Policy.compile(document, { limits: { text: 16 * 1024 * 1024 } });
    assert.equal(large.classify(withMore({ message: { text: "x".repeat(16 * 1024 * 1024) } })).id, "case-1");
    const little = Policy.compile(document, { limits: { text: 100, depth: 3, keys: 4, entries: 2, values: 11 } });
    assert.equal(little.classify(small).id, "case-1");
    const problem = (more) => refused(() => little.classify(withMore(more))).code;
    assert.equal(problem({ message: { text: "x".repeat(101) } }), "HP0501");
    assert.equal(problem({ data: { fields: { a: {} } } }), "HP0502");
    assert.equal(problem({ message: { text: "", subject: "", language: "en", sentiment: 0, more: 1 } }), "HP0503");
    assert.equal(problem({ signals: ["a", "b", "c"] }), "HP0504");
    assert.equal(problem({ lead: { value: 1, currency: "EUR" }, message: { text: "", subject: "", language: "en", sentiment: 0 } }), "HP0505");
    for (const limits of [{ text: 17 * 1024 * 1024 }, { depth: 0 }, { depth: 1e9 }, { keys: -1 }, { values: "many" }, { txet: 1 }]) {
      assert.match(refused(() => Policy.compile(document, { limits })).path, /^\/limits\//);
    }
  });
});

describe("A2 no input makes the engine fail", () => {
  const anything = fc.anything({
    withBigInt: true, withBoxedValues: true, withDate: true, withMap: true, withNullPrototype: true,
    withObjectString: true, withSet: true, withSparseArray: true, withTypedArray: true, withUnicodeString: true,
  });
  const keys = fc.constantFrom(
    "id", "action", "message", "intent", "customer", "lead", "history", "data", "workflow", "signals", "now", "other",
  );
  const answeredOrRefused = (input) => {
    try {
      assert.equal(typeof classify(input).lane, "string");
    } catch (error) {
      assert.ok(error instanceof HoldpointError, String(error));
      assert.notEqual(error.code, "HP0901", error.message);
      assert.equal(JSON.stringify(error), JSON.stringify(error.toJSON()));
    }
  };

  test("whatever it is", () => {
    fc.assert(fc.property(anything, answeredOrRefused), { numRuns: 500 });
  });

  test("whatever stands in a case", () => {
    const parts = fc.dictionary(keys, anything);
    fc.assert(fc.property(parts, (more) => answeredOrRefused({ ...small, ...more })), { numRuns: 500 });
  });
});
