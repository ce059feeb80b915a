/** The time zones of the IANA database, for policies whose `people` name any. */

import { table, version } from "holdpoint:zones";

import type { Zones } from "./types.js";

export type { Zones } from "./types.js";

/** The table of time zones: `Policy.compile(document, { zones })`. */
export const zones: Zones = /* @__PURE__ */ Object.freeze({ version, table });
