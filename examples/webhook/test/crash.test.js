/**
 * More than a thousand deliveries, good and broken, while the program is killed (SIGKILL) twice.
 *
 * The sender does as webhooks' senders do: what wasn't answered, it delivers again. When the program is killed
 * is a matter of chance; what has to hold afterwards isn't.
 */

import assert from "node:assert/strict";
import { test } from "node:test";

import { bodyOf, TABLE } from "./leads.js";
import { asDesk, Program, Sender, SECRET, signed } from "./support.js";
import { sign } from "../src/signature.js";

const DELIVERIES = 1050;
const KILL_AFTER = [300, 700];
const AT_ONCE = 24;

/**
 * @typedef {object} Delivery
 * @property {string} name
 * @property {Buffer} body
 * @property {() => Record<string, string>} headers
 * @property {number} status
 * @property {string} [lane]
 */

test("no lead that was taken is lost, and none is queued twice", { timeout: 120_000 }, async (context) => {
  const program = new Program(context);
  const sender = new Sender();
  let running = program.start();
  context.after(() => sender.close());

  /** @type {{ delivery: Delivery, request: string, reply: import("./support.js").Reply }[]} */
  const answered = [];
  let interrupted = 0;
  const kills = [...KILL_AFTER];

  /** @param {Delivery} delivery @param {number} index */
  async function deliver(delivery, index) {
    for (let attempt = 1; ; attempt++) {
      const current = running;
      const { child, ended, port } = await current;
      const request = `r-${index}-${attempt}`;
      try {
        const headers = { ...delivery.headers(), "x-request-id": request };
        const reply = await sender.send(port, "POST", "/leads", headers, delivery.body);
        answered.push({ delivery, request, reply });
        if (answered.length === kills[0]) {
          kills.shift();
          child.kill("SIGKILL");
          running = ended.then(() => program.start());
        }
        return;
      } catch (error) {
        // Only a program that was killed may leave a delivery without an answer.
        if (current === running) throw error;
        interrupted++;
      }
    }
  }

  const deliveries = plan(new Date());
  let next = 0;
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    for (let index = next++; index < deliveries.length; index = next++) {
      await deliver(/** @type {Delivery} */ (deliveries[index]), index);
    }
  }));
  assert.deepEqual(kills, []);
  assert.ok(interrupted > 0, "the kills came while deliveries were under way");
  assert.equal(answered.length, deliveries.length);

  // Every answer is the expected one, and the same for the same lead, before and after the kills.
  /** @type {Map<string, string>} */
  const answers = new Map();
  for (const { delivery, reply } of answered) {
    assert.deepEqual([reply.status, reply.json.lane], [delivery.status, delivery.lane], delivery.name);
    if (reply.status > 299) continue;
    const key = delivery.body.toString("latin1");
    assert.equal(reply.text, answers.get(key) ?? reply.text, delivery.name);
    answers.set(key, reply.text);
  }

  // What was taken for a person is in the queue once, with its body; and nothing else is.
  const { port } = await running;
  const taken = [...answers].map(([body, text]) => ({ body, queue: JSON.parse(text).queue }));
  const queued = taken.filter(({ queue }) => queue !== undefined);
  const { items } = (await sender.send(port, "GET", "/queue", asDesk)).json;
  const numbers = (/** @type {number[]} */ list) => list.sort((a, b) => a - b);
  assert.deepEqual(numbers(items.map((/** @type {any} */ { id }) => id)), numbers(queued.map(({ queue }) => queue.id)));
  assert.equal(new Set(queued.map(({ queue }) => queue.id)).size, queued.length);
  await Promise.all(queued.map(async ({ body, queue }) => {
    const task = (await sender.send(port, "GET", `/queue/${queue.id}`, asDesk)).json;
    assert.deepEqual([task.owner, task.dueBy], [queue.owner, queue.dueBy]);
    assert.equal(task.body, Buffer.from(body, "latin1").toString("utf8"));
  }));

  // Every answer that arrived has its line in the log, and says the same.
  /** @type {Map<string, any>} */
  const log = new Map();
  for (const line of program.lines().filter(({ path }) => path === "/leads")) {
    assert.ok(!log.has(line.request), `two lines about ${line.request}`);
    log.set(line.request, line);
  }
  for (const { request, reply } of answered) {
    const line = log.get(request);
    assert.equal(line?.status, reply.status, request);
    assert.equal(typeof line.ms, "number");
    if (reply.status > 299) continue;
    const { id, lane, class: exception, rules, queue } = reply.json;
    assert.deepEqual(
      [line.id, line.lane, line.class, line.rules, line.policy, line.dueBy, line.queue],
      [id, lane, exception, rules, "web-leads 1.0.0", queue?.dueBy ?? null, queue?.id ?? null],
    );
  }
});

/**
 * The deliveries: rows of the table with ids of their own, leads that come again, and some that aren't taken.
 *
 * @param {Date} now
 * @returns {Delivery[]}
 */
function plan(now) {
  const random = randomNumbers(20261102);
  /** @type {Delivery[]} */
  const deliveries = [];
  /** @type {Delivery[]} */
  const genuine = [];
  for (let index = 0; index < DELIVERIES; index++) {
    const row = TABLE[Math.floor(random() * TABLE.length)];
    const again = genuine[Math.floor(random() * genuine.length)];
    if (row === undefined) throw new Error("the table is empty");
    const body = bodyOf(row, `L-${index + 1}`, now);
    const dice = random();
    if (dice < 0.15 && again !== undefined) deliveries.push(again);
    else if (dice < 0.25) deliveries.push(notTaken(body, random()));
    else {
      const { name, lane } = row;
      const headers = () => signed(body, new Date());
      const delivery = { name, body, headers, status: lane === "automate" ? 200 : 202, lane };
      genuine.push(delivery);
      deliveries.push(delivery);
    }
  }
  return deliveries;
}

/**
 * @param {Buffer} body
 * @param {number} dice
 * @returns {Delivery}
 */
function notTaken(body, dice) {
  const now = () => new Date();
  if (dice < 0.1) {
    const giant = Buffer.concat([body, Buffer.alloc(300_000, " ")]);
    return { name: "too large", body: giant, headers: () => signed(giant, now()), status: 413 };
  }
  if (dice < 0.3) return { name: "no signature", body, headers: () => ({}), status: 401 };
  if (dice < 0.5) {
    const old = signed(body, new Date(Date.now() - 3_600_000));
    return { name: "a recorded delivery", body, headers: () => old, status: 401 };
  }
  if (dice < 0.7) {
    const old = signed(body, new Date(Date.now() - 3_600_000));
    const headers = () => ({ ...old, "x-timestamp": signed(body, now())["x-timestamp"] });
    return { name: "a recorded delivery with a new timestamp", body, headers, status: 401 };
  }
  const timestamp = () => signed(body, now())["x-timestamp"];
  const headers = () => {
    const time = timestamp();
    return { "x-timestamp": time, "x-signature-256": `sha256=${sign(`${SECRET}?`, time, body).toString("hex")}` };
  };
  return { name: "a forged signature", body, headers, status: 401 };
}

/** Numbers from 0 to 1 that are the same in every run (mulberry32). */
function randomNumbers(/** @type {number} */ seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), seed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
