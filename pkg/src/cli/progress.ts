/** A line that says how far a long work is; only where a person looks at it. */

import type { Host } from "./host.js";

const EVERY = 100;

const BAR = 24;

/** Shows progress on a terminal's standard error. */
export class Progress {
  readonly #host: Host;
  readonly #shown: boolean;
  #last = 0;
  #visible = false;

  /** Where answers are printed as they come, a terminal that they go to shows progress enough. */
  constructor(host: Host, answers: "as they come" | "at the end" = "as they come") {
    this.#host = host;
    this.#shown = host.stderr.isTTY === true && (answers === "at the end" || host.stdout.isTTY !== true);
  }

  /** Says how far it is, if the last time was long enough ago. */
  at(text: () => string): void {
    if (!this.#shown) return;
    const now = performance.now();
    if (now - this.#last < EVERY) return;
    this.#last = now;
    this.#visible = true;
    this.#host.stderr.write(`\r\u001b[K${text()}`);
  }

  /** Removes the line. */
  end(): void {
    if (this.#visible) this.#host.stderr.write("\r\u001b[K");
    this.#visible = false;
  }
}

/** How far a work is, as a bar; only the text where its length isn't known. */
export function bar(done: number, whole: number | undefined, text: string): string {
  if (whole === undefined || whole <= 0) return text;
  const share = Math.min(done / whole, 1);
  const full = Math.round(share * BAR);
  return `[${"#".repeat(full)}${".".repeat(BAR - full)}] ${String(Math.floor(share * 100)).padStart(3)} %  ${text}`;
}
