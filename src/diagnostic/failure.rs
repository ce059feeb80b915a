//! What an error says, as plain data: the first problem in a sentence, and all of them.

use holdpoint_derive::Json;
use serde::Serialize;

use super::{Code, Diagnostic, Pointer};

/// An error as it crosses to a host.
#[derive(Clone, Debug, PartialEq, Serialize, Json)]
#[cfg_attr(feature = "generate", derive(ts_rs::TS), ts(export_to = "types.ts"))]
pub struct Failure {
    /// The code of the first problem.
    pub code: Code,
    /// The place of the first problem.
    pub path: Pointer,
    /// What is wrong, in a sentence.
    pub message: String,
    /// Every problem.
    pub diagnostics: Vec<Diagnostic>,
}

impl Failure {
    /// The error that these problems make; `None` where there is no problem.
    #[must_use]
    pub fn of(diagnostics: Vec<Diagnostic>) -> Option<Self> {
        let first = diagnostics.first()?;
        let mut message = first.message.clone();
        if first.path != Pointer::root() {
            message.push_str(&format!(", at {}", first.path));
        }
        if let Some(position) = first.position {
            message.push_str(&format!(", line {} column {}", position.line, position.column));
        }
        if let Some(suggestion) = &first.suggestion {
            message.push_str(&format!("; did you mean `{suggestion}`?"));
        }
        match diagnostics.len() {
            1 => {}
            2 => message.push_str(" (and 1 more problem)"),
            all => message.push_str(&format!(" (and {} more problems)", all - 1)),
        }
        Some(Self { code: first.code, path: first.path.clone(), message, diagnostics })
    }

    /// The same error, seen from above: every path begins with `prefix`.
    #[must_use]
    pub fn under(mut self, prefix: &Pointer) -> Self {
        for diagnostic in &mut self.diagnostics {
            diagnostic.path = diagnostic.path.under(prefix);
        }
        Self::of(self.diagnostics).unwrap_or_else(|| Self {
            code: self.code,
            path: self.path.under(prefix),
            message: self.message,
            diagnostics: Vec::new(),
        })
    }
}
