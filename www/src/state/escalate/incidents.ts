import type { SimulatedAnswer } from "holdpoint";

import { defaultPolicy, stories, storyTitle } from "../presets.js";

/** Where a policy, an incident and the answers of people come from. */
export interface IncidentPreset {
  /** The part of the address behind `#`. */
  readonly hash: string;
  readonly title: string;
  readonly group: string;
  readonly source: string;
  readonly about: string;
  readonly policy: string;
  readonly incident: string;
  readonly answers: readonly SimulatedAnswer[];
}

/** Every incident that the stories tell. */
export const INCIDENTS: readonly IncidentPreset[] = stories.flatMap((story) =>
  story.incidents.map(({ title, source, text, answers }, index) => ({
    hash: `escalate/${story.name}/${index + 1}`,
    title, source, answers,
    group: storyTitle(story.name),
    about: story.about,
    policy: story.policy ?? defaultPolicy,
    incident: text,
  })),
);

/** What an address names; null where it names nothing. */
export function incidentOf(hash: string): IncidentPreset | null {
  return INCIDENTS.find((preset) => preset.hash === hash) ?? null;
}

/** What the room opens with: the runbook's example, the whole way. */
export const firstIncident: IncidentPreset = incidentOf("escalate/payment-approver-away/1") ?? INCIDENTS[0] ?? none();

function none(): never {
  throw new Error("no story tells an incident");
}
