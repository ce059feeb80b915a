import type { Assessment, Measure, MeasureId } from "holdpoint";

import { WeekPlot } from "./plot.js";
import { MEASURES, shown, TRENDS, TRIGGERS, VERDICTS, wanted } from "./words.js";

const LANES = { pilot: "automate", rules_based: "review", manual: "takeover" } as const;

/** How far the workflow may go on, and why. */
export function Verdict({ assessment }: { assessment: Assessment }) {
  const { verdict, entries, from, now, stopDeploying } = assessment;
  const [short, long] = VERDICTS[verdict.mode];
  return (
    <div class={`sign sign-${LANES[verdict.mode]} verdict`} data-verdict={verdict.mode}>
      <div class="verdict-face">
        <p class="sign-lane">{short}</p>
        <p class="sign-sentence">{long}</p>
        <ul class="verdict-because">
          {stopDeploying && <li>Stop deploying new workflows until no failure is silent.</li>}
          {verdict.because.map(({ code, message }) => <li key={code + message}>{message}</li>)}
        </ul>
        <p class="verdict-period">{entries} entries{from !== null && now !== null && `, ${from.slice(0, 10)} to ${now.slice(0, 10)}`}</p>
      </div>
    </div>
  );
}

/** Whether to pause, and whom to ask. */
export function Pause({ assessment }: { assessment: Assessment }) {
  return (
    <section class="panel pause">
      <h3>Pause?</h3>
      <ul class="triggers">
        {assessment.triggers.map(({ trigger, holds, owner, message, evidence }) => (
          <li key={trigger} data-holds={holds}>
            <strong>{TRIGGERS[trigger]}: {holds ? "yes" : "no"}</strong>
            <span class="quiet"> {message}</span>
            {holds && <> Ask {owner.map(({ id }) => id).join(", ")}.</>}
            {holds && evidence.length > 0 && <span class="quiet"> See {evidence.join(", ")}.</span>}
          </li>
        ))}
      </ul>
      {assessment.rollbackTests.length > 0 && (
        <>
          <h3>Rollback tests that are due</h3>
          <ul class="drills">
            {assessment.rollbackTests.map(({ action, testedAt }) => (
              <li key={action}><code>{action}</code> {testedAt === null ? "never tested" : `tested ${testedAt.slice(0, 10)}`}</li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

interface ChosenProps {
  readonly assessment: Assessment;
  readonly chosen: MeasureId;
  readonly onChoose: (id: MeasureId) => void;
}

/** Every measure over the whole log; the one that is chosen is drawn. */
export function Measures({ assessment, chosen, onChoose }: ChosenProps) {
  return (
    <table class="measures">
      <caption class="visually-hidden">Measures over the whole log; choose one to see its weeks</caption>
      <thead>
        <tr><th scope="col">Measure</th><th scope="col">Value</th><th scope="col">Target</th><th scope="col">Trend</th></tr>
      </thead>
      <tbody>
        {assessment.measures.map((measure) => (
          <tr key={measure.id} data-met={measure.met} aria-current={measure.id === chosen ? "true" : undefined}>
            <th scope="row"><button type="button" class="link" aria-pressed={measure.id === chosen} onClick={() => onChoose(measure.id)}>{MEASURES[measure.id]}</button></th>
            <td>{shown(measure.value, measure.unit)}{measure.met === false && <span class="missed"> missed</span>}</td>
            <td>{wanted(measure.target, measure.unit)}</td>
            <td data-trend={measure.trend ?? undefined}>{measure.trend === null ? "" : TRENDS[measure.trend]}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The weeks of the chosen measure, drawn and as rows. */
export function Weeks({ assessment, measure }: { assessment: Assessment; measure: Measure }) {
  return (
    <section class="panel weeks" aria-labelledby="weeks-title">
      <header class="panel-head">
        <h2 id="weeks-title">{MEASURES[measure.id]} per week{measure.target !== null && <span class="aside">target: {wanted(measure.target, measure.unit)}</span>}</h2>
      </header>
      <WeekPlot measure={measure} weeks={assessment.weeks} />
      {measure.advice !== undefined && <p class="advice">{measure.advice[0]?.toUpperCase()}{measure.advice.slice(1)}.</p>}
      <div class="week-rows" tabIndex={0} role="region" aria-label={`${MEASURES[measure.id]} per week, as a table`}>
        <table>
          <thead><tr><th scope="col">Week</th><th scope="col">Entries</th><th scope="col">{MEASURES[measure.id]}</th></tr></thead>
          <tbody>
            {assessment.weeks.map(({ week, from, entries, values }) => (
              <tr key={week}><th scope="row">{week} <span class="aside">from {from.slice(5, 10)}</span></th><td>{entries}</td><td>{shown(values[measure.id], measure.unit)}</td></tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
