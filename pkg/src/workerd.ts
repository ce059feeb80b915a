/** The entry for Workers, which compile no bytes at run time: the module is imported. */

import module from "holdpoint:module";

import { provide } from "./engine.js";

provide(module);

export * from "./api.js";
