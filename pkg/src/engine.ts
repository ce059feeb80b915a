/**
 * The running instance of the engine, and what happens when it fails.
 *
 * Invalid input never traps. Should the engine trap all the same (a bug, or the host is out of memory
 * or of stack), its memory can't be trusted any more: the instance is let go, the caller gets an error
 * of its own code, and the next call runs on a new instance. Policies compile themselves anew there.
 */

import instantiate from "holdpoint:glue";

import { HoldpointError, isErrorData, problem } from "./errors.js";
import type { Glue } from "./raw.js";
import { describe } from "./tape.js";

let compiled: WebAssembly.Module | undefined;
let running: Glue | undefined;

/** Hands over the compiled engine; each entry of the package has its own way to it. */
export function provide(module: WebAssembly.Module): void {
  if (compiled !== undefined) return;
  running = instantiate(module);
  compiled = module;
}

/** Whether the engine was handed over. */
export function isProvided(): boolean {
  return compiled !== undefined;
}

/** The running instance; after a failure a new one. */
export function engine(): Glue {
  if (running !== undefined) return running;
  if (compiled === undefined) {
    throw problem(
      "HP0902", "", "the engine has not been given its bytes yet",
      "call `init` of `holdpoint/slim` with the bytes of `holdpoint/holdpoint.wasm` first",
    );
  }
  running = instantiate(compiled);
  return running;
}

/** Turns whatever a call into `glue` threw into the error for the caller. */
export function failure(glue: Glue | undefined, thrown: unknown): HoldpointError {
  if (thrown instanceof HoldpointError) return thrown;
  if (isErrorData(thrown)) return new HoldpointError(thrown);
  if (glue !== undefined) {
    if (running === glue) running = undefined;
    glue.retire();
  }
  return problem(
    "HP0901", "", `the engine failed and was started anew: ${describe(thrown)}`,
    "treat the case as `takeover`; please report what was handed over",
  );
}
