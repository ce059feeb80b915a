/** Looks up time zones in the table of `holdpoint/zones`, so that only those cross that a policy names. */

import { problem } from "./errors.js";
import type { RawZones } from "./raw.js";
import { describe } from "./tape.js";
import type { Zones } from "./types.js";

/** The lookup in the zones that a host hands over, if it does. */
export function lookup(options: unknown): RawZones | undefined {
  let table: unknown;
  try {
    const zones = (options as { zones?: Zones | null } | null | undefined)?.zones;
    if (zones === null || zones === undefined) return undefined;
    table = zones.table;
  } catch (thrown) {
    throw problem("HP0404", "/zones", `reading this threw: ${describe(thrown)}`, HELP);
  }
  if (typeof table !== "string") throw problem("HP0203", "/zones", "these are no time zones", HELP);
  return new Lines(table);
}

const HELP = "import { zones } from \"holdpoint/zones\", and hand that over";

/** The table, taken apart when it is first asked. */
class Lines implements RawZones {
  readonly #table: string;
  #lines: Map<string, string> | undefined;

  constructor(table: string) {
    this.#table = table;
  }

  line(name: string): string | undefined {
    return this.#all().get(name);
  }

  names(): string {
    return [...this.#all().keys()].join("\n");
  }

  #all(): Map<string, string> {
    if (this.#lines !== undefined) return this.#lines;
    const lines = new Map<string, string>();
    for (const line of this.#table.split("\n")) {
      const bar = line.indexOf("|");
      if (bar < 0) continue;
      for (const name of line.slice(0, bar).split(" ")) lines.set(name, line.slice(bar + 1));
    }
    this.#lines = lines;
    return lines;
  }
}
