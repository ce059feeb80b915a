import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";

import type { Plugin } from "vite";
import { isMap, isScalar, isSeq, parseDocument, type YAMLMap } from "yaml";

import type { Story, StoryCase } from "../src/state/story.ts";

const NAME = "virtual:stories";

/** Turns the golden stories into data for the page: titles, sources, and the texts as they were written. */
export function stories(folder: string): Plugin {
  return {
    name: "stories",
    resolveId: (id) => (id === NAME ? `\0${NAME}` : undefined),
    async load(id) {
      if (id !== `\0${NAME}`) return undefined;
      const names = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isDirectory());
      const read = names.map(({ name }) => readStory(join(folder, name), name, (file) => this.addWatchFile(file)));
      const told = (await Promise.all(read)).filter((story) => story !== undefined);
      const all = told.sort((a, b) => (a.name < b.name ? -1 : 1));
      return `export default ${JSON.stringify(all)};`;
    },
  };
}

async function readStory(folder: string, name: string, watch: (file: string) => void): Promise<Story | undefined> {
  const file = join(folder, "cases.yaml");
  watch(file);
  const text = await written(file);
  // A story of something else than cases.
  if (text === null) return undefined;
  const { contents, errors } = parseDocument(text);
  if (errors[0]) throw errors[0];
  if (!isSeq(contents)) throw new Error(`${file} is no list of cases`);
  const policy = await written(join(folder, "policy.yaml"));
  return {
    name,
    about: opening(text),
    policy,
    cases: contents.items.map((item, index) => {
      if (!isMap(item)) throw new Error(`${file}: entry ${index} is no map`);
      return readCase(item, text, file);
    }),
  };
}

/** A file's text, null where there is no such file. */
async function written(file: string): Promise<string | null> {
  return readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
}

function readCase(entry: YAMLMap, text: string, file: string): StoryCase {
  const pair = entry.items.find(({ key }) => isScalar(key) && key.value === "case");
  const { range } = (pair?.value ?? {}) as { range?: [number, number, number] };
  if (!range) throw new Error(`${file}: an entry without a case`);
  const lane: unknown = entry.getIn(["expect", "lane"]);
  return {
    title: String(entry.get("title")),
    source: String(entry.get("source")),
    text: outdented(text, range[0], range[1]),
    expected: typeof lane === "string" ? lane : null,
  };
}

/** A part of a text, moved to the left margin. */
function outdented(text: string, start: number, end: number): string {
  const column = start - (text.lastIndexOf("\n", start - 1) + 1);
  const margin = new RegExp(`^ {0,${column}}`);
  const lines = text.slice(start, end).trimEnd().split("\n");
  return `${lines.map((line, index) => (index === 0 ? line : line.replace(margin, ""))).join("\n")}\n`;
}

/** The comment that a file begins with. */
function opening(text: string): string {
  const lines = text.split("\n");
  const end = lines.findIndex((line) => !line.startsWith("#"));
  return lines.slice(0, end).map((line) => line.replace(/^# ?/, "")).join(" ").trim();
}
