/** The log vouches for every decision: `holdpoint verify` follows its records. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import Database from "libsql";

import { openStore } from "../src/store.js";
import { bodyOf, TABLE } from "./leads.js";
import { folder, webhook } from "./support.js";

const COMMAND = fileURLToPath(new URL("../node_modules/holdpoint/dist/cli.js", import.meta.url));

/**
 * What `holdpoint verify` says of lines of the log.
 *
 * @param {import("node:test").TestContext} context
 * @param {object[]} lines
 * @param {string[]} [more]
 */
function verify(context, lines, more = []) {
  const path = join(folder(context), "log.jsonl");
  writeFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  const { status, stdout } = spawnSync(process.execPath, [COMMAND, "verify", path, "--json", ...more], { encoding: "utf8" });
  return { status, report: JSON.parse(stdout) };
}

test("the records of all leads are one chain, in the log and in the database", async (context) => {
  const { deliver, store, lines, now } = await webhook(context);
  const bodies = TABLE.map((row, index) => bodyOf(row, `L-${index + 1}`, now));
  await Promise.all(bodies.map((body) => deliver(body)));
  // Coming again makes no record.
  await Promise.all(bodies.map((body) => deliver(body)));
  const decided = TABLE.filter(({ error }) => error === undefined).length;
  const audited = lines.filter(({ audit }) => audit !== undefined);
  assert.equal(audited.length, decided);
  const newest = store.newestAudit();
  assert.ok(newest);
  assert.deepEqual(audited.at(-1)?.audit, newest);
  const { status, report } = verify(context, lines, ["--head", newest.id]);
  assert.deepEqual([status, report], [0, { ok: true, records: decided, head: newest.id, problem: null }]);

  await context.test("a line that was taken out is missed, and a changed one is found", () => {
    const place = lines.indexOf(audited[2]);
    assert.equal(verify(context, lines.filter((_, index) => index !== place)).report.problem.kind, "dropped");
    const changed = structuredClone(lines);
    changed[place].audit.resultDigest = newest.resultDigest.replaceAll(/[0-9]/g, "0");
    const { status: ended, report: { problem } } = verify(context, changed);
    assert.deepEqual([ended, problem.kind, problem.index], [1, "changed", 2]);
    assert.equal(verify(context, lines.slice(0, lines.lastIndexOf(audited.at(-1))), ["--head", newest.id]).report.problem.kind, "cut");
  });
});

test("a chain goes on after a restart, and a database of before there were records gets them", async (context) => {
  const path = join(folder(context), "leads.db");
  const entry = (/** @type {string} */ key, /** @type {any} */ audit) =>
    ({ key, lead: key, action: "acknowledge_lead", answer: /** @type {any} */ ({ id: key }), task: null, audit });
  const first = openStore(path);
  first.keep(entry("a", { id: "1" }), Buffer.alloc(0), new Date(0));
  first.keep(entry("b", null), Buffer.alloc(0), new Date(0));
  first.close();
  const second = openStore(path);
  assert.deepEqual(second.newestAudit(), { id: "1" });
  second.close();

  const old = new Database(path);
  old.exec("DROP INDEX leads_audited; ALTER TABLE leads DROP COLUMN audit");
  old.close();
  const third = openStore(path);
  assert.equal(third.newestAudit(), undefined);
  assert.equal(third.find("a")?.audit, null);
  third.keep(entry("c", { id: "2" }), Buffer.alloc(0), new Date(0));
  assert.deepEqual(third.newestAudit(), { id: "2" });
  third.close();
});
