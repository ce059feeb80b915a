// The page as people meet it: it loads under its own security policy, tells its stories, and says what it means.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { browser, open, serve } from "./support.mjs";

let server, chrome;
before(async () => {
  server = await serve();
  chrome = await browser();
});
after(async () => {
  await chrome?.close();
  server?.close();
});

const lane = (page) => page.locator(".sign").getAttribute("data-lane");

test("loads without a complaint, and asks nobody else for anything", async () => {
  const { page, wrong, asked } = await open(chrome.context, server.address);
  const policy = await page.locator("meta[http-equiv=Content-Security-Policy]").getAttribute("content");
  assert.match(policy, /script-src 'self' 'wasm-unsafe-eval'(;|$)/);
  assert.equal(await page.locator("script:not([src])").count(), 0, "no inline script");
  assert.deepEqual(wrong, []);
  assert.deepEqual(asked.filter((url) => !url.startsWith(server.address) && !url.startsWith("data:")), []);
  await page.close();
});

test("an address opens a story's case, with the lane that the story expects", async () => {
  for (const [hash, expected] of [["three-lanes/1", "automate"], ["three-lanes/5", "review"], ["language/2", "takeover"]]) {
    const { page, wrong } = await open(chrome.context, server.address, { hash: `#story/${hash}` });
    assert.equal(await lane(page), expected, hash);
    assert.match(await page.locator(".expected").innerText(), /as the story expects/);
    assert.deepEqual(wrong, []);
    await page.close();
  }
});
