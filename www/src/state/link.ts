/** Addresses that hold edits: the preset that was edited, and the stretches that are different. */

import { changed, difference, type Difference } from "./difference.js";
import { presetOf, type Preset } from "./presets.js";

/** A preset and the texts that were made of it. */
export interface Opening {
  readonly preset: Preset;
  readonly policyText: string;
  readonly caseText: string;
}

interface Link {
  readonly of: string;
  /** How long the preset's texts were: where they have changed since, the edits have lost their places. */
  readonly lengths: readonly [number, number];
  readonly policy: Difference;
  readonly case: Difference;
}

/** The part of an address behind `#` that opens these texts again. */
export function addressOf({ preset, policyText, caseText }: Opening): string {
  if (policyText === preset.policy && caseText === preset.case) return preset.hash;
  const link: Link = {
    of: preset.hash,
    lengths: [preset.policy.length, preset.case.length],
    policy: difference(preset.policy, policyText),
    case: difference(preset.case, caseText),
  };
  const bytes = new TextEncoder().encode(JSON.stringify(link));
  return `edit/${btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`;
}

/** What an address opens; null where it says nothing that this page has. */
export function openingOf(hash: string): Opening | null {
  if (!hash.startsWith("edit/")) {
    const preset = presetOf(hash);
    return preset && { preset, policyText: preset.policy, caseText: preset.case };
  }
  const link = linkOf(hash.slice("edit/".length));
  const preset = link && presetOf(link.of);
  if (link === null || preset === null) return null;
  const [policyLength, caseLength] = link.lengths;
  if (preset.policy.length !== policyLength || preset.case.length !== caseLength) {
    return { preset, policyText: preset.policy, caseText: preset.case };
  }
  return { preset, policyText: changed(preset.policy, link.policy), caseText: changed(preset.case, link.case) };
}

function linkOf(text: string): Link | null {
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
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
    && isDifference(link.policy) && isDifference(link.case);
}

function isDifference(value: Difference | undefined): value is Difference {
  return value !== undefined && Number.isInteger(value.from) && Number.isInteger(value.to) && typeof value.insert === "string";
}
