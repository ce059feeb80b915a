//! Whether a text is in a language that the lexicons cover.

use super::fold::{Fold, fold};

/// Whether what wasn't heard in a text can be relied on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coverage {
    /// A lexicon covers the text's language, as far as can be told.
    Covered,
    /// The language that the host declares has no lexicon: the text may hold anything.
    OtherLanguage,
    /// Most of the text's letters are of a script that no lexicon is written in.
    OtherScript,
}

impl Coverage {
    /// Whether the text is covered.
    #[must_use]
    pub fn is_covered(self) -> bool {
        self == Self::Covered
    }
}

/// The coverage of a text by the lexicons of these languages, all of them in Latin script.
pub(super) fn coverage(text: &str, declared: Option<&str>, covered: &[String]) -> Coverage {
    let language = declared.map(|tag| tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase());
    // `und` says that nobody knows, `zxx` that there is no language: the letters decide.
    let says_nothing = |language: &str| matches!(language, "" | "und" | "zxx");
    if let Some(language) = language.filter(|language| !says_nothing(language))
        && !covered.contains(&language)
    {
        return Coverage::OtherLanguage;
    }
    let (mut latin, mut other) = (0usize, 0usize);
    let mut at = 0;
    while let Some(&byte) = text.as_bytes().get(at) {
        at += 1;
        if byte.is_ascii() {
            latin += usize::from(byte.is_ascii_alphabetic());
            continue;
        }
        let Some(letter) = text.get(at - 1..).and_then(|rest| rest.chars().next()) else { break };
        at += letter.len_utf8() - 1;
        match fold(letter) {
            Fold::Letter { plain, .. } if plain.as_bytes().is_ascii() || is_latin(letter) => latin += 1,
            Fold::Letter { .. } | Fold::Lone(..) => other += 1,
            Fold::Ignored | Fold::Sign(_) | Fold::Other => {}
        }
    }
    if other > latin { Coverage::OtherScript } else { Coverage::Covered }
}

fn is_latin(letter: char) -> bool {
    matches!(letter, '\u{AA}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}' | '\u{2C60}'..='\u{2C7F}' | '\u{A720}'..='\u{A7FF}')
}
