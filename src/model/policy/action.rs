//! The approved library of actions.

use holdpoint_derive::{Json, Read};
use serde::Serialize;
use serde_with::skip_serializing_none;

use crate::model::{
    Map, Name, Names, Span, Template, Timestamp, Value,
    lane::{Lane, Need, words},
};

words! {
    /// What an action does to the world.
    pub enum ActionKind {
        /// Inside the automation's own house: tags, summaries.
        Internal,
        /// Prepares a text that nobody has got yet.
        Draft,
        /// Goes out to someone.
        Outbound,
        /// Writes a record of another system.
        RecordWrite,
        /// Decides who gets a case.
        Routing,
    }

    /// How far an action can be undone.
    pub enum Effect {
        /// Fully.
        Reversible,
        /// By a compensating action.
        Compensable,
        /// Not, and what follows can only go forward.
        Pivot,
        /// Not.
        Irreversible,
    }

    /// How a step is undone or finished (003).
    pub enum UndoPattern {
        /// A reverse action.
        Compensate,
        /// Run again under the same key.
        RetryIdempotent,
        /// Restore the state before.
        RestoreSnapshot,
    }
}

/// One action of the approved library. Only `kind` is required.
#[skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Json, Read)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(
    feature = "generate",
    derive(ts_rs::TS, schemars::JsonSchema),
    ts(export_to = "types.ts", optional_fields),
    schemars(deny_unknown_fields)
)]
pub struct Action {
    /// What it does to the world.
    pub kind: ActionKind,
    /// A customer sees its result.
    pub customer_facing: Option<bool>,
    /// It changes spend, forecast or pipeline.
    pub revenue_impacting: Option<bool>,
    /// It creates financial records.
    pub financial: Option<bool>,
    /// The least strict lane it may have; `automate` unless said.
    pub floor: Option<Lane>,
    /// The evidence that the built-in conditions ask for; follows `kind` unless said.
    pub needs: Option<Vec<Need>>,
    /// How far it can be undone.
    pub effect: Option<Effect>,
    /// How it is undone or finished.
    pub pattern: Option<UndoPattern>,
    /// The template of its idempotency key.
    pub idempotency_key: Option<Template>,
    /// How long the other side remembers a key.
    pub key_lifetime: Option<Span>,
    /// What to capture before it runs.
    pub snapshot: Option<Vec<Name>>,
    /// The action that reverses it.
    pub compensation: Option<Call>,
    /// The action that finds out whether it happened.
    pub probe: Option<Call>,
    /// It works item by item and can be resumed.
    pub checkpoint: Option<bool>,
    /// Who hears of a failure.
    pub on_failure: Option<FailureNotice>,
    /// When its rollback was last tested.
    pub tested_at: Option<Timestamp>,
}

/// A call of an action with arguments, whose texts may be templates.
#[skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Json, Read)]
#[cfg_attr(
    feature = "generate",
    derive(ts_rs::TS, schemars::JsonSchema),
    ts(export_to = "types.ts", optional_fields),
    schemars(deny_unknown_fields)
)]
pub struct Call {
    /// The action's name.
    pub action: Name,
    /// Its arguments.
    #[cfg_attr(feature = "generate", ts(type = "Record<string, unknown>"))]
    pub arguments: Option<Map<Value>>,
}

/// Who hears of a failure.
#[derive(Clone, Debug, PartialEq, Serialize, Json, Read)]
#[cfg_attr(
    feature = "generate",
    derive(ts_rs::TS, schemars::JsonSchema),
    ts(export_to = "types.ts"),
    schemars(deny_unknown_fields)
)]
pub struct FailureNotice {
    /// These people or queues.
    pub notify: Names,
}
