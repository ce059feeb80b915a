import type { Lane, Policy } from "holdpoint";

import { readCase, readPolicy, type CaseReading, type FullDecision, type PolicyReading } from "../engine/evaluate.js";
import { withChanges, type ValueChange } from "../engine/edit.js";
import { decideFleet, FLEET, type FleetAnswer } from "../engine/fleet.js";
import { changed } from "./difference.js";
import { openingOf, type Opening } from "./opening.js";
import { exampleHash, presetOf, type Preset } from "./presets.js";

/** The last decision that there was, with what it was made of. */
export interface Shown {
  readonly decision: FullDecision;
  readonly input: unknown;
}

/** Everything that the page shows. */
export interface Desk {
  readonly preset: Preset;
  readonly policyText: string;
  readonly caseText: string;
  /** Counts the changes of the texts that didn't come from their editors. */
  readonly written: number;
  readonly policy: PolicyReading;
  readonly case: CaseReading;
  /** The policy that decides: the last one that compiled. */
  readonly engine: Policy;
  readonly shown: Shown | null;
  /** Whether the texts, as they are now, decide nothing. */
  readonly stale: boolean;
  readonly fleet: readonly FleetAnswer[];
  /** The lanes before the first edit. */
  readonly baseline: readonly Lane[];
}

const PAUSE = 140;

/** Holds the two texts and keeps the answers in step with them. */
export class DeskStore {
  #desk: Desk;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #listeners = new Set<(desk: Desk) => void>();

  constructor(opening: Opening) {
    this.#desk = decided({ ...opened(opening.preset, undefined), ...opening });
  }

  get desk(): Desk {
    return this.#desk;
  }

  subscribe(listener: (desk: Desk) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Opens a preset, edited or not: both texts change, and the baseline is the preset's own policy. */
  open(opening: Opening): void {
    clearTimeout(this.#timer);
    this.#set(decided({ ...opened(opening.preset, this.#desk), ...opening }));
  }

  /** Opens what an address names. Whether it named anything. */
  openHash(hash: string): boolean {
    const opening = openingOf(hash);
    if (opening !== null) this.open(opening);
    return opening !== null;
  }

  /** Takes the edits back. */
  reset(): void {
    const { preset } = this.#desk;
    this.open({ preset, policyText: preset.policy, caseText: preset.case });
  }

  /** Takes a shipped case to the desk; the policy stays as it is. */
  takeCase(index: number): void {
    const preset = presetOf(exampleHash(FLEET[index]?.id ?? "", this.#desk.preset.story));
    if (preset === null) return;
    this.#write({ preset, caseText: preset.case });
  }

  setPolicy(text: string): void {
    if (text === this.#desk.policyText) return;
    this.#set({ ...this.#desk, policyText: text });
    this.#soon();
  }

  setCase(text: string): void {
    if (text === this.#desk.caseText) return;
    this.#set({ ...this.#desk, caseText: text });
    this.#soon();
  }

  /** Writes proposed changes into the case, and decides at once. */
  apply(changes: readonly ValueChange[]): void {
    this.#write({ caseText: withChanges(this.#desk.caseText, changes) });
  }

  /** Replaces a stretch of a text, and decides at once. */
  replace(side: "policyText" | "caseText", from: number, to: number, insert: string): void {
    this.#write({ [side]: changed(this.#desk[side], { from, to, insert }) });
  }

  /** Makes the lanes of now the ones to compare with. */
  rebase(): void {
    this.#set({ ...this.#desk, baseline: this.#desk.fleet.map(({ lane }) => lane) });
  }

  #write(part: Partial<Desk>): void {
    this.#set({ ...this.#desk, ...part, written: this.#desk.written + 1 });
    this.#decide();
  }

  #soon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#decide(), PAUSE);
  }

  #decide(): void {
    clearTimeout(this.#timer);
    this.#set(decided(this.#desk));
  }

  #set(desk: Desk): void {
    this.#desk = desk;
    for (const listener of this.#listeners) listener(desk);
  }
}

function opened(preset: Preset, before: Desk | undefined): Desk {
  const policyText = preset.policy;
  const same = before?.policy.text === policyText && before.policy.policy !== null ? before : undefined;
  const policy = same?.policy ?? readPolicy(policyText);
  const engine = policy.policy;
  if (engine === null) throw new Error(`the policy of ${preset.hash} doesn't compile`);
  if (before !== undefined && before.engine !== engine) before.engine.free();
  const fleet = same?.fleet ?? decideFleet(engine);
  const reading = readCase(preset.case, engine);
  return {
    preset, policyText, caseText: preset.case, policy, case: reading, engine, fleet,
    written: (before?.written ?? 0) + 1,
    shown: shownOf(reading),
    stale: reading.decision === null,
    baseline: fleet.map(({ lane }) => lane),
  };
}

function decided(before: Desk): Desk {
  const { policyText, caseText } = before;
  const policy = before.policy.text === policyText ? before.policy : readPolicy(policyText);
  const engine = policy.policy ?? before.engine;
  const fleet = engine === before.engine ? before.fleet : decideFleet(engine);
  if (engine !== before.engine) before.engine.free();
  const unchanged = before.case.text === caseText && engine === before.engine;
  const reading = unchanged ? before.case : readCase(caseText, engine);
  const stale = policy.policy === null || reading.decision === null;
  return {
    ...before, policy, engine, fleet, case: reading, stale,
    shown: stale ? before.shown : shownOf(reading),
  };
}

function shownOf({ decision, input }: CaseReading): Shown | null {
  return decision === null ? null : { decision, input };
}
