//! A run of a workflow: its steps, what became of each, and why its way back is asked for.

use std::cmp::Ordering;

use holdpoint_derive::{Json, Read};
use serde::Serialize;
use serde_with::skip_serializing_none;

use super::{Count, Currency, Map, Name, Timestamp, Value, lane::words};
use crate::parse::{Cx, Read as ReadTrait};

/// Derives what every part of a run needs.
macro_rules! parts {
    ($($(#[$meta:meta])* pub struct $name:ident { $($body:tt)* })*) => {$(
        $(#[$meta])*
        #[skip_serializing_none]
        #[derive(Clone, Debug, PartialEq, Serialize, Json, Read)]
        #[serde(rename_all = "camelCase")]
        #[cfg_attr(
            feature = "generate",
            derive(ts_rs::TS),
            ts(export_to = "types.ts", optional_fields = nullable),
        )]
        pub struct $name { $($body)* }
    )*};
}

parts! {
    /// A run that may start (`phase: "before"`), that failed part-way, or that was found wrong
    /// afterwards (`phase: "after"`).
    pub struct Run {
        /// The run's id; every answer begins with it.
        pub id: Name,
        /// Whether it is yet to start.
        pub phase: RunPhase,
        /// Why it is asked about; required after.
        pub trigger: Option<RunTrigger>,
        /// Where it should go; `auto` unless said.
        pub goal: Option<RunGoal>,
        /// Its steps, in any order.
        pub steps: Vec<RunStep>,
        /// Emergency bypasses of this workflow, for the preflight.
        pub bypasses: Option<Vec<RunBypass>>,
        /// The moment of the decision.
        #[cfg_attr(feature = "generate", ts(as = "super::case::Moment"))]
        pub now: Timestamp,
        /// Accepted like everywhere, and kept in an audit record; no plan depends on it.
        pub seed: Option<Mark>,
    }

    /// Why a way back is asked for.
    pub struct RunTrigger {
        /// What happened.
        pub kind: TriggerKind,
        /// The step that it is about.
        pub step: Option<Name>,
        /// In a person's words.
        pub reason: Option<String>,
    }

    /// One step of a run.
    pub struct RunStep {
        /// Its id in this run.
        pub id: Name,
        /// Its action in the policy's library.
        pub action: Name,
        /// The steps that have to be finished before it can start.
        pub depends_on: Option<Vec<Name>>,
        /// What became of it; required after, `pending` before.
        pub status: Option<StepStatus>,
        /// The arguments that it was, or will be, called with.
        #[cfg_attr(feature = "generate", ts(as = "Option<super::case::Anything>", optional = nullable))]
        pub arguments: Option<Map<Value>>,
        /// What it answered.
        #[cfg_attr(feature = "generate", ts(as = "Option<super::case::Anything>", optional = nullable))]
        pub output: Option<Map<Value>>,
        /// The key that it was called under, if one was minted already.
        pub idempotency_key: Option<Name>,
        /// How far it got, item by item.
        pub checkpoint: Option<Checkpoint>,
        /// The state before it.
        pub snapshot: Option<Snapshot>,
        /// The versions after our own last write; a restore of ours updates them.
        pub written: Option<Versions>,
        /// The versions seen now.
        pub current: Option<Versions>,
        /// What a probe found.
        pub probed: Option<Probed>,
        /// The undo that was begun.
        pub undo: Option<UndoRecord>,
        /// The records that it writes.
        pub records: Option<Vec<Name>>,
        /// The amount of money that it moves; credits are negative.
        pub amount: Option<f64>,
        /// The currency of the amount.
        pub currency: Option<Currency>,
        /// How often it was tried.
        pub attempts: Option<Count>,
        /// When it was last tried.
        #[cfg_attr(feature = "generate", ts(as = "Option<super::case::Moment>", optional = nullable))]
        pub at: Option<Timestamp>,
        /// What its last try failed with.
        pub error: Option<StepError>,
        /// People who acted on its output.
        pub acted_on: Option<Vec<ActedOn>>,
        /// Approvals that were asked for on its output.
        pub approvals: Option<Vec<StepApproval>>,
    }

    /// How far a step got, by the ids of its items.
    pub struct Checkpoint {
        /// All items, in their order.
        pub items: Vec<Mark>,
        /// Those that are done.
        pub done: Option<Vec<Mark>>,
        /// Those of which nobody knows.
        pub unknown: Option<Vec<Mark>>,
    }

    /// The state before a step.
    pub struct Snapshot {
        /// Where the state is kept.
        #[serde(rename = "ref")]
        pub reference: Name,
        /// When it was taken.
        #[cfg_attr(feature = "generate", ts(as = "Option<super::case::Moment>", optional = nullable))]
        pub taken_at: Option<Timestamp>,
        /// The version of each record then.
        pub versions: Option<Map<Mark>>,
    }

    /// Versions by record.
    pub struct Versions {
        /// The version of each record.
        pub versions: Map<Mark>,
    }

    /// What a probe found.
    pub struct Probed {
        /// When it was made; one that isn't later than the last try says nothing.
        #[cfg_attr(feature = "generate", ts(as = "super::case::Moment"))]
        pub at: Timestamp,
        /// What it found.
        pub outcome: ProbeOutcome,
    }

    /// An undo that was begun.
    pub struct UndoRecord {
        /// The key that it was called under.
        pub idempotency_key: Option<Name>,
        /// When it was last tried.
        #[cfg_attr(feature = "generate", ts(as = "Option<super::case::Moment>", optional = nullable))]
        pub at: Option<Timestamp>,
    }

    /// Somebody who acted on a step's output.
    pub struct ActedOn {
        /// Who.
        pub by: Name,
        /// When.
        #[cfg_attr(feature = "generate", ts(as = "Option<super::case::Moment>", optional = nullable))]
        pub at: Option<Timestamp>,
        /// When they were told that it was undone.
        #[cfg_attr(feature = "generate", ts(as = "Option<super::case::Moment>", optional = nullable))]
        pub informed_at: Option<Timestamp>,
    }

    /// An approval that was asked for on a step's output.
    pub struct StepApproval {
        /// Its id.
        pub id: Name,
        /// Who was asked.
        pub by: Option<Name>,
        /// Whether it still waits.
        pub status: ApprovalStatus,
    }

    /// An emergency bypass.
    pub struct RunBypass {
        /// Its id.
        pub id: Name,
        /// When it was decided.
        #[cfg_attr(feature = "generate", ts(as = "super::case::Moment"))]
        pub at: Timestamp,
        /// When it was reviewed.
        #[cfg_attr(feature = "generate", ts(as = "Option<super::case::Moment>", optional = nullable))]
        pub reviewed_at: Option<Timestamp>,
    }

    /// What a step failed with.
    pub struct Fault {
        /// In words.
        pub message: Option<String>,
        /// The HTTP status of the answer.
        pub status: Option<Count>,
        /// The other side's own code.
        pub code: Option<String>,
        /// `false`: trying again can't help.
        pub retryable: Option<bool>,
        /// When.
        #[cfg_attr(feature = "generate", ts(as = "Option<super::case::Moment>", optional = nullable))]
        pub at: Option<Timestamp>,
    }
}

/// What a step failed with: in words, or in parts.
#[derive(Clone, Debug, PartialEq, Serialize, Json)]
#[serde(untagged)]
#[cfg_attr(feature = "generate", derive(ts_rs::TS), ts(export_to = "types.ts"))]
pub enum StepError {
    /// In words.
    Text(String),
    /// In parts.
    Fault(Fault),
}

impl StepError {
    /// What it says.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Fault(fault) => fault.message.as_deref().or(fault.code.as_deref()),
        }
    }

    /// Whether trying again can't help: the host says so, or the other side refused the request itself.
    #[must_use]
    pub fn is_final(&self) -> bool {
        let Self::Fault(fault) = self else { return false };
        let status = fault.status.map_or(0.0, Count::get);
        let refused = (400.0..500.0).contains(&status) && ![408.0, 425.0, 429.0].contains(&status);
        fault.retryable.map_or(refused, |retryable| !retryable)
    }
}

impl ReadTrait for StepError {
    fn blank() -> Self {
        Self::Text(String::new())
    }

    fn read(value: Value, cx: &mut Cx) -> Option<Self> {
        match value {
            Value::Text(text) | Value::MendedText(text) => Some(Self::Text(text)),
            Value::Map(_) => Fault::read(value, cx).map(Self::Fault),
            other => {
                cx.wrong_type(&other, "a text, or an object with `message`");
                None
            }
        }
    }
}

/// A record's version or an item's id: a text or a number.
#[derive(Clone, Debug, PartialEq, Serialize, Json)]
#[serde(untagged)]
#[cfg_attr(feature = "generate", derive(ts_rs::TS), ts(export_to = "types.ts"))]
pub enum Mark {
    /// A number.
    Number(f64),
    /// A text.
    Text(String),
}

impl Eq for Mark {}

impl PartialOrd for Mark {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Mark {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => a.total_cmp(b),
            (Self::Text(a), Self::Text(b)) => a.cmp(b),
            (Self::Number(_), Self::Text(_)) => Ordering::Less,
            (Self::Text(_), Self::Number(_)) => Ordering::Greater,
        }
    }
}

impl Mark {
    /// The mark as a value.
    #[must_use]
    pub fn to_value(&self) -> Value {
        match self {
            Self::Number(number) => Value::Number(*number),
            Self::Text(text) => Value::Text(text.clone()),
        }
    }
}

impl ReadTrait for Mark {
    fn blank() -> Self {
        Self::Number(0.0)
    }

    fn read(value: Value, cx: &mut Cx) -> Option<Self> {
        match value {
            // One zero, so that equal marks are equal in order too.
            Value::Number(number) => Some(Self::Number(number + 0.0)),
            Value::Text(text) if !text.is_empty() => Some(Self::Text(text)),
            other => {
                cx.wrong_type(&other, "a text that isn't empty, or a number");
                None
            }
        }
    }
}

words! {
    /// Whether a run is yet to start.
    pub enum RunPhase {
        /// It is: may it?
        Before,
        /// It ran: what now?
        After,
    }

    /// What happened to a run.
    pub enum TriggerKind {
        /// A step failed.
        StepFailed,
        /// A review found something wrong afterwards.
        ReviewFound,
        /// It broke a rule.
        PolicyViolation,
        /// A person asks for it.
        Manual,
    }

    /// Where a run should go.
    pub enum RunGoal {
        /// Resume what can be retried, else undo.
        Auto,
        /// Undo all that ran.
        Undo,
        /// Finish what ran part-way.
        Complete,
    }

    /// What became of a step.
    pub enum StepStatus {
        /// It never ran.
        Pending,
        /// It was running when last heard of.
        Running,
        /// It is done.
        Succeeded,
        /// It failed, and nothing of it was applied.
        Failed,
        /// It failed, and some of it was applied.
        Partial,
        /// Nobody knows whether it was applied.
        Unknown,
        /// Its undo was begun.
        Undoing,
        /// Nobody knows whether its undo was applied.
        UndoUnknown,
        /// Its undo failed.
        UndoFailed,
        /// A reverse action undid it.
        Compensated,
        /// The state before it was restored.
        Restored,
        /// A person has it.
        HandedOver,
        /// A person settled it.
        SettledByPerson,
    }

    /// What a probe found.
    pub enum ProbeOutcome {
        /// The call went through.
        Applied,
        /// It didn't, and won't any more.
        NotApplied,
        /// The probe can't tell.
        Unclear,
    }

    /// Whether an approval still waits.
    pub enum ApprovalStatus {
        /// It waits for its answer.
        Open,
        /// It was answered.
        Answered,
        /// It was closed without an answer.
        Closed,
    }
}
