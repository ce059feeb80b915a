import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";

import type { Plugin } from "vite";
import { Document, isMap, isScalar, isSeq, parseDocument, type YAMLMap } from "yaml";

import type { RunStory, Story, StoryCase, StoryIncident } from "../src/state/story.ts";

const NAME = "virtual:stories";

/** Turns the golden stories into data for the page: titles, sources, and texts to edit. */
export function stories(...folders: string[]): Plugin {
  return {
    name: "stories",
    resolveId: (id) => (id === NAME ? `\0${NAME}` : undefined),
    async load(id) {
      if (id !== `\0${NAME}`) return undefined;
      const read: Promise<Story>[] = [];
      const runs: Promise<RunStory | null>[] = [];
      for (const folder of folders) {
        const names = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isDirectory());
        read.push(...names.map(({ name }) => readStory(join(folder, name), name, (file) => this.addWatchFile(file))));
        runs.push(...names.map(({ name }) => readRuns(join(folder, name), name, (file) => this.addWatchFile(file))));
      }
      const all = (await Promise.all(read)).sort((a, b) => (a.name < b.name ? -1 : 1));
      const ran = (await Promise.all(runs)).filter((story) => story !== null);
      return `export default ${JSON.stringify(all)};\nexport const runs = ${JSON.stringify(ran)};`;
    },
  };
}

async function readStory(folder: string, name: string, watch: (file: string) => void): Promise<Story> {
  const cases = await entries(join(folder, "cases.yaml"), watch);
  const incidents = await entries(join(folder, "incidents.yaml"), watch);
  return {
    name,
    about: opening((cases ?? incidents)?.text ?? ""),
    policy: await optional(join(folder, "policy.yaml")),
    cases: cases?.maps.map((entry) => readCase(entry, cases.text, cases.file)) ?? [],
    incidents: incidents?.maps.map((entry) => readIncident(entry.toJS(incidents.document) as Told)) ?? [],
  };
}

/** A story of runs, as data: the page writes their texts anew with every change. */
async function readRuns(folder: string, name: string, watch: (file: string) => void): Promise<RunStory | null> {
  const runs = await entries(join(folder, "runs.yaml"), watch);
  if (runs === null) return null;
  const told = runs.maps.map((entry) => entry.toJS(runs.document) as RunStory["runs"][number]);
  return { name, about: opening(runs.text), policy: await optional(join(folder, "policy.yaml")), runs: told };
}

/** The maps of a file that holds a list of them; null where there is no such file. */
async function entries(file: string, watch: (file: string) => void) {
  const text = await optional(file);
  if (text === null) return null;
  watch(file);
  const document = parseDocument(text);
  if (document.errors[0]) throw document.errors[0];
  const { contents } = document;
  if (!isSeq(contents)) throw new Error(`${file} is no list`);
  const maps = contents.items.map((item, index) => {
    if (!isMap(item)) throw new Error(`${file}: entry ${index} is no map`);
    return item as YAMLMap;
  });
  return { file, text, document, maps };
}

function optional(file: string): Promise<string | null> {
  return readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
}

interface Told {
  readonly title: string;
  readonly source: string;
  readonly incident: object;
  readonly options?: { readonly answers?: StoryIncident["answers"] };
}

function readIncident({ title, source, incident, options }: Told): StoryIncident {
  return { title: String(title), source: String(source), text: incidentText(incident), answers: options?.answers ?? [] };
}

/** An incident as a person would write it: a line a key, and what belongs together in one line. */
function incidentText(incident: object): string {
  const document = new Document(incident, { aliasDuplicateObjects: false });
  const inline = (node: unknown) => {
    if (isMap(node) || isSeq(node)) node.flow = true;
  };
  inline(document.get("error"));
  const events = document.get("events");
  if (isSeq(events)) events.items.forEach(inline);
  const requests = document.get("requests");
  for (const request of isSeq(requests) ? requests.items : []) {
    if (isMap(request)) request.items.forEach(({ value }) => inline(value));
  }
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
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
