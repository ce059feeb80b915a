//! Reading the literals of CEL: numbers and texts with all their escapes.

use super::{lex::Unread, print, problem::Problem};
use crate::{diagnostic::Code, model::read_number};

/// A number and how many bytes it takes.
pub(super) struct Number {
    pub(super) value: f64,
    pub(super) length: usize,
}

/// The number at the start of a text that begins with a digit, or with a point and a digit; and the
/// letters that run into it.
pub(super) fn number(rest: &str) -> Result<(Number, &str), Unread> {
    let digits = |from: usize| {
        let tail = rest.get(from..).unwrap_or_default();
        from + tail.find(|c: char| !c.is_ascii_digit()).unwrap_or(tail.len())
    };
    let starts = |from: usize, with: &[char]| rest.get(from..).is_some_and(|tail| tail.starts_with(with));
    let digit =
        |from: usize| rest.get(from..).is_some_and(|tail| tail.starts_with(|c: char| c.is_ascii_digit()));
    let mut end = digits(0);
    let mut whole = true;
    if starts(end, &['.']) && digit(end + 1) {
        end = digits(end + 1);
        whole = false;
    }
    if starts(end, &['e', 'E']) {
        let exponent = end + 1 + usize::from(starts(end + 1, &['+', '-']));
        if digit(exponent) {
            end = digits(exponent);
            whole = false;
        }
    }
    let written = rest.get(..end).unwrap_or_default();
    let value = read_number(written).unwrap_or(f64::INFINITY);
    if !value.is_finite() {
        let problem = Problem::new(Code::OutOfRange, 0..end, "this number is too large");
        return Err(Unread::passed(problem.expected("a number up to 1.7e308"), end));
    }
    let plain = written.trim_start_matches('0');
    if whole && value >= EXACT && print::number(value) != plain {
        let problem = Problem::new(Code::OutOfRange, 0..end, format!("`{written}` can't be held exactly"));
        return Err(Unread::passed(
            problem.help("whole numbers are exact up to 9007199254740992; compare an id as a text"),
            end,
        ));
    }
    let tail = rest.get(end..).unwrap_or_default();
    let letters = tail.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(tail.len());
    Ok((Number { value, length: end }, tail.get(..letters).unwrap_or_default()))
}

/// Up to here every whole number is its own.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// The text literal at the start, if one stands there, and how many bytes it takes.
pub(super) fn text(rest: &str) -> Result<Option<(String, usize)>, Unread> {
    let quote_at = rest.chars().take(2).take_while(|c| matches!(c, 'r' | 'R' | 'b' | 'B')).count();
    let prefix = rest.get(..quote_at).unwrap_or_default();
    let (raw, bytes) = match prefix {
        "" => (false, false),
        "r" | "R" => (true, false),
        "b" | "B" => (false, true),
        "rb" | "rB" | "Rb" | "RB" | "br" | "bR" | "Br" | "BR" => (true, true),
        _ => return Ok(None),
    };
    let tail = rest.get(quote_at..).unwrap_or_default();
    let Some(quote) = ["\"\"\"", "'''", "\"", "'"].into_iter().find(|quote| tail.starts_with(quote)) else {
        return Ok(None);
    };
    let (text, length) = body(rest, quote_at + quote.len(), quote, raw || bytes)?;
    if bytes {
        let problem = Problem::new(Code::ConditionUnsupported, 0..length, "bytes are left out");
        return Err(Unread::passed(problem.help("write a text, without the `b`"), length));
    }
    Ok(Some((text, length)))
}

/// Reads from behind the opening quote; the length counts from the start of `rest`.
fn body(rest: &str, from: usize, quote: &str, raw: bool) -> Result<(String, usize), Unread> {
    let mut text = String::new();
    let mut at = from;
    loop {
        let tail = rest.get(at..).unwrap_or_default();
        if tail.starts_with(quote) {
            return Ok((text, at + quote.len()));
        }
        match tail.chars().next() {
            Some('\n' | '\r') | None if quote.len() == 1 || tail.is_empty() => {
                let problem = Problem::new(Code::ConditionSyntax, 0..at, "this text has no end");
                return Err(Unread::fatal(problem.help(format!("close it with `{quote}`"))));
            }
            Some('\\') if !raw => {
                let (character, length) =
                    escape(tail).map_err(|length| {
                        let written = tail.get(..length).unwrap_or(tail);
                        let message = format!("`{written}` is no escape");
                        Unread::fatal(Problem::new(Code::ConditionSyntax, at..at + length, message).help(
                            "a backslash is written `\\\\`; in a raw text, `r\"…\"`, it stands for itself",
                        ))
                    })?;
                text.push(character);
                at += length;
            }
            Some(character) => {
                text.push(character);
                at += character.len_utf8();
            }
            None => {}
        }
    }
}

/// The character that an escape stands for, and how many bytes it takes; or how many are wrong.
fn escape(tail: &str) -> Result<(char, usize), usize> {
    let letter = tail.chars().nth(1).ok_or(1_usize)?;
    let simple = match letter {
        'a' => '\x07',
        'b' => '\x08',
        'f' => '\x0c',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\x0b',
        '\\' | '?' | '"' | '\'' | '`' => letter,
        'x' | 'X' => return coded(tail, 2, 2, 16),
        'u' => return coded(tail, 2, 4, 16),
        'U' => return coded(tail, 2, 8, 16),
        '0'..='3' => return coded(tail, 1, 3, 8),
        _ => return Err(1 + letter.len_utf8()),
    };
    Ok((simple, 2))
}

/// A character by its number, written with so many digits.
fn coded(tail: &str, from: usize, digits: usize, radix: u32) -> Result<(char, usize), usize> {
    let written = tail.get(from..from + digits).ok_or(from)?;
    if !written.chars().all(|c| c.is_digit(radix)) {
        return Err(from);
    }
    let number = u32::from_str_radix(written, radix).map_err(|_| from)?;
    char::from_u32(number).map(|character| (character, from + digits)).ok_or(from + digits)
}
