/** Following chains of audit records. */

import { fold, guarded, optionsTape, pour } from "./crossing.js";
import { engine } from "./engine.js";
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
  const tape = optionsTape(options);
  const glue = engine();
  const chain = guarded(glue, () => glue.RawChain.follow(tape));
  return pour(records, fold<AuditReport>(glue, chain, (piece) => chain.push(piece)), { limits: DEFAULT_LIMITS });
}
