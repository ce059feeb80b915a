import { RangeSetBuilder, type Extension } from "@codemirror/state";
import { Decoration, EditorView, ViewPlugin, type DecorationSet, type ViewUpdate } from "@codemirror/view";

/** The margin that the theme gives a line. */
const MARGIN = 6;

/** Wrapped lines go on under their own beginning, a step further in, so that the structure stays to be seen. */
export const hangingIndent: Extension = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;

    constructor(view: EditorView) {
      this.decorations = decorated(view);
    }

    update(update: ViewUpdate): void {
      if (update.docChanged || update.viewportChanged) this.decorations = decorated(update.view);
    }
  },
  { decorations: ({ decorations }) => decorations },
);

function decorated(view: EditorView): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  for (const { from, to } of view.visibleRanges) {
    for (let pos = from; pos <= to; ) {
      const line = view.state.doc.lineAt(pos);
      const columns = (/^\s*(?:- )*(?:# ?)?/.exec(line.text)?.[0].length ?? 0) + (line.text.trimStart().startsWith("#") ? 0 : 2);
      builder.add(line.from, line.from, Decoration.line({
        attributes: { style: `padding-left: calc(${MARGIN}px + ${columns}ch); text-indent: -${columns}ch` },
      }));
      pos = line.to + 1;
    }
  }
  return builder.finish();
}
