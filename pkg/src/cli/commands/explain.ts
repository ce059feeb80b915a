/** `holdpoint explain`: what a code means. */

import catalogueText from "holdpoint:json/diagnostics";

import { readArguments } from "../arguments.js";
import { type Command, Exit, type Host, put, UsageError } from "../host.js";
import { Style } from "../style.js";

const usage = `usage: holdpoint explain [CODE...] [options]

Says what a code such as HP0201 means and how to mend it; without a code it lists all.

  --json   print the entries as JSON
`;

interface Entry {
  readonly severity: "error" | "warning";
  readonly title: string;
  readonly text: string;
}

async function run(words: string[], host: Host): Promise<Exit> {
  const { values, positionals } = readArguments(words, {});
  const catalogue = JSON.parse(catalogueText) as Record<string, Entry>;
  const codes = positionals.map((code) => code.toUpperCase());
  const unknown = codes.find((code) => !Object.hasOwn(catalogue, code));
  if (unknown !== undefined) throw new UsageError(`there is no code ${unknown}; \`holdpoint explain\` lists all`);
  const chosen = Object.entries(catalogue).filter(([code]) => codes.length === 0 || codes.includes(code));
  if (values.json === true) {
    await put(host.stdout, `${JSON.stringify(Object.fromEntries(chosen))}\n`);
    return Exit.Fine;
  }
  const style = new Style(host.stdout, host.env);
  for (const [code, { severity, title, text }] of chosen) {
    const head = `${style.paint(code, "bold", severity === "error" ? "red" : "yellow")}  ${style.wrap(title, 8, "bold")}`;
    await put(host.stdout, codes.length === 0 ? `${head}\n` : `${head}\n\n${paragraphs(text, style)}`);
  }
  return Exit.Fine;
}

function paragraphs(text: string, style: Style): string {
  const parts = text.split(/\n{2,}/).filter((part) => part.trim() !== "");
  return parts.map((part) => `${style.wrap(part, 0)}\n`).join("\n");
}

/** What a code means. */
export const explain: Command = { name: "explain", summary: "say what a code means", usage, run };
