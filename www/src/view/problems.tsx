import type { Marker } from "../engine/markers.js";
import { count } from "./words.js";

interface ProblemsProps {
  readonly markers: readonly Marker[];
  readonly onGo: (marker: Marker) => void;
  readonly onFix: (marker: Marker, fix: string) => void;
  /** Opens the case by which the checker shows a finding; left out where there is no case to open it as. */
  readonly onWitness?: (shown: Record<string, unknown>) => void;
}

/** What is wrong with a text, in a list that needs no pointer. */
export function Problems({ markers, onGo, onFix, onWitness }: ProblemsProps) {
  if (markers.length === 0) return null;
  const errors = markers.filter(({ diagnostic }) => diagnostic.severity === "error");
  const rest = markers.length - errors.length;
  const sums = [errors.length > 0 && count(errors.length, "error"), rest > 0 && count(rest, "hint from the checker", "hints from the checker")];
  return (
    <details class="problems" open={errors.length > 0} data-errors={errors.length}>
      <summary>{sums.filter(Boolean).join(", ")}</summary>
      <ul>
        {markers.map((marker) => {
          const { line, column, diagnostic: { code, message, help, severity, path, witness }, fix } = marker;
          return (
            <li key={`${code}${path}${line}:${column}`} class={`problem problem-${severity}`}>
              <button type="button" class="link problem-place" onClick={() => onGo(marker)} aria-label={`${line}:${column}, go to this line and column`}>
                {line}:{column}
              </button>
              <span class="problem-text">
                <Message text={message} /> <code class="problem-code">{code}</code>
                {fix !== undefined && (
                  <button type="button" class="button small" onClick={() => onFix(marker, fix)}>did you mean {fix}?</button>
                )}
                {fix === undefined && help !== undefined && <span class="quiet"> {help}</span>}
                {witness?.kind === "case" && onWitness !== undefined && (
                  <button type="button" class="button small" onClick={() => onWitness(witness.case)}>
                    open this witness as the case ({witness.lane})
                  </button>
                )}
              </span>
            </li>
          );
        })}
      </ul>
    </details>
  );
}

/** A message, its parts in backticks as code. */
function Message({ text }: { text: string }) {
  return <>{text.split("`").map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part))}</>;
}
