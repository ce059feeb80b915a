/** The names that a policy brings along: fields, signals, built-in ids, actions, intents, owners. */

import type { Policy } from "holdpoint";

import type { Choice } from "./schema.js";
import type { Path } from "./spot.js";

/** The names that fit in a place where the schema can't know them. */
export interface Names {
  keys(path: Path): Choice[];
  values(path: Path): Choice[];
  /** What a condition can name; null where no condition stands. */
  condition(path: Path): Choice[] | null;
}

interface Filled {
  readonly actions?: Record<string, { kind?: string }>;
  readonly intents?: readonly string[];
  readonly people?: Record<string, unknown>;
}

/** The names of a policy's own text. */
export function policyNames(policy: Policy): Names {
  const { fields, signals, builtin, actions, intents } = namesOf(policy);
  const words = [...fields, ...signals.map((choice) => ({ ...choice, text: `"${choice.text}" in signals` })), ...FUNCTIONS];
  const byPlace: Record<string, Choice[]> = {
    builtin, signals, "confidence/actions": actions, "confidence/intents": intents,
  };
  return {
    keys: (path) => byPlace[path.join("/")] ?? [],
    values: (path) => (path.at(-1) === "field" ? fields : []),
    condition: (path) => (path.at(-1) === "when" || path.at(-1) === "cel" ? words : null),
  };
}

/** The names that a case can use under a policy. */
export function caseNames(policy: Policy): Names {
  const { signals, actions, intents } = namesOf(policy);
  return {
    keys: () => [],
    values: (path) => {
      const place = path.join("/");
      if (place === "action/name") return actions;
      if (place === "intent/label") return intents;
      return path[0] === "signals" ? signals : [];
    },
    condition: () => null,
  };
}

/** The names that an incident can use under a policy. */
export function incidentNames(policy: Policy): Names {
  const { actions } = namesOf(policy);
  const { people = {} } = policy.document() as Filled;
  const known = Object.keys(people).map((name) => choice(name, "a person of the policy"));
  return {
    keys: () => [],
    values: (path) => {
      const key = path.at(-1);
      if (key === "action") return actions;
      return typeof key === "string" && ["approver", "by", "to", "who"].includes(key) ? known : [];
    },
    condition: () => null,
  };
}

function namesOf(policy: Policy) {
  const vocabulary = policy.vocabulary();
  const { actions = {}, intents = [] } = policy.document() as Filled;
  const ofType = (type: string, about: string) =>
    vocabulary.filter((field) => field.type === type).map(({ path }) => choice(path, about));
  return {
    fields: vocabulary
      .filter(({ type }) => type !== "signal" && type !== "builtin")
      .map((field) => choice(field.path, field.need === undefined ? "" : `evidence of the need \`${field.need}\``, field.enum?.join(" | ") ?? field.type)),
    signals: ofType("signal", "a signal"),
    builtin: ofType("builtin", "a built-in stop condition"),
    actions: Object.entries(actions).map(([name, { kind = "" }]) => choice(name, "an action of the approved library", kind)),
    intents: intents.map((intent) => choice(intent, "an intent that this workflow handles")),
  };
}

const FUNCTIONS: Choice[] = [
  choice("has(", "whether a field is there"),
  choice("duration(\"", "such as duration(\"48h\")"),
  choice("timestamp(\"", "a moment, with its offset"),
];

function choice(text: string, about: string, type = ""): Choice {
  return { text, about, type, required: false };
}
