/** Writes a case as YAML that is pleasant to edit: a key a line, the third level and lists in one line. */
export function toYaml(value: Record<string, unknown>): string {
  const lines: string[] = [];
  for (const [key, inner] of Object.entries(value)) {
    if (typeof inner === "object" && inner !== null && !Array.isArray(inner) && Object.keys(inner).length > 0) {
      lines.push(`${name(key)}:`);
      for (const [deeper, last] of Object.entries(inner)) lines.push(`  ${name(deeper)}: ${inline(last)}`);
    } else {
      lines.push(`${name(key)}: ${inline(inner)}`);
    }
  }
  return `${lines.join("\n")}\n`;
}

/** A value in one line. */
export function inline(value: unknown): string {
  if (typeof value === "string") return text(value);
  if (Array.isArray(value)) return `[${value.map(inline).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).map(([key, inner]) => `${name(key)}: ${inline(inner)}`);
    return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
  }
  return JSON.stringify(value);
}

/** Plain where nobody could read it as anything but a text. */
function text(value: string): string {
  const plain = /^[A-Za-z][A-Za-z0-9_-]*$/.test(value) && !/^(true|false|null|yes|no|on|off)$/i.test(value);
  return plain ? value : JSON.stringify(value);
}

function name(key: string): string {
  return text(key);
}
