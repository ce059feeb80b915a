/** The types of the public surface that follow from the generated ones. */

import type {
  AuditChain, AuditedOptions, AuditOption, AuditRecord, Case, ClassifyOptions, Decision, EscalationDecision,
  LaneDecision, Limits, NearMiss, Nearest, NextDecision, Owner, PolicyDocument, Preflight, Resolution, RollbackPlan,
  Run, Simulation, SimulationStep,
} from "../generated/types.js";
import type { HoldpointError } from "./errors.js";

/** A case with the inputs that a policy declares besides the engine's own vocabulary. */
export type PolicyCase = Case & { [input: string]: unknown };

/** A policy document: typed plain data, data as it was read from a file, or JSON text. */
export type PolicyInput = PolicyDocument | object | string;

/** How a policy is compiled. */
export interface CompileOptions {
  /** How large the document and the cases may be; what isn't named keeps its default. */
  readonly limits?: Partial<Limits> | null | undefined;
  /** The time zones of `holdpoint/zones`; needed where `people` name any. */
  readonly zones?: Zones | null | undefined;
}

/** The table of time zones that `holdpoint/zones` exports. */
export interface Zones {
  /** The version of the IANA time zone database, such as `2026e`. */
  readonly version: string;
  /** Its zones, a line each, in a form that the engine reads. */
  readonly table: string;
}

type Asked<O, Key extends keyof ClassifyOptions> = [O] extends [undefined]
  ? undefined
  : Key extends keyof NonNullable<O> ? NonNullable<O>[Key] : undefined;

type WithNearest<N> = true extends N ? ([N] extends [true] ? { nearest: Nearest } : { nearest?: Nearest }) : unknown;

/** An option that isn't known to be on may or may not bring its part of the answer. */
type WithAudit<A> = [A] extends [false | null | undefined]
  ? unknown
  : [A] extends [true | AuditChain] ? { audit: AuditRecord } : { audit?: AuditRecord };

type Explained<E> = E extends "lane"
  ? Omit<LaneDecision, "nearest" | "audit">
  : Omit<Decision, "nearest" | "nearMisses" | "audit"> & (E extends "full" ? { nearMisses: NearMiss[] } : unknown);

/** The answer that these options ask for. */
export type Answer<O extends ClassifyOptions | undefined = undefined> = Explained<Asked<O, "explain">>
  & WithNearest<Asked<O, "nearest">>
  & WithAudit<Asked<O, "audit">>;

/** One entry of `classifyMany`'s answer: a decision, or the error of a case that was refused. */
export type AnswerOrError<O extends ClassifyOptions | undefined = undefined> = Answer<O> | HoldpointError;

type AskedAudit<O> = [O] extends [{ audit: infer A extends AuditOption }]
  ? A
  : [O] extends [undefined] | [{ audit?: null | undefined }] ? undefined : AuditOption;

/** The answer about a run: a preflight before it, a plan after it. */
export type RollbackAnswer<R extends Run = Run, O extends AuditedOptions | undefined = undefined> = (
  R["phase"] extends "before"
    ? Omit<Preflight, "audit">
    : R["phase"] extends "after" ? Omit<RollbackPlan, "audit"> : Omit<Preflight, "audit"> | Omit<RollbackPlan, "audit">
) & WithAudit<AskedAudit<O>>;

type Escalated = Omit<
  EscalationDecision,
  "status" | "assignee" | "deadline" | "onDeadline" | "resolution" | "reminds" | "audit"
>;

/** What `decideEscalation` answers: settled, or with a deadline and what follows then. There is no pending. */
export type EscalationAnswer<O extends AuditedOptions | undefined = undefined> = WithAudit<AskedAudit<O>> & (
  | (Escalated & {
    status: "resolved";
    assignee: null;
    /** When the review of a bypass is due; null where nothing is left to do. */
    deadline: string | null;
    onDeadline: NextDecision | null;
    resolution: Resolution;
  })
  | (Escalated & { status: "waiting_on_human"; assignee: Owner; deadline: string; onDeadline: NextDecision })
  | (Escalated & {
    status: "automatic";
    assignee: null;
    /** Who is reminded meanwhile. */
    reminds?: string;
    deadline: string;
    onDeadline: NextDecision;
  })
);

/** What `simulateEscalation` answers. */
export type EscalationSimulation = Omit<Simulation, "steps"> & {
  steps: (Omit<SimulationStep, "decision"> & { decision: EscalationAnswer })[];
};

/** Records or entries, at hand or still to come. */
export type Entries<T> = Iterable<T> | AsyncIterable<T>;
