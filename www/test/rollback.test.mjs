// The room of rollbacks: presets, the graph, breaking a run, typing, and who can use it.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

import { onPage, retype } from "./support.mjs";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

async function violations(page) {
  await page.evaluate(`${axe}; undefined`);
  const { violations: found } = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
  return found.flatMap(({ id, nodes }) => nodes.map(({ target, any }) => `${id}: ${target.join(" ")} ${any[0]?.message ?? ""}`));
}

const verdict = (page) => page.locator(".plan-head").getAttribute("data-verdict");
const steps = (page) => page.locator(".plan-step h3").allInnerTexts();

onPage("a tab leads here, and the three patterns stand in their waves", {}, async (page) => {
  await page.getByRole("link", { name: "Roll back" }).click();
  await page.waitForSelector(".plan-head");
  assert.equal(await verdict(page), "mixed");
  assert.deepEqual((await steps(page)).map((text) => text.split(" ")[0]), ["payment", "order", "terms"]);
  assert.deepEqual((await page.locator(".graph-wave").allTextContents()).sort(), ["1", "1", "2"]);
  assert.match(page.url(), /#rollback/);
  assert.match(await page.title(), /undone/);
});

onPage("the story of the half order resumes at item 4", { hash: "#rollback/sales-order-resumed/1" }, async (page) => {
  assert.equal(await verdict(page), "resume");
  assert.match(await page.locator(".plan-step").first().innerText(), /from L4: L4, L5/);
});

onPage("before a run: what to capture, stage and approve", { hash: "#rollback/payment-ready-to-undo/1" }, async (page) => {
  assert.equal(await verdict(page), "needs_approval");
  const text = await page.locator(".plan").innerText();
  for (const said of ["ap_balance", "create_credit_memo", "INV-1042:2026-11-23", "ap-queue, while it waits"]) assert.ok(text.includes(said), said);
});

onPage("breaking a step plans anew at once, by keyboard too", { hash: "#rollback/three-patterns/1" }, async (page) => {
  await page.getByLabel("Break order here").selectOption("unknown");
  assert.equal(await verdict(page), "settle_first");
  assert.match(await page.locator(".editor-run .cm-content").innerText(), /status: unknown/);
  await page.getByLabel("Break terms here").selectOption("failed");
  assert.match(await page.locator(".plan-step", { hasText: "payment" }).innerText(), /untouched/);
  await page.getByLabel("Break payment here").focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Undo edits" }).click();
  assert.equal(await verdict(page), "mixed");
});

onPage("typing plans anew, and a mistake is pointed at", { hash: "#rollback/sales-order-resumed/1" }, async (page) => {
  const run = (below) => `id: r\nphase: after\ngoal: undo\ntrigger: { kind: manual }\nnow: "2026-11-23T14:10:00Z"\nsteps:\n`
    + `  - { id: a, action: tag_record, status: succeeded, arguments: { record: R, tag: hot }, dependsOn: [${below}] }\n`;
  await retype(page, "run", run(""));
  await page.waitForSelector(".plan-head[data-verdict=roll_back]");
  assert.match(await page.locator(".plan-step").innerText(), /untag_record/);
  await retype(page, "run", run("a"));
  await page.waitForSelector(".stale-note");
  assert.match(await page.locator(".problems").innerText(), /steps that wait for each other: a → a/);
});

for (const colorScheme of ["light", "dark"]) {
  for (const width of [1440, 360]) {
    for (const hash of ["#rollback/three-patterns/1", "#rollback/payment-ready-to-undo/6", "#rollback/design-rules/13"]) {
      onPage(`${colorScheme}, ${width} wide, ${hash}: anybody can use it`, { colorScheme, width, hash }, async (page) => {
        assert.deepEqual(await violations(page), []);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(overflow <= 0, `${overflow} pixels stick out`);
        if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${colorScheme}-${width}-${hash.split("/")[1]}.png`, fullPage: width < 1000 });
      });
    }
  }
}
