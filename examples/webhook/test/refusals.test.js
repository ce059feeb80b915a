/** What isn't taken: it is answered, logged, and nothing of it is kept. */

import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { test } from "node:test";
import { setTimeout as after } from "node:timers/promises";

import { goodLead } from "./leads.js";
import { asDesk, SECRET, signed, webhook } from "./support.js";
import { sign } from "../src/signature.js";

const leadOf = (/** @type {Date} */ now, id = "L-1") => Buffer.from(JSON.stringify(goodLead(id, now)));
const earlier = (/** @type {Date} */ now, /** @type {number} */ seconds) => new Date(now.getTime() - seconds * 1000);

test("a delivery that isn't the CRM's, or isn't of now, is refused", async (context) => {
  const { deliver, store, lines, now } = await webhook(context);
  const body = leadOf(now);
  const good = signed(body, now);
  const { "x-timestamp": timestamp, "x-signature-256": signature } = good;
  const forged = sign(`${SECRET}!`, timestamp, body).toString("hex");
  /** @type {[string, object, string][]} */
  const deliveries = [
    ["no headers", {}, "no signature"],
    ["no signature", { "x-timestamp": timestamp }, "no signature"],
    ["no timestamp", { "x-signature-256": signature }, "no timestamp"],
    ["a timestamp that is no number", { ...good, "x-timestamp": "now" }, "no timestamp"],
    ["a timestamp in milliseconds", { ...good, "x-timestamp": `${timestamp}000` }, "no timestamp"],
    ["a short signature", { ...good, "x-signature-256": signature.slice(0, -2) }, "no signature"],
    ["a long signature", { ...good, "x-signature-256": `${signature}00` }, "no signature"],
    ["two signatures", { ...good, "x-signature-256": [signature, signature] }, "no signature"],
    ["another algorithm", { ...good, "x-signature-256": signature.replace("sha256", "sha1") }, "no signature"],
    ["another body's signature", signed(leadOf(now, "L-2"), now), "wrong signature"],
    ["another secret", { ...good, "x-signature-256": `sha256=${forged}` }, "wrong signature"],
    ["a recorded delivery made new", { ...signed(body, earlier(now, 600)), "x-timestamp": timestamp }, "wrong signature"],
    ["a recorded delivery", signed(body, earlier(now, 301)), "timestamp out of tolerance"],
    ["a delivery of the future", signed(body, earlier(now, -302)), "timestamp out of tolerance"],
  ];
  for (const [name, headers, error] of deliveries) {
    const { status, json } = await deliver(body, headers);
    assert.deepEqual([status, json.error], [401, error], name);
    assert.deepEqual([lines.at(-1).status, lines.at(-1).error], [401, error], name);
  }
  assert.equal(lines.length, deliveries.length);
  assert.equal(store.earlier("L-1", "acknowledge_lead"), null);

  for (const seconds of [299, -299]) {
    assert.equal((await deliver(body, signed(body, earlier(now, seconds)))).status, 200);
  }
  const shouted = { ...good, "x-signature-256": signature.toUpperCase().replace("SHA256", "sha256") };
  assert.equal((await deliver(body, shouted)).status, 200);
});

test("a body past the limit is refused, and the sender gets to know", async (context) => {
  const { deliver, store, lines, now } = await webhook(context);
  const padded = (/** @type {number} */ size) => {
    const lead = { ...goodLead("L-1", now), extra: "" };
    lead.extra = "x".repeat(size - JSON.stringify(lead).length);
    return Buffer.from(JSON.stringify(lead));
  };
  const limit = 256 * 1024;
  for (const [size, status] of /** @type {const} */ ([[limit, 200], [limit + 1, 413], [32 * limit, 413]])) {
    assert.equal((await deliver(padded(size))).status, status, `${size} bytes`);
    assert.equal(lines.at(-1).status, status);
  }
  assert.equal(store.count(), 0);
});

test("pages and methods that there are not", async (context) => {
  const { ask, lines } = await webhook(context);
  /** @type {[string, string, number][]} */
  const requests = [
    ["GET", "/", 404], ["GET", "/lead", 404], ["POST", "/leads/1", 404], ["GET", "/queue/1/open", 404],
    ["GET", "//queue", 404], ["GET", "/leads", 405], ["PUT", "/leads", 405], ["DELETE", "/queue", 405],
    ["POST", "/queue/1", 405], ["GET", "/queue/1/done", 405], ["POST", "/health", 405], ["GET", "/queue/1", 404],
    ["GET", "/health?verbose", 200],
  ];
  for (const [method, path, status] of requests) {
    assert.equal((await ask(method, path)).status, status, `${method} ${path}`);
  }
  assert.deepEqual(lines.map((line) => [line.method, line.status]), requests.map(([method, , status]) => [method, status]));
});

test("the queue is for those who have the token", async (context) => {
  const { ask, deliver, now, store } = await webhook(context);
  await deliver(Buffer.from("{"));
  const right = asDesk.authorization;
  /** @type {[string, string][]} */
  const requests = [["GET", "/queue"], ["GET", "/queue/1"], ["POST", "/queue/1/done"]];
  for (const authorization of [undefined, "", "Bearer ", "Bearer wrong", `${right}!`, right.slice("Bearer ".length)]) {
    const headers = authorization === undefined ? {} : { authorization };
    for (const [method, path] of requests) {
      assert.equal((await ask(method, path, headers)).status, 401, `${method} ${path} ${authorization}`);
    }
  }
  assert.equal(store.count(), 1);
  assert.equal((await ask("POST", "/queue/1/done")).json.doneAt, now.toISOString());
});

test("a sender that goes away in the middle of a body is logged, and nothing is kept", async (context) => {
  const { port, lines, store, now } = await webhook(context);
  const body = leadOf(now);
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  const headers = { ...signed(body, now), "x-request-id": "half-1", "content-length": body.length, host: "x" };
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`).join("");
  socket.write(`POST /leads HTTP/1.1\r\n${head}\r\n`);
  socket.write(body.subarray(0, 200));
  await after(50);
  socket.destroy();
  while (lines.length === 0) await after(5);
  assert.deepEqual(lines.map(({ request, status }) => [request, status]), [["half-1", 499]]);
  assert.equal(store.earlier("L-1", "acknowledge_lead"), null);
});

test("what isn't HTTP is answered and logged", async (context) => {
  const { port, lines } = await webhook(context);
  const socket = connect(port, "127.0.0.1");
  let answer = "";
  socket.on("data", (chunk) => (answer += chunk));
  socket.write("hello?\r\n\r\n");
  await once(socket, "close");
  assert.match(answer, /^HTTP\/1\.1 400 /);
  assert.equal(lines[0].status, 400);
});
