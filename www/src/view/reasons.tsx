import type { Evidence, NearMiss, Reason } from "holdpoint";

import type { FullDecision } from "../engine/evaluate.js";
import { LaneTag } from "./lane.js";
import { CLASS_NAMES, count, written } from "./words.js";

interface ReasonsProps {
  readonly decision: FullDecision;
  readonly onPoint: (rule: string | null) => void;
  /** Shows a rule in the policy; null where the policy's text doesn't hold it. */
  readonly finder: (rule: string) => (() => void) | null;
}

/** Why the case isn't in a less strict lane. */
export function Reasons({ decision: { reasons }, onPoint, finder }: ReasonsProps) {
  return (
    <section aria-labelledby="reasons-title">
      <h3 id="reasons-title">Why <span class="aside">{reasons.length === 0 ? "no reason to stop" : count(reasons.length, "reason")}</span></h3>
      {reasons.length === 0 && <p class="quiet">Every rule was looked at. None holds, and none is undetermined.</p>}
      <ol class="reasons">
        {reasons.map((reason) => (
          <li
            key={reason.rule} class={`reason reason-${reason.lane}`} data-rule={reason.rule}
            onMouseEnter={() => onPoint(reason.rule)} onMouseLeave={() => onPoint(null)}
            onFocusIn={() => onPoint(reason.rule)} onFocusOut={() => onPoint(null)}
          >
            <ReasonBody reason={reason} find={finder(reason.rule)} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function ReasonBody({ reason, find }: { reason: Reason; find: (() => void) | null }) {
  const { rule, lane, status, message, evidence } = reason;
  return (
    <>
      <div class="reason-head">
        <LaneTag lane={lane} />
        {find === null
          ? <code class="rule-name">{rule}</code>
          : <button type="button" class="rule-name link" title="show it in the policy" onClick={find}>{rule}</button>}
        {status === "undetermined" && <span class="badge">can’t be told</span>}
        <span class="reason-class">{CLASS_NAMES[reason.class]}</span>
      </div>
      <p class="reason-message">{message}</p>
      {evidence.length > 0 && (
        <ul class="evidence">{evidence.map((each, index) => <EvidenceLine key={index} evidence={each} />)}</ul>
      )}
    </>
  );
}

function EvidenceLine({ evidence }: { evidence: Evidence }) {
  if (evidence.kind === "signal") {
    return (
      <li>
        <code>{evidence.signal}</code> {evidence.text === undefined ? "asserted by the host" : <>heard in the {evidence.source}: “{evidence.text}”</>}
      </li>
    );
  }
  const { path, value, compared } = evidence;
  return (
    <li>
      <code>{path}</code> <span class={value === null ? "missing" : "value"}>{written(value)}</span>
      {compared !== undefined && <span class="compared"> against {compared}</span>}
    </li>
  );
}

/** The rules that didn't fire, and what it would have taken. */
export function NearMisses({ misses }: { misses: readonly NearMiss[] }) {
  if (misses.length === 0) return null;
  return (
    <details class="misses">
      <summary><h3>Near misses <span class="aside">{count(misses.length, "rule")} that could have fired</span></h3></summary>
      <ul>
        {misses.map(({ rule, by }) => (
          <li key={rule}>
            <code class="rule-name">{rule}</code>
            {by.map(({ path, value, needed }) => (
              <span key={path} class="miss"><code>{path}</code> is {written(value)}, needed {needed}</span>
            ))}
          </li>
        ))}
      </ul>
    </details>
  );
}
