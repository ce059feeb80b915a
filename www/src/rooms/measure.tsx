import { defaultPolicy, Policy } from "holdpoint";
import { useEffect, useRef, useState } from "preact/hooks";

import { beginsWith, type Room } from "../frame/router.js";
import { assess, linesOf, linesOfFile, type Read } from "../state/measure/log.js";
import { sampleLog } from "../state/measure/sample.js";
import { Measures, Pause, Verdict, Weeks } from "../view/measure/assessment.js";
import { VERDICTS } from "../view/measure/words.js";
import type { MeasureId } from "holdpoint";

/** How does it fare? A log of decisions, and what it says about the workflow. */
export const measureRoom: Room = {
  id: "measure",
  name: "Measure",
  title: "Holdpoint: how does the workflow fare?",
  owns: beginsWith("measure"),
  open() {
    const policy = Policy.compile(defaultPolicy());
    const store = new LogStore(policy, sampleLog(policy));
    return {
      address: () => "measure",
      go: () => store.reset(),
      Main: () => <MeasureView store={store} />,
      Aside: () => <Short store={store} />,
      skip: { name: "Skip to the verdict", target: "verdict-title", to: () => document.querySelector("#verdict-title") },
      Keys: () => <>Each measure in the table is a button that draws its weeks. <kbd>Tab</kbd> leads from one to the next.</>,
    };
  },
};

/** What the room shows. */
interface Shown {
  /** The log as it is written; null where it comes from a file that isn't kept. */
  readonly text: string | null;
  readonly name: string;
  readonly read: Read | null;
  readonly reading: boolean;
}

/** The log that is open. */
class LogStore {
  readonly #policy: Policy;
  readonly #sample: string;
  readonly #listeners = new Set<(shown: Shown) => void>();
  #turn = 0;
  shown: Shown;

  constructor(policy: Policy, sample: string) {
    this.#policy = policy;
    this.#sample = sample;
    this.shown = { text: sample, name: "a sample of eight weeks", read: null, reading: true };
    void this.#read(linesOf(sample));
  }

  subscribe(listener: (shown: Shown) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  reset(): void {
    this.write(this.#sample, "a sample of eight weeks");
  }

  write(text: string, name = "what you wrote"): void {
    this.#set({ ...this.shown, text, name, reading: true });
    void this.#read(linesOf(text));
  }

  /** A file is read as it comes, and not kept. */
  open(file: File): void {
    this.#set({ ...this.shown, text: null, name: file.name, reading: true });
    void this.#read(linesOfFile(file));
  }

  async #read(lines: AsyncIterable<string>): Promise<void> {
    const turn = ++this.#turn;
    const read = await assess(this.#policy, lines);
    // Another log was opened meanwhile.
    if (turn === this.#turn) this.#set({ ...this.shown, read, reading: false });
  }

  #set(shown: Shown): void {
    this.shown = shown;
    for (const listener of this.#listeners) listener(shown);
  }
}

function useLog(store: LogStore): Shown {
  const [shown, setShown] = useState(store.shown);
  useEffect(() => {
    setShown(store.shown);
    return store.subscribe(setShown);
  }, [store]);
  return shown;
}

function Short({ store }: { store: LogStore }) {
  const { read } = useLog(store);
  return <>{read?.assessment === undefined ? "" : VERDICTS[read.assessment.verdict.mode][0]}</>;
}

function MeasureView({ store }: { store: LogStore }) {
  const { text, name, read, reading } = useLog(store);
  const [chosen, setChosen] = useState<MeasureId>("escalationRate");
  const file = useRef<HTMLInputElement>(null);
  const assessment = read?.assessment;
  const measure = assessment?.measures.find(({ id }) => id === chosen);
  return (
    <div class="gauge-room" aria-busy={reading}>
      <section class="panel log-panel" aria-labelledby="log-title">
        <header class="panel-head">
          <h2 id="log-title">Log <span class="aside">{name}</span></h2>
          <span class="log-buttons">
            <button type="button" class="button small quiet-button" onClick={() => store.reset()}>Sample</button>
            <button type="button" class="button small quiet-button" onClick={() => file.current?.click()}>Open a file…</button>
            <input
              ref={file} class="visually-hidden" type="file" accept=".jsonl,.ndjson,.json" tabIndex={-1} aria-label="Open a file"
              onChange={({ currentTarget }) => {
                const [picked] = currentTarget.files ?? [];
                if (picked !== undefined) store.open(picked);
                currentTarget.value = "";
              }}
            />
          </span>
        </header>
        <textarea
          class="log-text" spellcheck={false} aria-label="Log, a line an entry (JSONL)" value={text ?? ""}
          placeholder={`${name} is shown at the side. Paste another log here.`} onInput={({ currentTarget }) => store.write(currentTarget.value)}
        />
        <p class="log-note quiet">A line is a decision and what came of it. Targets are the default policy’s; the command <code>holdpoint assess POLICY LOG</code> takes yours.</p>
      </section>
      <div class="log-answer">
        <h2 class="visually-hidden" id="verdict-title" tabIndex={-1}>How far it may go on</h2>
        {read?.problems !== undefined && (
          <div class="sign sign-takeover" data-verdict="none" role="alert">
            <div class="verdict-face">
              <p class="sign-sentence">This is no log yet.</p>
              <ul class="verdict-because">{read.problems.map(({ line, message }) => <li key={`${line} ${message}`}>line {line}: {message}</li>)}</ul>
            </div>
          </div>
        )}
        {assessment !== undefined && <Verdict assessment={assessment} />}
        {assessment !== undefined && <Pause assessment={assessment} />}
      </div>
      {assessment !== undefined && measure !== undefined && (
        <>
          <section class="panel measures-panel" aria-labelledby="measures-title">
            <header class="panel-head"><h2 id="measures-title">Measures</h2></header>
            <Measures assessment={assessment} chosen={chosen} onChoose={setChosen} />
          </section>
          <Weeks assessment={assessment} measure={measure} />
        </>
      )}
    </div>
  );
}
