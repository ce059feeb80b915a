import type { Nearest } from "holdpoint";

import type { ValueChange } from "../engine/edit.js";
import { LANE_NAMES, LaneTag } from "./lane.js";
import { written } from "./words.js";

interface NearestProps {
  readonly nearest: Nearest;
  readonly disabled: boolean;
  readonly onApply: (changes: readonly ValueChange[]) => void;
}

/** The smallest changes that would make the lane less strict. */
export function NearestView({ nearest, disabled, onApply }: NearestProps) {
  return (
    <section class="nearest" aria-labelledby="nearest-title">
      <h3 id="nearest-title">What would change it</h3>
      {nearest.kind === "changes" ? (
        <>
          <ul class="changes">
            {nearest.changes.map(({ path, from, to }) => (
              <li key={path}>
                <code>{path}</code>
                <span class="from">{written(from)}</span>
                <span class="arrow" aria-label="to">→</span>
                <span class="to">{written(to)}</span>
              </li>
            ))}
          </ul>
          <p class="apply">
            <button type="button" class="button" id="apply-nearest" disabled={disabled} onClick={() => onApply(nearest.changes)}>
              Apply to the case
            </button>
            <span>then the lane is <LaneTag lane={nearest.lane}>{LANE_NAMES[nearest.lane]}</LaneTag></span>
          </p>
        </>
      ) : (
        <p class="quiet">
          {nearest.kind === "blocked"
            ? "No data can: it takes a person, another text or another policy. In the way: "
            : "Not analysed, there are too many combinations: "}
          {nearest.rules.map((rule, index) => <>{index > 0 && ", "}<code>{rule}</code></>)}
        </p>
      )}
    </section>
  );
}
