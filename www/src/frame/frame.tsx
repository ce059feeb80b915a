import { version } from "holdpoint";
import { useEffect, useState } from "preact/hooks";

import type { Here, Room, Router } from "./router.js";

/** What surrounds every room: the head with the tabs, and the foot. */
export function Frame({ router }: { router: Router }) {
  const { room, open } = useHere(router);
  useEffect(() => {
    document.title = room.title;
  }, [room]);
  const { Main, Aside, Keys, skip } = open;
  const jump = (event: MouseEvent) => {
    event.preventDefault();
    skip.to()?.focus();
  };
  return (
    <>
      <a class="skip" href={`#${skip.target}`} onClick={jump}>{skip.name}</a>
      <header class="top">
        <div class="top-inner">
          <h1><Mark /><span class="top-name">Holdpoint</span></h1>
          <Tabs router={router} here={room} />
          <p class="tagline">The point past which an automation must not go without a person.</p>
          <span class="top-aside"><Aside /></span>
        </div>
        <div class="hold-line" aria-hidden="true" />
      </header>
      <main key={room.id}><Main /></main>
      <footer class="bottom">
        <p>
          Everything is decided in this page by the npm package <code>holdpoint</code> {version}, compiled from Rust to WebAssembly. Nothing that you type leaves it.
        </p>
        <p><Keys /></p>
      </footer>
    </>
  );
}

/** The rooms, as links: each has an address, and the back button leads back. */
function Tabs({ router, here }: { router: Router; here: Room }) {
  if (router.rooms.length < 2) return null;
  const visit = (event: MouseEvent, room: Room) => {
    // With a key held down the browser opens another window, as with any link.
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    router.visit(room);
  };
  return (
    <nav class="rooms" aria-label="Questions">
      {router.rooms.map((room) => (
        <a
          key={room.id} href={`#${router.addressOf(room)}`} aria-current={room === here ? "page" : undefined}
          onClick={(event) => visit(event, room)}
        >
          {room.name}
        </a>
      ))}
    </nav>
  );
}

function useHere(router: Router): Here {
  const [here, setHere] = useState(router.here);
  useEffect(() => router.subscribe(setHere), [router]);
  return here;
}

/** A runway's holding position: two solid lines, two dashed ones. */
function Mark() {
  return (
    <svg class="mark" width="30" height="30" viewBox="0 0 30 30" aria-hidden="true">
      <path d="M3 6.500h24M3 12h24" />
      <path class="mark-dashed" d="M3 18h24M3 23.500h24" />
    </svg>
  );
}
