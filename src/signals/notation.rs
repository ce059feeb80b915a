//! The notation of lexicon entries; docs/lexicons.md is its description for those who write them.
//!
//! An entry becomes sequences of steps. A step is a set of words of which one has to stand there, and
//! how many other words may stand before it.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::dictionary::Set;
use super::fold::{Fold, fold};
use super::hash::{BEGINNING, Table, WORD, hash};
use super::inflect::forms;
use super::words::{Kind, Word, Words};

/// One place in a phrase: the set of words of which one has to stand there, and how many other words may
/// stand before it.
pub(super) type Step = (Set, u8);

/// Words in a row, each a set of forms: what stands between two bars.
pub(super) type Run = Vec<Vec<Word>>;

/// The groups that `@name` refers to.
pub(super) type Groups = BTreeMap<String, Rc<Vec<Run>>>;

/// Why an entry can't be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// No word is left once signs and spaces are taken out.
    NoWord,
    /// A bracket or parenthesis isn't closed, or closed without being opened.
    Unbalanced,
    /// `...` stands at the beginning or at the end.
    LooseGap,
    /// `@name` names no group.
    NoGroup(String),
    /// A word of more than 64 letters, a phrase of more than 24 words, or more than 2,000 ways to write it.
    TooLong,
}

/// The most letters of a word that can be heard.
pub(super) const LONGEST_WORD: usize = 64;
const LONGEST_PHRASE: usize = 24;
const MOST_WAYS: usize = 2_000;
const GAP: u8 = 3;
const WIDEST_GAP: u8 = 12;

/// What has been read of entries and groups: most of their pieces stand in many, and are read once.
#[derive(Debug, Default)]
pub(super) struct Pieces {
    known: Table,
    read: Vec<Rc<Alternatives>>,
    known_runs: Table,
    runs: Vec<Rc<Vec<Run>>>,
    /// The words and the sets that have come up.
    pub words: Words,
}

/// What may stand at a place: rows of sets.
type Alternatives = Vec<Vec<Set>>;

impl Pieces {
    /// The set of nothing but the edge of a sentence.
    fn edge(&mut self) -> Set {
        let edge = self.words.word(Kind::Edge, &[]);
        self.words.set(&[edge])
    }

    fn word(&mut self, text: &str, groups: &Groups) -> Result<Rc<Vec<Run>>, Fault> {
        // A group may be given more words further down.
        if let Some(name) = text.strip_prefix('@')
            && !name.is_empty()
        {
            return groups.get(name).cloned().ok_or_else(|| Fault::NoGroup(name.to_owned()));
        }
        let key = hash(WORD, text.as_bytes());
        if let Some(known) = self.known_runs.get(key).and_then(|number| self.runs.get(number as usize)) {
            return Ok(Rc::clone(known));
        }
        let read = Rc::new(runs_of_word(text, &mut self.words)?);
        self.known_runs.number_of(key);
        self.runs.push(Rc::clone(&read));
        Ok(read)
    }

    fn alternatives(
        &mut self,
        text: &str,
        is_choice: bool,
        groups: &Groups,
    ) -> Result<Rc<Alternatives>, Fault> {
        let key = hash(if is_choice { BEGINNING } else { WORD }, text.as_bytes());
        if let Some(known) = self.known.get(key).and_then(|number| self.read.get(number as usize)) {
            return Ok(Rc::clone(known));
        }
        let (mut many, mut single) = (Alternatives::new(), Vec::new());
        for alternative in text.split(if is_choice { '|' } else { '\0' }) {
            let alternative = alternative.trim();
            if alternative.bytes().any(|byte| byte.is_ascii_whitespace()) {
                let runs = choice(alternative, groups, self)?;
                self.merge(&runs, &mut many, &mut single);
            } else if !alternative.is_empty() {
                let runs = self.word(alternative, groups)?;
                self.merge(&runs, &mut many, &mut single);
            }
        }
        if !single.is_empty() {
            many.push(vec![self.words.set(&single)]);
        }
        let read = Rc::new(many);
        self.known.number_of(key);
        self.read.push(Rc::clone(&read));
        Ok(read)
    }

    /// Puts the alternatives of one word each into a single set, so that they cost one step and not many ways.
    fn merge(&mut self, runs: &[Run], many: &mut Alternatives, single: &mut Vec<Word>) {
        for run in runs {
            match run.as_slice() {
                [words] => single.extend_from_slice(words),
                run => many.push(run.iter().map(|words| self.words.set(words)).collect()),
            }
        }
    }
}

/// All sequences that an entry stands for.
pub(super) fn sequences(entry: &str, groups: &Groups, known: &mut Pieces) -> Result<Vec<Vec<Step>>, Fault> {
    let mut ways = vec![Way::default()];
    for piece in pieces(entry)? {
        let (text, is_choice, optional) = match piece {
            Piece::Gap(width) => {
                if ways.iter().all(|way| way.steps.is_empty()) {
                    return Err(Fault::LooseGap);
                }
                ways.iter_mut().for_each(|way| way.gap = width);
                continue;
            }
            Piece::Choice { text, optional } => (text, true, optional),
            Piece::Word(text) => (text, false, false),
        };
        let runs = known.alternatives(text, is_choice, groups)?;
        if runs.iter().any(|run| !run.is_empty()) {
            ways = extended(ways, &runs, optional)?;
        }
    }
    if ways.iter().any(|way| way.gap > 0) {
        return Err(Fault::LooseGap);
    }
    let mut sequences: Vec<Vec<Step>> = ways.into_iter().map(|way| way.steps).collect();
    sequences.retain(|steps| !steps.is_empty());
    let edge = known.edge();
    if sequences.iter().all(|steps| steps.iter().all(|(set, _)| *set == edge)) {
        return Err(Fault::NoWord);
    }
    Ok(sequences)
}

/// A sequence in the making, and the gap that the next step may have before it.
#[derive(Clone, Default)]
struct Way {
    steps: Vec<Step>,
    gap: u8,
}

/// The alternatives of a group's line: `i|we|my wife`.
pub(super) fn choice(text: &str, groups: &Groups, known: &mut Pieces) -> Result<Vec<Run>, Fault> {
    let mut runs = Vec::new();
    for alternative in text.split('|') {
        let mut partial: Vec<Run> = vec![Vec::new()];
        for word in alternative.split_whitespace() {
            let more = known.word(word, groups)?;
            if let ([run], [next]) = (partial.as_mut_slice(), more.as_slice()) {
                run.extend_from_slice(next);
                continue;
            }
            partial = partial
                .iter()
                .flat_map(|run| more.iter().map(move |next| run.iter().chain(next).cloned().collect()))
                .collect();
            if partial.len() > MOST_WAYS {
                return Err(Fault::TooLong);
            }
        }
        runs.extend(partial.into_iter().filter(|run| !run.is_empty()));
    }
    Ok(runs)
}

/// The words of a text under their plain keys, as the scanner reads them.
pub(super) fn folded_words(text: &str) -> Vec<Vec<u8>> {
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return vec![text.to_ascii_lowercase().into_bytes()];
    }
    let mut words = vec![Vec::new()];
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let ready = words.last().is_some_and(|word: &Vec<u8>| !word.is_empty());
        let mut push = |bytes: &[u8]| {
            if let Some(word) = words.last_mut() {
                word.extend_from_slice(bytes);
            }
        };
        match letter {
            _ if letter.is_ascii_alphanumeric() => {
                push(&[letter.to_ascii_lowercase().try_into().unwrap_or(b'?')])
            }
            _ if is_apostrophe(letter) => {
                let rest: String = letters.clone().take_while(|next| next.is_alphanumeric()).collect();
                if ready && is_clitic(rest.to_lowercase().as_bytes()) {
                    letters.nth(rest.chars().count().saturating_sub(1));
                } else if !ready || rest.is_empty() {
                    words.push(Vec::new());
                }
            }
            _ if is_symbol(letter) => {
                words.push(letter.to_string().into_bytes());
                words.push(Vec::new());
            }
            _ if letter.is_ascii() => words.push(Vec::new()),
            _ => match fold(letter) {
                Fold::Ignored => {}
                Fold::Letter { plain, .. } => push(plain.as_bytes()),
                Fold::Lone(letters, _) => {
                    words.push(letters.as_bytes().to_vec());
                    words.push(Vec::new());
                }
                Fold::Sign(_) | Fold::Other => words.push(Vec::new()),
            },
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// The signs that are written as apostrophes.
pub(super) fn is_apostrophe(letter: char) -> bool {
    matches!(letter, '\'' | '’' | '‘' | '`' | '´' | 'ʼ' | '′' | '＇')
}

/// What is cut off behind an apostrophe: `company's`, `I'll`. The rest stays on: `don't` is `dont`.
pub(super) fn is_clitic(ending: &[u8]) -> bool {
    matches!(ending, b"s" | b"ll" | b"d" | b"m" | b"re" | b"ve")
}

/// Signs that can be an entry of their own: money, percent, emoji.
pub(super) fn is_symbol(letter: char) -> bool {
    matches!(letter, '$' | '%' | '£' | '€' | '¥' | '₹' | '\u{2600}'..='\u{27BF}' | '\u{1F000}'..='\u{1F6FF}' | '\u{1F780}'..='\u{1FAFF}')
}

enum Piece<'a> {
    Word(&'a str),
    Choice { text: &'a str, optional: bool },
    Gap(u8),
}

fn pieces(entry: &str) -> Result<Vec<Piece<'_>>, Fault> {
    let mut pieces = Vec::new();
    let mut rest = entry.trim_start();
    while let Some(first) = rest.chars().next() {
        let close = match first {
            '(' => Some(')'),
            '[' => Some(']'),
            _ => None,
        };
        let (piece, after) = if let Some(close) = close {
            let (inside, after) =
                rest.get(1..).and_then(|rest| rest.split_once(close)).ok_or(Fault::Unbalanced)?;
            if inside.contains(['(', '[']) {
                return Err(Fault::Unbalanced);
            }
            (Piece::Choice { text: inside, optional: first == '[' }, after)
        } else {
            let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '(' | '[')).unwrap_or(rest.len());
            let (word, after) = rest.split_at(end);
            if word.contains([')', ']']) {
                return Err(Fault::Unbalanced);
            }
            let gap =
                word.strip_prefix("...").filter(|width| width.bytes().all(|byte| byte.is_ascii_digit()));
            let piece = gap.map_or(Piece::Word(word), |width| {
                Piece::Gap(width.parse().map_or(GAP, |width: u8| width.min(WIDEST_GAP)))
            });
            (piece, after)
        };
        pieces.push(piece);
        rest = after.trim_start();
    }
    Ok(pieces)
}

fn runs_of_word(text: &str, known: &mut Words) -> Result<Vec<Run>, Fault> {
    match text {
        "^" => return Ok(vec![vec![vec![known.word(Kind::Edge, &[])]]]),
        "<number>" => return Ok(vec![vec![vec![known.word(Kind::Number, &[])]]]),
        _ => {}
    }
    let any_ending = text.ends_with('*');
    let any_beginning = text.starts_with('*') && !any_ending;
    let inflected = text.ends_with('~');
    let mut words = folded_words(text.trim_matches(['*', '~']));
    if words.iter().any(|word| word.len() > LONGEST_WORD) {
        return Err(Fault::TooLong);
    }
    let Some(last) = words.pop() else { return Ok(vec![Vec::new()]) };
    let mut run: Run = words.iter().map(|word| vec![known.word(Kind::Whole, word)]).collect();
    run.push(match std::str::from_utf8(&last) {
        _ if any_ending => vec![known.word(Kind::Beginning, &last)],
        _ if any_beginning && run.is_empty() => vec![known.word(Kind::Ending, &last)],
        Ok(text) if inflected => {
            forms(text).iter().map(|form| known.word(Kind::Whole, form.as_bytes())).collect()
        }
        _ => vec![known.word(Kind::Whole, &last)],
    });
    Ok(vec![run])
}

fn extended(mut ways: Vec<Way>, runs: &Alternatives, optional: bool) -> Result<Vec<Way>, Fault> {
    if let ([run], false) = (runs.as_slice(), optional)
        && let [set] = run.as_slice()
    {
        for way in &mut ways {
            let gap = if way.steps.is_empty() { 0 } else { way.gap };
            way.steps.push((*set, gap));
            way.gap = 0;
            if way.steps.len() > LONGEST_PHRASE {
                return Err(Fault::TooLong);
            }
        }
        return Ok(ways);
    }
    let mut longer = Vec::new();
    for way in &ways {
        if optional {
            longer.push(way.clone());
        }
        for run in runs.iter().filter(|run| !run.is_empty()) {
            let mut steps = way.steps.clone();
            for (at, set) in run.iter().enumerate() {
                let gap = if at == 0 && !way.steps.is_empty() { way.gap } else { 0 };
                steps.push((*set, gap));
            }
            if steps.len() > LONGEST_PHRASE {
                return Err(Fault::TooLong);
            }
            longer.push(Way { steps, gap: 0 });
        }
        if longer.len() > MOST_WAYS {
            return Err(Fault::TooLong);
        }
    }
    Ok(longer)
}
