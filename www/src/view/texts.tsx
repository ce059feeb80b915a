import { asserted, heardTexts, strictest, type Heard, type Piece } from "../engine/spans.js";
import type { Shown } from "../state/desk.js";
import { Tipped } from "./tip.js";

interface TextsProps {
  readonly shown: Shown;
  /** The rule that is pointed at: its evidence stands out. */
  readonly pointed: string | null;
}

/** The texts of the case, with everything that was heard in them. */
export function Texts({ shown, pointed }: TextsProps) {
  const texts = heardTexts(shown.decision, shown.input);
  const host = asserted(shown.decision);
  if (texts.length === 0 && host.length === 0) return null;
  return (
    <section class="texts" aria-labelledby="texts-title">
      <h3 id="texts-title">What was heard</h3>
      {texts.map(({ source, label, pieces }) => (
        <div key={source} class="text">
          <h4>{label}</h4>
          <p>{pieces.map((piece, index) => <Part key={index} piece={piece} pointed={pointed} />)}</p>
        </div>
      ))}
      {host.length > 0 && (
        <div class="text">
          <h4>Host says</h4>
          <p>{host.map((heard) => <Part key={heard.signal.signal} piece={{ text: heard.signal.signal, heard: [heard] }} pointed={pointed} />)}</p>
        </div>
      )}
    </section>
  );
}

function Part({ piece: { text, heard }, pointed }: { piece: Piece; pointed: string | null }) {
  if (heard.length === 0) return <>{text}</>;
  const counts = heard.some((each) => each.counts);
  const lane = strictest(heard);
  const hit = pointed !== null && heard.some(({ reasons }) => reasons.some(({ rule }) => rule === pointed));
  const name = ["heard", counts ? `heard-${lane ?? "idle"}` : "heard-void", hit ? "heard-hit" : ""].join(" ");
  const signals = [...new Set(heard.map(({ signal }) => signal.signal))].join(" ");
  return <Tipped class={name} data={{ "data-signals": signals }} tip={heard.map((each, index) => <Note key={index} heard={each} />)}>{text}</Tipped>;
}

function Note({ heard: { signal, counts, reasons } }: { heard: Heard }) {
  return (
    <span class="note">
      <strong>{signal.signal}</strong>
      {signal.entry !== null && <span> by the entry <code>{signal.entry}</code></span>}
      {signal.source === "host" && <span> asserted by the host</span>}
      {!counts && <span class="note-void">{voidness(signal)}</span>}
      {counts && reasons.length === 0 && <span class="note-void">no rule asks about it here</span>}
      {reasons.map(({ rule, lane }) => (
        <span key={rule} class="note-rule">→ <code>{rule}</code> {lane}</span>
      ))}
    </span>
  );
}

function voidness({ negated, place }: Heard["signal"]): string {
  if (negated) return "negated: counts for nothing";
  return place === "quoted" ? "in a quoted text: counts for nothing" : "in a signature: counts for nothing";
}
