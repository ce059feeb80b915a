//! How much an answer says.

use holdpoint_derive::{Json, Read};
use serde::Serialize;

use crate::{
    diagnostic::Diagnostic,
    model::{
        Value,
        audit::{AuditOption, AuditRequest},
        lane::words,
    },
    parse::Cx,
};

words! {
    /// How much an answer explains.
    pub enum Explain {
        /// Lane, class, posture and the ids of the rules.
        Lane,
        /// The whole answer.
        Reasons,
        /// The whole answer, with near misses and what was heard but negated.
        Full,
    }
}

/// The options of a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// How much the answer explains.
    pub explain: Explain,
    /// Whether to look for what would make the lane less strict.
    pub nearest: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { explain: Explain::Reasons, nearest: false }
    }
}

/// The options as a host writes them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Json, Read)]
#[cfg_attr(feature = "generate", derive(ts_rs::TS), ts(export_to = "types.ts", optional_fields = nullable))]
pub struct ClassifyOptions {
    /// How much the answer explains; `reasons` unless said.
    pub explain: Option<Explain>,
    /// Look for what would make the lane less strict; it costs more than the decision itself.
    pub nearest: Option<bool>,
    /// Add an audit record: `true` for one that stands alone; an object for one in a chain, with the
    /// record before it (or its id) as `previous`. In a batch such records follow each other.
    pub audit: Option<AuditOption>,
}

/// What a host asks for: how much the answer says, and whether a record vouches for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// How much the answer says.
    pub options: Options,
    /// The audit record, where one is asked for.
    pub audit: Option<AuditRequest>,
}

impl Request {
    /// Reads options as they came from a host.
    ///
    /// # Errors
    ///
    /// Unknown keys and values.
    pub fn from_value(value: Value) -> Result<Self, Vec<Diagnostic>> {
        let given = Cx::run::<Option<ClassifyOptions>>(value)?.unwrap_or_default();
        Ok(Self {
            options: Options {
                explain: given.explain.unwrap_or(Explain::Reasons),
                nearest: given.nearest.unwrap_or(false),
            },
            audit: given.audit.and_then(AuditOption::request),
        })
    }
}
