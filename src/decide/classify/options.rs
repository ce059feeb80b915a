//! How much an answer says.

use holdpoint_derive::Read;
use serde::Serialize;

use crate::{
    diagnostic::Diagnostic,
    model::{Value, lane::words},
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
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Read)]
#[cfg_attr(feature = "generate", derive(ts_rs::TS), ts(export_to = "types.ts", optional_fields = nullable))]
pub struct ClassifyOptions {
    /// How much the answer explains; `reasons` unless said.
    pub explain: Option<Explain>,
    /// Look for what would make the lane less strict; it costs more than the decision itself.
    pub nearest: Option<bool>,
}

impl Options {
    /// Reads options as they came from a host.
    ///
    /// # Errors
    ///
    /// Unknown keys and values.
    pub fn from_value(value: Value) -> Result<Self, Vec<Diagnostic>> {
        let given = Cx::run::<Option<ClassifyOptions>>(value)?.unwrap_or_default();
        Ok(Self {
            explain: given.explain.unwrap_or(Explain::Reasons),
            nearest: given.nearest.unwrap_or(false),
        })
    }
}
