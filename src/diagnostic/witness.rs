//! What shows that a finding is no guess.

use serde::Serialize;

use crate::model::Value;

/// A concrete case, cell or chain that shows a finding.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "generate", derive(ts_rs::TS), ts(export_to = "types.ts"))]
pub enum Witness {
    /// A case, as `classify` takes it, and what the engine decided about it.
    Case(Shown),
    /// A cell of the escalation matrix.
    Cell {
        /// The exception type.
        #[serde(rename = "type")]
        of: String,
        /// The severity.
        severity: String,
        /// The impact.
        impact: String,
        /// The row that wins it; absent where none does.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "generate", ts(optional))]
        row: Option<String>,
    },
    /// Names in a row, each leading to the next.
    Chain {
        /// The names.
        names: Vec<String>,
    },
}

/// A case and what was decided about it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "generate", derive(ts_rs::TS), ts(export_to = "types.ts"))]
pub struct Shown {
    /// The case.
    #[cfg_attr(feature = "generate", ts(type = "Record<string, unknown>"))]
    pub case: Value,
    /// The lane that the engine decided.
    pub lane: String,
    /// The rules of this policy that hold, and built-in conditions that do.
    pub fired: Vec<String>,
    /// Those that can't be told.
    pub undetermined: Vec<String>,
}
