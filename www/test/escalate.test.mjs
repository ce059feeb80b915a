// The ladder over time: it opens with the runbook's example, follows every edit, and can be walked with keys alone.

import assert from "node:assert/strict";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";

import { onPage, retype } from "./support.mjs";

/** Where the pictures go. */
let pictures;

const PAYMENT = "#escalate/payment-approver-away/1";

const level = (page) => page.locator(".level-sign").getAttribute("data-level");
const status = (page) => page.locator(".level-sign").getAttribute("data-status");
const said = (page) => page.getByRole("slider").getAttribute("aria-valuetext");

/** Presses keys on the head of the timeline. */
async function press(page, ...keys) {
  await page.getByRole("slider").focus();
  for (const key of keys) await page.keyboard.press(key);
}

const choose = (page, choice) => page.locator(".whatif").getByRole("radio", { name: choice }).check();

onPage("the runbook's example is walked with the arrows", { hash: PAYMENT }, async (page) => {
  assert.deepEqual([await level(page), await status(page)], ["L1", "automatic"]);
  assert.match(await said(page), /^\+0 min: L1, auto-retry/);
  await press(page, "ArrowRight");
  assert.deepEqual([await level(page), await status(page)], ["L2", "waiting_on_human"]);
  assert.match(await page.locator(".sign-sentence").innerText(), /senior-accountant is asked/);
  const hops = await page.locator(".hop").allInnerTexts();
  assert.match(hops[0], /finance-manager[\s\S]*passed over: away/);
  assert.match(hops[1], /senior-accountant[\s\S]*delegate of finance-manager[\s\S]*is asked/);
  assert.match(await page.locator("section", { hasText: "If nobody answers" }).last().innerText(), /L3, manager: head-of-finance is asked/);
  await press(page, "ArrowRight");
  assert.deepEqual([await level(page), await status(page)], ["L2", "resolved"]);
  assert.match(await said(page), /^\+47 min: .*Approved: senior-accountant\.$/);
  await press(page, "Home");
  assert.equal(await level(page), "L1");
  await press(page, "PageUp");
  assert.match(await said(page), /^\+30 min/);
  await press(page, "End");
  assert.equal(await status(page), "resolved");
});

onPage("where somebody is silent, the ladder is climbed", { hash: PAYMENT }, async (page) => {
  await press(page, "ArrowRight");
  await choose(page, "is silent");
  await page.getByText("Nobody answers: the ladder is climbed to its end.").waitFor();
  await page.getByRole("button", { name: /^Go there, \+2 h 30 min/ }).click();
  assert.equal(await level(page), "L3");
  await choose(page, "rejects");
  await page.getByText("head-of-finance rejects after 10m").waitFor();
  await press(page, "End");
  assert.match(await said(page), /Rejected, and that stands: head-of-finance/);
  await page.getByRole("button", { name: "Undo edits" }).click();
  await press(page, "End");
  assert.match(await said(page), /Approved: senior-accountant/);
});

onPage("a pointer moves the head", { hash: PAYMENT }, async (page) => {
  const box = await page.locator(".plot-lanes").boundingBox();
  await page.mouse.move(box.x + 4, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width - 2, box.y + box.height / 2, { steps: 5 });
  assert.equal(await status(page), "resolved");
  await page.mouse.move(box.x - 200, box.y);
  assert.match(await said(page), /^\+0 min/);
  await page.mouse.up();
});

onPage("it plays from stop to stop where less motion is asked for", { hash: PAYMENT }, async (page) => {
  await page.getByRole("button", { name: "Play" }).click();
  await page.waitForSelector(".level-sign[data-status=resolved]");
  await page.getByRole("button", { name: "Play" }).waitFor();
});

onPage("edits are followed, and mistakes get no permission", { hash: PAYMENT }, async (page) => {
  const text = await page.evaluate(() => document.querySelector(".cm-content").innerText);
  await retypeIncident(page, text.replaceAll("\n\n", "\n").replace("approver: finance-manager", "approver: cfo"));
  await page.waitForFunction(() => document.querySelector(".level-sign .sign-sentence").textContent.includes("cfo"));
  await retypeIncident(page, "id: x\ntype: timout\n");
  const problem = page.locator(".problem-error").first();
  await problem.waitFor();
  assert.match(await page.locator(".stale-note").innerText(), /An error is no permission: ask a person/);
  assert.match(await page.locator(".problems").innerText(), /2:7[\s\S]*timout[\s\S]*did you mean timeout\?/);
  await page.waitForFunction(() => /ask a person/.test(document.querySelector("[role=status].visually-hidden").textContent));
  assert.ok(await page.locator(".level-sign[data-stale=true]").count(), "the last good one stays, greyed");
});

/** The editors take the place of each other, so each is found by its name. */
async function retypeIncident(page, text) {
  await page.getByRole("textbox", { name: "Incident" }).focus();
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText(text);
}

onPage("the policy's clocks are the picture's", { hash: PAYMENT }, async (page) => {
  await page.getByRole("button", { name: "Policy", exact: true }).click();
  await page.getByRole("textbox", { name: "Policy" }).focus();
  await page.keyboard.press("Control+End");
  await page.keyboard.insertText("  ladder: { L1: { clock: 45m } }\n");
  await press(page, "Home");
  await page.waitForFunction(() => document.querySelector(".sign-facts").textContent.includes("45 min"));
  await press(page, "PageUp");
  assert.match(await said(page), /^\+45 min: L2/);
});

onPage("every story opens and reaches an end", { hash: PAYMENT }, async (page) => {
  const all = await page.locator("#story option").evaluateAll((options) => options.map(({ value }) => value));
  assert.ok(all.length >= 12, `${all.length} stories`);
  for (const value of all) {
    await page.locator("#story").selectOption(value);
    await page.waitForFunction((wanted) => location.hash === `#${wanted}`, value);
    assert.equal(await page.locator(".stale-note").count(), 0, value);
    const settled = (await page.locator(".level-sign[data-status=resolved]").count()) > 0;
    assert.ok(settled || (await page.locator(".stay-passed").count()) > 0, value);
    await press(page, "End");
    assert.ok((await page.locator(".chain li").count()) > 1, value);
    assert.equal(await page.locator(".chain li[data-later=true]").count(), 0, `${value}: all has passed at the end`);
  }
  await page.goBack();
  assert.equal(await page.locator("#story").inputValue(), all.at(-2), "the back button goes back");
});

for (const [hash, keys, expected] of [
  ["no-answer/1", ["End"], /^\+[\d\w ]+: End, workflow paused\. The workflow is paused\. [\w-]+ has to decide\.$/],
  ["no-answer/2", [], /^\+0 min: L3, manager\. The next management level is asked: head-of-finance\.$/],
  ["no-answer/3", [], /^\+0 min: L2, alternate approver\. senior-accountant is asked/],
  ["no-answer/4", ["PageUp"], /^\+30 min: L3, manager\./],
  ["failed-calls/1", ["End"], /A retry went through\.$/],
  ["failed-calls/2", ["End"], /L2, alternate approver\. Approved: platform-on-call\.$/],
  ["failed-calls/3", ["End"], /The call had gone through\.$/],
  ["conflicts/1", ["End"], /A rule of the policy settled it\.$/],
  ["conflicts/2", [], /All sides are held\. The owner is asked: revops-manager\.$/],
  ["violation-and-bypass/1", [], /Blocked\. Compliance rules: compliance-desk\.$/],
  ["violation-and-bypass/2", ["PageUp"], /L4, emergency bypass\. managing-director may override, and is reviewed afterwards\.$/],
]) {
  onPage(`the story goes as its title says: ${hash}`, { hash: `#escalate/${hash}` }, async (page) => {
    await press(page, ...keys);
    assert.match(await said(page), expected);
  });
}

onPage("who comes late is told so", { hash: "#escalate/no-answer/3" }, async (page) => {
  assert.match(await page.locator(".late").innerText(), /entered late[\s\S]*by 6 h: its people weren’t asked before/);
});

onPage("a link holds edits and answers", { hash: PAYMENT }, async (page, { another }) => {
  await press(page, "ArrowRight");
  await choose(page, "rejects");
  await page.getByText("senior-accountant rejects").waitFor();
  await page.getByRole("button", { name: "Link" }).click();
  const hash = await page.evaluate(() => location.hash);
  assert.match(hash, /^#escalate\/edit\//);
  assert.ok(hash.length < 600, `${hash.length} letters`);
  const again = await another({ hash });
  assert.match(await again.locator(".answers").innerText(), /senior-accountant rejects after 17m/);
  await again.close();
});

onPage("rooms are links, and keep what was edited in them", {}, async (page) => {
  await retype(page, "case", "id: kept\naction: { name: tag_record }\n");
  await page.waitForSelector(".sign[data-lane=automate]");
  await page.getByRole("link", { name: "Escalate" }).click();
  await page.waitForSelector(".plot");
  assert.match(await page.title(), /nobody answered/);
  assert.equal(await page.locator(".rooms [aria-current=page]").innerText(), "Escalate");
  assert.match(await page.evaluate(() => location.hash), /^#escalate/);
  await page.goBack();
  await page.waitForSelector(".sign[data-lane=automate]");
  assert.match(await page.locator(".editor-case .cm-content").innerText(), /id: kept/);
  await page.goForward();
  await page.waitForSelector(".plot");
});

onPage("the whole decision is there as JSON", { hash: PAYMENT }, async (page) => {
  await press(page, "ArrowRight");
  await page.getByRole("tab", { name: "Explained" }).focus();
  await page.keyboard.press("ArrowRight");
  const decision = JSON.parse(await page.locator("pre.json").innerText());
  assert.deepEqual([decision.level, decision.assignee.id], ["L2", "senior-accountant"]);
});

for (const colorScheme of ["light", "dark"]) {
  for (const width of [1440, 900, 390, 360]) {
    onPage(`nothing is wider than the window: ${width}, ${colorScheme}`, { hash: PAYMENT, colorScheme, width }, async (page) => {
      await press(page, "ArrowRight");
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);
      pictures ??= await mkdtemp(join(tmpdir(), "holdpoint-escalate-"));
      await page.screenshot({ path: join(pictures, `${width}-${colorScheme}.png`), fullPage: width < 1000 });
    });
  }
}

after(() => pictures && console.log(`pictures of the ladder: ${pictures}`));
