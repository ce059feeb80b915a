/** The YAML tree to plain data, with the mistakes that only data can have. */

import { isAlias, isScalar, isSeq, type Alias, type ParsedNode, type YAMLMap, type YAMLSeq } from "yaml";

import type { Diagnostic } from "../../generated/types.js";
import type { Source } from "./parse.js";

/** What came of the tree. */
export interface Converted {
  readonly value: unknown;
  readonly problems: Diagnostic[];
  /** What each alias stands for. */
  readonly anchors: ReadonlyMap<Alias, ParsedNode>;
}

/** Values that a document may hold, those of its aliases counted each time: the engine's own limit. */
const MOST = 1_000_000;

interface Anchored {
  readonly node: ParsedNode;
  readonly value: unknown;
  /** How many values it holds. */
  readonly size: number;
}

/** Turns a document into plain data. */
export function convert(source: Source): Converted {
  const converter = new Converter(source);
  const { contents } = source.document;
  const value = contents === null ? null : converter.value(contents, "");
  return { value, problems: converter.problems, anchors: converter.aliased };
}

class Converter {
  readonly problems: Diagnostic[] = [];
  readonly aliased = new Map<Alias, ParsedNode>();
  readonly #source: Source;
  readonly #anchors = new Map<string, Anchored | "open">();
  #size = 0;

  constructor(source: Source) {
    this.#source = source;
  }

  // The parser has bounded the depth.
  value(node: ParsedNode, path: string): unknown {
    this.#size++;
    if (isAlias(node)) return this.#alias(node, path);
    const { anchor } = node;
    const before = this.#size;
    if (anchor !== undefined) this.#anchors.set(anchor, "open");
    const value = isScalar(node) ? node.value : isSeq(node) ? this.#list(node, path) : this.#map(node, path);
    if (anchor !== undefined) this.#anchors.set(anchor, { node, value, size: this.#size - before + 1 });
    return value;
  }

  #list(list: YAMLSeq.Parsed, path: string): unknown[] {
    return list.items.map((item, index) => this.value(item, `${path}/${index}`));
  }

  #map(map: YAMLMap.Parsed, path: string): Record<string, unknown> {
    const object: Record<string, unknown> = {};
    const seen = new Set<string>();
    for (const { key, value } of map.items) {
      const name = this.#key(key, path);
      if (name === undefined) continue;
      const inside = `${path}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
      if (seen.has(name)) {
        this.#report("HP0102", inside, `duplicate key \`${name}\``, key, "remove one: which was meant can't be known");
        continue;
      }
      seen.add(name);
      // Assigning would set the prototype where the key is `__proto__`, which the engine refuses by name.
      Object.defineProperty(object, name, {
        value: value === null ? null : this.value(value, inside),
        configurable: true, enumerable: true, writable: true,
      });
    }
    return object;
  }

  #key(key: ParsedNode, path: string): string | undefined {
    if (!isScalar(key)) {
      this.#report("HP0104", path, "a key that isn't a text", key, "write the key as a text");
      return undefined;
    }
    // `1` and `true` are meant as texts where a key stands; the source keeps them as they were written.
    const name = typeof key.value === "string" ? key.value : (key.source ?? String(key.value));
    if (name === "<<") {
      this.#report("HP0104", path, "merge keys (`<<`) are not part of YAML 1.2", key, "write the keys out");
      return undefined;
    }
    return name;
  }

  #alias(alias: Alias.Parsed, path: string): unknown {
    const anchored = this.#anchors.get(alias.source);
    if (anchored === undefined || anchored === "open") {
      const message = anchored === undefined
        ? `nothing before this is named \`&${alias.source}\``
        : `\`*${alias.source}\` stands inside of what it names`;
      this.#report("HP0104", path, message, alias, "write the value out");
      return null;
    }
    this.aliased.set(alias, anchored.node);
    if (this.#size <= MOST && this.#size + anchored.size > MOST) {
      this.#report("HP0505", path, `more than ${MOST} values, counting what aliases stand for`, alias, "write less");
    }
    this.#size += anchored.size;
    return anchored.value;
  }

  #report(code: Diagnostic["code"], path: string, message: string, node: ParsedNode, help: string): void {
    const [start, end] = node.range;
    this.problems.push({ code, severity: "error", path, message, help, position: this.#source.position(start, end) });
  }
}
