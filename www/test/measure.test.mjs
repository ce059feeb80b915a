// The measures: they open with a sample, follow what is pasted or opened, and can be walked with keys alone.

import assert from "node:assert/strict";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";

import { defaultPolicy, Policy } from "holdpoint";

import { onPage } from "./support.mjs";

const policy = Policy.compile(defaultPolicy());

/** Where the pictures go. */
let pictures;

const verdict = (page) => page.locator(".sign").getAttribute("data-verdict");
const log = (page) => page.getByRole("textbox", { name: /^Log/ });
const jsonl = (entries) => entries.map((entry) => JSON.stringify(entry)).join("\n");

/** An incident that ended well at L1, or as `more` says. */
const incident = (id, at, more) => ({ id, at, kind: "escalation", decision: { level: "L1" }, outcome: "completed", notified: ["desk"], ...more });

const TWO_WEEKS = [
  incident("a", "2026-11-10T09:00:00Z"), incident("b", "2026-11-11T09:00:00Z", { escalated: true }),
  incident("c", "2026-11-17T09:00:00Z"), incident("d", "2026-11-18T09:00:00Z", { outcome: "failed", notified: [] }),
];

/** The table's row of a measure: value, target, trend. */
const row = async (page, name) => (await page.locator(".measures tr", { hasText: name }).locator("td").allInnerTexts()).map((text) => text.trim());

onPage("it opens with a sample: a failure that nobody saw stops everything", { hash: "#measure" }, async (page) => {
  await page.waitForSelector(".week-plot");
  assert.equal(await page.title(), "Holdpoint: how does the workflow fare?");
  assert.equal(await verdict(page), "manual");
  assert.match(await page.locator(".sign").innerText(), /Stop deploying new workflows/);
  assert.equal(await page.locator(".week-rows tbody tr").count(), 8);
  assert.match((await row(page, "Silent failures"))[0], /^1\s+missed$/);
});

onPage("it says what the package says of a log that is pasted", { hash: "#measure" }, async (page) => {
  await log(page).fill(jsonl(TWO_WEEKS));
  await page.getByText("4 entries, 2026-11-10 to 2026-11-18").waitFor();
  const said = policy.assess(TWO_WEEKS);
  assert.equal(await verdict(page), said.verdict.mode);
  assert.deepEqual(await row(page, "Approvals escalated"), ["25 % missed", "below 15 %", "↗ better"]);
  assert.deepEqual(await row(page, "Completed"), ["75 %", "", "↘ worse"]);
  const label = await page.getByRole("img", { name: /^Approvals escalated per week/ }).getAttribute("aria-label");
  assert.equal(label, "Approvals escalated per week: 2026-W46 50 %, 2026-W47 0 %; target below 15 %");
  await log(page).fill(jsonl(TWO_WEEKS.slice(0, 3)));
  await page.waitForSelector('[data-verdict="pilot"]');
});

onPage("each measure can be drawn, with keys alone", { hash: "#measure" }, async (page) => {
  await log(page).fill(jsonl(TWO_WEEKS));
  await page.getByText("4 entries").waitFor();
  await page.getByRole("button", { name: "Completed" }).focus();
  for (let count = 0; count < 10; count++) await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.getByRole("img", { name: "Silent failures per week: 2026-W46 0, 2026-W47 1; target 0" }).waitFor();
  assert.equal(await page.getByRole("button", { name: "Silent failures" }).getAttribute("aria-pressed"), "true");
  assert.deepEqual(await page.locator(".week-rows tbody td").allInnerTexts(), ["2", "0", "2", "1"]);
  assert.equal(await page.locator(".week-dot[data-met=false]").count(), 1);
});

onPage("what is no log is told by its line", { hash: "#measure" }, async (page) => {
  await log(page).fill(`\n${jsonl(TWO_WEEKS)}\n{"id":\n`);
  await page.getByRole("alert").waitFor();
  assert.match(await page.getByRole("alert").innerText(), /line 6: this is not JSON/);
  await log(page).fill(`\n${jsonl(TWO_WEEKS)}\n\n${JSON.stringify({ ...TWO_WEEKS[0], outcome: "done" })}`);
  await page.getByText(/line 7: .*`done` is not one of the allowed values, at \/outcome/).waitFor();
  assert.equal(await page.locator(".week-plot").count(), 0);
  await page.getByRole("button", { name: "Sample" }).click();
  await page.waitForSelector(".week-plot");
});

onPage("a file is read as it comes", { hash: "#measure" }, async (page) => {
  const folder = await mkdtemp(join(tmpdir(), "holdpoint-log-"));
  const path = join(folder, "long.jsonl");
  const entries = Array.from({ length: 5000 }, (_, index) =>
    incident(`e${index}`, new Date(Date.UTC(2026, 0, 5) + index * 3_600_000).toISOString(), { decision: { level: "L1", note: "x".repeat(400) } }));
  await writeFile(path, jsonl(entries));
  await page.locator("input[type=file]").setInputFiles(path);
  await page.getByText("5000 entries").waitFor();
  assert.equal(await page.locator(".week-rows tbody tr").count(), policy.assess(entries).weeks.length);
  assert.equal(await log(page).inputValue(), "");
});

onPage("the log stays while another question is asked", { hash: "#measure" }, async (page) => {
  await log(page).fill(jsonl(TWO_WEEKS));
  await page.getByText("4 entries").waitFor();
  await page.getByRole("link", { name: "Classify" }).click();
  await page.waitForSelector(".sign[data-lane]");
  await page.getByRole("link", { name: "Measure" }).click();
  await page.getByText("4 entries").waitFor();
  assert.equal(await log(page).inputValue(), jsonl(TWO_WEEKS));
});

for (const colorScheme of ["light", "dark"]) {
  for (const width of [1440, 360]) {
    onPage(`a picture, ${colorScheme}, ${width} wide, nothing beyond the edge`, { colorScheme, width, hash: "#measure" }, async (page) => {
      await page.waitForSelector(".week-plot");
      pictures ??= await mkdtemp(join(tmpdir(), "holdpoint-measure-"));
      await page.screenshot({ path: join(pictures, `measure-${colorScheme}-${width}.png`), fullPage: true });
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);
    });
  }
}

after(() => pictures !== undefined && console.log(`pictures: ${pictures}`));
