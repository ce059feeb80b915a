/**
 * Writes a value of the host as bytes for the engine: the tape that `src/parse/tape.rs` reads.
 *
 * The value is walked once. What is no data becomes a refusal at its place instead of an error, so
 * that the engine can report every problem of a case at once, each with its JSON Pointer.
 */

import type { Limits } from "../generated/types.js";

/** What holds where a policy doesn't say otherwise. */
export const DEFAULT_LIMITS: Limits = {
  text: 1024 * 1024, depth: 64, keys: 10_000, entries: 100_000, values: 1_000_000,
};

/** Bytes of all texts and keys of one value together; a text may stand in many places of it. */
export const TEXT_IN_ALL = 64 * 1024 * 1024;

/** The numbers of `RefusalKind` in `src/model/value.rs`. */
const enum Refusal {
  NotFinite = 1,
  BigInt,
  Function,
  Symbol,
  Exotic,
  Cycle,
  Threw,
  ProtoKey,
  Sparse,
  BrokenKey,
  InvalidDate,
  TooDeep,
  TooManyKeys,
  TooManyEntries,
  TooManyValues,
  TextTooLong,
  TooMuchText,
}

const enum Tag {
  Null,
  False,
  True,
  Number,
  Text,
  MendedText,
  List,
  Map,
  Time,
  Refused,
}

/** Built-ins that hold their data where `Object.keys` doesn't see it, by `Object.prototype.toString`. */
const EXOTIC: ReadonlySet<string> = new Set([
  "ArrayBuffer", "BigInt", "Boolean", "Error", "Map", "Number", "Promise", "RegExp", "Set",
  "SharedArrayBuffer", "String", "Symbol", "WeakMap", "WeakRef", "WeakSet",
]);

/** Texts shorter than this are copied unit by unit, which beats a call of the encoder. */
const SHORT = 48;

/** A buffer that has grown beyond this isn't kept for the next value. */
const KEPT = 4 * 1024 * 1024;

const encoder = new TextEncoder();
const { getPrototypeOf, keys: ownKeys, prototype: plain } = Object;

/** Which top-level keys are neither read nor refused. */
export class Ignored {
  readonly #names = new Set<string>();
  readonly #prefixes: string[] = [];

  constructor(patterns: readonly string[]) {
    for (const pattern of patterns) {
      if (pattern.endsWith("*")) this.#prefixes.push(pattern.slice(0, -1));
      else this.#names.add(pattern);
    }
  }

  has(key: string): boolean {
    return this.#names.has(key) || this.#prefixes.some((prefix) => key.startsWith(prefix));
  }
}

/** A tape that is being written. One after the other, many values can be written on it. */
export class Tape {
  #bytes = new Uint8Array(4096);
  #view = new DataView(this.#bytes.buffer);
  #at = 0;
  #limits: Limits = DEFAULT_LIMITS;
  #values = 0;
  #text = 0;
  /** The limit on the whole that was passed: nothing more is read. */
  #full: Refusal.TooManyValues | Refusal.TooMuchText | 0 = 0;
  readonly #ancestors: object[] = [];

  /** Makes it empty again. */
  reset(): void {
    this.#at = 0;
    if (this.#bytes.length > KEPT) {
      this.#bytes = new Uint8Array(4096);
      this.#view = new DataView(this.#bytes.buffer);
    }
  }

  /** How many bytes are written. */
  get length(): number {
    return this.#at;
  }

  /** What was written between two places; valid until the tape is used again. */
  bytes(from = 0, to = this.#at): Uint8Array {
    return this.#bytes.subarray(from, to);
  }

  /** Writes one value within limits of its own. Never throws what the host's objects throw. */
  write(value: unknown, limits: Limits, ignored?: Ignored): void {
    this.#limits = limits;
    this.#values = this.#limits.values;
    this.#text = TEXT_IN_ALL;
    this.#full = 0;
    const start = this.#at;
    try {
      this.#value(value, 1, ignored);
      if (this.#full !== 0) {
        // It is the whole that is too large, so the whole is refused: the engine needn't take it in first.
        this.#at = start;
        this.#refuse(this.#full, String(this.#full === Refusal.TooManyValues ? this.#limits.values : TEXT_IN_ALL));
      }
    } finally {
      // The host's objects must not be kept alive.
      this.#ancestors.length = 0;
    }
  }

  /** Begins a list whose entries are written by `write`; the result is for `endList`. */
  beginList(): number {
    return this.#begin(Tag.List);
  }

  /** Ends a list. */
  endList(begun: number, count: number): void {
    this.#view.setUint32(begun, count, true);
  }

  /** Writes that reading a value threw. */
  writeThrown(thrown: unknown): void {
    this.#refuse(Refusal.Threw, describe(thrown));
  }

  /** Writes that a list has a hole where this value should be. */
  writeHole(): void {
    this.#refuse(Refusal.Sparse, "");
  }

  #value(value: unknown, depth: number, ignored: Ignored | undefined): void {
    if (this.#values-- <= 0) {
      this.#full = Refusal.TooManyValues;
      return;
    }
    switch (typeof value) {
      case "string":
        this.#textValue(value);
        return;
      case "number":
        this.#number(value);
        return;
      case "boolean":
        this.#tag(value ? Tag.True : Tag.False);
        return;
      case "undefined":
        this.#tag(Tag.Null);
        return;
      case "bigint":
        this.#refuse(Refusal.BigInt, "");
        return;
      case "function":
        this.#refuse(Refusal.Function, "");
        return;
      case "symbol":
        this.#refuse(Refusal.Symbol, "");
        return;
      default:
        if (value === null) this.#tag(Tag.Null);
        else this.#object(value as object, depth, ignored);
    }
  }

  #object(value: object, depth: number, ignored: Ignored | undefined): void {
    if (depth > this.#limits.depth) {
      this.#refuse(Refusal.TooDeep, String(this.#limits.depth));
      return;
    }
    const ancestors = this.#ancestors;
    for (let level = depth - 1; level > 0; level--) {
      if (ancestors[level] === value) {
        this.#refuse(Refusal.Cycle, "");
        return;
      }
    }
    ancestors[depth] = value;
    const start = this.#at;
    try {
      if (Array.isArray(value)) {
        this.#list(value, depth);
        return;
      }
      const prototype: unknown = getPrototypeOf(value);
      if (prototype === plain || prototype === null || !this.#special(value)) {
        this.#map(value as Record<string, unknown>, depth, ignored);
      }
    } catch (thrown) {
      this.#at = start;
      this.#refuse(Refusal.Threw, describe(thrown));
    }
  }

  #list(list: readonly unknown[], depth: number): void {
    const start = this.#at;
    const length: unknown = list.length;
    // A proxy may say anything.
    if (!Number.isSafeInteger(length) || (length as number) < 0) {
      this.#refuse(Refusal.Threw, "the list's length is no whole number");
      return;
    }
    if ((length as number) > this.#limits.entries) {
      this.#refuse(Refusal.TooManyEntries, String(this.#limits.entries));
      return;
    }
    const begun = this.#begin(Tag.List);
    let count = 0;
    while (count < (length as number) && this.#full === 0) {
      let entry: unknown;
      try {
        entry = list[count];
      } catch (thrown) {
        this.#values--;
        this.#refuse(Refusal.Threw, describe(thrown));
        count++;
        continue;
      }
      if (entry === undefined && !(count in list)) {
        this.#at = start;
        this.#refuse(Refusal.Sparse, "");
        return;
      }
      this.#value(entry, depth + 1, undefined);
      count++;
    }
    this.#view.setUint32(begun, count, true);
  }

  #map(map: Record<string, unknown>, depth: number, ignored: Ignored | undefined): void {
    const keys = ownKeys(map);
    if (keys.length > this.#limits.keys) {
      this.#refuse(Refusal.TooManyKeys, String(this.#limits.keys));
      return;
    }
    const begun = this.#begin(Tag.Map);
    let count = 0;
    for (let index = 0; index < keys.length && this.#full === 0; index++) {
      const key = keys[index] as string;
      if (ignored !== undefined && ignored.has(key)) continue;
      if (key === "__proto__") {
        this.#key(key);
        this.#refuse(Refusal.ProtoKey, "");
        count++;
        continue;
      }
      let entry: unknown;
      try {
        entry = map[key];
      } catch (thrown) {
        this.#values--;
        if (this.#key(key)) this.#refuse(Refusal.Threw, describe(thrown));
        count++;
        continue;
      }
      // `undefined` is the same as an absent key. It costs a value all the same: one object full of
      // them, standing in many places, would else be a long way for nothing.
      if (entry === undefined && --this.#values >= 0) continue;
      if (this.#key(key)) this.#value(entry, depth + 1, undefined);
      count++;
    }
    this.#view.setUint32(begun, count, true);
  }

  /** Writes what isn't a list or a plain object in spite of its type; false if it is one after all. */
  #special(value: object): boolean {
    const name = plain.toString.call(value).slice(8, -1);
    if (value instanceof Date || name === "Date") {
      this.#date(value as Date);
      return true;
    }
    const exotic =
      EXOTIC.has(name) ||
      ArrayBuffer.isView(value) ||
      // A subclass may call itself otherwise.
      value instanceof Map || value instanceof Set || value instanceof Promise || value instanceof Error ||
      // The host's own classes, such as `URL` and `Headers`.
      (name !== "Object" && ownKeys(value).length === 0);
    if (exotic) this.#refuse(Refusal.Exotic, name);
    return exotic;
  }

  #date(date: Date): void {
    let millis: number;
    try {
      millis = Date.prototype.getTime.call(date);
    } catch {
      // A proxy of a date, or an object that only says that it is one.
      this.#refuse(Refusal.Exotic, "Date");
      return;
    }
    if (Number.isNaN(millis)) {
      this.#refuse(Refusal.InvalidDate, "");
      return;
    }
    this.#reserve(9);
    this.#bytes[this.#at] = Tag.Time;
    this.#view.setFloat64(this.#at + 1, millis, true);
    this.#at += 9;
  }

  #number(value: number): void {
    // Neither of these is finite: NaN, Infinity and -Infinity.
    if (value - value !== 0) {
      this.#refuse(Refusal.NotFinite, String(value));
      return;
    }
    this.#reserve(9);
    this.#bytes[this.#at] = Tag.Number;
    // `-0 + 0` is `0`.
    this.#view.setFloat64(this.#at + 1, value + 0, true);
    this.#at += 9;
  }

  #textValue(text: string): void {
    const { length } = text;
    // A text has at least as many bytes as units: one past the limit is never encoded.
    if (length > this.#limits.text) {
      this.#refuse(Refusal.TextTooLong, String(this.#limits.text));
      return;
    }
    const at = this.#at;
    this.#reserve(5 + 3 * length);
    const written = this.#encode(text, at + 5);
    if (written > this.#limits.text) {
      this.#refuse(Refusal.TextTooLong, String(this.#limits.text));
      return;
    }
    this.#text -= written;
    if (this.#text < 0) {
      this.#full = Refusal.TooMuchText;
      return;
    }
    // As many bytes as units: it is ASCII, and whole.
    this.#bytes[at] = written === length || isWhole(text) ? Tag.Text : Tag.MendedText;
    this.#view.setUint32(at + 1, written, true);
    this.#at = at + 5 + written;
  }

  /** Writes a key; one that is no whole text gets its refusal for a value, and the answer is false. */
  #key(key: string): boolean {
    const tooLong = key.length > this.#limits.text;
    // Its beginning stands for it in the problem's path.
    const shown = tooLong ? `${key.slice(0, SHORT)}…` : key;
    const at = this.#at;
    this.#reserve(4 + 3 * shown.length);
    const written = this.#encode(shown, at + 4);
    this.#view.setUint32(at, written, true);
    this.#at = at + 4 + written;
    this.#text -= written;
    if (tooLong || written > this.#limits.text) {
      this.#refuse(Refusal.TextTooLong, String(this.#limits.text));
      return false;
    }
    if (written !== key.length && !isWhole(key)) {
      this.#refuse(Refusal.BrokenKey, "");
      return false;
    }
    if (this.#text < 0) {
      this.#full = Refusal.TooMuchText;
      return false;
    }
    return true;
  }

  /** Encodes a text at a place where there is room for it; the result is its length in bytes. */
  #encode(text: string, at: number): number {
    const { length } = text;
    const bytes = this.#bytes;
    if (length < SHORT) {
      let index = 0;
      for (; index < length; index++) {
        const unit = text.charCodeAt(index);
        if (unit > 0x7f) break;
        bytes[at + index] = unit;
      }
      if (index === length) return length;
    }
    // Lone surrogates become U+FFFD, one for one.
    return encoder.encodeInto(text, bytes.subarray(at)).written;
  }

  #refuse(kind: Refusal, detail: string): void {
    this.#reserve(6 + 3 * detail.length);
    const at = this.#at;
    const written = this.#encode(detail, at + 6);
    this.#bytes[at] = Tag.Refused;
    this.#bytes[at + 1] = kind;
    this.#view.setUint32(at + 2, written, true);
    this.#at = at + 6 + written;
  }

  #tag(tag: Tag): void {
    this.#reserve(1);
    this.#bytes[this.#at++] = tag;
  }

  #begin(tag: Tag): number {
    this.#reserve(5);
    this.#bytes[this.#at] = tag;
    this.#at += 5;
    return this.#at - 4;
  }

  #reserve(room: number): void {
    const needed = this.#at + room;
    if (needed <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, 2 * this.#bytes.length));
    grown.set(this.#bytes.subarray(0, this.#at));
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }
}

const native = (String.prototype as { isWellFormed?: (this: string) => boolean }).isWellFormed;

/** Whether a text holds no half of a surrogate pair. */
export const isWhole: (text: string) => boolean =
  native === undefined ? (text) => !/\p{Surrogate}/u.test(text) : (text) => native.call(text);

/** What a getter or a proxy trap threw, in a few words. It may be anything, itself a proxy that throws. */
export function describe(thrown: unknown): string {
  try {
    const said: unknown =
      typeof thrown === "object" && thrown !== null && "message" in thrown ? thrown.message : thrown;
    return typeof said === "symbol" ? "a symbol" : String(said).slice(0, 200);
  } catch {
    return "";
  }
}
