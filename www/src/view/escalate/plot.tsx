import type { ChainKind, Rung } from "holdpoint";
import { useRef } from "preact/hooks";

import { RUNGS, type Mark, type Timeline } from "../../engine/timeline.js";
import { RUNG_NAMES, since, span } from "./words.js";

interface PlotProps {
  readonly timeline: Timeline;
  readonly head: number;
  /** The rung that is reached at the head. */
  readonly rung: Rung;
  readonly settled: boolean;
  /** What is said of the head to those who don't see it. */
  readonly told: string;
  readonly onLook: (at: number) => void;
}

/** The ladder over time, with a head that can be moved along it. */
export function Plot({ timeline, head, rung, settled, told, onLook }: PlotProps) {
  const lanes = useRef<HTMLDivElement>(null);
  const { start, end, first } = timeline;
  const percent = (at: number) => `${((at - start) / (end - start)) * 100}%`;
  const look = (event: PointerEvent) => {
    const box = lanes.current?.getBoundingClientRect();
    if (box === undefined || box.width === 0) return;
    onLook(start + ((event.clientX - box.left) / box.width) * (end - start));
  };
  const grab = (event: PointerEvent & { currentTarget: HTMLElement }) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    look(event);
  };
  const drag = (event: PointerEvent & { currentTarget: HTMLElement }) => {
    if (event.currentTarget.hasPointerCapture(event.pointerId)) look(event);
  };
  return (
    <div class="plot" onPointerDown={grab} onPointerMove={drag}>
      <div class="plot-rungs" aria-hidden="true">
        {[...RUNGS].reverse().map((each) => {
          const [short, long] = RUNG_NAMES[each];
          return (
            <div key={each} class={`rung rung-${each}`} data-here={each === rung} data-visited={timeline.stays.some((stay) => stay.rung === each)}>
              <span class="rung-name"><strong>{short}</strong> <span class="rung-long">{long}</span></span>
            </div>
          );
        })}
      </div>
      <div class="plot-lanes" ref={lanes}>
        <Ticks timeline={timeline} percent={percent} />
        <Stays timeline={timeline} head={head} percent={percent} />
        <Marks timeline={timeline} head={head} percent={percent} />
        <div class="head" style={{ left: percent(head) }} data-settled={settled}>
          <Slider timeline={timeline} head={head} told={told} onLook={onLook} />
          <span class="head-time" aria-hidden="true" style={{ "--at": percent(head) }}>{since(head, first)}</span>
        </div>
      </div>
    </div>
  );
}

type Percent = (at: number) => string;

function row(rung: Rung): number {
  return RUNGS.indexOf(rung);
}

/** Each stay as a bar, what is left of its clock as a ghost of it, and the step up to the next. */
function Stays({ timeline: { stays, owed }, head, percent }: { timeline: Timeline; head: number; percent: Percent }) {
  return (
    <div aria-hidden="true">
      {owed.map(({ kind, rung, from, to }) => (
        <div key={kind} class="stay-ghost" style={{ left: percent(from), width: `calc(${percent(to)} - ${percent(from)})`, "--row": row(rung) }}>
          <span>{kind.replaceAll("_", " ")} due</span>
        </div>
      ))}
      {stays.map(({ rung, from, to, begun, clock, unasked }, index) => {
        const next = stays[index + 1];
        const passed = Math.min(Math.max(head, from), to);
        return (
          <div key={`${rung}${from}`}>
            {clock !== null && clock > to && (
              <div class="stay-ghost" style={{ left: percent(to), width: `calc(${percent(clock)} - ${percent(to)})`, "--row": row(rung) }}>
                <span>{rung === "end" ? "reminded" : `${span(clock - begun)} clock`}</span>
              </div>
            )}
            <div class={`stay stay-${rung}`} style={{ left: percent(from), width: `calc(${percent(to)} - ${percent(from)})`, "--row": row(rung) }} />
            <div class={`stay stay-passed stay-${rung}`} style={{ left: percent(from), width: `calc(${percent(passed)} - ${percent(from)})`, "--row": row(rung) }} />
            {unasked > from && (
              <div class="stay stay-unasked" style={{ left: percent(from), width: `calc(${percent(unasked)} - ${percent(from)})`, "--row": row(rung) }}>
                <span>nobody was asked</span>
              </div>
            )}
            {next !== undefined && <Riser at={percent(next.from)} from={row(rung)} to={row(next.rung)} passed={head >= next.from} />}
          </div>
        );
      })}
    </div>
  );
}

function Riser({ at, from, to, passed }: { at: string; from: number; to: number; passed: boolean }) {
  return <div class="riser" data-passed={passed} style={{ left: at, "--row": Math.min(from, to), "--rows": Math.abs(to - from) }} />;
}

/** What is marked in the picture; the chain below tells everything. */
const MARKED: Partial<Record<ChainKind, string>> = {
  requested: "M6 3l8 6-8 6z",
  failed: "M10 2L4 10h4l-1 6 7-9H9z",
  asked: "M9 2.5a4.5 4.5 0 0 0-4.5 4.5v3L3 12.5h12L13.5 10V7A4.5 4.5 0 0 0 9 2.5zM7.2 13.5a1.8 1.8 0 0 0 3.6 0z",
  acknowledged: "M9 5C5.5 5 2.8 7.2 1.5 9 2.8 10.8 5.5 13 9 13s6.2-2.2 7.5-4C15.2 7.2 12.5 5 9 5zm0 1.7a2.3 2.3 0 1 1 0 4.6 2.3 2.3 0 0 1 0-4.6z",
  approved: "M7.3 14.2L2.5 9.4l1.8-1.8 3 3 6.4-6.4 1.8 1.8z",
  rejected: "M4.8 3L9 7.2 13.2 3 15 4.8 10.8 9l4.2 4.2-1.8 1.8L9 10.8 4.8 15 3 13.2 7.2 9 3 4.8z",
  retried: "M9 3a6 6 0 1 0 5.8 7.5h-2.1A4 4 0 1 1 9 5c1 0 2 .4 2.7 1.1L9.5 8.3H15V2.8l-1.9 1.9A6 6 0 0 0 9 3z",
  probed: "M7.5 2.5a5 5 0 0 1 4 8l3.7 3.7-1.5 1.5-3.7-3.7a5 5 0 1 1-2.5-9.5zm0 2a3 3 0 1 0 0 6 3 3 0 0 0 0-6z",
  reassigned: "M3 8h7V4.5L15.5 9 10 13.5V10H3z",
  out_of_office: "M9 2a7 7 0 1 0 0 14A7 7 0 0 0 9 2zm1 3v4.2l2.8 1.7-1 1.6L8 10.3V5z",
  paused: "M5 3h3v12H5zM10 3h3v12h-3z",
  resumed: "M6 3l8 6-8 6z",
  bypassed: "M10 2L4 10h4l-1 6 7-9H9z",
  reviewed: "M7.3 14.2L2.5 9.4l1.8-1.8 3 3 6.4-6.4 1.8 1.8z",
  resolved: "M7.3 14.2L2.5 9.4l1.8-1.8 3 3 6.4-6.4 1.8 1.8z",
  ruled: "M7.3 14.2L2.5 9.4l1.8-1.8 3 3 6.4-6.4 1.8 1.8z",
  void: "M9 2a7 7 0 1 0 0 14A7 7 0 0 0 9 2zm0 2c1.1 0 2.1.3 2.9.9L4.9 11.9A5 5 0 0 1 9 4zm0 10c-1.1 0-2.1-.3-2.9-.9l7-7A5 5 0 0 1 9 14z",
};

/** Marks nearer to each other than this share of the picture stand side by side. */
const NEAR = 0.032;

function Marks({ timeline: { marks, start, end }, head, percent }: { timeline: Timeline; head: number; percent: Percent }) {
  const spots: [Mark, ...Mark[]][] = [];
  for (const mark of marks) {
    if (MARKED[mark.entry.kind] === undefined) continue;
    const near = spots.findLast(([{ rung }]) => rung === mark.rung);
    const width = NEAR * (end - start) * (near?.length ?? 0);
    if (near !== undefined && mark.at - near[0].at < width) near.push(mark);
    else spots.push([mark]);
  }
  return (
    <div aria-hidden="true">
      {spots.map((here) => {
        const [{ at, rung }] = here;
        return (
          <div key={`${rung} ${at}`} class="marks" style={{ left: percent(at), "--row": row(rung) }}>
            {here.map(({ entry, at: when }, index) => (
              <svg key={index} class={`mark-sign mark-${entry.kind}`} data-later={when > head} width="18" height="18" viewBox="0 0 18 18"><path d={MARKED[entry.kind]} /></svg>
            ))}
          </div>
        );
      })}
    </div>
  );
}

const MINUTE = 60_000;
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10_080, 43_200].map((minutes) => minutes * MINUTE);

function Ticks({ timeline: { start, end, first }, percent }: { timeline: Timeline; percent: Percent }) {
  const length = end - start;
  const step = STEPS.find((each) => length / each <= 7) ?? length;
  const ticks: number[] = [];
  for (let at = first - Math.floor((first - start) / step) * step; at <= end; at += step) ticks.push(at);
  return (
    <div class="ticks" aria-hidden="true">
      {ticks.map((at, index) => (
        <span key={at} style={{ left: percent(at) }} data-odd={index % 2 === 1} data-zero={at === first}>
          <i>{at === first ? "now" : since(at, first)}</i>
        </span>
      ))}
    </div>
  );
}

/** The handle: arrows go from one stop to the next, Page Up and Down from rung to rung. */
function Slider({ timeline, head, told, onLook }: Pick<PlotProps, "timeline" | "head" | "told" | "onLook">) {
  const { start, end, first, stops, stays } = timeline;
  const [opening, closing] = [stops[0] ?? start, stops.at(-1) ?? end];
  const rungs = stays.map(({ from }) => from);
  const after = (places: readonly number[]) => places.find((place) => place > head) ?? Math.max(closing, head);
  const before = (places: readonly number[]) => places.findLast((place) => place < head) ?? opening;
  const keys: Record<string, () => number> = {
    ArrowRight: () => after(stops), ArrowUp: () => after(stops), ArrowLeft: () => before(stops), ArrowDown: () => before(stops),
    PageUp: () => after(rungs), PageDown: () => before(rungs), Home: () => opening, End: () => closing,
  };
  const press = (event: KeyboardEvent) => {
    const to = keys[event.key]?.();
    if (to === undefined) return;
    event.preventDefault();
    onLook(to);
  };
  const minutes = (at: number) => Math.round((at - first) / MINUTE);
  return (
    <div
      class="head-grip" role="slider" tabIndex={0} aria-label="Moment" aria-orientation="horizontal" onKeyDown={press}
      aria-valuemin={minutes(start)} aria-valuemax={minutes(end)} aria-valuenow={minutes(head)} aria-valuetext={told}
    />
  );
}
