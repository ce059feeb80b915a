import type { Schema } from "./schema.js";

/** What an incident may hold, for help while it is written; the engine says what it has to. */
export function incidentSchema(policySchema: Schema): Schema {
  const { $defs = {} } = policySchema;
  const word = (name: string, description: string): Schema => ({ $ref: `#/$defs/${name}`, description });
  const text = (description: string): Schema => ({ type: "string", description });
  const moment = (description: string): Schema => text(`${description}: ISO 8601 with an offset`);
  const object = (description: string, properties: Record<string, Schema>, required: string[] = []): Schema =>
    ({ type: "object", description, properties, required });
  return {
    $defs,
    ...object("An incident", {
      id: text("Its id; every answer begins with it"),
      type: word("ExceptionType", "What went wrong"),
      severity: word("Grade", "How severe it is"),
      impact: word("Impact", "How much business hangs on it"),
      requests: {
        description: "What was asked for: one request, in a conflict two or more",
        items: object("A request", {
          id: text("Its id"),
          action: text("The action's name in the policy's library"),
          arguments: { description: "The action's arguments; an approval is bound to them" },
          amount: { type: "number", description: "The amount of money it moves" },
          currency: text("Its currency, ISO 4217"),
          requestedBy: text("Who asked: never the one who approves"),
          approver: text("Who was to approve"),
          resource: object("What it changes", { id: text("Its id"), system: text("The system that keeps it"), owner: text("Who owns it") }, ["id"]),
          idempotencyKey: text("The key under which the other side does it once"),
          context: { description: "Whatever else the next approver should see" },
          openedAt: moment("When it was asked for"),
        }, ["id", "action", "requestedBy", "approver", "openedAt"]),
      },
      error: object("The failed call", {
        at: moment("When it failed"),
        status: { type: "number", description: "The HTTP status of the answer" },
        code: text("The error's code, such as ECONNRESET"),
        retryAfter: { description: "The answer's Retry-After: seconds, or a date" },
        sent: { type: "boolean", description: "Whether the request left the house" },
      }, ["at"]),
      events: {
        description: "What happened since, in any order",
        items: object("An event", {
          id: text("Its id; one that arrives twice counts once"),
          at: moment("When it happened"),
          kind: { enum: KINDS, description: "What happened" },
          to: text("Who was asked, or to whom it was handed"),
          level: { enum: ["L1", "L2", "L3", "L4", "end"], description: "At which level" },
          by: text("Who did it"),
          digest: text("What was approved: the requestDigest of the answer"),
          note: text("What they add"),
          outcome: { enum: ["succeeded", "failed", "applied", "not_applied", "unclear"], description: "With what it came back" },
          who: text("Who is away"),
          until: moment("Until when they are away"),
        }, ["id", "at", "kind"]),
      },
      now: moment("The moment of the first decision"),
      seed: text("What the spread of retries is drawn from"),
      policyVersion: text("The version of the policy under which it was opened"),
    }, ["id", "type", "severity", "impact", "requests", "now"]),
  };
}

const KINDS = [
  "notified", "acknowledged", "approved", "rejected", "retried", "probed", "reassigned", "out_of_office", "paused", "resumed",
  "resolved", "bypassed", "reviewed",
];
