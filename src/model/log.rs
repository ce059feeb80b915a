//! One line of the log that `assess` and `replay` read: a decision, and what came of it.

use holdpoint_derive::{Json, Read};
use serde::Serialize;

use super::{Count, Name, Timestamp, Value, audit::DecisionKind, lane::words, policy::Level};
use crate::parse::{Cx, Read as ReadTrait};

words! {
    /// How what was decided about ended.
    pub enum Outcome {
        /// As it should.
        Completed,
        /// It didn't.
        Failed,
        /// A person had to put it right.
        Corrected,
    }
}

/// One entry of a log: a decision, and what came of it. What isn't known is left out.
#[derive(Clone, Debug, PartialEq, Serialize, Json, Read)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "generate", derive(ts_rs::TS), ts(export_to = "types.ts", optional_fields = nullable))]
pub struct LogEntry {
    /// The entry's own id.
    pub id: Name,
    /// When the decision was asked for. The entry belongs to the week of this moment (ISO 8601, UTC).
    #[cfg_attr(feature = "generate", ts(type = "string | number | Date"))]
    pub at: Timestamp,
    /// Which decision it was.
    pub kind: DecisionKind,
    /// The input of `classify`.
    #[cfg_attr(feature = "generate", ts(type = "unknown", optional))]
    pub case: Option<Kept>,
    /// The input of `decideEscalation`.
    #[cfg_attr(feature = "generate", ts(type = "unknown", optional))]
    pub incident: Option<Kept>,
    /// The input of `planRollback`.
    #[cfg_attr(feature = "generate", ts(type = "unknown", optional))]
    pub run: Option<Kept>,
    /// The answer.
    #[cfg_attr(feature = "generate", ts(type = "object"))]
    pub decision: Kept,
    /// How it ended; left out while it is open.
    pub outcome: Option<Outcome>,
    /// The level that it was settled at, or has come to; else the decision's own.
    pub level: Option<Level>,
    /// Whether it went to somebody else than the approver it was meant for.
    pub escalated: Option<bool>,
    /// Whether an emergency bypass was used.
    pub bypassed: Option<bool>,
    /// Whether a person settled it.
    pub by_human: Option<bool>,
    /// By when it had to be settled.
    #[cfg_attr(feature = "generate", ts(type = "string | number | Date | null", optional))]
    pub due_at: Option<Timestamp>,
    /// When it was settled.
    #[cfg_attr(feature = "generate", ts(type = "string | number | Date | null", optional))]
    pub resolved_at: Option<Timestamp>,
    /// How often a call was tried again.
    pub retries: Option<Count>,
    /// Whether records contradicted each other.
    pub conflict: Option<bool>,
    /// Who or what was told: alerts, queues, review tasks. A failure without any is a silent one.
    pub notified: Option<Vec<String>>,
    /// The decision's audit record, where it isn't in the decision.
    #[cfg_attr(feature = "generate", ts(type = "AuditRecord | null", optional))]
    pub audit: Option<Kept>,
}

impl LogEntry {
    /// What was decided about.
    #[must_use]
    pub fn input(&self) -> Option<&Value> {
        let kept = match self.kind {
            DecisionKind::Classify => &self.case,
            DecisionKind::Escalation => &self.incident,
            DecisionKind::Rollback => &self.run,
        };
        kept.as_ref().map(|kept| &kept.0)
    }
}

/// An object that is kept as it came; whoever needs it reads it.
#[derive(Clone, Debug, PartialEq, Serialize, Json)]
pub struct Kept(pub Value);

impl ReadTrait for Kept {
    fn blank() -> Self {
        Self(Value::Null)
    }

    fn read(value: Value, cx: &mut Cx) -> Option<Self> {
        match value {
            Value::Map(_) => Some(Self(value)),
            other => {
                cx.wrong_type(&other, "an object");
                None
            }
        }
    }
}

impl Kept {
    /// What stands at the end of these keys; nothing where one of them isn't there.
    #[must_use]
    pub fn at(&self, path: &[&str]) -> &Value {
        entry(&self.0, path)
    }
}

/// What stands at the end of these keys of a value; nothing where one of them isn't there.
#[must_use]
pub fn entry<'v>(value: &'v Value, path: &[&str]) -> &'v Value {
    path.iter().fold(value, |value, key| match value {
        Value::Map(entries) => entries.get(key).unwrap_or(&Value::Null),
        _ => &Value::Null,
    })
}
