//! Lexicon files: lines of entries under a language and a signal.

use std::rc::Rc;

use super::notation::{Fault, Groups, Pieces, choice};

/// What an entry says where it is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Effect {
    /// The signal is heard.
    Heard,
    /// `mild:` the signal is heard, unless the text says `calm:` of it somewhere.
    Mild,
    /// `calm:` what is mild in the same text doesn't count.
    Calm,
    /// `not:` what is heard within it is negated.
    Negated,
    /// `skip:` what is heard within it means something else.
    Skipped,
    /// What is heard at exactly this place was taken out by the policy.
    Removed,
}

impl Effect {
    /// Whether the signal is heard where the entry is found.
    pub(super) fn is_heard(self) -> bool {
        matches!(self, Self::Heard | Self::Mild)
    }
}

/// In which texts an entry counts: a set of sides.
pub(super) type Sides = u8;
/// Message and subject.
pub(super) const INCOMING: Sides = 1;
/// The draft.
pub(super) const OUTGOING: Sides = 2;

/// One line of a lexicon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line<'a> {
    pub signal: &'a str,
    pub effect: Effect,
    pub sides: Sides,
    pub entry: &'a str,
}

/// What a file of lexicons holds.
#[derive(Debug, Default)]
pub(super) struct Contents<'a> {
    pub lines: Vec<Line<'a>>,
    pub groups: Groups,
    /// What has been read of the groups.
    pub pieces: Pieces,
    /// Words that are themselves, and no typing error of another.
    pub words: Vec<&'a str>,
    /// Languages of which every signal is covered.
    pub covered: Vec<&'a str>,
    /// Entries that can't be read.
    pub faults: Vec<(&'a str, Fault)>,
}

/// Reads lexicons that stand one after the other, each under a line `== language name`: a signal,
/// `groups`, or `words`. `== en covers` says that the language is covered.
pub(super) fn read(text: &str) -> Contents<'_> {
    let mut contents = Contents::default();
    let mut name = "";
    for line in text.lines() {
        let line = line.split_once('#').map_or(line, |(entry, _)| entry).trim();
        if let Some(head) = line.strip_prefix("==") {
            let mut head = head.split_whitespace();
            let language = head.next().unwrap_or_default();
            name = head.next().unwrap_or_default();
            if name == "covers" {
                contents.covered.push(language);
            }
        } else if !line.is_empty() {
            match name {
                "groups" => read_group(line, &mut contents),
                "words" => contents.words.extend(line.split_whitespace()),
                _ => contents.lines.push(read_line(line, name)),
            }
        }
    }
    contents
}

/// `@name = i|we|my wife`. A group that is given twice holds both; languages share their names.
fn read_group<'a>(line: &'a str, contents: &mut Contents<'a>) {
    let Some((name, text)) = line.split_once('=') else {
        contents.faults.push((line, Fault::NoWord));
        return;
    };
    match choice(text, &contents.groups, &mut contents.pieces) {
        Ok(runs) => {
            let name = name.trim().trim_start_matches('@').to_owned();
            Rc::make_mut(contents.groups.entry(name).or_default()).extend(runs);
        }
        Err(fault) => contents.faults.push((line, fault)),
    }
}

/// An entry with what stands before it: `mild:`, `calm:`, `not:`, `skip:`, `message:`, `draft:`.
fn read_line<'a>(line: &'a str, signal: &'a str) -> Line<'a> {
    let mut read = Line { signal, effect: Effect::Heard, sides: INCOMING | OUTGOING, entry: line };
    loop {
        let Some((head, rest)) = read.entry.split_once(':') else { return read };
        match head {
            "mild" => read.effect = Effect::Mild,
            "calm" => read.effect = Effect::Calm,
            "not" => read.effect = Effect::Negated,
            "skip" => read.effect = Effect::Skipped,
            "message" => read.sides = INCOMING,
            "draft" => read.sides = OUTGOING,
            _ => return read,
        }
        read.entry = rest.trim_start();
    }
}

/// An entry of a policy, in the same notation.
pub(super) fn policy_line<'a>(entry: &'a str, signal: &'a str) -> Line<'a> {
    read_line(entry.trim(), signal)
}
