//! The dictionary: for a word as it is written, the sets of words that it belongs to.

use std::collections::BTreeMap;

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
    /// All beginnings of words, to stop early where a glued text is taken apart.
    stems: Table,
    typos: Typos,
}

impl Dictionary {
    /// Files words under the sets that they belong to; `plain` words belong to none and are no typing errors.
    pub(super) fn new(words: &BTreeMap<Word, Vec<Set>>, plain: &[Vec<u8>]) -> Self {
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
                    // Look-alikes of the capital letters: of Cyrillic ones they differ from the small ones'.
                    let capital = capital_blur(word);
                    if capital != blur {
                        file(hash(BLURRED, &capital));
                    }
                    stem_hashes(WORD, word, &mut stems);
                    stem_hashes(BLURRED, &blur, &mut stems);
                }
                Word::Beginning(word) => {
                    file(hash(BEGINNING, word));
                    file(hash(BEGINNING ^ BLURRED, &blurred_key(word)));
                    dictionary.beginnings |= length_bit(word) | length_bit(&blurred_key(word));
                }
                Word::Ending(word) => {
                    file(hash(ENDING, word));
                    dictionary.endings |= length_bit(word);
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
        let whole = words.keys().filter_map(|word| match word {
            Word::Whole(word) => {
                dictionary.table.get(hash(WORD, word)).map(|number| (word.as_slice(), number))
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

    /// Whether a known word begins like this.
    pub(super) fn is_stem(&self, key: u64) -> bool {
        self.stems.get(key).is_some()
    }

    /// Adds the sets of a word under its blurred key.
    pub(super) fn look_alikes(&self, blur: &[u8], into: &mut Vec<Set>) -> bool {
        let known = self.whole(hash(BLURRED, blur));
        add(known.unwrap_or_default(), into);
        self.parts(BEGINNING ^ BLURRED, self.beginnings, blur.iter(), into) || known.is_some()
    }

    /// Adds the sets of entries with an asterisk; whether there were any.
    pub(super) fn patterns(&self, word: &[u8], into: &mut Vec<Set>) -> bool {
        let begins = self.beginnings != 0 && self.parts(BEGINNING, self.beginnings, word.iter(), into);
        let ends = self.endings != 0 && self.ends(word, into);
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

    fn ends(&self, word: &[u8], into: &mut Vec<Set>) -> bool {
        let mut found = false;
        for length in (2..word.len().min(63)).filter(|length| self.endings >> length & 1 == 1) {
            let ending = word.get(word.len() - length..).unwrap_or_default();
            if let Some(sets) = self.whole(hash(ENDING, ending)) {
                add(sets, into);
                found = true;
            }
        }
        found
    }
}

/// The blurred key of a word.
pub(super) fn blurred_key(word: &[u8]) -> Vec<u8> {
    word.iter().flat_map(|byte| blurred(*byte)).copied().collect()
}

fn capital_blur(word: &[u8]) -> Vec<u8> {
    use super::fold::{Fold, fold};
    let text = String::from_utf8_lossy(word);
    let mut key = Vec::new();
    for letter in text.chars().flat_map(char::to_uppercase) {
        match fold(letter) {
            _ if letter.is_ascii() => key.push(letter.to_ascii_lowercase().try_into().unwrap_or(b'?')),
            Fold::Letter { look, .. } => key.extend_from_slice(look.as_bytes()),
            _ => key.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    blurred_key(&key)
}

fn stem_hashes(start: u64, word: &[u8], into: &mut Vec<u64>) {
    let mut key = start;
    for letter in word {
        key = step(key, *letter);
        into.push(key);
    }
}

fn length_bit(word: &[u8]) -> u64 {
    1u64.checked_shl(as_u32(word.len())).unwrap_or(0)
}

fn add(sets: &[Set], into: &mut Vec<Set>) {
    for set in sets {
        if !into.contains(set) {
            into.push(*set);
        }
    }
}

fn as_u32(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
