// What the build provides: see build.mjs.

declare module "holdpoint:glue" {
  /** Makes an instance of the engine, with glue of its own. */
  const instantiate: (module: WebAssembly.Module) => import("./raw.js").Glue;
  export default instantiate;
}

declare module "holdpoint:bytes" {
  /** The engine's wasm, inlined as a raw deflate stream (RFC 1951). */
  export const deflated: Uint8Array<ArrayBuffer>;
  /** How many bytes it inflates to. */
  export const length: number;
}

declare module "holdpoint:module" {
  /** The engine's wasm, imported the way Workers do. */
  const module: WebAssembly.Module;
  export default module;
}

declare module "holdpoint:package" {
  /** The version that package.json names. */
  export const version: string;
}

declare module "holdpoint:json/*" {
  /** A generated JSON file, as text. */
  const text: string;
  export default text;
}

declare module "holdpoint:zones" {
  /** The version of the time zone database. */
  export const version: string;
  /** Its zones, a line each. */
  export const table: string;
}

declare module "holdpoint:text/*" {
  /** A file beside the command's sources, as text. */
  const text: string;
  export default text;
}
