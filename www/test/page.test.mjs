// The page as people meet it: it loads under its own security policy, tells its stories, and follows every edit.

import assert from "node:assert/strict";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";

import { goTo, lane, onPage, retype } from "./support.mjs";

/** Where the pictures go. */
let pictures;

const counts = async (page) => {
  const texts = await page.locator(".filter [data-count]").allInnerTexts();
  const [automate, review, takeover, moved] = texts.map(Number);
  return { automate, review, takeover, moved };
};

onPage("loads without a complaint, and asks nobody else for anything", {}, async (page, { asked, address }) => {
  const policy = await page.locator("meta[http-equiv=Content-Security-Policy]").getAttribute("content");
  assert.match(policy, /script-src 'self' 'wasm-unsafe-eval'(;|$)/);
  assert.equal(await page.locator("script:not([src])").count(), 0, "no inline script");
  assert.deepEqual(asked.filter((url) => !url.startsWith(address) && !url.startsWith("data:")), []);
});

for (const [hash, expected] of [["three-lanes/1", "automate"], ["three-lanes/5", "review"], ["language/2", "takeover"]]) {
  onPage(`an address opens a story's case: ${hash}`, { hash: `#story/${hash}` }, async (page) => {
    assert.equal(await lane(page), expected);
    assert.match(await page.locator(".expected").innerText(), /as the story expects/);
  });
}

onPage("every story can be chosen, and says whether it ends as expected", {}, async (page) => {
  const firsts = await page.locator("#story optgroup").evaluateAll((groups) => groups.map((group) => group.querySelector("option").value));
  assert.ok(firsts.length >= 13, `${firsts.length} stories`);
  for (const value of firsts) {
    await page.locator("#story").selectOption(value);
    await page.locator(".expected").waitFor();
    assert.equal(await page.evaluate(() => location.hash), `#${value}`);
    assert.equal(await page.locator(".sign").getAttribute("data-stale"), "false");
    assert.equal(await page.locator(".expected-not").count(), 0, value);
  }
  await page.goBack();
  assert.equal(await page.locator("#story").inputValue(), firsts.at(-2), "the back button goes back");
});

onPage("editing the policy moves the case, the counts and the marks", { hash: "#story/three-lanes/1" }, async (page) => {
  const before = await counts(page);
  assert.equal(before.moved, 0);
  assert.equal(before.automate + before.review + before.takeover, await page.locator(".cell").count());
  await goTo(page, "confidence");
  for (const key of ["ArrowRight", "ArrowDown", "End", "Shift+Home"]) await page.keyboard.press(key);
  await page.keyboard.type("default: 0.99");
  await page.waitForSelector(".sign[data-lane=review]");
  const now = await counts(page);
  assert.ok(now.automate < before.automate, "fewer run by themselves");
  assert.equal(now.moved, before.automate - now.automate);
  await page.getByRole("button", { name: /Moved by your edits/ }).click();
  assert.equal(await page.locator(".row").count(), now.moved);
  assert.match(await page.locator(".row").first().textContent(), /was automate/);
  await page.getByRole("button", { name: "compare from here on" }).click();
  assert.equal((await counts(page)).moved, 0);
});

onPage("a typing mistake gets a marker with its line, a way out, and no permission", {}, async (page) => {
  await goTo(page, "rules");
  await page.keyboard.type("rulez");
  const problem = page.locator(".editor-policy .problem-error");
  await problem.waitFor();
  assert.match(await problem.innerText(), /\d+:1\b[\s\S]*unknown key rulez[\s\S]*HP0201/);
  assert.ok((await page.locator(".editor-policy .cm-lint-marker-error").count()) > 0, "a marker in the margin");
  assert.equal(await page.locator(".editor-policy .cm-lintRange-error").first().innerText(), "rulez");
  assert.match(await page.locator(".stale-note").innerText(), /an error is no permission: treat as takeover/i);
  assert.equal(await page.locator(".sign").getAttribute("data-stale"), "true", "the last good decision stays, greyed");
  assert.match(await page.locator("[role=status][aria-live]").innerText(), /treat as takeover/);
  await problem.getByRole("button", { name: "did you mean rules?" }).click();
  await page.waitForSelector(".stale-note", { state: "detached" });
  assert.equal(await page.locator(".sign").getAttribute("data-stale"), "false");
});

onPage("a mistake inside a condition is underlined where it stands, and mended from its bubble", {}, async (page) => {
  await retype(page, "policy", [
    "holdpoint: 1", "name: small", "rules:", "  - id: large", "    when: action.name == \"tag_record\" && lead.valeu > 10", "    lane: takeover",
  ].join("\n"));
  const problem = page.locator(".editor-policy .problem-error");
  await problem.waitFor();
  assert.match(await problem.innerText(), /^5:42\b/);
  assert.equal(await page.locator(".editor-policy .cm-lintRange-error").innerText(), "lead.valeu");
  await page.locator(".editor-policy .cm-lintRange-error").hover();
  await page.locator(".cm-diagnosticAction", { hasText: "did you mean lead.value?" }).click();
  await page.waitForSelector(".editor-policy .problem-error", { state: "detached" });
  // What the checker says of the whole document stands at its beginning, not under every line.
  await page.waitForSelector(".editor-policy .cm-lintRange-warning");
  const lines = await page.locator(".editor-policy .cm-line:has(.cm-lintRange-warning)").allInnerTexts();
  assert.ok(lines.every((line) => /^holdpoint|when:/.test(line)), lines.join("; "));
});

onPage("a finding of the checker brings the case that shows it", {}, async (page) => {
  await retype(page, "policy", [
    "holdpoint: 1", "name: small", "workflow: { currency: USD }", "rules:",
    "  - { id: small, when: lead.value < 1000, lane: review }", "  - { id: large, when: lead.value > 1000, lane: takeover }",
  ].join("\n"));
  const problems = page.locator(".editor-policy .problems");
  await problems.locator("summary").click();
  const gap = problems.locator(".problem", { hasText: "HP0336" });
  assert.match(await gap.innerText(), /no rule takes lead\.value == 1000/);
  await gap.getByRole("button", { name: /open this witness as the case/ }).click();
  assert.match(await page.locator(".editor-case .cm-content").innerText(), /"value": 1000/);
  await page.waitForSelector(".sign[data-stale=false]");
});

onPage("a case that can't be read is no permission either", {}, async (page) => {
  await retype(page, "case", "id: x\naction: { name: tag_record }\nlead: { value: many }");
  await page.locator(".editor-case .problem-error").waitFor();
  assert.match(await page.locator(".editor-case .problem-error").innerText(), /^3:16\b/);
  assert.match(await page.locator(".stale-note").innerText(), /treat as takeover/);
});

onPage("applying what would change it makes the lane less strict, and can be undone", {}, async (page) => {
  assert.equal(await lane(page), "takeover");
  await page.locator("#apply-nearest").click();
  await page.waitForSelector(".sign[data-lane=review]");
  assert.match(await page.locator(".editor-case .cm-content").innerText(), /lead: \{ value: \d+, currency: USD/);
  assert.match(await page.locator("[role=status][aria-live]").innerText(), /Lane review/);
  await page.locator(".editor-case .cm-content").focus();
  await page.keyboard.press("Control+z");
  await page.waitForSelector(".sign[data-lane=takeover]");
});

onPage("what was heard is marked in the texts, and tells its rule to pointer and keyboard", {}, async (page) => {
  const mark = page.locator(".heard", { hasText: "as an exception" });
  await mark.focus();
  const tip = page.locator(`[id="${await mark.getAttribute("aria-describedby")}"]`);
  assert.ok(await tip.isVisible());
  assert.match(await tip.innerText(), /exception_promise[\s\S]*language\.exception_promise/);
  await page.keyboard.press("Escape");
  assert.ok(!(await tip.isVisible()), "Escape closes it");
  const negated = page.locator(".heard-void", { hasText: "complaint" });
  await negated.hover();
  assert.match(await page.locator(".tip:visible").innerText(), /negated: counts for nothing/);
});

onPage("the texts are marked where they are, whatever the script", { hash: "#story/language/14" }, async (page) => {
  const text = await page.locator(".texts .text", { hasText: "Message" }).locator("p").evaluate((element) => {
    const copy = element.cloneNode(true);
    copy.querySelectorAll(".tip").forEach((tip) => tip.remove());
    return copy.textContent;
  });
  assert.ok((await page.locator(".editor-case .cm-content").innerText()).includes(text.slice(0, 12)));
  assert.ok((await page.locator(".heard").count()) > 0);
});

onPage("the list is searched, filtered and walked by keyboard", {}, async (page) => {
  await page.locator(".filter", { hasText: "Automate" }).click();
  const { automate } = await counts(page);
  assert.equal(await page.locator(".row").count(), automate);
  await page.getByRole("searchbox").fill("tag_record");
  assert.ok((await page.locator(".row").count()) < automate);
  await page.locator(".row[tabindex='0']").focus();
  await page.keyboard.press("ArrowDown");
  const id = await page.evaluate(() => document.activeElement.dataset.id);
  assert.equal(id, await page.locator(".row").nth(1).getAttribute("data-id"));
  await page.keyboard.press("Enter");
  await page.waitForFunction((wanted) => location.hash === `#example/${wanted}`, id);
  assert.equal(await lane(page), "automate");
  assert.match(await page.locator(".editor-case .cm-content").innerText(), new RegExp(`id: "?${id}`));
});

onPage("the keyboard gets everywhere, and out of the editors again", {}, async (page) => {
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Skip to the decision");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute("role")), "tab");
  await page.keyboard.press("ArrowRight");
  assert.equal(JSON.parse(await page.locator("pre.json").innerText()).lane, "takeover");
  await page.keyboard.press("ArrowLeft");
  await page.locator(".editor-policy .cm-content").focus();
  await page.keyboard.press("Tab");
  assert.equal(await page.locator(".editor-policy .cm-content:focus").count(), 0, "Tab leaves the editor");
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
  assert.notEqual(outline, "none", "the focus is to be seen");
});

onPage("a link holds the edits", {}, async (page, { another }) => {
  await page.locator("#apply-nearest").click();
  await page.waitForSelector(".sign[data-lane=review]");
  await page.getByRole("button", { name: "Link" }).click();
  const hash = await page.evaluate(() => location.hash);
  assert.match(hash, /^#edit\//);
  assert.ok(hash.length < 400, `${hash.length} letters`);
  const again = await another({ hash });
  assert.equal(await lane(again), "review");
  await again.close();
});

onPage("the editors complete keys, values and conditions, and explain them", {}, async (page) => {
  const options = async (side, text) => {
    await retype(page, side, text);
    await page.keyboard.press("Control+Space");
    await page.waitForSelector(".cm-tooltip-autocomplete");
    const found = await page.locator(".cm-tooltip-autocomplete .cm-completionLabel").allInnerTexts();
    await page.keyboard.press("Escape");
    return found;
  };
  assert.ok((await options("case", "id: x\naction:\n  na")).includes("name"));
  assert.deepEqual(await options("case", "id: x\nlead: { urgency: "), ["critical", "high", "low", "normal"]);
  assert.ok((await options("case", "{ \"id\": \"x\", \"action\": { \"name\": \"tag")).includes("tag_record"));
  assert.ok((await options("policy", "holdpoint: 1\nname: x\nrules:\n  - id: a\n    ")).includes("when"));
  assert.deepEqual(await options("policy", "holdpoint: 1\nname: x\nrules:\n  - id: a\n    lane: "), ["review", "takeover"]);
  assert.ok((await options("policy", "holdpoint: 1\nname: x\nrules:\n  - id: a\n    when: lead.v")).includes("lead.value"));
  assert.ok((await options("policy", "holdpoint: 1\nname: x\nbuiltin:\n  lang")).includes("language.refund"));
});

onPage("a reason leads to its rule in the policy", { hash: "#story/vendor-payment/4" }, async (page) => {
  const name = page.locator("button.rule-name").first();
  const rule = await name.innerText();
  await name.click();
  await page.waitForSelector(".editor-policy .cm-focused");
  assert.match(await page.locator(".editor-policy .cm-content").innerText(), new RegExp(rule.split(".").at(-1)));
});

for (const colorScheme of ["light", "dark"]) {
  for (const width of [1440, 900, 390, 320]) {
    onPage(`nothing is wider than the window: ${width}, ${colorScheme}`, { colorScheme, width }, async (page) => {
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);
      pictures ??= await mkdtemp(join(tmpdir(), "holdpoint-page-"));
      await page.screenshot({ path: join(pictures, `${width}-${colorScheme}.png`), fullPage: width < 1000 });
    });
  }
}

after(() => pictures && console.log(`pictures of the page: ${pictures}`));
