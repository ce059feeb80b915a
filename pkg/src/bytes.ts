/**
 * The engine's wasm as it stands in the file: deflated. What a server compresses of base64 text comes out
 * a third larger than what it compresses of the bytes themselves, and the file is less than half as long.
 */

import { inflateSync } from "fflate";

import { deflated, length } from "holdpoint:bytes";

/** The part of `node:zlib` that is used here. */
interface Zlib {
  inflateRawSync?: (bytes: Uint8Array) => Uint8Array<ArrayBuffer>;
}

/** A host that hands out its own modules without an import: Node from 20.16, Deno, Bun. */
interface Host {
  process?: { getBuiltinModule?: (name: string) => Zlib | undefined };
}

/** The bytes of the engine's module. */
export function bytes(): Uint8Array<ArrayBuffer> {
  const own = byHost();
  return own?.length === length ? own : inflateSync(deflated, { out: new Uint8Array(length) });
}

/** What the host's zlib makes of them, which takes a fraction of the time; nothing where it has none. */
function byHost(): Uint8Array<ArrayBuffer> | undefined {
  try {
    return (globalThis as Host).process?.getBuiltinModule?.("node:zlib")?.inflateRawSync?.(deflated);
  } catch {
    // Stand-ins for Node's modules have the names and throw when they are called: ours comes along.
    return undefined;
  }
}
