//! One word as it stands in a text, under the keys that it may be known by.

use super::dictionary::blurred_key;
use super::notation::is_clitic;

/// A word, possibly dressed up. Its buffers are used again for the next.
#[derive(Clone, Debug, Default)]
pub(super) struct Token {
    /// Under case, accents and forms.
    pub plain: Vec<u8>,
    /// For each byte of `plain`: where it stands, in UTF-16 units.
    at: Vec<u32>,
    /// What it looks like, where that differs: otherwise empty.
    look: Vec<u8>,
    /// Signs that may be letters (`|`): their places in `plain` and in `look`.
    signs: Vec<(usize, usize)>,
    pub start: u32,
    pub end: u32,
    letters: u32,
    digits: u32,
    capitals: u32,
    /// A capital I as the first letter, one after it, or a small l: they may stand for each other.
    first_i: bool,
    inner_i: bool,
    small_l: bool,
    apostrophes: u32,
    /// Where the last apostrophe stands in `plain`.
    apostrophe: usize,
    foreign: bool,
    pub stretched: bool,
}

/// Longer words are cut: no word of a lexicon is longer.
const LONGEST: usize = 96;

impl Token {
    pub(super) fn clear(&mut self) {
        self.plain.clear();
        self.at.clear();
        self.look.clear();
        self.signs.clear();
        (self.letters, self.digits, self.capitals, self.apostrophes, self.apostrophe) = (0, 0, 0, 0, 0);
        (self.first_i, self.inner_i, self.small_l) = (false, false, false);
        (self.foreign, self.stretched) = (false, false);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.letters == 0
    }

    /// Whether it is one letter (or digit) and no more.
    pub(super) fn is_single(&self) -> bool {
        self.letters == 1
    }

    pub(super) fn is_full(&self) -> bool {
        self.plain.len() >= LONGEST || self.look.len() >= LONGEST
    }

    pub(super) fn is_number(&self) -> bool {
        self.digits == self.letters
    }

    pub(super) fn has_signs(&self) -> bool {
        !self.signs.is_empty()
    }

    pub(super) fn push_ascii(&mut self, byte: u8, start: u32, end: u32) {
        let lower = byte.to_ascii_lowercase();
        self.place(start, end);
        if byte.is_ascii_digit() {
            self.digits += 1;
        } else if byte.is_ascii_uppercase() {
            self.first_i |= byte == b'I' && self.letters == 0;
            self.inner_i |= byte == b'I' && self.letters > 0;
            self.capitals += 1;
        } else {
            self.small_l |= byte == b'l';
        }
        self.letters += 1;
        if self.plain.last() == Some(&lower) && lower.is_ascii_alphabetic() {
            let run = self.plain.iter().rev().take(3).take_while(|last| **last == lower).count();
            self.stretched |= run >= 2;
            if run == 3 {
                return;
            }
        }
        self.plain.push(lower);
        self.at.push(start);
        if self.foreign {
            self.look.push(lower);
        }
    }

    pub(super) fn push(&mut self, plain: &[u8], look: &[u8], start: u32, end: u32) {
        self.become_foreign();
        self.place(start, end);
        self.letters += 1;
        self.digits += u32::from(matches!(plain, [b'0'..=b'9']));
        self.plain.extend_from_slice(plain);
        self.at.extend(plain.iter().map(|_| start));
        self.look.extend_from_slice(look);
    }

    /// A sign that may be a letter: it is one only in what the word looks like.
    pub(super) fn push_sign(&mut self, look: &[u8], start: u32, end: u32) {
        self.become_foreign();
        self.place(start, end);
        self.letters += 1;
        self.signs.push((self.plain.len(), self.look.len()));
        self.look.extend_from_slice(look);
    }

    pub(super) fn push_apostrophe(&mut self) {
        self.apostrophes += 1;
        self.apostrophe = self.plain.len();
    }

    fn place(&mut self, start: u32, end: u32) {
        if self.letters == 0 {
            self.start = start;
        }
        self.end = end;
    }

    fn become_foreign(&mut self) {
        if !self.foreign {
            self.foreign = true;
            self.look.clear();
            self.look.extend_from_slice(&self.plain);
        }
    }

    /// The plain key, without what an apostrophe cuts off.
    pub(super) fn key(&self) -> &[u8] {
        let behind = self.plain.get(self.apostrophe..).unwrap_or_default();
        if self.apostrophes == 1 && self.apostrophe > 0 && is_clitic(behind) {
            return self.plain.get(..self.apostrophe).unwrap_or_default();
        }
        &self.plain
    }

    /// Two letters with an apostrophe between them: `u's` is `us` as well.
    pub(super) fn pair(&self) -> Option<&[u8]> {
        let pair = self.apostrophes == 1 && matches!(self.plain.as_slice(), [_, b's' | b'm']);
        pair.then_some(self.plain.as_slice())
    }

    /// Whether it looks like a word as it is, with nothing to see through.
    pub(super) fn is_bare(&self) -> bool {
        !self.foreign && self.signs.is_empty()
    }

    /// Whether what it means depends on its key alone, as it does for the same word of small letters.
    pub(super) fn is_plain(&self) -> bool {
        let in_small = self.capitals == 0
            || self.capitals == self.letters
            || !(self.first_i && self.is_i_before_vowel()
                || self.inner_i
                || self.small_l && self.capitals > 1);
        let whole = self.apostrophes == 0 || self.pair().is_none() && !self.is_dressed();
        self.is_bare() && self.digits == 0 && !self.stretched && in_small && whole
    }

    /// What it looks like, before blurring.
    pub(super) fn look(&self) -> &[u8] {
        if self.foreign { &self.look } else { &self.plain }
    }

    /// The blurred key, if the word looks dressed up.
    pub(super) fn blurred(&self) -> Option<Vec<u8>> {
        self.is_dressed().then(|| blurred_key(self.look()))
    }

    /// `Iawyer`: an `l` begins words before vowels, an `I` hardly any.
    fn is_i_before_vowel(&self) -> bool {
        matches!(self.plain.as_slice(), [b'i', b'a' | b'e' | b'i' | b'o' | b'u' | b'y', ..])
    }

    /// Foreign letters, digits among letters, `I` and `l` in each other's place, `rn` for `m`.
    fn is_dressed(&self) -> bool {
        self.foreign
            || (self.digits > 0 && self.digits < self.letters)
            || (self.digits > 0
                && self.digits == self.letters
                && self.plain.iter().all(|byte| matches!(byte, b'0' | b'1')))
            || (self.inner_i && self.capitals < self.letters)
            || (self.first_i && self.capitals < self.letters && self.is_i_before_vowel())
            || (self.small_l && self.capitals > 1)
            || self.plain.windows(2).any(|pair| pair == b"rn")
            || matches!(self.plain.as_slice(), [b'l', second, ..] if !b"aeiouy".contains(second))
    }

    /// Where the byte at this place of the plain key stands; the end of the word past the last.
    pub(super) fn unit_at(&self, place: usize) -> u32 {
        self.at.get(place).copied().unwrap_or(self.end)
    }

    /// The words that are left if its signs are signs after all.
    pub(super) fn pieces(&self) -> Vec<Token> {
        let mut pieces = Vec::new();
        let (mut plain_from, mut look_from) = (0, 0);
        let last = (self.plain.len(), self.look.len());
        for (number, &(plain_to, look_to)) in self.signs.iter().chain([&last]).enumerate() {
            let plain = self.plain.get(plain_from..plain_to).unwrap_or_default();
            if !plain.is_empty() {
                let mut piece = Token {
                    plain: plain.to_vec(),
                    at: self.at.get(plain_from..plain_to).unwrap_or_default().to_vec(),
                    look: self.look.get(look_from..look_to).unwrap_or_default().to_vec(),
                    start: self.unit_at(plain_from),
                    foreign: true,
                    letters: u32::try_from(plain.len()).unwrap_or(1),
                    ..Token::default()
                };
                piece.digits =
                    u32::try_from(plain.iter().filter(|byte| byte.is_ascii_digit()).count()).unwrap_or(0);
                piece.foreign = piece.digits != piece.letters;
                piece.end = if number < self.signs.len() { self.unit_at(plain_to - 1) + 1 } else { self.end };
                pieces.push(piece);
            }
            (plain_from, look_from) = (plain_to, look_to + 1);
        }
        pieces
    }

    /// This word and the next as one, as if what stands between them weren't there.
    pub(super) fn joined(&self, next: &Token) -> Token {
        let mut joined = self.clone();
        joined.become_foreign();
        joined.foreign = self.foreign || next.foreign || joined.digits + next.digits > 0;
        joined.plain.extend_from_slice(&next.plain);
        joined.at.extend_from_slice(&next.at);
        joined.look.extend_from_slice(next.look());
        if !joined.foreign {
            joined.look.clear();
        }
        joined.end = next.end;
        joined.letters += next.letters;
        joined.digits += next.digits;
        joined.capitals += next.capitals;
        joined.apostrophes = 0;
        joined
    }
}
