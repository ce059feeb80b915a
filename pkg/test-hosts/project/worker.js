// A browser's worker, without a bundler.

import * as holdpoint from "/node_modules/holdpoint/dist/index.js";
import { zones } from "/node_modules/holdpoint/dist/zones.js";

import { check } from "./check.mjs";
import stories from "./stories.js";

postMessage(check(holdpoint, stories, zones));
