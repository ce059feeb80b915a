import { HoldpointError, type Diagnostic } from "holdpoint";
import type { ParsedPolicy, Place } from "holdpoint/yaml";

/** A problem at its place in a text. */
export interface Marker {
  readonly from: number;
  readonly to: number;
  readonly line: number;
  readonly column: number;
  readonly diagnostic: Diagnostic;
  /** The text that would mend it: "did you mean". */
  readonly fix?: string;
}

const UNKNOWN_KEY = "HP0201";

/** The problems of a text that isn't YAML. Their positions are places in the text already. */
export function markersOfText(error: HoldpointError): Marker[] {
  return error.diagnostics.map((diagnostic) => {
    const { line, column, start, end } = diagnostic.position ?? { line: 1, column: 1, start: 0, end: 0 };
    return { from: start, to: Math.max(end, start), line, column, diagnostic };
  });
}

/** The problems of a document, placed in its text by their pointers. */
export function markersOfDocument(diagnostics: readonly Diagnostic[], text: string, source: ParsedPolicy): Marker[] {
  return diagnostics.map((diagnostic) => {
    const place = source.locate(diagnostic.path, diagnostic.position);
    const { start, end, line, column } = stretch(diagnostic, place);
    // A problem of a whole rule, or of the whole document, is shown where that begins.
    const lineEnd = text.indexOf("\n", start);
    const marker = { from: start, to: lineEnd === -1 ? end : Math.min(end, lineEnd), line, column, diagnostic };
    return diagnostic.suggestion !== undefined && place.exact ? { ...marker, fix: diagnostic.suggestion } : marker;
  });
}

/** What to underline: a key that nothing knows, else the value; of what is missing, the key around it. */
function stretch(diagnostic: Diagnostic, place: Place) {
  const { key } = place;
  return key !== undefined && (diagnostic.code === UNKNOWN_KEY || !place.exact) ? key : place;
}

/** Something thrown as the engine's error; anything else is a mistake of this page. */
export function asHoldpointError(thrown: unknown): HoldpointError {
  if (thrown instanceof HoldpointError) return thrown;
  throw thrown;
}
