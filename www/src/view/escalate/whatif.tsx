import type { EscalationAnswer, SimulatedAnswer } from "holdpoint";
import { useId } from "preact/hooks";

import type { SimulationStep } from "./step.js";

interface WhatIfProps {
  readonly step: SimulationStep;
  readonly answers: readonly SimulatedAnswer[];
  readonly disabled: boolean;
  readonly onAnswers: (answers: readonly SimulatedAnswer[]) => void;
}

type Kind = SimulatedAnswer["kind"];
type Outcome = NonNullable<SimulatedAnswer["outcome"]>;

/** Lets whoever is asked answer, or be silent. */
export function WhatIf({ step: { decision }, answers, disabled, onAnswers }: WhatIfProps) {
  const person = asked(decision);
  const duty = decision.obligations.find(({ status }) => status !== "done");
  const tried = decision.retry !== null;
  const probed = decision.action === "probe";
  if (person === null && duty === undefined && !tried && !probed) return null;
  const without = (kind: Kind) => answers.filter((answer) => answer.kind !== kind);
  return (
    <section class="whatif" aria-labelledby="whatif-title">
      <h3 id="whatif-title">What if</h3>
      {person !== null && (
        <PersonAnswers key={person} person={person} bypass={decision.action === "emergency_bypass"} answers={answers} disabled={disabled} onAnswers={onAnswers} />
      )}
      {tried && <Retries answers={answers} disabled={disabled} onAnswers={onAnswers} />}
      {probed && (
        <Choices
          legend="the probe" disabled={disabled} chosen={answers.find(({ kind }) => kind === "probed")?.outcome ?? ""}
          choices={[["", "says nothing"], ["applied", "went through"], ["not_applied", "didn’t"], ["unclear", "can’t tell"]]}
          onChoose={(outcome) => onAnswers([...without("probed"), ...(outcome === "" ? [] : [{ kind: "probed", outcome: outcome as Outcome, after: "1m" } as const])])}
        />
      )}
      {duty !== undefined && (
        <Choices
          legend={`the review by ${duty.owner.map(({ id }) => id).join(", ")}`} disabled={disabled}
          chosen={answers.some(({ kind }) => kind === "reviewed") ? "done" : ""}
          choices={[["", "isn’t done"], ["done", "is done"]]}
          onChoose={(done) => onAnswers([...without("reviewed"), ...(done === "" ? [] : [{ kind: "reviewed", by: duty.owner[0]?.id ?? "", after: "24h" } as const])])}
        />
      )}
    </section>
  );
}

/** Whom a decision waits for, or reminds. */
function asked(decision: EscalationAnswer): string | null {
  switch (decision.status) {
    case "resolved": return null;
    case "automatic": return decision.reminds ?? null;
    case "waiting_on_human": return decision.assignee.id;
  }
}

const AFTER = ["1m", "10m", "17m", "30m", "1h", "3h"];

interface PersonProps extends Omit<WhatIfProps, "step"> {
  readonly person: string;
  readonly bypass: boolean;
}

function PersonAnswers({ person, bypass, answers, disabled, onAnswers }: PersonProps) {
  const id = useId();
  const own = answers.find((answer) => answer.by === person && answer.kind !== "reviewed");
  const kinds: [string, string][] = [
    ["", "is silent"], ["acknowledged", "acknowledges"], ["approved", "approves"], ["rejected", "rejects"],
    ...(bypass ? [["bypassed", "overrides"] as [string, string]] : []),
  ];
  const after = own?.after ?? "10m";
  const put = (kind: string, when: string) => {
    const put: SimulatedAnswer = { ...own, by: person, kind: kind as Kind, after: when };
    if (kind === "") onAnswers(answers.filter((answer) => answer !== own));
    else onAnswers(own === undefined ? [...answers, put] : answers.map((answer) => (answer === own ? put : answer)));
  };
  return (
    <div class="whatif-row">
      <Choices legend={person} choices={kinds} chosen={own?.kind ?? ""} disabled={disabled} onChoose={(kind) => put(kind, after)} />
      {own !== undefined && (
        <label class="whatif-after" for={id}>
          after{" "}
          <select id={id} value={after} disabled={disabled} onChange={(event) => put(own.kind, event.currentTarget.value)}>
            {[...new Set([...AFTER, after])].map((each) => <option key={each}>{each}</option>)}
          </select>
        </label>
      )}
    </div>
  );
}

function Retries({ answers, disabled, onAnswers }: Omit<WhatIfProps, "step">) {
  const others = answers.filter(({ kind }) => kind !== "retried");
  const tries = answers.filter(({ kind }) => kind === "retried");
  // The answers belong to the tries in their order, the first to the first that is planned.
  const failed = { kind: "retried", outcome: "failed" } as const;
  const last = tries.at(-1)?.outcome;
  const chosen = last === "succeeded" ? `ok${tries.length}` : tries.length === 0 ? "" : "all";
  /** More than policies allow for; what is left over, nobody asks for. */
  const most = 20;
  const choose = (how: string) => {
    if (how === "") onAnswers(others);
    else if (how === "all") onAnswers([...others, ...Array.from({ length: most }, () => failed)]);
    else onAnswers([...others, ...Array.from({ length: Number(how.slice(2)) - 1 }, () => failed), { kind: "retried", outcome: "succeeded" }]);
  };
  return (
    <Choices
      legend="the retries" disabled={disabled} chosen={chosen} onChoose={choose}
      choices={[["", "say nothing"], ["ok1", "1st succeeds"], ["ok2", "2nd succeeds"], ["ok3", "3rd succeeds"], ["all", "all fail"]]}
    />
  );
}

interface ChoicesProps {
  readonly legend: string;
  readonly choices: readonly (readonly [string, string])[];
  readonly chosen: string;
  readonly disabled: boolean;
  readonly onChoose: (choice: string) => void;
}

/** A row of choices, of which one holds. */
function Choices({ legend, choices, chosen, disabled, onChoose }: ChoicesProps) {
  const name = useId();
  return (
    <fieldset class="choices" disabled={disabled}>
      <legend>{legend}</legend>
      <div class="choices-row">
        {choices.map(([value, text]) => (
          <label key={value} class="choice" data-value={value}>
            <input type="radio" name={name} value={value} checked={value === chosen} onChange={() => onChoose(value)} />
            <span>{text}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** Everyone who answers, to see at a glance. */
export function Answers({ answers, settled, onAnswers }: Pick<WhatIfProps, "answers" | "onAnswers"> & { settled: boolean }) {
  if (answers.length === 0) {
    return <p class="answers quiet">{settled ? "Nobody has to answer." : "Nobody answers: the ladder is climbed to its end."}</p>;
  }
  const told = (answer: SimulatedAnswer) => `${answer.by ?? "the call"} ${VERBS[answer.kind]}${answer.outcome == null ? "" : ` ${answer.outcome.replace("_", " ")}`}`;
  const counts = new Map<string, number>();
  for (const answer of answers) {
    const text = `${told(answer)}${answer.after == null ? "" : ` after ${answer.after}`}`;
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return (
    <p class="answers">
      {[...counts].map(([text, count]) => <span key={text} class="answer">{text}{count > 1 && ` ×${count}`}</span>)}
      <button type="button" class="button small quiet-button" onClick={() => onAnswers([])}>Nobody answers</button>
    </p>
  );
}

const VERBS: Readonly<Record<Kind, string>> = {
  acknowledged: "acknowledges", approved: "approves", rejected: "rejects", bypassed: "overrides", reviewed: "reviews", retried: "retried:", probed: "probed:",
};

