import { packed, unpacked } from "./link.js";
import { presetOf, type Preset } from "./presets.js";

/** A preset of the desk and the texts that were made of it. */
export interface Opening {
  readonly preset: Preset;
  readonly policyText: string;
  readonly caseText: string;
}

/** The part of an address behind `#` that opens these texts again. */
export function addressOf({ preset, policyText, caseText }: Opening): string {
  if (policyText === preset.policy && caseText === preset.case) return preset.hash;
  return `edit/${packed(preset.hash, [preset.policy, preset.case], [policyText, caseText])}`;
}

/** What an address opens; null where it says nothing that this page has. */
export function openingOf(hash: string): Opening | null {
  const edited = hash.startsWith("edit/") ? unpacked(hash.slice("edit/".length), textsOf) : { of: hash, texts: null };
  const preset = edited && presetOf(edited.of);
  if (edited === null || preset === null) return null;
  const [policyText = preset.policy, caseText = preset.case] = edited.texts ?? [];
  return { preset, policyText, caseText };
}

function textsOf(hash: string): string[] | null {
  const preset = presetOf(hash);
  return preset && [preset.policy, preset.case];
}
