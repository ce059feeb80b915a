import type { SimulatedAnswer } from "holdpoint";

import { packed, unpacked } from "../link.js";
import { incidentOf, type IncidentPreset } from "./incidents.js";

/** A preset of an incident, and what was made of it. */
export interface IncidentOpening {
  readonly preset: IncidentPreset;
  readonly policyText: string;
  readonly incidentText: string;
  readonly answers: readonly SimulatedAnswer[];
}

const EDIT = "escalate/edit/";

/** A preset as it was told. */
export function untouched(preset: IncidentPreset): IncidentOpening {
  return { preset, policyText: preset.policy, incidentText: preset.incident, answers: preset.answers };
}

/** Whether this is the preset as it was told. */
export function isUntouched({ preset, policyText, incidentText, answers }: IncidentOpening): boolean {
  return policyText === preset.policy && incidentText === preset.incident && sameAnswers(answers, preset.answers);
}

/** Whether the same people answer the same. */
export function sameAnswers(a: readonly SimulatedAnswer[], b: readonly SimulatedAnswer[]): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The part of an address behind `#` that opens this again. */
export function incidentAddress(opening: IncidentOpening): string {
  if (isUntouched(opening)) return opening.preset.hash;
  const { preset, policyText, incidentText, answers } = opening;
  return EDIT + packed(preset.hash, [preset.policy, preset.incident], [policyText, incidentText], answers);
}

/** What an address opens; null where it says nothing that this page has. */
export function incidentOpening(hash: string): IncidentOpening | null {
  const edited = hash.startsWith(EDIT) ? unpacked(hash.slice(EDIT.length), textsOf) : { of: hash, texts: null, more: undefined };
  const preset = edited && incidentOf(edited.of);
  if (edited === null || preset === null) return null;
  const plain = untouched(preset);
  if (edited.texts === null) return plain;
  const [policyText = plain.policyText, incidentText = plain.incidentText] = edited.texts;
  // The engine says what is wrong with an answer that somebody wrote into an address by hand.
  const answers = Array.isArray(edited.more) ? (edited.more as SimulatedAnswer[]) : plain.answers;
  return { preset, policyText, incidentText, answers };
}

function textsOf(hash: string): string[] | null {
  const preset = incidentOf(hash);
  return preset && [preset.policy, preset.incident];
}
