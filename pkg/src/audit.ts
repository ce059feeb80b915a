/** Following chains of audit records. */

import { guarded, optionsTape, pour, type Sink } from "./crossing.js";
import { engine } from "./engine.js";
import type { Glue, RawChain } from "./raw.js";
import { DEFAULT_LIMITS } from "./tape.js";
import type { AuditRecord, AuditReport, VerifyOptions } from "../generated/types.js";

/**
 * Follows a chain of audit records and names the first that was changed, dropped or moved. An end that
 * was cut off shows where `head` gives the newest record or its id, noted elsewhere.
 *
 * Records that are still to come, such as the lines of a long file, are read as they come.
 */
export function verifyAudit(records: Iterable<AuditRecord>, options?: VerifyOptions): AuditReport;
export function verifyAudit(records: AsyncIterable<AuditRecord>, options?: VerifyOptions): Promise<AuditReport>;
export function verifyAudit(
  records: Iterable<AuditRecord> | AsyncIterable<AuditRecord>,
  options?: VerifyOptions,
): AuditReport | Promise<AuditReport> {
  return pour(records, new ChainSink(options), { limits: DEFAULT_LIMITS });
}

class ChainSink implements Sink<AuditReport> {
  readonly #glue: Glue;
  #chain: RawChain | undefined;

  constructor(options: VerifyOptions | undefined) {
    const tape = optionsTape(options);
    const glue = engine();
    this.#glue = glue;
    this.#chain = guarded(glue, () => glue.RawChain.follow(tape));
  }

  push(records: Uint8Array): void {
    guarded(this.#glue, () => this.#chain?.push(records));
  }

  finish(): AuditReport {
    const chain = this.#chain as RawChain;
    this.#chain = undefined;
    return guarded(this.#glue, () => chain.finish()) as AuditReport;
  }

  cancel(): void {
    this.#chain?.free();
    this.#chain = undefined;
  }
}
