import type { CaseOwners, Finding } from "holdpoint";

import type { FullDecision } from "../engine/evaluate.js";
import { CLASS_NAMES, count, moment, ownerNames, written } from "./words.js";

/** What the person who takes over gets to see. */
export function HandoffSlip({ decision: { handoff, route, rulesBoundary, ...decision } }: { decision: FullDecision }) {
  if (handoff === null) return null;
  const captured = Object.entries(handoff.captured);
  return (
    <section class="slip" aria-labelledby="slip-title">
      <header>
        <h3 id="slip-title">What the person sees</h3>
        <p class="slip-id"><code>{decision.id}</code></p>
      </header>
      <dl class="slip-top">
        <div><dt>For</dt><dd>{route === null ? "nobody" : route.to}</dd></div>
        <div><dt>Due by</dt><dd>{handoff.dueBy === null ? "no clock: the case has no now" : moment(String(handoff.dueBy))}</dd></div>
        <div><dt>Class</dt><dd>{decision.classes.map((each) => CLASS_NAMES[each]).join(", ")}</dd></div>
      </dl>
      <h4>The automation was trying to</h4>
      <p class="slip-lead">{handoff.attempting}</p>
      <h4>Why it stopped</h4>
      <ul class="plain">{handoff.whyStopped.map((why, index) => <li key={index}>{why}</li>)}</ul>
      {handoff.decide.length > 0 && (
        <>
          <h4>To decide</h4>
          <ul class="questions">
            {handoff.decide.map(({ question, rule, owner }) => (
              <li key={rule + question}>
                <span class="question">{question}</span>
                <span class="answerer">{ownerNames(owner)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      {handoff.undetermined.length > 0 && (
        <>
          <h4>Could not be determined</h4>
          <ul class="plain">
            {handoff.undetermined.map(({ path, rules }) => (
              <li key={path}><code class="missing">{path}</code> <span class="quiet">asked for by {rules.join(", ")}</span></li>
            ))}
          </ul>
        </>
      )}
      {captured.length > 0 && (
        <details open={captured.length <= 6}>
          <summary><h4>Captured <span class="aside">{count(captured.length, "fact")}</span></h4></summary>
          <table class="captured">
            <tbody>
              {captured.map(([path, value]) => (
                <tr key={path}><th scope="row"><code>{path}</code></th><td>{written(value)}</td></tr>
              ))}
            </tbody>
          </table>
        </details>
      )}
      {route !== null && (route.enrich.length > 0 || route.passed.length > 0 || route.by === "fallback") && (
        <p class="quiet">
          Routed by {route.by === "fallback" ? "the fallback routes" : route.by}
          {route.enrich.length > 0 && <>; to be enriched with {route.enrich.join(", ")}</>}
          {route.passed.length > 0 && <>; passed over, because they couldn’t be told: {route.passed.join(", ")}</>}.
        </p>
      )}
      {rulesBoundary !== null && (
        <div class="boundary">
          <h4>Rules would do better than a model here</h4>
          <ul class="plain">
            {rulesBoundary.because.map(({ code, rules }) => (
              <li key={code}>{CAUSES[code]} <span class="quiet">{rules.join(", ")}</span></li>
            ))}
          </ul>
          <p class="quiet">Decided by {ownerNames(rulesBoundary.owner)}.</p>
        </div>
      )}
    </section>
  );
}

const CAUSES = {
  visible_thresholds: "Every reason compares a field with a constant.",
  routing: "The workflow decides who gets what.",
  customer_communication: "A model speaks to customers.",
  ownership: "The disagreement is about ownership.",
} as const;

const DUTIES: readonly (readonly [keyof CaseOwners, string])[] = [
  ["review", "looks at the output"],
  ["override", "changes it"],
  ["pause", "pauses or rolls back"],
  ["rulesBoundary", "keeps branches rule-based"],
  ["data", "watches the data"],
  ["workflow", "answers for the outcome"],
];

/** Who holds which authority over a case of this class. */
export function Owners({ decision: { owners, class: gravest } }: { decision: FullDecision }) {
  return (
    <section aria-labelledby="owners-title">
      <h3 id="owners-title">Owners <span class="aside">of {CLASS_NAMES[gravest]} cases</span></h3>
      <dl class="owners">
        {DUTIES.map(([key, duty]) => (
          <div key={key}>
            <dt><code>{key}</code> <span class="quiet">{duty}</span></dt>
            <dd>{owners[key].length === 0 ? <span class="quiet">nobody is named</span> : ownerNames(owners[key])}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** What validation found before any system write. */
export function Findings({ findings }: { findings: readonly Finding[] }) {
  if (findings.length === 0) return null;
  return (
    <section aria-labelledby="findings-title">
      <h3 id="findings-title">Validation <span class="aside">{count(findings.length, "finding")}</span></h3>
      <ul class="plain">
        {findings.map(({ kind, path, source, expected }, index) => (
          <li key={index}>
            <code>{path}</code> {kind} <span class="quiet">{source === "host" ? "says the host" : "says the policy"}{expected !== undefined && `, expected ${expected}`}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
