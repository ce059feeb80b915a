import { policySchema } from "holdpoint";
import { useEffect, useId, useMemo, useRef, useState } from "preact/hooks";

import { Editor, type Landing } from "../editor/editor.js";
import { incidentNames, policyNames } from "../editor/names.js";
import { incidentSchema } from "../editor/incident.js";
import { SchemaGuide } from "../editor/schema.js";
import type { Marker } from "../engine/markers.js";
import { stepAt } from "../engine/timeline.js";
import { beginsWith, type Room } from "../frame/router.js";
import { type Climb, ClimbStore, type ShownClimb } from "../state/escalate/climb.js";
import { firstIncident, INCIDENTS } from "../state/escalate/incidents.js";
import { incidentAddress, incidentOpening, isUntouched, untouched } from "../state/escalate/opening.js";
import { Player } from "../view/escalate/player.js";
import { Plot } from "../view/escalate/plot.js";
import { Chain, LevelSign, Notices, Path, Requests, Silence, type SimulationStep, Why } from "../view/escalate/step.js";
import { Answers, WhatIf } from "../view/escalate/whatif.js";
import { clock, RUNG_NAMES, sentences, since } from "../view/escalate/words.js";
import { Presets } from "../view/presets.js";
import { Problems } from "../view/problems.js";

/** Nobody answered: what now? A policy and an incident, and the ladder over time. */
export const escalateRoom: Room = {
  id: "escalate",
  name: "Escalate",
  title: "Holdpoint: nobody answered, what now?",
  owns: beginsWith("escalate"),
  open(hash) {
    const store = new ClimbStore(incidentOpening(hash) ?? untouched(firstIncident));
    return {
      address: () => store.climb.preset.hash,
      go: (other) => void store.openHash(other),
      Main: () => <ClimbView store={store} />,
      Aside: () => <Level store={store} />,
      skip: { name: "Skip to the timeline", target: "timeline-title", to: () => document.querySelector(".head-grip") },
      Keys,
    };
  },
};

/** The level, in short. */
function Level({ store }: { store: ClimbStore }) {
  const { shown, stale, head } = useClimb(store);
  if (shown === null || stale) return <>error: ask a person</>;
  const { level, status } = stepOf(shown, head).decision;
  return <>{status === "resolved" ? "settled" : RUNG_NAMES[level][0]}</>;
}

function Keys() {
  return <>Keys on the timeline: <kbd>←</kbd> <kbd>→</kbd> go to the next event, <kbd>Page ↑</kbd> <kbd>Page ↓</kbd> to the next level. <kbd>Tab</kbd> leaves an editor.</>;
}

type Side = "policy" | "incident";

const CHOICES = INCIDENTS.map(({ hash, title, group }) => ({ hash, title, group }));

function ClimbView({ store }: { store: ClimbStore }) {
  const climb = useClimb(store);
  const [side, setSide] = useState<Side>("incident");
  const [landing, setLanding] = useState<{ side: Side; at: Landing } | null>(null);
  const guides = useGuides(climb);
  const open = (hash: string) => {
    if (store.openHash(hash)) history.pushState(null, "", `#${hash}`);
  };
  const share = async () => {
    history.replaceState(null, "", `#${incidentAddress(store.climb)}`);
    await navigator.clipboard.writeText(location.href);
  };
  const go = (where: Side, { from, to }: Marker) => setLanding({ side: where, at: { from, to, selected: true } });
  const reading = climb[side];
  const text = side === "policy" ? climb.policyText : climb.incidentText;
  return (
    <>
      <Presets choices={CHOICES} open={climb.preset} edited={!isUntouched(climb)} onOpen={open} onReset={() => store.reset()} onShare={share} />
      <div class="climb">
        <Answer climb={climb} store={store} />
        <section class="climb-editor editor-panel panel" aria-label="Input" data-shown="true">
          <header class="panel-head">
            <h2 class="visually-hidden">Input</h2>
            <div class="switch" role="group" aria-label="Editor">
              {(["incident", "policy"] as const).map((each) => (
                <button key={each} type="button" aria-pressed={side === each} onClick={() => setSide(each)}>
                  {each === "policy" ? "Policy" : "Incident"}
                  {climb[each].markers.some(({ diagnostic }) => diagnostic.severity === "error") && " ⚠"}
                </button>
              ))}
            </div>
          </header>
          <Editor
            key={side} label={side === "policy" ? "Policy" : "Incident"} text={text} written={climb.written} read={reading.text}
            markers={reading.markers} guide={guides[side]} landing={landing?.side === side ? landing.at : null}
            onChange={(changed) => (side === "policy" ? store.setPolicy(changed) : store.setIncident(changed))}
          />
          <Problems
            markers={reading.markers} onGo={(marker) => go(side, marker)}
            onFix={({ from, to }, fix) => store.replace(`${side}Text`, from, to, fix)}
          />
        </section>
      </div>
      <Announcer climb={climb} />
    </>
  );
}

function Answer({ climb, store }: { climb: Climb; store: ClimbStore }) {
  const { shown, stale, head, answers } = climb;
  if (shown === null) return <div class="climb-answer"><StaleNote known={false} /></div>;
  const { timeline } = shown;
  const step = stepOf(shown, head);
  const look = (at: number) => store.look(at);
  return (
    <div class="climb-answer">
      {stale && <StaleNote known />}
      <section class={`panel timeline ${stale ? "stale" : ""}`} aria-labelledby="timeline-title">
        <header class="panel-head">
          <h2 id="timeline-title">The ladder over time</h2>
          <Answers answers={answers} settled={shown.simulation.status === "resolved"} onAnswers={(others) => store.setAnswers(others)} />
          <Player timeline={timeline} head={head} onLook={look} />
        </header>
        <Plot
          timeline={timeline} head={head} rung={step.decision.level} settled={step.decision.status === "resolved"}
          told={`${since(head, timeline.first)}: ${told(step)}`} onLook={look}
        />
      </section>
      <Details climb={climb} shown={shown} step={step} store={store} />
    </div>
  );
}

const TABS = ["Explained", "JSON"] as const;

function Details({ climb: { head, stale, answers }, shown: { timeline }, step, store }: { climb: Climb; shown: ShownClimb; step: SimulationStep; store: ClimbStore }) {
  const [tab, setTab] = useState<(typeof TABS)[number]>("Explained");
  const id = useId();
  const tabs = useRef<HTMLDivElement>(null);
  const turn = (event: KeyboardEvent) => {
    if (event.key !== "ArrowRight" && event.key !== "ArrowLeft") return;
    const next = tab === "JSON" ? 0 : 1;
    setTab(TABS[next] ?? "Explained");
    tabs.current?.querySelectorAll<HTMLElement>("[role=tab]")[next]?.focus();
  };
  const { decision } = step;
  const look = (at: number) => store.look(at);
  return (
    <section class={`moment ${stale ? "stale" : ""}`} aria-labelledby={`${id}-title`}>
      <header class="decision-head">
        <h2 id={`${id}-title`}>{since(head, timeline.first)} <span class="aside">{clock(head)}</span></h2>
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
      </header>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${tab}`}>
        {tab === "JSON"
          ? <pre class="json" tabIndex={0} aria-label="The whole decision as JSON">{JSON.stringify(decision, null, 2)}</pre>
          : (
            <div class="moment-grid">
              <div class="moment-now">
                <LevelSign step={step} head={head} stale={stale} />
                <div class="panel explained">
                  <WhatIf step={step} answers={answers} disabled={stale} onAnswers={(others) => store.setAnswers(others)} />
                  <Silence step={step} timeline={timeline} onLook={look} />
                  <Path decision={decision} />
                  <Why decision={decision} />
                </div>
              </div>
              <div class="moment-more">
                <div class="panel explained"><Chain timeline={timeline} head={head} onLook={look} /></div>
                <div class="panel explained">
                  <Notices decision={decision} />
                  <Requests decision={decision} />
                </div>
              </div>
            </div>
          )}
      </div>
    </section>
  );
}

function StaleNote({ known }: { known: boolean }) {
  return (
    <p class="stale-note">
      <strong>An error is no permission: ask a person.</strong>{" "}
      The policy or the incident can’t be used as it is{known ? "; below is the last one that was good." : "."}
    </p>
  );
}

/** Says the moment to those who don't see it, once it has come to rest. */
function Announcer({ climb: { shown, stale, head } }: { climb: Climb }) {
  const now = shown === null || stale ? "Error. An error is no permission: ask a person." : told(stepOf(shown, head));
  const [said, setSaid] = useState(now);
  useEffect(() => {
    const timer = setTimeout(() => setSaid(now), 400);
    return () => clearTimeout(timer);
  }, [now]);
  return <p class="visually-hidden" role="status" aria-live="polite">{said}</p>;
}

function told({ decision }: SimulationStep): string {
  return `${RUNG_NAMES[decision.level].join(", ")}. ${sentences(decision).join(" ")}`;
}

function stepOf({ simulation }: ShownClimb, head: number): SimulationStep {
  const step = simulation.steps[stepAt(simulation, head)];
  if (step === undefined) throw new Error("a simulation without a step");
  return step;
}

function useClimb(store: ClimbStore): Climb {
  const [climb, setClimb] = useState(store.climb);
  useEffect(() => {
    setClimb(store.climb);
    return store.subscribe(setClimb);
  }, [store]);
  return climb;
}

function useGuides({ engine }: Climb) {
  const schema = useMemo(() => policySchema(), []);
  const sides = useMemo(() => ({ policy: new SchemaGuide(schema), incident: new SchemaGuide(incidentSchema(schema)) }), [schema]);
  return useMemo(() => ({
    policy: { schema: sides.policy, names: policyNames(engine) },
    incident: { schema: sides.incident, names: incidentNames(engine) },
  }), [engine, sides]);
}
