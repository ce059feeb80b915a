//! Words as most are: ASCII letters alone. They are read straight from the text, and what one of them
//! means is remembered, so that only the first of its kind in a text is looked up.

use super::automaton::{Automaton, Deed, Word};
use super::dictionary::Set;
use super::hash::{WORD, step};

/// A word of ASCII letters, as it begins a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plain {
    /// The hash of its key.
    pub hashed: u64,
    /// How many letters it has.
    pub length: usize,
    /// Whether a space follows.
    pub space: bool,
}

/// Longer words are read letter by letter.
const LONGEST: usize = 48;

/// The plain word at the beginning of a text: one that means the same however its letters are written, and
/// behind which it is over. None if it takes a closer look to say so.
#[inline(never)]
pub(super) fn plain_word(text: &[u8]) -> Option<Plain> {
    let mut hashed = WORD;
    let mut length = 0;
    let (mut last, mut run) = (0, 0u8);
    let mut capitals = 0;
    let follows = loop {
        let Some(&byte) = text.get(length) else { break b'\n' };
        let lower = byte | 0x20;
        if !lower.is_ascii_lowercase() {
            break byte;
        }
        if length == LONGEST {
            return None;
        }
        // Three of a letter may stand for two or for one.
        run = if lower == last { run + 1 } else { 0 };
        if run == 2 {
            return None;
        }
        capitals += usize::from(lower != byte);
        hashed = step(hashed, lower);
        last = lower;
        length += 1;
    };
    let (first, behind_first) = (*text.first()?, text.get(1).copied());
    // A capital inside may be another letter, and so may an `I` before a vowel.
    let capital_first = first.is_ascii_uppercase();
    if length == 0 || (capitals != usize::from(capital_first) && capitals != length) {
        return None;
    }
    let behind = text.get(length + 1).copied();
    if length == 1 {
        // A letter that stands alone may be one of a row: `r e f u n d`.
        let second = text.get(length + 2).copied();
        let letter = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_alphabetic());
        let word_follows = follows == b' ' && letter(behind) && letter(second);
        return word_follows.then_some(Plain { hashed, length, space: true });
    }
    let before_vowel = matches!(behind_first, Some(b'a' | b'e' | b'i' | b'o' | b'u' | b'y'));
    if first == b'I' && before_vowel {
        return None;
    }
    let over = match follows {
        b' ' | b'\n' => true,
        b',' | b'.' | b'!' | b'?' | b';' | b':' | b')' | b'"' => matches!(behind, None | Some(b' ' | b'\n')),
        _ => false,
    };
    over.then_some(Plain { hashed, length, space: follows == b' ' })
}

/// What words of a text mean, by their hash: the last one for each place.
#[derive(Debug)]
pub(super) struct Memory {
    places: Vec<Remembered>,
    parts: Vec<u32>,
}

/// What a word does, and where its parts stand.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Remembered {
    hashed: u64,
    from: u32,
    to: u32,
    deed: Deed,
}

/// So many parts are kept; then everything is forgotten.
const MOST_PARTS: usize = 1 << 16;

impl Memory {
    /// For a text of so many bytes.
    pub(super) fn new(text: usize) -> Self {
        let count = (text / 4).clamp(16, 16_384).next_power_of_two();
        Self { places: vec![Remembered::default(); count], parts: Vec::new() }
    }

    fn place(&self, hashed: u64) -> usize {
        (hashed ^ (hashed >> 32)) as usize & self.places.len().wrapping_sub(1)
    }

    #[inline(always)]
    pub(super) fn get(&self, hashed: u64) -> Option<Remembered> {
        self.places.get(self.place(hashed)).filter(|known| known.hashed == hashed).copied()
    }

    /// A word that is remembered, as it stands in a text.
    pub(super) fn word(&self, known: Remembered, start: u32, end: u32) -> Word<'_> {
        let parts = self.parts.get(known.from as usize..known.to as usize).unwrap_or_default();
        Word { parts, deed: known.deed, start, end }
    }

    /// Remembers what a word of these sets does. Without a hash it is only for this once.
    pub(super) fn remember(
        &mut self,
        hashed: Option<u64>,
        sets: &[Set],
        automaton: &Automaton,
    ) -> Remembered {
        if self.parts.len() > MOST_PARTS {
            self.parts.clear();
            self.places.fill(Remembered::default());
        }
        let number = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
        let from = number(self.parts.len());
        let deed = automaton.deed(sets, &mut self.parts);
        let mut known = Remembered { hashed: 0, from, to: number(self.parts.len()), deed };
        if let Some(hashed) = hashed {
            known.hashed = hashed;
            let place = self.place(hashed);
            if let Some(place) = self.places.get_mut(place) {
                *place = known;
            }
        }
        known
    }

    /// Forgets the parts of a word that was only for once.
    pub(super) fn forget(&mut self, known: Remembered) {
        self.parts.truncate(known.from as usize);
    }
}
