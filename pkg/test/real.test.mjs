// What people really send works: state of frameworks, class instances, shared and frozen objects.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import vm from "node:vm";

import { reactive, readonly, shallowReactive } from "@vue/reactivity";
import { createDraft, produce } from "immer";
import { makeAutoObservable, observable } from "mobx";

import { classify, Policy } from "holdpoint";

import { problemsOf, proxied, refused, small, withMore } from "./support.mjs";

const plain = () => ({
  id: "case-7",
  action: { name: "acknowledge_lead", text: "Thank you, we will be in touch." },
  message: { text: "I want a refund now", language: "en" },
  intent: { label: "question", confidence: 0.9, alternatives: [{ label: "refund", confidence: 0.1 }] },
  signals: ["high_risk"],
  data: { missing: [], conflicts: [], fields: { address: { street: "Main" } } },
  now: "2026-11-20T08:30:00Z",
});
const expected = JSON.stringify(classify(plain()));
const same = (input) => assert.equal(JSON.stringify(classify(input)), expected);

describe("objects of all kinds", () => {
  test("Vue", () => {
    same(reactive(plain()));
    same(readonly(reactive(plain())));
    same(shallowReactive(plain()));
  });

  test("MobX", () => {
    same(observable(plain()));
    same(observable(plain(), {}, { proxy: false }));
    class Store {
      constructor() {
        Object.assign(this, plain());
        makeAutoObservable(this);
      }
    }
    same(new Store());
  });

  test("Immer", () => {
    same(createDraft(plain()));
    produce(plain(), (draft) => same(draft));
    same(produce(plain(), (draft) => void (draft.signals = ["high_risk"])));
  });

  test("frozen, sealed and without a prototype", () => {
    const deep = (value, turn) =>
      typeof value === "object" && value !== null
        ? turn(Array.isArray(value) ? value.map((each) => deep(each, turn))
          : Object.fromEntries(Object.entries(value).map(([key, each]) => [key, deep(each, turn)])))
        : value;
    same(deep(plain(), Object.freeze));
    same(deep(plain(), Object.seal));
    same(deep(plain(), (value) => (Array.isArray(value) ? value : Object.assign(Object.create(null), value))));
    same(deep(plain(), (value) => proxied(value)));
  });

  test("instances of classes, by their own enumerable keys", () => {
    class Base {
      inherited() {}
      get computed() {
        throw new Error("a getter of the prototype is no own key");
      }
    }
    class Case extends Base {
      #secret = 1;
      constructor() {
        super();
        Object.assign(this, plain());
        Object.defineProperty(this, "hidden", { value: () => this.#secret, enumerable: false });
        this[Symbol("s")] = 1;
      }
    }
    same(new Case());
    class List extends Array {}
    same({ ...plain(), signals: List.from(["high_risk"]) });
  });

  test("of another realm", () => {
    same(vm.runInNewContext(`(${JSON.stringify(plain())})`));
    same({ ...plain(), now: vm.runInNewContext("new Date('2026-11-20T08:30:00Z')") });
  });

  test("with keys that are undefined or null", () => {
    same({ ...plain(), lead: undefined, history: null, customer: { id: undefined, tier: null } });
    const nulled = classify(withMore({ message: null, lead: { value: undefined } }));
    assert.equal(JSON.stringify(nulled), JSON.stringify(classify(small)));
  });

  test("getters that work are read", () => {
    const input = plain();
    const { message } = input;
    same(Object.defineProperty(input, "message", { get: () => message, enumerable: true }));
  });
});

describe("times", () => {
  test("as text, milliseconds or Date", () => {
    const moment = new Date("2026-11-20T08:30:00Z");
    for (const now of ["2026-11-20T09:30:00+01:00", "2026-11-20T08:30:00.000Z", moment.getTime(), moment]) {
      same({ ...plain(), now });
    }
  });
});

describe("numbers", () => {
  test("-0 is 0", () => {
    const zero = (value) => JSON.stringify(classify(withMore({ lead: { value } })));
    assert.equal(zero(-0), zero(0));
  });
});

describe("cut emoji", () => {
  test("are mended in the free texts, one unit for one", () => {
    const text = "I want a refund \ud83d";
    const input = { ...plain(), message: { text, subject: "\udc00", language: "en" } };
    const answer = classify({ ...input, action: { ...input.action, text: "Hello \ud83d" } });
    const { span } = answer.signals.find(({ signal }) => signal === "refund");
    assert.equal(text.slice(span.start, span.end), "refund");
  });

  test("don't move the spans behind them", () => {
    const text = "\ud83d 😀 é I want a refund";
    const answer = classify({ ...plain(), message: { text, language: "en" } });
    const found = answer.signals.find(({ signal }) => signal === "refund");
    assert.equal(text.slice(found.span.start, found.span.end), "refund");
    assert.equal(found.text, "refund");
  });
});

describe("a policy's `ignore`", () => {
  const policy = () => Policy.compile({ holdpoint: 1, name: "ignoring", ignore: ["crm", "x-*"] });

  test("keys are never touched", () => {
    const touched = [];
    const input = { ...small };
    for (const key of ["crm", "x-", "x-raw"]) {
      Object.defineProperty(input, key, { enumerable: true, get: () => touched.push(key) });
    }
    assert.equal(policy().classify(input).id, "case-1");
    assert.equal(policy().classifyMany([input])[0].id, "case-1");
    assert.deepEqual(touched, []);
  });

  test("holds at the top only, and for whole names", () => {
    for (const more of [{ crms: 1 }, { y: 1 }, { "X-raw": 1 }]) {
      assert.equal(refused(() => policy().classify(withMore(more))).code, "HP0201");
    }
    assert.deepEqual(
      refused(() => policy().classify(withMore({ lead: { crm: 1 } }))).diagnostics.map(({ path }) => path),
      ["/lead/crm"],
    );
    assert.deepEqual(problemsOf(withMore({ crm: 1 })), ["HP0201 /crm"]);
  });
});
