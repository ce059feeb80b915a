import type { ChainEntry, EscalationAnswer, EscalationSimulation, PathStep } from "holdpoint";

import { time, type Timeline } from "../../engine/timeline.js";
import { count, written } from "../words.js";
import { clock, DUTY_NAMES, named, RUNG_NAMES, sentences, since, span, STATUS_NAMES, via, WHY_NAMES } from "./words.js";

/** One decision of a simulation, with its moment. */
export type SimulationStep = EscalationSimulation["steps"][number];

/** The level as a road sign, and until when it holds. */
export function LevelSign({ step: { decision }, head, stale }: { step: SimulationStep; head: number; stale: boolean }) {
  const { level, status } = decision;
  const [short, long] = RUNG_NAMES[level];
  return (
    <div class={`sign level-sign level-${tone(decision)}`} data-level={level} data-status={status} data-stale={stale}>
      <div class="sign-face">
        <p class="level-name">
          <span class="sign-lane">{decision.status === "resolved" ? (decision.resolution.how === "rejected" ? "✕" : "✓") : short}</span>
          <span>{status === "resolved" ? "settled" : long}</span>
        </p>
        <p class="sign-sentence">{sentences(decision).map((each) => <span key={each}>{each} </span>)}</p>
      </div>
      <dl class="sign-facts">
        <Fact name="state" value={STATUS_NAMES[status]} />
        {decision.status === "resolved" ? <Settled decision={decision} /> : <Open decision={decision} head={head} />}
        {decision.lateBy !== undefined && decision.lateBy > 0 && (
          <div class="late"><dt>entered late</dt><dd>by {span(decision.lateBy)}: its people weren’t asked before, and nobody is passed over unasked</dd></div>
        )}
      </dl>
    </div>
  );
}

function Open({ decision: { deadline, onDeadline, assignee }, head }: { decision: Exclude<EscalationAnswer, { status: "resolved" }>; head: number }) {
  const left = time(deadline) - head;
  return (
    <>
      <Fact name={assignee === null ? "decides again" : "answer due"} value={clock(time(deadline))} />
      <Fact name={left < 0 ? "is over since" : "time left"} value={span(left)} />
      <Fact name="then" value={next(onDeadline)} />
    </>
  );
}

function Settled({ decision: { resolution, obligations } }: { decision: Extract<EscalationAnswer, { status: "resolved" }> }) {
  const owed = obligations.filter(({ status }) => status !== "done");
  return (
    <>
      <Fact name="since" value={clock(time(resolution.at))} />
      <Fact name="goes on" value={resolution.goesOn.length === 0 ? "nothing" : resolution.goesOn.join(", ")} />
      <Fact name="still owed" value={owed.length === 0 ? "nothing" : owed.map(({ kind }) => kind.replaceAll("_", " ")).join(", ")} />
    </>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return <div><dt>{name}</dt><dd>{value}</dd></div>;
}

function tone({ status, level, action }: EscalationAnswer): string {
  if (status === "resolved") return "settled";
  if (status === "automatic") return "automatic";
  return level === "L4" || level === "end" || action === "block_escalate_compliance" ? "grave" : "asking";
}

function next({ level, assignee, status }: NonNullable<EscalationAnswer["onDeadline"]>): string {
  const [short] = RUNG_NAMES[level];
  return status === "automatic" ? `${short}, by itself` : `${short}: ${named(assignee)}`;
}

/** What follows if nothing happens until the deadline, and whether it comes to that here. */
export function Silence({ step: { decision }, timeline, onLook }: { step: SimulationStep; timeline: Timeline; onLook: (at: number) => void }) {
  const { deadline, onDeadline } = decision;
  if (deadline === null || onDeadline === null) return null;
  const at = time(deadline);
  const comes = timeline.stops.includes(at);
  return (
    <section aria-labelledby="silence-title">
      <h3 id="silence-title">If nobody answers</h3>
      <p>
        At {clock(at)} the next decision is <strong>{RUNG_NAMES[onDeadline.level].join(", ")}</strong>
        {onDeadline.assignee === null ? "." : <>: <strong>{onDeadline.assignee.id}</strong> is asked.</>}
      </p>
      {comes
        ? <button type="button" class="button small quiet-button" onClick={() => onLook(at)}>Go there, {since(at, timeline.first)}</button>
        : <p class="quiet">It doesn’t come to that here: something happens before.</p>}
    </section>
  );
}

/** How the assignee was found, hop by hop. */
export function Path({ decision: { path, alternates, assignee } }: { decision: EscalationAnswer }) {
  if (path.length === 0) return null;
  return (
    <section aria-labelledby="path-title">
      <h3 id="path-title">Who is asked, and why</h3>
      <ol class="hops">{path.map((hop, index) => <Hop key={index} hop={hop} asked={hop.passedOver === undefined && hop.id === assignee?.id} />)}</ol>
      {alternates.length > 0 && <p class="quiet">Could be asked too: {alternates.map(({ id }) => id).join(", ")}.</p>}
    </section>
  );
}

function Hop({ hop, asked }: { hop: PathStep; asked: boolean }) {
  const state = hop.passedOver !== undefined ? "over" : asked ? "asked" : "open";
  return (
    <li class={`hop hop-${state}`}>
      <span class="hop-name">{hop.id}</span>
      <span class="hop-via">{via(hop)}</span>
      <span class="hop-why">{hop.passedOver === undefined ? (asked ? "is asked" : "could be") : `passed over: ${WHY_NAMES[hop.passedOver]}`}</span>
    </li>
  );
}

/** What people see because of this decision. */
export function Notices({ decision: { notify, pause, obligations, retry } }: { decision: EscalationAnswer }) {
  return (
    <>
      {retry !== null && (
        <section aria-labelledby="retry-title">
          <h3 id="retry-title">Retry {retry.attempt}</h3>
          <p>At {clock(time(retry.at))}, {span(retry.delayMs)} after the last failure.</p>
        </section>
      )}
      {pause.length > 0 && (
        <section aria-labelledby="pause-title">
          <h3 id="pause-title">Held</h3>
          <p>{pause.map((id) => <code key={id} class="held">{id}</code>)}</p>
        </section>
      )}
      {obligations.length > 0 && (
        <section aria-labelledby="duties-title">
          <h3 id="duties-title">Owed</h3>
          <ul class="plain">
            {obligations.map(({ id, kind, owner, dueBy, status, doneBy }) => (
              <li key={id}>
                <code>{kind}</code> by {owner.map((each) => each.id).join(", ")} until {clock(time(dueBy))}:{" "}
                <strong class={status === "overdue" ? "missing" : ""}>{DUTY_NAMES[status]}</strong>
                {doneBy !== undefined && ` by ${doneBy}`}
              </li>
            ))}
          </ul>
        </section>
      )}
      {notify.length > 0 && (
        <section aria-labelledby="notices-title">
          <h3 id="notices-title">What people see <span class="aside">{count(notify.length, "notice")}</span></h3>
          <ul class="notices">
            {notify.map(({ id, kind, to, message }) => (
              <li key={id}><span class={`notice notice-${kind}`}>{kind.replace("_", " ")}</span> <strong>{to}</strong> <span class="quiet"><Message text={message} /></span></li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

/** The row of the matrix and whatever else it rests on. */
export function Why({ decision: { reasons } }: { decision: EscalationAnswer }) {
  return (
    <section aria-labelledby="why-title">
      <h3 id="why-title">Why</h3>
      <ul class="plain">
        {reasons.map(({ code, rule, message }, index) => (
          <li key={index}>{rule !== undefined && <><code>{rule}</code> </>}<Message text={message} /> <span class="quiet">{code.replace("_", " ")}</span></li>
        ))}
      </ul>
    </section>
  );
}

interface ChainProps {
  readonly timeline: Timeline;
  readonly head: number;
  readonly onLook: (at: number) => void;
}

/** Everything that happens, from the request on; what lies ahead of the head is pale. */
export function Chain({ timeline: { marks, first }, head, onLook }: ChainProps) {
  return (
    <section class="chain" aria-labelledby="chain-title">
      <h3 id="chain-title">The chain <span class="aside">goes with the request to everyone who is asked</span></h3>
      <ol>
        {marks.map(({ at, rung, entry }, index) => {
          const real = time(entry.at);
          return (
            <li key={index} class={`link-of-chain chain-${entry.kind}`} data-later={at > head}>
              <button type="button" class="link chain-time" onClick={() => onLook(at)} aria-label={`${since(real, first)}, look at this moment`}>{since(real, first)}</button>
              <span class={`chain-rung chain-rung-${rung}`}>{entry.level === undefined ? "" : RUNG_NAMES[entry.level][0]}</span>
              <span class="chain-text"><What entry={entry} /></span>
            </li>
          );
        })}
      </ol>
    </section>
  );
}

function What({ entry: { kind, message, note } }: { entry: ChainEntry }) {
  return (
    <>
      <span class="chain-kind">{kind.replaceAll("_", " ")}</span> <Message text={message} />
      {note !== undefined && <q class="chain-note">{note}</q>}
    </>
  );
}

/** A sentence of the engine, its parts in backticks as names. */
function Message({ text }: { text: string }) {
  return <>{text.split("`").map((part, index) => (index % 2 === 1 ? <b key={index}>{part}</b> : part))}</>;
}

/** What is asked for: the action and its arguments, to which an approval is bound. */
export function Requests({ decision: { context, requestDigest } }: { decision: EscalationAnswer }) {
  return (
    <section aria-labelledby="requests-title">
      <h3 id="requests-title">What an approval is for</h3>
      {context.requests.map(({ id, action, arguments: given, requestedBy, approver }) => (
        <div key={id} class="request">
          <p><code>{action}</code> <span class="quiet">{id}, asked for by {requestedBy}, to be approved by {approver}</span></p>
          <dl class="arguments">
            {Object.entries(given).map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{written(value)}</dd></div>)}
          </dl>
        </div>
      ))}
      <p class="quiet">An approval has to echo <code class="digest" title={requestDigest}>{requestDigest.slice(0, 16)}…</code></p>
    </section>
  );
}
