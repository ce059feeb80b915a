/** Leads, and what a person who knows policy.yaml expects of each. */

const HOUR = 3_600_000;

/**
 * A lead with nothing wrong with it.
 *
 * @param {string} id
 * @param {Date} now
 * @returns {any}
 */
export function goodLead(id, now) {
  return {
    id, event: "lead.created", source: "website", priority: "normal", owners: ["team-north"],
    receivedAt: new Date(now.getTime() - HOUR).toISOString(),
    contact: { id: "c-1", name: "Priya Raman", email: "priya@example.com", postcode: "80205", consent: true },
    message: {
      subject: "Furnace rattle", language: "en",
      body: "Hi, the upstairs furnace makes a rattling noise. Could somebody have a look next week? Mornings are best.",
    },
    prediction: { label: "service_inquiry", score: 0.93 },
    estimate: { amount: 380, currency: "USD" },
    thread: { complete: true, turns: 1 },
    reply: {
      channel: "email",
      body: "Hi Priya, thanks for writing. We have your note and will come back to you with two morning slots.",
    },
  };
}

/**
 * @typedef {object} Row
 * @property {string} name
 * @property {((lead: any, now: Date) => void) | undefined} [change] what is different from the good lead
 * @property {(lead: any) => unknown} [instead] what is sent in its place
 * @property {(json: string, id: string) => string | Buffer} [spell] what happens to its JSON on the way
 * @property {"automate" | "review" | "takeover"} lane
 * @property {string} class
 * @property {string[]} [rules] none unless said
 * @property {string} [owner]
 * @property {string} [error] the code, where it couldn't be decided
 */

/** @type {(name: string, change: Row["change"], exception?: string) => Row} */
const runs = (name, change, exception = "customer_facing") => ({ name, change, lane: "automate", class: exception });
/** @type {(name: string, change: Row["change"], rules: string[], owner: string, exception?: string) => Row} */
const review = (name, change, rules, owner, exception = "customer_facing") =>
  ({ name, change, lane: "review", class: exception, rules, owner });
/** @type {(name: string, change: Row["change"], rules: string[], owner: string, exception?: string) => Row} */
const person = (name, change, rules, owner, exception = "customer_facing") =>
  ({ name, change, lane: "takeover", class: exception, rules, owner });
/** @type {(name: string, error: string, change: Row["change"], spell?: Row["spell"]) => Row} */
const refused = (name, error, change, spell) =>
  ({ name, change, ...(spell && { spell }), lane: "takeover", class: "unknown", owner: "revenue-operations", error });

const assigned = (/** @type {any} */ lead) => {
  lead.event = "lead.assigned";
};
const nested = (/** @type {number} */ depth) => "[".repeat(depth) + "]".repeat(depth);

/** @type {Row[]} */
export const TABLE = [
  runs("a routine inquiry", () => {}),
  runs("a lead that is routed", assigned, "risky"),
  { ...runs("a tag, which needs nothing", () => {}, "expected"), instead: ({ id }) => ({ id, event: "lead.tagged" }) },
  runs("confidence that is just enough", (lead) => (lead.prediction.score = 0.75)),
  runs("an estimate just below the threshold", (lead) => (lead.estimate.amount = 19_999.99)),
  runs("half an emoji in the message", (lead) => (lead.message.body += " \ud83d")),
  runs("a field that nobody reads, of whatever shape", (lead) => (lead.extra = { amount: "NaN", list: [null] })),
  {
    ...runs("nesting that nobody reads", (lead) => (lead.extra = "@")),
    spell: (json) => json.replace('"@"', nested(5000)),
  },
  {
    ...runs("a key that is called __proto__", (lead) => (lead.extra = { event: "lead.tagged" })),
    spell: (json) => json.replace('"extra"', '"__proto__"'),
  },

  review("low confidence", (lead) => (lead.prediction.score = 0.6), ["confidence"], "sales-desk"),
  review("low confidence about a key account", (lead) => {
    lead.prediction.score = 0.6;
    lead.contact.tier = "key_account";
  }, ["confidence"], "account-management"),
  review("confidence that is enough to answer, and not to route", (lead) => {
    assigned(lead);
    lead.prediction.score = 0.78;
  }, ["confidence"], "sales-desk", "risky"),
  review("a currency that the policy doesn't count in", (lead) => (lead.estimate.currency = "EUR"),
    ["lead.valuable"], "sales-manager", "revenue_impacting"),
  review("no estimate", (lead) => (lead.estimate = null), ["lead.valuable"], "sales-manager", "revenue_impacting"),
  review("nobody knows about consent", (lead) => delete lead.contact.consent, ["no-consent"], "privacy-desk"),
  review("consent of the wrong type", (lead) => (lead.contact.consent = "yes"),
    ["data.malformed", "no-consent"], "privacy-desk"),
  review("a lead of yesterday", (lead, now) => (lead.receivedAt = new Date(now.getTime() - 25 * HOUR).toISOString()),
    ["late"], "senior-sales"),
  review("a time in seconds", (lead) => (lead.receivedAt = 1_790_000_000),
    ["data.malformed", "late"], "senior-sales"),
  review("a foreign postcode", (lead) => (lead.contact.postcode = "K1A 0B1"), ["data.malformed"], "senior-sales"),
  review("no postcode", (lead) => (lead.contact.postcode = " "), ["data.missing"], "senior-sales"),
  review("no way to answer", (lead) => (lead.contact.email = ""), ["data.missing"], "senior-sales"),
  review("outside the area", (lead) => {
    assigned(lead);
    lead.contact.postcode = "10001";
  }, ["outside-area"], "partner-desk", "risky"),
  review("a draft with a price", (lead) => (lead.reply.body = "Thanks! We can do that for $240."),
    ["draft.pricing"], "senior-sales"),
  review("two owners", (lead) => lead.owners.push("team-south"), ["data.conflicting"], "senior-sales"),
  review("half a conversation", (lead) => (lead.thread.complete = false), ["history.incomplete"], "senior-sales"),
  review("a message that isn't there", (lead) => delete lead.message, ["evidence.message"], "senior-sales"),
  review("a message in Spanish", (lead) => {
    lead.message = { language: "es", body: "Hola, la caldera hace ruido. ¿Pueden venir la próxima semana?" };
  }, ["evidence.draft", "evidence.message"], "senior-sales"),

  person("a refund", (lead) => (lead.message.body = "I want a refund for the last visit."),
    ["language.refund"], "senior-sales"),
  person("a complaint", (lead) => (lead.message.body = "I would like to file a complaint about your technician."),
    ["language.complaint"], "customer-care"),
  person("a valuable lead", (lead) => (lead.estimate.amount = 20_000),
    ["lead.valuable"], "sales-manager", "revenue_impacting"),
  person("an urgent lead", (lead) => (lead.priority = "high"), ["lead.urgent"], "senior-sales"),
  person("a lead that the CRM flags", (lead) => (lead.flags = ["high_risk"]), ["lead.high_risk"], "senior-sales"),
  person("no consent", (lead) => (lead.contact.consent = false), ["no-consent"], "privacy-desk"),
  person("an intent that the policy doesn't know", (lead) => (lead.prediction.label = "poetry"),
    ["intent.unknown"], "revenue-operations", "unknown"),
  person("an event that this webhook doesn't know", (lead) => {
    lead.event = "lead.deleted";
  }, ["action.unknown"], "revenue-operations", "unknown"),
  person("an event with the name of a method", (lead) => {
    lead.event = "constructor";
  }, ["action.unknown"], "revenue-operations", "unknown"),

  refused("an amount as text", "HP0203", (lead) => (lead.estimate.amount = "12,000")),
  refused("an amount beyond all numbers", "HP0401", (lead) => (lead.estimate.amount = "@"),
    (json) => json.replace('"@"', "1e999")),
  refused("NaN", "SyntaxError", (lead) => (lead.estimate.amount = "@"), (json) => json.replace('"@"', "NaN")),
  refused("a confidence in percent", "HP0205", (lead) => (lead.prediction.score = 93)),
  refused("an urgency of its own", "HP0204", (lead) => (lead.priority = "asap")),
  refused("flags as text", "HP0203", (lead) => (lead.flags = "high_risk")),
  refused("half an emoji in an id", "HP0407", (lead) => (lead.contact.id = "c-\ud83d")),
  refused("no id", "HP0202", (lead) => delete lead.id),
  refused("an id that is a number", "HP0203", (lead) => (lead.id = Number(/\d+/.exec(lead.id)?.[0] ?? 0))),
  refused("no event", "HP0202", (lead) => delete lead.event),
  refused("a message as text", "TypeError", (lead) => (lead.message = "hello")),
  refused("a giant text", "HP0501", (lead) => (lead.message.body = "all is well ".repeat(6000))),
  refused("nesting where a text belongs", "HP0203", (lead) => (lead.message.body = "@"),
    (json) => json.replace('"@"', nested(200))),
  refused("nesting without end where a text belongs", "RangeError", (lead) => (lead.message.body = "@"),
    (json) => json.replace('"@"', nested(100_000))),
  refused("truncated JSON", "SyntaxError", () => {}, (json) => json.slice(0, -40)),
  { ...refused("a list", "HP0202", () => {}, (json, id) => spaces(id) + json), instead: (lead) => [lead] },
  { ...refused("nothing but null", "TypeError", () => {}, (json, id) => spaces(id) + json), instead: () => null },
  refused("nothing at all", "SyntaxError", () => {}, (json, id) => spaces(id)),
  refused("bytes that aren't UTF-8", "TypeError", () => {},
    (json) => Buffer.concat([Buffer.from(json), Buffer.from([0xc3, 0x28])])),
];

/** White space that tells bodies apart that have no id to do so. */
function spaces(/** @type {string} */ id) {
  return " ".repeat(Number(/\d+/.exec(id)?.[0] ?? 0));
}

/**
 * The body of a row's lead.
 *
 * @param {Row} row
 * @param {string} id with a number in it
 * @param {Date} now
 * @returns {Buffer}
 */
export function bodyOf({ change, instead, spell }, id, now) {
  const lead = goodLead(id, now);
  change?.(lead, now);
  const json = JSON.stringify(instead === undefined ? lead : instead(lead));
  return Buffer.from(spell?.(json, id) ?? json);
}
