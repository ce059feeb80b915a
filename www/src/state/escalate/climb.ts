import type { EscalationSimulation, Policy, SimulatedAnswer } from "holdpoint";

import { readIncident, type IncidentReading } from "../../engine/climb.js";
import { readPolicy, type PolicyReading } from "../../engine/evaluate.js";
import { type Timeline, timelineOf } from "../../engine/timeline.js";
import { changed } from "../difference.js";
import { incidentOpening, untouched, type IncidentOpening } from "./opening.js";

/** A simulation, drawn. */
export interface ShownClimb {
  readonly simulation: EscalationSimulation;
  readonly timeline: Timeline;
}

/** Everything that the room shows. */
export interface Climb extends IncidentOpening {
  /** Counts the changes of the texts that didn't come from their editors. */
  readonly written: number;
  readonly policy: PolicyReading;
  readonly incident: IncidentReading;
  /** The policy that decides: the last one that compiled. */
  readonly engine: Policy;
  /** The last simulation that there was. */
  readonly shown: ShownClimb | null;
  /** Whether the texts, as they are now, decide nothing. */
  readonly stale: boolean;
  /** The moment that is looked at, in milliseconds since the epoch. */
  readonly head: number;
}

const PAUSE = 140;

/** Holds the texts, the answers and the moment, and keeps the picture in step with them. */
export class ClimbStore {
  #climb: Climb;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #listeners = new Set<(climb: Climb) => void>();

  constructor(opening: IncidentOpening) {
    this.#climb = opened(opening, undefined);
  }

  get climb(): Climb {
    return this.#climb;
  }

  subscribe(listener: (climb: Climb) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Opens what an address names. Whether it named anything. */
  openHash(hash: string): boolean {
    const opening = incidentOpening(hash);
    if (opening !== null) this.open(opening);
    return opening !== null;
  }

  open(opening: IncidentOpening): void {
    clearTimeout(this.#timer);
    this.#set(opened(opening, this.#climb));
  }

  /** Takes the edits and the answers back. */
  reset(): void {
    this.open(untouched(this.#climb.preset));
  }

  setPolicy(text: string): void {
    if (text === this.#climb.policyText) return;
    this.#set({ ...this.#climb, policyText: text });
    this.#soon();
  }

  setIncident(text: string): void {
    if (text === this.#climb.incidentText) return;
    this.#set({ ...this.#climb, incidentText: text });
    this.#soon();
  }

  /** Replaces a stretch of a text, and decides at once. */
  replace(side: "policyText" | "incidentText", from: number, to: number, insert: string): void {
    const text = changed(this.#climb[side], { from, to, insert });
    this.#set({ ...this.#climb, [side]: text, written: this.#climb.written + 1 });
    this.#decide();
  }

  /** Lets people answer otherwise, and decides at once. */
  setAnswers(answers: readonly SimulatedAnswer[]): void {
    this.#set({ ...this.#climb, answers });
    this.#decide();
  }

  /** Looks at another moment. */
  look(at: number): void {
    const { shown } = this.#climb;
    if (shown !== null) this.#set({ ...this.#climb, head: within(at, shown.timeline) });
  }

  #soon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#decide(), PAUSE);
  }

  #decide(): void {
    clearTimeout(this.#timer);
    this.#set(decided(this.#climb));
  }

  #set(climb: Climb): void {
    this.#climb = climb;
    for (const listener of this.#listeners) listener(climb);
  }
}

function opened(opening: IncidentOpening, before: Climb | undefined): Climb {
  const { preset, policyText, incidentText, answers } = opening;
  const policy = before?.policy.text === policyText ? before.policy : readPolicy(policyText);
  const engine = policy.policy ?? readPolicy(preset.policy).policy;
  if (engine === null) throw new Error(`the policy of ${preset.hash} doesn't compile`);
  if (before !== undefined && before.engine !== engine) before.engine.free();
  const incident = readIncident(incidentText, answers, engine);
  const shown = shownOf(incident);
  return {
    ...opening, policy, engine, incident, shown,
    written: (before?.written ?? 0) + 1,
    stale: policy.policy === null || shown === null,
    head: shown?.timeline.first ?? 0,
  };
}

function decided(before: Climb): Climb {
  const { policyText, incidentText, answers } = before;
  const policy = before.policy.text === policyText ? before.policy : readPolicy(policyText);
  const engine = policy.policy ?? before.engine;
  if (engine !== before.engine) before.engine.free();
  const unchanged = before.incident.text === incidentText && before.incident.answers === answers && engine === before.engine;
  const incident = unchanged ? before.incident : readIncident(incidentText, answers, engine);
  const shown = shownOf(incident) ?? before.shown;
  const head = shown === null ? before.head : within(before.head, shown.timeline);
  return { ...before, policy, engine, incident, shown, head, stale: policy.policy === null || incident.simulation === null };
}

function shownOf({ simulation }: IncidentReading): ShownClimb | null {
  return simulation === null ? null : { simulation, timeline: timelineOf(simulation) };
}

function within(at: number, { start, end }: Timeline): number {
  return Math.min(Math.max(at, start), end);
}
