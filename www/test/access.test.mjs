// Whether people who see, hear or move otherwise can use the page, as far as a program (axe) can tell.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

import { goTo, onPage } from "./support.mjs";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

async function violations(page) {
  await page.evaluate(`${axe}; undefined`);
  const { violations: found } = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
  return found.flatMap(({ id, nodes }) => nodes.map(({ target, any }) => `${id}: ${target.join(" ")} ${any[0]?.message ?? ""}`));
}

for (const colorScheme of ["light", "dark"]) {
  for (const width of [1440, 390]) {
    for (const hash of ["", "#story/three-lanes/1", "#story/three-lanes/5", "#escalate", "#escalate/violation-and-bypass/2", "#measure"]) {
      onPage(`${colorScheme}, ${width} wide, ${hash || "as it opens"}`, { colorScheme, width, hash }, async (page) => {
        // The ladder's end shows the most.
        if (hash.startsWith("#escalate")) await page.getByRole("slider").press("End");
        assert.deepEqual(await violations(page), []);
      });
    }
  }
  onPage(`${colorScheme}, with a mistake in the incident`, { colorScheme, hash: "#escalate" }, async (page) => {
    await page.getByRole("textbox", { name: "Incident" }).focus();
    await page.keyboard.press("Control+a");
    await page.keyboard.insertText("id: x");
    await page.waitForSelector(".stale-note");
    assert.deepEqual(await violations(page), []);
  });
  onPage(`${colorScheme}, with a mistake in the log`, { colorScheme, hash: "#measure" }, async (page) => {
    await page.getByRole("textbox", { name: /^Log/ }).fill("{}");
    await page.getByRole("alert").waitFor();
    assert.deepEqual(await violations(page), []);
  });
  onPage(`${colorScheme}, with a mistake in the policy`, { colorScheme }, async (page) => {
    await goTo(page, "rules");
    await page.keyboard.type("rulez");
    await page.waitForSelector(".stale-note");
    assert.deepEqual(await violations(page), []);
  });
}
