import type { Lane, Reason, Signal } from "holdpoint";

import type { FullDecision } from "./evaluate.js";

/** A text of the case, cut where signals begin and end. */
export interface HeardText {
  readonly source: Signal["source"];
  readonly label: string;
  readonly pieces: readonly Piece[];
}

/** A part of a text, and what was heard in it. */
export interface Piece {
  readonly text: string;
  readonly heard: readonly Heard[];
}

/** A signal, and the reasons that rest on it. */
export interface Heard {
  readonly signal: Signal;
  readonly counts: boolean;
  readonly reasons: readonly Reason[];
}

const PLACES = [
  ["subject", "Subject", ["message", "subject"]],
  ["message", "Message", ["message", "text"]],
  ["draft", "Draft", ["action", "text"]],
] as const;

/** The texts of a case with what was heard in them. */
export function heardTexts(decision: FullDecision, input: unknown): HeardText[] {
  return PLACES.flatMap(([source, label, path]) => {
    const text = path.reduce<unknown>((value, key) => (value as Record<string, unknown> | null | undefined)?.[key], input);
    if (typeof text !== "string" || text === "") return [];
    const signals = decision.signals.filter((signal) => signal.source === source && signal.span !== null);
    return [{ source, label, pieces: cut(text, signals.map((signal) => heard(signal, decision.reasons))) }];
  });
}

/** What the host asserts: signals without a place. */
export function asserted(decision: FullDecision): Heard[] {
  return decision.signals.filter(({ source }) => source === "host").map((signal) => heard(signal, decision.reasons));
}

function heard(signal: Signal, reasons: readonly Reason[]): Heard {
  const rests = reasons.filter(({ evidence }) =>
    evidence.some((each) => each.kind === "signal" && each.signal === signal.signal && each.source === signal.source),
  );
  const counts = signal.negated === undefined && signal.place === undefined;
  return { signal, counts, reasons: counts ? rests : [] };
}

function cut(text: string, all: readonly Heard[]): Piece[] {
  const edges = new Set([0, text.length]);
  for (const { signal } of all) if (signal.span) edges.add(signal.span.start).add(signal.span.end);
  const sorted = [...edges].sort((a, b) => a - b);
  return sorted.slice(1).map((end, index) => {
    const start = sorted[index] ?? 0;
    const inside = all.filter(({ signal: { span } }) => span !== null && span.start <= start && span.end >= end);
    return { text: text.slice(start, end), heard: inside };
  });
}

/** The strictest lane of the reasons that rest on what was heard; null where none does. */
export function strictest(all: readonly Heard[]): Lane | null {
  const lanes = all.flatMap(({ reasons }) => reasons.map(({ lane }) => lane));
  return lanes.includes("takeover") ? "takeover" : (lanes[0] ?? null);
}
