import { Policy, type Answer, type PolicyCase } from "holdpoint";
import { parsePolicy, type ParsedPolicy } from "holdpoint/yaml";
import { zones } from "holdpoint/zones";

import { asHoldpointError, markersOfDocument, markersOfText, type Marker } from "./markers.js";

/** What the page shows of a decision: everything that the engine can say. */
export type FullDecision = Answer<{ explain: "full"; nearest: true }>;

/** A policy's text, read and compiled as far as it goes. */
export interface PolicyReading {
  readonly text: string;
  readonly markers: readonly Marker[];
  /** Null where the text decides nothing. */
  readonly policy: Policy | null;
  /** The way from a pointer to the text; null where the text isn't YAML. */
  readonly source: ParsedPolicy | null;
}

/** A case's text, read and decided as far as it goes. */
export interface CaseReading {
  readonly text: string;
  readonly markers: readonly Marker[];
  /** Null where the case was refused. */
  readonly decision: FullDecision | null;
  /** The case as data; null where the text isn't YAML. */
  readonly input: unknown;
  readonly source: ParsedPolicy | null;
}

/** Reads and compiles a policy, and asks the checker about it. */
export function readPolicy(text: string): PolicyReading {
  const parsed = parse(text);
  if ("markers" in parsed) return { text, markers: parsed.markers, policy: null, source: null };
  const { source } = parsed;
  try {
    const policy = Policy.compile(source.document as object, { zones });
    const { findings } = policy.check();
    return { text, markers: markersOfDocument(findings, text, source), policy, source };
  } catch (thrown) {
    return { text, markers: markersOfDocument(asHoldpointError(thrown).diagnostics, text, source), policy: null, source };
  }
}

/** Reads and decides a case. */
export function readCase(text: string, policy: Policy): CaseReading {
  const parsed = parse(text);
  if ("markers" in parsed) return { text, markers: parsed.markers, decision: null, input: null, source: null };
  const { source } = parsed;
  const input = source.document;
  try {
    const decision = policy.classify(input as PolicyCase, { explain: "full", nearest: true });
    return { text, markers: [], decision, input, source };
  } catch (thrown) {
    const markers = markersOfDocument(asHoldpointError(thrown).diagnostics, text, source);
    return { text, markers, decision: null, input, source };
  }
}

function parse(text: string): { source: ParsedPolicy } | { markers: Marker[] } {
  try {
    return { source: parsePolicy(text) };
  } catch (thrown) {
    return { markers: markersOfText(asHoldpointError(thrown)) };
  }
}
