/** The entry for everywhere but Workers: the engine's bytes are part of the file. */

import { bytes } from "./bytes.js";
import { provide } from "./engine.js";

provide(new WebAssembly.Module(bytes()));

export * from "./api.js";
