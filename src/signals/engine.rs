//! Lexicons made ready: a dictionary of words, an automaton of phrases, and the entries behind them.

use super::automaton::Automaton;
use super::dictionary::{Dictionary, Set};
use super::hash::{WORD, hash};
use super::lexicon::{Effect, Line, Sides};
use super::notation::{Fault, Groups, Pieces, Step, folded_words, sequences};
use super::words::Kind;

/// Everything that a scan needs, made once.
#[derive(Clone, Debug, Default)]
pub(super) struct Engine {
    pub dictionary: Dictionary,
    pub automaton: Automaton,
    pub entries: Vec<Entry>,
    /// The sets that hold the edge of a sentence.
    pub edges: Vec<Set>,
    /// The sets that hold any number.
    pub numbers: Vec<Set>,
}

/// An entry that a phrase leads to.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// The place of its signal in the list of signals.
    pub signal: u16,
    pub effect: Effect,
    pub sides: Sides,
    pub text: String,
}

/// Makes lexicons ready. Lines whose signal isn't in the list are left out.
pub(super) fn build<'a>(
    lines: impl Iterator<Item = Line<'a>>,
    signals: &[String],
    groups: &Groups,
    mut pieces: Pieces,
    words: &[&str],
) -> (Engine, Vec<(Line<'a>, Fault)>) {
    let mut engine = Engine::default();
    let mut faults = Vec::new();
    let mut phrases: Vec<(Vec<Step>, u32)> = Vec::new();
    for line in lines {
        let Some(signal) = signals.iter().position(|signal| signal == line.signal) else { continue };
        let entry = u32::try_from(engine.entries.len()).unwrap_or(u32::MAX);
        match sequences(line.entry, groups, &mut pieces) {
            Ok(ways) => phrases.extend(ways.into_iter().map(|way| (way, entry))),
            Err(fault) => {
                faults.push((line, fault));
                continue;
            }
        }
        engine.entries.push(Entry {
            signal: u16::try_from(signal).unwrap_or(u16::MAX),
            effect: line.effect,
            sides: line.sides,
            text: line.entry.to_owned(),
        });
    }
    let mut known = pieces.words;
    let (edge, number) = (known.word(Kind::Edge, &[]), known.word(Kind::Number, &[]));
    for (set, words) in known.sets().enumerate() {
        let set = Set::try_from(set).unwrap_or(Set::MAX);
        for word in words {
            if *word == edge {
                engine.edges.push(set);
            } else if *word == number {
                engine.numbers.push(set);
            }
        }
    }
    let plain: Vec<u64> =
        words.iter().flat_map(|word| folded_words(word)).map(|word| hash(WORD, &word)).collect();
    let mut alone = vec![false; known.sets().len()];
    for (phrase, _) in &phrases {
        if let [(set, _)] = phrase.as_slice()
            && let Some(alone) = alone.get_mut(usize::from(*set))
        {
            *alone = true;
        }
    }
    engine.dictionary = Dictionary::new(&known, &alone, &plain);
    engine.automaton = Automaton::new(&phrases, alone.len());
    (engine, faults)
}
