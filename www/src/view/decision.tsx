import { useId, useRef, useState } from "preact/hooks";

import type { ValueChange } from "../engine/edit.js";
import type { Desk } from "../state/desk.js";
import { Findings, HandoffSlip, Owners } from "./handoff.js";
import { NearestView } from "./nearest.js";
import { NearMisses, Reasons } from "./reasons.js";
import { Gauge, Sign } from "./sign.js";
import { Texts } from "./texts.js";
import { LANE_NAMES, LANES } from "./lane.js";

interface DecisionProps {
  readonly desk: Desk;
  readonly onApply: (changes: readonly ValueChange[]) => void;
  readonly finder: (rule: string) => (() => void) | null;
}

const TABS = ["Explained", "JSON"] as const;

/** The decision and everything that it says. */
export function DecisionPanel({ desk, onApply, finder }: DecisionProps) {
  const [tab, setTab] = useState<(typeof TABS)[number]>("Explained");
  const id = useId();
  const tabs = useRef<HTMLDivElement>(null);
  const { shown, stale } = desk;
  const turn = (event: KeyboardEvent) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by === undefined) return;
    const next = (TABS.indexOf(tab) + by + TABS.length) % TABS.length;
    setTab(TABS[next] ?? "Explained");
    tabs.current?.querySelectorAll<HTMLElement>("[role=tab]")[next]?.focus();
  };
  return (
    <section class="decision" aria-labelledby="decision-title">
      <header class="decision-head">
        <h2 id="decision-title" class="visually-hidden">Decision</h2>
        <div class="tabs" role="tablist" aria-label="Decision" ref={tabs} onKeyDown={turn}>
          {TABS.map((name) => (
            <button
              key={name} type="button" role="tab" id={`${id}-${name}`} aria-controls={`${id}-panel`}
              aria-selected={tab === name} tabIndex={tab === name ? 0 : -1} onClick={() => setTab(name)}
            >
              {name}
            </button>
          ))}
        </div>
        <Expected desk={desk} />
      </header>
      {stale && <StaleNote known={shown !== null} />}
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${tab}`} class={stale ? "stale" : ""}>
        {shown !== null && (tab === "Explained"
          ? <Explained desk={desk} onApply={onApply} finder={finder} />
          : <pre class="json" tabIndex={0} aria-label="The whole answer as JSON">{JSON.stringify(shown.decision, null, 2)}</pre>)}
      </div>
    </section>
  );
}

function StaleNote({ known }: { known: boolean }) {
  return (
    <p class="stale-note">
      <strong>An error is no permission: treat as takeover.</strong>{" "}
      The policy or the case can’t be used as it is{known ? "; below is the last decision that was good." : "."}
    </p>
  );
}

/** Whether a story that wasn't edited ends as its writer expects. */
function Expected({ desk: { preset, shown, stale, caseText, policyText } }: { desk: Desk }) {
  const { expected } = preset;
  const lane = LANES.find((each) => each === expected);
  if (lane === undefined || shown === null || stale || caseText !== preset.case || policyText !== preset.policy) return null;
  return shown.decision.lane === lane
    ? <p class="expected">✓ as the story expects</p>
    : <p class="expected expected-not">the story expects {LANE_NAMES[lane]}</p>;
}

function Explained({ desk: { shown, stale }, onApply, finder }: DecisionProps) {
  const [pointed, setPointed] = useState<string | null>(null);
  if (shown === null) return null;
  const { decision } = shown;
  return (
    <>
      <Sign decision={decision} stale={stale} />
      <Gauge decision={decision} />
      <div class="panel explained">
        <Texts shown={shown} pointed={pointed} />
        <Reasons decision={decision} onPoint={setPointed} finder={finder} />
        {decision.lane !== "automate" && <NearestView nearest={decision.nearest} disabled={stale} onApply={onApply} />}
        <Findings findings={decision.validation.findings} />
        <NearMisses misses={decision.nearMisses} />
      </div>
      <HandoffSlip decision={decision} />
      <div class="panel explained"><Owners decision={decision} /></div>
    </>
  );
}
