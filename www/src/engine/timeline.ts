/** A simulation as it is drawn: which level when, what happened, and where to stop on the way. */

import type { ChainEntry, EscalationAnswer, EscalationSimulation, Rung } from "holdpoint";

/** The rungs, from the ground up. */
export const RUNGS = ["L1", "L2", "L3", "L4", "end"] as const satisfies readonly Rung[];

/** A stay on a rung. */
export interface Stay {
  readonly rung: Rung;
  readonly from: number;
  /** When it was left, or the last moment that is known. */
  readonly to: number;
  /** When its clock began: at a level of people when they were asked, last. */
  readonly begun: number;
  /** When its clock would have run down; null where it has none. */
  readonly clock: number | null;
  /** Up to when nobody was asked, at a level of people. */
  readonly unasked: number;
}

/** Work that is owed from one moment to another. */
export interface Owed {
  readonly rung: Rung;
  readonly from: number;
  readonly to: number;
  readonly kind: string;
}

/** Something that happened. */
export interface Mark {
  readonly at: number;
  readonly rung: Rung;
  readonly entry: ChainEntry;
}

/** Times in milliseconds since the epoch. */
export interface Timeline {
  readonly start: number;
  readonly end: number;
  /** The first decision's moment. */
  readonly first: number;
  readonly stays: readonly Stay[];
  readonly owed: readonly Owed[];
  readonly marks: readonly Mark[];
  /** Where something changes, in order, each time once. */
  readonly stops: readonly number[];
}

/** Time that has passed before the first rung is shown up to this part of the climb, no more. */
const BEFORE = 0.25;
/** A clock that outlasts what happens by more than this is cut off, or nothing else could be told apart. */
const MOST = 9;
/** The picture is never of less time than this. */
const SHORTEST = 60_000;
/** What is shown behind the last thing that is known. */
const BEHIND = 0.04;

/** Draws a simulation. */
export function timelineOf({ steps }: EscalationSimulation): Timeline {
  const decisions = steps.map(({ decision }) => decision);
  const last = decisions.at(-1);
  const chain = last?.chain ?? [];
  const first = time(steps[0]?.at);
  const known = Math.max(first, time(steps.at(-1)?.at), ...chain.map(({ at }) => time(at)));
  const settled = last?.status === "resolved" ? time(last.resolution.at) : known;
  const stays = staysOf(chain, settled, clocksOf(decisions));
  const owed = (last?.obligations ?? []).map(({ kind, dueBy }): Owed => ({ kind, rung: last?.level ?? "end", from: settled, to: time(dueBy) }));
  const entered = Math.min(first, ...stays.map(({ from }) => from));
  const told = Math.max(known, entered + SHORTEST, ...stays.map(({ clock }) => clock ?? 0), ...owed.map(({ to }) => to));
  const reached = Math.min(told, known + Math.max((known - entered) * MOST, SHORTEST));
  const begun = Math.min(entered, ...chain.map(({ at }) => time(at)));
  // What was settled at once has no climb: then all that was before is shown.
  const start = stays.length === 0 ? begun : Math.max(begun, entered - (reached - entered) * BEFORE);
  const marks = marksOf(chain, start);
  const stops = [...steps.map(({ at }) => time(at)), ...marks.map(({ at }) => at)];
  return {
    start, first, stays, owed, marks,
    end: reached + (reached - start) * BEHIND,
    stops: [...new Set(stops)].sort((a, b) => a - b),
  };
}

/** The step whose decision holds at a moment. */
export function stepAt({ steps }: EscalationSimulation, at: number): number {
  const index = steps.findLastIndex((step) => time(step.at) <= at);
  return Math.max(index, 0);
}

/** A moment of an answer as a number. */
export function time(at: unknown): number {
  return typeof at === "string" ? Date.parse(at) : Number.NaN;
}

/** When the clock of each rung runs down, as the last decision there says. */
function clocksOf(decisions: readonly EscalationAnswer[]): Map<Rung, number> {
  const clocks = new Map<Rung, number>();
  for (const { deadline, level, status } of decisions) {
    // What is settled may still have a deadline: that of what is owed.
    if (deadline !== null && status !== "resolved") clocks.set(level, time(deadline));
  }
  return clocks;
}

function staysOf(chain: readonly ChainEntry[], known: number, clocks: ReadonlyMap<Rung, number>): Stay[] {
  const stays: Stay[] = [];
  for (const { kind, level, at } of chain) {
    if (kind !== "entered" || level === undefined) continue;
    const before = stays.at(-1);
    if (before !== undefined) stays[stays.length - 1] = { ...before, to: time(at) };
    const from = time(at);
    stays.push({ rung: level, from, to: known, begun: from, clock: clocks.get(level) ?? null, unasked: from });
  }
  return stays.map((stay) => askedIn(stay, chain));
}

function askedIn(stay: Stay, chain: readonly ChainEntry[]): Stay {
  const asked = chain
    .filter(({ kind, level, at }) => (kind === "asked" || kind === "acknowledged") && level === stay.rung && time(at) >= stay.from && time(at) <= stay.to)
    .map(({ at }) => time(at));
  return { ...stay, begun: asked.at(-1) ?? stay.from, unasked: asked[0] ?? stay.from };
}

function marksOf(chain: readonly ChainEntry[], start: number): Mark[] {
  let rung: Rung = chain.find(({ level }) => level !== undefined)?.level ?? "L1";
  return chain.map((entry) => {
    rung = entry.level ?? rung;
    return { at: Math.max(time(entry.at), start), rung, entry };
  });
}
