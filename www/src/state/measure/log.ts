import { type Assessment, HoldpointError, type LogEntry, type Policy } from "holdpoint";

/** What is wrong with a line of a log. */
export interface LineProblem {
  readonly line: number;
  readonly message: string;
}

/** What came of reading a log. */
export type Read =
  | { readonly assessment: Assessment; readonly problems?: undefined }
  | { readonly problems: readonly LineProblem[]; readonly assessment?: undefined };

const SHOWN = 20;

/** Adds up a log, a line an entry. Lines come as they are read, so that a file may be of any length. */
export async function assess(policy: Policy, lines: AsyncIterable<string>): Promise<Read> {
  const numbers: number[] = [];
  let broken: LineProblem | undefined;
  async function* entries(): AsyncGenerator<LogEntry> {
    let line = 0;
    for await (const text of lines) {
      line++;
      if (text.trim() === "") continue;
      let entry: LogEntry;
      try {
        entry = JSON.parse(text) as LogEntry;
      } catch (thrown) {
        broken = { line, message: `this is not JSON: ${thrown instanceof Error ? thrown.message : String(thrown)}` };
        return;
      }
      numbers.push(line);
      yield entry;
    }
  }
  try {
    const assessment = await policy.assess(entries());
    return broken === undefined ? { assessment } : { problems: [broken] };
  } catch (thrown) {
    if (!(thrown instanceof HoldpointError)) throw thrown;
    return { problems: thrown.diagnostics.slice(0, SHOWN).map(({ path, message }) => {
      const [, index = "0", rest = ""] = /^\/(\d+)(.*)$/su.exec(path) ?? [];
      return { line: numbers[Number(index)] ?? 1, message: rest === "" ? message : `${message}, at ${rest}` };
    }) };
  }
}

/** The lines of a text. */
export async function* linesOf(text: string): AsyncGenerator<string> {
  yield* text.split("\n");
}

/** The lines of a file, as it is read. */
export async function* linesOfFile(file: Blob): AsyncGenerator<string> {
  const reader = file.stream().pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    const pieces = (rest + next.value).split("\n");
    rest = pieces.pop() ?? "";
    yield* pieces;
  }
  if (rest !== "") yield rest;
}
