// The laws of rollback, through the package: random runs in a small world, broken, planned, carried out, crashed and
// planned again. The same laws run in Rust (tests/world) over more and rougher worlds.

import assert from "node:assert/strict";
import { test } from "node:test";

import { HoldpointError, planRollback, Policy } from "holdpoint";

import { document, World } from "./world.mjs";

const policy = Policy.compile(document);
const RUNS = 400;

/** All that a step depends on, directly or not. */
function below(run, id, found = new Set()) {
  for (const other of run.steps.find((step) => step.id === id).dependsOn) {
    if (!found.has(other)) below(run, other, found.add(other));
  }
  return found;
}

/** Plans and carries out until nothing is to be done; `look` sees each plan. */
function settle(world, look = () => {}) {
  for (let round = 0; round < 200; round += 1) {
    world.look();
    const before = structuredClone(world.run);
    const plan = policy.planRollback(world.run);
    look(before, plan);
    if (plan.verdict === "nothing_to_do") return plan;
    try {
      carryOut(world, plan);
    } catch (error) {
      if (error.message !== "crash") throw error;
      world.crashAt = Infinity;
      continue;
    }
    for (const { step } of plan.manual) world.step(step).status = "handed_over";
    if (plan.waves.length > 0) continue;
    for (const step of world.run.steps.filter(({ status }) => status === "handed_over")) {
      if (step.action !== "mail") world.remove(step);
      step.status = "settled_by_person";
    }
  }
  assert.fail("200 rounds and no end");
}

function carryOut(world, { waves }) {
  for (const wave of waves) {
    let failed = false;
    for (const operation of wave) {
      const steps = operation.steps.map((id) => world.step(id));
      if (operation.pattern === "probe") world.probe(steps[0], operation.idempotencyKey);
      else if (operation.pattern !== "retry_idempotent") failed ||= !world.undo(steps, operation);
      else {
        world.perform(steps[0], operation.idempotencyKey, operation.items);
        failed ||= steps[0].status !== "succeeded";
      }
    }
    if (failed) return;
  }
}

/** Runs a law over many worlds. */
function law(title, work) {
  test(title, () => {
    for (let seed = 1; seed <= RUNS; seed += 1) {
      const world = new World(seed);
      try {
        work(world);
      } catch (error) {
        error.message = `seed ${seed}: ${error.message}`;
        throw error;
      }
    }
  });
}

law("R1 R3 R5 R6 R7 R10 the world ends as the account says", (world) => {
  const { remaining } = settle(world);
  const at = (list) => list.map((entry) => world.step(entry.step ?? entry));
  for (const step of at([...remaining.undone, ...remaining.untouched])) assert.equal(world.presence(step), 0, `R1 ${step.id}`);
  for (const step of at([...remaining.finished, ...remaining.kept])) {
    assert.equal(world.presence(step), 1, `R1 ${step.id}`);
    if (step.checkpoint) assert.equal(new Set(world.orders.get(step.id)).size, 3, `R1 ${step.id}`);
  }
  for (const items of world.orders.values()) assert.equal(new Set(items).size, items.length, "R3");
  for (const [key, times] of world.applied) assert.equal(times, 1, `R3 ${key}`);
  for (const step of world.run.steps.filter(({ status }) => status === "pending")) assert.equal(world.presence(step), 0, `R5 ${step.id}`);
  assert.deepEqual(world.overwritten, [], "R6");
  assert.ok(at(remaining.undone).every(({ action }) => action !== "mail"), "R7");
  const again = policy.planRollback(world.run);
  assert.deepEqual([again.verdict, again.waves, again.manual], ["nothing_to_do", [], []], "R10");
});

test("R2 a crash anywhere leads to the same end", () => {
  const essence = ({ ledger, orders, records, sent }) => JSON.stringify([
    [...ledger].map(([id, entries]) => [id, entries.reduce((sum, entry) => sum + entry, 0)]), [...orders], [...sent],
    [...records].map(([name, { content }]) => [name, content])]);
  let crashes = 0;
  for (let seed = 1; seed <= 500; seed += 1) {
    const calm = () => Object.assign(new World(seed), { mischief: false, calls: 0 });
    const smooth = calm();
    settle(smooth);
    for (let call = 1; call <= smooth.calls; call += 0.5) {
      const crashed = calm();
      // A half says: behind the call before.
      crashed.crashAt = call;
      settle(crashed);
      crashes += 1;
      assert.equal(essence(crashed), essence(smooth), `seed ${seed}, call ${call}`);
    }
  }
  assert.ok(crashes > 200, `only ${crashes} crashes`);
});

law("R4 R5 R8 R9 R11 R12 every plan is in order", (world) => {
  settle(world, (run, plan) => {
    const waves = new Map();
    const undone = new Set();
    plan.waves.forEach((wave, number) => {
      for (const operation of wave) {
        for (const id of operation.steps) {
          const step = run.steps.find((each) => each.id === id);
          waves.set(id, [number, operation.id]);
          if (operation.pattern === "compensate" || operation.pattern === "restore_snapshot") undone.add(id);
          assert.notEqual(step.status, "pending", `R5 ${id}`);
          if (step.action === "pay") assert.notEqual(operation.pattern, "restore_snapshot", `R8 ${id}`);
          const since = step.status === "undo_unknown" ? step.undo.at : step.at;
          const unknown = ["unknown", "running", "undo_unknown"].includes(step.status) && !(step.probed?.at > since);
          const shown = step.status === "undo_unknown" && JSON.stringify(step.written) === JSON.stringify(step.current);
          if (operation.pattern !== "probe") assert.ok(!unknown || shown, `R9 ${id}`);
        }
      }
    });
    for (const { id, action, status } of run.steps) {
      for (const lower of below(run, id)) {
        const [low, high] = [waves.get(lower), waves.get(id)];
        if (low !== undefined && high !== undefined && low[1] !== high[1] && plan.verdict !== "settle_first") {
          assert.notEqual(low[0], high[0], `R4 ${lower} and ${id} in one wave`);
          if (undone.has(lower)) assert.ok(low[0] > high[0], `R4 ${lower} before ${id}`);
        }
        if (undone.has(lower) && high === undefined && action !== "mail") {
          const stands = ["succeeded", "partial", "undo_failed", "unknown", "running"].includes(status);
          assert.ok(!stands || plan.remaining.untouched.includes(id) || plan.remaining.undone.includes(id), `${action === "ship" ? "R12" : "R4"} ${lower} without ${id}`);
        }
      }
    }
    const { changed, kept, waiting, untouched, ...lists } = plan.remaining;
    const told = [...Object.values(lists).flat(), ...untouched, ...kept.map(({ step }) => step), ...waiting.map(({ step }) => step)];
    assert.deepEqual(told.sort(), run.steps.map(({ id }) => id).sort(), "R11");
    assert.ok(changed <= run.steps.length);
  });
});

test("A1 the order of the steps and of their keys has no meaning", () => {
  for (let seed = 1; seed <= 100; seed += 1) {
    const { run } = new World(seed);
    const turned = { ...run, steps: [...run.steps].reverse().map((step) => Object.fromEntries(Object.entries(step).reverse())) };
    const answer = policy.planRollback(run);
    assert.equal(JSON.stringify(policy.planRollback(turned)), JSON.stringify(answer));
    assert.deepEqual(JSON.parse(JSON.stringify(answer)), answer);
  }
});

test("what people really send: dates, proxies, and errors that name the step", () => {
  const run = {
    id: "r", phase: "after", trigger: { kind: "manual" }, goal: "undo", now: new Date("2026-11-23T09:00:00Z"),
    steps: [{ id: "tag", action: "tag_record", status: "succeeded", arguments: { record: "R", tag: "hot" } }],
  };
  const [[operation]] = planRollback(run).waves;
  assert.deepEqual([operation.action, operation.idempotencyKey], ["untag_record", "R:hot:undo"]);
  assert.equal(JSON.stringify(planRollback(new Proxy(run, {}))), JSON.stringify(planRollback(run)));
  assert.match(planRollback(run, { audit: true }).audit.id, /^[0-9a-f]{64}$/);
  assert.equal(planRollback({ ...run, phase: "before", steps: [{ ...run.steps[0], status: null }] }).verdict, "ready");
  const problems = (input) => {
    try {
      planRollback(input);
    } catch (error) {
      assert.ok(error instanceof HoldpointError);
      return error.diagnostics.map(({ code, path }) => `${code} ${path}`);
    }
    return [];
  };
  const [step] = run.steps;
  assert.deepEqual(problems({ ...run, steps: [{ ...step, dependsOn: ["tag"] }] }), ["HP0430 /steps/0/dependsOn"]);
  assert.deepEqual(problems({ ...run, steps: [step, { ...step, action: "tag_recrod" }] }), ["HP0311 /steps/1/id", "HP0310 /steps/1/action"]);
  assert.deepEqual(problems({ ...run, now: 1763888400 }), ["HP0206 /now"]);
  assert.deepEqual(problems({ ...run, steps: [{ ...step, amount: "12" }, { ...step, id: "b", arguments: { n: NaN } }] }),
    ["HP0203 /steps/0/amount", "HP0401 /steps/1/arguments/n"]);
});
