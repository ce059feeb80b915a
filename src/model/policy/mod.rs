//! The policy document: what people write, before it is compiled. One policy governs one workflow.

mod action;
mod conflict;
mod escalation;
mod matrix;
mod people;
mod rules;

use holdpoint_derive::Read;
use serde::Serialize;
use serde_with::skip_serializing_none;

pub use action::{Action, ActionKind, Call, Effect, FailureNotice, UndoPattern};
pub use conflict::{ConflictRule, Winner};
pub use escalation::{
    EndSettings, Escalation, Jitter, Ladder, LevelSettings, OpenIncidents, Rejections, RetrySettings,
    ReviewDuty, Roles,
};
pub use matrix::{AnyOf, EscalationAction, ExceptionType, Grade, Impact, Level, MatrixRow, Origin};
pub use people::{Absence, Person, Weekday, WorkingHours};
pub use rules::{BuiltinChange, BuiltinSetting, Confidences, OnOff, Route, Rule, SignalChange, When};
#[cfg(feature = "generate")]
pub use rules::{ConditionTree, TreeOp};

use super::{
    Amount, Confidence, Count, Currency, Json, Map, Name, Names, Span, Value, Writer, js_number,
    lane::{ExceptionClass, words},
};
use crate::{
    diagnostic::Code,
    parse::{Cx, Read as ReadTrait},
};

/// A policy as people write it, in JSON or YAML. Only `holdpoint` and `name` are required; a
/// section that is left out is the default policy's.
#[skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Json, Read)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(
    feature = "generate",
    derive(ts_rs::TS, schemars::JsonSchema),
    ts(export_to = "types.ts", optional_fields),
    schemars(deny_unknown_fields)
)]
pub struct PolicyDocument {
    /// The version of the policy format: 1.
    pub holdpoint: FormatVersion,
    /// The policy's name.
    pub name: Name,
    /// The policy's own version, as its authors count.
    pub version: Option<Name>,
    /// The one workflow that this policy governs.
    pub workflow: Option<Workflow>,
    /// Who holds which authority, by default and per exception class (001).
    pub owners: Option<Owners>,
    /// Fields that this workflow adds to the built-in vocabulary. A dotted name nests.
    pub inputs: Option<Map<Input>>,
    /// The labels that this workflow handles; any other is unknown.
    pub intents: Option<Vec<Name>>,
    /// Top-level keys of a case that are neither read nor refused; `*` at the end is any ending.
    pub ignore: Option<Vec<Name>>,
    /// Paths whose values appear in no answer.
    pub sensitive: Option<Vec<Name>>,
    /// Entries to add to, or take from, the built-in lexicons; new signals.
    pub signals: Option<Map<SignalChange>>,
    /// The approved library: each action's kind, traits, floor lane, needs, and how it is undone.
    pub actions: Option<Map<Action>>,
    /// The built-in stop conditions, by id: switched off, or changed.
    pub builtin: Option<Map<BuiltinSetting>>,
    /// Stop conditions of this policy's own.
    pub rules: Option<Vec<Rule>>,
    /// Least confidence to go on: overall, per intent, per action.
    pub confidence: Option<Confidences>,
    /// Rule-based routing for when classification is not good enough; the last has no `when`.
    pub routes: Option<Vec<Route>>,
    /// Approvers.
    pub people: Option<Map<Person>>,
    /// What happens when something fails or nobody answers (003).
    pub escalation: Option<Escalation>,
    /// How long things may take (002).
    pub sla: Option<Sla>,
    /// When a way back is mandatory (003).
    pub rollback: Option<RollbackSettings>,
    /// Targets and pause triggers.
    pub metrics: Option<Metrics>,
}

/// The version of the policy format; only 1 exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "generate", derive(ts_rs::TS), ts(export_to = "types.ts", type = "1"))]
pub struct FormatVersion;

impl Serialize for FormatVersion {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(1.0)
    }
}

impl Json for FormatVersion {
    fn write(&self, to: &mut Writer) {
        to.number(1.0);
    }
}

impl ReadTrait for FormatVersion {
    fn blank() -> Self {
        Self
    }

    fn read(value: Value, cx: &mut Cx) -> Option<Self> {
        match value {
            Value::Number(1.0) => Some(Self),
            Value::Number(other) => {
                let problem =
                    cx.report(Code::NotAllowed, format!("format version `{}` isn't known", js_number(other)));
                if let Some(problem) = problem {
                    problem.expected = Some("1".into());
                    problem.help = Some("a newer format needs a newer version of this package".into());
                }
                None
            }
            other => {
                cx.wrong_type(&other, "the number 1");
                None
            }
        }
    }
}

#[cfg(feature = "generate")]
impl schemars::JsonSchema for FormatVersion {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "FormatVersion".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "const": 1 })
    }
}

words! {
    /// How far a workflow may run by itself (001's verdicts).
    pub enum Mode {
        /// A narrow pilot with named owners.
        Pilot,
        /// Deterministic branches only.
        RulesBased,
        /// Every action is looked at by a person.
        Manual,
    }

    /// The type of an input.
    pub enum InputType {
        /// A text.
        String,
        /// A finite number.
        Number,
        /// `true` or `false`.
        Boolean,
        /// A moment: ISO 8601 with an offset, epoch milliseconds or a `Date`.
        Time,
        /// A list of texts.
        List,
    }

    /// What stands in for a way back that an action doesn't have.
    pub enum NoWayBack {
        /// A person approves while the automation waits.
        SynchronousApproval,
    }
}

/// The one workflow that a policy governs (001: "write down one workflow only").
#[skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Serialize, Json, Read)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(
    feature = "generate",
    derive(ts_rs::TS, schemars::JsonSchema),
    ts(export_to = "types.ts", optional_fields),
    schemars(deny_unknown_fields)
)]
pub struct Workflow {
    /// Its id.
    pub id: Option<Name>,
    /// The downstream action that it changes.
    pub action: Option<String>,
    /// What breaks if it is wrong for two weeks.
    pub consequence: Option<String>,
    /// How far it may run by itself; `pilot` unless said.
    pub mode: Option<Mode>,
    /// A critical business process: emergency bypass (L4) is allowed.
    pub critical: Option<bool>,
    /// The currency of bare numbers compared with `action.amount` and `lead.value`.
    pub currency: Option<Currency>,
}

/// Authorities by default and per exception class; a class's entry is laid over the default.
#[skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Serialize, Json, Read)]
#[cfg_attr(
    feature = "generate",
    derive(ts_rs::TS, schemars::JsonSchema),
    ts(export_to = "types.ts", optional_fields),
    schemars(deny_unknown_fields)
)]
pub struct Owners {
    /// For every class that says nothing else. Has to name `review`, `override` and `pause`.
    pub default: Option<Authorities>,
    /// For expected exceptions.
    pub expected: Option<Authorities>,
    /// For risky exceptions.
    pub risky: Option<Authorities>,
    /// For customer-facing exceptions: senior review.
    #[serde(rename = "customer_facing")]
    pub customer_facing: Option<Authorities>,
    /// For revenue-impacting exceptions: a smaller approved reviewer group.
    #[serde(rename = "revenue_impacting")]
    pub revenue_impacting: Option<Authorities>,
    /// For unknown exceptions.
    pub unknown: Option<Authorities>,
}

impl Owners {
    /// The entry of a class.
    #[must_use]
    pub fn of(&self, class: ExceptionClass) -> Option<&Authorities> {
        match class {
            ExceptionClass::Expected => self.expected.as_ref(),
            ExceptionClass::Risky => self.risky.as_ref(),
            ExceptionClass::CustomerFacing => self.customer_facing.as_ref(),
            ExceptionClass::RevenueImpacting => self.revenue_impacting.as_ref(),
            ExceptionClass::Unknown => self.unknown.as_ref(),
        }
    }
}

/// Who may do what (001's authority stack). A name that `people` knows is a person; any other is a
/// queue or group.
#[skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Serialize, Json, Read)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(
    feature = "generate",
    derive(ts_rs::TS, schemars::JsonSchema),
    ts(export_to = "types.ts", optional_fields),
    schemars(deny_unknown_fields)
)]
pub struct Authorities {
    /// Looks at the case and decides whether the output is usable.
    pub review: Option<Names>,
    /// Changes the output when it is wrong.
    #[serde(rename = "override")]
    pub overrule: Option<Names>,
    /// Turns the workflow down or rolls it back.
    pub pause: Option<Names>,
    /// Decides when a branch stays deterministic.
    pub rules_boundary: Option<Names>,
    /// Watches freshness and drift of the data.
    pub data: Option<Names>,
    /// Accountable for the business outcome.
    pub workflow: Option<Names>,
}

/// A field that this workflow adds to the vocabulary. Inputs have no default values.
#[skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Json, Read)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(
    feature = "generate",
    derive(ts_rs::TS, schemars::JsonSchema),
    ts(export_to = "types.ts", optional_fields),
    schemars(deny_unknown_fields)
)]
pub struct Input {
    /// Its type.
    #[serde(rename = "type")]
    pub kind: InputType,
    /// The allowed texts (types `string` and `list`).
    #[serde(rename = "enum")]
    pub allowed: Option<Vec<String>>,
    /// The least number.
    pub min: Option<f64>,
    /// The greatest number.
    pub max: Option<f64>,
    /// A regular expression (linear-time syntax) for the whole text.
    pub format: Option<String>,
    /// Whether it has to be there: always, never, or for some actions.
    pub required: Option<Required>,
    /// Its value appears in no answer.
    pub sensitive: Option<bool>,
}

/// Whether an input has to be there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Json)]
#[serde(untagged)]
#[cfg_attr(feature = "generate", derive(ts_rs::TS, schemars::JsonSchema), ts(export_to = "types.ts"))]
pub enum Required {
    /// For every action, or for none.
    Always(bool),
    /// For these actions.
    For(Vec<Name>),
}

impl ReadTrait for Required {
    fn blank() -> Self {
        Self::Always(false)
    }

    fn read(value: Value, cx: &mut Cx) -> Option<Self> {
        match value {
            Value::Bool(flag) => Some(Self::Always(flag)),
            Value::List(_) => Vec::read(value, cx).map(Self::For),
            other => {
                cx.wrong_type(&other, "true, false or a list of actions");
                None
            }
        }
    }
}

/// How long things may take; past it a `timeout` incident is due (002).
#[skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Serialize, Json, Read)]
#[cfg_attr(
    feature = "generate",
    derive(ts_rs::TS, schemars::JsonSchema),
    ts(export_to = "types.ts", optional_fields),
    schemars(deny_unknown_fields)
)]
pub struct Sla {
    /// A whole run.
    pub run: Option<Span>,
    /// One step.
    pub step: Option<Span>,
    /// A review, from hand-over to answer.
    pub review: Option<Span>,
    /// A takeover, from hand-over to answer.
    pub takeover: Option<Span>,
}

/// When a way back is mandatory (003's design rules).
#[skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Serialize, Json, Read)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(
    feature = "generate",
    derive(ts_rs::TS, schemars::JsonSchema),
    ts(export_to = "types.ts", optional_fields),
    schemars(deny_unknown_fields)
)]
pub struct RollbackSettings {
    /// More records than this ask for a snapshot first.
    pub snapshot_above: Option<Count>,
    /// How old a financial action's rollback test may be.
    pub financial_tested_within: Option<Span>,
    /// What stands in for a missing way back.
    pub no_way_back: Option<NoWayBack>,
}

/// Targets and pause triggers.
#[skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Serialize, Json, Read)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(
    feature = "generate",
    derive(ts_rs::TS, schemars::JsonSchema),
    ts(export_to = "types.ts", optional_fields),
    schemars(deny_unknown_fields)
)]
pub struct Metrics {
    /// The share of decisions that may escalate.
    pub escalation_rate: Option<Confidence>,
    /// The share of decisions that may be bypassed.
    pub bypass_rate: Option<Confidence>,
    /// The share of rollbacks that have to succeed.
    pub rollback_success: Option<Confidence>,
    /// How often unknown patterns may repeat before a pause is due.
    pub unknown_repeats: Option<Repeats>,
    /// The backlog of reviews at which a pause is due.
    pub reviewer_backlog: Option<Amount>,
}

/// So many times within so long.
#[derive(Clone, Debug, PartialEq, Serialize, Json, Read)]
#[cfg_attr(
    feature = "generate",
    derive(ts_rs::TS, schemars::JsonSchema),
    ts(export_to = "types.ts"),
    schemars(deny_unknown_fields)
)]
pub struct Repeats {
    /// How many.
    pub count: Count,
    /// Within which time.
    pub within: Span,
}
