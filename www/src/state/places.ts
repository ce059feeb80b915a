import type { Place } from "holdpoint/yaml";

import type { Desk } from "./desk.js";

interface Written {
  readonly rules?: readonly ({ readonly id?: string } | null)[];
  readonly builtin?: Readonly<Record<string, unknown>>;
  readonly actions?: Readonly<Record<string, unknown>>;
}

/** Where a reason's rule stands in the policy's text; null where it doesn't, as the engine's own conditions. */
export function rulePlace({ policy, shown }: Desk, rule: string): Place | null {
  const { source } = policy;
  if (source === null) return null;
  const { rules, builtin, actions } = (source.document ?? {}) as Written;
  const index = Array.isArray(rules) ? rules.findIndex((each) => each?.id === rule) : -1;
  if (index !== -1) return source.locate(`/rules/${index}`);
  if (builtin?.[rule] !== undefined) return around(source.locate(`/builtin/${rule}`));
  if (rule === "workflow.manual") return exact(source.locate("/workflow/mode"));
  if (rule === "confidence") return exact(source.locate("/confidence"));
  const action = (shown?.input as { action?: { name?: string } } | null)?.action?.name ?? "";
  if (rule === "action.floor" && actions?.[action] !== undefined) return around(source.locate(`/actions/${action}/floor`));
  return null;
}

/** A value with its key. */
function around(place: Place): Place {
  return place.key === undefined ? place : { ...place, start: place.key.start };
}

function exact(place: Place): Place | null {
  return place.exact ? around(place) : null;
}

/** The top-level keys of a policy, with their places; none where the text can't be read. */
export function sections({ source }: Desk["policy"]): { name: string; from: number; to: number }[] {
  const { document } = source ?? {};
  if (source === null || typeof document !== "object" || document === null) return [];
  return Object.keys(document).flatMap((name) => {
    const { key } = source.locate(`/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`);
    return key === undefined ? [] : [{ name, from: key.start, to: key.end }];
  });
}
