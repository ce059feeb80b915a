//! Law C8: dressing up a word of a lexicon doesn't lose its signal.
//!
//! For every entry, every word that may stand in it is written in every disguise of the law, the other
//! words as they are; the entry has to be heard all the same. The look-alikes come from Unicode's own
//! tables, which the engine doesn't link.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization as _;

use super::lexicon::{Contents, INCOMING, read};
use super::lexicons::BUILTIN;
use super::notation::sequences;
use super::words::Kind;
use super::{Lexicons, Side};

/// One way to write an entry: its words, and which of them is the one to disguise.
struct Example {
    signal: String,
    side: Side,
    words: Vec<String>,
    at: usize,
}

impl Example {
    fn written(&self, word: &str, space: &str) -> String {
        let words = self.words.iter().enumerate().map(|(at, plain)| if at == self.at { word } else { plain });
        words.collect::<Vec<_>>().join(space)
    }

    fn is_heard(&self, lexicons: &Lexicons, text: &str) -> bool {
        lexicons.scan(text, self.side).iter().any(|found| found.signal == self.signal && found.counts())
    }
}

fn written(kind: Kind, letters: &[u8]) -> Option<String> {
    let text = String::from_utf8(letters.to_vec()).unwrap();
    match kind {
        Kind::Whole | Kind::Beginning => Some(text),
        Kind::Ending => Some(format!("xy{text}")),
        Kind::Number => Some("7".to_owned()),
        Kind::Edge => None,
    }
}

/// The steps of every entry and every word of the lexicons, in the first way to write what stands around it.
fn examples(lexicons: &Lexicons) -> Vec<Example> {
    let Contents { lines, groups, mut pieces, .. } = read(BUILTIN);
    let lines: Vec<_> = lines.iter().filter(|line| line.effect.is_heard()).collect();
    let ways: Vec<_> =
        lines.iter().map(|line| sequences(line.entry, &groups, &mut pieces).unwrap()).collect();
    let words: Vec<_> = pieces.words.words().map(|(kind, letters)| written(kind, letters)).collect();
    let sets: Vec<Vec<String>> = pieces
        .words
        .sets()
        .map(|set| set.iter().filter_map(|word| words[word.number()].clone()).collect())
        .collect();
    let mut examples = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    let mut seen_words = std::collections::BTreeSet::new();
    for (line, ways) in lines.iter().zip(ways) {
        let side = if line.sides & INCOMING != 0 { Side::Message } else { Side::Draft };
        for way in ways {
            let steps: Vec<&Vec<String>> = way.iter().map(|(set, _)| &sets[usize::from(*set)]).collect();
            let first: Vec<Option<String>> = steps.iter().map(|step| step.first().cloned()).collect();
            for (at, step) in steps.iter().enumerate() {
                for (number, word) in step.iter().enumerate() {
                    // Every step of every entry by its first word; the other words once each.
                    if number > 0 && !seen_words.insert(word.clone()) {
                        continue;
                    }
                    let mut words = first.clone();
                    words[at] = Some(word.clone());
                    let place = words[..at].iter().flatten().count();
                    let example = Example {
                        signal: line.signal.to_owned(),
                        side,
                        words: words.into_iter().flatten().collect(),
                        at: place,
                    };
                    let plain = example.written(word, " ");
                    // What is negated or meant otherwise as it stands is none of the law's.
                    if seen.insert((line.signal, plain.clone(), place)) && example.is_heard(lexicons, &plain)
                    {
                        examples.push(example);
                    }
                }
            }
        }
    }
    examples
}

/// For each ASCII letter: what UTS #39 holds to be confusable with it or with its capital.
fn look_alikes() -> BTreeMap<char, Vec<char>> {
    let mut by_skeleton: BTreeMap<String, Vec<char>> = BTreeMap::new();
    let skeleton =
        |letter: char| unicode_security::skeleton(letter.encode_utf8(&mut [0; 4])).collect::<String>();
    for letter in ('\u{21}'..='\u{10FFFF}')
        .filter(|letter| !letter.is_ascii() || letter.is_ascii_digit() || *letter == '|')
    {
        by_skeleton.entry(skeleton(letter)).or_default().push(letter);
    }
    let both = |letter: char| [letter, letter.to_ascii_uppercase()];
    ('a'..='z')
        .map(|letter| {
            let alike = both(letter).into_iter().filter_map(|letter| by_skeleton.get(&skeleton(letter)));
            (letter, alike.flatten().copied().collect())
        })
        .collect()
}

/// Disguises of one word, each with a name.
fn disguises(word: &str, look_alikes: &BTreeMap<char, Vec<char>>, number: usize) -> Vec<(String, String)> {
    let letters: Vec<char> = word.chars().collect();
    let by_letter = |disguise: &dyn Fn(usize, char) -> String| {
        letters.iter().enumerate().map(|(at, letter)| disguise(at, *letter)).collect::<String>()
    };
    let mut disguises = vec![
        ("capitals".to_owned(), word.to_uppercase()),
        (
            "a capital".to_owned(),
            by_letter(&|at, c| if at == 0 { c.to_uppercase().collect() } else { c.to_string() }),
        ),
        (
            "changing case".to_owned(),
            by_letter(&|at, c| if at % 2 == 1 { c.to_uppercase().collect() } else { c.to_string() }),
        ),
        ("accents".to_owned(), by_letter(&|_, c| format!("{c}\u{301}"))),
        ("accents, composed".to_owned(), by_letter(&|_, c| format!("{c}\u{308}")).nfc().collect()),
        ("full width".to_owned(), by_letter(&|_, c| full_width(c).to_string())),
    ];
    for zero_width in ['\u{200B}', '\u{200D}', '\u{2060}', '\u{FEFF}', '\u{AD}', '\u{FE0F}'] {
        let text = by_letter(&|at, c| if at == 0 { c.to_string() } else { format!("{zero_width}{c}") });
        disguises.push((format!("U+{:04X} inside", u32::from(zero_width)), text));
    }
    if letters.len() > 1 {
        // An apostrophe between two letters is one: `i'd`, `u's`.
        for sign in [' ', '.', '-', '_', '*', '/', ',', '\'', '·', '🙂', '\n', '+', ':', '~', '"', '!', '|']
        {
            if sign == '\'' && letters.len() == 2 {
                continue;
            }
            let text = by_letter(&|at, c| if at == 0 { c.to_string() } else { format!("{sign}{c}") });
            disguises.push((format!("`{sign}` between the letters"), text));
        }
    }
    for round in 0..3 {
        let pick = |at: usize, letter: char| {
            let alike = look_alikes.get(&letter).filter(|alike| !alike.is_empty())?;
            alike.get((number * 7 + at * 13 + round * 31) % alike.len()).copied()
        };
        let text = by_letter(&|at, c| pick(at, c).unwrap_or(c).to_string());
        disguises.push((format!("look-alikes, {round}"), text));
        let one = number % letters.len().max(1);
        let text =
            by_letter(&|at, c| if at == one { pick(at + round, c).unwrap_or(c) } else { c }.to_string());
        disguises.push((format!("one look-alike, {round}"), text));
    }
    disguises.push(("rn for m".to_owned(), word.replace('m', "rn")));
    disguises.push(("digits".to_owned(), word.replace('o', "0").replace('l', "1")));
    disguises
}

fn full_width(letter: char) -> char {
    if letter.is_ascii_alphanumeric() { char::from_u32(u32::from(letter) + 0xFEE0).unwrap() } else { letter }
}

#[test]
fn law_c8_no_disguise_loses_a_signal() {
    let lexicons = Lexicons::builtin();
    let look_alikes = look_alikes();
    let examples = examples(&lexicons);
    assert!(examples.len() > 3_000, "{} examples", examples.len());
    let mut lost = BTreeMap::<String, Vec<String>>::new();
    let mut tried = 0;
    for (number, example) in examples.iter().enumerate() {
        let word = &example.words[example.at];
        for (name, disguise) in disguises(word, &look_alikes, number) {
            let text = example.written(&disguise, " ");
            tried += 1;
            if !example.is_heard(&lexicons, &text) {
                lost.entry(name).or_default().push(format!("{}: {text}", example.signal));
            }
        }
        for space in ["  ", "\n", "\r\n\r\n", " \t ", "\u{A0}", "\u{2003}"] {
            let text = example.written(word, space);
            tried += 1;
            if !example.is_heard(&lexicons, &text) {
                lost.entry(format!("{space:?} between words"))
                    .or_default()
                    .push(format!("{}: {text}", example.signal));
            }
        }
    }
    let summary: Vec<String> = lost
        .iter()
        .map(|(name, texts)| {
            format!("{name}: {} lost, such as {:?}", texts.len(), &texts[..texts.len().min(6)])
        })
        .collect();
    assert!(lost.is_empty(), "of {tried}:\n{}", summary.join("\n"));
}

#[test]
fn law_c8_every_look_alike_of_every_letter_is_known() {
    let lexicons = Lexicons::builtin();
    let mut lost = Vec::new();
    for (letter, alike) in look_alikes() {
        // A word with the letter in the middle, so that a sign that looks like it stands among letters.
        let words = [
            "refund",
            "cancellation",
            "lawyer",
            "guarantee",
            "complaint",
            "symptom",
            "jaundice",
            "influenza",
            "vaccine",
            "subpoena",
            "hypoxia",
            "mortgage",
            "overwork",
            "quickest",
            "ridiculous",
            "atrocious",
            "bankruptcy",
            "unhappy",
            "dialysis",
            "exchange charge",
            "waived",
            "as promised",
            "psychiatrist",
            "injunction",
            "delinquent",
        ];
        let Some(word) = words.iter().find(|word| {
            word.char_indices().any(|(at, c)| c == letter && at > 0 && at + 1 < word.len())
                && !lexicons.scan(word, Side::Message).is_empty()
        }) else {
            lost.push(format!("no word for {letter}"));
            continue;
        };
        let at =
            word.char_indices().position(|(at, c)| c == letter && at > 0 && at + 1 < word.len()).unwrap();
        let signals: Vec<&str> =
            lexicons.scan(word, Side::Message).iter().map(|found| found.signal).collect();
        for look in alike {
            let text: String =
                word.chars().enumerate().map(|(i, c)| if i == at { look } else { c }).collect();
            let found = lexicons.scan(&text, Side::Message);
            if !signals.iter().any(|signal| found.iter().any(|found| found.signal == *signal)) {
                lost.push(format!("{text} (U+{:04X} for {letter})", u32::from(look)));
            }
        }
    }
    assert!(lost.is_empty(), "{} lost: {lost:?}", lost.len());
}
