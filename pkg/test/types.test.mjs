// The types of the package, as a user's compiler sees them, for import and for require.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

test("the surface has the types that it promises", () => {
  const tsc = join(createRequire(import.meta.url).resolve("typescript/package.json"), "../bin/tsc");
  const project = fileURLToPath(new URL("types/tsconfig.json", import.meta.url));
  const { stdout, status } = spawnSync(process.execPath, [tsc, "-p", project], { encoding: "utf8" });
  assert.equal(status, 0, stdout);
});

test("no `any` is written in the types", () => {
  for (const folder of ["../dist/types/src/", "../dist/types/generated/"]) {
    const place = new URL(folder, import.meta.url);
    for (const name of readdirSync(place)) {
      const code = readFileSync(new URL(name, place), "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, "");
      assert.ok(!/\bany\b(?!\s*:)/.test(code), name);
    }
  }
});
