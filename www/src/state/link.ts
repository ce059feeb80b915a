/** Addresses that hold edits: what was edited, and the stretches that are different. */

import { changed, difference, type Difference } from "./difference.js";

interface Link {
  /** The address of what was edited. */
  readonly of: string;
  /** How long its texts were: where they have changed since, the edits have lost their places. */
  readonly lengths: readonly number[];
  readonly edits: readonly Difference[];
  /** What else was chosen. */
  readonly more?: unknown;
}

/** Texts that were edited, and what else was chosen. */
export interface Edited {
  readonly of: string;
  /** The texts, made of those that `before` gave; null where these aren't what they were. */
  readonly texts: readonly string[] | null;
  readonly more: unknown;
}

/** Packs edits into a word that an address can hold. */
export function packed(of: string, before: readonly string[], after: readonly string[], more?: unknown): string {
  const edits = before.map((text, index) => difference(text, after[index] ?? ""));
  const link: Link = { of, lengths: before.map(({ length }) => length), edits, ...(more === undefined ? {} : { more }) };
  const bytes = new TextEncoder().encode(JSON.stringify(link));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** Unpacks them again; null where the word, or what it names, isn't there. */
export function unpacked(word: string, before: (of: string) => readonly string[] | null): Edited | null {
  const link = linkOf(word);
  const texts = link && before(link.of);
  if (link === null || texts === null) return null;
  const fits = texts.length === link.lengths.length && texts.every(({ length }, index) => length === link.lengths[index]);
  const { of, edits, more } = link;
  const made = () => texts.map((text, index) => changed(text, edits[index] ?? { from: 0, to: 0, insert: "" }));
  return { of, texts: fits ? made() : null, more };
}

function linkOf(word: string): Link | null {
  try {
    const bytes = Uint8Array.from(atob(word.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
    const link: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return isLink(link) ? link : null;
  } catch {
    // Whoever cut a link in half gets the page all the same, as with any address that names nothing.
    return null;
  }
}

function isLink(value: unknown): value is Link {
  const link = value as Partial<Link> | null;
  return typeof link === "object" && link !== null && typeof link.of === "string" && Array.isArray(link.lengths)
    && Array.isArray(link.edits) && link.edits.every(isDifference);
}

function isDifference(value: Difference | null | undefined): value is Difference {
  return value != null && Number.isInteger(value.from) && Number.isInteger(value.to) && typeof value.insert === "string";
}
