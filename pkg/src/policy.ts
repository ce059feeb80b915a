/// <reference lib="esnext.disposable" preserve="true" />
/** A compiled policy. */

import {
  borrow, fold, giveBack, guarded, NOTHING, optionsTape, PIECE, pour, taped,
} from "./crossing.js";
import { engine, failure } from "./engine.js";
import { type ErrorData, HoldpointError, isErrorData, problem } from "./errors.js";
import { lookup } from "./lookup.js";
import type { Glue, RawPolicy } from "./raw.js";
import { DEFAULT_LIMITS, describe, Ignored, isWhole, type Tape } from "./tape.js";
import type {
  Assessment, AssessOptions, AuditedOptions, CheckReport, ClassifyOptions, ConditionReport, ConditionTree, Incident,
  Limits, LogEntry, ReplayReport, Run, SimulatedAnswer, VocabularyEntry,
} from "../generated/types.js";
import type {
  Answer, AnswerOrError, CompileOptions, Entries, EscalationAnswer, EscalationSimulation, PolicyCase, PolicyInput,
  RollbackAnswer,
} from "./types.js";

/** What a policy can raise a limit to; `src/js` refuses more. */
const HIGHEST: Limits = { text: 16 * 1024 * 1024, depth: 128, keys: 1_000_000, entries: 1_000_000, values: 10_000_000 };

/** The option that doesn't cross: the engine asks for single zones. */
const APART = new Ignored(["zones"]);

/** Levels that an entry of a log, and what its answer adds, lie above the fields of a case. */
const LOG_DEPTH = 8;

/** How a policy comes to be, kept so that it can be compiled again should its instance fail. */
type Source = (glue: Glue) => RawPolicy;

interface Compiled {
  readonly glue: Glue;
  readonly raw: RawPolicy;
}

/** A policy, compiled once and used for many decisions. */
export class Policy {
  readonly #source: Source;
  #compiled: Compiled | undefined;
  #freed = false;
  readonly #limits: Limits;
  readonly #ignored: Ignored | undefined;

  /** Use `Policy.compile`. */
  private constructor(source: Source) {
    this.#source = source;
    const raw = this.#raw();
    this.#limits = guarded(raw.glue, () => raw.raw.limits());
    const patterns = guarded(raw.glue, () => raw.raw.ignore());
    this.#ignored = patterns.length === 0 ? undefined : new Ignored(patterns);
  }

  /**
   * Compiles a policy document, plain data or JSON text. Where its `people` name time zones, hand over
   * those of `holdpoint/zones`.
   *
   * Throws a {@link HoldpointError} that holds every problem of the document.
   */
  static compile(document: PolicyInput, options?: CompileOptions): Policy {
    const limits = readableLimits(options);
    const limitsTape = taped(options, DEFAULT_LIMITS, APART);
    const zones = lookup(options);
    if (typeof document !== "string") {
      const tape = taped(document, limits);
      return new Policy((glue) => glue.RawPolicy.compile(tape, limitsTape, zones));
    }
    if (document.length > HIGHEST.text) {
      throw problem("HP0501", "", `a text of more than ${HIGHEST.text} bytes`, "a policy this large is no policy");
    }
    if (!isWhole(document)) {
      throw problem(
        "HP0407", "", "the text holds half of a surrogate pair, so it is not whole Unicode",
        "mend it with String.prototype.toWellFormed()",
      );
    }
    return new Policy((glue) => glue.RawPolicy.compileText(document, limitsTape, zones));
  }

  /** The policy that is embedded in the engine. @internal */
  static embedded(): Policy {
    return new Policy((glue) => glue.RawPolicy.default());
  }

  /** The compiled policy inside the running instance, for what takes two of them. @internal */
  static inside(policy: Policy): RawPolicy {
    return policy.#raw().raw;
  }

  /** Decides one case. */
  classify<const O extends ClassifyOptions | undefined = undefined>(input: PolicyCase, options?: O): Answer<O> {
    return this.#one(input, this.#ignored, options, (raw, tape, asked) => raw.classify(tape, asked)) as Answer<O>;
  }

  /** Plans a run's way back (`phase: "after"`), or decides whether it may start (`phase: "before"`). */
  planRollback<const R extends Run, const O extends AuditedOptions | undefined = undefined>(
    run: R,
    options?: O,
  ): RollbackAnswer<R, O> {
    const plan = this.#one(run, undefined, options, (raw, tape, asked) => raw.planRollback(tape, asked));
    return plan as RollbackAnswer<R, O>;
  }

  /** Hands one value and its options to the engine, on one tape. */
  #one(
    input: unknown,
    ignored: Ignored | undefined,
    options: unknown,
    decide: (raw: RawPolicy, input: Uint8Array, options: Uint8Array) => object,
  ): object {
    const tape = borrow();
    try {
      tape.write(input, this.#limits, ignored);
      const end = tape.length;
      if (options !== undefined) tape.write(options, DEFAULT_LIMITS);
      // Only now: reading may have run code of the host's, which may have freed the policy.
      const { glue, raw } = this.#raw();
      try {
        return decide(raw, tape.bytes(0, end), options === undefined ? NOTHING : tape.bytes(end));
      } catch (thrown) {
        throw failure(glue, thrown);
      }
    } finally {
      giveBack(tape);
    }
  }

  /**
   * Decides many cases in one crossing: as many answers as cases, in their order.
   *
   * A case that is refused leaves its {@link HoldpointError} in its place, its path beginning with the
   * index. Only an argument that isn't an array throws, or options that can't be read. With `audit` as
   * an object the records follow each other, in the order of the cases; a refused case leaves none.
   */
  classifyMany<const O extends ClassifyOptions | undefined = undefined>(
    inputs: readonly PolicyCase[],
    options?: O,
  ): AnswerOrError<O>[] {
    this.#raw();
    const length = lengthOf(inputs);
    const asked = new BatchOptions(options);
    const answers: AnswerOrError<O>[] = [];
    const tape = borrow();
    try {
      while (answers.length < length) this.#piece(inputs, length, tape, asked.behind(answers), answers);
    } finally {
      giveBack(tape);
    }
    return answers;
  }

  /** Decides the next cases of a batch, as many as fit into a piece. */
  #piece(
    inputs: readonly unknown[],
    length: number,
    tape: Tape,
    options: Uint8Array,
    answers: (object | HoldpointError)[],
  ): void {
    const first = answers.length;
    tape.reset();
    const begun = tape.beginList();
    let count = 0;
    while (first + count < length && tape.length < PIECE) {
      this.#entry(inputs, first + count, tape);
      count++;
    }
    tape.endList(begun, count);
    const { glue, raw } = this.#raw();
    try {
      raw.classifyMany(tape.bytes(), options).forEach((answer, index) => {
        answers.push(isErrorData(answer) ? new HoldpointError(moved(answer, first, index)) : answer);
      });
    } catch (thrown) {
      throw failure(glue, thrown);
    }
  }

  #entry(inputs: readonly unknown[], index: number, tape: Tape): void {
    try {
      const input = inputs[index];
      if (input === undefined && !(index in inputs)) tape.writeHole();
      else tape.write(input, this.#limits, this.#ignored);
    } catch (thrown) {
      tape.writeThrown(thrown);
    }
  }

  /**
   * Something failed, or nobody answered: what now, by whom, by when, and what follows if that doesn't
   * happen either. Store the events, and ask again when one arrives or the answer's `deadline` passes.
   */
  decideEscalation<const O extends AuditedOptions | undefined = undefined>(
    incident: Incident,
    options?: O,
  ): EscalationAnswer<O> {
    const seed = drawnSeed();
    const decide = (raw: RawPolicy, tape: Uint8Array, asked: Uint8Array) => raw.decideEscalation(tape, asked, seed);
    return this.#one(incident, undefined, options, decide) as EscalationAnswer<O>;
  }

  /**
   * What would happen to an incident: walks forward over each deadline, asking whom each answer names. They
   * answer as `answers` says, or not at all.
   */
  simulateEscalation(incident: Incident, answers?: readonly SimulatedAnswer[]): EscalationSimulation {
    const tape = taped(incident, this.#limits);
    const given = answers === undefined ? NOTHING : taped(answers, this.#limits);
    return this.#ask((raw) => raw.simulateEscalation(tape, given, drawnSeed())) as EscalationSimulation;
  }

  /**
   * Adds up a log of decisions and what came of them: the measures per week with targets and trend, 001's
   * pause triggers, and a verdict. Entries that are still to come, such as the lines of a long file, are
   * read as they come, and give a promise.
   *
   * Throws a {@link HoldpointError} whose places begin with the index of the entry that isn't one.
   */
  assess(log: Iterable<LogEntry>, options?: AssessOptions): Assessment;
  assess(log: AsyncIterable<LogEntry>, options?: AssessOptions): Promise<Assessment>;
  assess(log: Entries<LogEntry>, options?: AssessOptions): Assessment | Promise<Assessment>;
  assess(log: Entries<LogEntry>, options?: AssessOptions): Assessment | Promise<Assessment> {
    const tape = optionsTape(options);
    const { glue, raw } = this.#raw();
    const state = guarded(glue, () => glue.RawAssessing.begin(raw, tape));
    return pour(log, fold<Assessment>(glue, state, (entries) => state.push(entries)), { limits: this.#logLimits() });
  }

  /**
   * Decides the inputs of a log again and says where the answers differ from the logged ones; the name and
   * version of the policy may differ. Entries that are still to come give a promise.
   */
  replay(log: Iterable<LogEntry>): ReplayReport;
  replay(log: AsyncIterable<LogEntry>): Promise<ReplayReport>;
  replay(log: Entries<LogEntry>): ReplayReport | Promise<ReplayReport>;
  replay(log: Entries<LogEntry>): ReplayReport | Promise<ReplayReport> {
    const { glue } = this.#raw();
    const state = guarded(glue, () => glue.RawReplaying.begin());
    const push = (entries: Uint8Array) => state.push(this.#raw().raw, entries);
    return pour(log, fold<ReplayReport>(glue, state, push), { limits: this.#logLimits() });
  }

  /** An entry holds an input and its answer, one level down. */
  #logLimits(): Limits {
    const { text, depth, keys, entries, values } = this.#limits;
    return { text, keys, entries, depth: depth + LOG_DEPTH, values: 2 * values };
  }

  /** What the checker finds: rules that never fire, gaps, missing owners, and more. */
  check(): CheckReport {
    return this.#ask((raw) => raw.check()) as CheckReport;
  }

  /** The fields, signals and built-in ids that a condition can name. */
  vocabulary(): VocabularyEntry[] {
    return this.#ask((raw) => raw.vocabulary()) as VocabularyEntry[];
  }

  /** The JSON Schema of a case for this policy. */
  caseSchema(): Record<string, unknown> {
    return this.#ask((raw) => raw.caseSchema()) as Record<string, unknown>;
  }

  /** Reads a condition, its CEL text or its tree, against this policy's vocabulary. */
  condition(condition: string | ConditionTree): ConditionReport {
    const tape = taped(condition, this.#limits);
    return this.#ask((raw) => raw.condition(tape)) as ConditionReport;
  }

  /** The policy with everything filled in that it leaves out. */
  document(): Record<string, unknown> {
    return this.#ask((raw) => raw.document()) as Record<string, unknown>;
  }

  /** Frees the policy's memory now. Without it, that happens when the policy is garbage-collected. */
  free(): void {
    this.#freed = true;
    const compiled = this.#compiled;
    this.#compiled = undefined;
    if (compiled !== undefined) guarded(compiled.glue, () => compiled.raw.free());
  }

  /** The same as `free`, for `using`. */
  declare [Symbol.dispose]: () => void;

  static {
    // Where `using` is compiled down, it looks for the method under this name.
    const name = Symbol.dispose ?? Symbol.for("Symbol.dispose");
    Object.defineProperty(this.prototype, name, { value: this.prototype.free, configurable: true, writable: true });
  }

  #ask<T>(work: (raw: RawPolicy) => T): T {
    const { glue, raw } = this.#raw();
    return guarded(glue, () => work(raw));
  }

  /** The policy inside the running instance. After a failure of the engine it is compiled again. */
  #raw(): Compiled {
    if (this.#freed) throw problem("HP0408", "", "this policy was freed", "compile it again, or free it later");
    const glue = engine();
    if (this.#compiled?.glue === glue) return this.#compiled;
    this.#compiled = { glue, raw: guarded(glue, () => this.#source(glue)) };
    return this.#compiled;
  }
}

/** The options of a batch. Where they ask for a chain of audit records, each piece goes on with it. */
class BatchOptions {
  readonly #given: object | undefined;
  #tape: Uint8Array;
  #looked = 0;

  constructor(options: ClassifyOptions | undefined) {
    this.#tape = optionsTape(options);
    try {
      const given = { ...options };
      if (typeof given.audit === "object" && given.audit !== null) this.#given = given;
    } catch {
      // The engine refuses what can't be read.
    }
  }

  /** The options for the cases behind those that were answered. */
  behind(answers: readonly object[]): Uint8Array {
    if (this.#given === undefined) return this.#tape;
    let last: object | undefined;
    for (; this.#looked < answers.length; this.#looked++) {
      const answer = answers[this.#looked] as { audit?: object };
      if (answer.audit !== undefined) last = answer.audit;
    }
    if (last !== undefined) this.#tape = optionsTape({ ...this.#given, audit: { previous: last } });
    return this.#tape;
  }
}

/**
 * The limits for reading the document itself. Options that make no sense are reported by the engine,
 * which gets them too; until then the defaults do.
 */
function readableLimits(options: unknown): Limits {
  const limits = { ...DEFAULT_LIMITS };
  try {
    const given = (options as CompileOptions | null | undefined)?.limits;
    for (const name of Object.keys(limits) as (keyof Limits)[]) {
      const limit: unknown = given?.[name];
      if (Number.isSafeInteger(limit) && (limit as number) > 0 && (limit as number) <= HIGHEST[name]) {
        limits[name] = limit as number;
      }
    }
  } catch {
    return DEFAULT_LIMITS;
  }
  return limits;
}

function lengthOf(inputs: unknown): number {
  let length: unknown;
  try {
    length = Array.isArray(inputs) ? inputs.length : undefined;
  } catch (thrown) {
    throw problem("HP0404", "", `reading this threw: ${describe(thrown)}`, "hand over a plain copy of the list");
  }
  if (!Number.isSafeInteger(length) || (length as number) < 0) {
    throw problem("HP0203", "", "expected a list of cases", "for a single case there is `classify`");
  }
  return length as number;
}

/** The error of a piece's entry, its places moved to where the entry stands in the whole batch. */
function moved(error: ErrorData, first: number, index: number): ErrorData {
  const inside = `/${index}`;
  const at = (path: string) =>
    `/${first + index}${path === inside || path.startsWith(`${inside}/`) ? path.slice(inside.length) : path}`;
  return {
    ...error,
    path: at(error.path),
    diagnostics: error.diagnostics.map((diagnostic) => ({ ...diagnostic, path: at(diagnostic.path) })),
  };
}

/** What retries are spread by where the host gives no seed. It comes back in the answer, to be replayed. */
function drawnSeed(): string {
  return Array.from(globalThis.crypto.getRandomValues(new Uint32Array(2)), (word) => word.toString(16)).join("-");
}
