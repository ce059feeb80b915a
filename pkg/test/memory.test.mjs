// Memory stays flat: over many decisions, over policies that are dropped, over errors.

import assert from "node:assert/strict";
import { test } from "node:test";

import { classify, Policy } from "holdpoint";

import { withMore } from "./support.mjs";

const input = (index) => withMore({
  id: `case-${index}`, message: { text: `I would like to know more about offer ${index} 😀`, language: "en" },
  lead: { value: index }, data: { missing: [], conflicts: [], fields: { note: "ünïcödé", index } },
});

/** What the process holds once everything that can go is gone; wasm memory counts as buffers. */
async function held() {
  for (let round = 0; round < 4; round++) {
    gc();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return heapUsed + external + arrayBuffers;
}

async function flat(work, { rounds, slack }) {
  work(0);
  const before = await held();
  for (let round = 1; round <= rounds; round++) work(round);
  const after = await held();
  assert.ok(after - before < slack, `grew by ${after - before} bytes`);
}

const options = { skip: typeof gc !== "function" && "run with --expose-gc" };
const MB = 1024 * 1024;

test("ten thousand decisions", options, () =>
  flat((round) => {
    for (let index = 0; index < 1000; index++) classify(input(round * 1000 + index));
  }, { rounds: 10, slack: 2 * MB }));

test("ten thousand errors", options, () =>
  flat(() => {
    for (let index = 0; index < 1000; index++) {
      try {
        classify({ ...input(index), lead: { value: NaN }, unknown: 1 });
      } catch {
        // That is what is asked for.
      }
    }
  }, { rounds: 10, slack: 2 * MB }));

test("batches", options, () => {
  const policy = Policy.compile({ holdpoint: 1, name: "batches" });
  const cases = Array.from({ length: 1000 }, (_, index) => input(index));
  return flat(() => void policy.classifyMany(cases), { rounds: 10, slack: 2 * MB });
});

test("policies that are freed", options, () =>
  flat(() => {
    for (let index = 0; index < 10; index++) Policy.compile({ holdpoint: 1, name: `p${index}` }).free();
  }, { rounds: 8, slack: 2 * MB }));

test("policies that are dropped", options, async () => {
  const drop = async (count) => {
    for (let index = 0; index < count; index++) {
      Policy.compile({ holdpoint: 1, name: `p${index}` });
      if (index % 20 === 0) await held();
    }
  };
  await drop(20);
  const before = await held();
  await drop(80);
  const after = await held();
  assert.ok(after - before < 4 * MB, `grew by ${after - before} bytes`);
});

test("a large case doesn't keep its buffers", options, async () => {
  const large = withMore({ data: { fields: { list: new Array(50_000).fill("a text of some length") } } });
  classify(large);
  const before = await held();
  for (let round = 0; round < 10; round++) classify(large);
  assert.ok((await held()) - before < 2 * MB);
});
