//! Lexicons made ready: a dictionary of words, an automaton of phrases, and the entries behind them.

use std::rc::Rc;

use super::automaton::Automaton;
use super::dictionary::{Dictionary, Set};
use super::hash::{Table, WORD, hash, step};
use super::lexicon::{Effect, Line, Sides};
use super::notation::{Fault, Groups, Pieces, Word, folded_words, sequences};

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
    let mut sets = Sets::default();
    let mut pieces = Pieces::default();
    let mut phrases: Vec<(Vec<(Set, u8)>, u32)> = Vec::new();
    for line in lines {
        let Some(signal) = signals.iter().position(|signal| signal == line.signal) else { continue };
        let entry = u32::try_from(engine.entries.len()).unwrap_or(u32::MAX);
        match sequences(line.entry, groups, &mut pieces) {
            Ok(ways) => {
                phrases.extend(ways.iter().map(|way| {
                    let steps = way.iter().map(|step| (sets.number_of(&step.words), step.gap));
                    (steps.collect(), entry)
                }));
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
    for (number, set) in (0..).zip(&sets.sets) {
        let holds = |wanted: &Word| set.iter().any(|word| word == wanted);
        engine.edges.extend(holds(&Word::Edge).then_some(number));
        engine.numbers.extend(holds(&Word::Number).then_some(number));
    }
    let plain: Vec<Vec<u8>> = words.iter().flat_map(|word| folded_words(word)).collect();
    let mut alone = vec![false; sets.sets.len()];
    for (phrase, _) in &phrases {
        if let [(set, _)] = phrase.as_slice()
            && let Some(alone) = alone.get_mut(usize::from(*set))
        {
            *alone = true;
        }
    }
    engine.dictionary = Dictionary::new(&sets.sets, &alone, &plain);
    engine.automaton = Automaton::new(&phrases, sets.sets.len());
    (engine, faults)
}

/// Sets of words, each once.
#[derive(Default)]
struct Sets {
    sets: Vec<Rc<[Word]>>,
    known: Table,
    /// Where sets lie whose number is known: entries share most of them.
    places: Table,
}

impl Sets {
    /// The number of a set, which stays where it is for as long as these are used.
    fn number_of(&mut self, words: &Rc<[Word]>) -> Set {
        let place = hash(WORD, &(words.as_ptr() as usize).to_le_bytes());
        if let Some(number) = self.places.get(place) {
            return Set::try_from(number).unwrap_or(Set::MAX);
        }
        let hashed = words.iter().fold(WORD, |hashed, word| match word {
            Word::Whole(word) => step(hash(hashed, word), 0),
            Word::Beginning(word) => step(hash(hashed, word), 1),
            Word::Ending(word) => step(hash(hashed, word), 2),
            Word::Number => step(hashed, 3),
            Word::Edge => step(hashed, 4),
        });
        let number = self.known.number_of(hashed) as usize;
        if number == self.sets.len() {
            self.sets.push(Rc::clone(words));
        }
        let number = Set::try_from(number).unwrap_or(Set::MAX);
        self.places.insert(place, u32::from(number));
        number
    }
}
