import type { Run, RunStep } from "holdpoint";

/** A step's place in the drawing. */
export interface Node {
  readonly step: RunStep;
  readonly x: number;
  readonly y: number;
}

/** A drawing: steps in layers, each below what it depends on. */
export interface Drawing {
  readonly nodes: readonly Node[];
  readonly edges: readonly { readonly from: Node; readonly to: Node }[];
  readonly width: number;
  readonly height: number;
}

export const BOX = { width: 148, height: 54 } as const;
const GAP = { x: 14, y: 38 } as const;
const EDGE = 4;

/** Places every step below all that it depends on, as near to the middle of those as its row has room. */
export function layout({ steps }: Run): Drawing {
  const rows: RunStep[][] = [];
  const depths = new Map<string, number>();
  // At most as many rounds as steps: a run that was planned has no circle.
  for (let left = [...steps]; left.length > 0;) {
    const ready = left.filter(({ dependsOn }) => (dependsOn ?? []).every((id) => depths.has(id)));
    if (ready.length === 0) break;
    for (const step of ready) {
      const depth = Math.max(-1, ...(step.dependsOn ?? []).map((id) => depths.get(id) ?? -1)) + 1;
      depths.set(step.id, depth);
      (rows[depth] ??= []).push(step);
    }
    left = left.filter(({ id }) => !depths.has(id));
  }
  const widest = Math.max(1, ...rows.map(({ length }) => length));
  const width = widest * (BOX.width + GAP.x) - GAP.x + 2 * EDGE;
  const placed = new Map<string, Node>();
  rows.forEach((row, depth) => {
    const middle = (step: RunStep) => {
      const above = (step.dependsOn ?? []).map((id) => placed.get(id)?.x ?? 0);
      return above.length === 0 ? 0 : above.reduce((sum, x) => sum + x, 0) / above.length;
    };
    const ordered = [...row].sort((a, b) => middle(a) - middle(b));
    const space = width / ordered.length;
    ordered.forEach((step, index) => {
      const x = space * (index + 0.5) - BOX.width / 2;
      placed.set(step.id, { step, x, y: EDGE + depth * (BOX.height + GAP.y) });
    });
  });
  const nodes = [...placed.values()];
  const edges = nodes.flatMap((to) => (to.step.dependsOn ?? []).flatMap((id) => {
    const from = placed.get(id);
    return from === undefined ? [] : [{ from, to }];
  }));
  return { nodes, edges, width, height: rows.length * (BOX.height + GAP.y) - GAP.y + 2 * EDGE };
}
