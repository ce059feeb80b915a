import { useState } from "preact/hooks";

/** One of the things to begin with. */
export interface Choice {
  readonly hash: string;
  readonly title: string;
  /** The group that it stands in, if any. */
  readonly group: string | null;
}

/** What is open, as it is told to people. */
export interface Told {
  readonly hash: string;
  readonly title: string;
  readonly group: string | null;
  readonly source: string;
  readonly about: string;
}

interface PresetsProps {
  readonly choices: readonly Choice[];
  readonly open: Told;
  readonly edited: boolean;
  readonly onOpen: (hash: string) => void;
  readonly onReset: () => void;
  readonly onShare: () => Promise<void>;
}

/** The stories to choose from, and what is told about the one that is open. */
export function Presets({ choices, open, edited, onOpen, onReset, onShare }: PresetsProps) {
  const at = choices.findIndex(({ hash }) => hash === open.hash);
  const step = (by: number) => {
    const next = choices[(at + by + choices.length) % choices.length];
    if (next !== undefined) onOpen(next.hash);
  };
  const groups = [...new Set(choices.map(({ group }) => group))].filter((group) => group !== null);
  const entry = ({ hash, title }: Choice) => <option key={hash} value={hash}>{title}</option>;
  const told = [open.about, open.about === "" ? open.source : `Source: ${open.source}.`].join(" ").trim();
  return (
    <section class="presets" aria-label="Story">
      <div class="presets-pick">
        <div class="select">
          <select id="story" aria-label="Story" value={open.hash} onChange={(event) => onOpen(event.currentTarget.value)}>
            {choices.filter(({ group }) => group === null).map(entry)}
            {at === -1 && <option value={open.hash}>{open.title}</option>}
            {groups.map((name) => (
              <optgroup key={name} label={name}>{choices.filter(({ group }) => group === name).map(entry)}</optgroup>
            ))}
          </select>
        </div>
        <button type="button" class="button quiet-button" onClick={() => step(-1)} aria-label="Previous story">←</button>
        <button type="button" class="button quiet-button" onClick={() => step(1)} aria-label="Next story">→</button>
        {edited && <button type="button" class="button quiet-button" onClick={onReset}>Undo edits</button>}
        <Share onShare={onShare} />
      </div>
      <div class="presets-told">
        <p class="presets-title">
          {open.group !== null && <span class="aside">{open.group}: </span>}
          {open.title}
        </p>
        <p class="quiet" title={told}>{told}</p>
      </div>
    </section>
  );
}

function Share({ onShare }: Pick<PresetsProps, "onShare">) {
  const [told, setTold] = useState("Link");
  const share = () =>
    onShare().then(
      () => setTold("Copied"),
      // Some hosts keep the clipboard shut; the link is in the address bar then.
      () => setTold("In the address bar"),
    ).finally(() => setTimeout(() => setTold("Link"), 2500));
  return (
    <button type="button" class="button quiet-button" onClick={share} title="A link to what stands here now">
      <span role="status">{told}</span>
    </button>
  );
}
