import { HoldpointError, type Case, type Lane, type LaneDecision, type Policy } from "holdpoint";

/** One of the shipped cases. */
export interface FleetCase {
  readonly id: string;
  readonly action: string;
  /** What was said or is about to be said, for the list. */
  readonly says: string;
  readonly input: Case;
}

/** What a policy makes of one of them. */
export interface FleetAnswer {
  readonly lane: Lane;
  /** The ids of all reasons. */
  readonly rules: readonly string[];
  /** Why it was refused. A refused case counts as `takeover`: an error is no permission. */
  readonly error: string | null;
}

const FILES = import.meta.glob<string>("../../../examples/cases/*.jsonl", { query: "?raw", import: "default", eager: true });

/** The shipped cases, file by file. */
export const FLEET: readonly FleetCase[] = Object.keys(FILES)
  .sort()
  .flatMap((file) => (FILES[file] ?? "").split("\n").filter((line) => line.trim() !== ""))
  .map((line) => {
    const input = JSON.parse(line) as Case;
    const says = input.message?.subject || input.message?.text || input.action.text || "";
    return { id: input.id, action: input.action.name, says, input };
  });

const INPUTS = FLEET.map(({ input }) => input);

/** Decides all of them. */
export function decideFleet(policy: Policy): FleetAnswer[] {
  return policy.classifyMany(INPUTS, { explain: "lane" }).map((answer: LaneDecision | HoldpointError) =>
    answer instanceof HoldpointError
      ? { lane: "takeover", rules: [], error: answer.message }
      : { lane: answer.lane, rules: answer.rules, error: null },
  );
}
