/** Text on a terminal: colours, width, and nothing that a case could do to it. */

import type { Host, Sink } from "./host.js";

const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, blue: 34, cyan: 36, inverse: 7 } as const;

/** How something looks. */
export type Look = keyof typeof CODES;

/** A terminal, or a file that stands in for one. */
export class Style {
  readonly width: number;
  readonly #colours: boolean;

  constructor(sink: Sink, env: Host["env"]) {
    const columns = sink.columns ?? Number(env["COLUMNS"]);
    this.width = Math.min(Math.max(Number.isFinite(columns) && columns > 0 ? columns : 80, 40), 120);
    const forced = env["FORCE_COLOR"];
    this.#colours = env["NO_COLOR"] ? false : forced !== undefined ? forced !== "0" : sink.isTTY === true && env["TERM"] !== "dumb";
  }

  /** A text in these looks. */
  paint(text: string, ...looks: Look[]): string {
    if (!this.#colours || looks.length === 0 || text === "") return text;
    return `\u001b[${looks.map((look) => CODES[look]).join(";")}m${text}\u001b[0m`;
  }

  /** Words broken into lines that fit behind an indentation. Look is put on by the line. */
  wrap(text: string, indent: number, ...looks: Look[]): string {
    const room = Math.max(this.width - indent, 20);
    const lines: string[] = [];
    let line = "";
    for (const word of visible(text).split(/\s+/u).filter((piece) => piece !== "")) {
      if (line !== "" && line.length + 1 + word.length > room) {
        lines.push(line);
        line = "";
      }
      line = line === "" ? word : `${line} ${word}`;
    }
    lines.push(line);
    return lines.map((each) => this.paint(each, ...looks)).join(`\n${" ".repeat(indent)}`);
  }
}

/**
 * A text whose control characters can be seen instead of obeyed: a customer's message must not move
 * the cursor, and must not turn the direction of what stands behind it.
 */
export function visible(text: string): string {
  return text.replace(
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu,
    (unit) => `\\u{${unit.charCodeAt(0).toString(16)}}`,
  );
}
