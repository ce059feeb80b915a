// The golden stories as plain data, so that hosts without files can be told them.

import { existsSync, readdirSync, readFileSync } from "node:fs";

import { parsePolicy } from "../dist/yaml.js";

const golden = new URL("../../tests/golden/", import.meta.url);

/** What the entries of a story hold; it is told in one file, `<kind>s.yaml`. */
const kinds = ["case", "incident", "run"];

/** Every story: its kind, its policy (null for the embedded one), its entries, and the reviewed answers, where there are any. */
export function readStories() {
  const read = (name, file) => {
    const place = new URL(`${name}/${file}`, golden);
    return existsSync(place) ? readFileSync(place, "utf8") : undefined;
  };
  const told = ({ name }) => kinds.some((kind) => existsSync(new URL(`${name}/${kind}s.yaml`, golden)));
  return readdirSync(golden, { withFileTypes: true }).filter(told).map(({ name }) => {
    const policy = read(name, "policy.yaml");
    const decisions = read(name, "decisions.json");
    const kind = kinds.find((each) => read(name, `${each}s.yaml`) !== undefined);
    return {
      name,
      kind,
      policy: policy === undefined ? null : parsePolicy(policy).document,
      cases: parsePolicy(read(name, `${kind}s.yaml`)).document.map(({ title, [kind]: input, options, expect }) =>
        ({ title, input, options: options ?? undefined, expect })),
      decisions: decisions === undefined ? undefined : JSON.parse(decisions),
    };
  });
}
