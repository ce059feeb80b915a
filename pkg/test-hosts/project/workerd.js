// Workers.

import * as holdpoint from "holdpoint";
import { zones } from "holdpoint/zones";

import { check } from "./check.mjs";
import stories from "./stories.js";

export default {
  fetch() {
    return new Response(check(holdpoint, stories, zones));
  },
};
