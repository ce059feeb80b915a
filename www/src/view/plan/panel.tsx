import { useMemo } from "preact/hooks";

import type { Break, RunAnswer } from "../../engine/run.js";
import type { RunDesk } from "../../state/runs.js";
import { moment, ownerNames } from "../words.js";
import { fatesOf } from "./fates.js";
import { Graph } from "./graph.js";
import { Steps } from "./steps.js";

/** Verdicts for people, with their look. */
const VERDICTS: Record<RunAnswer["verdict"], readonly [string, string]> = {
  nothing_to_do: ["Nothing to do", "rest"],
  resume: ["Resume", "forward"],
  roll_back: ["Roll back", "back"],
  mixed: ["Resume some, roll back some", "back"],
  settle_first: ["Probe first, then plan again", "probe"],
  human: ["People have to act first", "person"],
  ready: ["Ready to start", "forward"],
  needs_approval: ["Needs an approval first", "person"],
  blocked: ["Blocked", "back"],
};

/** The verdict in a few words. */
export function verdictName({ verdict }: RunAnswer): string {
  return VERDICTS[verdict][0];
}

/** The plan: its verdict, the run as a graph, and what happens to each step. */
export function PlanPanel({ desk: { shown: { run, answer }, stale }, onBreak }: { desk: RunDesk; onBreak: (step: string, how: Break) => void }) {
  const fates = useMemo(() => (answer === null ? new Map() : fatesOf(answer)), [answer]);
  if (run === null || answer === null) return null;
  const [name, look] = VERDICTS[answer.verdict];
  const because = answer.reasons.find(({ step }) => step === undefined)?.message;
  return (
    <section class="plan panel" aria-labelledby="plan-title" data-stale={stale}>
      <header class={`plan-head fate-${look}`} data-verdict={answer.verdict}>
        <h2 id="plan-title" tabIndex={-1}>{name}</h2>
        {because !== undefined && <p>{because.charAt(0).toUpperCase() + because.slice(1)}.</p>}
        {stale && <p class="stale-note">The text has a mistake; this is the last plan that there was.</p>}
      </header>
      <Graph run={run} fates={fates} />
      <Steps run={run} answer={answer} fates={fates} onBreak={onBreak} />
      <Rest answer={answer} />
    </section>
  );
}

/** What has to be prepared or is owed besides. */
function Rest({ answer }: { answer: RunAnswer }) {
  const lists: [string, string[]][] = [];
  if (!("waves" in answer)) {
    lists.push(
      ["Capture first", answer.capture.map(({ step, snapshot, records }) => `${step}: ${[...snapshot, ...records].join(", ")}`)],
      ["Stage", answer.stage.map(({ step, action, awaits, idempotencyKey }) => `${step}: ${action} under ${idempotencyKey}${awaits.length > 0 ? `, awaits ${awaits.join(", ")}` : ""}`)],
      ["Keys", answer.keys.map(({ step, idempotencyKey }) => `${step}: ${idempotencyKey}`)],
      ["Approve", answer.approvals.map(({ step, by, synchronous }) => `${step ?? "the run"}: ${ownerNames(by)}${synchronous ? ", while it waits" : ""}`)],
    );
  }
  lists.push(
    ["Owed", answer.obligations.map(({ kind, about, owner, dueBy }) => `${kind.replaceAll("_", " ")} ${about}: ${ownerNames(owner)}${dueBy === undefined ? "" : `, by ${moment(dueBy)}`}`)],
    ["Found", answer.findings.map(({ step, record, message }) => `${[step, record].filter(Boolean).join(" ")}${step === undefined ? "" : ": "}${message}`)],
  );
  return (
    <>
      {lists.filter(([, entries]) => entries.length > 0).map(([title, entries]) => (
        <section key={title} class="plan-rest">
          <h3>{title}</h3>
          <ul>{entries.map((entry) => <li key={entry}>{entry}</li>)}</ul>
        </section>
      ))}
    </>
  );
}
