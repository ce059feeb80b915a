// Node (import), Deno, Bun.

import * as holdpoint from "holdpoint";
import { parsePolicy } from "holdpoint/yaml";
import { zones } from "holdpoint/zones";

import { check } from "./check.mjs";
import stories from "./stories.js";

let refused;
try {
  parsePolicy("a: [");
} catch (error) {
  refused = error;
}
if (!(refused instanceof holdpoint.HoldpointError)) throw new Error("the errors of holdpoint/yaml are of another class");
holdpoint.Policy.compile(parsePolicy("holdpoint: 1\nname: from-yaml\n").document)[Symbol.dispose]();
console.log(check(holdpoint, stories, zones));
