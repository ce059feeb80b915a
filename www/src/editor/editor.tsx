import { closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, codeFolding, foldKeymap, indentOnInput, indentUnit } from "@codemirror/language";
import { lintGutter, lintKeymap, setDiagnostics, type Diagnostic } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { EditorSelection, EditorState } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers, tooltips } from "@codemirror/view";
import { useEffect, useRef } from "preact/hooks";

import type { Marker } from "../engine/markers.js";
import { difference } from "../state/difference.js";
import { help, type Guide } from "./help.js";
import { hangingIndent } from "./indent.js";
import { theme } from "./theme.js";

/** A stretch of the text to show. */
export interface Landing {
  readonly from: number;
  readonly to: number;
  /** Whether a person asked to be taken there; else it only comes into view, at the top. */
  readonly selected: boolean;
}

interface EditorProps {
  readonly label: string;
  readonly text: string;
  /** Another number each time that the text changed otherwise than in this editor. */
  readonly written: number;
  /** The text that the markers are about. */
  readonly read: string;
  readonly markers: readonly Marker[];
  readonly guide: Guide;
  /** Moves the selection there, each time that it is another object. */
  readonly landing: Landing | null;
  readonly onChange: (text: string) => void;
}

/** A text editor for YAML and JSON. */
export function Editor({ label, text, written, read, markers, guide, landing, onChange }: EditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  // The editor lives longer than a rendering: it looks here for what is current.
  const current = useRef({ guide, onChange });
  current.current = { guide, onChange };

  useEffect(() => {
    if (host.current === null) return undefined;
    const made = new EditorView({ parent: host.current, state: stateOf(text, label, current) });
    view.current = made;
    return () => made.destroy();
  }, []);

  useEffect(() => {
    const shown = view.current;
    if (shown === null || shown.state.doc.toString() === text) return;
    shown.dispatch({ changes: difference(shown.state.doc.toString(), text), userEvent: "input.outside" });
    // Not `text`: while somebody types, a rendering may bring a text that is older than the editor's own.
  }, [written]);

  useEffect(() => {
    const shown = view.current;
    if (shown === null || shown.state.doc.toString() !== read) return;
    shown.dispatch(setDiagnostics(shown.state, markers.map(toDiagnostic)));
  }, [markers, read, text]);

  useEffect(() => {
    const shown = view.current;
    if (shown === null || landing === null) return;
    const to = Math.min(landing.to, shown.state.doc.length);
    const from = Math.min(landing.from, to);
    if (!landing.selected) {
      shown.dispatch({ effects: EditorView.scrollIntoView(from, { y: "start", yMargin: 8 }) });
      return;
    }
    shown.dispatch({
      selection: EditorSelection.single(from, to),
      effects: EditorView.scrollIntoView(from, { y: "center" }),
    });
    shown.focus();
  }, [landing]);

  return <div class="editor" ref={host} />;
}

function stateOf(text: string, label: string, current: { current: Pick<EditorProps, "guide" | "onChange"> }): EditorState {
  return EditorState.create({
    doc: text,
    extensions: [
      lineNumbers(), lintGutter(), history(), drawSelection(), highlightActiveLine(), highlightActiveLineGutter(),
      codeFolding(), indentOnInput(), bracketMatching(), closeBrackets(), highlightSelectionMatches(),
      indentUnit.of("  "), EditorState.tabSize.of(2), EditorView.lineWrapping, hangingIndent, yaml(),
      // The panel cuts off what hangs over its edge.
      tooltips({ position: "fixed", parent: document.body }),
      help(() => current.current.guide),
      // Tab isn't bound: it leaves the editor, as everywhere on the page.
      keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...searchKeymap, ...historyKeymap, ...foldKeymap, ...completionKeymap, ...lintKeymap]),
      EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0", spellcheck: "false", autocorrect: "off", autocapitalize: "off" }),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) current.current.onChange(update.state.doc.toString());
      }),
      theme,
    ],
  });
}

function toDiagnostic({ from, to, diagnostic, fix }: Marker): Diagnostic {
  const { code, severity, message, expected, help: wayOut } = diagnostic;
  return {
    from, to, severity, message,
    renderMessage: () => {
      const dom = document.createElement("div");
      const head = dom.appendChild(document.createElement("div"));
      head.append(message);
      const mark = dom.appendChild(document.createElement("div"));
      mark.className = "problem-more";
      mark.textContent = [code, expected && `expected ${expected}`, wayOut].filter(Boolean).join(" · ");
      return dom;
    },
    ...(fix === undefined ? {} : {
      actions: [{
        name: `did you mean ${fix}?`,
        apply: (view, start, end) => view.dispatch({ changes: { from: start, to: end, insert: fix }, userEvent: "input.fix" }),
      }],
    }),
  };
}
