import { runs } from "virtual:stories";
import type { Policy, Run } from "holdpoint";

import { broken, type Break, compiled, readRun, type RunReading, runToYaml } from "../engine/run.js";
import { defaultPolicy, storyTitle } from "./presets.js";

/** A run of a story. */
export interface RunPreset {
  /** The part of the address behind `#`. */
  readonly hash: string;
  readonly group: string;
  readonly title: string;
  readonly source: string;
  readonly about: string;
  readonly policy: string;
  readonly run: Run;
}

/** The address of this room. */
export const ROLLBACK = "rollback";

/** Stories in the order in which they teach. */
const ORDER = ["three-patterns", "sales-order-resumed", "payment-ready-to-undo", "design-rules"];

/** Every run to choose from. */
export const RUN_PRESETS: readonly RunPreset[] = [...runs]
  .sort((a, b) => rank(a.name) - rank(b.name))
  .flatMap(({ name, about, policy, runs: told }) => told.map(({ title, source, run }, index) => ({
    hash: `${ROLLBACK}/${name}/${index + 1}`, group: storyTitle(name), title, source, about, policy: policy ?? defaultPolicy, run,
  })));

function rank(name: string): number {
  const at = ORDER.indexOf(name);
  return at === -1 ? ORDER.length : at;
}

/** What an address names; the first where it names nothing. */
export function runPresetOf(hash: string): RunPreset {
  const found = RUN_PRESETS.find((preset) => preset.hash === hash) ?? RUN_PRESETS[0];
  if (found === undefined) throw new Error("the page has no runs");
  return found;
}

/** Everything that this room shows. */
export interface RunDesk {
  readonly preset: RunPreset;
  readonly text: string;
  /** Counts the changes of the text that didn't come from its editor. */
  readonly written: number;
  readonly reading: RunReading;
  /** The last reading that had an answer. */
  readonly shown: RunReading;
  /** Whether the text, as it is now, is no run. */
  readonly stale: boolean;
}

const PAUSE = 140;

/** Holds a run's text and keeps its plan in step with it. */
export class RunStore {
  #desk: RunDesk;
  #policy: Policy;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #listeners = new Set<(desk: RunDesk) => void>();

  constructor(hash: string) {
    const preset = runPresetOf(hash);
    this.#policy = compiled(preset.policy);
    const text = runToYaml(preset.run);
    const reading = readRun(text, this.#policy);
    this.#desk = { preset, text, written: 0, reading, shown: reading, stale: reading.answer === null };
  }

  get desk(): RunDesk {
    return this.#desk;
  }

  subscribe(listener: (desk: RunDesk) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  open(hash: string): void {
    const preset = runPresetOf(hash);
    if (preset.policy !== this.#desk.preset.policy) {
      this.#policy.free();
      this.#policy = compiled(preset.policy);
    }
    this.#write({ preset }, runToYaml(preset.run));
  }

  reset(): void {
    this.open(this.#desk.preset.hash);
  }

  /** Breaks the run at a step, and plans at once. */
  break(step: string, how: Break): void {
    const { run } = this.#desk.shown;
    if (run !== null) this.#write({}, runToYaml(broken(run, step, how)));
  }

  type(text: string): void {
    if (text === this.#desk.text) return;
    this.#set({ ...this.#desk, text });
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#read({}, text, this.#desk.written), PAUSE);
  }

  #write(part: Partial<RunDesk>, text: string): void {
    this.#read(part, text, this.#desk.written + 1);
  }

  #read(part: Partial<RunDesk>, text: string, written: number): void {
    clearTimeout(this.#timer);
    const reading = readRun(text, this.#policy);
    const stale = reading.answer === null;
    this.#set({ ...this.#desk, ...part, text, written, reading, stale, shown: stale ? this.#desk.shown : reading });
  }

  #set(desk: RunDesk): void {
    this.#desk = desk;
    for (const listener of this.#listeners) listener(desk);
  }
}
