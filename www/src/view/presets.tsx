import { type Preset, FIRST, stories, storyHash, storyTitle } from "../state/presets.js";

interface PresetsProps {
  readonly preset: Preset;
  readonly edited: boolean;
  readonly onOpen: (hash: string) => void;
  readonly onReset: () => void;
}

const ORDER = [FIRST, ...stories.flatMap(({ name, cases }) => cases.map((_, index) => storyHash(name, index)))];

/** The golden stories to choose from, and what is told about the one that is open. */
export function Presets({ preset, edited, onOpen, onReset }: PresetsProps) {
  const at = ORDER.indexOf(preset.hash);
  const step = (by: number) => onOpen(ORDER[(at + by + ORDER.length) % ORDER.length] ?? FIRST);
  return (
    <section class="presets" aria-label="Story">
      <div class="presets-pick">
        <label class="visually-hidden" for="story">Story</label>
        <div class="select">
          <select id="story" value={preset.hash} onChange={(event) => onOpen(event.currentTarget.value)}>
            <option value={FIRST}>Welcome: a lead worth 60,000</option>
            {at === -1 && <option value={preset.hash}>Example case {preset.title}</option>}
            {stories.map(({ name, cases }) => (
              <optgroup key={name} label={storyTitle(name)}>
                {cases.map(({ title }, index) => <option key={title} value={storyHash(name, index)}>{title}</option>)}
              </optgroup>
            ))}
          </select>
        </div>
        <button type="button" class="button quiet-button" onClick={() => step(-1)} aria-label="Previous story case">←</button>
        <button type="button" class="button quiet-button" onClick={() => step(1)} aria-label="Next story case">→</button>
        <button type="button" class="button quiet-button" onClick={onReset} disabled={!edited}>Undo edits</button>
      </div>
      <div class="presets-told">
        <p class="presets-title">{preset.title}</p>
        <p class="quiet">{[preset.about, preset.source].filter((text) => text !== "").join(" · ")}</p>
      </div>
    </section>
  );
}
