/** What a JSON Schema says about a place in a document. */

import type { Path } from "./spot.js";

/** The part of JSON Schema that the engine's schemas use. */
export interface Schema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema | boolean>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly required?: readonly string[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** A key or a value that fits. */
export interface Choice {
  readonly text: string;
  readonly about: string;
  readonly type: string;
  readonly required: boolean;
}

/** Reads one schema. */
export class SchemaGuide {
  readonly #root: Schema;

  constructor(root: object) {
    this.#root = root;
  }

  /** The keys that an object at `path` may have. */
  keys(path: Path): Choice[] {
    const found = new Map<string, Choice>();
    for (const schema of this.#at(path)) {
      for (const [text, property] of Object.entries(schema.properties ?? {})) {
        if (found.has(text)) continue;
        const required = schema.required?.includes(text) ?? false;
        found.set(text, { text, about: this.#about(property), type: this.#type(property), required });
      }
    }
    return [...found.values()];
  }

  /** The values that may stand at `path`, where they can be listed. */
  values(path: Path): Choice[] {
    const found = new Map<string, Choice>();
    const add = (value: unknown, about: string) => {
      if (value === null || typeof value === "object") return;
      const text = String(value);
      if (!found.has(text)) found.set(text, { text, about, type: "", required: false });
    };
    for (const schema of this.#at(path)) {
      if (schema.const !== undefined) add(schema.const, schema.description ?? "");
      for (const value of schema.enum ?? []) add(value, "");
      if ([schema.type].flat().includes("boolean")) for (const value of [true, false]) add(value, "");
    }
    return [...found.values()];
  }

  /** What stands at `path`, in a sentence, and its type. */
  describe(path: Path): { about: string; type: string } | null {
    const last = path.at(-1);
    const owners = this.#at(path.slice(0, -1));
    const found = owners.flatMap((owner) => (last === undefined ? [] : step(owner, last)));
    const [first] = found;
    if (first === undefined) return null;
    return { about: found.map((schema) => this.#about(schema)).find((text) => text !== "") ?? "", type: this.#type(first) };
  }

  #at(path: Path): Schema[] {
    let schemas = this.#expand([this.#root]);
    for (const segment of path) schemas = this.#expand(schemas.flatMap((schema) => step(schema, segment)));
    return schemas;
  }

  /** The schemas with their references and alternatives followed. */
  #expand(schemas: readonly Schema[], seen = new Set<Schema>()): Schema[] {
    return schemas.flatMap((schema) => {
      if (seen.has(schema)) return [];
      seen.add(schema);
      const inner = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
      const target = this.#target(schema);
      if (target !== undefined) inner.push(target);
      return [schema, ...this.#expand(inner, seen)];
    });
  }

  #target({ $ref }: Schema): Schema | undefined {
    return $ref === undefined ? undefined : this.#root.$defs?.[$ref.replace("#/$defs/", "")];
  }

  #about(schema: Schema): string {
    const own = schema.description ?? "";
    if (own !== "") return own;
    return this.#expand([schema]).find(({ description }) => description !== undefined)?.description ?? "";
  }

  #type(schema: Schema): string {
    const words = new Set<string>();
    for (const each of this.#expand([schema])) {
      for (const type of [each.type ?? []].flat()) if (type !== "null") words.add(type);
      if (each.minimum !== undefined || each.maximum !== undefined) words.add(`${each.minimum ?? ""}…${each.maximum ?? ""}`);
      for (const value of [each.const, ...(each.enum ?? [])]) if (typeof value === "string") words.add(value);
    }
    const listed = [...words];
    return listed.filter((word) => word !== "string" || listed.length === 1).join(" | ");
  }
}

function step(schema: Schema, segment: string | number): Schema[] {
  if (typeof segment === "number") return schema.items === undefined ? [] : [schema.items];
  const property = schema.properties?.[segment];
  if (property !== undefined) return [property];
  const { additionalProperties } = schema;
  return typeof additionalProperties === "object" ? [additionalProperties] : [];
}
