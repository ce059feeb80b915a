import { useEffect, useRef, useState } from "preact/hooks";

import type { Timeline } from "../../engine/timeline.js";

interface PlayerProps {
  readonly timeline: Timeline;
  readonly head: number;
  readonly onLook: (at: number) => void;
}

/** How long the whole climb takes to play. */
const LENGTH = 9000;

/** Goes from stop to stop, or plays the whole climb. */
export function Player({ timeline, head, onLook }: PlayerProps) {
  const { stops, start, end } = timeline;
  const [playing, setPlaying] = useState(false);
  const last = stops.at(-1) ?? end;
  const current = useRef(head);
  current.current = head;
  useEffect(() => {
    if (!playing) return undefined;
    // Who asked for less motion is taken from stop to stop.
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    let before = performance.now();
    const go = (to: number) => {
      onLook(Math.min(to, last));
      if (to >= last) setPlaying(false);
    };
    if (still) {
      const timer = setInterval(() => go(stops.find((stop) => stop > current.current) ?? last), 1200);
      return () => clearInterval(timer);
    }
    let frame = requestAnimationFrame(function next(now) {
      go(current.current + ((now - before) / LENGTH) * (end - start));
      before = now;
      frame = requestAnimationFrame(next);
    });
    return () => cancelAnimationFrame(frame);
  }, [playing, timeline]);

  const back = stops.findLast((stop) => stop < head);
  const forth = stops.find((stop) => stop > head);
  const play = () => {
    if (!playing && head >= last) onLook(stops[0] ?? start);
    setPlaying(!playing);
  };
  const step = (to: number | undefined) => {
    setPlaying(false);
    if (to !== undefined) onLook(to);
  };
  return (
    <div class="player" role="group" aria-label="Move in time">
      <button type="button" class="button small quiet-button" disabled={back === undefined} onClick={() => step(back)} aria-label="Back to the last event">←</button>
      <button type="button" class="button small player-play" onClick={play}>{playing ? "Stop" : "Play"}</button>
      <button type="button" class="button small quiet-button" disabled={forth === undefined} onClick={() => step(forth)} aria-label="On to the next event">→</button>
    </div>
  );
}
