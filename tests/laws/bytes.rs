//! A1: the same input, the same bytes, whichever way it came in.

use proptest::{collection::vec, prelude::*};
use serde_json::Value as Json;

use holdpoint::{
    compile::{CompiledPolicy, Limits},
    parse::{parse_json, parse_tape},
};

use super::{
    cases, policies,
    support::{FULL, NEAREST, bytes, compile, embedded, law, value},
    tape,
};

/// Spaces nowhere but in texts, no key with null where it should be left out, and numbers that
/// print the same again.
fn is_canonical(text: &str) -> Result<(), TestCaseError> {
    let (mut in_text, mut escaped) = (false, false);
    for letter in text.chars() {
        prop_assert!(in_text || !letter.is_whitespace(), "{}", text);
        in_text = if in_text { escaped || letter != '"' } else { letter == '"' };
        escaped = in_text && letter == '\\' && !escaped;
    }
    let answer: Json = serde_json::from_str(text).unwrap();
    for optional in ["nearest", "nearMisses", "audit"] {
        prop_assert!(!answer.get(optional).is_some_and(Json::is_null) || optional == "nearest", "{}", text);
    }
    // -0 and exponents of JavaScript's own are the only way in which numbers may differ from Rust's.
    let again = serde_json::to_string(&answer).unwrap();
    let again: Json = serde_json::from_str(&again).unwrap();
    prop_assert_eq!(again, answer);
    Ok(())
}

proptest! {
    #![proptest_config(law(32))]

    #[test]
    fn law_a1_text_and_tape_give_the_same_bytes(genes in policies::genes(), cases in vec(cases::genes(), 4)) {
        let written = policies::policy(&genes);
        let policy = compile(&written);
        let taped = CompiledPolicy::from_value(parse_tape(&tape::write(&written)).unwrap(), Limits::default()).unwrap();
        for genes in cases {
            let case = cases::case(&genes);
            for options in [FULL, NEAREST] {
                let first = bytes(&policy, value(&case), options).unwrap();
                is_canonical(&first)?;
                let second = bytes(&taped, parse_tape(&tape::write(&case)).unwrap(), options).unwrap();
                prop_assert_eq!(&first, &second);
                prop_assert_eq!(&first, &bytes(&policy, value(&case), options).unwrap());
            }
        }
    }
}

#[test]
fn law_a1_holds_of_the_examples() {
    for text in cases::examples() {
        let from_text = bytes(embedded(), parse_json(text).unwrap(), FULL);
        let json: Json = serde_json::from_str(text).unwrap();
        assert_eq!(from_text, bytes(embedded(), parse_tape(&tape::write(&json)).unwrap(), FULL));
        is_canonical(&from_text.unwrap()).unwrap();
    }
}
