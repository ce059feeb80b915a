/** The entry for hosts that bring the engine's bytes themselves, from `holdpoint/holdpoint.wasm`. */

import { isProvided, provide } from "./engine.js";

export * from "./api.js";

/**
 * Hands over the engine: its bytes, or the module compiled from them. Once, before anything else.
 *
 * Bytes are compiled on the spot; `WebAssembly.compileStreaming` makes a module without blocking.
 */
export function init(source: BufferSource | WebAssembly.Module): void {
  if (isProvided()) return;
  provide(source instanceof WebAssembly.Module ? source : new WebAssembly.Module(source));
}
