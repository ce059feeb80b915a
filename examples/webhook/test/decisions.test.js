/** The table: what is answered, logged and queued for each lead. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { bodyOf, goodLead, TABLE } from "./leads.js";
import { webhook } from "./support.js";

function rowOf(/** @type {string} */ name) {
  const row = TABLE.find((row) => row.name === name);
  assert.ok(row, name);
  return row;
}

const DUE = { review: 4 * 3_600_000, takeover: 3_600_000 };

test("every lead of the table is answered, logged and queued as a person expects", async (context) => {
  const { deliver, ask, lines, now } = await webhook(context);
  for (const [index, row] of TABLE.entries()) {
    await context.test(row.name, async () => {
      const body = bodyOf(row, `L-${index + 1}`, now);
      const { status, json } = await deliver(body);
      const { lane, rules, error, queue } = json;
      assert.deepEqual(
        { lane, class: json.class, rules, owner: queue?.owner, error: error?.code },
        { lane: row.lane, class: row.class, rules: row.rules ?? [], owner: row.owner, error: row.error },
      );
      assert.equal(status, row.lane === "automate" ? 200 : 202);

      const dueBy = row.lane === "automate" ? undefined : new Date(now.getTime() + DUE[row.lane]).toISOString();
      assert.equal(queue?.dueBy, dueBy);
      const line = lines.at(-1);
      assert.deepEqual(
        [line.status, line.id, line.lane, line.class, line.rules, line.policy, line.dueBy, line.queue, line.error],
        [status, json.id, lane, json.class, rules, "web-leads 1.0.0", dueBy ?? null, queue?.id ?? null, row.error],
      );
      assert.equal(typeof line.ms, "number");

      if (row.lane !== "automate") {
        const task = await ask("GET", `/queue/${queue.id}`);
        assert.equal(task.json.body, body.toString("utf8"));
        assert.ok(task.json.why.length > 0 && task.json.why.every((/** @type {string} */ why) => why !== ""));
        assert.equal(task.json.handoff === null, row.error !== undefined);
      }
    });
  }
  await context.test("the log holds nothing that a customer wrote", () => {
    assert.equal(lines.filter(({ path }) => path === "/leads").length, TABLE.length);
    assert.doesNotMatch(JSON.stringify(lines), /furnace|Priya|example\.com|80205|last visit/i);
  });
});

test("a lead that comes again gets the same answer and isn't queued again", async (context) => {
  const { deliver, store, lines, now } = await webhook(context);
  const names = ["a valuable lead", "a routine inquiry", "truncated JSON", "an amount as text"];
  const [first, ...others] = names.map((name, index) => bodyOf(rowOf(name), `L-${index + 1}`, now));
  assert.ok(first);
  for (const body of [first, ...others]) {
    const answers = await Promise.all([1, 2, 3, 4].map(() => deliver(body)));
    assert.equal(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size, 1);
    assert.deepEqual(lines.slice(-4).map(({ repeated }) => repeated), [undefined, true, true, true]);
  }
  assert.equal(store.count(), 3);

  // Another spelling of the same lead is the same lead.
  const respelling = JSON.stringify({ note: "second try", ...JSON.parse(first.toString()) }, null, 4);
  const respelled = await deliver(Buffer.from(respelling));
  assert.equal(respelled.text, (await deliver(first)).text);
  assert.equal(store.count(), 3);
});

test("leads of which nothing can be read aren't taken for each other", async (context) => {
  const { deliver, store } = await webhook(context);
  for (const body of ["[1]", "[2]", "{}", '{"name":"Ann"}', '{"name":"Bo"}', "1", "2"]) {
    assert.equal((await deliver(Buffer.from(body))).json.lane, "takeover", body);
  }
  assert.equal(store.count(), 7);
});

test("a lead that comes again with other content is somebody's to look at", async (context) => {
  const { deliver, now } = await webhook(context);
  const lead = goodLead("L-1", now);
  assert.equal((await deliver(Buffer.from(JSON.stringify(lead)))).status, 200);
  lead.estimate.amount = 400;
  const second = await deliver(Buffer.from(JSON.stringify(lead)));
  assert.deepEqual([second.status, second.json.lane, second.json.rules], [202, "review", ["data.duplicate"]]);
  // Another action about the same lead is no repetition.
  const other = await deliver(Buffer.from(JSON.stringify({ ...lead, event: "lead.assigned" })));
  assert.equal(other.json.lane, "automate");

  // Also where the first couldn't be decided: a person has it already.
  const broken = { ...goodLead("L-2", now), priority: "asap" };
  assert.equal((await deliver(Buffer.from(JSON.stringify(broken)))).json.lane, "takeover");
  const mended = await deliver(Buffer.from(JSON.stringify({ ...broken, priority: "normal" })));
  assert.deepEqual(mended.json.rules, ["data.duplicate"]);
});

test("the queue lists what is open, what is due first first", async (context) => {
  const { deliver, ask, now } = await webhook(context);
  for (const [index, name] of ["low confidence", "a refund", "a routine inquiry", "truncated JSON"].entries()) {
    await deliver(bodyOf(rowOf(name), `L-${index + 1}`, now));
  }
  const open = async () => {
    const { json } = await ask("GET", "/queue");
    return json.items.map((/** @type {any} */ { id, lead, owner }) => [id, lead, owner]);
  };
  assert.deepEqual(await open(), [[2, "L-2", "senior-sales"], [4, null, "revenue-operations"], [1, "L-1", "sales-desk"]]);

  const done = await ask("POST", "/queue/2/done");
  assert.deepEqual([done.status, done.json], [200, { id: 2, doneAt: now.toISOString() }]);
  assert.deepEqual((await ask("POST", "/queue/2/done")).json, done.json);
  assert.deepEqual((await open()).map((/** @type {any[]} */ [id]) => id), [4, 1]);
  assert.deepEqual((await ask("GET", "/health")).json, { ok: true, open: 2 });
  for (const number of ["3", "99", "0", "x", "1e3"]) {
    assert.equal((await ask("POST", `/queue/${number}/done`)).status, 404, number);
  }
});
