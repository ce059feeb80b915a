//! The words of lexicons and the sets that they stand in, each once and under a number.

use super::dictionary::Set;
use super::hash::{BEGINNING, ENDING, Table, WORD, hash};

/// What stands in a step: the number of a word. Words are numbered in the order in which they come up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Word(u32);

impl Word {
    /// Its number.
    pub(super) fn number(self) -> usize {
        self.0 as usize
    }
}

/// What a word stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The word itself.
    Whole,
    /// `cancel*`: any word that begins so.
    Beginning,
    /// `*itis`: any word that ends so.
    Ending,
    /// `<number>`.
    Number,
    /// `^`: the beginning or the end of a sentence.
    Edge,
}

/// Words and sets of words.
#[derive(Debug, Default)]
pub(super) struct Words {
    known: Table,
    letters: Vec<u8>,
    /// Of each word: its kind, and where its letters stand.
    words: Vec<(Kind, u32, u32)>,
    known_sets: Table,
    /// Of each word: the round in which it was last put into a set.
    marks: Vec<u64>,
    round: u64,
    members: Vec<Word>,
    /// Of each set: where its words stand.
    sets: Vec<(u32, u32)>,
}

impl Words {
    /// The word of these letters, which are folded.
    pub(super) fn word(&mut self, kind: Kind, letters: &[u8]) -> Word {
        // No sign is a letter of a word, so that numbers and edges can be told from words.
        let key = match kind {
            Kind::Whole => hash(WORD, letters),
            Kind::Beginning => hash(BEGINNING, letters),
            Kind::Ending => hash(ENDING, letters),
            Kind::Number => hash(WORD, b"<"),
            Kind::Edge => hash(WORD, b"^"),
        };
        let number = self.known.number_of(key);
        if number as usize == self.words.len() {
            let start = as_u32(self.letters.len());
            self.letters.extend_from_slice(letters);
            self.words.push((kind, start, as_u32(self.letters.len())));
        }
        Word(number)
    }

    /// How many words there are.
    pub(super) fn count(&self) -> usize {
        self.words.len()
    }

    /// The words by number: what each stands for, and its letters.
    pub(super) fn words(&self) -> impl Iterator<Item = (Kind, &[u8])> {
        self.words.iter().map(|(kind, start, end)| {
            (*kind, self.letters.get(*start as usize..*end as usize).unwrap_or_default())
        })
    }

    /// The set of these words, in whatever order and however often each.
    pub(super) fn set(&mut self, words: &[Word]) -> Set {
        let start = self.members.len();
        self.round += 1;
        self.marks.resize(self.words.len(), 0);
        // A sum, so that the order is all one and nothing has to be sorted.
        let mut key = 0u64;
        for word in words {
            if let Some(mark) = self.marks.get_mut(word.number())
                && *mark != self.round
            {
                *mark = self.round;
                key = key.wrapping_add(mixed(word.0));
                self.members.push(*word);
            }
        }
        let number = self.known_sets.number_of(key) as usize;
        if number == self.sets.len() {
            self.sets.push((as_u32(start), as_u32(self.members.len())));
        } else {
            self.members.truncate(start);
        }
        Set::try_from(number).unwrap_or(Set::MAX)
    }

    /// The sets by number, each with its words.
    pub(super) fn sets(&self) -> impl ExactSizeIterator<Item = &[Word]> {
        self.sets
            .iter()
            .map(|(start, end)| self.members.get(*start as usize..*end as usize).unwrap_or_default())
    }

    /// How many words the sets hold together.
    pub(super) fn size(&self) -> usize {
        self.members.len()
    }
}

/// A number whose bits are spread over all of a hash (the last steps of SplitMix64), so that sums of them tell
/// sets apart.
fn mixed(number: u32) -> u64 {
    let mut bits = (u64::from(number) + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

fn as_u32(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
