/** The types of the public surface that follow from the generated ones. */

import type { Case, Decision, Diagnostic, LaneDecision, NearMiss, Nearest, PolicyDocument } from "../generated/types.js";
import type { HoldpointError } from "./errors.js";

/** How large a value may be. */
export interface Limits {
  /** Bytes (UTF-8) in one text, at most 16 MiB. */
  readonly text: number;
  /** Levels of lists and objects inside each other. */
  readonly depth: number;
  /** Keys in one object. */
  readonly keys: number;
  /** Entries in one list. */
  readonly entries: number;
  /** Values in all. */
  readonly values: number;
}

/** A case with the inputs that a policy declares besides the engine's own vocabulary. */
export type PolicyCase = Case & { [input: string]: unknown };

/** What an answer of `classify` shall hold. */
export interface ClassifyOptions {
  /**
   * How much is explained: `"lane"` the lane and the rules that led to it, `"reasons"` (the default) the
   * whole answer, `"full"` also which rules nearly fired and which signals were negated.
   */
  readonly explain?: "lane" | "reasons" | "full" | undefined;
  /** Asks for the smallest changes that would make the lane less strict. Costs more than the decision. */
  readonly nearest?: boolean | undefined;
}

type Asked<O, Key extends keyof ClassifyOptions> = Key extends keyof O ? O[Key] : undefined;

type WithNearest<N> = true extends N
  ? [N] extends [true] ? { nearest: Nearest } : { nearest?: Nearest }
  : unknown;

type Explained<E, N> = E extends "lane"
  ? LaneDecision
  : Omit<Decision, "nearest" | "nearMisses"> & WithNearest<N> & (E extends "full" ? { nearMisses: NearMiss[] } : unknown);

/** The answer that these options ask for. */
export type Answer<O extends ClassifyOptions | undefined> = Explained<
  Asked<NonNullable<O>, "explain">,
  Asked<NonNullable<O>, "nearest">
>;

/** One entry of `classifyMany`'s answer: a decision, or the error of a case that was refused. */
export type AnswerOrError<O extends ClassifyOptions | undefined> = Answer<O> | HoldpointError;

/** A policy document: plain data, typed or as it was read from a file. */
export type PolicyInput = PolicyDocument | object | string;

/** How a policy is compiled. */
export interface CompileOptions {
  /** How large the document and the cases may be; what isn't named keeps its default. */
  readonly limits?: Partial<Limits> | undefined;
}

/** What the checker says of a policy. */
export interface CheckReport {
  /** Whether nothing was found. */
  readonly ok: boolean;
  /** What was found. */
  readonly findings: readonly Diagnostic[];
}

/** One field that conditions can read. */
export interface VocabularyField {
  /** Its path, such as `lead.value`. */
  readonly path: string;
  /** Its type. */
  readonly type: string;
  /** The texts that it may be. */
  readonly enum?: readonly string[];
  /** The least and the greatest number that it may be. */
  readonly range?: readonly [number | null, number | null];
  /** The need that asks for it. */
  readonly need?: string;
  /** Whether its values appear in no answer. */
  readonly sensitive: boolean;
}

/** What a condition's text or tree turned out to be. */
export interface ConditionReport {
  /** The condition as CEL. */
  readonly cel: string;
  /** The condition as a tree, where a tree can say it. */
  readonly tree: unknown;
  /** The paths that it reads. */
  readonly reads: readonly string[];
  /** What is wrong with it. */
  readonly diagnostics: readonly Diagnostic[];
}
