import type { ComponentChildren } from "preact";
import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";

interface TipProps {
  readonly class: string;
  readonly children: ComponentChildren;
  readonly tip: ComponentChildren;
  readonly data?: Record<`data-${string}`, string>;
}

/** A marked stretch of text that explains itself under the pointer and when it has the focus. */
export function Tipped({ class: name, children, tip, data = {} }: TipProps) {
  const id = useId();
  const [open, setOpen] = useState(false);
  const mark = useRef<HTMLElement>(null);
  const box = useRef<HTMLSpanElement>(null);

  useLayoutEffect(() => {
    if (open && mark.current && box.current) place(mark.current, box.current);
  }, [open]);

  useEffect(() => {
    if (!open) return undefined;
    const close = () => setOpen(false);
    const onKey = (event: KeyboardEvent) => event.key === "Escape" && close();
    window.addEventListener("keydown", onKey);
    window.addEventListener("scroll", close, { capture: true, passive: true });
    return () => {
      window.removeEventListener("keydown", onKey);
      window.removeEventListener("scroll", close, { capture: true });
    };
  }, [open]);

  return (
    <>
      <mark
        ref={mark} class={name} tabIndex={0} aria-describedby={id} {...data}
        onMouseEnter={() => setOpen(true)} onMouseLeave={() => setOpen(false)}
        onFocus={() => setOpen(true)} onBlur={() => setOpen(false)} onClick={() => setOpen(true)}
      >
        {children}
      </mark>
      <span ref={box} id={id} role="tooltip" class="tip" hidden={!open}>{tip}</span>
    </>
  );
}

/** Below the mark, or above it where there is no room; always inside the window. */
function place(mark: HTMLElement, box: HTMLElement): void {
  const edge = 8;
  const [first] = mark.getClientRects();
  if (first === undefined) return;
  const { width, height } = box.getBoundingClientRect();
  const left = Math.min(Math.max(edge, first.left), document.documentElement.clientWidth - width - edge);
  const below = first.bottom + edge;
  const top = below + height > window.innerHeight - edge ? first.top - height - edge : below;
  box.style.left = `${Math.max(edge, left)}px`;
  box.style.top = `${Math.max(edge, top)}px`;
}
