// Packs the package, installs the tarball into tiny projects, and runs the same check in every host.
//
//   npm run test:hosts              all of them
//   npm run test:hosts -- deno bun  some of them

import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { cp, mkdtemp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { check } from "./check.mjs";

const exec = promisify(execFile);
const here = fileURLToPath(new URL(".", import.meta.url));
const pkg = join(here, "..");

await installHosts();
const { browserHosts } = await import("./hosts/browser.mjs");
const { processHosts } = await import("./hosts/processes.mjs");
const { workerdHosts } = await import("./hosts/workerd.mjs");
const { packageChecks } = await import("./hosts/package.mjs");
const { readStories } = await import("./stories.mjs");

// Incidents are told in the unit tests: their simulations take options of their own.
const stories = readStories().filter(({ kind }) => kind !== "incident").map(({ kind, policy, cases }) => ({
  kind,
  policy, cases: cases.map(({ input, options }) => ({ input, options })),
}));
// What the source tree's own build says in this Node; the unit tests hold it against native Rust.
const load = createRequire(import.meta.url);
const expected = check(load("../dist/index.cjs"), stories, load("../dist/zones.cjs").zones);

const work = await mkdtemp(join(tmpdir(), "holdpoint-hosts-"));
const wanted = process.argv.slice(2);
let passed = 0;
let failed = 0;
try {
  const tarball = await pack();
  const project = await install(tarball);
  const context = { here, work, project, tarball, exec, modules: join(here, "node_modules") };
  for (const hosts of [packageChecks, processHosts, workerdHosts, browserHosts]) {
    for (const [name, run] of Object.entries(await hosts(context, wanted))) {
      if (wanted.length === 0 || wanted.some((word) => name.includes(word))) await attempt(name, run);
    }
  }
} finally {
  await rm(work, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);

async function attempt(name, run) {
  const start = performance.now();
  try {
    const said = await run();
    if (said !== undefined && said.trim() !== expected) throw new Error(difference(said.trim()));
    passed++;
    console.log(`ok      ${name} (${Math.round(performance.now() - start)} ms)`);
  } catch (error) {
    failed++;
    console.log(`not ok  ${name}\n${error.stdout ?? ""}${error.stderr ?? ""}${error.stack ?? error}`);
  }
}

function difference(said) {
  let at = 0;
  while (at < said.length && said[at] === expected[at]) at++;
  const around = (text) => text.slice(Math.max(at - 100, 0), at + 100);
  return `it says something else from character ${at} on:\n  ${around(said)}\ninstead of\n  ${around(expected)}`;
}

/** Installs the hosts as the lock file says, unless that is done. */
async function installHosts() {
  const lock = readFileSync(join(here, "package-lock.json"), "utf8");
  const copy = join(here, "node_modules/.installed-lock.json");
  if (existsSync(copy) && readFileSync(copy, "utf8") === lock) return;
  console.log("installing the hosts");
  // The binaries are inside the packages: no install script is needed, and none is run.
  // Not `ci`: it insists on the binaries of every other platform, which a mirror may lack.
  await exec("npm", ["install", "--no-save", "--ignore-scripts"], { cwd: here });
  await writeFile(copy, lock);
}

async function pack() {
  const { stdout } = await exec("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", work], { cwd: pkg });
  const [{ filename, files }] = JSON.parse(stdout);
  const strange = files.map(({ path }) => path).filter((path) => !/^(dist\/|package\.json$|README|LICENSE)/.test(path));
  if (strange.length > 0) throw new Error(`the tarball holds ${strange.join(", ")}`);
  return join(work, filename);
}

/** A project that has the package installed, and the check beside it. */
async function install(tarball) {
  const project = join(work, "project");
  await mkdir(project);
  await writeFile(join(project, "package.json"), JSON.stringify({ private: true, type: "module" }));
  await exec("npm", ["install", "--no-audit", "--no-fund", "--offline", tarball], { cwd: project });
  await cp(join(here, "check.mjs"), join(project, "check.mjs"));
  await writeFile(join(project, "stories.js"), `export default ${JSON.stringify(stories)};\n`);
  await writeFile(join(project, "stories.json"), JSON.stringify(stories));
  await cp(join(here, "project"), project, { recursive: true });
  const { dependencies = {} } = JSON.parse(await readFile(join(project, "node_modules/holdpoint/package.json"), "utf8"));
  if (Object.keys(dependencies).length > 0) throw new Error("the package has run-time dependencies");
  return project;
}
