// When the engine itself fails: the caller is told so, and the next call runs on a new instance.
//
// No input is known that makes it fail, so the failure is put into the module's exports.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";

const real = WebAssembly.Instance;
let instances = 0;
let failing = "";

WebAssembly.Instance = function Instance(module, imports) {
  instances++;
  const { exports } = new real(module, imports);
  const wrapped = Object.entries(exports).map(([name, exported]) => {
    if (typeof exported !== "function") return [name, exported];
    return [name, (...words) => {
      if (failing !== "" && name.includes(failing)) throw new WebAssembly.RuntimeError("unreachable");
      return exported(...words);
    }];
  });
  return { exports: Object.fromEntries(wrapped) };
};

const { classify, HoldpointError, Policy } = createRequire(import.meta.url)("holdpoint");
const small = { id: "case-1", action: { name: "tag_record" } };

function failed(name, work) {
  failing = name;
  try {
    work();
    assert.fail("it should have failed");
  } catch (error) {
    assert.ok(error instanceof HoldpointError, String(error));
    assert.equal(error.code, "HP0901");
    assert.match(error.diagnostics[0].help, /takeover/);
  } finally {
    failing = "";
  }
}

test("a trap is an error of its own, and poisons nothing", () => {
  const policy = Policy.compile({ holdpoint: 1, name: "mine", ignore: ["crm"] });
  const fromText = Policy.compile('{"holdpoint":1,"name":"text"}');
  const before = [classify(small), policy.classify(small), fromText.classify(small)];
  const first = instances;
  failed("rawpolicy_classify", () => policy.classify(small));
  assert.deepEqual([classify(small), policy.classify({ ...small, crm: 1n }), fromText.classify(small)], before);
  assert.equal(instances, first + 1);
  failed("rawpolicy_classifyMany", () => policy.classifyMany([small]));
  failed("rawpolicy_compile", () => Policy.compile({ holdpoint: 1, name: "other" }));
  failed("rawpolicy_check", () => policy.check());
  assert.deepEqual([classify(small), policy.classify(small), fromText.classify(small)], before);
});

test("a policy of a failed instance can be freed", () => {
  const policy = Policy.compile({ holdpoint: 1, name: "mine" });
  failed("rawpolicy_classify", () => classify(small));
  policy.free();
  assert.throws(() => policy.classify(small), { code: "HP0408" });
});

test("garbage of a failed instance is collected in peace", { skip: typeof gc !== "function" && "run with --expose-gc" }, async () => {
  // A finalizer that throws would end the process.
  for (let round = 0; round < 3; round++) {
    for (let index = 0; index < 10; index++) Policy.compile({ holdpoint: 1, name: `p${index}` });
    failed("rawpolicy_classify", () => classify(small));
    gc();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  gc();
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(classify(small).id, "case-1");
});

test("no stack left is no reason to throw something else, or to stop working", () => {
  const policy = Policy.compile({ holdpoint: 1, name: "deep" });
  let decided = false;
  // Reading it takes stack inside of the engine too.
  let fields = { end: 1 };
  for (let depth = 0; depth < 55; depth++) fields = { deeper: fields };
  const nested = { ...small, data: { fields } };
  // From the end of the stack upwards, until a decision comes about.
  const dive = () => {
    try {
      dive();
      return;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
    try {
      policy.classify(nested);
      decided = true;
    } catch (error) {
      // At the very end not even the error can be made.
      if (error instanceof RangeError) throw error;
      assert.ok(error instanceof HoldpointError, String(error));
      throw new RangeError("go on");
    }
  };
  dive();
  // Where exactly the stack ends is the runtime's affair: before, inside of or behind the engine.
  assert.ok(decided, "no decision came about on the way up");
  assert.equal(policy.classify(small).id, "case-1");
  assert.equal(classify(small).id, "case-1");
});
