// The built page in a browser, served as `cargo xtask demo` serves it.

import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { chromium } from "playwright-core";

const place = (path) => fileURLToPath(new URL(path, import.meta.url));

/** Serves `dist` until `close` is called. */
export async function serve() {
  const server = spawn(process.execPath, [place("../../xtask/demo/serve.mjs"), place("../dist"), "0"]);
  let errors = "";
  server.stderr.on("data", (text) => (errors += text));
  const address = await new Promise((found, failed) => {
    server.stdout.on("data", (text) => {
      const [url] = /http:\S+/.exec(String(text)) ?? [];
      if (url !== undefined) found(url);
    });
    server.on("exit", (code) => failed(new Error(`the server ended with ${code}: ${errors}`)));
  });
  return { address, close: () => server.kill() };
}

/** A browser with a profile of its own. */
export async function browser() {
  const profile = await mkdtemp(join(tmpdir(), "holdpoint-www-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROME ?? "/usr/bin/chromium",
    headless: true,
    viewport: { width: 1440, height: 900 },
    args: [
      "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync",
    ],
  });
  const close = async () => {
    await context.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 3 });
  };
  return { context, close };
}

/** A page that collects what goes wrong in it, and every address that it asks for. */
export async function open(context, address, { width = 1440, height = 900, colorScheme = "light", hash = "" } = {}) {
  const page = await context.newPage();
  const wrong = [];
  const asked = [];
  page.on("console", (message) => message.type() !== "log" && wrong.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => wrong.push(String(error)));
  page.on("request", (request) => asked.push(request.url()));
  await page.setViewportSize({ width, height });
  await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
  await page.goto(`${address}/${hash}`);
  await page.waitForSelector(".sign");
  await page.evaluate(() => document.fonts.ready);
  return { page, wrong, asked };
}
