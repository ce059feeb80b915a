// What the tests share.

import assert from "node:assert/strict";

import { classify, HoldpointError } from "holdpoint";

/** The smallest case: an internal action of the default policy. */
export const small = { id: "case-1", action: { name: "tag_record" } };

/** The small case with something more. */
export const withMore = (more) => ({ ...small, ...more });

/** What calling `work` throws, which must be a HoldpointError; afterwards the engine still decides. */
export function refused(work) {
  let thrown;
  try {
    work();
  } catch (error) {
    thrown = error;
  }
  assert.ok(thrown instanceof HoldpointError, `expected a HoldpointError, got ${String(thrown)}`);
  assert.ok(thrown.diagnostics.length > 0);
  const [first] = thrown.diagnostics;
  assert.deepEqual([thrown.code, thrown.path], [first.code, first.path]);
  assert.equal(classify(small).id, "case-1");
  return thrown;
}

/** The code and place of each problem of a case. */
export function problemsOf(input) {
  return refused(() => classify(input)).diagnostics.map(({ code, path }) => `${code} ${path}`);
}

/** Something proxied, with traps that do nothing. */
export const proxied = (target, traps = {}) => new Proxy(target, traps);
