// A small world for the laws of rollback: a ledger, orders, records with versions, letters. Calls fail or lose their
// answers, and every key is remembered. (tests/world is its bigger brother in Rust.)

/** Chance that can be repeated. */
export function chance(seed) {
  let state = (seed * 2654435761 + 12345) >>> 0;
  const next = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  return { below: (limit) => Math.floor(next() * limit), percent: (share) => next() * 100 < share, of: (list) => list[Math.floor(next() * list.length)] };
}

const key = "{{doc}}";
const probe = { action: "find", arguments: { key: "{{idempotencyKey}}" } };
const onFailure = { notify: "desk" };
const usual = { kind: "record_write", idempotencyKey: key, probe, onFailure };

/** One action of each kind that a plan has to tell apart. */
export const document = {
  holdpoint: 1, name: "world", owners: { default: { review: "desk", override: "lead", pause: "boss" } },
  actions: {
    pay: { ...usual, financial: true, effect: "compensable", pattern: "compensate",
      compensation: { action: "credit", arguments: { of: "{{doc}}", amount: "{{amount}}" } } },
    credit: { ...usual, financial: true, effect: "irreversible", idempotencyKey: "{{of}}:credit" },
    config: { ...usual, effect: "reversible", pattern: "restore_snapshot", snapshot: ["state"] },
    order: { ...usual, effect: "compensable", pattern: "retry_idempotent", checkpoint: true, compensation: { action: "cancel", arguments: { of: "{{doc}}" } } },
    cancel: { ...usual, effect: "irreversible", idempotencyKey: "{{of}}:cancel" },
    mail: { ...usual, kind: "outbound", effect: "irreversible" },
    ship: { ...usual, effect: "pivot" },
    find: { kind: "internal", idempotencyKey: "{{key}}:find" },
  },
};

const actions = ["pay", "pay", "config", "config", "order", "mail", "ship"];
const items = ["a", "b", "c"];

/** The world, and a host in it with a run that broke. */
export class World {
  constructor(seed) {
    this.chance = chance(seed);
    this.ledger = new Map();
    this.orders = new Map();
    this.records = new Map();
    this.states = new Map();
    this.sent = new Map();
    this.memory = new Map();
    this.applied = new Map();
    this.overwritten = [];
    this.now = 1.763e12;
    this.calls = 0;
    this.crashAt = Infinity;
    this.mischief = true;
    this.run = this.#broken();
  }

  #broken() {
    const { chance: c } = this;
    const steps = [];
    for (let index = 0; index <= c.below(6); index += 1) {
      const action = c.of(actions);
      const id = `s${c.below(1000)}-${index}`;
      const step = { id, action, status: "pending", dependsOn: steps.filter(() => c.percent(35)).map((each) => each.id), arguments: { doc: id } };
      if (action === "pay") step.amount = step.arguments.amount = 1 + c.below(900);
      if (action === "order") step.checkpoint = { items, done: [] };
      if (action === "config") step.records = [`r${c.below(2)}`];
      steps.push(step);
    }
    const run = { id: "run", phase: "after", goal: c.of(["auto", "undo", "complete"]), steps, now: this.now };
    this.run = run;
    let broke;
    for (const step of steps) {
      const ready = step.dependsOn.every((id) => this.step(id).status === "succeeded");
      if (!ready || broke !== undefined) continue;
      this.perform(step, step.id, step.checkpoint?.items);
      if (step.status !== "succeeded") broke = step.id;
    }
    const ran = steps.filter(({ status }) => status !== "pending");
    run.trigger = broke !== undefined && c.percent(80) ? { kind: "step_failed", step: broke }
      : ran.length > 0 && c.percent(60) ? { kind: "review_found", step: c.of(ran).id } : { kind: "manual" };
    return run;
  }

  step(id) {
    return this.run.steps.find((step) => step.id === id);
  }

  record(name) {
    if (!this.records.has(name)) this.records.set(name, { content: [], version: 1 });
    return this.records.get(name);
  }

  edit() {
    const [name] = [...this.records.keys()];
    if (name === undefined) return;
    const record = this.record(name);
    record.content = [...record.content, `edit-${record.version}`];
    record.version += 1;
  }

  /** Calls the other side. Undefined: no answer came. */
  call(action, given, under, list, guards = []) {
    this.now += 1000;
    this.calls += 1;
    if (this.mischief && this.chance.percent(6)) this.edit();
    if (this.calls === this.crashAt) throw new Error("crash");
    if (this.mischief && this.chance.percent(12)) return { failed: true };
    const lost = this.mischief && this.chance.percent(12);
    if (lost && this.chance.percent(50)) return undefined;
    const answer = this.#apply(action, given, under, list, guards);
    if (this.calls === this.crashAt - 0.5) throw new Error("crash");
    return lost ? undefined : answer;
  }

  #apply(action, given, under, list, guards) {
    const known = this.memory.get(under);
    if (known !== undefined && list === undefined) return known;
    if (guards.some(({ record, version }) => this.record(record).version !== version)) return { refused: true };
    const answer = { versions: {} };
    const { doc, of, amount } = given;
    if (action === "pay") this.ledger.set(doc, [...(this.ledger.get(doc) ?? []), amount]);
    if (action === "credit" && this.ledger.has(of)) this.ledger.get(of).push(-amount);
    if (action === "order") {
      for (const item of list) {
        if (this.memory.has(`${under}:${item}`)) continue;
        this.memory.set(`${under}:${item}`, {});
        this.orders.set(doc, [...(this.orders.get(doc) ?? []), item]);
      }
      return answer;
    }
    if (action === "cancel") this.orders.delete(of);
    if (action === "mail" || action === "ship") this.sent.set(doc, (this.sent.get(doc) ?? 0) + 1);
    if (action === "config") {
      for (const name of given.records ?? []) {
        const record = this.record(name);
        record.content = [...record.content, doc];
        answer.versions[name] = record.version += 1;
      }
    }
    if (action === "restore_snapshot") {
      for (const { record: name, snapshot } of given.records) {
        const record = this.record(name);
        const state = this.states.get(`${snapshot} ${name}`);
        this.overwritten.push(...record.content.filter((mark) => mark.startsWith("edit") && !state.includes(mark)));
        record.content = state;
        answer.versions[name] = record.version += 1;
      }
    }
    this.memory.set(under, answer);
    this.applied.set(under, (this.applied.get(under) ?? 0) + 1);
    return answer;
  }

  /** Calls a step's action and writes down what came of it. */
  perform(step, under, list) {
    const guards = [];
    if (step.records !== undefined) {
      const reference = `snap-${step.id}-${this.now}`;
      const versions = {};
      for (const name of step.records) {
        const record = this.record(name);
        this.states.set(`${reference} ${name}`, record.content);
        versions[name] = record.version;
        guards.push({ record: name, version: record.version });
      }
      step.snapshot = { ref: reference, versions };
    }
    Object.assign(step, { status: "running", at: this.now, attempts: (step.attempts ?? 0) + 1, idempotencyKey: under });
    const part = list !== undefined && this.mischief && this.chance.percent(25) ? list.slice(0, 1 + this.chance.below(list.length)) : list;
    const answer = this.call(step.action, { ...step.arguments, records: step.records }, under, part, guards);
    if (answer === undefined) step.status = "unknown";
    else if (answer.failed || answer.refused) step.status = step.checkpoint?.done?.length > 0 ? "partial" : "failed";
    else this.#done(step, answer, part);
  }

  #done(step, { versions }, part) {
    step.status = "succeeded";
    if (step.records !== undefined) step.written = { versions };
    if (step.checkpoint === undefined) return;
    const done = [...new Set([...(step.checkpoint.done ?? []), ...part])];
    step.checkpoint = { items, done };
    if (done.length < items.length) step.status = "partial";
  }

  probe(step, under) {
    this.now += 1000;
    const at = this.now;
    if (step.checkpoint !== undefined && step.status !== "undo_unknown") {
      const done = this.orders.get(step.id) ?? [];
      step.checkpoint = { items, done: [...done] };
      step.status = done.length === items.length ? "succeeded" : done.length > 0 ? "partial" : "failed";
      step.probed = { at, outcome: "not_applied" };
      return;
    }
    const found = this.memory.get(under);
    step.probed = { at, outcome: found === undefined ? "not_applied" : "applied" };
    if (found !== undefined && step.records !== undefined) step.written = { versions: found.versions };
  }

  undo(steps, { action, arguments: given, idempotencyKey, guards, pattern }) {
    for (const step of steps) Object.assign(step, { status: "undoing", undo: { idempotencyKey, at: this.now } });
    const answer = this.call(action, given, idempotencyKey, undefined, guards);
    for (const step of steps) {
      if (answer === undefined) step.status = "undo_unknown";
      else if (answer.refused) step.status = "undo_failed";
      else if (!answer.failed) {
        step.status = pattern === "compensate" ? "compensated" : "restored";
        for (const name of step.records ?? []) if (answer.versions[name] !== undefined) step.written.versions[name] = answer.versions[name];
      }
    }
    return answer !== undefined && !answer.failed && !answer.refused;
  }

  /** How often something of a step is in the world. */
  presence({ id }) {
    const booked = (this.ledger.get(id) ?? []).reduce((sum, entry) => sum + entry, 0) === 0 ? 0 : 1;
    const wrote = Math.max(0, ...[...this.records.values()].map(({ content }) => content.filter((mark) => mark === id).length));
    return booked + wrote + ((this.orders.get(id) ?? []).length > 0 ? 1 : 0) + (this.sent.get(id) ?? 0);
  }

  /** Takes by hand out of the world whatever a step did. */
  remove({ id }) {
    const entries = this.ledger.get(id);
    entries?.push(-entries.reduce((sum, entry) => sum + entry, 0));
    this.orders.delete(id);
    this.sent.delete(id);
    for (const record of this.records.values()) {
      if (!record.content.includes(id)) continue;
      record.content = record.content.filter((mark) => mark !== id);
      record.version += 1;
    }
  }

  look() {
    this.run.now = this.now;
    for (const step of this.run.steps) {
      if (step.records !== undefined) step.current = { versions: Object.fromEntries(step.records.map((name) => [name, this.record(name).version])) };
    }
  }
}
