//! C3: order has no meaning.

use proptest::{collection::vec, prelude::*};
use serde_json::{Value as Json, json};

use holdpoint::{
    compile::{CompiledPolicy, Limits},
    parse::parse_json,
};

use super::{
    cases,
    dice::Dice,
    policies,
    support::{FULL, NEAREST, answer, bytes, compile, law, texts, value},
};

/// JSON with the keys of every object in another order.
fn shuffled_keys(json: &Json, dice: &mut Dice<'_>) -> String {
    match json {
        Json::Object(entries) => {
            let mut left: Vec<_> = entries.iter().collect();
            let mut parts = Vec::new();
            while !left.is_empty() {
                let (key, entry) = left.remove(dice.below(left.len()));
                parts.push(format!("{}:{}", json!(key), shuffled_keys(entry, dice)));
            }
            format!("{{{}}}", parts.join(","))
        }
        Json::Array(entries) => {
            let parts: Vec<String> = entries.iter().map(|entry| shuffled_keys(entry, dice)).collect();
            format!("[{}]", parts.join(","))
        }
        other => other.to_string(),
    }
}

fn shuffle(list: &mut Json, dice: &mut Dice<'_>) {
    let Json::Array(entries) = list else { return };
    let mut left = std::mem::take(entries);
    while !left.is_empty() {
        entries.push(left.remove(dice.below(left.len())));
    }
}

/// Every list of a case in another order.
fn shuffle_lists(json: &mut Json, dice: &mut Dice<'_>) {
    shuffle(json, dice);
    match json {
        Json::Object(entries) => entries.values_mut().for_each(|entry| shuffle_lists(entry, dice)),
        Json::Array(entries) => entries.iter_mut().for_each(|entry| shuffle_lists(entry, dice)),
        _ => {}
    }
}

proptest! {
    #![proptest_config(law(40))]

    #[test]
    fn law_c3_keys_and_rules_have_no_order(
        genes in policies::genes(),
        order in vec(any::<u8>(), 300),
        cases in vec(cases::genes(), 4),
    ) {
        let mut written = policies::policy(&genes);
        let policy = compile(&written);
        let dice = &mut Dice::new(&order);
        shuffle(&mut written["rules"], dice);
        let text = shuffled_keys(&written, dice);
        let other = CompiledPolicy::from_value(parse_json(&text).unwrap(), Limits::default()).unwrap();
        for genes in cases {
            let case = cases::case(&genes);
            let shuffled = shuffled_keys(&case, dice);
            for options in [FULL, NEAREST] {
                let before = bytes(&policy, value(&case), options).unwrap();
                let after = bytes(&other, parse_json(&shuffled).unwrap(), options).unwrap();
                prop_assert_eq!(before, after);
            }
        }
    }

    #[test]
    fn law_c3_entries_of_lists_have_no_order(
        genes in policies::genes(),
        order in vec(any::<u8>(), 200),
        cases in vec(cases::genes(), 14),
    ) {
        let mut written = policies::policy(&genes);
        let policy = compile(&written);
        let dice = &mut Dice::new(&order);
        shuffle(&mut written["inputs"]["region"]["enum"], dice);
        shuffle(&mut written["inputs"]["tags"]["enum"], dice);
        shuffle(&mut written["intents"], dice);
        let other = compile(&written);
        for genes in cases {
            let case = cases::case(&genes);
            let mut shuffled = case.clone();
            shuffle_lists(&mut shuffled, dice);
            let (before, after) = (answer(&policy, &case), answer(&other, &shuffled));
            for key in ["lane", "class", "classes", "posture", "owners", "route"] {
                prop_assert_eq!(&before[key], &after[key], "{}: {:#}\n{:#}", key, case, shuffled);
            }
            prop_assert_eq!(texts(&before["reasons"], "rule"), texts(&after["reasons"], "rule"));
        }
    }
}

/// Lexicons take long to make, so there is only one policy with entries of its own.
#[test]
fn law_c3_entries_of_a_lexicon_have_no_order() {
    let policy = |entries: &[&str]| {
        compile(&json!({ "holdpoint": 1, "name": "p", "signals": { "refund": { "add": entries } } }))
    };
    let (policy, other) =
        (policy(&["credit back", "gold", "gold card"]), policy(&["gold card", "gold", "credit back"]));
    for text in ["a gold card", "gold", "my credit back, please", "credits", "nothing"] {
        let case =
            json!({ "id": "c", "action": { "name": "acknowledge_lead" }, "message": { "text": text } });
        let (before, after) = (answer(&policy, &case), answer(&other, &case));
        for key in ["lane", "classes", "owners", "route"] {
            assert_eq!(before[key], after[key], "{text}");
        }
        assert_eq!(texts(&before["reasons"], "rule"), texts(&after["reasons"], "rule"), "{text}");
    }
}
