/** The HTTP face: who may ask what, and one line of log for every request. */

import { randomUUID } from "node:crypto";
import { createServer } from "node:http";

import { mistake, same } from "./signature.js";

/** Bytes of a delivery that are read. */
const LARGEST_BODY = 256 * 1024;

/** How long a sender may take for a request, in milliseconds. */
const PATIENCE = 10_000;

/**
 * @typedef {import("node:http").IncomingMessage} Request
 * @typedef {import("node:http").OutgoingHttpHeaders} Headers
 * @typedef {{ status: number, body: object, headers?: Headers, log?: object }} Answer
 */

/** A request that gets no more than a status and a sentence. */
class Refusal extends Error {
  /**
   * @param {number} status
   * @param {string} message
   * @param {Headers} [headers]
   */
  constructor(status, message, headers = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
  }
}

/**
 * @param {object} parts
 * @param {ReturnType<typeof import("./desk.js").createDesk>} parts.desk
 * @param {Pick<import("./store.js").Store, "open" | "task" | "done" | "count">} parts.store
 * @param {string} parts.leadsSecret what the CRM signs with
 * @param {string} parts.deskToken what the people's side shows to read the queue
 * @param {() => Date} parts.clock
 * @param {(line: object) => void} parts.log has written the line when it returns
 */
export function createApp({ desk, store, leadsSecret, deskToken, clock, log }) {
  /** The connections with a request under way. */
  const busy = new WeakSet();

  const server = createServer({ requestTimeout: PATIENCE, headersTimeout: PATIENCE }, async (request, response) => {
    const begun = performance.now();
    const id = requestId(request);
    busy.add(request.socket);
    const { status, body, headers, log: facts } = await answered(request);
    busy.delete(request.socket);
    // The line is written before the answer leaves: whatever a sender was told is in the log.
    log({
      at: clock().toISOString(), request: id, method: request.method, path: path(request).slice(0, 200), status,
      ...facts, ms: Math.round((performance.now() - begun) * 100) / 100,
    });
    if (response.destroyed) return;
    response.writeHead(status, {
      "content-type": "application/json", "x-request-id": id, ...headers,
      // Once the server is told to stop, a connection that is kept open would hold it up.
      ...(server.listening ? {} : { connection: "close" }),
    });
    response.end(`${JSON.stringify(body)}\n`);
  });

  // What never becomes a request: broken HTTP, or a sender that doesn't get on with it. Where one breaks off
  // in the middle of a body, the request is under way and says so itself.
  server.on("clientError", (/** @type {NodeJS.ErrnoException} */ error, socket) => {
    if (error.code === "ECONNRESET" || !socket.writable || busy.has(socket)) return void socket.destroy();
    const status = error.code === "ERR_HTTP_REQUEST_TIMEOUT" ? 408 : error.code === "HPE_HEADER_OVERFLOW" ? 431 : 400;
    log({ at: clock().toISOString(), status, error: error.code });
    socket.end(`HTTP/1.1 ${status} \r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  });

  return server;

  /**
   * @param {Request} request
   * @returns {Promise<Answer>}
   */
  async function answered(request) {
    try {
      return await route(request);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (error instanceof Refusal) {
        const { status, headers } = error;
        return { status, headers, body: { error: message }, log: { error: message } };
      }
      // Nobody reads this answer; the sender will deliver again.
      if (request.destroyed && !request.complete) {
        return { status: 499, body: {}, log: { error: "the sender went away" } };
      }
      // The lead could neither be decided nor put into the queue. Not taking it is what keeps it from being
      // lost: the sender still has it.
      return {
        status: 503, headers: { "retry-after": "5" }, body: { error: "not taken, deliver it again" },
        log: { error: message },
      };
    }
  }

  /**
   * @param {Request} request
   * @returns {Promise<Answer> | Answer}
   */
  function route(request) {
    const where = path(request);
    const [, number, done] = /^\/queue\/([1-9]\d{0,14})(\/done)?$/.exec(where) ?? [];
    if (where === "/leads") return only("POST", request, takeLead);
    if (where === "/health") return only("GET", request, health);
    if (where === "/queue") return only("GET", request, listQueue);
    if (number === undefined) throw new Refusal(404, "no such page");
    return done === undefined
      ? only("GET", request, () => found(store.task(Number(number))))
      : only("POST", request, () => found(store.done(Number(number), clock())));
  }

  /**
   * @param {Request} request
   * @returns {Promise<Answer>}
   */
  async function takeLead(request) {
    const body = await bytes(request);
    const now = clock();
    const wrong = mistake(leadsSecret, request.headers, body, now);
    if (wrong !== undefined) throw new Refusal(401, wrong);
    const { answer, queue, audit, repeated } = desk.receive(body, now);
    const { id, lane, class: exception, rules, policy, error } = answer;
    return {
      // 200: go ahead. 202: taken, and now a person's: don't act.
      status: queue === null ? 200 : 202,
      body: queue === null ? answer : { ...answer, queue },
      log: {
        id, lane, class: exception, rules, policy: `${policy.name} ${policy.version}`, dueBy: queue?.dueBy ?? null,
        queue: queue?.id ?? null, ...(error && { error: error.code }), ...(repeated ? { repeated } : audit && { audit }),
      },
    };
  }

  /** @returns {Answer} */
  function health() {
    return { status: 200, body: { ok: true, open: store.count() } };
  }

  /** @returns {Answer} */
  function listQueue() {
    return { status: 200, body: { items: store.open() } };
  }

  /**
   * Calls the handler of a method, after a look at who asks where the queue is concerned.
   *
   * @template T
   * @param {"GET" | "POST"} method
   * @param {Request} request
   * @param {(request: Request) => T} handler
   */
  function only(method, request, handler) {
    if (request.method !== method) throw new Refusal(405, `${method} only`, { allow: method });
    if (path(request).startsWith("/queue") && !same(request.headers.authorization ?? "", `Bearer ${deskToken}`)) {
      throw new Refusal(401, "wrong token", { "www-authenticate": "Bearer" });
    }
    return handler(request);
  }
}

/**
 * @param {object | undefined} body
 * @returns {Answer}
 */
function found(body) {
  if (body === undefined) throw new Refusal(404, "no such task");
  return { status: 200, body };
}

/**
 * The body as it was sent. Of one that is too large nothing is kept, but it is read to its end: a sender
 * that is still writing wouldn't see the answer.
 *
 * @param {Request} request
 */
async function bytes(request) {
  /** @type {Buffer[]} */
  let chunks = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size <= LARGEST_BODY) chunks.push(chunk);
    else chunks = [];
  }
  if (size > LARGEST_BODY) throw new Refusal(413, `more than ${LARGEST_BODY} bytes`);
  return Buffer.concat(chunks);
}

function path(/** @type {Request} */ request) {
  return (request.url ?? "").replace(/\?.*$/s, "");
}

/** The sender's own id for this request, if it has a sane one, so that both logs can be laid side by side. */
function requestId(/** @type {Request} */ request) {
  const given = String(request.headers["x-request-id"] ?? "");
  return /^[\w.:-]{1,100}$/.test(given) ? given : randomUUID();
}
