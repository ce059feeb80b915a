import { useState } from "preact/hooks";

import { FIRST, stories, storyHash, storyTitle, type Preset } from "../state/presets.js";

interface PresetsProps {
  readonly preset: Preset;
  readonly edited: boolean;
  readonly onOpen: (hash: string) => void;
  readonly onReset: () => void;
  readonly onShare: () => Promise<void>;
}

const ORDER = [FIRST, ...stories.flatMap(({ name, cases }) => cases.map((_, index) => storyHash(name, index)))];

/** The golden stories to choose from, and what is told about the one that is open. */
export function Presets({ preset, edited, onOpen, onReset, onShare }: PresetsProps) {
  const at = ORDER.indexOf(preset.hash);
  const step = (by: number) => onOpen(ORDER[(at + by + ORDER.length) % ORDER.length] ?? FIRST);
  const [, name] = preset.hash.split("/");
  const told = [preset.about, preset.about === "" ? preset.source : `Source: ${preset.source}.`].join(" ").trim();
  return (
    <section class="presets" aria-label="Story">
      <div class="presets-pick">
        <div class="select">
          <select id="story" aria-label="Story" value={preset.hash} onChange={(event) => onOpen(event.currentTarget.value)}>
            <option value={FIRST}>Welcome</option>
            {at === -1 && <option value={preset.hash}>{preset.title}</option>}
            {stories.map((story) => (
              <optgroup key={story.name} label={storyTitle(story.name)}>
                {story.cases.map(({ title }, index) => <option key={title} value={storyHash(story.name, index)}>{title}</option>)}
              </optgroup>
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
          {at > 0 && <span class="aside">{storyTitle(name ?? "")}: </span>}
          {preset.title}
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
    <button type="button" class="button quiet-button" onClick={share} title="A link to the policy and the case as they are now">
      <span role="status">{told}</span>
    </button>
  );
}
