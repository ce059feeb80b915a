//! What a word in a text may be: itself, a look-alike, a typing error, several words without spaces.

use super::dictionary::{add, blurred_key};
use super::engine::Engine;
use super::hash::{BLURRED, WORD, hash, step};
use super::lexicon::INCOMING;
use super::scan::Scan;
use super::token::Token;

/// The shortest word that is taken apart into several.
const GLUED: usize = 7;
/// From this length on a word needn't come apart without rest.
const BLOB: usize = 40;
/// The longest word that is looked for inside another.
const LONGEST_PART: usize = 24;

/// How a word is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recognition {
    /// It is in the lexicons, or looks like a word that is.
    Known,
    /// It is taken for a typing error.
    TypingError,
    /// It is taken for several words without spaces.
    Glued,
    /// It is a word like any other.
    Unknown,
}

/// How a word that stands alone is taken.
pub(super) fn recognition(engine: &Engine, word: &str) -> Recognition {
    let mut scan = Scan::new(engine, INCOMING, word.len());
    let mut token = Token::default();
    for (at, byte) in (0u32..).zip(word.bytes()) {
        token.push_ascii(byte, at, at + 1);
    }
    if engine.dictionary.whole(hash(WORD, token.key())).is_some() || scan.knows(&token) {
        return Recognition::Known;
    }
    if engine.dictionary.typing_errors(token.key(), &mut Vec::new(), &mut Vec::new()) {
        return Recognition::TypingError;
    }
    if scan.hear_parts(&token) { Recognition::Glued } else { Recognition::Unknown }
}

/// The letters of a row as one key, and where each begins in it.
fn spelled(row: &[Token], key_of: impl Fn(&Token) -> Vec<u8>) -> (Vec<u8>, Vec<usize>) {
    let mut key = Vec::new();
    let mut borders = vec![0];
    for letter in row {
        key.extend(key_of(letter));
        borders.push(key.len());
    }
    (key, borders)
}

impl Scan<'_> {
    /// Whether a word is in the dictionary, as it is or as a look-alike.
    pub(super) fn knows(&mut self, token: &Token) -> bool {
        let engine = self.engine;
        self.sets.clear();
        engine.dictionary.whole(hash(WORD, token.key())).is_some_and(|sets| !sets.is_empty())
            || engine.dictionary.patterns(token.key(), &mut self.sets)
            || token.blurred().is_some_and(|blur| engine.dictionary.look_alikes(&blur, &mut self.sets))
    }

    /// Reads a word of a text.
    pub(super) fn hear(&mut self, token: &Token) {
        let engine = self.engine;
        let (key, start, end) = (token.key(), token.start, token.end);
        self.sets.clear();
        let hashed = hash(WORD, key);
        let plain = token.is_plain();
        if plain && let Some(known) = self.memory.get(hashed) {
            let word = self.memory.word(known, start, end);
            return engine.automaton.read(&mut self.progress, word, &mut self.found);
        }
        let mut known = self.whole(key);
        if let Some(pair) = token.pair() {
            known |= self.whole(pair);
        }
        known |= engine.dictionary.patterns(key, &mut self.sets);
        if token.is_number() {
            self.sets.extend_from_slice(&engine.numbers);
            known = true;
        }
        if let Some(blur) = token.blurred() {
            known |= engine.dictionary.look_alikes(&blur, &mut self.sets);
            known = known || self.stretched(token, &blur);
        }
        if !known && token.has_signs() {
            let pieces = token.pieces();
            if pieces.iter().all(Token::is_single) {
                return self.hear_spaced(&pieces);
            }
            return pieces.iter().for_each(|piece| self.hear(piece));
        }
        known = known || self.stretched(token, key);
        known = known || engine.dictionary.typing_errors(key, &mut self.candidates, &mut self.sets);
        if !known && self.hear_parts(token) {
            return;
        }
        if plain {
            let known = self.memory.remember(Some(hashed), &self.sets, &engine.automaton);
            let word = self.memory.word(known, start, end);
            return engine.automaton.read(&mut self.progress, word, &mut self.found);
        }
        self.read(start, end);
    }

    /// Reads a row of single letters: the words that they spell, and the letters that are left.
    pub(super) fn hear_spaced(&mut self, row: &[Token]) {
        if row.len() < 2 {
            return row.iter().for_each(|letter| self.hear(letter));
        }
        let shortest = if row.len() == 2 { 2 } else { 1 };
        let (key, borders) = spelled(row, |letter| letter.plain.clone());
        let mut parts = self.apart(&key, &borders, WORD, shortest);
        let dictionary = &self.engine.dictionary;
        let known = |letter: &Token| dictionary.whole(hash(WORD, &letter.plain)).is_some();
        let left = |(from, to): &(usize, usize)| to - from == 1 && !row.get(*from).is_some_and(known);
        if !row.iter().all(Token::is_bare) || parts.iter().any(left) {
            let (key, borders) = spelled(row, |letter| blurred_key(letter.look()));
            let blurred = self.apart(&key, &borders, BLURRED, shortest);
            if blurred.len() < parts.len() {
                parts = blurred;
            }
        }
        let (key, borders) = spelled(row, |letter| blurred_key(letter.look()));
        for (from, to) in parts {
            let letters = row.get(from..to).unwrap_or_default();
            let (Some(first), Some(last)) = (letters.first(), letters.last()) else { continue };
            if letters.len() == 1 {
                self.hear(first);
                continue;
            }
            let place = borders.get(from).copied().unwrap_or(0)..borders.get(to).copied().unwrap_or(0);
            self.sets.clear();
            self.engine.dictionary.look_alikes(key.get(place).unwrap_or_default(), &mut self.sets);
            self.read(first.start, last.end);
        }
        // Letters that spell no word may still end like one: `*itis`.
        self.sets.clear();
        if row.len() > 3
            && self.engine.dictionary.endings(&key, &mut self.sets)
            && let (Some(first), Some(last)) = (row.first(), row.last())
        {
            self.read(first.start, last.end);
        }
    }

    /// Reads a word that is known to stand alone, such as a sign.
    pub(super) fn read_key(&mut self, key: &[u8], start: u32, end: u32) {
        self.sets.clear();
        self.whole(key);
        self.read(start, end);
    }

    fn read(&mut self, start: u32, end: u32) {
        let automaton = &self.engine.automaton;
        let known = self.memory.remember(None, &self.sets, automaton);
        automaton.read(&mut self.progress, self.memory.word(known, start, end), &mut self.found);
        self.memory.forget(known);
    }

    fn whole(&mut self, key: &[u8]) -> bool {
        let known = self.engine.dictionary.whole(hash(WORD, key));
        add(known.unwrap_or_default(), &mut self.sets);
        known.is_some()
    }

    /// `refuuund`, `pleeease`: three of a letter stand for two or for one.
    fn stretched(&mut self, token: &Token, key: &[u8]) -> bool {
        if !token.stretched {
            return false;
        }
        let at_most = |most: usize| {
            let mut short: Vec<u8> = Vec::with_capacity(key.len());
            for letter in key {
                let run = short.iter().rev().take_while(|last| *last == letter).count();
                if run < most {
                    short.push(*letter);
                }
            }
            short
        };
        self.whole(&at_most(2)) || self.whole(&at_most(1))
    }

    /// `iwantarefund`, `50usd`: reads the words that stand there without spaces.
    fn hear_parts(&mut self, token: &Token) -> bool {
        let key = token.key();
        let digits = key.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if digits > 0 && digits < key.len() {
            let middle = token.unit_at(digits);
            self.sets.clear();
            self.sets.extend_from_slice(&self.engine.numbers);
            self.read(token.start, middle);
            self.read_key(key.get(digits..).unwrap_or_default(), middle, token.end);
            return true;
        }
        if key.len() < GLUED || !key.iter().all(u8::is_ascii_lowercase) {
            return false;
        }
        if key.len() < BLOB && !self.comes_apart(key) {
            return false;
        }
        let key = key.to_vec();
        let borders: Vec<usize> = (0..=key.len()).collect();
        let parts = self.apart(&key, &borders, WORD, 2);
        // Single letters would make words of many: `i` counts at the beginning, `a` between long words.
        let is_part = |at: usize, from: usize, to: usize| match key.get(from..to) {
            Some(b"i") => at == 0,
            Some(b"a") => at > 1 && at + 1 < parts.len(),
            // Short words of Spanish that English words begin or end with: `un-settled`, `function-al`.
            Some(
                b"un" | b"en" | b"de" | b"es" | b"os" | b"al" | b"el" | b"la" | b"le" | b"lo" | b"se" | b"te",
            ) => false,
            part => part.is_some_and(|part| part.len() > 1),
        };
        let whole = parts.iter().enumerate().all(|(at, (from, to))| is_part(at, *from, *to));
        // Two short words make many a third: `weekend`, `suitcase`, `understand`.
        let longest = if parts.len() == 2 { 6 } else { 4 };
        let worth = parts.iter().any(|(from, to)| to - from >= longest);
        if !worth || !(whole || key.len() >= BLOB) {
            return false;
        }
        for (from, to) in parts {
            let word = key.get(from..to).unwrap_or_default();
            let short = !whole && word.len() < 4;
            self.read_key(if short { b"" } else { word }, token.unit_at(from), token.unit_at(to));
        }
        true
    }

    /// Whether letters can be divided into known words without rest: a quick look that most words fail.
    fn comes_apart(&self, key: &[u8]) -> bool {
        let dictionary = &self.engine.dictionary;
        let mut reached = 1u64;
        for from in 0..key.len() {
            if reached >> from & 1 == 0 {
                continue;
            }
            let mut hashed = WORD;
            for (to, letter) in
                (from + 1..).zip(key.get(from..).unwrap_or_default().iter().take(LONGEST_PART))
            {
                hashed = step(hashed, *letter);
                if !dictionary.is_stem(hashed, to - from) {
                    break;
                }
                if dictionary.whole(hashed).is_some_and(|sets| !sets.is_empty()) {
                    reached |= 1 << to;
                }
            }
        }
        reached >> key.len() & 1 == 1
    }

    /// The way to divide letters into known words that leaves the fewest letters over, then the fewest
    /// words; what is left over stands as single letters. Time linear in the letters: words are short.
    fn apart(&mut self, key: &[u8], borders: &[usize], kind: u64, shortest: usize) -> Vec<(usize, usize)> {
        let dictionary = &self.engine.dictionary;
        let count = borders.len().saturating_sub(1);
        // For each border: letters left over and words from here to the end, and where the first word ends.
        let mut best: Vec<(u32, u32, usize)> = vec![(0, 0, 0); count + 1];
        for from in (0..count).rev() {
            let (left, words, _) = best.get(from + 1).copied().unwrap_or_default();
            let mut way = (left + 1, words + 1, from + 1);
            let mut hashed = kind;
            for to in from + 1..=count.min(from + LONGEST_PART) {
                let part = borders.get(to - 1).zip(borders.get(to)).and_then(|(a, b)| key.get(*a..*b));
                hashed = part.unwrap_or_default().iter().fold(hashed, |hash, byte| step(hash, *byte));
                let letters = borders.get(to).copied().unwrap_or(0) - borders.get(from).copied().unwrap_or(0);
                if !dictionary.is_stem(hashed, letters) {
                    break;
                }
                let is_word = to - from >= shortest.max(1)
                    && dictionary.whole(hashed).is_some_and(|sets| !sets.is_empty());
                if is_word {
                    let (left, words, _) = best.get(to).copied().unwrap_or_default();
                    let other = (left, words + 1, to);
                    if (other.0, other.1) < (way.0, way.1) {
                        way = other;
                    }
                }
            }
            if let Some(place) = best.get_mut(from) {
                *place = way;
            }
        }
        let mut parts = Vec::new();
        let mut at = 0;
        while at < count {
            let to = best.get(at).map_or(count, |way| way.2).max(at + 1);
            parts.push((at, to));
            at = to;
        }
        parts
    }
}
