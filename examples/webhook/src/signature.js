/** Proof that a delivery comes from the CRM, and comes now. */

import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/** How far the sender's clock may be from ours, in seconds, either way. */
const TOLERANCE = 300;

/**
 * The signature of a delivery. The time is signed along with the body: were it not, whoever recorded
 * a delivery could send it again with a new time.
 *
 * @param {string} secret
 * @param {string} timestamp seconds since 1970, as in the header
 * @param {Uint8Array} body the bytes as they were received, before anything parses them
 */
export function sign(secret, timestamp, body) {
  return createHmac("sha256", secret).update(`${timestamp}.`).update(body).digest();
}

/**
 * What is wrong with a delivery's signature; undefined when nothing is.
 *
 * @param {string} secret
 * @param {import("node:http").IncomingHttpHeaders} headers
 * @param {Uint8Array} body
 * @param {Date} now
 * @returns {string | undefined}
 */
export function mistake(secret, headers, body, now) {
  const timestamp = String(headers["x-timestamp"] ?? "");
  const [, given] = /^sha256=([0-9a-f]{64})$/i.exec(String(headers["x-signature-256"] ?? "")) ?? [];
  if (given === undefined) return "no signature";
  if (!/^\d{1,12}$/.test(timestamp)) return "no timestamp";
  if (!timingSafeEqual(Buffer.from(given, "hex"), sign(secret, timestamp, body))) return "wrong signature";
  if (Math.abs(now.getTime() / 1000 - Number(timestamp)) > TOLERANCE) return "timestamp out of tolerance";
  return undefined;
}

/**
 * Compares two texts in a time that doesn't tell how much of them is alike.
 *
 * @param {string} given
 * @param {string} expected
 */
export function same(given, expected) {
  const digest = (/** @type {string} */ text) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
