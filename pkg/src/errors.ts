/** The one class of errors. */

import type { Diagnostic } from "../generated/types.js";

/** What an error says, as plain data. */
export interface ErrorData {
  /** The code of the first diagnostic. */
  readonly code: string;
  /** The place of the first diagnostic: a JSON Pointer, `""` for the whole. */
  readonly path: string;
  /** What is wrong, in a sentence. */
  readonly message: string;
  /** Every problem that was found. */
  readonly diagnostics: readonly Diagnostic[];
}

const BRAND = Symbol.for("holdpoint.error");

/**
 * Input or a policy that can't be used, with every problem that was found.
 *
 * An error is no permission: whoever catches one treats the case as `takeover`.
 */
export class HoldpointError extends Error {
  /** The stable code of the first problem; `holdpoint explain CODE` says more. */
  readonly code: string;
  /** The place of the first problem: a JSON Pointer (RFC 6901), `""` for the whole. */
  readonly path: string;
  /** Every problem that was found, in the order of reading. */
  readonly diagnostics: readonly Diagnostic[];

  static {
    Object.defineProperty(this.prototype, "name", { value: "HoldpointError", configurable: true, writable: true });
    // The entries of the package are bundles of their own: an error of one is an error of all.
    Object.defineProperty(this.prototype, BRAND, { value: true });
  }

  constructor(data: ErrorData) {
    super(data.message);
    this.code = data.code;
    this.path = data.path;
    this.diagnostics = data.diagnostics;
  }

  /** What `JSON.stringify` prints. */
  toJSON(): ErrorData {
    return { code: this.code, path: this.path, message: this.message, diagnostics: this.diagnostics };
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    if (this !== HoldpointError) return Function.prototype[Symbol.hasInstance].call(this, value);
    return typeof value === "object" && value !== null && (value as { [BRAND]?: unknown })[BRAND] === true;
  }
}

/** An error with one problem, born on this side of the boundary. */
export function problem(code: Diagnostic["code"], path: string, message: string, help?: string): HoldpointError {
  const diagnostic: Diagnostic = { code, severity: "error", path, message };
  if (help !== undefined) diagnostic.help = help;
  return new HoldpointError({ code, path, message, diagnostics: [diagnostic] });
}

/** Whether something thrown is the engine's plain error object. */
export function isErrorData(thrown: unknown): thrown is ErrorData {
  return (
    typeof thrown === "object" && thrown !== null && !(thrown instanceof Error) &&
    "diagnostics" in thrown && Array.isArray(thrown.diagnostics) && "code" in thrown
  );
}
