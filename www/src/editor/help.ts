/** Completion and documentation under the pointer, from a schema and a policy's names. */

import { autocompletion, type Completion, type CompletionContext, type CompletionResult } from "@codemirror/autocomplete";
import type { Extension } from "@codemirror/state";
import { hoverTooltip } from "@codemirror/view";

import type { Names } from "./names.js";
import type { Choice, SchemaGuide } from "./schema.js";
import { spotAt, type Path } from "./spot.js";

/** What an editor knows about its text. It changes with the policy, so it is asked for each time. */
export interface Guide {
  readonly schema: SchemaGuide;
  readonly names: Names;
}

/** Completion and hover for an editor. */
export function help(guide: () => Guide): Extension {
  return [
    autocompletion({ override: [(context) => complete(context, guide())], icons: false, activateOnTyping: true }),
    hoverTooltip((view, pos) => {
      const range = view.state.wordAt(pos);
      if (range === null) return null;
      const spot = spotAt(view.state, range.to);
      if (spot === null) return null;
      const word = view.state.sliceDoc(range.from, range.to);
      const path: Path = spot.role === "key" ? [...spot.path, word] : spot.path;
      const { schema } = guide();
      const told = schema.describe(path);
      const value = spot.role === "value" ? schema.values(path).find(({ text }) => text === word) : undefined;
      if (told === null || (told.about === "" && told.type === "")) return null;
      return {
        pos: range.from,
        end: range.to,
        above: true,
        create: () => ({ dom: card(path.join(" › "), told.type, value?.about ? `${told.about}\n${word}: ${value.about}` : told.about) }),
      };
    }, { hoverTime: 250 }),
  ];
}

function complete(context: CompletionContext, { schema, names }: Guide): CompletionResult | null {
  const spot = spotAt(context.state, context.pos);
  if (spot === null) return null;
  const condition = spot.role === "value" ? names.condition(spot.path) : null;
  if (condition !== null) {
    const word = context.matchBefore(/[A-Za-z][\w.]*$/);
    if (word === null && !context.explicit) return null;
    return result(word?.from ?? context.pos, condition.map((choice) => option(choice, choice.text)), /^[\w.]*$/);
  }
  if (context.pos === spot.from && !context.explicit) return null;
  if (spot.role === "value") {
    const choices = [...names.values(spot.path), ...schema.values(spot.path)];
    return result(spot.from, choices.map((choice) => option(choice, choice.text)), /^[\w.]*$/);
  }
  const quoted = context.state.sliceDoc(spot.from - 1, spot.from) === '"';
  const keys = [...names.keys(spot.path), ...schema.keys(spot.path)].filter(({ text }) => !spot.present.has(text));
  const options = keys.map((choice) => option(choice, quoted ? choice.text : `${choice.text}: `));
  const entries = schema.values(spot.path).concat(names.values(spot.path)).map((choice) => option(choice, choice.text));
  return result(spot.from, [...options, ...entries], /^[\w.]*$/);
}

function result(from: number, options: Completion[], validFor: RegExp): CompletionResult | null {
  return options.length === 0 ? null : { from, options, validFor };
}

function option({ text, about, type, required }: Choice, apply: string): Completion {
  return {
    label: text,
    apply,
    detail: required ? `${type} · required` : type.length > 40 ? `${type.slice(0, 39)}…` : type,
    boost: required ? 1 : 0,
    ...(about === "" ? {} : { info: () => card(text, type, about) }),
  };
}

function card(title: string, type: string, about: string): HTMLElement {
  const dom = document.createElement("div");
  dom.className = "card";
  const head = dom.appendChild(document.createElement("div"));
  head.className = "card-title";
  head.textContent = title;
  if (about !== "") dom.appendChild(document.createElement("p")).textContent = about;
  if (type !== "") {
    const kind = dom.appendChild(document.createElement("div"));
    kind.className = "card-type";
    kind.textContent = type;
  }
  return dom;
}
