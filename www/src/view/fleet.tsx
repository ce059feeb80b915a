import type { Lane } from "holdpoint";
import { memo } from "preact/compat";
import { useMemo, useRef, useState } from "preact/hooks";

import { FLEET, type FleetAnswer } from "../engine/fleet.js";
import { LANE_NAMES, LANES, LaneShape } from "./lane.js";

interface FleetProps {
  readonly fleet: readonly FleetAnswer[];
  readonly baseline: readonly Lane[];
  /** The id of the case on the desk. */
  readonly current: string | null;
  readonly stale: boolean;
  readonly onTake: (index: number) => void;
  readonly onRebase: () => void;
}

type Filter = Lane | "moved" | "all";

/** The shipped cases under the policy of now. */
export const Fleet = memo(function Fleet({ fleet, baseline, current, stale, onTake, onRebase }: FleetProps) {
  const [filter, setFilter] = useState<Filter>("all");
  const [words, setWords] = useState("");
  const counts = useMemo(() => countLanes(fleet), [fleet]);
  const moved = useMemo(() => fleet.filter(({ lane }, index) => lane !== baseline[index]).length, [fleet, baseline]);
  const rows = useMemo(() => {
    const wanted = words.trim().toLowerCase();
    return FLEET.flatMap((_, index) => {
      const answer = fleet[index];
      if (answer === undefined || !passes(filter, answer, baseline[index])) return [];
      return wanted === "" || searchable(index, answer).includes(wanted) ? [index] : [];
    });
  }, [fleet, baseline, filter, words]);
  const toggle = (name: Filter) => setFilter(filter === name ? "all" : name);

  return (
    <section class="fleet panel" aria-labelledby="fleet-title" data-stale={stale}>
      <header class="panel-head fleet-head">
        <h2 id="fleet-title">{FLEET.length} example cases <span class="aside">under this policy</span></h2>
        <input
          type="search" class="search" placeholder="Search id, action, rule or text" aria-label="Search the example cases"
          value={words} onInput={(event) => setWords(event.currentTarget.value)}
        />
      </header>
      <div class="fleet-filters" role="group" aria-label="Show only">
        {LANES.map((lane) => (
          <button key={lane} type="button" class={`filter lane-${lane}`} aria-pressed={filter === lane} onClick={() => toggle(lane)}>
            <LaneShape lane={lane} />
            <span>{LANE_NAMES[lane]}</span> <strong data-count={lane}>{counts[lane]}</strong>
          </button>
        ))}
        <button type="button" class="filter" aria-pressed={filter === "moved"} onClick={() => toggle("moved")} disabled={moved === 0 && filter !== "moved"}>
          <span>Moved by your edits</span> <strong data-count="moved">{moved}</strong>
        </button>
        {moved > 0 && <button type="button" class="link" onClick={onRebase}>compare from here on</button>}
      </div>
      <Field fleet={fleet} baseline={baseline} rows={rows} current={current} onTake={onTake} />
      {rows.length === 0
        ? <p class="quiet fleet-none">{filter === "moved" && words === "" ? "No case is in another lane than before." : "No case fits."}</p>
        : <Rows rows={rows} fleet={fleet} baseline={baseline} current={current} onTake={onTake} />}
    </section>
  );
});

function countLanes(fleet: readonly FleetAnswer[]): Record<Lane, number> {
  const counts = { automate: 0, review: 0, takeover: 0 };
  for (const { lane } of fleet) counts[lane]++;
  return counts;
}

function passes(filter: Filter, { lane }: FleetAnswer, before: Lane | undefined): boolean {
  return filter === "all" || (filter === "moved" ? lane !== before : lane === filter);
}

function searchable(index: number, { rules, error }: FleetAnswer): string {
  const { id, action, input } = FLEET[index] ?? { id: "", action: "", input: null };
  return [id, action, ...rules, error ?? "", input?.message?.subject, input?.message?.text, input?.action.text].join(" ").toLowerCase();
}

interface ListProps extends Pick<FleetProps, "fleet" | "baseline" | "current" | "onTake"> {
  readonly rows: readonly number[];
}

/** All cases at a glance: a small sign each. The list below says the same in words. */
function Field({ fleet, baseline, rows, current, onTake }: ListProps) {
  const shown = useMemo(() => new Set(rows), [rows]);
  const take = (event: MouseEvent) => {
    const index = (event.target as HTMLElement).closest<HTMLElement>("[data-index]")?.dataset.index;
    if (index !== undefined) onTake(Number(index));
  };
  return (
    <div class="field" aria-hidden="true" onClick={take}>
      {fleet.map(({ lane }, index) => {
        const was = baseline[index];
        const classes = ["cell", `cell-${lane}`, was === lane ? "" : "cell-moved", shown.has(index) ? "" : "cell-out", FLEET[index]?.id === current ? "cell-current" : ""];
        return <span key={index} class={classes.join(" ")} data-index={index} title={`${FLEET[index]?.id}: ${lane}${was === lane ? "" : `, was ${was}`}`}><i /></span>;
      })}
    </div>
  );
}

function Rows({ rows, fleet, baseline, current, onTake }: ListProps) {
  const list = useRef<HTMLUListElement>(null);
  const [reached, setReached] = useState(0);
  // One stop of the Tab key for the whole list; the arrows move inside it.
  const stop = Math.min(reached, rows.length - 1);
  const move = (event: KeyboardEvent) => {
    const to = { ArrowDown: stop + 1, ArrowUp: stop - 1, Home: 0, End: rows.length - 1, PageDown: stop + 10, PageUp: stop - 10 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(rows.length - 1, to));
    setReached(next);
    list.current?.querySelectorAll<HTMLElement>(".row")[next]?.focus();
  };
  return (
    <ul class="rows" ref={list} onKeyDown={move} aria-label="Example cases; the arrow keys move, Enter opens">
      {rows.map((index, place) => (
        <Row
          key={FLEET[index]?.id} index={index} answer={fleet[index]} was={baseline[index]} stop={place === stop}
          current={FLEET[index]?.id === current} onTake={onTake} onReach={() => setReached(place)}
        />
      ))}
    </ul>
  );
}

interface RowProps {
  readonly index: number;
  readonly answer: FleetAnswer | undefined;
  readonly was: Lane | undefined;
  readonly stop: boolean;
  readonly current: boolean;
  readonly onTake: (index: number) => void;
  readonly onReach: () => void;
}

function Row({ index, answer, was, stop, current, onTake, onReach }: RowProps) {
  const entry = FLEET[index];
  if (entry === undefined || answer === undefined) return null;
  const { lane, rules, error } = answer;
  return (
    <li>
      <button
        type="button" class={`row lane-${lane}`} tabIndex={stop ? 0 : -1} aria-current={current ? "true" : undefined}
        onClick={() => onTake(index)} onFocus={onReach} data-id={entry.id} data-lane={lane}
      >
        <span class="row-lane"><LaneShape lane={lane} /><span class="row-lane-name">{LANE_NAMES[lane]}</span></span>
        <span class="row-id">{entry.id}</span>
        <span class="row-action">{entry.action}</span>
        <span class="row-says">{entry.says}</span>
        {was !== undefined && was !== lane && <span class="row-was">was {was}</span>}
        <span class="row-rules">{error === null ? rules.join(", ") : `refused: ${error}`}</span>
      </button>
    </li>
  );
}
