/** A line that says how far a long work is; only where a person looks at it. */

import type { Host } from "./host.js";

const EVERY = 100;

/** Shows progress on a terminal's standard error. */
export class Progress {
  readonly #host: Host;
  readonly #shown: boolean;
  #last = 0;
  #visible = false;

  constructor(host: Host) {
    this.#host = host;
    // Where the answers go to the same terminal they are progress enough.
    this.#shown = host.stderr.isTTY === true && host.stdout.isTTY !== true;
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
