/** The types of the public surface that follow from the generated ones. */

import type {
  Case, ClassifyOptions, Decision, LaneDecision, Limits, NearMiss, Nearest, PolicyDocument,
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
}

type Asked<O, Key extends keyof ClassifyOptions> = [O] extends [undefined]
  ? undefined
  : Key extends keyof NonNullable<O> ? NonNullable<O>[Key] : undefined;

type WithNearest<N> = true extends N ? ([N] extends [true] ? { nearest: Nearest } : { nearest?: Nearest }) : unknown;

type Explained<E, N> = E extends "lane"
  ? Omit<LaneDecision, "nearest"> & WithNearest<N>
  : Omit<Decision, "nearest" | "nearMisses"> & WithNearest<N> & (E extends "full" ? { nearMisses: NearMiss[] } : unknown);

/** The answer that these options ask for. */
export type Answer<O extends ClassifyOptions | undefined = undefined> = Explained<
  Asked<O, "explain">,
  Asked<O, "nearest">
>;

/** One entry of `classifyMany`'s answer: a decision, or the error of a case that was refused. */
export type AnswerOrError<O extends ClassifyOptions | undefined = undefined> = Answer<O> | HoldpointError;
