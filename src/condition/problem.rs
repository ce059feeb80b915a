//! What is wrong with a condition, and where.

use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic, Pointer, Position};

/// One mistake in a condition.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// What is wrong; its place is relative to the condition: `""` for a text, a node's for a tree.
    pub diagnostic: Diagnostic,
    /// The bytes of the condition's text (or of the tree's `cel` text) that it is about.
    pub span: Option<Range<usize>>,
}

impl Problem {
    pub(super) fn new(code: Code, span: Range<usize>, message: impl Into<String>) -> Self {
        Self { diagnostic: Diagnostic::new(code, Pointer::root(), message), span: Some(span) }
    }

    pub(super) fn at(code: Code, path: Pointer, message: impl Into<String>) -> Self {
        Self { diagnostic: Diagnostic::new(code, path, message), span: None }
    }

    pub(super) fn expected(mut self, expected: impl Into<String>) -> Self {
        self.diagnostic = self.diagnostic.expected(expected);
        self
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.diagnostic = self.diagnostic.help(help);
        self
    }

    pub(super) fn did_you_mean(mut self, unknown: &str, known: &[&str]) -> Self {
        self.diagnostic = self.diagnostic.did_you_mean(unknown, known);
        self
    }

    /// Says where in `text` the span stands, in an editor's units.
    pub(super) fn within(mut self, text: &str) -> Self {
        if let Some(span) = &self.span {
            self.diagnostic = self.diagnostic.at(Position::of(text, span.clone()));
        }
        self
    }

    /// The diagnostic for a condition that stands at `base` in a document.
    #[must_use]
    pub fn into_diagnostic(self, base: &Pointer) -> Diagnostic {
        let path = self.diagnostic.path.under(base);
        Diagnostic { path, ..self.diagnostic }
    }
}

/// Collects problems, up to a number past which nobody reads on.
#[derive(Default)]
pub(super) struct Problems(Vec<Problem>);

/// More problems than this in one condition aren't told.
const MOST: usize = 100;

impl Problems {
    pub(super) fn push(&mut self, problem: Problem) {
        if self.0.len() < MOST {
            self.0.push(problem);
        }
    }

    /// Adds one that has to be told however many there are.
    pub(super) fn push_last(&mut self, problem: Problem) {
        self.0.push(problem);
    }

    pub(super) fn is_full(&self) -> bool {
        self.0.len() >= MOST
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The problems, in the order in which they were found.
    pub(super) fn into_vec(self) -> Vec<Problem> {
        self.0
    }

    /// The problems of one text, in its order.
    pub(super) fn in_order(self) -> Vec<Problem> {
        let start = |problem: &Problem| problem.span.as_ref().map(|span| span.start);
        let mut ordered: Vec<Problem> = Vec::new();
        for problem in self.0 {
            let at = ordered.partition_point(|other| start(other) <= start(&problem));
            ordered.insert(at, problem);
        }
        ordered
    }
}
