/** Starts the webhook, and stops it without dropping what is under way. */

import { fileURLToPath } from "node:url";

import { createApp } from "./app.js";
import { createDesk } from "./desk.js";
import { loadPolicy, PolicyProblem } from "./policy.js";
import { openStore } from "./store.js";

const BESIDE = fileURLToPath(new URL("../policy.yaml", import.meta.url));

/** How long requests may take that are under way when the server is told to stop, in milliseconds. */
const FAREWELL = 10_000;

/** Lines on standard output are written when `write` returns, to files and (but for Windows) to pipes. */
const log = (/** @type {object} */ line) => void process.stdout.write(`${JSON.stringify(line)}\n`);
const clock = () => new Date();

try {
  start();
} catch (error) {
  const lines = error instanceof PolicyProblem ? error.lines : [String(error instanceof Error ? error.message : error)];
  for (const line of lines) process.stderr.write(`${line}\n`);
  // As the command `holdpoint` has it: 1 the policy has mistakes, 2 the program can't be run like this.
  process.exitCode = error instanceof PolicyProblem ? 1 : 2;
}

function start() {
  const { HOST = "127.0.0.1", PORT = "8787", DATABASE = "leads.db", POLICY = BESIDE } = process.env;
  const port = Number(PORT);
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new Error("set PORT to a number up to 65535");
  const leadsSecret = secret("LEADS_SECRET");
  const deskToken = secret("DESK_TOKEN");
  const { policy, warnings } = loadPolicy(POLICY);
  for (const line of warnings) process.stderr.write(`${line}\n`);

  const store = openStore(DATABASE);
  const desk = createDesk({ policy, store, now: clock() });
  const server = createApp({ desk, store, leadsSecret, deskToken, clock, log });
  server.on("error", (error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
    store.close();
  });
  server.listen(port, HOST, () => {
    const { port: chosen } = /** @type {import("node:net").AddressInfo} */ (server.address());
    log({ at: clock().toISOString(), event: "listening", host: HOST, port: chosen });
  });

  const signals = ["SIGTERM", "SIGINT"];
  const stop = (/** @type {string} */ signal) => {
    // From now on a signal does what it does by itself: it ends the program at once.
    for (const name of signals) process.off(name, stop);
    log({ at: clock().toISOString(), event: "stopping", signal });
    // No new connections; what is under way is answered; then there is nothing left to do, and Node ends.
    server.close(() => {
      store.close();
      log({ at: clock().toISOString(), event: "stopped" });
    });
    setTimeout(() => server.closeAllConnections(), FAREWELL).unref();
  };
  for (const name of signals) process.on(name, stop);
}

/** @param {string} name of an environment variable */
function secret(name) {
  const value = process.env[name] ?? "";
  if (value.length < 16) throw new Error(`set ${name} to a text of at least 16 characters`);
  return value;
}
