// The life of a policy, batches, and the class of errors.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { describe, test } from "node:test";

import { classify, defaultPolicy, HoldpointError, Policy, policySchema, version } from "holdpoint";
import * as yaml from "holdpoint/yaml";

import { proxied, refused, small, withMore } from "./support.mjs";

const document = (more = {}) => ({ holdpoint: 1, name: "test", ...more });

describe("compiling", () => {
  test("an object and its JSON text give the same policy", () => {
    const source = document({ version: "7", intents: ["question"] });
    const fromObject = Policy.compile(source);
    const fromText = Policy.compile(JSON.stringify(source));
    assert.deepEqual(fromObject.document(), fromText.document());
    assert.deepEqual(fromObject.classify(small), fromText.classify(small));
    assert.deepEqual(fromObject.classify(small).policy, { name: "test", version: "7" });
  });

  test("what reaches the engine is what was handed over", () => {
    const given = {
      text: "ünïcödé 😀", empty: "", long: "x".repeat(500), wide: "ä".repeat(500), number: 0.1, large: 1e300,
      negative: -5, yes: true, no: false, list: [1, [2, ["three"]], {}], object: { "": 1, "a/b~c": { deeper: null } },
    };
    const actions = { undo: { kind: "record_write", effect: "reversible" } };
    actions.write = {
      kind: "record_write", effect: "compensable", compensation: { action: "undo", arguments: given },
    };
    const { actions: read } = Policy.compile(document({ actions })).document();
    assert.deepEqual(read.write.compensation.arguments, given);
  });

  test("every problem at once, each at its place", () => {
    const { diagnostics } = refused(() => Policy.compile(document({ rulez: [], workflow: { mode: "automatic" }, sla: { run: 4 } })));
    assert.deepEqual(diagnostics.map(({ path }) => path).sort(), ["/rulez", "/sla/run", "/workflow/mode"]);
  });

  test("what isn't JSON", () => {
    const error = refused(() => Policy.compile('{"holdpoint": 1,\n "name": }'));
    assert.equal(error.code, "HP0101");
    assert.equal(error.diagnostics[0].position.line, 2);
    assert.equal(refused(() => Policy.compile('{"holdpoint": 1, "name": "a", "name": "b"}')).code, "HP0102");
    assert.equal(refused(() => Policy.compile('{"name": "\ud800"}')).code, "HP0407");
    assert.equal(refused(() => Policy.compile("x".repeat(20_000_000))).code, "HP0501");
  });

  test("options that make no sense", () => {
    for (const options of [{ limit: {} }, { limits: 7 }, { limits: { text: "many" } }, "fast", 7, [], new Map()]) {
      refused(() => Policy.compile(document(), options));
    }
    const options = Object.defineProperty({}, "limits", { enumerable: true, get() { throw new Error("boom"); } });
    assert.equal(refused(() => Policy.compile(document(), options)).code, "HP0404");
    for (const options of [{ explain: "all" }, { nearest: "yes" }, { explian: "full" }, "full"]) {
      refused(() => classify(small, options));
      refused(() => Policy.compile(document()).classifyMany([small], options));
    }
  });

  test("a whole policy may be larger than usual", () => {
    const people = Object.fromEntries(Array.from({ length: 10_500 }, (_, index) => [`person-${index}`, {}]));
    assert.equal(refused(() => Policy.compile(document({ people }))).code, "HP0503");
    Policy.compile(document({ people }), { limits: { keys: 20_000 } }).free();
  });
});

describe("freeing", () => {
  const uses = {
    classify: (policy) => policy.classify(small),
    classifyMany: (policy) => policy.classifyMany([small]),
    check: (policy) => policy.check(),
    vocabulary: (policy) => policy.vocabulary(),
    caseSchema: (policy) => policy.caseSchema(),
    condition: (policy) => policy.condition("lead.value > 1"),
    document: (policy) => policy.document(),
  };
  for (const [name, use] of Object.entries(uses)) {
    test(`a freed policy throws: ${name}`, () => {
      const policy = Policy.compile(document());
      use(policy);
      policy.free();
      assert.equal(refused(() => use(policy)).code, "HP0408");
      policy.free();
    });
  }

  test("`using` frees", () => {
    const policy = Policy.compile(document());
    policy[Symbol.dispose]();
    assert.equal(refused(() => policy.classify(small)).code, "HP0408");
  });

  test("a case that frees the policy while it is read", () => {
    const policy = Policy.compile(document());
    const input = { ...small, get now() { policy.free(); return undefined; } };
    assert.equal(refused(() => policy.classify(input)).code, "HP0408");
    const batch = Policy.compile(document());
    const freeing = { ...small, get now() { batch.free(); return undefined; } };
    assert.equal(refused(() => batch.classifyMany([freeing])).code, "HP0408");
  });
});

describe("reading runs the host's code", () => {
  test("a getter that asks for a decision itself", () => {
    const policy = Policy.compile(document());
    let inner;
    const input = {
      ...small,
      message: { text: "before" },
      get lead() {
        inner = policy.classifyMany([{ ...small, id: "inner", get lead() { return classify(small) && { value: 5 }; } }]);
        return { value: 7 };
      },
      customer: { tier: "after" },
    };
    assert.deepEqual(policy.classify(input), policy.classify({ ...input, lead: { value: 7 } }));
    assert.equal(inner[0].id, "inner");
    assert.equal(policy.classifyMany([input, small])[1].id, "case-1");
  });
});

describe("classifyMany", () => {
  const policy = Policy.compile(document());

  test("as many answers as cases, in their order, each as `classify` gives it", () => {
    const cases = Array.from({ length: 1200 }, (_, index) => withMore({ id: `c${index}`, lead: { value: index * 20 } }));
    const answers = policy.classifyMany(cases);
    assert.equal(answers.length, cases.length);
    for (const index of [0, 1, 599, 1199]) assert.deepEqual(answers[index], policy.classify(cases[index]));
    assert.deepEqual(answers.map(({ id }) => id), cases.map(({ id }) => id));
    assert.deepEqual(policy.classifyMany([]), []);
    assert.deepEqual(Object.keys(policy.classifyMany([small], { explain: "lane" })[0]).includes("rules"), true);
  });

  test("refused cases leave their error in their place", () => {
    const boom = { get id() { throw new Error("boom"); } };
    const cases = [small, withMore({ lead: { value: NaN } }), , null, 7n, boom, new Map(), small];
    Object.defineProperty(cases, 8, { enumerable: true, get() { throw new Error("boom"); } });
    const answers = policy.classifyMany(cases);
    assert.equal(answers.length, 9);
    assert.deepEqual(
      answers.map((answer) => (answer instanceof HoldpointError ? `${answer.code} ${answer.path}` : answer.id)),
      ["case-1", "HP0401 /1/lead/value", "HP0406 /2", "HP0203 /3", "HP0402 /4", "HP0404 /5/id", "HP0402 /6", "case-1", "HP0404 /8"],
    );
    for (const answer of answers) {
      if (!(answer instanceof HoldpointError)) continue;
      assert.ok(answer.diagnostics.every(({ path }) => path.startsWith(answer.path.slice(0, 2))));
    }
  });

  test("places hold their index in long batches, which cross in pieces", () => {
    const cases = Array.from({ length: 3000 }, (_, index) => withMore({ message: { text: "x".repeat(2000) }, lead: { value: index % 1000 === 999 ? NaN : 1 } }));
    const errors = policy.classifyMany(cases).filter((answer) => answer instanceof HoldpointError);
    assert.deepEqual(errors.map(({ path }) => path), ["/999/lead/value", "/1999/lead/value", "/2999/lead/value"]);
    assert.deepEqual(errors.map(({ diagnostics }) => diagnostics[0].path), errors.map(({ path }) => path));
  });

  test("the limits hold for each case, not for the batch", () => {
    const large = withMore({ data: { fields: { list: new Array(90_000).fill(1) } } });
    assert.ok(policy.classifyMany(new Array(20).fill(large)).every(({ id }) => id === "case-1"));
  });

  test("only what isn't a list throws", () => {
    const { proxy, revoke } = Proxy.revocable([], {});
    revoke();
    const endless = proxied([], { get: () => { throw new Error("boom"); } });
    for (const [value, code] of [
      [undefined, "HP0203"], [null, "HP0203"], [small, "HP0203"], ["text", "HP0203"], [new Set(), "HP0203"], [7, "HP0203"],
      [{ length: 1, 0: small }, "HP0203"], [proxy, "HP0404"], [endless, "HP0404"],
    ]) {
      assert.equal(refused(() => policy.classifyMany(value)).code, code, String(code));
    }
    assert.deepEqual(policy.classifyMany(proxied([small])).map(({ id }) => id), ["case-1"]);
  });
});

describe("for builders", () => {
  const policy = Policy.compile(document({
    inputs: { tier: { type: "string", enum: ["a", "b"] }, iban: { type: "string", sensitive: true } },
  }));

  test("vocabulary", () => {
    const fields = new Map(policy.vocabulary().map((field) => [field.path, field]));
    assert.equal(fields.get("lead.value").type, "number");
    assert.deepEqual(fields.get("tier").enum, ["a", "b"]);
    assert.deepEqual([fields.get("iban").sensitive, fields.get("tier").sensitive], [true, false]);
  });

  test("case schema", () => {
    const schema = policy.caseSchema();
    assert.deepEqual(schema.required.toSorted?.() ?? [...schema.required].sort(), ["action", "id"]);
    assert.ok("tier" in schema.properties);
  });

  test("conditions, as text and as tree", () => {
    const text = policy.condition('lead.value >= 50000 && tier == "a"');
    assert.deepEqual([text.reads.toSorted?.() ?? [...text.reads].sort(), text.diagnostics], [["lead.value", "tier"], []]);
    assert.deepEqual(policy.condition(text.tree).cel, text.cel);
    const wrong = policy.condition("lead.valeu > 1");
    assert.equal(wrong.diagnostics[0].code, "HP0303");
    assert.equal(wrong.diagnostics[0].position.column, 1);
  });
});

describe("defaultPolicy, policySchema and version", () => {
  test("a fresh plain object each", () => {
    for (const make of [defaultPolicy, policySchema]) {
      const one = make();
      assert.deepEqual(one, make());
      assert.notEqual(one, make());
      assert.equal(Object.getPrototypeOf(one), Object.prototype);
      for (const key of Object.keys(one)) delete one[key];
      assert.notDeepEqual(make(), {});
    }
  });

  test("the default policy compiles, and decides as `classify` does", () => {
    const policy = Policy.compile(defaultPolicy());
    assert.deepEqual(policy.classify(small), classify(small));
  });

  test("the version is the package's", () => {
    assert.equal(version, createRequire(import.meta.url)("holdpoint/package.json").version);
  });
});

describe("HoldpointError", () => {
  const error = refused(() => classify({ id: "a", action: { name: "x", amount: NaN } }));

  test("says what, where, and all of it", () => {
    assert.ok(error instanceof Error);
    assert.equal(error.name, "HoldpointError");
    assert.deepEqual(Object.keys(error.toJSON()), ["code", "path", "message", "diagnostics"]);
    assert.deepEqual(JSON.parse(JSON.stringify(error)), error.toJSON());
    assert.match(error.stack, /HoldpointError: .*\n.*at /);
    assert.match(String(error), /^HoldpointError: /);
  });

  test("is one class in every entry", () => {
    let thrown;
    try {
      yaml.parsePolicy("a: [");
    } catch (caught) {
      thrown = caught;
    }
    assert.ok(thrown instanceof HoldpointError && thrown instanceof yaml.HoldpointError);
    assert.ok(error instanceof yaml.HoldpointError);
    class Own extends HoldpointError {}
    assert.ok(!(error instanceof Own));
    assert.ok(new Own(error.toJSON()) instanceof Own);
    for (const other of [new Error("x"), null, undefined, 7, {}, error.toJSON()]) assert.ok(!(other instanceof HoldpointError));
  });
});

describe("one instance in Node", () => {
  test("whether imported or required", async () => {
    const required = createRequire(import.meta.url)("holdpoint");
    assert.equal(required.Policy, Policy);
    assert.equal(required.classify, classify);
  });
});
