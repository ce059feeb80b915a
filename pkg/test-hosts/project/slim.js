// A browser that fetches the module itself.

import * as slim from "/node_modules/holdpoint/dist/slim.js";
import { zones } from "/node_modules/holdpoint/dist/zones.js";

import { check } from "./check.mjs";
import stories from "./stories.js";

slim.init(await WebAssembly.compileStreaming(fetch("/node_modules/holdpoint/dist/holdpoint.wasm")));
globalThis.said = check(slim, stories, zones);
