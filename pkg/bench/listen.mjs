// How long it takes to hear 10 MB of messages through the package, and to make lexicons ready: `npm run bench:listen`.
//
// Two texts, each at a tenth and at full length, since time has to grow as the text does: messages as people
// send them, and one written by somebody who knows what costs most. Neither repeats itself.

import { readFileSync, readdirSync } from "node:fs";

import { defaultPolicy, Policy } from "holdpoint";

const LENGTH = 10_000_000;
const root = new URL("../../", import.meta.url);

/** Numbers that look random and are the same every time. */
function dice(seed) {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

/** Every message and draft of the example cases and of the signals' own tests. */
function messages() {
  const texts = [];
  for (const folder of ["examples/cases/", "tests/signals/"]) {
    for (const file of readdirSync(new URL(folder, root)).filter((name) => name.endsWith(".jsonl"))) {
      for (const line of readFileSync(new URL(folder + file, root), "utf8").split("\n").filter(Boolean)) {
        const { text, message, action } = JSON.parse(line);
        texts.push(...[text, message?.subject, message?.text, action?.text].filter((text) => typeof text === "string"));
      }
    }
  }
  return [...new Set(texts)].filter((text) => text.length < 2000).sort();
}

const LETTERS = "abcdefghijklmnopqrstuvwxyz";
const SYLLABLES = "ka ri no ta mel dor vin as ter li bo han que fra sil der mon ce pra tu wel ing ton ber".split(" ");

/** Messages of a few of the texts each, with names, numbers and words that stand in no dictionary. */
function realistic(length) {
  const [texts, roll] = [messages(), dice(7)];
  const name = () => Array.from({ length: 2 + roll(3) }, () => SYLLABLES[roll(SYLLABLES.length)]).join("");
  const parts = [];
  let size = 0;
  while (size < length) {
    const lines = [`Hello ${name()},\n\n`];
    for (let count = 2 + roll(7); count > 0; count--) lines.push(texts[roll(texts.length)], roll(3) === 0 ? "\n\n" : " ");
    lines.push(`It is about order ${roll(1e6)}-${roll(100)}, at ${roll(24)}:${10 + roll(50)}.\n`);
    lines.push(`Regards, ${name()} ${name()}\n\n`);
    const message = lines.join("");
    parts.push(message);
    size += message.length;
  }
  return parts.join("").slice(0, length);
}

/** Words that begin many phrases, typing errors, letters with signs between, words without spaces, half a markup. */
function hostile(length) {
  const roll = dice(11);
  const words = ("i we not no never my your the want need get refund money back cancel account card charged charge fee still "
    + "please someone person speak lawyer court guarantee promise waive price urgent today complaint terrible doctor loan "
    + "was is have has been sent taken without permission immediately as soon as possible do does can could you").split(" ");
  const pick = () => words[roll(words.length)];
  const letter = () => LETTERS[roll(26)];
  const ways = [
    pick, pick, pick, pick,
    () => { const word = pick() + pick(); const at = roll(word.length); return word.slice(0, at) + letter() + word.slice(at + 1); },
    () => [...pick()].join([" ", ".", "-", "*", "|", "'"][roll(6)]),
    () => pick() + pick() + pick() + pick(),
    () => Array.from({ length: 4 + roll(20) }, letter).join(""),
    () => `${pick()}-${pick()}`,
    () => `<${["b", "x y", "div", "style", "/i", "b "][roll(6)]}${roll(2) ? ">" : ""}`,
    () => `${pick()}\u0301\u200b${pick()}`,
    () => pick().replace("e", "\u0435").replace("o", "0").replace("l", "|"),
    () => ["\nOn 3 ", " wrote:\n", "\n> ", "\nFrom: ", "\n--", "&#114;", "&nbsp;", ". ", "... "][roll(9)],
  ];
  const parts = [];
  let size = 0;
  while (size < length) {
    const part = ways[roll(ways.length)]();
    parts.push(part, roll(8) === 0 ? "" : " ");
    size += part.length + 1;
  }
  return parts.join("").slice(0, length);
}

/** What a work takes of the processor, in milliseconds: on a busy machine the clock on the wall says little. */
function time(work) {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const options = { limits: { text: 16 * 1024 * 1024 } };
const line = (millis, what) => console.log(`${millis.toFixed(0).padStart(6)} ms  ${what}`);
const document = defaultPolicy();
const { signals } = document;
const compiling = (more, what) => line(time(() => Policy.compile({ ...document, signals: { ...signals, ...more } }).free()), what);

console.log(`milliseconds of the processor's time, Node ${process.version}`);
compiling({}, "the first policy: the built-in lexicons are made ready");
compiling({ dispute: { add: ["dispute*"] } }, "the second: it adds an entry");
compiling({ refund: { remove: ["money back"], add: ["credit [me] back"] } }, "the third: it takes an entry away, too");
for (let round = 0; round < 10; round++) Policy.compile({ ...document, signals: { dispute: { add: [`round ${round}`] } } }).free();
compiling({ dispute: { add: ["disput*"] } }, "one that adds an entry, after ten others");

const policy = Policy.compile(document, options);
const hear = (text, id) => {
  const { lane } = policy.classify(
    { id, action: { name: "acknowledge_lead", channel: "email", text: "Thank you." }, message: { text } },
    { explain: "lane" },
  );
  if (lane !== "takeover") throw new Error(`nothing was heard: ${lane}`);
};
for (const [name, write] of Object.entries({ "messages as they come": realistic, "a text meant to be slow": hostile })) {
  const text = write(LENGTH);
  const tenth = text.slice(0, LENGTH / 10);
  const size = (text) => `${(new TextEncoder().encode(text).length / 1e6).toFixed(1)} MB`;
  line(time(() => hear(tenth, "tenth")), `${name}, ${size(tenth)}`);
  line(Math.min(...[1, 2, 3].map((round) => time(() => hear(text, `whole, ${round}`)))), `${name}, ${size(text)}: the fastest of three`);
}
