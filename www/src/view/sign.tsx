import type { Lane } from "holdpoint";

import type { FullDecision } from "../engine/evaluate.js";
import { LANE_NAMES, LANES, LaneShape } from "./lane.js";
import { CLASS_NAMES, count, moment, sentences } from "./words.js";

/** The decision as a road sign, and where it stands between the lanes. */
export function Sign({ decision, stale }: { decision: FullDecision; stale: boolean }) {
  const { lane, posture, route, handoff } = decision;
  return (
    <div class={`sign sign-${lane}`} data-lane={lane} data-stale={stale}>
      <div class="sign-face">
        <LaneShape lane={lane} size={84} />
        <div class="sign-words">
          <p class="sign-lane">{LANE_NAMES[lane]}</p>
          <p class="sign-sentence">{sentences(lane, posture).map((each) => <span key={each}>{each} </span>)}</p>
        </div>
      </div>
      <dl class="sign-facts">
        <Fact name="class" value={CLASS_NAMES[decision.class]} />
        <Fact name="posture" value={posture} />
        <Fact name="goes to" value={route?.to ?? "nobody"} />
        <Fact name="answer due" value={handoff?.dueBy ? moment(String(handoff.dueBy)) : "no clock"} />
      </dl>
    </div>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

/** How many reasons ask for each lane. */
export function Gauge({ decision }: { decision: FullDecision }) {
  const asking = (lane: Lane) => decision.reasons.filter((reason) => reason.lane === lane).length;
  return (
    <ol class="gauge" aria-label="The lanes, from least to most strict">
      {LANES.map((lane) => (
        <li key={lane} class={`gauge-${lane}`} aria-current={lane === decision.lane ? "true" : undefined}>
          <LaneShape lane={lane} size={18} />
          <span class="gauge-name">{LANE_NAMES[lane]}</span>
          {asking(lane) > 0 && (
            <span class="gauge-count" title={`${count(asking(lane), "reason")} for this lane`}>
              {asking(lane)}<span class="visually-hidden"> {asking(lane) === 1 ? "reason" : "reasons"}</span>
            </span>
          )}
        </li>
      ))}
    </ol>
  );
}
