//! What holds of every condition.

use std::collections::BTreeSet;

use holdpoint::condition::{Condition, Outcome, Slot, Vocabulary};
use proptest::{collection::vec, prelude::*, sample::select};

use super::{
    generate::{Cond, Dialect, condition, domain, lists, partial_case, whole_case},
    support::{Case, Given, Words, shown},
};

fn read(cond: &Cond) -> (Words, Condition) {
    let words = Words::new();
    let condition = words.read(&cond.text(Dialect::Ours));
    (words, condition)
}

/// Every way to complete a case in the fields that a condition reads; `None` if there are too many
/// to try.
fn completions(words: &Words, case: &Case, reads: &[Slot]) -> Option<Vec<Case>> {
    let mut all = vec![case.clone()];
    for slot in reads {
        let options = match case.given.get(slot) {
            None => domain(words.path(*slot)),
            Some(Given::Part(known)) => lists(known).into_iter().map(Given::List).collect(),
            Some(_) => continue,
        };
        if all.len() * options.len() > 600 {
            return None;
        }
        all = all
            .iter()
            .flat_map(|case| {
                options.iter().map(|option| {
                    let mut case = case.clone();
                    case.given.insert(*slot, option.clone());
                    case
                })
            })
            .collect();
    }
    Some(all)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    /// What is printed reads back as the same; so does the tree.
    #[test]
    fn printing_and_reading_are_inverse(cond in condition(true)) {
        let (words, condition) = read(&cond);
        let cel = condition.to_cel(&words);
        prop_assert_eq!(&words.read(&cel), &condition, "{}", cel);
        if let Some(tree) = condition.to_tree(&words) {
            match Condition::from_tree(&tree, &words) {
                Ok(again) => prop_assert_eq!(&again, &condition, "{:?}", tree),
                Err(problems) => prop_assert!(false, "{:?}\n{}", tree, shown(&problems)),
            }
        }
    }

    /// No parentheses are superfluous: without any pair of them it is another condition, or none.
    /// (But for those around a comparison inside another, which stand there for people.)
    #[test]
    fn parentheses_are_needed(cond in condition(true)) {
        let (words, condition) = read(&cond);
        let cel = condition.to_cel(&words);
        for without in without_a_pair(&cel) {
            if let Ok(other) = Condition::from_text(&without, &words) {
                prop_assert!(other != condition || compares_conditions(&cond), "{} | {}", cel, without);
            }
        }
    }

    /// Law C2's ground: what is said of a case with gaps holds however the gaps are filled.
    #[test]
    fn a_decided_outcome_holds_for_every_completion(cond in condition(false), case in partial_case()) {
        let (words, condition) = read(&cond);
        let outcome = condition.eval(&case);
        let Some(all) = completions(&words, &case, condition.reads()) else { return Ok(()) };
        for whole in all {
            let decided = condition.eval(&whole);
            prop_assert!(!matches!(decided, Outcome::Undetermined(_)), "{:?}", decided);
            if !matches!(outcome, Outcome::Undetermined(_)) {
                prop_assert_eq!(&decided, &outcome, "{:?}", whole);
            }
        }
    }

    /// The slots to blame are gaps that the condition reads, and to fill them is enough (where
    /// nothing asks whether they are there).
    #[test]
    fn the_blamed_gaps_are_those_that_matter(cond in condition(false), case in partial_case(), whole in whole_case()) {
        let (words, condition) = read(&cond);
        let Outcome::Undetermined(missing) = condition.eval(&case) else { return Ok(()) };
        prop_assert!(!missing.is_empty());
        prop_assert!(missing.is_sorted());
        let mut filled = case.clone();
        for slot in &missing {
            prop_assert!(!case.given.contains_key(slot), "{}", words.path(*slot));
            filled.given.insert(*slot, whole.given[slot].clone());
        }
        // The text on which an unfinished list hangs finishes it.
        if missing.contains(&words.slot("message.text")) {
            for given in filled.given.values_mut() {
                if let Given::Part(items) = given {
                    *given = Given::List(items.clone());
                }
            }
        }
        prop_assert!(!matches!(condition.eval(&filled), Outcome::Undetermined(_)), "{:?}", filled);
    }

    /// Law C2 for one condition: taking a field away never turns what isn't false into false,
    /// unless the condition says that it might.
    #[test]
    fn absence_never_makes_a_condition_false(cond in condition(true), case in partial_case()) {
        let (_, condition) = read(&cond);
        let reported: BTreeSet<Slot> = condition.breaks_monotonicity().into_iter().collect();
        if condition.eval(&case) == Outcome::False {
            return Ok(());
        }
        for slot in condition.reads().iter().filter(|slot| !reported.contains(slot)) {
            let mut less = case.clone();
            less.given.remove(slot);
            prop_assert!(condition.eval(&less) != Outcome::False, "{:?}", slot);
        }
    }

    /// The evidence for an outcome is enough for it: what it doesn't name may be missing.
    #[test]
    fn the_evidence_alone_gives_the_outcome(cond in condition(false), case in partial_case()) {
        let (words, condition) = read(&cond);
        let evidence = condition.justify(&case, &words);
        match condition.eval(&case) {
            Outcome::Undetermined(missing) => {
                let named: BTreeSet<Slot> = evidence.iter().map(|one| one.slot).collect();
                prop_assert_eq!(named.into_iter().collect::<Vec<_>>(), missing);
            }
            decided => {
                let mut cited = case.clone();
                cited.given.retain(|slot, _| evidence.iter().any(|one| one.slot == *slot));
                prop_assert_eq!(condition.eval(&cited), decided);
            }
        }
        for one in &evidence {
            prop_assert!(condition.reads().contains(&one.slot) || one.slot == words.slot("message.text"));
            prop_assert!(!one.needed().is_empty());
        }
    }

    /// Its atoms read what it reads.
    #[test]
    fn atoms_are_the_whole_of_it(cond in condition(true)) {
        let (_, condition) = read(&cond);
        let slots: BTreeSet<Slot> = condition.atoms().into_iter().flat_map(|atom| atom.slots).collect();
        prop_assert_eq!(slots.into_iter().collect::<Vec<_>>(), condition.reads());
    }

    /// Any text gets a condition or problems that point into it; any facts get an outcome.
    #[test]
    fn nothing_panics(text in soup(), case in odd_case()) {
        let words = Words::new();
        match Condition::from_text(&text, &words) {
            Ok(condition) => {
                let cel = condition.to_cel(&words);
                prop_assert_eq!(&words.read(&cel), &condition, "{}", cel);
                if let Outcome::Undetermined(missing) = condition.eval(&case) {
                    prop_assert!(!missing.is_empty());
                }
                condition.justify(&case, &words);
                let _ = condition.to_tree(&words);
                let _ = condition.atoms();
            }
            Err(problems) => {
                prop_assert!(!problems.is_empty());
                let length = text.encode_utf16().count();
                for problem in problems {
                    let span = problem.span.clone().unwrap();
                    prop_assert!(text.get(span).is_some(), "{:?}", problem);
                    let position = problem.diagnostic.position.unwrap();
                    prop_assert!(position.start <= position.end && position.end as usize <= length);
                }
            }
        }
    }
}

/// The text less one pair of parentheses, for each pair that is no call's.
fn without_a_pair(text: &str) -> Vec<String> {
    let mut open = Vec::new();
    let mut found = Vec::new();
    let mut quoted = false;
    let mut escaped = false;
    for (at, character) in text.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => quoted = !quoted,
            '(' if !quoted => open.push(at),
            ')' if !quoted => {
                let start = open.pop().unwrap();
                let call = text[..start].ends_with(|c: char| c.is_ascii_alphanumeric());
                if !call {
                    found.push(format!("{}{}{}", &text[..start], &text[start + 1..at], &text[at + 1..]));
                }
            }
            _ => {}
        }
    }
    found
}

fn compares_conditions(cond: &Cond) -> bool {
    match cond {
        Cond::Same(..) => true,
        Cond::All(parts) | Cond::Any(parts) => parts.iter().any(compares_conditions),
        Cond::Not(part) => compares_conditions(part),
        _ => false,
    }
}

/// Texts that look like conditions, and texts that don't.
fn soup() -> impl Strategy<Value = String> {
    let bits = [
        "lead.value",
        "lead",
        "message.text",
        "signals",
        "history.complete",
        "now",
        "x",
        "true",
        "null",
        "in",
        "has",
        "size",
        "exists",
        "all",
        "contains",
        "matches",
        "duration",
        "timestamp",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ",",
        ".",
        "?",
        ":",
        "!",
        "-",
        "+",
        "*",
        "==",
        "!=",
        "<",
        ">=",
        "&&",
        "||",
        "1",
        "1.5",
        "1e308",
        "0x1",
        "7u",
        "48h",
        "\"a\"",
        "'😀'",
        "\"48h\"",
        "\"2026-01-01T00:00:00Z\"",
        "r\"\\d\"",
        "b'x'",
        "\"(\"",
        "\"",
        "'''",
        "\\",
        "=",
        "&",
        "é",
        "\n",
        "// ",
        "data.missing.exists(x, ",
        "lead.urgency",
        "\"high\"",
        "lead.value > 1",
        "\u{0}",
    ];
    let token = prop_oneof![6 => select(bits.to_vec()).prop_map(str::to_owned), 1 => any::<String>()];
    let mixed = vec(token, 0..16).prop_map(|bits| bits.join(" "));
    // A condition with one piece cut out or put in.
    let broken =
        (condition(true), any::<prop::sample::Index>(), any::<prop::sample::Index>(), select(bits.to_vec()))
            .prop_map(|(cond, from, to, bit)| {
                let text: Vec<char> = cond.text(Dialect::Ours).chars().collect();
                let (from, to) = (from.index(text.len() + 1), to.index(text.len() + 1));
                let (from, to) = (from.min(to), from.max(to).min(from.min(to) + 4));
                text[..from].iter().copied().chain(bit.chars()).chain(text[to..].iter().copied()).collect()
            });
    prop_oneof![mixed, broken]
}

/// Facts that nobody promised: of the wrong kind, not finite, at the ends of their ranges.
fn odd_case() -> impl Strategy<Value = Case> {
    let number = select(&[f64::NAN, f64::INFINITY, f64::MAX, f64::MIN, f64::MIN_POSITIVE, -0.0, 3.0][..]);
    let given = prop_oneof![
        number.prop_map(Given::Number),
        any::<bool>().prop_map(Given::Bool),
        any::<String>().prop_map(Given::Text),
        vec("[ab]{0,2}", 0..3).prop_map(Given::List),
        vec("[ab]{0,2}", 0..3).prop_map(Given::Part),
    ];
    vec(given, Words::new().all().len()).prop_map(|given| {
        let words = Words::new();
        let given: Vec<(&str, Given)> = words.all().into_iter().zip(given).collect();
        Case::new(&words, &given)
    })
}
