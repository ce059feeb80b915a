/** A sender, and the webhook: in this process with a clock of the test's, or as a program of its own. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as after } from "node:timers/promises";
import { fileURLToPath } from "node:url";

import { createApp } from "../src/app.js";
import { createDesk } from "../src/desk.js";
import { loadPolicy } from "../src/policy.js";
import { sign } from "../src/signature.js";
import { openStore } from "../src/store.js";

export const SECRET = "the secret of the tests";
export const TOKEN = "the token of the tests";
export const POLICY = fileURLToPath(new URL("../policy.yaml", import.meta.url));

/** @typedef {{ status: number, headers: import("node:http").IncomingHttpHeaders, text: string, json: any }} Reply */

/** A directory for one test. @param {import("node:test").TestContext} test */
export function folder(test) {
  const path = mkdtempSync(join(tmpdir(), "webhook-"));
  test.after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/**
 * The headers of a delivery.
 *
 * @param {Uint8Array} body
 * @param {Date} now
 */
export function signed(body, now) {
  const timestamp = String(Math.floor(now.getTime() / 1000));
  return { "x-timestamp": timestamp, "x-signature-256": `sha256=${sign(SECRET, timestamp, body).toString("hex")}` };
}

export const asDesk = { authorization: `Bearer ${TOKEN}` };

/** A sender that keeps its connections. */
export class Sender {
  #agent = new Agent({ keepAlive: true, maxSockets: 64 });

  /**
   * @param {number} port
   * @param {string} method
   * @param {string} path
   * @param {import("node:http").OutgoingHttpHeaders} [headers]
   * @param {Uint8Array} [body]
   * @returns {Promise<Reply>} rejected where there is no complete answer
   */
  send(port, method, path, headers = {}, body = Buffer.alloc(0)) {
    return new Promise((resolve, reject) => {
      const outgoing = request({ port, host: "127.0.0.1", method, path, headers, agent: this.#agent }, (incoming) => {
        /** @type {Buffer[]} */
        const chunks = [];
        incoming.on("data", (chunk) => chunks.push(chunk));
        incoming.on("error", reject);
        incoming.on("end", () => {
          if (!incoming.complete) return reject(new Error("half an answer"));
          const text = Buffer.concat(chunks).toString("utf8");
          resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text, json: JSON.parse(text) });
        });
      });
      outgoing.on("error", reject);
      outgoing.setHeader("content-length", body.length);
      outgoing.end(body);
    });
  }

  close() {
    this.#agent.destroy();
  }
}

/** @type {import("holdpoint").Policy | undefined} */
let compiled;
/** The policy, compiled once for all tests of a file. */
export const realPolicy = () => (compiled ??= loadPolicy(POLICY).policy);

/**
 * The webhook inside this process.
 *
 * @param {import("node:test").TestContext} test
 * @param {{ now?: Date, policy?: any, store?: any }} [parts] in place of the real ones
 */
export async function webhook(test, { now = new Date("2026-11-02T09:30:00.250Z"), policy, store } = {}) {
  const real = openStore(join(folder(test), "leads.db"));
  /** @type {any[]} */
  const lines = [];
  const desk = createDesk({ policy: policy ?? realPolicy(), store: { ...real, ...store }, now });
  const server = createApp({
    desk, store: real, leadsSecret: SECRET, deskToken: TOKEN, clock: () => now, log: (line) => lines.push(line),
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const sender = new Sender();
  test.after(() => {
    sender.close();
    server.close();
    real.close();
  });
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return {
    port, now, lines, store: real,
    /** @type {(body: Buffer, headers?: object) => Promise<Reply>} */
    deliver: (body, headers = signed(body, now)) => sender.send(port, "POST", "/leads", { ...headers }, body),
    /** @type {(method: string, path: string, headers?: any, body?: Buffer) => Promise<Reply>} */
    ask: (method, path, headers = asDesk, body) => sender.send(port, method, path, headers, body),
  };
}

/** The webhook as a program. Its log is a file, as it would be in earnest. */
export class Program {
  #test;

  /** @param {import("node:test").TestContext} test */
  constructor(test) {
    this.#test = test;
    this.folder = folder(test);
    this.log = join(this.folder, "log.jsonl");
  }

  /** @param {Record<string, string>} [environment] */
  spawn(environment = {}) {
    const log = openSync(this.log, "a");
    const child = spawn(process.execPath, [fileURLToPath(new URL("../src/main.js", import.meta.url))], {
      cwd: this.folder, stdio: ["ignore", log, "pipe"],
      env: { PATH: process.env["PATH"], PORT: "0", LEADS_SECRET: SECRET, DESK_TOKEN: TOKEN, ...environment },
    });
    closeSync(log);
    this.#test.after(() => child.kill("SIGKILL"));
    return child;
  }

  /** Starts it and waits until it listens. */
  async start() {
    const before = this.#text().length;
    const child = this.spawn();
    let errors = "";
    child.stderr?.on("data", (chunk) => (errors += chunk));
    const ended = once(child, "exit");
    for (;;) {
      const [line] = /^.*"listening".*\n/m.exec(this.#text().slice(before)) ?? [];
      if (line !== undefined) return { child, ended, port: Number(JSON.parse(line).port) };
      if (child.exitCode !== null) throw new Error(`the webhook ended with ${child.exitCode}: ${errors}`);
      await after(20);
    }
  }

  #text() {
    return readFileSync(this.log, { encoding: "utf8", flag: "a+" });
  }

  /** @returns {any[]} */
  lines() {
    return this.#text().split("\n").slice(0, -1).map((line) => JSON.parse(line));
  }
}
