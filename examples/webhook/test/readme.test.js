/** The commands of the README, run as they stand there. */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";

import { Program, SECRET, TOKEN } from "./support.js";

const here = (/** @type {string} */ name) => new URL(`../${name}`, import.meta.url);

test("a lead is sent and the queue looked at as the README says", async (context) => {
  const program = new Program(context);
  const { port } = await program.start();
  const readme = readFileSync(here("README.md"), "utf8");
  const blocks = [...readme.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block]) => block);
  cpSync(here("lead.json"), join(program.folder, "lead.json"));
  const { stdout } = await promisify(execFile)("sh", ["-euc", blocks.join("\n")], {
    cwd: program.folder,
    env: { PATH: process.env["PATH"], URL: `http://127.0.0.1:${port}`, LEADS_SECRET: SECRET, DESK_TOKEN: TOKEN },
  });
  const answers = stdout.trim().split("\n").map((line) => JSON.parse(line));
  const [first, second, queue, task, done, health, ...others] = answers;
  assert.deepEqual([first.id, first.lane, first.rules], ["L-1001", "automate", []]);
  assert.deepEqual([second.lane, second.rules, second.queue.owner], ["takeover", ["language.refund"], "senior-sales"]);
  assert.deepEqual(queue.items.map((/** @type {any} */ { id, lead }) => [id, lead]), [[2, "L-1002"]]);
  assert.equal(task.handoff.dueBy, queue.items[0].dueBy);
  assert.equal(done.id, 2);
  assert.deepEqual([health.ok, health.open, others], [true, 0, []]);
});
