// `holdpoint/yaml`: YAML 1.2 core, with the way back to line and column.

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { HoldpointError, Policy } from "holdpoint";
import { parsePolicy } from "holdpoint/yaml";

/** The problems of a text: code, line, column and, where there is one, the path. */
function problems(text) {
  try {
    parsePolicy(text);
  } catch (error) {
    assert.ok(error instanceof HoldpointError, String(error));
    return error.diagnostics.map(({ code, path, position }) =>
      `${code} ${position.line}:${position.column}${path === "" ? "" : ` ${path}`}`);
  }
  assert.fail("it should have been refused");
}

const read = (text) => parsePolicy(text).document;

describe("reading", () => {
  test("YAML 1.2 core: `off`, `on`, `yes` and times are texts", () => {
    assert.deepEqual(read("a: off\nb: on\nc: yes\nd: 2026-11-20T00:00:00Z\ne: 012\nf: 0x10\ng: ~\nh: 1.5\ni: true\nj: 1_000"), {
      a: "off", b: "on", c: "yes", d: "2026-11-20T00:00:00Z", e: 12, f: 16, g: null, h: 1.5, i: true, j: "1_000",
    });
  });

  test("JSON is YAML", () => {
    const value = { holdpoint: 1, name: "a", list: [1, "two", { three: null }], text: "ü \"quoted\" \u2028 😀", "": {} };
    assert.deepEqual(read(JSON.stringify(value)), value);
    assert.deepEqual(read(JSON.stringify(value, null, 2)), value);
    assert.deepEqual(read(JSON.stringify(value, null, "\t")), value);
  });

  test("anchors and aliases", () => {
    assert.deepEqual(read("a: &x { p: 1 }\nb: *x\nc: [*x, *x]"), { a: { p: 1 }, b: { p: 1 }, c: [{ p: 1 }, { p: 1 }] });
    assert.deepEqual(read("- &a 1\n- &a 2\n- *a"), [1, 2, 2]);
  });

  test("keys are texts as they were written", () => {
    assert.deepEqual(read("1: a\n1.0: b\ntrue: c\nnull: d\n0x1: e"), { 1: "a", "1.0": "b", true: "c", null: "d", "0x1": "e" });
  });

  test("`__proto__` stays a key, which the engine refuses", () => {
    const document = read("__proto__: { lane: automate }");
    assert.deepEqual(Object.keys(document), ["__proto__"]);
    assert.equal(Object.getPrototypeOf(document), Object.prototype);
    assert.throws(() => Policy.compile({ holdpoint: 1, name: "a", ...read("ignore: []"), people: document }), { code: "HP0405" });
  });

  test("an empty text is nothing", () => {
    for (const text of ["", "\n", "# only a comment\n", "---\n"]) assert.equal(read(text), null);
  });

  test("a byte order mark and Windows line ends", () => {
    assert.deepEqual(read("\ufeffa: 1\r\nb:\r\n  - x\r\n"), { a: 1, b: ["x"] });
  });
});

describe("refusing, with line and column", () => {
  test("what isn't YAML", () => {
    assert.deepEqual(problems("a: 1\nb: [1, 2\n"), ["HP0103 3:1"]);
    assert.deepEqual(problems("a:\n\t- 1"), ["HP0103 2:1"]);
    assert.match(problems("a: b: c")[0], /^HP0103 1:/);
    assert.match(problems("a: 'open")[0], /^HP0103 1:/);
    assert.match(problems("a: @x")[0], /^HP0103 1:4/);
  });

  test("every mistake at once", () => {
    assert.ok(problems("a: b: c\nd: @x\ne: 1\n").length >= 2);
  });

  test("duplicate keys, all of them, also when written otherwise", () => {
    assert.deepEqual(problems("a: 1\nb: { c: 1, 'c': 2 }\na: 2\n"), ["HP0102 2:12 /b/c", "HP0102 3:1 /a"]);
  });

  test("merge keys", () => {
    assert.deepEqual(problems("a: &x { p: 1 }\nb:\n  <<: *x\n"), ["HP0104 3:3 /b"]);
  });

  test("tags, other documents, other versions, keys that are no texts", () => {
    assert.match(problems("a: !env SECRET")[0], /^HP0104 1:4/);
    assert.match(problems("a: !!js/function 'x'")[0], /^HP0104 1:4/);
    assert.deepEqual(problems("a: 1\n---\nb: 2\n"), ["HP0104 2:1"]);
    assert.match(problems("%YAML 1.1\n---\na: off\n")[0], /^HP0104 1:1/);
    assert.deepEqual(problems("? [a, b]\n: 1"), ["HP0104 1:3"]);
    assert.deepEqual(problems("? { a: 1 }\n: 1"), ["HP0104 1:3"]);
  });

  test("aliases of nothing, and of what they stand in", () => {
    assert.deepEqual(problems("a: *x\n"), ["HP0104 1:4 /a"]);
    assert.deepEqual(problems("a: &x [1, *x]\n"), ["HP0104 1:11 /a/1"]);
  });

  test("half of a surrogate pair", () => {
    assert.throws(() => parsePolicy("a: \ud800"), { code: "HP0407" });
  });

  test("what isn't a text", () => {
    for (const value of [undefined, null, 7, {}, Buffer.from("a: 1")]) assert.throws(() => parsePolicy(value), { code: "HP0203" });
  });
});

describe("bounded", () => {
  const quickly = (work) => {
    const start = performance.now();
    work();
    assert.ok(performance.now() - start < 5000, `${performance.now() - start} ms`);
  };

  test("alias bombs", () => {
    const lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"];
    for (let level = 1; level < 12; level++) lines.push(`a${level}: &a${level} [${new Array(9).fill(`*a${level - 1}`).join(", ")}]`);
    quickly(() => assert.ok(problems(lines.join("\n")).every((problem) => problem.startsWith("HP0505 "))));
  });

  test("nesting, however it is written", () => {
    const depth = 20_000;
    const staircase = Array.from({ length: 1000 }, (_, level) => `${" ".repeat(level)}a:`).join("\n");
    const texts = {
      brackets: "[".repeat(depth), closed: "[".repeat(depth) + "]".repeat(depth), braces: "{a: ".repeat(depth),
      dashes: `${"- ".repeat(depth)}a`, questions: "? ".repeat(depth), staircase,
    };
    for (const [name, text] of Object.entries(texts)) {
      quickly(() => assert.match(problems(text)[0], /^HP0(502|103) /, name));
    }
    const deep = 100;
    assert.ok(read(`${"[".repeat(deep)}${"]".repeat(deep)}`));
  });

  test("many keys and long lists, in linear time", () => {
    quickly(() => read(Array.from({ length: 20_000 }, (_, index) => `key-${index}: { a: ${index} }`).join("\n")));
    quickly(() => read(Array.from({ length: 20_000 }, (_, index) => `- &a${index} ${index}`).join("\n")));
    quickly(() => read(`a: "${"x\n ".repeat(20_000)}"`));
  });

  test("a text too long to be one", () => {
    quickly(() => assert.throws(() => parsePolicy("x".repeat(20_000_000)), { code: "HP0501" }));
  });
});

describe("locating", () => {
  const text = [
    "# a policy", //                                  1
    "holdpoint: 1", //                                2
    "name: located", //                               3
    "rules:", //                                      4
    "  - id: first", //                               5
    "    when: lead.valeu > 10", //                   6
    "    lane: review", //                            7
    "  - { id: 'it''s', when: \"a.b\" }", //          8
    "  - id: folded", //                              9
    "    when: >", //                                10
    "      lead.value > 10 &&", //                   11
    "      lead.valeu < 20", //                      12
    "  - id: literal", //                            13
    "    when: |", //                                14
    "      lead.value > 10 ||", //                   15
    "      lead.valeu < 20", //                      16
    "'a/b~c': &shared", //                           17
    "  inner: 1", //                                 18
    "other: *shared", //                             19
    "empty:", //                                     20
    "",
  ].join("\n");
  const { locate, document } = parsePolicy(text);
  const at = (pointer, within) => {
    const { line, column, start, end } = locate(pointer, within);
    return [line, column, text.slice(start, end)];
  };

  test("values and their keys", () => {
    assert.deepEqual(at("/name"), [3, 7, "located"]);
    assert.deepEqual(at("/rules/0/lane"), [7, 11, "review"]);
    assert.deepEqual(at("/rules/1/when"), [8, 26, '"a.b"']);
    assert.deepEqual(at("/a~1b~0c/inner"), [18, 10, "1"]);
    assert.deepEqual(at("/other/inner"), [18, 10, "1"]);
    const { key, exact } = locate("/rules/0/lane");
    assert.deepEqual([key.line, key.column, text.slice(key.start, key.end), exact], [7, 5, "lane", true]);
    assert.deepEqual(locate("/empty").line, 20);
    assert.deepEqual(locate("").line, 2);
    assert.equal(locate("").key, undefined);
  });

  test("the nearest place around what isn't there", () => {
    for (const pointer of ["/rules/0/because", "/rules/0/because/x", "/rules/0/when/x"]) {
      assert.equal(locate(pointer).exact, false);
    }
    assert.equal(locate("/rules/0/because").line, 5);
    assert.equal(locate("/rules/9").line, 5);
    assert.equal(locate("/nothing").line, 2);
  });

  test("inside a condition, however it is written", () => {
    const wrong = (index) => {
      const start = document.rules[index].when.indexOf("lead.valeu");
      return at(`/rules/${index}/when`, { line: 1, column: 1, start, end: start + 10 });
    };
    assert.deepEqual(wrong(0), [6, 11, "lead.valeu"]);
    assert.deepEqual(wrong(2), [12, 7, "lead.valeu"]);
    assert.deepEqual(wrong(3), [16, 7, "lead.valeu"]);
    assert.deepEqual(at("/rules/1/id", { line: 1, column: 1, start: 0, end: 2 }), [8, 12, "it"]);
  });

  test("a policy's problems point at line and column", () => {
    const policy = "holdpoint: 1\nname: a\nrules:\n  - id: r\n    when: lead.valeu > 1\n    lane: reveiw\n";
    const parsed = parsePolicy(policy);
    let error;
    try {
      Policy.compile(parsed.document);
    } catch (thrown) {
      error = thrown;
    }
    const places = error.diagnostics.map(({ path, position }) => {
      const { line, column } = parsed.locate(path, position);
      return `${line}:${column}`;
    });
    assert.ok(places.includes("6:11"), places.join());
  });
});
