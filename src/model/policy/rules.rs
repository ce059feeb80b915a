//! Stop conditions, routes and thresholds as they are written.

use holdpoint_derive::{Json, Read};
use serde::Serialize;
use serde_with::skip_serializing_none;

use crate::{
    model::{
        Confidence, Map, Name, Span, Value,
        lane::{ExceptionClass, StrictLane, words},
    },
    parse::{Cx, Read as ReadTrait},
};

/// A condition: CEL text, or the JSON tree that a builder's form sends.
#[derive(Clone, Debug, PartialEq, Serialize, Json)]
#[serde(untagged)]
#[cfg_attr(feature = "generate", derive(ts_rs::TS, schemars::JsonSchema), ts(export_to = "types.ts"))]
pub enum When {
    /// An expression in the documented subset of CEL.
    Text(String),
    /// `{ all | any: […] }`, `{ not: … }`, `{ field, op, value }` or `{ cel }`.
    Tree(#[cfg_attr(feature = "generate", ts(as = "ConditionTree"), schemars(with = "ConditionTree"))] Value),
}

/// The tree that a builder's form sends. Its fields are read where they can be resolved, so this is
/// only the shape that editors are told.
#[cfg(feature = "generate")]
#[derive(ts_rs::TS, schemars::JsonSchema)]
#[serde(untagged)]
#[ts(export_to = "types.ts")]
pub enum ConditionTree {
    /// Every part holds.
    All {
        /// The parts.
        all: Vec<ConditionTree>,
    },
    /// Some part holds.
    Any {
        /// The parts.
        any: Vec<ConditionTree>,
    },
    /// The part doesn't hold.
    Not {
        /// The part.
        not: Box<ConditionTree>,
    },
    /// An expression in the subset of CEL.
    Cel {
        /// Its text.
        cel: String,
    },
    /// A field compared with a value.
    Compare {
        /// The field's path.
        field: String,
        /// How it is compared.
        op: TreeOp,
        /// With what; none for `has` and `missing`.
        #[ts(type = "unknown", optional)]
        #[serde(default)]
        value: Option<Value>,
    },
}

/// How a tree compares a field with a value.
#[cfg(feature = "generate")]
#[derive(ts_rs::TS, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "types.ts")]
pub enum TreeOp {
    /// Equal.
    #[serde(rename = "==")]
    Equal,
    /// Not equal.
    #[serde(rename = "!=")]
    NotEqual,
    /// Less.
    #[serde(rename = "<")]
    Less,
    /// Less or equal.
    #[serde(rename = "<=")]
    LessOrEqual,
    /// Greater.
    #[serde(rename = ">")]
    Greater,
    /// Greater or equal.
    #[serde(rename = ">=")]
    GreaterOrEqual,
    /// One of a list.
    In,
    /// A text has a part.
    Contains,
    /// A text starts with a part.
    StartsWith,
    /// A text ends with a part.
    EndsWith,
    /// A text has a match of a pattern.
    Matches,
    /// A list has an entry.
    Includes,
    /// The field is there.
    Has,
    /// The field isn't there.
    Missing,
}

impl ReadTrait for When {
    fn blank() -> Self {
        Self::Text(String::new())
    }

    fn read(value: Value, cx: &mut Cx) -> Option<Self> {
        match value {
            Value::Text(text) => Some(Self::Text(text)),
            // The tree's inside is read where its fields can be resolved.
            Value::Map(_) => Value::read(value, cx).map(Self::Tree),
            other => {
                cx.wrong_type(&other, "a condition: CEL text or a tree");
                None
            }
        }
    }
}

/// A stop condition of the policy's own.
#[skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Json, Read)]
#[cfg_attr(
    feature = "generate",
    derive(ts_rs::TS, schemars::JsonSchema),
    ts(export_to = "types.ts", optional_fields),
    schemars(deny_unknown_fields)
)]
pub struct Rule {
    /// Its id, unlike any other rule's and any built-in condition's.
    pub id: Name,
    /// When it holds.
    pub when: When,
    /// The lane it asks for.
    pub lane: StrictLane,
    /// The class of exception; `risky` unless said.
    pub class: Option<ExceptionClass>,
    /// Who gets the case.
    pub queue: Option<Name>,
    /// Why it exists, in a sentence for the person who takes over.
    pub because: Option<String>,
    /// The question that the person has to answer.
    pub ask: Option<String>,
    /// The lane when it can't be told whether it holds; `review` unless said.
    pub undetermined: Option<StrictLane>,
}

/// A rule of the fallback routing.
#[skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Json, Read)]
#[cfg_attr(
    feature = "generate",
    derive(ts_rs::TS, schemars::JsonSchema),
    ts(export_to = "types.ts", optional_fields),
    schemars(deny_unknown_fields)
)]
pub struct Route {
    /// When it applies; the last entry has none.
    pub when: Option<When>,
    /// Where the case goes.
    pub to: Name,
}

/// Least confidence to go on.
#[skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Serialize, Json, Read)]
#[cfg_attr(
    feature = "generate",
    derive(ts_rs::TS, schemars::JsonSchema),
    ts(export_to = "types.ts", optional_fields),
    schemars(deny_unknown_fields)
)]
pub struct Confidences {
    /// Where neither the intent nor the action has its own.
    pub default: Option<Confidence>,
    /// Per intent.
    pub intents: Option<Map<Confidence>>,
    /// Per action.
    pub actions: Option<Map<Confidence>>,
}

/// Entries to add to, or take from, a lexicon. Several words are a phrase; `*` at the end is any
/// ending.
#[skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Serialize, Json, Read)]
#[cfg_attr(
    feature = "generate",
    derive(ts_rs::TS, schemars::JsonSchema),
    ts(export_to = "types.ts", optional_fields),
    schemars(deny_unknown_fields)
)]
pub struct SignalChange {
    /// Entries to add.
    pub add: Option<Vec<Name>>,
    /// Built-in entries to take away.
    pub remove: Option<Vec<Name>>,
}

words! {
    /// A switch.
    pub enum OnOff {
        /// On.
        On,
        /// Off.
        Off,
    }
}

/// What a policy does to a built-in stop condition.
#[derive(Clone, Debug, PartialEq, Serialize, Json)]
#[serde(untagged)]
#[cfg_attr(feature = "generate", derive(ts_rs::TS, schemars::JsonSchema), ts(export_to = "types.ts"))]
pub enum BuiltinSetting {
    /// On or off.
    Switch(bool),
    /// The same in words.
    Word(OnOff),
    /// Changed.
    Change(BuiltinChange),
}

/// Changes to a built-in stop condition; what isn't named stays.
#[skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Serialize, Json, Read)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(
    feature = "generate",
    derive(ts_rs::TS, schemars::JsonSchema),
    ts(export_to = "types.ts", optional_fields),
    schemars(deny_unknown_fields)
)]
pub struct BuiltinChange {
    /// The lane it asks for.
    pub lane: Option<StrictLane>,
    /// The class of exception.
    pub class: Option<ExceptionClass>,
    /// Who gets the case.
    pub queue: Option<Name>,
    /// The question that the person has to answer.
    pub ask: Option<String>,
    /// The lane when it can't be told whether it holds.
    pub undetermined: Option<StrictLane>,
    /// The number it compares with.
    pub threshold: Option<f64>,
    /// How old data may be (`data.stale`).
    pub max_age: Option<Span>,
    /// The industries it asks about (`regulated.*`).
    pub industries: Option<Vec<Name>>,
}

impl ReadTrait for BuiltinSetting {
    fn blank() -> Self {
        Self::Switch(false)
    }

    fn read(value: Value, cx: &mut Cx) -> Option<Self> {
        match value {
            Value::Bool(flag) => Some(Self::Switch(flag)),
            Value::Text(_) => OnOff::read(value, cx).map(Self::Word),
            Value::Map(_) => BuiltinChange::read(value, cx).map(Self::Change),
            other => {
                cx.wrong_type(&other, "`on`, `off` or an object");
                None
            }
        }
    }
}
