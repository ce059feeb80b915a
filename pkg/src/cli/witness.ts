/** What shows a finding, printed so that it can be tried out. */

import { stringify } from "yaml";

import type { NotAnalysed, Readiness, Shown, Witness } from "../../generated/types.js";
import { type Style, visible } from "./style.js";

/** The lines of a witness. */
export function renderWitness(witness: Witness, style: Style): string[] {
  switch (witness.kind) {
    case "case":
      return [...renderShown("witness", witness, style)];
    case "cell": {
      const { type, severity, impact, row } = witness;
      return [note("witness", `${type} × ${severity} × ${impact}${row === undefined ? ": no row" : ` goes to row \`${row}\``}`, style)];
    }
    case "chain":
      return [note("witness", `${[...witness.names, witness.names[0]].join(" → ")}`, style)];
    case "duty": {
      const { duties, holders, class: of } = witness;
      return [note("witness", `${duties.join(", ")} over class ${of}: ${holders.length === 0 ? "nobody" : holders.join(", ")}`, style)];
    }
    case "stretch": {
      const { level, from, until, people } = witness;
      const when = from === undefined ? "for ever" : `from ${from} to ${until ?? "?"}`;
      return [note("witness", `${level}${people.length > 0 ? ` (${people.join(", ")})` : ""}: ${when}`, style)];
    }
  }
}

/** A case with its decision: as YAML, ready to be copied into a file. */
export function* renderShown(title: string, shown: Omit<Shown, "case"> & { case?: unknown }, style: Style): Generator<string> {
  const { lane, fired, undetermined } = shown;
  const why = [...fired, ...undetermined.map((rule) => `${rule}?`)].join(", ");
  yield note(title, `${lane}${why === "" ? "" : `, because of ${why}`}`, style);
  if (shown.case === undefined) return;
  const yaml = stringify(shown.case, { flowCollectionPadding: true, lineWidth: 0 }).trimEnd();
  for (const line of yaml.split("\n")) yield `      ${style.paint(visible(line), "dim")}`;
}

/** What couldn't be analysed. */
export function* renderOpen(open: readonly NotAnalysed[], style: Style): Generator<string> {
  const places = new Map<string, string[]>();
  for (const { path, question } of open) places.set(path, [...(places.get(path) ?? []), question]);
  for (const [path, questions] of places) {
    yield `${style.paint("not analysed", "bold", "blue")}: ${style.wrap(`${path}: ${questions.join("; ")}`, 14)}`;
  }
}

/** The verdict, and why. */
export function renderReadiness({ verdict, because }: Readiness, style: Style): string {
  const words = { pilot: "ready for a narrow pilot", rules_based: "keep it rules-based for now", manual: "keep it manual for now" };
  const colour = verdict === "pilot" ? "green" : "yellow";
  const why = because.map(({ message }) => message).join("; ");
  return `${style.paint(words[verdict], "bold", colour)}: ${style.wrap(why, words[verdict].length + 2)}`;
}

function note(name: string, text: string, style: Style): string {
  return `  ${style.paint("=", "blue")} ${style.paint(`${name}:`, "bold")} ${style.wrap(visible(text), name.length + 6)}`;
}
