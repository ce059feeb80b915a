// Chromium, under a content security policy: bundled by each bundler, as plain modules, in a worker, and slim.

import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";

import { chromium } from "playwright-core";

const POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'";
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm", ".json": "application/json" };

/** The checks, by name. */
export function browserHosts({ project }) {
  return {
    "chromium, bundled by esbuild": async () => {
      const { build } = await import("esbuild");
      await build({ absWorkingDir: project, entryPoints: ["browser.js"], outfile: "out-esbuild/main.js", bundle: true, format: "esm", minify: true, logLevel: "error" });
      return page(project, script("/out-esbuild/main.js"));
    },
    "chromium, bundled by vite": async () => {
      const { build } = await import("vite");
      await build({
        root: project, logLevel: "error", configFile: false,
        build: { outDir: "out-vite", lib: { entry: "browser.js", formats: ["es"], fileName: () => "main.js" } },
      });
      return page(project, script("/out-vite/main.js"));
    },
    "chromium, bundled by webpack": async () => {
      const { default: webpack } = await import("webpack");
      const compiler = webpack({
        mode: "production", context: project, entry: "./browser.js", performance: false,
        output: { path: join(project, "out-webpack"), filename: "main.js" },
      });
      const stats = await new Promise((resolve, reject) => compiler.run((error, done) => (error ? reject(error) : resolve(done))));
      if (stats.hasErrors() || stats.hasWarnings()) throw new Error(stats.toString("errors-warnings"));
      await new Promise((resolve) => compiler.close(resolve));
      return page(project, script("/out-webpack/main.js"));
    },
    "chromium, plain modules": async () => {
      await writeFile(join(project, "plain.js"), (await readFile(join(project, "browser.js"), "utf8"))
        .replace('"holdpoint"', '"/node_modules/holdpoint/dist/index.js"')
        .replace('"holdpoint/yaml"', '"/node_modules/holdpoint/dist/yaml.js"')
        .replace('"holdpoint/zones"', '"/node_modules/holdpoint/dist/zones.js"'));
      return page(project, script("/plain.js"));
    },
    "chromium, in a worker": async () => {
      await writeFile(join(project, "starter.js"), `
        const worker = new Worker("/worker.js", { type: "module" });
        worker.onmessage = ({ data }) => { globalThis.said = data; };
        worker.onerror = ({ message }) => { globalThis.said = "worker: " + message; };`);
      return page(project, script("/starter.js"));
    },
    "chromium, slim": () => page(project, script("/slim.js")),
  };
}

const script = (source) => `<!doctype html><meta charset="utf-8"><title>check</title><script type="module" src="${source}"></script>`;

/** What a page leaves in `globalThis.said`. */
async function page(project, html) {
  const server = createServer(async ({ url }, response) => {
    const path = normalize(new URL(url, "http://localhost").pathname);
    const headers = { "content-security-policy": POLICY };
    if (path === "/") {
      response.writeHead(200, { ...headers, "content-type": "text/html" }).end(html);
      return;
    }
    try {
      const body = await readFile(join(project, path));
      response.writeHead(200, { ...headers, "content-type": TYPES[extname(path)] ?? "application/octet-stream" }).end(body);
    } catch {
      response.writeHead(404, headers).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const profile = await mkdtemp(join(tmpdir(), "holdpoint-chromium-"));
  const browser = await chromium.launchPersistentContext(profile, {
    executablePath: browserPath(), headless: true,
    args: [
      "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync",
    ],
  });
  try {
    const tab = await browser.newPage();
    const complaints = [];
    tab.on("pageerror", (error) => complaints.push(String(error)));
    tab.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    await tab.goto(`http://127.0.0.1:${server.address().port}/`);
    await tab.waitForFunction(() => globalThis.said !== undefined, undefined, { timeout: 20_000 }).catch((error) => {
      throw new Error(`${complaints.join("\n")}\n${error.message}`);
    });
    return await tab.evaluate(() => globalThis.said);
  } finally {
    await browser.close();
    await new Promise((resolve) => server.close(resolve));
    await rm(profile, { recursive: true, force: true });
  }
}

function browserPath() {
  const candidates = [process.env.CHROME, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
  const found = candidates.find((path) => path && existsSync(path));
  if (found === undefined) throw new Error("there is no Chromium; name one in CHROME");
  return found;
}
