// Bundles the package: `npm run build`, after `cargo xtask build` has made build/ and generated/.

import { cp, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { basename, join } from "node:path";
import { deflateRawSync } from "node:zlib";

import { build, transform } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const place = (...names) => join(here, ...names);
const { version } = JSON.parse(await readFile(place("package.json"), "utf8"));

/** What the glue's own module can't do: be there twice, and be let go. */
const RETIRE = `
export function retire() {
  // Policies of the failed instance may be freed later, by hand or by the garbage collector.
  wasm = Object.fromEntries(Object.keys(wasm).map((name) => [name, () => 0]));
  wasmModule = undefined;
  if (typeof wasmInstance !== "undefined") wasmInstance = undefined;
}`;

/** The glue as a function, so that every instance of the engine has a glue of its own. */
async function glue() {
  const source = await readFile(place("build/holdpoint.js"), "utf8");
  const { code } = await transform(source + RETIRE, { format: "iife", globalName: "glue", target: "es2022" });
  return `export default function instantiate(module) {\n${code}\nglue.initSync({ module });\nreturn glue;\n}`;
}

const wasm = () => readFile(place("build/holdpoint_bg.wasm"));

/** What `src/bytes.ts` inflates. */
async function bytes() {
  return `export { default as deflated } from "holdpoint:deflated";\nexport const length = ${(await wasm()).length};`;
}

/** The table of time zones. Its first line names the version of the database. */
async function zones() {
  const [version, ...lines] = (await readFile(place("generated/zones.txt"), "utf8")).trimEnd().split("\n");
  return `export const version = ${JSON.stringify(version)};\nexport const table = ${JSON.stringify(lines.join("\n"))};`;
}

const provided = {
  name: "provided",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^holdpoint:/ }, ({ path }) =>
      path === "holdpoint:module" ? { path: "./holdpoint.wasm", external: true } : { path, namespace: "provided" },
    );
    onLoad({ filter: /.*/, namespace: "provided" }, async ({ path }) => {
      const name = path.slice("holdpoint:".length);
      if (name === "glue") return { contents: await glue() };
      if (name === "bytes") return { contents: await bytes(), resolveDir: here };
      if (name === "deflated") return { contents: deflateRawSync(await wasm(), { level: 9 }), loader: "binary" };
      if (name === "package") return { contents: `export const version = ${JSON.stringify(version)};` };
      if (name === "zones") return { contents: await zones() };
      if (name.startsWith("text/")) {
        return { contents: await readFile(place("src/cli", basename(name)), "utf8"), loader: "text" };
      }
      if (name.startsWith("json/")) {
        const file = place("generated", `${basename(name)}.json`);
        return { contents: JSON.stringify(JSON.parse(await readFile(file, "utf8"))), loader: "text" };
      }
      return { errors: [{ text: `nothing provides ${path}` }] };
    });
  },
};

const common = {
  absWorkingDir: here,
  bundle: true,
  charset: "utf8",
  legalComments: "inline",
  logLevel: "warning",
  minifySyntax: true,
  minifyWhitespace: true,
  platform: "neutral",
  mainFields: ["module", "main"],
  plugins: [provided],
  target: "es2022",
};

async function bundle(entry, outfile, options = {}) {
  await build({ ...common, format: "esm", entryPoints: [`src/${entry}.ts`], outfile: `dist/${outfile}`, ...options });
}

/** The types, twice: Node reads each folder as the kind of module that its package.json names. */
async function types() {
  const compiler = createRequire(import.meta.url).resolve("typescript/package.json");
  const tsc = join(compiler, "..", "bin", "tsc");
  execFileSync(process.execPath, [tsc, "-p", place("tsconfig.types.json")], { stdio: "inherit" });
  for (const name of await readdir(place("dist/types/src"))) {
    if (!PUBLIC_TYPES.has(name)) await rm(place("dist/types/src", name), { recursive: true });
  }
  await cp(place("dist/types"), place("dist/types-cjs"), { recursive: true });
  await writeFile(place("dist/types-cjs/package.json"), `${JSON.stringify({ type: "commonjs" })}\n`);
}

const PUBLIC_TYPES = new Set(["api", "audit", "compare", "errors", "index", "policy", "slim", "types", "yaml", "zones"].map((name) => `${name}.d.ts`));

await rm(place("dist"), { recursive: true, force: true });
await mkdir(place("dist"));
await Promise.all([
  bundle("index", "index.js"),
  bundle("index", "index.cjs", { format: "cjs" }),
  bundle("workerd", "workerd.js"),
  bundle("slim", "slim.js"),
  bundle("slim", "slim.cjs", { format: "cjs" }),
  bundle("yaml", "yaml.js"),
  bundle("yaml", "yaml.cjs", { format: "cjs" }),
  bundle("zones", "zones.js"),
  bundle("zones", "zones.cjs", { format: "cjs" }),
  bundle("cli/main", "cli.js", {
    target: "node20",
    external: ["holdpoint", "holdpoint/zones", "node:*"],
    banner: { js: "#!/usr/bin/env node" },
  }),
  cp(place("build/holdpoint_bg.wasm"), place("dist/holdpoint.wasm")),
  types(),
]);
await node();

/** One instance in Node, whether imported or required: the ESM entry re-exports the CommonJS one. */
async function node() {
  const names = Object.keys(createRequire(import.meta.url)("./dist/index.cjs")).sort();
  const line = `import holdpoint from "./index.cjs";\nexport const { ${names.join(", ")} } = holdpoint;\n`;
  await writeFile(place("dist/node.js"), line);
}
