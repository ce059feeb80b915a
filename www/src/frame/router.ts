import type { ComponentType } from "preact";

/** One of the questions that the page answers, as a tab of its own. */
export interface Room {
  /** The address that leads to its beginning, the part behind `#`. */
  readonly id: string;
  /** Its name on the tab. */
  readonly name: string;
  /** The window's title. */
  readonly title: string;
  /** Whether the part of an address behind `#` leads here. */
  owns(hash: string): boolean;
  /** Makes what it shows, on the first visit. An address that names nothing opens the beginning. */
  open(hash: string): OpenRoom;
}

/** A room that was visited. What was edited in it stays while others are visited. */
export interface OpenRoom {
  /** The part of an address behind `#` that leads to what it shows. */
  address(): string;
  /** Shows what an address names. */
  go(hash: string): void;
  readonly Main: ComponentType;
  /** What stands in the head of the page on narrow windows, where the answer is far below. */
  readonly Aside: ComponentType;
  /** The way past the editors: where the answer is, for people without a pointer. */
  readonly skip: { readonly name: string; /** The id of the answer's heading. */ readonly target: string; to(): HTMLElement | null };
  /** The keys that are worth knowing here. */
  readonly Keys: ComponentType;
}

/** Where the page is. */
export interface Here {
  readonly room: Room;
  readonly open: OpenRoom;
}

/** Leads from addresses to rooms. */
export class Router {
  readonly #rooms: readonly Room[];
  readonly #open = new Map<Room, OpenRoom>();
  readonly #listeners = new Set<(here: Here) => void>();
  #here: Here;

  /** The first room is where addresses lead that no other owns. */
  constructor(rooms: readonly [Room, ...Room[]], hash: string) {
    this.#rooms = rooms;
    this.#here = this.#enter(this.#owner(hash), hash || rooms[0].id);
  }

  get rooms(): readonly Room[] {
    return this.#rooms;
  }

  get here(): Here {
    return this.#here;
  }

  subscribe(listener: (here: Here) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Where a room's tab leads. */
  addressOf(room: Room): string {
    return this.#open.get(room)?.address() ?? room.id;
  }

  /** Goes to a room as it was left. */
  visit(room: Room): void {
    if (room === this.#here.room) return;
    history.pushState(null, "", `#${this.addressOf(room)}`);
    this.#set(this.#enter(room, room.id));
  }

  /** Follows an address that somebody typed, or that the back button brought. */
  follow(address: string): void {
    const hash = address || (this.#rooms[0]?.id ?? "");
    const room = this.#owner(hash);
    const open = this.#open.get(room);
    // Coming back to a room that shows this already keeps what was edited there.
    const there = room !== this.#here.room && open?.address() === hash;
    if (open !== undefined && !there) open.go(hash);
    this.#set(this.#enter(room, hash));
  }

  #owner(hash: string): Room {
    const [first] = this.#rooms;
    const owner = this.#rooms.find((room) => room.owns(hash)) ?? first;
    if (owner === undefined) throw new Error("the page has no rooms");
    return owner;
  }

  #enter(room: Room, hash: string): Here {
    const open = this.#open.get(room) ?? room.open(hash);
    this.#open.set(room, open);
    return { room, open };
  }

  #set(here: Here): void {
    this.#here = here;
    for (const listener of this.#listeners) listener(here);
  }
}

/** Whether an address begins with this word. */
export function beginsWith(word: string): (hash: string) => boolean {
  return (hash) => hash === word || hash.startsWith(`${word}/`);
}
