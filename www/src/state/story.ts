import type { Run, SimulatedAnswer } from "holdpoint";

/** A golden story: cases or incidents under one policy. */
export interface Story {
  /** The name of its folder. */
  readonly name: string;
  /** What it tells, in a sentence. */
  readonly about: string;
  /** Its policy; null where it is the default policy. */
  readonly policy: string | null;
  readonly cases: readonly StoryCase[];
  readonly incidents: readonly StoryIncident[];
}

/** One incident of a story. */
export interface StoryIncident {
  readonly title: string;
  readonly source: string;
  /** The incident as YAML. */
  readonly text: string;
  /** Who answers, and what; nobody else does. */
  readonly answers: readonly SimulatedAnswer[];
}

/** One case of a story. */
export interface StoryCase {
  readonly title: string;
  /** Where it comes from: the article and its passage, or a page of the specification. */
  readonly source: string;
  /** The case as it was written. */
  readonly text: string;
  /** The lane that the story expects. */
  readonly expected: string | null;
}

/** A golden story of runs. */
export interface RunStory {
  /** The name of its folder. */
  readonly name: string;
  /** What it tells, in a sentence. */
  readonly about: string;
  /** Its policy; null where it is the default policy. */
  readonly policy: string | null;
  readonly runs: readonly { readonly title: string; readonly source: string; readonly run: Run }[];
}
