//! The regular endings of English words, for `cancel~`: cancels, canceled, cancelled, canceling, cancelling.

/// The word and its regular forms. A form that nobody writes does no harm: it is never heard.
pub(super) fn forms(word: &str) -> Vec<String> {
    let mut forms = vec![word.to_owned()];
    let before = |cut: usize| word.get(..word.len().saturating_sub(cut)).unwrap_or_default();
    let vowel = |letter: u8| matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u');
    let letters: Vec<u8> = word.bytes().rev().take(3).collect();
    match letters.as_slice() {
        [b'y', last, ..] if !vowel(*last) => {
            let stem = before(1);
            forms.extend([format!("{stem}ies"), format!("{stem}ied"), format!("{word}ing")]);
        }
        [b'e', b'i', ..] => {
            forms.extend([format!("{word}s"), format!("{word}d"), format!("{}ying", before(2))]);
        }
        [b'e', ..] => forms.extend([format!("{word}s"), format!("{word}d"), format!("{}ing", before(1))]),
        [b's' | b'x' | b'z', ..] | [b'h', b'c' | b's', ..] => {
            forms.extend([format!("{word}es"), format!("{word}ed"), format!("{word}ing")]);
        }
        _ => forms.extend([format!("{word}s"), format!("{word}ed"), format!("{word}ing")]),
    }
    // `cancel` is written with one l and with two; `refund` never doubles.
    if let [last, middle, first, ..] = letters.as_slice()
        && !vowel(*last)
        && !matches!(last, b'w' | b'x' | b'y' | b'h' | b's')
        && vowel(*middle)
        && !vowel(*first)
    {
        let last = char::from(*last);
        forms.extend([format!("{word}{last}ed"), format!("{word}{last}ing")]);
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
