// Compiled, never run: what the types of the package promise.

import {
  type Answer, type AuditRecord, type AuditReport, type Case, classify, type Decision, defaultPolicy, type ErrorData, HoldpointError, type Lane,
  type LaneDecision, type Nearest, type NearMiss, Policy, policySchema, verifyAudit, version,
} from "holdpoint";
import { parsePolicy } from "holdpoint/yaml";
import * as slim from "holdpoint/slim";
import { type Zones, zones } from "holdpoint/zones";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type IsAny<T> = 0 extends 1 & T ? true : false;
const yes = <T extends true>(): T | undefined => undefined;
const no = <T extends false>(): T | undefined => undefined;

declare const input: Case;
declare const policy: Policy;

// The answer follows the options.
const plain = classify(input);
const lane: Lane = plain.lane;
plain.reasons.map(({ rule }) => rule.length);
// @ts-expect-error it wasn't asked for
plain.nearest;
// @ts-expect-error it wasn't asked for
plain.nearMisses;
yes<Same<typeof plain, Answer>>();

const short = classify(input, { explain: "lane" });
short.rules.length;
// @ts-expect-error a short answer has no reasons
short.reasons;

const full = classify(input, { explain: "full", nearest: true });
yes<Same<typeof full.nearest, Nearest>>();
yes<Same<typeof full.nearMisses, NearMiss[]>>();
yes<Same<ReturnType<typeof policy.classify<{ explain: "full" }>>["nearMisses"], NearMiss[]>>();

declare const explain: "lane" | "full";
const either = classify(input, { explain });
if ("rules" in either) either.rules.length;
else either.nearMisses.length;

declare const nearest: boolean;
const maybe = classify(input, { nearest });
yes<Same<typeof maybe.nearest, Nearest | undefined>>();

// @ts-expect-error it wasn't asked for
plain.audit;
const audited = classify(input, { audit: true });
yes<Same<typeof audited.audit, AuditRecord>>();
yes<Same<ReturnType<typeof policy.classify<{ explain: "lane"; audit: { previous: string } }>>["audit"], AuditRecord>>();
const next = policy.classify(input, { audit: { previous: audited.audit } });
const report: AuditReport = verifyAudit([audited.audit, next.audit], { head: next.audit.id });
const later: Promise<AuditReport> = verifyAudit((async function* () { yield next.audit; })());
declare const audit: boolean;
yes<Same<ReturnType<typeof policy.classify<{ audit: typeof audit }>>["audit"], AuditRecord | undefined>>();
// @ts-expect-error a record, or its id
classify(input, { audit: { previous: 3 } });
// @ts-expect-error it isn't known whether a record is missing
report.problem.kind;
void later;

const usable: Decision = plain;
const usableShort: LaneDecision = short;

// Answers are discriminated unions.
for (const evidence of plain.reasons.flatMap((reason) => reason.evidence)) {
  if (evidence.kind === "value") evidence.path.length;
  else evidence.signal.length;
}
if (full.nearest.kind === "changes") full.nearest.changes.length;
else full.nearest.rules.length;

// Batches hold answers and errors.
for (const answer of policy.classifyMany([input], { explain: "lane" })) {
  if (answer instanceof HoldpointError) answer.diagnostics.length;
  else answer.rules.length;
}

// Cases.
classify({ id: "a", action: { name: "x" }, now: new Date(), lead: null, customer: { tier: undefined } });
policy.classify({ id: "a", action: { name: "x" }, invoice: "INV-1" });
// @ts-expect-error an input that the default policy doesn't have
classify({ id: "a", action: { name: "x" }, invoice: "INV-1" });
// @ts-expect-error an amount is a number
classify({ id: "a", action: { name: "x", amount: "12" } });
// @ts-expect-error the action is required
classify({ id: "a" });
// @ts-expect-error an option that isn't there
classify(input, { explian: "full" });

// Policies.
Policy.compile({ holdpoint: 1, name: "a", rules: [{ id: "r", when: "lead.value > 1", lane: "review" }] });
Policy.compile("{}", { limits: { text: 1 } });
Policy.compile("{}", { zones });
yes<Same<typeof zones, Zones>>();
// @ts-expect-error a name is no table of zones
Policy.compile("{}", { zones: "Europe/Berlin" });
Policy.compile(defaultPolicy()).free();
Policy.compile(JSON.parse("{}") as object)[Symbol.dispose]();
{
  using scoped = Policy.compile(defaultPolicy());
  scoped.check().findings.map(({ code, position }) => [code, position?.line]);
}
// @ts-expect-error made by `compile` only
new Policy();
policy.vocabulary().map(({ path, type, sensitive }) => [path, type, sensitive]);
policy.condition("a > 1").reads.length;

// Errors.
declare const error: HoldpointError;
const data: ErrorData = error.toJSON();
`${error.code} ${error.path} ${data.message}`;

// The rest.
version.length;
policySchema()["title"];
parsePolicy("a: 1").locate("/a").line;
slim.init(new Uint8Array());

// No `any` anywhere near the surface.
no<IsAny<typeof plain>>();
no<IsAny<ReturnType<typeof policySchema>[string]>>();
no<IsAny<ReturnType<typeof parsePolicy>["document"]>>();
no<IsAny<Decision["handoff"]>>();
no<IsAny<NonNullable<Decision["handoff"]>["captured"][string]>>();
no<IsAny<Case[keyof Case]>>();
no<IsAny<ReturnType<Policy["document"]>>>();
no<IsAny<ReturnType<Policy["caseSchema"]>[string]>>();

export { lane, usable, usableShort };
