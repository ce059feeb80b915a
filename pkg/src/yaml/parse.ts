/** YAML text to its tree, with the mistakes of its syntax. */

import { type CST, Composer, type Document, Lexer, LineCounter, Parser } from "yaml";

import type { Diagnostic, Position } from "../../generated/types.js";
import { HoldpointError } from "../errors.js";
import { describe, isWhole } from "../tape.js";

/** A text and its tree. */
export interface Source {
  readonly text: string;
  readonly document: Document.Parsed;
  /** The position of a stretch of the text. */
  position(start: number, end: number): Position;
}

/** Units of text that are still read: a policy this large is no policy. */
const LONGEST = 16 * 1024 * 1024;

/** Levels inside each other that are still read. The engine's own limit is lower. */
const DEEPEST = 300;

/** Reads a text. Throws an error with every mistake of the syntax. */
export function parseYaml(text: string): Source {
  if (typeof text !== "string") throw refused([{ ...at("HP0203", "expected the YAML's text") }]);
  if (text.length > LONGEST) throw refused([at("HP0501", `a text of more than ${LONGEST} units`)]);
  if (!isWhole(text)) throw refused([at("HP0407", "the text holds half of a surrogate pair, so it is not whole Unicode")]);
  const lines = new LineCounter();
  const position = (start: number, end: number): Position => {
    const { line, col } = lines.linePos(start);
    return { line: Math.max(line, 1), column: Math.max(col, 1), start, end: Math.max(end, start) };
  };
  const documents = composed(text, lines, position);
  const [document, second] = documents;
  if (document === undefined) throw refused([at("HP0103", "there is no document", position(0, 0))]);
  const problems = [...document.errors, ...document.warnings].map(({ code, message, pos: [start, end] }) => {
    const [firstLine = ""] = message.split("\n");
    return at(code === "TAG_RESOLVE_FAILED" ? "HP0104" : "HP0103", lowered(firstLine), position(start, end));
  });
  const { yaml } = document.directives;
  if (yaml.explicit && yaml.version !== "1.2") {
    problems.push(at(
      "HP0104", `YAML ${yaml.version} reads some texts otherwise`, position(0, Math.max(text.indexOf("\n"), 0)),
      "remove the %YAML line: this is read as YAML 1.2",
    ));
  }
  if (second !== undefined) {
    const [start] = second.range;
    problems.push(at("HP0104", "a second document begins here", position(start, start), "one file holds one document"));
  }
  if (problems.length > 0) throw refused(problems);
  return { text, document, position };
}

function composed(text: string, lines: LineCounter, position: Source["position"]): Document.Parsed[] {
  const parser = new Parser(lines.addNewLine);
  const composer = new Composer({
    version: "1.2", schema: "core", merge: false, prettyErrors: false, logLevel: "silent",
    // Looked for in `convert`, which takes linear time for it.
    uniqueKeys: false,
  });
  const documents: Document.Parsed[] = [];
  try {
    lines.addNewLine(0);
    for (const token of tokens(text, parser, position)) documents.push(...composer.next(token));
    documents.push(...composer.end(true, text.length));
  } catch (thrown) {
    if (thrown instanceof HoldpointError) throw thrown;
    throw refused([at("HP0103", `reading this failed: ${describe(thrown)}`)]);
  }
  return documents;
}

/** The text's syntax, read without recursion; what would take the composer too deep isn't given to it. */
function* tokens(text: string, parser: Parser, position: Source["position"]): Generator<CST.Token> {
  let offset = 0;
  for (const lexeme of new Lexer().lex(text)) {
    yield* parser.next(lexeme);
    offset += lexeme.length;
    if (parser.stack.length > DEEPEST) {
      throw refused([at("HP0502", `nested deeper than ${DEEPEST} levels`, position(offset, offset))]);
    }
  }
  yield* parser.end();
}

function at(code: Diagnostic["code"], message: string, position?: Position, help?: string): Diagnostic {
  const diagnostic: Diagnostic = { code, severity: "error", path: "", message };
  if (help !== undefined) diagnostic.help = help;
  if (position !== undefined) diagnostic.position = position;
  return diagnostic;
}

function refused(diagnostics: Diagnostic[]): HoldpointError {
  const [first] = diagnostics as [Diagnostic];
  return new HoldpointError({ code: first.code, path: "", message: first.message, diagnostics });
}

function lowered(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1).replace(/\.$/, "");
}
