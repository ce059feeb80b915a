import type { Assessment, Measure } from "holdpoint";

import { MEASURES, shown, wanted } from "./words.js";

const [WIDTH, HEIGHT] = [640, 240];
const [LEFT, RIGHT, TOP, BOTTOM] = [76, 14, 18, 34];

/** One measure week by week, with its target as a line. The table beside it says the same in words. */
export function WeekPlot({ measure, weeks }: { measure: Measure; weeks: Assessment["weeks"] }) {
  const { id, unit, target } = measure;
  const values = weeks.map(({ values: all }) => all[id]);
  const top = nice(Math.max(...values.map((value) => value ?? 0), target?.value ?? 0), unit);
  const x = (index: number) => LEFT + ((index + 0.5) * (WIDTH - LEFT - RIGHT)) / Math.max(weeks.length, 1);
  const y = (value: number) => TOP + (1 - value / top) * (HEIGHT - TOP - BOTTOM);
  const every = Math.ceil(weeks.length / 8);
  const path = values.map((value, index) => (value === null ? "" : `${(values[index - 1] ?? null) === null ? "M" : "L"}${x(index)} ${y(value)}`)).join("");
  const label = `${MEASURES[id]} per week: ${weeks.map(({ week }, index) => `${week} ${shown(values[index] ?? null, unit)}`).join(", ")}${target === null ? "" : `; target ${wanted(target, unit)}`}`;
  return (
    <svg class="week-plot" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      {[0, top / 2, top].map((value) => (
        <g key={value}>
          <line class="week-grid" x1={LEFT} x2={WIDTH - RIGHT} y1={y(value)} y2={y(value)} />
          <text class="week-tick" x={LEFT - 8} y={y(value) + 4} text-anchor="end">{shown(value, unit)}</text>
        </g>
      ))}
      {weeks.map(({ week }, index) => (index % every === 0
        ? <text key={week} class="week-tick" x={x(index)} y={HEIGHT - 8} text-anchor="middle">{week.slice(5)}</text>
        : null))}
      {target !== null && (
        <>
          {target.side !== "exactly" && (
            <rect
              class="week-bad" x={LEFT} width={WIDTH - LEFT - RIGHT}
              y={target.side === "below" ? TOP : y(target.value)} height={target.side === "below" ? y(target.value) - TOP : y(0) - y(target.value)}
            />
          )}
          <line class="week-target" x1={LEFT} x2={WIDTH - RIGHT} y1={y(target.value)} y2={y(target.value)} />
        </>
      )}
      <path class="week-line" d={path} />
      {values.map((value, index) => (value === null
        ? null
        : <circle key={weeks[index]?.week} class="week-dot" data-met={met(value, measure)} cx={x(index)} cy={y(value)} r="5" />))}
    </svg>
  );
}

function met(value: number, { target }: Measure): boolean | undefined {
  if (target === null) return undefined;
  return { below: value < target.value || value === 0, above: value > target.value, exactly: value === target.value }[target.side];
}

/** A round end for the axis. */
function nice(most: number, unit: Measure["unit"]): number {
  if (unit === "milliseconds") return Math.max(Math.ceil(most / 3_600_000 / 2) * 2, 2) * 3_600_000;
  if (unit === "share" && most > 0.5) return 1;
  if (most === 0) return unit === "share" ? 0.1 : 2;
  const power = 10 ** Math.floor(Math.log10(most));
  const step = [1, 2, 4, 6, 8, 10].find((each) => each * power >= most) ?? 10;
  return Math.max(step * power, unit === "share" ? 0.02 : 1);
}
