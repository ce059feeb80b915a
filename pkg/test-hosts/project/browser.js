// Browsers, through bundlers and without.

import * as holdpoint from "holdpoint";
import { parsePolicy } from "holdpoint/yaml";
import { zones } from "holdpoint/zones";

import { check } from "./check.mjs";
import stories from "./stories.js";

holdpoint.Policy.compile(parsePolicy("holdpoint: 1\nname: from-yaml\n").document).free();
globalThis.said = check(holdpoint, stories, zones);
