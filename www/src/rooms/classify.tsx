import { policySchema } from "holdpoint";
import { useCallback, useEffect, useMemo, useState } from "preact/hooks";

import { Editor, type Landing } from "../editor/editor.js";
import { caseNames, policyNames } from "../editor/names.js";
import { SchemaGuide } from "../editor/schema.js";
import type { Marker } from "../engine/markers.js";
import { type Desk, DeskStore } from "../state/desk.js";
import { beginsWith, type Room } from "../frame/router.js";
import { addressOf, openingOf } from "../state/opening.js";
import { rulePlace, sections } from "../state/places.js";
import { FIRST, isPresetHash, type Preset, stories, storyHash, storyTitle, welcome } from "../state/presets.js";
import { DecisionPanel } from "../view/decision.js";
import { Fleet } from "../view/fleet.js";
import { LaneTag } from "../view/lane.js";
import { type Choice, Presets, type Told } from "../view/presets.js";
import { Problems } from "../view/problems.js";
import { count } from "../view/words.js";

/** May the automation act? A policy and a case, and the decision. */
export const classifyRoom: Room = {
  id: FIRST,
  name: "Classify",
  title: "Holdpoint: may the automation act?",
  owns: (hash) => isPresetHash(hash) || beginsWith("edit")(hash),
  open(hash) {
    const store = new DeskStore(openingOf(hash) ?? { preset: welcome, policyText: welcome.policy, caseText: welcome.case });
    return {
      address: () => store.desk.preset.hash,
      go: (other) => void store.openHash(other),
      Main: () => <DeskView store={store} />,
      Aside: () => <Lane store={store} />,
      skip: { name: "Skip to the decision", target: "decision-title", to: () => document.querySelector(".decision [role=tab][tabindex='0']") },
      Keys,
    };
  },
};

/** The lane, in short. */
function Lane({ store }: { store: DeskStore }) {
  const { shown, stale } = useDesk(store);
  if (shown === null) return null;
  return stale ? <>error: takeover</> : <LaneTag lane={shown.decision.lane} />;
}

function Keys() {
  return <>Keys: <kbd>Ctrl Space</kbd> completes, <kbd>F8</kbd> goes to the next problem, <kbd>Tab</kbd> leaves an editor.</>;
}

const CHOICES: readonly Choice[] = [
  { hash: FIRST, title: "Welcome", group: null },
  ...stories.flatMap(({ name, cases }) => cases.map(({ title }, index) => ({ hash: storyHash(name, index), title, group: storyTitle(name) }))),
];

function told(preset: Preset): Told {
  return { ...preset, group: CHOICES.find(({ hash }) => hash === preset.hash)?.group ?? null };
}

type Side = "policy" | "case";

function DeskView({ store }: { store: DeskStore }) {
  const desk = useDesk(store);
  const [side, setSide] = useState<Side>("case");
  const [landing, setLanding] = useState<{ side: Side; at: Landing } | null>(null);
  useRulesInView(desk, setLanding);
  const guides = useGuides(desk);

  const go = (where: Side, { from, to }: { from: number; to: number }) => {
    setSide(where);
    setLanding({ side: where, at: { from, to, selected: true } });
  };
  const finder = (rule: string) => {
    const place = rulePlace(desk, rule);
    return place === null ? null : () => go("policy", { from: place.start, to: place.end });
  };
  const open = (hash: string) => {
    if (store.openHash(hash)) history.pushState(null, "", `#${hash}`);
  };
  const take = useCallback((index: number) => {
    store.takeCase(index);
    history.replaceState(null, "", `#${store.desk.preset.hash}`);
  }, [store]);
  const rebase = useCallback(() => store.rebase(), [store]);
  const edited = desk.policyText !== desk.preset.policy || desk.caseText !== desk.preset.case;

  const editor = (where: Side, title: string, hint: string) => {
    const reading = desk[where];
    const text = where === "policy" ? desk.policyText : desk.caseText;
    const set = (changed: string) => (where === "policy" ? store.setPolicy(changed) : store.setCase(changed));
    return (
      <section class={`editor-panel panel editor-${where}`} aria-labelledby={`${where}-title`} data-shown={side === where}>
        <header class="panel-head">
          <h2 id={`${where}-title`}>{title} <span class="aside">{hint}</span></h2>
          {where === "policy" && <Sections desk={desk} onGo={(place) => go("policy", place)} />}
        </header>
        <Editor
          label={title} text={text} written={desk.written} read={reading.text} markers={reading.markers} guide={guides[where]}
          landing={landing?.side === where ? landing.at : null} onChange={set}
        />
        <Problems
          markers={reading.markers} onGo={(marker) => go(where, marker)}
          onFix={({ from, to }: Marker, fix) => store.replace(`${where}Text`, from, to, fix)}
          onWitness={(shown) => {
            store.replace("caseText", 0, store.desk.caseText.length, `${JSON.stringify(shown, null, 2)}\n`);
            setSide("case");
          }}
        />
      </section>
    );
  };

  return (
    <>
        <Presets choices={CHOICES} open={told(desk.preset)} edited={edited} onOpen={open} onReset={() => store.reset()} onShare={() => share(desk)} />
        <div class="switch" role="group" aria-label="Editor">
          {(["policy", "case"] as const).map((each) => (
            <button key={each} type="button" aria-pressed={side === each} onClick={() => setSide(each)}>
              {each === "policy" ? "Policy" : "Case"}
              {desk[each].markers.some(({ diagnostic }) => diagnostic.severity === "error") && " ⚠"}
            </button>
          ))}
        </div>
        <div class="bench">
          {editor("policy", "Policy", "who may act, who decides")}
          {editor("case", "Case", "one action about to happen")}
          <DecisionPanel desk={desk} onApply={(changes) => store.apply(changes)} finder={finder} />
          <Fleet
            fleet={desk.fleet} baseline={desk.baseline} current={desk.shown?.decision.id ?? null}
            stale={desk.policy.policy === null} onTake={take} onRebase={rebase}
          />
        </div>
      <Announcer desk={desk} />
    </>
  );
}

function useDesk(store: DeskStore): Desk {
  const [desk, setDesk] = useState(store.desk);
  useEffect(() => store.subscribe(setDesk), [store]);
  return desk;
}

/** Where a policy begins is its name; what people come for are its rules. */
function useRulesInView({ preset }: Desk, land: (landing: { side: Side; at: Landing }) => void): void {
  useEffect(() => {
    const at = preset.policy.search(/^rules:/m);
    if (at !== -1) land({ side: "policy", at: { from: at, to: at, selected: false } });
  }, [preset.policy]);
}

/** The sections of the policy, to go to. */
function Sections({ desk, onGo }: { desk: Desk; onGo: (place: { from: number; to: number }) => void }) {
  const places = useMemo(() => sections(desk.policy), [desk.policy]);
  const go = (event: Event & { currentTarget: HTMLSelectElement }) => {
    const place = places[event.currentTarget.selectedIndex - 1];
    event.currentTarget.selectedIndex = 0;
    if (place !== undefined) onGo(place);
  };
  return (
    <div class="select select-small">
      <select aria-label="Go to a section of the policy" onChange={go} disabled={places.length === 0}>
        <option>go to…</option>
        {places.map(({ name }) => <option key={name}>{name}</option>)}
      </select>
    </div>
  );
}

/** Puts the texts as they are into the address, and the address on the clipboard where that is allowed. */
async function share(desk: Desk): Promise<void> {
  history.replaceState(null, "", `#${addressOf(desk)}`);
  await navigator.clipboard.writeText(location.href);
}

function useGuides({ engine }: Desk) {
  const policySide = useMemo(() => new SchemaGuide(policySchema()), []);
  return useMemo(() => ({
    policy: { schema: policySide, names: policyNames(engine) },
    case: { schema: new SchemaGuide(engine.caseSchema()), names: caseNames(engine) },
  }), [engine, policySide]);
}

/** Says the decision to those who don't see it, once the typing has paused. */
function Announcer({ desk: { shown, stale } }: { desk: Desk }) {
  const decision = shown?.decision;
  const said = stale || decision === undefined
    ? "Error. An error is no permission: treat as takeover."
    : `Lane ${decision.lane}, ${count(decision.reasons.length, "reason")}.`;
  return <p class="visually-hidden" role="status" aria-live="polite">{said}</p>;
}
