//! The dictionary: for a word as it is written, the sets of words that it belongs to.

use std::collections::{BTreeMap, BTreeSet};

use super::fold::blurred;
use super::hash::{BEGINNING, BLURRED, ENDING, Table, WORD, hash, step};
use super::notation::Word;
use super::typo::Typos;

/// The number of a set of words.
pub(super) type Set = u16;

/// Which sets each word belongs to.
#[derive(Clone, Debug, Default)]
pub(super) struct Dictionary {
    table: Table,
    /// For each number of the table: where its sets stand in `sets`.
    places: Vec<(u32, u32)>,
    sets: Vec<Set>,
    /// One bit for each length that a beginning, or an ending, has.
    beginnings: u64,
    endings: u64,
    /// Which three letters a beginning begins with, and an ending ends with: most words are ruled out at once.
    heads: Triples,
    tails: Triples,
    /// All beginnings of words, to stop early where a glued text is taken apart.
    stems: Table,
    typos: Typos,
}

impl Dictionary {
    /// Files words under the sets that they belong to; `plain` words belong to none and are no typing errors.
    /// The sets of `alone` are entries by themselves.
    pub(super) fn new(words: &BTreeMap<Word, Vec<Set>>, alone: &BTreeSet<Set>, plain: &[Vec<u8>]) -> Self {
        let mut keys: Vec<(u64, Option<Set>)> = Vec::new();
        let mut dictionary = Self::default();
        let mut stems = Vec::new();
        for (word, sets) in words {
            let mut file = |key: u64| keys.extend(sets.iter().map(|set| (key, Some(*set))));
            match word {
                Word::Whole(word) => {
                    file(hash(WORD, word));
                    let blur = blurred_key(word);
                    file(hash(BLURRED, &blur));
                    stem_hashes(WORD, word, &mut stems);
                    stem_hashes(BLURRED, &blur, &mut stems);
                }
                Word::Beginning(word) => {
                    let blur = blurred_key(word);
                    // The beginning is a word too, for letters with signs between them.
                    let keys =
                        [(WORD, word), (BEGINNING, word), (BLURRED, &blur), (BEGINNING ^ BLURRED, &blur)];
                    keys.into_iter().for_each(|(kind, word)| file(hash(kind, word)));
                    dictionary.beginnings |= length_bit(word) | length_bit(&blur);
                    dictionary.heads.insert(word.iter());
                    stem_hashes(WORD, word, &mut stems);
                    stem_hashes(BLURRED, &blur, &mut stems);
                }
                Word::Ending(word) => {
                    let blur = blurred_key(word);
                    [(ENDING, word), (ENDING ^ BLURRED, &blur)]
                        .into_iter()
                        .for_each(|(kind, word)| file(hash(kind, word)));
                    dictionary.tails.insert(word.iter().rev());
                    dictionary.endings |= length_bit(word) | length_bit(&blur);
                }
                Word::Number | Word::Edge => {}
            }
        }
        keys.extend(plain.iter().map(|word| (hash(WORD, word), None)));
        keys.sort_unstable();
        keys.dedup();
        dictionary.table = Table::with_capacity(keys.len());
        for group in keys.chunk_by(|a, b| a.0 == b.0) {
            let start = dictionary.sets.len();
            dictionary.sets.extend(group.iter().filter_map(|(_, set)| *set));
            let place = (as_u32(start), as_u32(dictionary.sets.len()));
            if let Some((key, _)) = group.first() {
                dictionary.table.insert(*key, as_u32(dictionary.places.len()));
            }
            dictionary.places.push(place);
        }
        stems.sort_unstable();
        stems.dedup();
        dictionary.stems = Table::with_capacity(stems.len());
        stems.iter().for_each(|stem| dictionary.stems.insert(*stem, 0));
        let whole = words.iter().filter_map(|(word, sets)| match word {
            Word::Whole(word) => {
                let number = dictionary.table.get(hash(WORD, word))?;
                Some((word.as_slice(), number, sets.iter().any(|set| alone.contains(set))))
            }
            _ => None,
        });
        dictionary.typos = Typos::new(whole.collect::<Vec<_>>().into_iter());
        dictionary
    }

    /// The sets of a word under its plain key, or none if it isn't known.
    pub(super) fn whole(&self, key: u64) -> Option<&[Set]> {
        self.table.get(key).map(|number| self.sets_of(number))
    }

    /// Whether a known word may begin like this: only the first letters are compared.
    pub(super) fn is_stem(&self, key: u64, length: usize) -> bool {
        length > STEM || self.stems.get(key).is_some()
    }

    /// Adds the sets of a word under its blurred key.
    pub(super) fn look_alikes(&self, blur: &[u8], into: &mut Vec<Set>) -> bool {
        let known = self.whole(hash(BLURRED, blur));
        add(known.unwrap_or_default(), into);
        let begins = self.parts(BEGINNING ^ BLURRED, self.beginnings, blur.iter(), into);
        let ends = self.endings(blur, into);
        begins || ends || known.is_some()
    }

    /// Adds the sets of entries such as `*itis` under the blurred key; whether there were any.
    pub(super) fn endings(&self, blur: &[u8], into: &mut Vec<Set>) -> bool {
        self.ends(ENDING ^ BLURRED, blur, into)
    }

    /// Adds the sets of entries with an asterisk; whether there were any.
    pub(super) fn patterns(&self, word: &[u8], into: &mut Vec<Set>) -> bool {
        let begins =
            self.heads.may_hold(word.iter()) && self.parts(BEGINNING, self.beginnings, word.iter(), into);
        let ends = self.tails.may_hold(word.iter().rev()) && self.ends(ENDING, word, into);
        begins || ends
    }

    /// Adds the sets of the words that an unknown one may be a typing error of.
    pub(super) fn typing_errors(&self, word: &[u8], found: &mut Vec<u32>, into: &mut Vec<Set>) -> bool {
        self.typos.meant(word, found);
        found.iter().for_each(|number| add(self.sets_of(*number), into));
        !found.is_empty()
    }

    fn sets_of(&self, number: u32) -> &[Set] {
        let (start, end) = self.places.get(number as usize).copied().unwrap_or_default();
        self.sets.get(start as usize..end as usize).unwrap_or_default()
    }

    fn parts<'a>(
        &self,
        start: u64,
        lengths: u64,
        letters: impl Iterator<Item = &'a u8>,
        into: &mut Vec<Set>,
    ) -> bool {
        let (mut key, mut found) = (start, false);
        for (at, letter) in letters.enumerate().take(63) {
            key = step(key, *letter);
            if lengths >> (at + 1) & 1 == 1
                && let Some(sets) = self.whole(key)
            {
                add(sets, into);
                found = true;
            }
        }
        found
    }

    fn ends(&self, start: u64, word: &[u8], into: &mut Vec<Set>) -> bool {
        let mut found = false;
        for length in (2..word.len().min(63)).filter(|length| self.endings >> length & 1 == 1) {
            let ending = word.get(word.len() - length..).unwrap_or_default();
            if let Some(sets) = self.whole(hash(start, ending)) {
                add(sets, into);
                found = true;
            }
        }
        found
    }
}

/// A set of three letters each; a shorter one holds for all.
#[derive(Clone, Debug, Default)]
struct Triples {
    bits: Vec<u64>,
    any: bool,
}

impl Triples {
    fn place<'a>(mut letters: impl Iterator<Item = &'a u8>) -> Option<(usize, u64)> {
        let mut letter = || letters.next().map(|letter| usize::from(letter & 31));
        let number = (letter()? << 10) | (letter()? << 5) | letter()?;
        Some((number >> 6, 1 << (number & 63)))
    }

    fn insert<'a>(&mut self, letters: impl Iterator<Item = &'a u8>) {
        self.bits.resize(1 << 9, 0);
        match Self::place(letters) {
            Some((word, bit)) => self.bits.iter_mut().skip(word).take(1).for_each(|word| *word |= bit),
            None => self.any = true,
        }
    }

    fn may_hold<'a>(&self, letters: impl Iterator<Item = &'a u8>) -> bool {
        let held = |(word, bit): (usize, u64)| self.bits.get(word).is_some_and(|word| word & bit != 0);
        self.any || Self::place(letters).is_some_and(held)
    }
}

/// The blurred key of a word.
pub(super) fn blurred_key(word: &[u8]) -> Vec<u8> {
    word.iter().flat_map(|byte| blurred(*byte)).copied().collect()
}

/// How many letters of a word rule out most others.
const STEM: usize = 4;

fn stem_hashes(start: u64, word: &[u8], into: &mut Vec<u64>) {
    let mut key = start;
    for letter in word.iter().take(STEM) {
        key = step(key, *letter);
        into.push(key);
    }
}

fn length_bit(word: &[u8]) -> u64 {
    1u64.checked_shl(as_u32(word.len())).unwrap_or(0)
}

/// Adds sets to others. Those of one word are all different, so the first need no comparing.
pub(super) fn add(sets: &[Set], into: &mut Vec<Set>) {
    if into.is_empty() {
        return into.extend_from_slice(sets);
    }
    for set in sets {
        if !into.contains(set) {
            into.push(*set);
        }
    }
}

fn as_u32(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
