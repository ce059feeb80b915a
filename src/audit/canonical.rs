//! Canonical JSON (RFC 8785): one text for one meaning, whoever wrote it.
//!
//! Answers and values print their numbers and texts canonically already ([`to_json`]). What is left
//! is the order of the keys, which is that of their UTF-16 units and not of their code points.

use std::{cmp::Ordering, str::Chars};

use crate::model::{Value, sorted, to_json};

/// The canonical text of a value. A JavaScript `Date` stands in it as `JSON.stringify` writes it, so
/// that a value and what a host logs of it have one digest.
#[must_use]
pub fn canonical_json(value: &Value) -> String {
    let mut value = value.clone();
    write_dates(&mut value);
    canonical_text(&to_json(&value))
}

/// Its depth is the value's, which reading bounds.
fn write_dates(value: &mut Value) {
    match value {
        Value::Time(moment) => {
            let mut text = moment.to_string();
            if moment.millis() % 1000 == 0 {
                text.truncate(text.len().saturating_sub(1));
                text.push_str(".000Z");
            }
            *value = Value::Text(text);
        }
        Value::List(entries) => entries.iter_mut().for_each(write_dates),
        Value::Map(entries) => entries.iter_mut().for_each(|(_, entry)| write_dates(entry)),
        _ => {}
    }
}

/// The canonical form of a JSON text as [`to_json`] writes it: without spaces, with the shortest
/// escapes and ECMAScript's numbers. It puts the keys in order, at any depth.
#[must_use]
pub fn canonical_text(text: &str) -> String {
    let nodes = nodes(text);
    let mut canonical = String::with_capacity(text.len());
    // The whole is the first node; every other stands behind the one that holds it.
    let mut work = vec![Work::Node(0)];
    while let Some(next) = work.pop() {
        let node = match next {
            Work::Text(piece) => {
                canonical.push_str(piece);
                continue;
            }
            Work::Node(index) => nodes.get(index),
        };
        let (entries, open, close) = match node {
            None => continue,
            Some(Node::Leaf(piece)) => {
                canonical.push_str(piece);
                continue;
            }
            Some(Node::List(entries)) => (entries, "[", "]"),
            Some(Node::Map(entries)) => (entries, "{", "}"),
        };
        canonical.push_str(open);
        work.push(Work::Text(close));
        for (at, (key, index)) in entries.iter().enumerate().rev() {
            work.push(Work::Node(*index));
            if !key.is_empty() {
                work.push(Work::Text(":"));
                work.push(Work::Text(key));
            }
            if at > 0 {
                work.push(Work::Text(","));
            }
        }
    }
    canonical
}

enum Work<'t> {
    Text(&'t str),
    Node(usize),
}

/// A part of the text. Entries are a key, quotes included (empty in a list), and where its node is.
enum Node<'t> {
    Leaf(&'t str),
    List(Vec<(&'t str, usize)>),
    Map(Vec<(&'t str, usize)>),
}

fn nodes(text: &str) -> Vec<Node<'_>> {
    let mut nodes: Vec<Node<'_>> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut key = "";
    let mut rest = text;
    while let Some(first) = rest.bytes().next() {
        let (piece, behind) = rest.split_at_checked(length(rest, first)).unwrap_or((rest, ""));
        rest = behind;
        let node = match first {
            b',' | b':' => continue,
            b'}' | b']' => {
                if let Some(Node::Map(entries)) = open.pop().and_then(|index| nodes.get_mut(index)) {
                    *entries = sorted(std::mem::take(entries), |(a, _), (b, _)| utf16_order(a, b));
                }
                continue;
            }
            b'"' if rest.starts_with(':') => {
                key = piece;
                continue;
            }
            b'{' => Node::Map(Vec::new()),
            b'[' => Node::List(Vec::new()),
            _ => Node::Leaf(piece),
        };
        let index = nodes.len();
        if let Some(Node::List(entries) | Node::Map(entries)) =
            open.last().and_then(|holder| nodes.get_mut(*holder))
        {
            entries.push((std::mem::take(&mut key), index));
        }
        if !matches!(node, Node::Leaf(_)) {
            open.push(index);
        }
        nodes.push(node);
    }
    nodes
}

/// How many bytes the next piece of a text has, by its first byte.
fn length(text: &str, first: u8) -> usize {
    let mut escaped = false;
    let end = match first {
        b'{' | b'}' | b'[' | b']' | b',' | b':' => Some(0),
        b'"' => text.bytes().skip(1).position(|byte| {
            let ends = byte == b'"' && !escaped;
            escaped = byte == b'\\' && !escaped;
            ends
        }),
        _ => text.bytes().skip(1).position(|byte| matches!(byte, b',' | b'}' | b']')),
    };
    match (end, first) {
        (Some(end), b'"') => end + 2,
        (Some(end), _) => end + 1,
        (None, _) => text.len(),
    }
}

/// The order of two keys as they are written, by their UTF-16 units.
fn utf16_order(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (Unescaped::of(a), Unescaped::of(b));
    loop {
        let (one, other) = (a.next(), b.next());
        if one != other || one.is_none() {
            return one.map(utf16_rank).cmp(&other.map(utf16_rank));
        }
    }
}

/// Characters of two units, which are surrogates, come before the last ones of one unit.
fn utf16_rank(character: char) -> u32 {
    match u32::from(character) {
        last @ 0xe000..=0xffff => last + 0x11_0000,
        other => other,
    }
}

/// The characters that a written text stands for.
struct Unescaped<'t>(Chars<'t>);

impl<'t> Unescaped<'t> {
    fn of(written: &'t str) -> Self {
        let inside = written.trim_start_matches('"');
        Self(inside.strip_suffix('"').unwrap_or(inside).chars())
    }
}

impl Iterator for Unescaped<'_> {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        let first = self.0.next()?;
        if first != '\\' {
            return Some(first);
        }
        Some(match self.0.next()? {
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            // Only control characters are written by number.
            'u' => char::from_u32(
                (&mut self.0).take(4).fold(0, |number, digit| number * 16 + digit.to_digit(16).unwrap_or(0)),
            )?,
            itself => itself,
        })
    }
}

#[cfg(test)]
mod tests;
