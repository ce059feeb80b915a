// Running the command in a folder of its own.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { fileURLToPath } from "node:url";

/** The command as it is shipped. */
export const command = fileURLToPath(new URL("../dist/cli.js", import.meta.url));
/** A folder of its own for each file of tests. */
export const folder = mkdtempSync(join(tmpdir(), "holdpoint-"));
after(() => rmSync(folder, { recursive: true }));

/** Runs the command in the folder. */
export function run(words, { input = "", env = {} } = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...words], {
    cwd: folder, encoding: "utf8", input, env: { PATH: process.env.PATH, COLUMNS: "80", ...env }, maxBuffer: 1e8,
  });
  return { status, stdout, stderr };
}

/** Writes a file into the folder. */
export function file(name, text) {
  writeFileSync(join(folder, name), text);
  return name;
}

/** Runs the command and compares what it prints with a committed file, colours written as `<…>`. */
export function snapshot(name, words, { status, ...options } = {}) {
  const result = run(words, { ...options, env: { FORCE_COLOR: "1", ...options.env } });
  const looks = { 0: "/", 1: "b", 2: "dim", 31: "red", 32: "green", 33: "yellow", 34: "blue", 36: "cyan" };
  const shown = (text) => text.replace(/\u001b\[([\d;]+)m/g, (_, codes) => `<${codes.split(";").map((code) => looks[code]).join(" ")}>`);
  const actual = `$ holdpoint ${words.join(" ")}\n${shown(result.stdout)}${result.stderr && `--- stderr\n${shown(result.stderr)}`}--- ${result.status}\n`;
  const path = new URL(`snapshots/${name}.txt`, import.meta.url);
  if (process.env.UPDATE_SNAPSHOTS) writeFileSync(path, actual);
  assert.equal(actual, readFileSync(path, "utf8"));
  assert.equal(result.status, status);
}
