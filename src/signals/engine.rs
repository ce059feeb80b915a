//! Lexicons made ready: a dictionary of words, an automaton of phrases, and the entries behind them.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::automaton::Automaton;
use super::dictionary::{Dictionary, Set};
use super::lexicon::{Effect, Line, Sides};
use super::notation::{Fault, Groups, Step, Word, folded_words, sequences};

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
    words: &[&str],
) -> (Engine, Vec<(Line<'a>, Fault)>) {
    let mut engine = Engine::default();
    let mut faults = Vec::new();
    let mut sets: BTreeMap<Rc<[Word]>, Set> = BTreeMap::new();
    let mut phrases: Vec<(Vec<(Set, u8)>, u32)> = Vec::new();
    for line in lines {
        let Some(signal) = signals.iter().position(|signal| signal == line.signal) else { continue };
        let entry = u32::try_from(engine.entries.len()).unwrap_or(u32::MAX);
        match sequences(line.entry, groups) {
            Ok(ways) => {
                let mut shared = Vec::new();
                phrases.extend(ways.iter().map(|way| (numbered(way, &mut sets, &mut shared), entry)));
            }
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
    let mut members: BTreeMap<Word, Vec<Set>> = BTreeMap::new();
    for (set, number) in &sets {
        for word in set.iter() {
            match word {
                Word::Edge => engine.edges.push(*number),
                Word::Number => engine.numbers.push(*number),
                word => members.entry(word.clone()).or_default().push(*number),
            }
        }
    }
    let plain: Vec<Vec<u8>> = words.iter().flat_map(|word| folded_words(word)).collect();
    let alone = phrases.iter().filter_map(|(phrase, _)| match phrase.as_slice() {
        [(set, _)] => Some(*set),
        _ => None,
    });
    let alone: BTreeSet<Set> = alone.collect();
    engine.dictionary = Dictionary::new(&members, &alone, &plain);
    engine.automaton = Automaton::new(&phrases, sets.len());
    (engine, faults)
}

/// Numbers the sets of a way. The ways of one entry share their sets, so most are found by where they lie.
fn numbered(
    way: &[Step],
    sets: &mut BTreeMap<Rc<[Word]>, Set>,
    shared: &mut Vec<(*const Word, Set)>,
) -> Vec<(Set, u8)> {
    let mut number = |words: &Rc<[Word]>| {
        if let Some((_, set)) = shared.iter().find(|(place, _)| *place == words.as_ptr()) {
            return *set;
        }
        let next = Set::try_from(sets.len()).unwrap_or(Set::MAX);
        let set = *sets.entry(Rc::clone(words)).or_insert(next);
        shared.push((words.as_ptr(), set));
        set
    };
    way.iter().map(|step| (number(&step.words), step.gap)).collect()
}
