// The built page in a browser, served as `cargo xtask demo` serves it.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
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
  page.setDefaultTimeout(20_000);
  await page.setViewportSize({ width, height });
  await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
  await page.goto(`${address}/${hash}`);
  await page.waitForSelector(".sign, .plan-head");
  await page.evaluate(() => document.fonts.ready);
  return { page, wrong, asked };
}

/** The lane that the page shows. */
export const lane = (page) => page.locator(".sign").getAttribute("data-lane");

/** Selects the key of a section of the policy, as its menu does. */
export async function goTo(page, section) {
  await page.getByLabel("Go to a section of the policy").selectOption(section);
  await page.waitForSelector(".editor-policy .cm-focused");
}

/** Replaces an editor's whole text, and leaves the cursor at its end. */
export async function retype(page, side, text) {
  await page.locator(`.editor-${side} .cm-content`).focus();
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText(text);
}

let server, chrome;
before(async () => {
  server = await serve();
  chrome = await browser();
});
after(async () => {
  await chrome?.close();
  server?.close();
});

/** A test on a page of its own, in which nothing may go wrong. */
export function onPage(name, options, body) {
  test(name, { timeout: 120_000 }, async () => {
    const { address } = server;
    const { page, wrong, asked } = await open(chrome.context, address, options);
    const another = async (other) => (await open(chrome.context, address, other)).page;
    try {
      await body(page, { address, asked, another });
      assert.deepEqual(wrong, []);
    } finally {
      await page.close();
    }
  });
}
