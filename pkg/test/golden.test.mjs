// The golden stories through the package: what a person expected, and the very bytes of native Rust (law A1).

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { classify, decideEscalation, defaultPolicy, HoldpointError, planRollback, Policy } from "holdpoint";
import { zones } from "holdpoint/zones";

import { readStories } from "../test-hosts/stories.mjs";

const stories = readStories();

test("there are stories", () => {
  assert.ok(stories.flatMap(({ cases }) => cases).length > 200);
});

for (const { name, kind, policy: document, cases, decisions } of stories) {
  describe(name, () => {
    const policy = document === null ? undefined : Policy.compile(document, { zones });
    const deciders = {
      case: (input, options) => (policy === undefined ? classify(input, options) : policy.classify(input, options)),
      incident: (input, { answers, ...options } = {}) => {
        if (answers !== undefined) return (policy ?? Policy.compile(defaultPolicy())).simulateEscalation(input, answers);
        return policy === undefined ? decideEscalation(input, options) : policy.decideEscalation(input, options);
      },
      run: (input, options) => (policy === undefined ? planRollback(input, options) : policy.planRollback(input, options)),
    };
    const decide = deciders[kind];
    const answerOf = ({ input, options }) => {
      try {
        return decide(input, options);
      } catch (error) {
        assert.ok(error instanceof HoldpointError, String(error));
        return error;
      }
    };

    test("as a person expected", () => {
      for (const { title, input, options, expect } of cases) {
        const answer = answerOf({ input, options });
        for (const key of ["lane", "class", "posture", "code", "verdict", "status", "action", "level", "deadline"]) {
          if (expect?.[key] !== undefined) assert.equal(answer[key], expect[key], `${title}: ${key}`);
        }
      }
    });

    test("A1 the bytes of native Rust", { skip: decisions === undefined && "it has no decisions.json" }, () => {
      for (const [index, each] of cases.entries()) {
        const answer = answerOf(each);
        const text = JSON.stringify(answer);
        assert.equal(text, JSON.stringify(decisions[index].decision), each.title);
        if (!(answer instanceof HoldpointError)) assert.deepEqual(JSON.parse(text), answer);
      }
    });

    test("one by one and all at once are the same", { skip: kind !== "case" && "only cases come in batches" }, () => {
      const usual = cases.filter(({ options }) => options === undefined);
      const many = (policy ?? Policy.compile(defaultPolicy())).classifyMany(usual.map(({ input }) => input));
      for (const [index, each] of usual.entries()) {
        const answer = answerOf(each);
        if (answer instanceof HoldpointError) assert.equal(many[index].path, `/${index}${answer.path}`);
        else assert.equal(JSON.stringify(many[index]), JSON.stringify(answer));
      }
    });
  });
}
