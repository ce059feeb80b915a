/** What every entry of the package exports. */

import defaultPolicyText from "holdpoint:json/default-policy";
import policySchemaText from "holdpoint:json/policy.schema";

import type { AuditedOptions, Case, ClassifyOptions, Incident, PolicyDocument, Run } from "../generated/types.js";
import { Policy } from "./policy.js";
import type { Answer, EscalationAnswer, RollbackAnswer } from "./types.js";
import { version as packageVersion } from "holdpoint:package";

export type * from "../generated/types.js";
export { verifyAudit } from "./audit.js";
export { comparePolicies } from "./compare.js";
export { type ErrorData, HoldpointError } from "./errors.js";
export { Policy } from "./policy.js";
export type * from "./types.js";

let embedded: Policy | undefined;

/** Decides one case by the embedded default policy. */
export function classify<const O extends ClassifyOptions | undefined = undefined>(input: Case, options?: O): Answer<O> {
  embedded ??= Policy.embedded();
  return embedded.classify(input, options);
}

/** Decides about an incident by the embedded default policy; `Policy#decideEscalation` says more. */
export function decideEscalation<const O extends AuditedOptions | undefined = undefined>(
  incident: Incident,
  options?: O,
): EscalationAnswer<O> {
  embedded ??= Policy.embedded();
  return embedded.decideEscalation(incident, options);
}

/** Plans a run's way back, or decides whether it may start, by the embedded default policy. */
export function planRollback<const R extends Run, const O extends AuditedOptions | undefined = undefined>(
  run: R,
  options?: O,
): RollbackAnswer<R, O> {
  embedded ??= Policy.embedded();
  return embedded.planRollback(run, options);
}

/** The embedded default policy, to read or to begin one's own from: a fresh plain object. */
export function defaultPolicy(): PolicyDocument {
  return JSON.parse(defaultPolicyText) as PolicyDocument;
}

/** The JSON Schema of policies, for editors: a fresh plain object. */
export function policySchema(): Record<string, unknown> {
  return JSON.parse(policySchemaText) as Record<string, unknown>;
}

/** The version of the package. */
export const version: string = packageVersion;
