import stories from "virtual:stories";

import defaultPolicy from "../../../policies/default.yaml?raw";
import { FLEET } from "../engine/fleet.js";
import { toYaml } from "../engine/write.js";
import welcomeCase from "./welcome.yaml?raw";

export { defaultPolicy, stories };

/** Where a policy and a case come from. */
export interface Preset {
  /** The part of the address behind `#`. */
  readonly hash: string;
  readonly title: string;
  readonly source: string;
  readonly about: string;
  /** The story whose policy it is; null where it is the default policy. */
  readonly story: string | null;
  readonly policy: string;
  readonly case: string;
  /** The lane that whoever wrote the case expects. */
  readonly expected: string | null;
}

/** The address of what the page opens with. */
export const FIRST = "welcome";

/** What the page opens with. */
export const welcome: Preset = {
  hash: FIRST,
  title: "A lead worth 60,000 asks for last year’s rates",
  source: "Change either text and watch the lane, the reasons and all example cases follow.",
  about: "",
  story: null,
  policy: defaultPolicy,
  case: welcomeCase,
  expected: null,
};

/** Whether an address is of the kind that names a preset, there or not. */
export function isPresetHash(hash: string): boolean {
  const [kind] = hash.split("/");
  return kind === FIRST || kind === "story" || kind === "example";
}

/** What an address names; null where it names nothing. */
export function presetOf(hash: string): Preset | null {
  const [kind, name = "", number] = hash.split("/");
  if (kind === FIRST) return welcome;
  if (kind === "story") return storyPreset(name, Number(number));
  if (kind === "example") return examplePreset(name, number ?? null);
  return null;
}

function storyPreset(name: string, number: number): Preset | null {
  const story = stories.find((each) => each.name === name);
  const entry = story?.cases[number - 1];
  if (story === undefined || entry === undefined) return null;
  return {
    hash: storyHash(name, number - 1),
    title: entry.title,
    source: entry.source,
    about: story.about,
    story: story.policy === null ? null : name,
    policy: story.policy ?? defaultPolicy,
    case: entry.text,
    expected: entry.expected,
  };
}

/** The address of a story's case; `index` counts from 0, addresses from 1. */
export function storyHash(name: string, index: number): string {
  return `story/${name}/${index + 1}`;
}

function examplePreset(id: string, story: string | null): Preset | null {
  const found = FLEET.find((each) => each.id === id);
  const policy = story === null ? defaultPolicy : stories.find(({ name }) => name === story)?.policy;
  if (found === undefined || policy == null) return null;
  return {
    hash: exampleHash(id, story),
    title: `Example case ${id}`,
    source: `One of the shipped example cases, under ${story === null ? "the default policy" : `the policy of “${storyTitle(story)}”`}.`,
    about: "",
    story,
    policy,
    case: toYaml(found.input as unknown as Record<string, unknown>),
    expected: null,
  };
}

/** The address of a shipped case under the policy of a story; without one under the default policy. */
export function exampleHash(id: string, story: string | null): string {
  return story === null ? `example/${id}` : `example/${id}/${story}`;
}

/** A story's name for people. */
export function storyTitle(name: string): string {
  const words = name.replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
