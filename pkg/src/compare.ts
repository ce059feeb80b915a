/** Comparing two policies: over cases, and over all cases that there can be. */

import { guarded, pour, type Sink } from "./crossing.js";
import { engine } from "./engine.js";
import { Policy } from "./policy.js";
import type { Glue, RawComparison, RawPolicy } from "./raw.js";
import { DEFAULT_LIMITS } from "./tape.js";
import type { ComparisonReport } from "../generated/types.js";
import type { PolicyCase, PolicyInput } from "./types.js";

/**
 * Decides cases under both policies and tells which lanes they move between and which rules move them;
 * and whether there is any case at all, among these or not, that the two put into different lanes.
 *
 * Policies that are given as documents are compiled for this and freed. Cases that are still to come, such
 * as the lines of a long file, are read as they come.
 */
export function comparePolicies(
  first: Policy | PolicyInput,
  second: Policy | PolicyInput,
  cases?: Iterable<PolicyCase>,
): ComparisonReport;
export function comparePolicies(
  first: Policy | PolicyInput,
  second: Policy | PolicyInput,
  cases: AsyncIterable<PolicyCase>,
): Promise<ComparisonReport>;
export function comparePolicies(
  first: Policy | PolicyInput,
  second: Policy | PolicyInput,
  cases: Iterable<PolicyCase> | AsyncIterable<PolicyCase> = [],
): ComparisonReport | Promise<ComparisonReport> {
  const one = held(first);
  try {
    const other = held(second);
    try {
      return pour(cases, new ComparisonSink(one, other), { limits: DEFAULT_LIMITS });
    } catch (thrown) {
      other.letGo();
      throw thrown;
    }
  } catch (thrown) {
    one.letGo();
    throw thrown;
  }
}

/** A policy, and what is to be done with it when it isn't needed any more. */
interface Held {
  readonly policy: Policy;
  letGo(): void;
}

function held(given: Policy | PolicyInput): Held {
  if (given instanceof Policy) return { policy: given, letGo: () => undefined };
  const policy = Policy.compile(given);
  return { policy, letGo: () => policy.free() };
}

class ComparisonSink implements Sink<ComparisonReport> {
  readonly #first: Held;
  readonly #second: Held;
  readonly #glue: Glue;
  #raw: RawComparison | undefined;

  constructor(first: Held, second: Held) {
    this.#first = first;
    this.#second = second;
    const glue = engine();
    this.#glue = glue;
    this.#raw = guarded(glue, () => glue.RawComparison.begin());
  }

  push(cases: Uint8Array): void {
    this.#with((raw, first, second) => raw.push(first, second, cases));
  }

  finish(): ComparisonReport {
    const report = this.#with((raw, first, second) => {
      this.#raw = undefined;
      return raw.finish(first, second);
    });
    this.cancel();
    return report as ComparisonReport;
  }

  cancel(): void {
    this.#raw?.free();
    this.#raw = undefined;
    this.#first.letGo();
    this.#second.letGo();
  }

  /** Asks each time anew for the policies: the host may have freed one between two cases. */
  #with<T>(work: (raw: RawComparison, first: RawPolicy, second: RawPolicy) => T): T {
    const [first, second] = [Policy.inside(this.#first.policy), Policy.inside(this.#second.policy)];
    return guarded(this.#glue, () => work(this.#raw as RawComparison, first, second));
  }
}
