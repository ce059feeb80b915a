import type { Lane } from "holdpoint";

/** The lanes, from least to most strict. */
export const LANES = ["automate", "review", "takeover"] as const satisfies readonly Lane[];

/** A lane's name for people. */
export const LANE_NAMES: Readonly<Record<Lane, string>> = { automate: "Automate", review: "Review", takeover: "Takeover" };

/**
 * A lane as a road sign: each has a shape of its own, so that colour is never all there is.
 * A circle with an arrow goes on, a diamond with an eye is looked at, an octagon with a person is taken over.
 */
export function LaneShape({ lane, size = 16 }: { lane: Lane; size?: number }) {
  return (
    <svg class={`shape shape-${lane}`} width={size} height={size} viewBox="0 0 48 48" aria-hidden="true" focusable="false">
      <path class="shape-ground" d={GROUNDS[lane]} />
      <path class="shape-mark" d={MARKS[lane]} />
    </svg>
  );
}

const GROUNDS: Readonly<Record<Lane, string>> = {
  automate: "M24 3a21 21 0 1 0 0 42a21 21 0 1 0 0-42z",
  review: "M24 1.5L46.5 24L24 46.5L1.5 24z",
  takeover: "M15.3 3h17.4L45 15.3v17.4L32.7 45H15.3L3 32.7V15.3z",
};

const MARKS: Readonly<Record<Lane, string>> = {
  automate: "M24 10.5L35.5 22H28v15h-8V22h-7.5z",
  review:
    "M24 15.5c6.2 0 10.6 4.2 12.8 8.5c-2.2 4.300-6.600 8.500-12.8 8.500s-10.600-4.200-12.800-8.500c2.200-4.300 6.600-8.500 12.800-8.500z" +
    "m0 3.200a5.300 5.300 0 1 0 0 10.600a5.300 5.300 0 1 0 0-10.600z" +
    "m0 2.900a2.400 2.400 0 1 1 0 4.800a2.400 2.400 0 1 1 0-4.800z",
  takeover: "M24 10.500a6.500 6.500 0 1 0 0 13a6.500 6.500 0 1 0 0-13zM24 26c-7 0-11.500 4-11.500 9.500V37h23v-1.500C35.500 30 31 26 24 26z",
};

/** A lane's name with its shape, small. */
export function LaneTag({ lane, children }: { lane: Lane; children?: preact.ComponentChildren }) {
  return (
    <span class={`lane-tag lane-${lane}`}>
      <LaneShape lane={lane} />
      <span>{children ?? LANE_NAMES[lane]}</span>
    </span>
  );
}
