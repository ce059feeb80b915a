/** From a lead as the CRM sends it to the case that the policy decides. */

/**
 * What the CRM's automation is about to do. An event that isn't here keeps its name, which the policy's
 * library doesn't know: then a person takes over.
 */
const ACTIONS = new Map([
  ["lead.created", "acknowledge_lead"],
  ["lead.assigned", "route_lead"],
  ["lead.tagged", "tag_record"],
]);

/**
 * Every field is named, so that this is the one place where a change of the CRM's format shows. Values
 * go through as they are: the engine refuses a wrong type by name, and a `Number(…)` or a default here
 * would make a wrong value look right. What is absent stays absent.
 *
 * The only facts added are those this program knows: `missing` and `conflicts` say that it looked.
 *
 * @param {any} lead parsed JSON, of any shape
 */
export function toCase(lead) {
  const contact = section(lead, "contact");
  const message = section(lead, "message");
  const prediction = section(lead, "prediction");
  const estimate = section(lead, "estimate");
  const thread = section(lead, "thread");
  const reply = section(lead, "reply");
  return {
    id: lead.id,
    action: { name: ACTIONS.get(lead.event) ?? lead.event, channel: reply.channel, text: reply.body },
    message: { text: message.body, subject: message.subject, language: message.language },
    intent: { label: prediction.label, confidence: prediction.score },
    customer: { id: contact.id, segment: contact.segment, industry: contact.industry, tier: contact.tier },
    lead: { value: estimate.amount, currency: estimate.currency, urgency: lead.priority },
    history: { complete: thread.complete, turns: thread.turns },
    data: {
      missing: isText(contact.email) || isText(contact.phone) ? [] : ["contact.email", "contact.phone"],
      conflicts: [],            // one source, so there is nothing that could contradict it
      owners: lead.owners,
      fields: { name: contact.name, email: contact.email, phone: contact.phone, source: lead.source },
    },
    signals: lead.flags,
    // The inputs that policy.yaml declares.
    postcode: contact.postcode,
    consent: contact.consent,
    receivedAt: lead.receivedAt,
  };
}

/**
 * A part of the lead. One that is there and no object is an error: reading through it would find
 * nothing, and what it says would be lost without a trace.
 *
 * @param {any} lead
 * @param {string} name
 * @returns {any}
 */
function section(lead, name) {
  const value = lead[name] ?? {};
  if (typeof value !== "object" || Array.isArray(value)) throw new TypeError(`\`${name}\` is not an object`);
  return value;
}

function isText(/** @type {unknown} */ value) {
  return typeof value === "string" && value.trim() !== "";
}
