//! What `simulateEscalation` is given and answers.

use holdpoint_derive::{Json, Read};
use serde::Serialize;
use serde_with::skip_serializing_none;

use super::{
    Name, Span, Timestamp, Value,
    decision::PolicyStamp,
    escalation::{EscalationDecision, EscalationStatus},
    incident::{Event, RetryOutcome},
    lane::words,
    run::ProbeOutcome,
};
use crate::{
    diagnostic::Code,
    parse::{Cx, Read as ReadTrait},
};

words! {
    /// What somebody does in a simulation.
    pub enum AnswerKind {
        /// Takes it up.
        Acknowledged,
        /// Says yes, to exactly what is asked for.
        Approved,
        /// Says no.
        Rejected,
        /// Grants a bypass.
        Bypassed,
        /// Reviews a bypass.
        Reviewed,
        /// A retry comes back.
        Retried,
        /// A probe comes back.
        Probed,
    }

    /// With what a retry or a probe comes back.
    pub enum AnswerOutcome {
        /// The retry went through.
        Succeeded,
        /// The retry failed.
        Failed,
        /// The probe found that the call had gone through.
        Applied,
        /// The probe found that it hadn't.
        NotApplied,
        /// The probe couldn't tell.
        Unclear,
    }
}

/// An answer that is given in a simulation once the one who gives it is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct SimulatedAnswer {
    /// Who gives it; nobody for a retry or a probe.
    pub by: Option<Name>,
    /// What.
    pub kind: AnswerKind,
    /// How long after being asked.
    pub after: Span,
    /// What they add.
    pub note: Option<String>,
    /// With what a retry or a probe comes back.
    pub outcome: Option<AnswerOutcome>,
}

/// An answer as a host writes it.
#[skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Json, Read)]
#[cfg_attr(
    feature = "generate",
    derive(ts_rs::TS),
    ts(rename = "SimulatedAnswer", export_to = "types.ts", optional_fields = nullable)
)]
pub struct WrittenAnswer {
    /// Who gives it; nobody for a retry or a probe.
    pub by: Option<Name>,
    /// What they do.
    pub kind: AnswerKind,
    /// How long after being asked, such as `17m`; at once unless said.
    pub after: Option<Span>,
    /// What they add.
    pub note: Option<String>,
    /// With what a retry or a probe comes back.
    pub outcome: Option<AnswerOutcome>,
}

impl SimulatedAnswer {
    /// With what a retry comes back.
    #[must_use]
    pub fn retry_outcome(&self) -> Option<RetryOutcome> {
        match self.outcome? {
            AnswerOutcome::Succeeded => Some(RetryOutcome::Succeeded),
            AnswerOutcome::Failed => Some(RetryOutcome::Failed),
            _ => None,
        }
    }

    /// With what a probe comes back.
    #[must_use]
    pub fn probe_outcome(&self) -> Option<ProbeOutcome> {
        match self.outcome? {
            AnswerOutcome::Applied => Some(ProbeOutcome::Applied),
            AnswerOutcome::NotApplied => Some(ProbeOutcome::NotApplied),
            AnswerOutcome::Unclear => Some(ProbeOutcome::Unclear),
            _ => None,
        }
    }
}

impl ReadTrait for SimulatedAnswer {
    fn blank() -> Self {
        Self { by: None, kind: AnswerKind::blank(), after: Span::from_millis(0), note: None, outcome: None }
    }

    fn read(value: Value, cx: &mut Cx) -> Option<Self> {
        let written = WrittenAnswer::read(value, cx)?;
        let read = Self {
            by: written.by,
            kind: written.kind,
            after: written.after.unwrap_or(Span::from_millis(0)),
            note: written.note,
            outcome: written.outcome,
        };
        let missing = match read.kind {
            AnswerKind::Retried => read.retry_outcome().is_none().then_some("outcome"),
            AnswerKind::Probed => read.probe_outcome().is_none().then_some("outcome"),
            _ => read.by.is_none().then_some("by"),
        };
        if let Some(key) = missing {
            cx.under(key, |cx| {
                let expected = match read.kind {
                    AnswerKind::Retried => "`succeeded` or `failed`",
                    AnswerKind::Probed => "`applied`, `not_applied` or `unclear`",
                    _ => "the name of the one who answers",
                };
                if let Some(problem) = cx.report(Code::MissingKey, "this answer needs it") {
                    problem.expected = Some(expected.to_owned());
                }
            });
            return None;
        }
        Some(read)
    }
}

/// What would happen.
#[derive(Clone, Debug, PartialEq, Serialize, Json)]
#[cfg_attr(feature = "generate", derive(ts_rs::TS), ts(export_to = "types.ts"))]
pub struct Simulation {
    /// The incident's id.
    pub id: String,
    /// Which policy decided.
    pub policy: PolicyStamp,
    /// How it stands at the end.
    pub status: EscalationStatus,
    /// Whether the end was reached: settled, or the ladder's end.
    pub ended: bool,
    /// Every decision, in order.
    pub steps: Vec<SimulationStep>,
}

/// One decision of a simulation.
#[derive(Clone, Debug, PartialEq, Serialize, Json)]
#[cfg_attr(feature = "generate", derive(ts_rs::TS), ts(export_to = "types.ts"))]
pub struct SimulationStep {
    /// When.
    pub at: Timestamp,
    /// The decision.
    pub decision: EscalationDecision,
    /// What the host did then: the events that were added.
    pub events: Vec<Event>,
}
