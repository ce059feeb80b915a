// Node (require); the same instance as the import gives.

const holdpoint = require("holdpoint");
const { parsePolicy } = require("holdpoint/yaml");
const { zones } = require("holdpoint/zones");
const slim = require("holdpoint/slim");
const { readFileSync } = require("node:fs");

async function main() {
  const { check } = await import("./check.mjs");
  const stories = JSON.parse(readFileSync(`${__dirname}/stories.json`, "utf8"));
  if ((await import("holdpoint")).Policy !== holdpoint.Policy) throw new Error("there are two instances");
  let early;
  try {
    slim.classify({});
  } catch (error) {
    early = error;
  }
  if (early?.code !== "HP0902") throw new Error(`used too early, slim says ${early}`);
  slim.init(readFileSync(require.resolve("holdpoint/holdpoint.wasm")));
  const text = check(holdpoint, stories, zones);
  if (check(slim, stories, zones) !== text) throw new Error("slim decides otherwise");
  if (parsePolicy("a: 1").locate("/a").column !== 4) throw new Error("holdpoint/yaml doesn't locate");
  console.log(text);
}

main();
