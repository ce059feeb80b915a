/** The engine's exports as `src/js` makes them: tapes go in, plain objects come out. */

import type { ErrorData } from "./errors.js";
import type { Limits } from "../generated/types.js";

/** What the glue of one instance gives. Whatever it throws is an {@link ErrorData}, or the engine has failed. */
export interface Glue {
  version(): string;
  readonly RawPolicy: {
    compile(document: Uint8Array, options: Uint8Array, zones: RawZones | undefined): RawPolicy;
    compileText(json: string, options: Uint8Array, zones: RawZones | undefined): RawPolicy;
    default(): RawPolicy;
  };
  readonly RawAssessing: {
    begin(policy: RawPolicy, options: Uint8Array): RawAssessing;
  };
  readonly RawReplaying: {
    begin(): RawReplaying;
  };
  readonly RawChain: {
    follow(options: Uint8Array): RawChain;
  };
  readonly RawComparison: {
    begin(): RawComparison;
  };
  /** Lets the instance go: what is freed afterwards is freed nowhere. */
  retire(): void;
}

/** Where the engine looks up the time zones that a policy names. */
export interface RawZones {
  line(name: string): string | undefined;
  names(): string;
}

/** A compiled policy inside the engine. */
export interface RawPolicy {
  classify(input: Uint8Array, options: Uint8Array): object;
  classifyMany(inputs: Uint8Array, options: Uint8Array): (object | ErrorData)[];
  planRollback(run: Uint8Array, options: Uint8Array): object;
  decideEscalation(incident: Uint8Array, options: Uint8Array, seed: string): object;
  simulateEscalation(incident: Uint8Array, answers: Uint8Array, seed: string): object;
  check(): object;
  vocabulary(): object;
  caseSchema(): object;
  condition(condition: Uint8Array): object;
  ignore(): string[];
  limits(): Limits;
  document(): object;
  free(): void;
}

/** A chain of audit records that is being followed. `finish` frees it. */
export interface RawChain {
  push(records: Uint8Array): void;
  finish(): object;
  free(): void;
}

/** A log that is being added up. `finish` frees it. */
export interface RawAssessing {
  push(entries: Uint8Array): void;
  finish(): object;
  free(): void;
}

/** A log whose inputs are being decided again. `finish` frees it. */
export interface RawReplaying {
  push(policy: RawPolicy, entries: Uint8Array): void;
  finish(): object;
  free(): void;
}

/** A comparison of two policies that is under way. `finish` frees it. */
export interface RawComparison {
  push(first: RawPolicy, second: RawPolicy, cases: Uint8Array): void;
  finish(first: RawPolicy, second: RawPolicy): object;
  free(): void;
}
