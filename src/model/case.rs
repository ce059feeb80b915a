//! A case: one action that an automation is about to take, with everything known about it.

use holdpoint_derive::{Json, Read};
use serde::Serialize;
use serde_with::skip_serializing_none;

use super::{
    Confidence, Count, Currency, FreeText, LanguageTag, Map, Name, Sentiment, Timestamp, Value, lane::words,
};
use crate::parse::{Cx, Read as ReadTrait};

/// Derives what every part of a case needs.
macro_rules! parts {
    ($($(#[$meta:meta])* pub struct $name:ident { $($body:tt)* })*) => {$(
        $(#[$meta])*
        #[skip_serializing_none]
        #[derive(Clone, Debug, Default, PartialEq, Serialize, Json, Read)]
        #[serde(rename_all = "camelCase")]
        #[cfg_attr(
            feature = "generate",
            derive(ts_rs::TS, schemars::JsonSchema),
            ts(export_to = "types.ts", optional_fields = nullable),
            schemars(deny_unknown_fields)
        )]
        pub struct $name { $($body)* }
    )*};
}

/// One action that an automation is about to take. Only `id` and `action.name` are required;
/// `null` and an absent key are the same everywhere.
#[skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Json, Read)]
#[cfg_attr(
    feature = "generate",
    derive(ts_rs::TS, schemars::JsonSchema),
    ts(export_to = "types.ts", optional_fields = nullable)
)]
pub struct Case {
    /// The case's id, 1 to 200 characters; every answer begins with it.
    pub id: Name,
    /// The action that the automation is about to take.
    pub action: CaseAction,
    /// The message that came in.
    pub message: Option<Message>,
    /// What the customer wants, as a classifier saw it.
    pub intent: Option<Intent>,
    /// The customer.
    pub customer: Option<Customer>,
    /// The lead.
    pub lead: Option<Lead>,
    /// The conversation so far.
    pub history: Option<History>,
    /// The state of the facts.
    pub data: Option<Facts>,
    /// The state of the workflow.
    pub workflow: Option<WorkflowState>,
    /// Signals that the host itself asserts, such as `refund`, `unexplained` or `high_risk`.
    pub signals: Option<Vec<String>>,
    /// The moment of the decision. Never filled in: without it, what reads it is undetermined.
    #[cfg_attr(feature = "generate", ts(as = "Option<Moment>", optional = nullable))]
    pub now: Option<Timestamp>,
    /// The policy's own inputs.
    #[read(rest)]
    #[serde(flatten)]
    #[cfg_attr(feature = "generate", ts(skip), schemars(skip))]
    pub inputs: Map<Value>,
}

/// The action that the automation is about to take.
#[skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Json, Read)]
#[cfg_attr(
    feature = "generate",
    derive(ts_rs::TS, schemars::JsonSchema),
    ts(export_to = "types.ts", optional_fields = nullable),
    schemars(deny_unknown_fields)
)]
pub struct CaseAction {
    /// Its name in the policy's library, 1 to 200 characters.
    pub name: Name,
    /// Where it goes: `email`, `sms`, …
    pub channel: Option<String>,
    /// The draft about to go out; `""` says that there is none.
    pub text: Option<FreeText>,
    /// How many records it writes.
    pub records: Option<Count>,
    /// The amount of money it moves; credits are negative.
    pub amount: Option<f64>,
    /// The currency of the amount.
    pub currency: Option<Currency>,
}

parts! {
    /// The message that came in.
    pub struct Message {
        /// Its text; `""` says that there is none.
        pub text: Option<FreeText>,
        /// Its subject line.
        pub subject: Option<FreeText>,
        /// Its language, BCP 47.
        pub language: Option<LanguageTag>,
        /// How it feels, from −1 to 1, as the host measured it.
        pub sentiment: Option<Sentiment>,
    }

    /// What the customer wants, as a classifier saw it.
    pub struct Intent {
        /// The label.
        pub label: Option<String>,
        /// How sure the classifier is, from 0 to 1.
        pub confidence: Option<Confidence>,
        /// What else it might be; shown in the handoff.
        pub alternatives: Option<Vec<Alternative>>,
    }

    /// The customer.
    pub struct Customer {
        /// Their id.
        pub id: Option<String>,
        /// Their segment.
        pub segment: Option<String>,
        /// Their industry.
        pub industry: Option<String>,
        /// Their tier.
        pub tier: Option<String>,
    }

    /// The lead.
    pub struct Lead {
        /// What it may be worth.
        pub value: Option<f64>,
        /// The currency of the value.
        pub currency: Option<Currency>,
        /// How urgent it is.
        pub urgency: Option<Urgency>,
    }

    /// The conversation so far.
    pub struct History {
        /// Whether all of it is known.
        pub complete: Option<bool>,
        /// How many messages it has.
        pub turns: Option<Count>,
        /// How often validation failed already.
        pub validation_failures: Option<Count>,
        /// When the customer was last written to.
        #[cfg_attr(feature = "generate", ts(as = "Option<Moment>", optional = nullable))]
        pub last_contact_at: Option<Timestamp>,
    }

    /// The state of the facts.
    pub struct Facts {
        /// Facts that the host knows to be missing; `[]` says that it looked and found none.
        pub missing: Option<Vec<String>>,
        /// Facts that contradict each other; `[]` says that the host looked and found none.
        pub conflicts: Option<Vec<Conflict>>,
        /// Who owns the record; two owners are a conflict.
        pub owners: Option<Vec<String>>,
        /// The id of an earlier case that this one repeats.
        pub duplicate_of: Option<String>,
        /// When the facts were last brought up to date.
        #[cfg_attr(feature = "generate", ts(as = "Option<Moment>", optional = nullable))]
        pub updated_at: Option<Timestamp>,
        /// Anything that the person who takes over may need; never read by a condition.
        #[cfg_attr(feature = "generate", ts(as = "Option<Anything>", optional = nullable))]
        pub fields: Option<Map<Value>>,
    }

    /// The state of the workflow.
    pub struct WorkflowState {
        /// Whether somebody paused it.
        pub paused: Option<bool>,
        /// The share of unknown cases lately.
        pub unknown_rate: Option<Confidence>,
        /// Reviews that wait.
        pub backlog: Option<Count>,
        /// Reviews that the team can do.
        pub reviewer_capacity: Option<super::Amount>,
    }
}

words! {
    /// How urgent a lead is.
    pub enum Urgency {
        /// Low.
        Low,
        /// Normal.
        Normal,
        /// High.
        High,
        /// Critical.
        Critical,
    }
}

/// Another label that the classifier considered.
#[derive(Clone, Debug, PartialEq, Serialize, Json, Read)]
#[cfg_attr(
    feature = "generate",
    derive(ts_rs::TS, schemars::JsonSchema),
    ts(export_to = "types.ts"),
    schemars(deny_unknown_fields)
)]
pub struct Alternative {
    /// The label.
    pub label: String,
    /// How sure the classifier is, from 0 to 1.
    pub confidence: Confidence,
}

/// A fact that contradicts itself: its name, or its name with what each source says.
#[derive(Clone, Debug, PartialEq, Serialize, Json)]
#[serde(untagged)]
#[cfg_attr(feature = "generate", derive(ts_rs::TS, schemars::JsonSchema), ts(export_to = "types.ts"))]
pub enum Conflict {
    /// The field's name.
    Field(String),
    /// The field's name, and what each source says.
    Sources(ConflictingField),
}

/// What each source says about one field.
#[derive(Clone, Debug, PartialEq, Serialize, Json, Read)]
#[cfg_attr(
    feature = "generate",
    derive(ts_rs::TS, schemars::JsonSchema),
    ts(export_to = "types.ts"),
    schemars(deny_unknown_fields)
)]
pub struct ConflictingField {
    /// The field's name.
    pub field: String,
    /// The values.
    pub values: Vec<SourcedValue>,
}

/// A value and who says so.
#[skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Json, Read)]
#[cfg_attr(
    feature = "generate",
    derive(ts_rs::TS, schemars::JsonSchema),
    ts(export_to = "types.ts", optional_fields),
    schemars(deny_unknown_fields)
)]
pub struct SourcedValue {
    /// The value.
    #[cfg_attr(feature = "generate", ts(type = "unknown"))]
    pub value: Value,
    /// Who says so.
    pub source: Option<String>,
}

impl Conflict {
    /// The field's name.
    #[must_use]
    pub fn field(&self) -> &str {
        match self {
            Self::Field(name) => name,
            Self::Sources(field) => &field.field,
        }
    }
}

impl ReadTrait for Conflict {
    fn blank() -> Self {
        Self::Field(String::new())
    }

    fn read(value: Value, cx: &mut Cx) -> Option<Self> {
        match value {
            Value::Text(name) => Some(Self::Field(name)),
            Value::Map(_) => ConflictingField::read(value, cx).map(Self::Sources),
            other => {
                cx.wrong_type(&other, "a field's name, or an object with `field` and `values`");
                None
            }
        }
    }
}

/// A moment as a host may give it: ISO 8601 with an offset, epoch milliseconds or a `Date`.
#[cfg(feature = "generate")]
#[derive(ts_rs::TS)]
#[ts(export_to = "types.ts", type = "string | number | Date")]
pub struct Moment;

/// Any fields.
#[cfg(feature = "generate")]
#[derive(ts_rs::TS)]
#[ts(export_to = "types.ts", type = "{ [field: string]: unknown }")]
pub struct Anything;
