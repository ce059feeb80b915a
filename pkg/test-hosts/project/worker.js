// A browser's worker, without a bundler.

import * as holdpoint from "/node_modules/holdpoint/dist/index.js";

import { check } from "./check.mjs";
import stories from "./stories.js";

postMessage(check(holdpoint, stories));
