import type { ExceptionClass, Lane, Owner, Posture } from "holdpoint";

/** An exception class for people. */
export const CLASS_NAMES: Readonly<Record<ExceptionClass, string>> = {
  expected: "expected",
  risky: "risky",
  customer_facing: "customer-facing",
  revenue_impacting: "revenue-impacting",
  unknown: "unknown",
};

/** What a lane and a posture come to. */
export function sentences(lane: Lane, posture: Posture): string[] {
  if (lane === "automate") return ["The automation may act by itself."];
  if (lane === "takeover") return ["The automation stops.", "A person takes it from here."];
  return posture === "stop"
    ? ["Stopped until a person", "has looked."]
    : ["Prepared and held: a person", "looks before anything happens."];
}

/** Owners in a row. */
export function ownerNames(owners: readonly Owner[]): string {
  return owners.map(({ id }) => id).join(", ");
}

/** A value as it stands in a case. */
export function written(value: unknown): string {
  if (value === null || value === undefined) return "missing";
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** A moment, as the answer gives it, for people. */
export function moment(iso: string): string {
  return iso.replace("T", " ").replace(/:00(\.000)?(?=Z|[+-]|$)/, "").replace("Z", " UTC");
}

/** One thing or several. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
