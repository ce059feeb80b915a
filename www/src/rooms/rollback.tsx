import { policySchema } from "holdpoint";
import { useEffect, useMemo, useState } from "preact/hooks";

import { Editor, type Landing } from "../editor/editor.js";
import { policyNames } from "../editor/names.js";
import { SchemaGuide } from "../editor/schema.js";
import type { Marker } from "../engine/markers.js";
import { compiled } from "../engine/run.js";
import { beginsWith, type Room } from "../frame/router.js";
import { ROLLBACK, RUN_PRESETS, type RunDesk, type RunPreset, RunStore } from "../state/runs.js";
import { PlanPanel, verdictName } from "../view/plan/panel.js";
import { Problems } from "../view/problems.js";

/** This run failed part-way, or is about to start: what is undone, in which order, under which keys? */
export const rollbackRoom: Room = {
  id: ROLLBACK,
  name: "Roll back",
  title: "Holdpoint: how is it undone?",
  owns: beginsWith(ROLLBACK),
  open(hash) {
    const store = new RunStore(hash);
    return {
      address: () => store.desk.preset.hash,
      go: (other) => store.open(other),
      Main: () => <RunView store={store} />,
      Aside: () => <Verdict store={store} />,
      skip: { name: "Skip to the plan", target: "plan-title", to: () => document.querySelector("#plan-title") },
      Keys: () => <>Keys: <kbd>F8</kbd> goes to the next problem, <kbd>Tab</kbd> leaves the editor.</>,
    };
  },
};

function Verdict({ store }: { store: RunStore }) {
  const { shown: { answer }, stale } = useDesk(store);
  return <>{stale || answer === null ? "error" : verdictName(answer)}</>;
}

function RunView({ store }: { store: RunStore }) {
  const desk = useDesk(store);
  const [landing, setLanding] = useState<Landing | null>(null);
  const guide = useMemo(() => {
    const policy = compiled(desk.preset.policy);
    const names = policyNames(policy);
    policy.free();
    return { schema: new SchemaGuide(policySchema()), names };
  }, [desk.preset.policy]);
  const open = (hash: string) => {
    store.open(hash);
    history.pushState(null, "", `#${hash}`);
  };
  const go = ({ from, to }: Marker) => setLanding({ from, to, selected: true });
  const { answer } = desk.shown;
  return (
    <>
      <Pick desk={desk} onOpen={open} onReset={() => store.reset()} />
      <div class="run-bench">
        <section class="editor-panel editor-run panel" aria-labelledby="run-title" data-shown="true">
          <header class="panel-head"><h2 id="run-title">Run <span class="aside">what became of each step</span></h2></header>
          <Editor
            label="Run" text={desk.text} written={desk.written} read={desk.reading.text} markers={desk.reading.markers}
            guide={guide} landing={landing} onChange={(text) => store.type(text)}
          />
          <Problems markers={desk.reading.markers} onGo={go} onFix={() => undefined} />
        </section>
        <PlanPanel desk={desk} onBreak={(step, how) => store.break(step, how)} />
      </div>
      <p class="visually-hidden" role="status" aria-live="polite">
        {desk.stale || answer === null ? "Error: this is no run." : `Verdict: ${verdictName(answer)}.`}
      </p>
    </>
  );
}

function Pick({ desk: { preset, text }, onOpen, onReset }: { desk: RunDesk; onOpen: (hash: string) => void; onReset: () => void }) {
  const groups = useMemo(() => {
    const found = new Map<string, RunPreset[]>();
    for (const each of RUN_PRESETS) found.set(each.group, [...(found.get(each.group) ?? []), each]);
    return [...found];
  }, []);
  const [opened, setOpened] = useState(text);
  useEffect(() => setOpened(text), [preset]);
  return (
    <section class="presets" aria-label="Story">
      <div class="presets-pick">
        <div class="select">
          <select aria-label="Run" value={preset.hash} onChange={(event) => onOpen(event.currentTarget.value)}>
            {groups.map(([group, entries]) => (
              <optgroup key={group} label={group}>
                {entries.map(({ hash, title }) => <option key={hash} value={hash}>{title}</option>)}
              </optgroup>
            ))}
          </select>
        </div>
        {text !== opened && <button type="button" class="button quiet-button" onClick={onReset}>Undo edits</button>}
      </div>
      <div class="presets-told">
        <p class="presets-title"><span class="aside">{preset.group}: </span>{preset.title}</p>
        <p class="quiet" title={preset.about}>{preset.about}</p>
      </div>
    </section>
  );
}

function useDesk(store: RunStore): RunDesk {
  const [desk, setDesk] = useState(store.desk);
  useEffect(() => store.subscribe(setDesk), [store]);
  return desk;
}
