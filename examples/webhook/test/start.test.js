/** Starting and stopping the program. */

import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as after } from "node:timers/promises";

import { goodLead } from "./leads.js";
import { loadPolicy, PolicyProblem } from "../src/policy.js";
import { asDesk, folder, POLICY, Program, Sender, signed } from "./support.js";

const policyText = readFileSync(POLICY, "utf8");

/**
 * Starts what can't start.
 *
 * @param {import("node:test").TestContext} test
 * @param {Record<string, string>} environment
 * @param {string} [policy]
 */
async function failing(test, environment, policy) {
  const program = new Program(test);
  if (policy !== undefined) writeFileSync(join(program.folder, "policy.yaml"), policy);
  const child = program.spawn(policy === undefined ? environment : { ...environment, POLICY: "policy.yaml" });
  let errors = "";
  child.stderr?.on("data", (chunk) => (errors += chunk));
  const [code] = await once(child, "close");
  assert.deepEqual(program.lines(), [], "nothing was served");
  return { code, errors: errors.split("\n").slice(0, -1) };
}

/** The line and column of a text in policy.yaml, after `change` was made. */
function placeOf(/** @type {string} */ policy, /** @type {string} */ text) {
  const before = policy.slice(0, policy.indexOf(text)).split("\n");
  return `policy.yaml:${before.length}:${(before.at(-1) ?? "").length + 1}`;
}

/** What is wrong with a policy. @param {import("node:test").TestContext} test @param {string | undefined} policy */
function problems(test, policy) {
  const path = join(folder(test), "policy.yaml");
  if (policy !== undefined) writeFileSync(path, policy);
  try {
    loadPolicy(path);
  } catch (error) {
    if (error instanceof PolicyProblem) return error.lines;
    throw error;
  }
  return [];
}

test("every mistake of the policy is printed with line and column", async (context) => {
  const policy = policyText
    .replace("lane: takeover", "lane: takeovr")
    .replace("confidence: {", "confidense: {");
  const { code, errors } = await failing(context, {}, policy);
  assert.equal(code, 1);
  for (const [text, message] of /** @type {const} */ ([
    ["takeovr", "did you mean `takeover`?"], ["confidense", "did you mean `confidence`?"],
  ])) {
    const place = placeOf(policy, text);
    const printed = errors.some((line) => line.startsWith(`${place}: error HP`) && line.includes(message));
    assert.ok(printed, `${place} in\n${errors.join("\n")}`);
  }
});

test("a mistake inside a condition is printed with its own column", (context) => {
  const policy = policyText.replace("now - receivedAt > duration", "now - recievedAt > duration");
  const [line = "", ...others] = problems(context, policy);
  assert.ok(line.startsWith(`${placeOf(policy, "recievedAt")}: error HP`), line);
  assert.match(line, /did you mean `receivedAt`\?/);
  assert.deepEqual(others, []);
});

test("YAML that isn't, and a policy that isn't there", (context) => {
  const [line = ""] = problems(context, policyText.replace("intents: [new_lead", "intents: [[new_lead"));
  assert.match(line, /^policy\.yaml:\d+:\d+: error HP0103: /);
  const [absent = ""] = problems(context, undefined);
  assert.match(absent, /^policy\.yaml: ENOENT/);
});

test("the policy as it stands has nothing to warn of", () => {
  assert.deepEqual(loadPolicy(POLICY).warnings, []);
});

test("without a secret, a port or a database it doesn't run", async (context) => {
  for (const [environment, message] of /** @type {const} */ ([
    [{ LEADS_SECRET: "short" }, /LEADS_SECRET/], [{ PORT: "http" }, /PORT/],
    [{ DATABASE: "no/such/folder/leads.db" }, /database/i],
  ])) {
    const { code, errors } = await failing(context, environment);
    assert.equal(code, 2, JSON.stringify(environment));
    assert.match(errors.join("\n"), message);
    assert.equal(errors.length, 1);
  }
});

test("told to stop, it answers what is under way and ends", async (context) => {
  const program = new Program(context);
  const { child, ended, port } = await program.start();
  const sender = new Sender();
  context.after(() => sender.close());
  await sender.send(port, "GET", "/health"); // leaves an idle connection behind

  const now = new Date();
  const body = Buffer.from(JSON.stringify({ ...goodLead("L-1", now), priority: "high" }));
  const socket = connect(port, "127.0.0.1");
  let answer = "";
  socket.on("data", (chunk) => (answer += chunk));
  const headers = { ...signed(body, now), "content-length": body.length, host: "x" };
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`).join("");
  socket.write(`POST /leads HTTP/1.1\r\n${head}\r\n`);
  socket.write(body.subarray(0, 100));
  // An answer on another connection shows that the server has read on this one, too.
  await sender.send(port, "GET", "/queue", asDesk);

  child.kill("SIGTERM");
  while (!program.lines().some(({ event }) => event === "stopping")) await after(5);
  socket.write(body.subarray(100));
  const [code] = await ended;
  assert.equal(code, 0);
  assert.match(answer, /^HTTP\/1\.1 202 /);
  assert.match(answer, /connection: close/i);
  assert.deepEqual(program.lines().slice(-2).map(({ event, status }) => event ?? status), [202, "stopped"]);

  const again = await program.start();
  const { json } = await sender.send(again.port, "GET", "/queue", asDesk);
  assert.deepEqual(json.items.map((/** @type {any} */ { lead, owner }) => [lead, owner]), [["L-1", "senior-sales"]]);
  again.child.kill("SIGINT");
  assert.deepEqual(await again.ended, [0, null]);
});
