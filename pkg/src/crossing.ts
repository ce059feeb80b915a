/** How values cross to the engine: on one tape, and long lists of them in pieces. */

import { failure } from "./engine.js";
import { problem } from "./errors.js";
import type { Glue } from "./raw.js";
import { DEFAULT_LIMITS, describe, type Ignored, Tape } from "./tape.js";
import type { Limits } from "../generated/types.js";

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

/** Records, entries or the like, at hand or still to come. */
export type Source<T> = Iterable<T> | AsyncIterable<T>;

/** What takes a long list piece by piece and then gives one answer. */
export interface Sink<T> {
  /** Takes the next entries. What it needs of the tape it has to take at once. */
  push(entries: Uint8Array): void;
  finish(): T;
  /** Lets go of everything; called when no answer will be asked for. */
  cancel(): void;
}

/** How the entries of a list are written. */
export interface Writing {
  readonly limits: Limits;
  readonly ignored?: Ignored | undefined;
}

/** Hands every entry of a source to a sink. A source that is still to come gives a promise. */
export function pour<T>(source: Source<unknown>, sink: Sink<T>, writing: Writing): T | Promise<T> {
  const pieces = new Pieces(sink, writing);
  const entries = begun(source);
  if (!(Symbol.asyncIterator in entries)) {
    try {
      for (const entry of read(entries)) pieces.add(entry);
      return pieces.end();
    } catch (thrown) {
      sink.cancel();
      throw thrown;
    }
  }
  return awaited(entries, pieces, sink);
}

async function awaited<T>(source: AsyncIterable<unknown>, pieces: Pieces<T>, sink: Sink<T>): Promise<T> {
  try {
    // What the host's own source throws is the host's affair.
    for await (const entry of source) pieces.add(entry);
    return pieces.end();
  } catch (thrown) {
    sink.cancel();
    throw thrown;
  }
}

function begun(source: unknown): Source<unknown> {
  const iterable = typeof source === "object" && source !== null &&
    (Symbol.iterator in source || Symbol.asyncIterator in source);
  if (!iterable) throw problem("HP0203", "", "expected a list", "hand over an array, or anything that can be iterated");
  return source as Source<unknown>;
}

/** The entries of a list; a hole or an entry that can't be read stands for itself. */
function* read(source: Iterable<unknown>): Generator<unknown> {
  let iterator: Iterator<unknown>;
  try {
    iterator = source[Symbol.iterator]();
  } catch (thrown) {
    throw problem("HP0404", "", `reading this threw: ${describe(thrown)}`, "hand over a plain copy of the list");
  }
  yield* { [Symbol.iterator]: () => iterator };
}

class Pieces<T> {
  readonly #sink: Sink<T>;
  readonly #writing: Writing;
  /** One of its own: between two entries the host may ask for decisions. */
  readonly #tape = new Tape();
  #begun = 0;
  #count = 0;

  constructor(sink: Sink<T>, writing: Writing) {
    this.#sink = sink;
    this.#writing = writing;
    this.#begun = this.#tape.beginList();
  }

  add(entry: unknown): void {
    this.#tape.write(entry, this.#writing.limits, this.#writing.ignored);
    this.#count++;
    if (this.#tape.length >= PIECE) this.#send();
  }

  end(): T {
    this.#send();
    return this.#sink.finish();
  }

  #send(): void {
    this.#tape.endList(this.#begun, this.#count);
    this.#sink.push(this.#tape.bytes());
    this.#tape.reset();
    this.#begun = this.#tape.beginList();
    this.#count = 0;
  }
}
