// Time zones: an entry of their own, handed over where a policy names any.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";

import { Policy } from "holdpoint";
import * as entry from "holdpoint/zones";

import { proxied, refused, small } from "./support.mjs";

const { zones } = entry;
const named = (timeZone, more = {}) => ({ holdpoint: 1, name: "zones", people: { ann: { timeZone, ...more } } });
const hours = { workingHours: { days: ["mon"], from: "22:00", to: "06:00" } };

test("a policy that names a zone compiles with them", () => {
  for (const document of [named("Europe/Berlin", hours), named("US/Eastern"), JSON.stringify(named("Asia/Calcutta"))]) {
    const policy = Policy.compile(document, { zones });
    assert.equal(policy.classify(small).id, "case-1");
    policy.free();
  }
});

test("without them the error says how they are loaded", () => {
  for (const options of [undefined, {}, { zones: undefined }, { zones: null }, { limits: { depth: 10 } }]) {
    const { code, path, diagnostics: [{ message, help }] } = refused(() => Policy.compile(named("Europe/Berlin"), options));
    assert.deepEqual([code, path], ["HP0317", "/people/ann/timeZone"]);
    assert.equal(message, "`Europe/Berlin` can't be looked up: the policy is compiled without time zones");
    assert.equal(help, 'import { zones } from "holdpoint/zones", and compile with Policy.compile(document, { zones })');
  }
});

test("an unknown zone is guessed", () => {
  for (const [name, meant] of [["Europe/Berln", "Europe/Berlin"], ["Tokyo", "Asia/Tokyo"], ["Nowhere", undefined]]) {
    const { code, diagnostics: [{ suggestion }] } = refused(() => Policy.compile(named(name), { zones }));
    assert.deepEqual([code, suggestion], ["HP0310", meant]);
  }
});

test("what is handed over as zones is checked", () => {
  const error = (given) => {
    const { code, path } = refused(() => Policy.compile(named("Europe/Berlin"), { zones: given }));
    return `${code} ${path}`;
  };
  for (const given of [true, "Europe/Berlin", [], {}, { table: 3 }, entry]) assert.equal(error(given), "HP0203 /zones");
  assert.equal(error({ get table() { throw new Error("boom"); } }), "HP0404 /zones");
  // A table that lacks the zone, or holds a line that isn't one.
  assert.equal(error({ version: "", table: "" }), "HP0310 /people/ann/timeZone");
  assert.equal(error({ version: "", table: "Europe/Berlin|nonsense" }), "HP0310 /people/ann/timeZone");
  assert.equal(Policy.compile(named("Europe/Berlin"), { zones: proxied({ ...zones }) }).check().ok, true);
});

test("the other options are still read", () => {
  const { code, path } = refused(() => Policy.compile(named("Europe/Berlin"), { zones, limit: {} }));
  assert.deepEqual([code, path], ["HP0201", "/limit"]);
  assert.equal(refused(() => Policy.compile(named("Europe/Berlin"), { zones, limits: { depth: 0 } })).path, "/limits/depth");
});

test("the table is plain text of a named version, the same for import and require", () => {
  assert.match(zones.version, /^20\d\d[a-z]$/);
  assert.ok(Object.isFrozen(zones));
  assert.deepEqual(createRequire(import.meta.url)("holdpoint/zones").zones, zones);
});
