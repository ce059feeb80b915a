/** The world that a command runs in, so that tests can make another one. */

/** How a command ended: all is well, something was found, or it was called wrongly. */
export const enum Exit {
  Fine = 0,
  Findings = 1,
  Usage = 2,
}

/** A stream that is written to. */
export interface Sink {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): boolean;
  once(event: "drain", listener: () => void): unknown;
}

/** Standard streams, environment, and how to print. */
export interface Host {
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** One subcommand. */
export interface Command {
  readonly name: string;
  /** A line for the list of commands. */
  readonly summary: string;
  /** What `--help` prints. */
  readonly usage: string;
  run(words: string[], host: Host): Promise<Exit>;
}

/** A mistake in how the command was called. */
export class UsageError extends Error {}

/** Writes, and waits while the reader at the other end is slow. */
export async function put(sink: Sink, text: string): Promise<void> {
  if (!sink.write(text)) await new Promise<void>((resolve) => sink.once("drain", resolve));
}
