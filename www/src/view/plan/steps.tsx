import type { PlanOperation, Run, RunStep } from "holdpoint";

import { BREAKS, type Break, type RunAnswer } from "../../engine/run.js";
import { moment, ownerNames, written } from "../words.js";
import type { Fate } from "./fates.js";

interface StepsProps {
  readonly run: Run;
  readonly answer: RunAnswer;
  readonly fates: ReadonlyMap<string, Fate>;
  readonly onBreak: (step: string, how: Break) => void;
}

/** What happens to each step and why, in the order in which it happens. */
export function Steps({ run, answer, fates, onBreak }: StepsProps) {
  const order = [...run.steps].sort((a, b) => rank(fates.get(a.id)) - rank(fates.get(b.id)));
  return (
    <ol class="plan-steps">
      {order.map((step) => (
        <li key={step.id} class={`plan-step fate-${fates.get(step.id)?.kind ?? "rest"}`}>
          <Step step={step} answer={answer} fate={fates.get(step.id)} onBreak={(how) => onBreak(step.id, how)} />
        </li>
      ))}
    </ol>
  );
}

function rank(fate: Fate | undefined): number {
  return fate?.wave ?? (fate?.kind === "person" ? 1000 : fate?.kind === "wait" ? 1001 : 1002);
}

function Step({ step, answer, fate, onBreak }: { step: RunStep; answer: RunAnswer; fate: Fate | undefined; onBreak: (how: Break) => void }) {
  const task = "manual" in answer ? answer.manual.find((each) => each.step === step.id) : undefined;
  return (
    <>
      <header>
        <h3>{step.id} <span class="aside">{step.action}</span></h3>
        <p class="plan-fate">
          {fate?.wave != null && <span class="plan-wave">wave {fate.wave}</span>} {fate?.name ?? step.status ?? "planned"}
        </p>
      </header>
      {fate !== undefined && fate.why !== "" && <p>{sentence(fate.why)}</p>}
      {fate?.operation != null && <Operation operation={fate.operation} />}
      {task !== undefined && (
        <p class="plan-task">
          <strong>{ownerNames(task.owner)}</strong>: {task.task.slice(task.task.indexOf(": ") + 2)}
          {task.dueBy !== undefined && <>, by <time dateTime={task.dueBy}>{moment(task.dueBy)}</time></>}
        </p>
      )}
      <BreakHere step={step} onBreak={onBreak} />
    </>
  );
}

function Operation({ operation }: { operation: PlanOperation }) {
  const { action, arguments: given, withheld, idempotencyKey, resumeFrom, items, guards, approval, steps, validUntil } = operation;
  const parts = Object.entries(given).map(([name, value]) => `${name} ${written(value)}`).concat((withheld ?? []).map((name) => `${name} (withheld)`));
  return (
    <dl class="plan-facts">
      <div><dt>calls</dt><dd><code>{action}</code> {parts.join(", ")}</dd></div>
      <div><dt>key</dt><dd><code>{idempotencyKey}</code></dd></div>
      {resumeFrom !== undefined && <div><dt>items</dt><dd>from {String(resumeFrom)}: {items?.join(", ")}</dd></div>}
      {guards.length > 0 && <div><dt>only while</dt><dd>{guards.map(({ record, version }) => `${record} is at version ${version}`).join(", ")}</dd></div>}
      {approval !== undefined && <div><dt>approval</dt><dd>{ownerNames(approval.by)}{approval.synchronous ? ", while it waits" : ""}</dd></div>}
      {validUntil !== undefined && <div><dt>until</dt><dd>{moment(validUntil)}</dd></div>}
      {steps.length > 1 && <div><dt>together</dt><dd>{steps.join(", ")}</dd></div>}
    </dl>
  );
}

function BreakHere({ step, onBreak }: { step: RunStep; onBreak: (how: Break) => void }) {
  const choose = (event: Event & { currentTarget: HTMLSelectElement }) => {
    const how = event.currentTarget.value;
    event.currentTarget.selectedIndex = 0;
    if (how in BREAKS) onBreak(how as Break);
  };
  return (
    <div class="select select-small plan-break">
      <select aria-label={`Break ${step.id} here`} onChange={choose}>
        <option value="">break here…</option>
        {Object.entries(BREAKS).map(([how, name]) => <option key={how} value={how}>{name}</option>)}
      </select>
    </div>
  );
}

/** A reason as a sentence, its parts in backticks as code. */
function sentence(text: string) {
  return text.split("`").map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : index === 0 ? part.charAt(0).toUpperCase() + part.slice(1) : part));
}
