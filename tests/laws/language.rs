//! C8: a word that is disguised is heard all the same.

use proptest::{collection::vec, prelude::*, sample::select};
use serde_json::json;

use super::{
    dice::Dice,
    support::{answer, embedded, lane, law, texts},
};

/// Words and phrases with the signal that they are.
const HEARD: [(&str, &str); 18] = [
    ("refund", "refund"),
    ("money back", "refund"),
    ("refunds", "refund"),
    ("cancel", "cancellation"),
    ("cancellation", "cancellation"),
    ("unsubscribe", "cancellation"),
    ("complaint", "complaint"),
    ("complaints", "complaint"),
    ("lawyer", "legal"),
    ("attorney", "legal"),
    ("lawsuit", "legal"),
    ("urgent", "urgency"),
    ("emergency", "urgency"),
    ("carbon monoxide", "urgency"),
    ("gas leak", "urgency"),
    ("terrible", "negative_sentiment"),
    ("disappointed", "negative_sentiment"),
    ("speak to a manager", "human_request"),
];

/// Letters that look like others (UTS #39): one script's for another's, and digits.
const ALIKE: [(char, &str); 11] = [
    ('a', "аɑ"),
    ('c', "сϲ"),
    ('e', "еҽ"),
    ('i', "іı1"),
    ('l', "1ⅼI"),
    ('n', "ո𝐧"),
    ('o', "о0ο"),
    ('p', "рρ"),
    ('s', "ѕ𝗌"),
    ('u', "υս"),
    ('y', "уү"),
];

fn other_case(text: &str, dice: &mut Dice<'_>) -> String {
    text.chars().map(|letter| if dice.once_in(2) { letter.to_ascii_uppercase() } else { letter }).collect()
}

fn with(text: &str, dice: &mut Dice<'_>, marks: &[&str]) -> String {
    let mut out = String::new();
    for letter in text.chars() {
        out.push(letter);
        if letter != ' ' && dice.once_in(2) {
            out.push_str(dice.of(marks));
        }
    }
    out
}

fn alike(text: &str, dice: &mut Dice<'_>) -> String {
    let other = |letter: char, dice: &mut Dice<'_>| {
        let row = ALIKE.iter().find(|(like, _)| *like == letter).filter(|_| dice.once_in(2));
        row.map_or(letter, |(_, row)| row.chars().nth(dice.below(row.chars().count())).unwrap())
    };
    text.chars().map(|letter| other(letter, dice)).collect()
}

fn separated(text: &str, dice: &mut Dice<'_>) -> String {
    let separator = dice.of(&[" ", ".", "-", "_", "*"]);
    let words: Vec<String> = text
        .split(' ')
        .map(|word| word.chars().map(String::from).collect::<Vec<_>>().join(separator))
        .collect();
    // Between words of a phrase the gap has to be told from those between letters.
    words.join(if separator == " " { "  " } else { " " })
}

fn spaced(text: &str, dice: &mut Dice<'_>) -> String {
    let gap = dice.of(&["  ", "\n", " \r\n ", "\t", "\u{a0}"]);
    text.replace(' ', gap)
}

proptest! {
    #![proptest_config(law(200))]

    #[test]
    fn law_c8_a_disguised_word_keeps_its_signal(
        (word, signal) in select(&HEARD[..]),
        disguise in 0_usize..6,
        choices in vec(any::<u8>(), 40),
        upper in any::<bool>(),
    ) {
        let dice = &mut Dice::new(&choices);
        let written = match disguise {
            0 => other_case(word, dice),
            1 => with(word, dice, &["\u{301}", "\u{308}", "\u{327}", "\u{30a}"]),
            2 => alike(word, dice),
            3 => with(word, dice, &["\u{200b}", "\u{200c}", "\u{200d}", "\u{2060}", "\u{feff}", "\u{ad}"]),
            // Single letters of a whole phrase stand apart only where they stay one word each.
            4 if !word.contains(' ') => separated(word, dice),
            _ => spaced(word, dice),
        };
        let written = if upper && disguise != 2 { written.to_uppercase() } else { written };
        let case = json!({
            "id": "c", "action": { "name": "acknowledge_lead", "text": "Thanks, we will write on Monday." },
            "message": { "text": format!("Hello there. About that {written}, thanks for reading this.") },
            "intent": { "label": "new_lead", "confidence": 0.99 }, "history": { "complete": true },
            "lead": { "value": 10 },
        });
        let answer = answer(embedded(), &case);
        prop_assert!(texts(&answer["signals"], "signal").contains(signal), "{:?} isn't {}: {:#}", written, signal, answer["signals"]);
        prop_assert!(lane(&answer) > 0);
    }
}
