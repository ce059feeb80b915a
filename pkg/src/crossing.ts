/** How values cross to the engine: on one tape, and long lists of them in pieces. */

import { failure } from "./engine.js";
import { problem } from "./errors.js";
import type { Glue } from "./raw.js";
import { DEFAULT_LIMITS, describe, type Ignored, Tape } from "./tape.js";
import type { Limits } from "../generated/types.js";
import type { Entries } from "./types.js";

/** Lists cross in pieces of about this many bytes, so that their length doesn't show in the memory. */
export const PIECE = 1024 * 1024;

/** A tape that holds null: no options. */
export const NOTHING: Uint8Array = Uint8Array.of(0);

let idle: Tape | undefined;

/** A tape to write on. A getter of a case may itself ask for a decision: then there is a second one. */
export function borrow(): Tape {
  const tape = idle ?? new Tape();
  idle = undefined;
  return tape;
}

/** Makes a borrowed tape ready for the next value. */
export function giveBack(tape: Tape): void {
  tape.reset();
  idle = tape;
}

/** A tape of its own for a value that stays. */
export function taped(value: unknown, limits: Limits, ignored?: Ignored): Uint8Array {
  const tape = borrow();
  try {
    tape.write(value, limits, ignored);
    return tape.bytes().slice();
  } finally {
    giveBack(tape);
  }
}

/** A tape of a decision's options. */
export function optionsTape(options: unknown): Uint8Array {
  return options === undefined ? NOTHING : taped(options, DEFAULT_LIMITS);
}

/** Does something inside an instance; whatever it throws becomes the error for the caller. */
export function guarded<T>(glue: Glue, work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    throw failure(glue, thrown);
  }
}

/** What takes a long list piece by piece and then gives one answer. */
export interface Sink<T> {
  /** Takes the next entries. What it needs of the tape it has to take at once. */
  push(entries: Uint8Array): void;
  finish(): T;
  /** Lets go of everything; called when no answer will be asked for. */
  cancel(): void;
}

/** What an instance keeps between two pieces of a list; `finish` frees it. */
export interface Held {
  finish(): object;
  free(): void;
}

/** A sink that keeps what it needs inside an instance. */
export function fold<T>(glue: Glue, held: Held, push: (entries: Uint8Array) => void): Sink<T> {
  return {
    push: (entries) => guarded(glue, () => push(entries)),
    finish: () => guarded(glue, () => held.finish()) as T,
    cancel: () => guarded(glue, () => held.free()),
  };
}

/** How the entries of a list are written. */
export interface Writing {
  readonly limits: Limits;
}

/** Hands every entry of a source to a sink. A source that is still to come gives a promise. */
export function pour<T>(source: Entries<unknown>, sink: Sink<T>, writing: Writing): T | Promise<T> {
  const pieces = new Pieces(sink, writing);
  try {
    if (kind(source) === "later") return awaited(source as AsyncIterable<unknown>, pieces, sink);
    if (kind(source) === "list") pieces.addAll(source as readonly unknown[]);
    else for (const entry of source as Iterable<unknown>) pieces.add(entry);
    pieces.send();
  } catch (thrown) {
    sink.cancel();
    throw thrown;
  }
  return sink.finish();
}

function kind(source: unknown): "list" | "now" | "later" {
  let found: "list" | "now" | "later" | undefined;
  try {
    if (Array.isArray(source)) found = "list";
    else if (typeof source === "object" && source !== null) {
      if (Symbol.asyncIterator in source) found = "later";
      else if (Symbol.iterator in source) found = "now";
    }
  } catch (thrown) {
    throw problem("HP0404", "", `reading this threw: ${describe(thrown)}`, "hand over a plain copy of the list");
  }
  if (found !== undefined) return found;
  throw problem("HP0203", "", "expected a list", "hand over an array, or anything that can be iterated");
}

async function awaited<T>(source: AsyncIterable<unknown>, pieces: Pieces, sink: Sink<T>): Promise<T> {
  try {
    // What the host's own source throws is the host's affair.
    for await (const entry of source) pieces.add(entry);
    pieces.send();
  } catch (thrown) {
    sink.cancel();
    throw thrown;
  }
  return sink.finish();
}

class Pieces {
  readonly #sink: Sink<unknown>;
  readonly #writing: Writing;
  /** One of its own: between two entries the host may ask for decisions. */
  readonly #tape = new Tape();
  #begun = 0;
  #count = 0;

  constructor(sink: Sink<unknown>, writing: Writing) {
    this.#sink = sink;
    this.#writing = writing;
    this.#begun = this.#tape.beginList();
  }

  add(entry: unknown): void {
    this.#tape.write(entry, this.#writing.limits);
    this.#added();
  }

  /** The entries of an array; one that can't be read, and a hole, stand for themselves. */
  addAll(list: readonly unknown[]): void {
    for (let index = 0; index < list.length; index++) {
      let entry: unknown;
      try {
        entry = list[index];
        if (entry === undefined && !(index in list)) this.#tape.writeHole();
        else this.#tape.write(entry, this.#writing.limits);
      } catch (thrown) {
        this.#tape.writeThrown(thrown);
      }
      this.#added();
    }
  }

  #added(): void {
    this.#count++;
    if (this.#tape.length >= PIECE) this.send();
  }

  /** Hands over what was written since the last time. */
  send(): void {
    this.#tape.endList(this.#begun, this.#count);
    this.#sink.push(this.#tape.bytes());
    this.#tape.reset();
    this.#begun = this.#tape.beginList();
    this.#count = 0;
  }
}
