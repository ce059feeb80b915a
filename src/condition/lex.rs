//! Text to tokens. Stops at the first thing that can't be part of a condition.

use std::ops::Range;

use super::{
    literals::{self, Number},
    problem::{Problem, Problems},
};
use crate::diagnostic::Code;

/// A word, sign or literal.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token<'a> {
    Number(f64),
    Text(String),
    /// A name or a word of the language.
    Word(&'a str),
    Sign(&'static str),
    /// A literal that was already reported.
    Hole,
    End,
}

/// Longer signs before those that begin them.
const SIGNS: [&str; 24] = [
    "==", "!=", "<=", ">=", "&&", "||", "<", ">", "!", "+", "-", "*", "/", "%", "(", ")", "[", "]", "{", "}",
    ",", ".", "?", ":",
];

/// What people write who know other languages, and what it is called here.
const FOREIGN: [(&str, &str, &str); 12] = [
    ("===", "`===` is no sign of this language", "write `==`"),
    ("!==", "`!==` is no sign of this language", "write `!=`"),
    ("<>", "`<>` is no sign of this language", "write `!=`"),
    ("=<", "`=<` is no sign of this language", "write `<=`"),
    ("=>", "`=>` is no sign of this language", "write `>=`"),
    ("≥", "`≥` is no sign of this language", "write `>=`"),
    ("≤", "`≤` is no sign of this language", "write `<=`"),
    ("≠", "`≠` is no sign of this language", "write `!=`"),
    ("“", "a typographic quote doesn't begin a text", "write `\"`"),
    ("”", "a typographic quote doesn't begin a text", "write `\"`"),
    ("„", "a typographic quote doesn't begin a text", "write `\"`"),
    ("’", "a typographic quote doesn't begin a text", "write `\"`"),
];

/// The tokens of a text with their places, the last one [`Token::End`]; `None` if it can't be
/// read to the end.
pub(super) fn lex<'a>(text: &'a str, problems: &mut Problems) -> Option<Vec<(Token<'a>, Range<usize>)>> {
    let mut tokens = Vec::new();
    let mut at = 0;
    loop {
        let rest = text.get(at..).unwrap_or_default();
        let Some(first) = rest.chars().next() else {
            tokens.push((Token::End, at..at));
            return Some(tokens);
        };
        if matches!(first, ' ' | '\t' | '\n' | '\r' | '\x0c') {
            at += 1;
            continue;
        }
        if rest.starts_with("//") {
            at += rest.find('\n').unwrap_or(rest.len());
            continue;
        }
        match token(rest) {
            Ok((token, length)) => {
                tokens.push((token, at..at + length));
                at += length;
            }
            Err(Unread { mut problem, length, fatal }) => {
                problem.span = problem.span.map(|span| at + span.start..at + span.end);
                problems.push(*problem);
                if fatal {
                    return None;
                }
                tokens.push((Token::Hole, at..at + length));
                at += length;
            }
        }
    }
}

/// What can't be read; its span counts from the token's first byte.
pub(super) struct Unread {
    pub(super) problem: Box<Problem>,
    /// Bytes to pass over.
    pub(super) length: usize,
    /// Whether nothing sensible can be said of what follows.
    pub(super) fatal: bool,
}

impl Unread {
    pub(super) fn fatal(problem: Problem) -> Self {
        Self { problem: Box::new(problem), length: 0, fatal: true }
    }

    pub(super) fn passed(problem: Problem, length: usize) -> Self {
        Self { problem: Box::new(problem), length, fatal: false }
    }
}

/// The token at the start of a text that isn't empty and doesn't begin with space.
fn token(rest: &str) -> Result<(Token<'_>, usize), Unread> {
    let mut chars = rest.chars();
    let first = chars.next().unwrap_or_default();
    let second = chars.next().unwrap_or_default();
    if first.is_ascii_digit() || (first == '.' && second.is_ascii_digit()) {
        let (Number { value, length }, after) = literals::number(rest)?;
        return after_number(rest, value, length, after);
    }
    if let Some((text, length)) = literals::text(rest)? {
        return Ok((Token::Text(text), length));
    }
    if first.is_ascii_alphabetic() || first == '_' {
        let length = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
        return Ok((Token::Word(rest.get(..length).unwrap_or_default()), length));
    }
    if let Some((sign, message, help)) = FOREIGN.iter().find(|(sign, ..)| rest.starts_with(sign)) {
        return Err(Unread::fatal(Problem::new(Code::ConditionSyntax, 0..sign.len(), *message).help(*help)));
    }
    if let Some(sign) = SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
        return Ok((Token::Sign(sign), sign.len()));
    }
    let message = format!("`{first}` has no meaning here");
    let problem = Problem::new(Code::ConditionSyntax, 0..first.len_utf8(), message);
    Err(Unread::fatal(match first {
        '=' => problem.help("to compare, write `==`"),
        '&' => problem.help("write `&&`"),
        '|' => problem.help("write `||`"),
        '`' => problem.help("write the name without quotes, or a text in `\"`"),
        '$' | '@' | '#' => problem.help("write the field's path as it is, such as `lead.value`"),
        _ if first.is_alphanumeric() => {
            problem.help("names are of ASCII letters, digits and `_`; texts stand in `\"`")
        }
        _ => problem.help("texts stand in `\"`"),
    }))
}

/// A number may not run into a name: `48h` means a duration, `1u` is CEL's unsigned number.
fn after_number<'a>(
    rest: &'a str,
    value: f64,
    length: usize,
    after: &str,
) -> Result<(Token<'a>, usize), Unread> {
    if after.is_empty() {
        return Ok((Token::Number(value), length));
    }
    let all = length + after.len();
    let written = rest.get(..all).unwrap_or_default();
    let unsupported = |what: &str, help: &str| {
        Unread::passed(
            Problem::new(
                Code::ConditionUnsupported,
                0..all,
                format!("`{written}` is {what}, which is left out"),
            )
            .help(help),
            all,
        )
    };
    Err(match after {
        "u" | "U" => unsupported("an unsigned number", "there is one type of number: leave out the `u`"),
        _ if after.starts_with(['x', 'X']) && length == 1 => {
            unsupported("a hexadecimal number", "write it in decimal digits")
        }
        _ => {
            let problem = Problem::new(
                Code::ConditionSyntax,
                0..all,
                format!("`{written}` is neither a number nor a name"),
            );
            Unread::fatal(if crate::model::Span::parse(written).is_some() {
                problem.help(format!("a duration is written `duration(\"{written}\")`"))
            } else {
                problem.help("put it in quotes if it is a text; a name begins with a letter")
            })
        }
    })
}
