//! The dictionary: for a word as it is written, the sets of words that it belongs to.

use super::fold::blurred;
use super::hash::{BEGINNING, BLURRED, ENDING, Filed, Table, WORD, hash, step};
use super::typo::Typos;
use super::words::{Kind, Words};

/// The number of a set of words.
pub(super) type Set = u16;

/// Which sets each word belongs to.
#[derive(Clone, Debug, Default)]
pub(super) struct Dictionary {
    sets: Filed<Set>,
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
    /// Files the words of sets under the numbers of the sets; the words of the `plain` hashes belong to none and
    /// are no typing errors. The sets of `alone` are entries by themselves.
    pub(super) fn new(words: &Words, alone: &[bool], plain: &[u64]) -> Self {
        // Groups may hold words that no entry uses. Of the others: whether they are entries by themselves.
        let mut used: Vec<Option<bool>> = vec![None; words.count()];
        for (set, alone) in words.sets().zip(alone) {
            for word in set {
                if let Some(used) = used.get_mut(word.number()) {
                    *used = Some(*alone || *used == Some(true));
                }
            }
        }
        let mut table = Table::with_capacity(words.count() + plain.len());
        let mut dictionary = Self { stems: Table::with_capacity(words.count()), ..Self::default() };
        let mut whole: Vec<(&[u8], u32, bool)> = Vec::with_capacity(words.count());
        let mut keys = vec![[None; 4]; words.count()];
        for ((keys, used), (kind, letters)) in keys.iter_mut().zip(used).zip(words.words()) {
            let Some(alone) = used else { continue };
            *keys = dictionary.file(kind, letters, &mut table);
            if let (Kind::Whole, [Some(key), ..]) = (kind, *keys) {
                whole.push((letters, key, alone));
            }
        }
        for key in plain {
            table.number_of(*key);
        }
        let mut pairs: Vec<(u32, Set)> = Vec::with_capacity(words.size() * 2);
        for (number, set) in words.sets().enumerate() {
            let number = Set::try_from(number).unwrap_or(Set::MAX);
            for word in set {
                for key in keys.get(word.number()).into_iter().flatten().flatten() {
                    pairs.push((*key, number));
                }
            }
        }
        dictionary.sets = Filed::new(table, &pairs);
        dictionary.typos = Typos::new(&whole);
        dictionary
    }

    /// Notes a word; the numbers of the keys under which its sets are to be filed.
    fn file(&mut self, kind: Kind, word: &[u8], table: &mut Table) -> [Option<u32>; 4] {
        let (first, second) = match kind {
            Kind::Whole => (WORD, None),
            // The beginning is a word too, for letters with signs between them.
            Kind::Beginning => (WORD, Some(BEGINNING)),
            Kind::Ending => (ENDING, None),
            Kind::Number | Kind::Edge => return [None; 4],
        };
        let blur = blurred_key(word);
        let mut number = |kind: u64| {
            let blurred_kind = if kind == WORD { BLURRED } else { kind ^ BLURRED };
            (table.number_of(hash(kind, word)), table.number_of(hash(blurred_kind, &blur)))
        };
        let (first, second) = (number(first), second.map(number));
        let lengths = length_bit(word.len()) | length_bit(blur.len());
        if kind == Kind::Beginning {
            self.beginnings |= lengths;
            self.heads.insert(word.iter());
        }
        if kind == Kind::Ending {
            self.endings |= lengths;
            self.tails.insert(word.iter().rev());
        } else {
            stem_hashes(WORD, word, &mut self.stems);
            stem_hashes(BLURRED, &blur, &mut self.stems);
        }
        [Some(first.0), Some(first.1), second.map(|key| key.0), second.map(|key| key.1)]
    }

    /// The sets of a word under its plain key, or none if it isn't known.
    pub(super) fn whole(&self, key: u64) -> Option<&[Set]> {
        self.sets.get(key)
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
        found.iter().for_each(|number| add(self.sets.of(*number), into));
        !found.is_empty()
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

fn stem_hashes(start: u64, word: &[u8], into: &mut Table) {
    let mut key = start;
    for letter in word.iter().take(STEM) {
        key = step(key, *letter);
        into.insert(key, 0);
    }
}

fn length_bit(length: usize) -> u64 {
    1u64.checked_shl(as_u32(length)).unwrap_or(0)
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
