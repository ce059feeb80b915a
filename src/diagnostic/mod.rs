//! Problems, told so that a person can mend them: a stable code, the place, what was expected.

mod codes;
mod failure;
mod pointer;
mod suggest;
mod witness;

use std::ops::Range;

use holdpoint_derive::Json;
use serde::Serialize;

pub use codes::{Code, Severity};
pub use failure::Failure;
pub use pointer::Pointer;
pub use suggest::{closest, listed};
pub use witness::{Cell, Shown, Stretch, Witness};

/// One problem of a policy or of an input.
#[derive(Clone, Debug, PartialEq, Serialize, Json)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "generate", derive(ts_rs::TS), ts(export_to = "types.ts"))]
pub struct Diagnostic {
    /// The stable code; `docs/diagnostics.md` and `holdpoint explain CODE` say more.
    pub code: Code,
    /// Whether it stops the work.
    pub severity: Severity,
    /// The place: a JSON Pointer (RFC 6901), `""` for the whole.
    pub path: Pointer,
    /// What is wrong, with the user's own text in backticks.
    pub message: String,
    /// What was expected in its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "generate", ts(optional))]
    pub expected: Option<String>,
    /// A known name that is close to the unknown one: "did you mean".
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "generate", ts(optional))]
    pub suggestion: Option<String>,
    /// The way out.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "generate", ts(optional))]
    pub help: Option<String>,
    /// Where in the text of a condition (or of JSON) it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "generate", ts(optional))]
    pub position: Option<Position>,
    /// For a finding of the checker: what shows it, confirmed by the engine.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "generate", ts(optional))]
    pub witness: Option<Witness>,
}

/// A stretch of a text, for people and editors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Json)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "generate", derive(ts_rs::TS), ts(export_to = "types.ts"))]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column in UTF-16 units, from 1.
    pub column: u32,
    /// UTF-16 offset of the first unit in the text.
    pub start: u32,
    /// UTF-16 offset behind the last unit.
    pub end: u32,
}

impl Position {
    /// The position of a byte range of `text`. Offsets inside a character move to its start.
    #[must_use]
    pub fn of(text: &str, bytes: Range<usize>) -> Self {
        let (mut line, mut column, mut offset) = (1, 1, 0);
        let mut start = None;
        for (at, character) in text.char_indices() {
            if at + character.len_utf8() > bytes.start && start.is_none() {
                start = Some((line, column, offset));
            }
            if at >= bytes.end {
                break;
            }
            let width = if character.len_utf16() == 2 { 2 } else { 1 };
            offset += width;
            if character == '\n' {
                (line, column) = (line + 1, 1);
            } else {
                column += width;
            }
        }
        let (line, column, start) = start.unwrap_or((line, column, offset));
        Self { line, column, start, end: offset.max(start) }
    }
}

impl Diagnostic {
    /// A problem at a place.
    #[must_use]
    pub fn new(code: Code, path: Pointer, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity(),
            path,
            message: message.into(),
            expected: None,
            suggestion: None,
            help: None,
            position: None,
            witness: None,
        }
    }

    /// Says what shows it.
    #[must_use]
    pub fn shown_by(mut self, witness: Witness) -> Self {
        self.witness = Some(witness);
        self
    }

    /// Says what was expected.
    #[must_use]
    pub fn expected(mut self, expected: impl Into<String>) -> Self {
        self.expected = Some(expected.into());
        self
    }

    /// Names the closest of the known names, if one is close enough to be meant.
    #[must_use]
    pub fn did_you_mean(mut self, unknown: &str, known: &[&str]) -> Self {
        self.suggestion = closest(unknown, known).map(str::to_owned);
        self
    }

    /// Says the way out.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Says where in a text it stands.
    #[must_use]
    pub fn at(mut self, position: Position) -> Self {
        self.position = Some(position);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_utf16() {
        let text = "a😀b\ncd";
        assert_eq!(Position::of(text, 5..6), Position { line: 1, column: 4, start: 3, end: 4 });
        assert_eq!(Position::of(text, 7..9), Position { line: 2, column: 1, start: 5, end: 7 });
        assert_eq!(Position::of(text, 9..9), Position { line: 2, column: 3, start: 7, end: 7 });
        assert_eq!(Position::of("", 0..0), Position { line: 1, column: 1, start: 0, end: 0 });
    }
}
