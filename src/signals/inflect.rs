//! The regular endings of English words, for `cancel~`: cancels, canceled, cancelled, canceling, cancelling.

/// The word and its regular forms. A form that nobody writes does no harm: it is never heard.
pub(super) fn forms(word: &str) -> Vec<String> {
    let mut forms = vec![word.to_owned()];
    let before = |cut: usize| word.get(..word.len().saturating_sub(cut)).unwrap_or_default();
    let vowel = |letter: u8| matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u');
    let ending = |stem: &str, ending: &str| [stem, ending].concat();
    let letters: Vec<u8> = word.bytes().rev().take(3).collect();
    match letters.as_slice() {
        [b'y', last, ..] if !vowel(*last) => {
            let stem = before(1);
            forms.extend([ending(stem, "ies"), ending(stem, "ied"), ending(word, "ing")]);
        }
        [b'e', b'i', ..] => {
            forms.extend([ending(word, "s"), ending(word, "d"), ending(before(2), "ying")]);
        }
        [b'e', ..] => forms.extend([ending(word, "s"), ending(word, "d"), ending(before(1), "ing")]),
        [b's' | b'x' | b'z', ..] | [b'h', b'c' | b's', ..] => {
            forms.extend([ending(word, "es"), ending(word, "ed"), ending(word, "ing")]);
        }
        _ => forms.extend([ending(word, "s"), ending(word, "ed"), ending(word, "ing")]),
    }
    // `cancel` is written with one l and with two; `refund` never doubles.
    if let [last, middle, first, ..] = letters.as_slice()
        && !vowel(*last)
        && !matches!(last, b'w' | b'x' | b'y' | b'h' | b's')
        && vowel(*middle)
        && !vowel(*first)
    {
        let doubled = &ending(word, word.get(word.len() - 1..).unwrap_or_default());
        forms.extend([ending(doubled, "ed"), ending(doubled, "ing")]);
    }
    forms
}

#[cfg(test)]
mod tests {
    use super::forms;

    #[test]
    fn regular_endings() {
        for (word, expected) in [
            ("refund", "refund refunds refunded refunding"),
            ("cancel", "cancel cancels canceled canceling cancelled cancelling"),
            ("charge", "charge charges charged charging"),
            ("reply", "reply replies replied replying"),
            ("delay", "delay delays delayed delaying"),
            ("lie", "lie lies lied lying"),
            ("switch", "switch switches switched switching"),
            ("complain", "complain complains complained complaining"),
        ] {
            assert_eq!(forms(word).join(" "), expected, "{word}");
        }
    }
}
