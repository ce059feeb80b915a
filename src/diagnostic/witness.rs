//! What shows that a finding is no guess.

use holdpoint_derive::Json;
use serde::Serialize;

use crate::model::Value;

/// A concrete case, cell, chain, duty or stretch of time that shows a finding.
#[derive(Clone, Debug, PartialEq, Serialize, Json)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "generate", derive(ts_rs::TS), ts(export_to = "types.ts"))]
pub enum Witness {
    /// A case, as `classify` takes it, and what the engine decided about it.
    Case(Shown),
    /// A cell of the escalation matrix.
    Cell(Cell),
    /// Names in a row, each leading to the next, and the last to the first.
    Chain {
        /// The names.
        names: Vec<String>,
    },
    /// An authority over a class of exceptions, and who holds it.
    Duty {
        /// The class.
        class: String,
        /// The duties.
        duties: Vec<String>,
        /// Who holds them: nobody, or always the same.
        holders: Vec<String>,
    },
    /// A level of the ladder and the time in which nobody answers there.
    Stretch(Stretch),
}

/// A case and what was decided about it.
#[derive(Clone, Debug, PartialEq, Serialize, Json)]
#[cfg_attr(feature = "generate", derive(ts_rs::TS), ts(export_to = "types.ts"))]
pub struct Shown {
    /// The case.
    #[cfg_attr(feature = "generate", ts(type = "Record<string, unknown>"))]
    pub case: Value,
    /// The lane that the engine decided.
    pub lane: String,
    /// The ids of the reasons that hold, strictest first: the first dozen, and those that the finding is about.
    pub fired: Vec<String>,
    /// The ids of those that can't be told.
    pub undetermined: Vec<String>,
}

/// A cell of the escalation matrix.
#[derive(Clone, Debug, PartialEq, Serialize, Json)]
#[cfg_attr(feature = "generate", derive(ts_rs::TS), ts(export_to = "types.ts"))]
pub struct Cell {
    /// The exception type.
    #[serde(rename = "type")]
    pub of: String,
    /// The severity.
    pub severity: String,
    /// The impact.
    pub impact: String,
    /// The row that wins it; absent where none does.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "generate", ts(optional))]
    pub row: Option<String>,
}

/// A level of the ladder and the time in which nobody answers there.
#[derive(Clone, Debug, PartialEq, Serialize, Json)]
#[cfg_attr(feature = "generate", derive(ts_rs::TS), ts(export_to = "types.ts"))]
pub struct Stretch {
    /// The level.
    pub level: String,
    /// When it begins, such as `fri 17:00`; absent where it never ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "generate", ts(optional))]
    pub from: Option<String>,
    /// When it ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "generate", ts(optional))]
    pub until: Option<String>,
    /// The people who are asked at this level.
    pub people: Vec<String>,
}
