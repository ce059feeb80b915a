//! One pass over a text: characters to words, words to phrases.

use super::automaton::{Hit, Progress};
use super::dictionary::Set;
use super::engine::Engine;
use super::fold::{Fold, Letters, fold};
use super::lexicon::{INCOMING, Sides};
use super::notation::{is_apostrophe, is_symbol};
use super::plain::{Memory, Plain, Remembered};
use super::reader::{Event, Place, Reader};
use super::settle::{Heard, settle, soften};
use super::spaced::Spaced;
use super::token::Token;

/// What stands between two words.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Between {
    /// How many characters.
    pub count: u32,
    /// The first of them.
    pub first: Option<char>,
    /// Whether a sentence ends there.
    pub sentence_ends: bool,
}

/// The word before the one at hand. It is read when the next begins.
#[derive(Debug, Default)]
enum Held {
    #[default]
    Nothing,
    /// It may be the first half of a word that a hyphen divides.
    Word(Box<Token>),
    /// It is a word by itself, of which it is known what it means.
    Known(Remembered, u32, u32),
}

/// A scan under way.
pub(super) struct Scan<'e> {
    pub(super) engine: &'e Engine,
    pub(super) progress: Progress,
    pub(super) sets: Vec<Set>,
    pub(super) candidates: Vec<u32>,
    pub(super) memory: Memory,
    pub(super) found: Vec<Hit>,
    heard: Vec<Heard>,
    token: Box<Token>,
    /// An apostrophe, or the point in a number, that belongs to the word only if the word goes on.
    pending: Option<(char, u32, u32)>,
    between: Between,
    stops: u32,
    ended: bool,
    /// The word before, kept back.
    held: Held,
    spare: Option<Box<Token>>,
    spaced: Spaced,
    place: Place,
    /// Whether the character after this one is a Latin letter; known outside ASCII only.
    latin_follows: bool,
    sides: Sides,
    written: bool,
}

/// Everything heard in a text, and the work it took.
pub(super) fn scan(engine: &Engine, text: &str, sides: Sides) -> (Vec<Heard>, u64) {
    let mut scan = Scan::new(engine, sides, text.len());
    scan.open_sentence();
    let mut reader = Reader::new(text, sides == INCOMING);
    loop {
        if scan.token.is_empty()
            && let Some(word) = reader.plain_word()
            && scan.plain_word(word, reader.unit())
        {
            reader.step_over(word.length + usize::from(word.space));
            continue;
        }
        let Some(event) = reader.next() else { break };
        if reader.place() != scan.place {
            scan.finish_word();
            scan.finish_sentence();
            scan.place = reader.place();
        }
        match event {
            Event::Letter { letter, start, end } => {
                scan.latin_follows = is_far(letter) && reader.latin_follows();
                scan.letter(letter, start, end);
            }
            Event::Break => scan.divide(' '),
        }
    }
    scan.finish_word();
    scan.finish_sentence();
    if !scan.written {
        // A message that is all quote was forwarded: what it says is what its sender wants heard.
        scan.heard.iter_mut().for_each(|heard| heard.place = Place::Written);
    }
    soften(engine, &mut scan.heard);
    (scan.heard, scan.progress.work)
}

impl<'e> Scan<'e> {
    /// For a text of so many bytes.
    pub(super) fn new(engine: &'e Engine, sides: Sides, text: usize) -> Self {
        Self {
            engine,
            progress: Progress::default(),
            sets: Vec::new(),
            candidates: Vec::new(),
            memory: Memory::new(text),
            found: Vec::new(),
            heard: Vec::new(),
            token: Box::default(),
            pending: None,
            between: Between::default(),
            stops: 0,
            ended: false,
            held: Held::Nothing,
            spare: None,
            spaced: Spaced::default(),
            place: Place::Written,
            latin_follows: false,
            sides,
            written: false,
        }
    }

    fn letter(&mut self, letter: char, start: u32, end: u32) {
        if letter.is_ascii_alphanumeric() {
            self.go_on(letter);
            self.token.push_ascii(u8::try_from(letter).unwrap_or(b'?'), start, end);
            return self.cut_if_full();
        }
        if is_apostrophe(letter) || (matches!(letter, '.' | ',') && self.token.is_number()) {
            if !self.token.is_empty() && self.pending.is_none() {
                self.pending = Some((letter, start, end));
                return;
            }
            return self.divide(letter);
        }
        if letter == '|' {
            return self.sign(Letters::ascii(b'l'), start, end);
        }
        if is_symbol(letter) {
            return self.symbol(letter, start, end);
        }
        if letter.is_ascii() {
            return self.divide(letter);
        }
        match fold(letter) {
            Fold::Ignored => {}
            Fold::Letter { plain, look } => {
                self.go_on(letter);
                self.token.push(plain.as_bytes(), look.as_bytes(), start, end);
                self.cut_if_full();
            }
            Fold::Lone(_, Some(look)) if !self.token.is_empty() || self.latin_follows => {
                self.sign(look, start, end);
            }
            Fold::Lone(letters, look) => {
                self.finish_word();
                self.token.push(letters.as_bytes(), look.unwrap_or(letters).as_bytes(), start, end);
                self.finish_word();
            }
            Fold::Sign(look) => self.sign(look, start, end),
            Fold::Other => self.divide(letter),
        }
    }

    fn sign(&mut self, look: Letters, start: u32, end: u32) {
        self.go_on('|');
        self.token.push_sign(look.as_bytes(), start, end);
        self.cut_if_full();
    }

    fn cut_if_full(&mut self) {
        if self.token.is_full() {
            self.finish_word();
        }
    }

    /// A sign that can be a word: money and percent beside a number, emoji anywhere.
    fn symbol(&mut self, letter: char, start: u32, end: u32) {
        if letter == '%' && self.token.is_number() || letter != '%' && self.token.is_empty() {
            let mut buffer = [0; 4];
            let key = letter.encode_utf8(&mut buffer).as_bytes();
            if self.engine.dictionary.whole(super::hash::hash(super::hash::WORD, key)).is_some() {
                let emoji = u32::from(letter) > 0x2600;
                if emoji {
                    // An emoji is read at once: it may be what stands between the letters of a word.
                    self.read_key(key, start, end);
                } else {
                    self.finish_word();
                    self.release();
                    self.begin_sentence_if_ended();
                    self.read_key(key, start, end);
                }
            }
        }
        self.divide(letter);
    }

    /// Decides about what is pending, now that the word goes on with this letter.
    fn go_on(&mut self, letter: char) {
        let Some((pending, _, _)) = self.pending.take() else { return };
        if is_apostrophe(pending) {
            self.token.push_apostrophe();
        } else if !(letter.is_ascii_digit() && self.token.is_number()) {
            self.finish_word();
            self.divide(pending);
        }
    }

    /// Something that is no part of a word.
    fn divide(&mut self, letter: char) {
        if let Some((pending, _, _)) = self.pending.take() {
            self.finish_word();
            self.divide(pending);
        }
        self.finish_word();
        self.between.count += 1;
        self.between.first.get_or_insert(letter);
        match letter {
            '.' | '!' | '?' | ';' | '。' | '！' | '？' => {
                self.stops += 1;
                // Three points are a pause, not an end.
                self.ended = letter != '.' || self.stops != 2 && self.stops != 3;
            }
            _ if letter.is_whitespace() => {
                self.between.sentence_ends |= self.ended;
                (self.stops, self.ended) = (0, false);
            }
            _ => {}
        }
    }

    fn finish_word(&mut self) {
        if self.pending.take().is_some() {
            self.finish_word();
            self.divide('\'');
            return;
        }
        if self.token.is_empty() {
            return;
        }
        let between = self.begin_word();
        let next = self.spare.take().unwrap_or_default();
        let mut token = std::mem::replace(&mut self.token, next);
        if token.is_single() {
            let held = std::mem::take(&mut self.held);
            // `401.k`: the last letter of a word, if the two make one.
            if let Some(joined) = self.joined(&held, &token, between) {
                self.held = Held::Word(Box::new(joined));
                return self.put_by(token);
            }
            self.read_held(held);
            if let Some(ready) = self.spaced.add(&token, between) {
                self.hear_spaced(&ready);
            }
            return self.put_by(token);
        }
        self.release_spaced_before(between);
        let held = std::mem::take(&mut self.held);
        if let Some(joined) = self.joined(&held, &token, between) {
            *token = joined;
        } else {
            self.read_held(held);
        }
        self.held = Held::Word(token);
    }

    /// Takes what stands before the word at hand, and ends the sentence if it ends there.
    fn begin_word(&mut self) -> Between {
        let between = std::mem::take(&mut self.between);
        (self.stops, self.ended) = (0, false);
        if between.sentence_ends {
            self.finish_sentence();
        }
        if self.place == Place::Written {
            self.written = true;
        }
        between
    }

    /// Takes a word straight from the text, if it is one whose meaning is known.
    #[inline(never)]
    fn plain_word(&mut self, word: Plain, start: u32) -> bool {
        let unknown = self.memory.get(word.hashed).is_none();
        if unknown || is_tight(self.between) || word.length == 1 && !self.spaced.is_empty() {
            return false;
        }
        let between = self.begin_word();
        if !self.spaced.is_empty() {
            let run = self.spaced.take();
            self.hear_spaced(&run);
        }
        let held = std::mem::take(&mut self.held);
        self.read_held(held);
        let Some(known) = self.memory.get(word.hashed) else {
            // Reading the word before made room for it.
            self.between = Between { sentence_ends: false, ..between };
            return false;
        };
        self.held = Held::Known(known, start, start + u32::try_from(word.length).unwrap_or(0));
        if word.space {
            self.between = Between { count: 1, first: Some(' '), sentence_ends: false };
        }
        true
    }

    /// Reads the word that was kept back.
    fn read_held(&mut self, held: Held) {
        match held {
            Held::Nothing => {}
            Held::Word(token) => {
                self.hear(&token);
                self.put_by(token);
            }
            Held::Known(word, start, end) => {
                let word = self.memory.word(word, start, end);
                self.engine.automaton.read(&mut self.progress, word, &mut self.found);
            }
        }
    }

    /// Keeps the buffers of a word for the next.
    fn put_by(&mut self, mut token: Box<Token>) {
        token.clear();
        self.spare = Some(token);
    }

    /// A single letter before a hyphen is held like a word: `e-mail`.
    fn release_spaced_before(&mut self, between: Between) {
        let run = self.spaced.take();
        match run.as_slice() {
            [] => {}
            [letter] if is_tight(between) => self.held = Held::Word(Box::new(letter.clone())),
            _ => self.hear_spaced(&run),
        }
    }

    /// Both halves as one word, if that is a word and they aren't.
    fn joined(&mut self, held: &Held, token: &Token, between: Between) -> Option<Token> {
        let Held::Word(held) = held else { return None };
        if !is_tight(between) || held.has_signs() || token.has_signs() {
            return None;
        }
        if self.knows(held) && self.knows(token) {
            return None;
        }
        let joined = held.joined(token);
        self.knows(&joined).then_some(joined)
    }

    fn begin_sentence_if_ended(&mut self) {
        if self.between.sentence_ends {
            self.between.sentence_ends = false;
            self.finish_sentence();
        }
    }

    /// Reads what was kept back.
    fn release(&mut self) {
        let run = self.spaced.take();
        self.hear_spaced(&run);
        let held = std::mem::take(&mut self.held);
        self.read_held(held);
    }

    fn finish_sentence(&mut self) {
        self.release();
        for set in &self.engine.edges {
            self.engine.automaton.edge(&mut self.progress, *set, &mut self.found);
        }
        settle(self.engine, &mut self.found, self.sides, self.place, &mut self.heard);
        self.open_sentence();
    }

    fn open_sentence(&mut self) {
        self.engine.automaton.open(&mut self.progress, &self.engine.edges);
    }
}

/// Whether a character may be of a script that writes no spaces: only there it matters what follows.
fn is_far(letter: char) -> bool {
    letter >= '\u{E00}'
}

/// One sign that is no space.
fn is_tight(between: Between) -> bool {
    between.count == 1 && between.first.is_some_and(|first| !first.is_whitespace())
}
