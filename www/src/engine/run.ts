import { Policy, type HoldpointError, type Preflight, type RollbackPlan, type Run, type RunStep } from "holdpoint";
import { parsePolicy } from "holdpoint/yaml";
import { zones } from "holdpoint/zones";

import { asHoldpointError, markersOfDocument, markersOfText, type Marker } from "./markers.js";
import { inline } from "./write.js";

/** What `planRollback` answers. */
export type RunAnswer = Omit<RollbackPlan, "audit"> | Omit<Preflight, "audit">;

/** A run's text, read and planned as far as it goes. */
export interface RunReading {
  readonly text: string;
  readonly markers: readonly Marker[];
  /** Null where the text is no run. */
  readonly run: Run | null;
  /** Null where the run was refused. */
  readonly answer: RunAnswer | null;
}

/** Compiles a policy that a story ships. */
export function compiled(text: string): Policy {
  return Policy.compile(parsePolicy(text).document as object, { zones });
}

/** Reads and plans a run. */
export function readRun(text: string, policy: Policy): RunReading {
  let source;
  try {
    source = parsePolicy(text);
  } catch (thrown) {
    return { text, markers: markersOfText(asHoldpointError(thrown)), run: null, answer: null };
  }
  const run = source.document as Run;
  try {
    return { text, markers: [], run, answer: policy.planRollback(run) as RunAnswer };
  } catch (thrown) {
    const error: HoldpointError = asHoldpointError(thrown);
    return { text, markers: markersOfDocument(error.diagnostics, text, source), run: null, answer: null };
  }
}

/** A run as YAML that is pleasant to edit: a key a line, what is deeper in one line. */
export function runToYaml(run: Run): string {
  const lines: string[] = [];
  for (const [key, value] of Object.entries(run)) {
    if (key !== "steps") lines.push(`${key}: ${inline(value)}`);
  }
  lines.push("steps:");
  for (const step of run.steps) {
    Object.entries(step).forEach(([key, value], index) => lines.push(`  ${index === 0 ? "-" : " "} ${key}: ${inline(value)}`));
  }
  return `${lines.join("\n")}\n`;
}

/** Where a run can be broken. */
export const BREAKS = {
  failed: "it fails, nothing applied",
  partial: "it stops half-way",
  unknown: "no answer comes",
  wrong: "a review finds it wrong",
  succeeded: "it goes well",
} as const;

/** How a step can break. */
export type Break = keyof typeof BREAKS;

/** The run as it would be, had this step ended so: what depends on it never started, unless it was found wrong later. */
export function broken(run: Run, id: string, how: Break): Run {
  const behind = dependents(run, id);
  const steps = run.steps.map((step): RunStep => {
    if (step.id === id) return ended(step, how);
    if (behind.has(step.id) && how !== "wrong" && how !== "succeeded") return { ...fresh(step), status: "pending" };
    return step.status === "pending" && how === "wrong" ? ended(step, "succeeded") : step;
  });
  const kind = how === "wrong" ? "review_found" : "step_failed";
  return { ...run, phase: "after", trigger: { kind, step: id, reason: BREAKS[how] }, steps };
}

function ended(step: RunStep, how: Break): RunStep {
  const items = step.checkpoint?.items;
  const done = how === "partial" ? items?.slice(0, Math.ceil(items.length / 2)) : how === "failed" || how === "unknown" ? [] : items;
  const status = how === "wrong" ? "succeeded" : how === "partial" && (items?.length ?? 0) < 2 ? "unknown" : how;
  return { ...fresh(step), status, ...(items === undefined ? {} : { checkpoint: { items, done: status === "unknown" ? [] : (done ?? []) } }) };
}

/** A step without what became of it. */
function fresh(step: RunStep): RunStep {
  const { undo: _undo, probed: _probed, error: _error, checkpoint, ...rest } = step;
  return checkpoint == null ? rest : { ...rest, checkpoint: { items: checkpoint.items } };
}

function dependents(run: Run, id: string): ReadonlySet<string> {
  const found = new Set([id]);
  for (let before = 0; before !== found.size;) {
    before = found.size;
    for (const step of run.steps) {
      if (step.dependsOn?.some((below) => found.has(below))) found.add(step.id);
    }
  }
  found.delete(id);
  return found;
}
