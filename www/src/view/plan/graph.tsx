import type { Run } from "holdpoint";
import { useMemo } from "preact/hooks";

import type { Fate } from "./fates.js";
import { BOX, layout, type Node } from "./layout.js";

/** The run, drawn: what depends on what, and in which wave each step's turn comes. The list says the same in words. */
export function Graph({ run, fates }: { run: Run; fates: ReadonlyMap<string, Fate> }) {
  const { nodes, edges, width, height } = useMemo(() => layout(run), [run]);
  const waves = Math.max(0, ...[...fates.values()].map(({ wave }) => wave ?? 0));
  const about = `${nodes.length} steps${waves > 0 ? ` in ${waves} ${waves === 1 ? "wave" : "waves"}` : ""}; the list below says the same`;
  return (
    <div class="graph" role="region" aria-label="The run as a graph" tabIndex={0}>
      <svg viewBox={`0 0 ${width} ${height}`} width={width} height={height} role="img" aria-label={about}>
        {edges.map(({ from, to }) => <path key={`${from.step.id} ${to.step.id}`} class="graph-edge" d={curve(from, to)} />)}
        {nodes.map((node) => <Box key={node.step.id} node={node} fate={fates.get(node.step.id)} />)}
      </svg>
    </div>
  );
}

function Box({ node: { step, x, y }, fate }: { node: Node; fate: Fate | undefined }) {
  return (
    <g transform={`translate(${x} ${y})`} class={`graph-step fate-${fate?.kind ?? "rest"}`}>
      <rect width={BOX.width} height={BOX.height} rx="7" />
      <text class="graph-id" x="10" y="21">{cut(step.id, 15)}</text>
      <text class="graph-fate" x="10" y="41">{cut(fate?.name ?? step.status ?? "planned", 18)}</text>
      {fate?.wave != null && (
        <g transform={`translate(${BOX.width - 20} 18)`}>
          <circle r="12" />
          <text class="graph-wave" text-anchor="middle" y="4.500">{fate.wave}</text>
        </g>
      )}
    </g>
  );
}

function curve(from: Node, to: Node): string {
  const [x1, y1, x2, y2] = [from.x + BOX.width / 2, from.y + BOX.height, to.x + BOX.width / 2, to.y];
  const middle = (y1 + y2) / 2;
  return `M${x1} ${y1}C${x1} ${middle} ${x2} ${middle} ${x2} ${y2}`;
}

function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
