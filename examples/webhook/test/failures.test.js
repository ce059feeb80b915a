/** What happens when the program itself fails. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { goodLead } from "./leads.js";
import { realPolicy, webhook } from "./support.js";

const leadOf = (/** @type {Date} */ now) => Buffer.from(JSON.stringify(goodLead("L-1", now)));

test("when the engine fails, a person gets the lead", async (context) => {
  const policy = realPolicy();
  let broken = false;
  const failing = {
    classify: (/** @type {any} */ input) => {
      if (broken) throw new RangeError("something nobody thought of");
      return policy.classify(input);
    },
  };
  const { deliver, ask, lines, now } = await webhook(context, { policy: failing });
  broken = true;
  const first = await deliver(leadOf(now));
  assert.deepEqual([first.status, first.json.lane, first.json.error.code], [202, "takeover", "RangeError"]);
  assert.deepEqual([lines[0].error, lines[0].queue], ["RangeError", 1]);
  const { json } = await ask("GET", "/queue/1");
  assert.deepEqual([json.lead, json.owner, json.body], ["L-1", "revenue-operations", leadOf(now).toString()]);
  assert.deepEqual(json.why, ["something nobody thought of"]);

  // The person has it; that the engine is well again changes nothing.
  broken = false;
  assert.equal((await deliver(leadOf(now))).text, first.text);
});

test("an answer that nobody owns is a failure, too", async (context) => {
  const policy = realPolicy();
  const odd = {
    classify: (/** @type {any} */ input) => {
      const decision = policy.classify(input);
      return input.id === "L-1" ? { ...decision, lane: "review", route: null } : decision;
    },
  };
  const { deliver, now } = await webhook(context, { policy: odd });
  const { status, json } = await deliver(leadOf(now));
  assert.deepEqual([status, json.lane, json.queue.owner], [202, "takeover", "revenue-operations"]);
});

test("when the lead can't be kept, it isn't taken, and the sender delivers it again", async (context) => {
  let full = true;
  /** @type {any} */
  let keep;
  const store = {
    keep: (/** @type {any[]} */ ...entry) => {
      if (full) throw new Error("database or disk is full");
      return keep(...entry);
    },
  };
  const { deliver, lines, now, store: real } = await webhook(context, { store });
  keep = real.keep;
  const first = await deliver(leadOf(now));
  assert.deepEqual([first.status, first.headers["retry-after"]], [503, "5"]);
  assert.deepEqual([lines[0].status, lines[0].error], [503, "database or disk is full"]);
  assert.doesNotMatch(first.text, /disk/);
  full = false;
  assert.equal((await deliver(leadOf(now))).status, 200);
});

test("what the log is told can't break its lines", async (context) => {
  const { deliver, lines, now } = await webhook(context);
  const id = "L-1\n{\"status\":200}\u2028\u0000";
  await deliver(Buffer.from(JSON.stringify(goodLead(id, now))));
  assert.equal(lines[0].id, id);
  assert.equal(JSON.stringify(lines[0]).split("\n").length, 1);
});
