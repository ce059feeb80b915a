/** Logs out of files, entry by entry, and what is wrong with them. */

import { HoldpointError } from "holdpoint";

import { type Format, type Item, readItems, sizeOf } from "./files.js";
import { type Host, put } from "./host.js";
import { type Origin, renderError } from "./problems.js";
import { bar, Progress } from "./progress.js";
import { Style } from "./style.js";

/** An entry that couldn't be read at all. */
class Unreadable extends Error {
  constructor(readonly item: Item & { readonly error: HoldpointError }) {
    super(item.error.message);
  }
}

/** The entries of some files, one after the other, as they come. */
export class Log {
  readonly #paths: readonly string[];
  readonly #format: Format | undefined;
  readonly #host: Host;
  readonly #progress: Progress;
  /** From which entry on the entries stand in which lines, one below the other. */
  readonly #places: { index: number; name: string; line: number }[] = [];
  #count = 0;

  constructor(paths: readonly string[], format: Format | undefined, host: Host) {
    this.#paths = paths.length === 0 ? ["-"] : paths;
    this.#format = format;
    this.#host = host;
    this.#progress = new Progress(host, "at the end");
  }

  /** How many entries went by. */
  get count(): number {
    return this.#count;
  }

  /** The entries, each turned into what is to be handed on; what becomes `undefined` is left out. */
  async *entries<T>(taken: (entry: unknown) => T | undefined): AsyncGenerator<T> {
    const whole = await sizeOf(this.#paths);
    let done = 0;
    try {
      for (const path of this.#paths) {
        for await (const item of readItems(path, this.#format, this.#host, (bytes) => { done += bytes; })) {
          if (item.error !== undefined) throw new Unreadable(item);
          const value = taken(item.value);
          if (value === undefined) continue;
          this.#note(item.origin);
          this.#count++;
          yield value;
          this.#progress.at(() => bar(done, whole, `${this.#count.toLocaleString("en")} entries`));
        }
      }
    } finally {
      this.#progress.end();
    }
  }

  #note({ name, line }: Origin): void {
    const last = this.#places.at(-1);
    const expected = last === undefined ? undefined : last.line + this.#count - last.index;
    if (last?.name === name && (line === undefined || line === expected)) return;
    this.#places.push({ index: this.#count, name, line: line ?? 0 });
  }

  /** Where an entry stands. */
  origin(index: number): Origin {
    const place = this.#places.findLast((each) => each.index <= index);
    if (place === undefined) return { name: this.#paths[0] ?? "" };
    return { name: place.name, line: place.line === 0 ? undefined : place.line + index - place.index };
  }

  /** Does something with the log. Should an entry be wrong, that is printed, and nothing comes of it. */
  async read<T>(work: () => Promise<T>, json: boolean): Promise<T | undefined> {
    try {
      return await work();
    } catch (thrown) {
      if (thrown instanceof Unreadable) await this.#print(thrown.item.error, thrown.item.origin, json);
      else if (thrown instanceof HoldpointError) await this.#refuse(thrown, json);
      else throw thrown;
      return undefined;
    }
  }

  /** An error whose places begin with the index of an entry, printed by the lines of the file. */
  async #refuse(error: HoldpointError, json: boolean): Promise<void> {
    for (const diagnostic of error.diagnostics) {
      const [, index = "", rest = ""] = /^\/(\d+)(.*)$/su.exec(diagnostic.path) ?? [];
      const own = index === "" ? diagnostic : { ...diagnostic, path: rest };
      const { code, path, message } = own;
      const origin = index === "" ? { name: this.#paths[0] ?? "" } : this.origin(Number(index));
      await this.#print(new HoldpointError({ code, path, message, diagnostics: [own] }), origin, json);
    }
  }

  async #print(error: HoldpointError, origin: Origin, json: boolean): Promise<void> {
    const { stdout, stderr, env } = this.#host;
    if (json) await put(stdout, `${JSON.stringify({ error: { file: origin.name, line: origin.line, ...error.toJSON() } })}\n`);
    else await put(stderr, renderError(error, origin, new Style(stderr, env)));
  }
}
