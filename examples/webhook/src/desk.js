/** Decides leads. Whatever goes wrong on the way, a person gets the lead. */

import { createHash } from "node:crypto";

import { HoldpointError } from "holdpoint";

import { toCase } from "./lead.js";

/**
 * @typedef {import("holdpoint").Policy} Policy
 * @typedef {import("./store.js").Entry} Entry
 * @typedef {import("./store.js").Store} Store
 * @typedef {{ key: string, payload: unknown, input: ReturnType<typeof toCase> }} Lead
 */

/**
 * @param {{ policy: Pick<Policy, "classify">, store: Pick<Store, "find" | "earlier" | "keep" | "newestAudit">, now: Date }} parts
 *   `now` is only for trying the policy out at the start
 */
export function createDesk({ policy, store, now }) {
  const unreadable = whoTakesTheUnreadable(policy, now);

  return {
    /**
     * Takes a delivery: decides it, or finds what was decided when it came the first time. When this
     * returns, the answer is on the disk. It throws only when it couldn't be put there.
     *
     * There is no `await` in here, so no other delivery comes between looking and keeping.
     *
     * @param {Buffer} body
     * @param {Date} now
     */
    receive(body, now) {
      const { id, lead, failure } = read(body);
      const key = keyOf(body);
      const known = store.find(key) ?? (lead && store.find(lead.key));
      if (known !== undefined) return { ...known, repeated: true };
      /** @type {Entry} */
      let entry;
      try {
        if (lead === undefined) throw failure;
        entry = decide(lead, now);
      } catch (error) {
        entry = takeover(key, id, error, now);
      }
      return { ...store.keep(entry, body, now), repeated: false };
    },
  };

  /**
   * @param {Lead} lead
   * @param {Date} now
   * @returns {Entry}
   */
  function decide({ key, payload, input }, now) {
    const { id, action } = input;
    // The same lead with other content was decided before. What to make of that is the policy's affair.
    const duplicateOf = store.earlier(id, action.name);
    const previous = store.newestAudit();
    // Each decision's record follows the one before it: `holdpoint verify` sees what was changed or taken out.
    const decision = policy.classify(
      { ...input, data: { ...input.data, duplicateOf }, crm: payload, now },
      { audit: previous === undefined ? {} : { previous } },
    );
    const { lane, posture, reasons, route, handoff, audit } = decision;
    const answer = {
      id, lane, class: decision.class, posture, rules: reasons.map(({ rule }) => rule), policy: decision.policy,
    };
    const entry = { key, lead: id, action: action.name, answer, audit };
    if (lane === "automate") return { ...entry, task: null };
    if (route === null || handoff === null || handoff.dueBy === null) {
      throw new Error(`lane \`${lane}\` without somebody who takes it`);
    }
    return {
      ...entry,
      task: { owner: route.to, dueBy: new Date(handoff.dueBy), why: handoff.whyStopped, handoff },
    };
  }

  /**
   * An error is no permission: the lead becomes a person's, with the reason and the body as it came.
   *
   * @param {string} key
   * @param {string | null} id
   * @param {unknown} error
   * @param {Date} now
   * @returns {Entry}
   */
  function takeover(key, id, error, now) {
    const code = error instanceof HoldpointError ? error.code : error instanceof Error ? error.name : "Error";
    const why = error instanceof HoldpointError
      ? error.diagnostics.map(({ path, message }) => `${path}: ${message}`)
      : [error instanceof Error ? error.message : String(error)];
    return {
      key, lead: id, action: null, audit: null,
      answer: {
        id, lane: "takeover", class: "unknown", posture: "stop", rules: [], policy: unreadable.policy,
        error: { code, message: /** @type {string} */ (why[0]) },
      },
      task: { owner: unreadable.owner, dueBy: new Date(now.getTime() + unreadable.within), why, handoff: null },
    };
  }
}

/**
 * Who gets what can't be decided, and within how many milliseconds: what the policy says of a case that
 * nobody can explain. Asked once at the start, so that it still holds should the engine fail later.
 *
 * @param {Pick<Policy, "classify">} policy
 * @param {Date} now
 */
function whoTakesTheUnreadable(policy, now) {
  const example = policy.classify({ id: "start", action: { name: "start" }, signals: ["unexplained"], now });
  if (example.route === null || !example.handoff?.dueBy) throw new Error("the policy lets anything through");
  const within = Date.parse(example.handoff.dueBy) - now.getTime();
  return { policy: example.policy, owner: example.route.to, within };
}

/**
 * @param {Buffer} body
 * @returns {{ id: string | null, lead?: Lead, failure?: unknown }}
 */
function read(body) {
  let id = null;
  try {
    const payload = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
    id = shownId(payload?.id);
    const input = toCase(payload);
    return { id, lead: { key: keyOf(input), payload, input } };
  } catch (failure) {
    return { id, failure };
  }
}

/**
 * What makes two deliveries the same. Of a lead that was decided it is all that the decision depends on: not
 * the spelling of the JSON, nor fields that nobody reads. One that couldn't be decided is like nothing but
 * itself, byte by byte: what was made of it may have lost what tells it from others.
 *
 * @param {Buffer | ReturnType<typeof toCase>} content
 */
function keyOf(content) {
  return Buffer.isBuffer(content) ? `body:${sha256(content)}` : `lead:${sha256(JSON.stringify(content))}`;
}

/**
 * The id where it looks like one, so that a person finds the lead even if it couldn't be decided.
 *
 * @param {unknown} id
 */
function shownId(id) {
  return typeof id === "string" && id.length <= 200 ? id.toWellFormed() : null;
}

function sha256(/** @type {string | Uint8Array} */ content) {
  return createHash("sha256").update(content).digest("hex");
}
