import type { EscalationSimulation, Incident, Policy, SimulatedAnswer } from "holdpoint";
import { parsePolicy, type ParsedPolicy } from "holdpoint/yaml";

import { asHoldpointError, markersOfDocument, markersOfText, type Marker } from "./markers.js";

/** An incident's text, read and walked to its end as far as it goes. */
export interface IncidentReading {
  readonly text: string;
  readonly answers: readonly SimulatedAnswer[];
  readonly markers: readonly Marker[];
  /** Null where the incident was refused. */
  readonly simulation: EscalationSimulation | null;
}

/** What delays are drawn from unless the incident says so: the picture shall not move by itself. */
const SEED = "demo";

/** Reads an incident, and walks it forward over each deadline and each answer. */
export function readIncident(text: string, answers: readonly SimulatedAnswer[], policy: Policy): IncidentReading {
  let source: ParsedPolicy;
  try {
    source = parsePolicy(text);
  } catch (thrown) {
    return { text, answers, markers: markersOfText(asHoldpointError(thrown)), simulation: null };
  }
  try {
    const incident = { seed: SEED, ...(source.document as Incident) };
    return { text, answers, markers: [], simulation: policy.simulateEscalation(incident, answers) };
  } catch (thrown) {
    const markers = markersOfDocument(asHoldpointError(thrown).diagnostics, text, source);
    return { text, answers, markers, simulation: null };
  }
}
