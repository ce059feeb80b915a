//! C1: every well-formed case gets exactly one lane, anything else a typed error. A2: nothing
//! makes the engine panic.

use proptest::{collection::vec, prelude::*, sample::select};
use serde_json::{Value as Json, json};

use holdpoint::{
    compile::{CompiledPolicy, Limits},
    decide::classify::{Options, Request},
    model::Value,
    parse::{parse_json, parse_tape},
};

use super::{
    cases, policies,
    support::{CLASSES, FULL, NEAREST, bytes, compile, decide, lane, law, texts, usual, value},
    tape,
};

/// Any JSON, small.
fn anything() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<f64>().prop_map(|number| json!(number)),
        any::<i64>().prop_map(Json::from),
        select(&[0.0, -0.0, 1e308, -1e-320, 1e15, 253_402_300_800_000.0, 0.5][..]).prop_map(Json::from),
        "\\PC{0,8}".prop_map(Json::from),
        select(&["id", "refund", "2026-13-01", "__proto__", "a.b", "\u{0}", "/~0"][..]).prop_map(Json::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Json::from),
            vec(("[a-z.~/]{0,6}|id|action|name|text|data|signals", inner), 0..4)
                .prop_map(|entries| Json::Object(entries.into_iter().collect())),
        ]
    })
}

/// Puts something somewhere: `steps` choose a key or an entry on each level.
fn mutate(place: &mut Json, steps: &[u8], with: Json) {
    let Some((step, rest)) = steps.split_first() else {
        *place = with;
        return;
    };
    let step = usize::from(*step);
    match place {
        Json::Object(entries) if !entries.is_empty() && step % 9 != 8 => {
            let key = entries.keys().nth(step % entries.len()).unwrap().clone();
            mutate(&mut entries[&key], rest, with);
        }
        Json::Object(entries) => {
            let keys = ["nickname", "texts", "__proto__", "name", "value", "fields", ""];
            entries.insert(keys[step % keys.len()].to_owned(), with);
        }
        Json::Array(entries) if !entries.is_empty() => {
            let index = step % entries.len();
            mutate(&mut entries[index], rest, with);
        }
        other => *other = with,
    }
}

/// One lane and what belongs to it, or an error with codes and places.
fn is_an_answer_or_an_error(
    policy: &CompiledPolicy,
    case: Value,
    options: Options,
) -> Result<bool, TestCaseError> {
    match bytes(policy, case, options) {
        Ok(text) => {
            let answer: Json = serde_json::from_str(&text).unwrap();
            lane(&answer);
            prop_assert!(CLASSES.contains(&answer["class"].as_str().unwrap()));
            prop_assert_eq!(text.matches("\"lane\":").count() > 0, true);
            Ok(true)
        }
        Err(text) => {
            let error: Json = serde_json::from_str(&text).unwrap();
            let problems = error["diagnostics"].as_array().unwrap();
            prop_assert!(!problems.is_empty(), "{}", text);
            prop_assert_eq!(&error["code"], &problems[0]["code"]);
            for problem in problems {
                prop_assert!(problem["code"].as_str().unwrap().starts_with("HP"), "{}", problem);
                prop_assert!(!problem["message"].as_str().unwrap().is_empty(), "{}", problem);
                let path = problem["path"].as_str().unwrap();
                prop_assert!(path.is_empty() || path.starts_with('/'), "{}", problem);
            }
            Ok(false)
        }
    }
}

proptest! {
    #![proptest_config(law(40))]

    #[test]
    fn law_c1_every_well_formed_case_gets_one_lane(policy in policies::genes(), cases in vec(cases::genes(), 4)) {
        let policy = compile(&policies::policy(&policy));
        for genes in cases {
            let case = cases::case(&genes);
            for options in [FULL, NEAREST] {
                prop_assert!(is_an_answer_or_an_error(&policy, value(&case), options)?, "{:#}", case);
            }
        }
    }

    #[test]
    fn law_c1_anything_else_gets_a_typed_error(
        genes in cases::genes(),
        changes in vec((vec(any::<u8>(), 0..4), anything()), 1..4),
    ) {
        let mut case = cases::case(&genes);
        for (steps, with) in changes {
            mutate(&mut case, &steps, with);
        }
        is_an_answer_or_an_error(usual(), value(&case), FULL)?;
        // What the integrator's vocabulary refuses is refused, whatever else is right.
        let mut wrong = cases::case(&genes);
        wrong["history"] = json!({ "turns": 1.5 });
        wrong["extra"] = json!(1);
        let error = decide(usual(), &wrong, FULL).unwrap_err();
        let paths = texts(&error["diagnostics"], "path");
        prop_assert!(paths.contains("/history/turns") && paths.contains("/extra"), "{}", error);
    }

    #[test]
    fn law_a2_no_values_make_it_panic(written in anything(), policy in policies::genes(), steps in vec(any::<u8>(), 0..5)) {
        is_an_answer_or_an_error(usual(), value(&written), FULL)?;
        let _ = Request::from_value(value(&written));
        let mut policy = policies::policy(&policy);
        mutate(&mut policy, &steps, written);
        if let Err(problems) = CompiledPolicy::from_value(value(&policy), Limits::default()) {
            prop_assert!(!problems.is_empty());
        }
    }
}

proptest! {
    #![proptest_config(law(300))]

    #[test]
    fn law_a2_no_bytes_make_it_panic(
        noise in vec(any::<u8>(), 0..120),
        genes in cases::genes(),
        at in any::<usize>(),
        with in vec(any::<u8>(), 1..5),
    ) {
        let _ = parse_tape(&noise);
        let _ = parse_json(&String::from_utf8_lossy(&noise));
        // Closer to the truth: a case with a few bytes overwritten, as tape and as text.
        let case = cases::case(&genes);
        let spoil = |mut bytes: Vec<u8>| {
            let at = at % bytes.len();
            let end = bytes.len().min(at + with.len());
            bytes.splice(at..end, with.iter().copied());
            bytes
        };
        if let Ok(read) = parse_tape(&spoil(tape::write(&case))) {
            is_an_answer_or_an_error(usual(), read, FULL)?;
        }
        let spoiled = spoil(case.to_string().into_bytes());
        if let Ok(read) = parse_json(&String::from_utf8_lossy(&spoiled)) {
            is_an_answer_or_an_error(usual(), read, FULL)?;
        }
    }
}

#[test]
fn law_a2_what_is_deep_or_long_ends() {
    for text in ["[".repeat(100_000), "{\"a\":".repeat(100_000), "[".repeat(200) + &"]".repeat(200)] {
        let _ = parse_json(&text);
    }
    let mut deep = [6, 1, 0, 0, 0].repeat(100_000);
    deep.push(0);
    assert!(parse_tape(&deep).is_err());
    // A count that the bytes don't hold takes no memory.
    assert!(parse_tape(&[6, 255, 255, 255, 255]).is_err());
    assert!(parse_tape(&[7, 255, 255, 255, 255, 0]).is_err());
    let long = json!({ "id": "x", "action": { "name": "acknowledge_lead", "text": "re\u{301}fund. ".repeat(3000) } });
    assert!(decide(usual(), &long, FULL).is_ok());
}
