//! C6: what would make a case less strict does, and nothing less than that.

use proptest::{collection::vec, prelude::*};
use serde_json::Value as Json;

use holdpoint::compile::CompiledPolicy;

use super::{
    cases, policies,
    support::{LANES, NEAREST, at, compile, decide, embedded, lane, law},
};

fn changed(case: &Json, changes: &[&Json]) -> Json {
    let mut case = case.clone();
    for change in changes {
        cases::set(&mut case, change["path"].as_str().unwrap(), change["to"].clone());
    }
    case
}

/// Whether there were changes to try.
fn law_c6(policy: &CompiledPolicy, case: &Json, hidden: bool) -> Result<bool, TestCaseError> {
    let before = decide(policy, case, NEAREST).unwrap();
    let nearest = &before["nearest"];
    if lane(&before) == 0 {
        prop_assert!(nearest.is_null());
        return Ok(false);
    }
    if nearest["kind"] != "changes" {
        let standing: Vec<&str> = before["reasons"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|reason| reason["lane"] == before["lane"])
            .filter_map(|reason| reason["rule"].as_str())
            .collect();
        let named = nearest["rules"].as_array().unwrap();
        prop_assert!(
            !named.is_empty() && named.iter().all(|rule| standing.contains(&rule.as_str().unwrap()))
        );
        return Ok(false);
    }
    let changes: Vec<&Json> = nearest["changes"].as_array().unwrap().iter().collect();
    let promised = lane(nearest);
    prop_assert!(promised < lane(&before) && !changes.is_empty(), "{:#}", before);
    for change in &changes {
        let path = change["path"].as_str().unwrap();
        let never = ["id", "now", "signals", "action.name"].contains(&path) || path.starts_with("workflow.");
        prop_assert!(!never && !path.ends_with(".text"), "{}", path);
        if !hidden && before["validation"]["ok"] == true {
            let given = at(case, path);
            // Lists and times are shown in the engine's own form; numbers compare as numbers.
            let same = match given.as_f64() {
                Some(number) => change["from"].as_f64() == Some(number),
                None => given == &change["from"],
            };
            prop_assert!(same || path.starts_with("data.") || given.is_string(), "{}", change);
        }
    }
    let after = decide(policy, &changed(case, &changes), NEAREST);
    let Ok(after) = after else {
        return Err(TestCaseError::fail(format!("refused: {:#}\n{nearest:#}", after.unwrap_err())));
    };
    prop_assert_eq!(LANES[lane(&after)], LANES[promised], "{:#}\n{:#}", case, nearest);
    // No input is malformed or missing that wasn't before.
    let faulty = |answer: &Json| {
        let findings = answer["validation"]["findings"].as_array().unwrap();
        findings.iter().filter(|finding| finding["source"] == "policy").count()
    };
    prop_assert!(faulty(&after) <= faulty(&before), "{:#}\n{:#}", nearest, after["validation"]);
    for part in 0..(1_u32 << changes.len()) - 1 {
        let some: Vec<&Json> = changes
            .iter()
            .enumerate()
            .filter(|(index, _)| part >> index & 1 == 1)
            .map(|(_, change)| *change)
            .collect();
        // A part may be no case at all; it gives no lane then.
        if let Ok(less) = decide(policy, &changed(case, &some), NEAREST) {
            prop_assert!(lane(&less) > promised, "{:#}\n{:#} is enough: {:?}", case, nearest, some);
        }
    }
    Ok(true)
}

proptest! {
    #![proptest_config(law(32))]

    #[test]
    fn law_c6_nearest_does_what_it_promises(genes in policies::genes(), cases in vec(cases::genes(), 4)) {
        let mut written = policies::policy(&genes);
        let hidden = written["sensitive"].as_array().is_some_and(|paths| !paths.is_empty());
        // A floor can't be moved by data, so with one there would be little to see.
        for name in policies::ACTIONS {
            written["actions"][name].as_object_mut().unwrap().remove("floor");
        }
        let policy = compile(&written);
        for genes in cases {
            law_c6(&policy, &cases::case(&genes), hidden)?;
        }
    }
}

#[test]
fn law_c6_nearest_holds_of_the_examples() {
    let mut changes = 0;
    for text in cases::examples().iter().step_by(2) {
        let case: Json = serde_json::from_str(text).unwrap();
        changes += usize::from(law_c6(embedded(), &case, true).unwrap());
    }
    assert!(changes > 10, "only {changes} cases had changes");
}
