//! Two policies: what moves, what moves it, and whether anything can.

use holdpoint::{
    check::{DifferenceOutcome, PolicyDifference, difference},
    measure::Comparison,
    model::to_json,
    parse::parse_json,
};
use serde_json::{Value as Json, json};

use crate::{
    generate::{Random, make},
    support::{compiled, policy},
};

fn rules(list: &[(&str, &str, &str)]) -> Json {
    let rules = list.iter().map(|(id, when, lane)| json!({ "id": id, "when": when, "lane": lane }));
    policy(&rules.collect())
}

fn differ(one: &Json, other: &Json) -> PolicyDifference {
    difference(&compiled(one), &compiled(other))
}

#[test]
fn equal_however_it_is_written() {
    let one = rules(&[("a", "lead.value >= 100 && flagged", "review")]);
    for other in [
        rules(&[("b", "flagged && !(lead.value < 100)", "review")]),
        rules(&[
            ("b", "flagged && lead.value == 100", "review"),
            ("c", "lead.value > 100 && flagged", "review"),
        ]),
        rules(&[
            ("a", "lead.value >= 100 && flagged", "review"),
            ("b", "lead.value >= 500 && flagged", "review"),
        ]),
    ] {
        assert_eq!(differ(&one, &other).outcome, DifferenceOutcome::ProvedEqual, "{}", other["rules"]);
        assert_eq!(differ(&other, &one).outcome, DifferenceOutcome::ProvedEqual);
    }
    let mut named = one.clone();
    named["name"] = json!("another");
    named["sla"] = json!({ "review": "8h" });
    let answer = differ(&one, &named);
    assert_eq!(
        (answer.outcome, answer.sections),
        (DifferenceOutcome::ProvedEqual, vec!["name".into(), "sla".into()])
    );
}

#[test]
fn a_difference_is_shown() {
    let one = rules(&[("a", "lead.value >= 100 && flagged", "review")]);
    for other in [
        rules(&[("a", "lead.value > 100 && flagged", "review")]),
        rules(&[("a", "lead.value >= 100 && flagged", "takeover")]),
        rules(&[("a", "has(lead.value) && lead.value >= 100 && flagged", "review")]),
        rules(&[("a", "lead.value >= 100 && flagged && action.name != \"tag\"", "review")]),
        rules(&[]),
    ] {
        let answer = differ(&one, &other);
        assert_eq!(answer.outcome, DifferenceOutcome::Differs, "{}", other["rules"]);
        let (first, second) = (answer.first.unwrap(), answer.second.unwrap());
        assert_eq!(to_json(&first.case), to_json(&second.case));
        assert_ne!(first.lane, second.lane);
    }
}

#[test]
fn other_sections_are_tried_out() {
    let one = rules(&[]);
    let change = |section: &str, value: Json| {
        let mut other = one.clone();
        other[section] = value;
        differ(&one, &other)
    };
    for (section, value) in [
        ("builtin", json!({ "lead.valuable": { "threshold": 70_000 } })),
        ("builtin", json!({ "history.incomplete": "off" })),
        ("confidence", json!({ "default": 0.9 })),
        ("intents", json!(["new_lead"])),
        ("signals", json!({ "legal": { "add": ["furnace"] }, "urgency": { "add": [] } })),
        ("actions", json!({ "tag": { "kind": "internal", "floor": "review" } })),
        ("workflow", json!({ "id": "w", "mode": "manual" })),
    ] {
        let answer = change(section, value.clone());
        // Nothing of the smallest library asks for a lead.
        let expected = if value["lead.valuable"].is_null() {
            DifferenceOutcome::Differs
        } else {
            DifferenceOutcome::NoneFound
        };
        assert_eq!(answer.outcome, expected, "{section} {value}: {}", answer.message);
    }
}

#[test]
fn too_rich_is_said() {
    // A parity: every one of its sides has as many boxes as there are combinations.
    let parity = (0..12).map(|index| format!("message.text.contains(\"{index}\")"));
    let parity = parity.reduce(|left, right| format!("({left}) == ({right})")).unwrap();
    let answer = differ(
        &rules(&[("a", &parity, "review"), ("b", "true", "review")]),
        &rules(&[("a", &format!("!({parity})"), "review"), ("b", "true", "review")]),
    );
    assert_eq!(answer.outcome, DifferenceOutcome::NotAnalysed, "{}", answer.message);
}

#[test]
fn cases_move_and_rules_move_them() {
    let (one, other) = (
        compiled(&rules(&[("old", "flagged", "takeover"), ("both", "score > 5", "review")])),
        compiled(&rules(&[("new", "lead.value > 5", "takeover"), ("both", "score > 5", "review")])),
    );
    let mut comparison = Comparison::default();
    for case in [
        json!({ "id": "0", "action": { "name": "tag" }, "flagged": true, "score": 1, "lead": { "value": 1, "currency": "USD" } }),
        json!({ "id": "1", "action": { "name": "tag" }, "flagged": false, "score": 9, "lead": { "value": 9, "currency": "USD" } }),
        json!({ "id": "2", "action": { "name": "tag" }, "flagged": false, "score": 9, "lead": { "value": 1, "currency": "USD" } }),
        json!({ "id": "3", "action": {}, "flagged": false }),
    ] {
        comparison.add(&one, &other, parse_json(&case.to_string()).unwrap());
    }
    let report: Json = serde_json::from_str(&to_json(&comparison.finish(&one, &other))).unwrap();
    assert_eq!(report["cases"], 3);
    assert_eq!(report["lanes"]["takeover"], json!({ "automate": 1, "review": 0, "takeover": 0 }));
    assert_eq!(report["lanes"]["review"], json!({ "automate": 0, "review": 1, "takeover": 1 }));
    assert_eq!(
        report["moved"],
        json!([
            { "index": 0, "id": "0", "from": "takeover", "to": "automate",
              "by": [{ "rule": "old", "status": "fired", "policy": "first" }] },
            { "index": 1, "id": "1", "from": "review", "to": "takeover",
              "by": [{ "rule": "new", "status": "fired", "policy": "second" }] },
        ])
    );
    assert_eq!(report["refused"][0]["error"]["path"], "/3/action/name");
    assert_eq!(report["rules"][0], json!({ "rule": "both", "first": 2, "second": 2 }));
    assert_eq!(report["difference"]["outcome"], "differs");
}

/// Pairs of random policies over the same fields: every claim is held against trying all cases.
#[test]
fn claims_hold_for_every_case() {
    let pairs = std::env::var("PROVER_PAIRS").ok().and_then(|text| text.parse().ok()).unwrap_or(30);
    let mut seen = std::collections::BTreeMap::<String, usize>::new();
    for seed in 0..pairs {
        let made = make(&mut Random::new(seed + 1_000_000));
        let mut other = made.policy.clone();
        let mut random = Random::new(seed);
        // A rule less, a rule more lenient, or the same rules in other words.
        let count = other["rules"].as_array().unwrap().len();
        let index = random.below(count);
        match random.below(3) {
            0 => drop(other["rules"].as_array_mut().unwrap().remove(index)),
            1 => other["rules"][index]["lane"] = json!("review"),
            _ => {
                let when = format!("!(!({}))", made.policy["rules"][index]["when"].as_str().unwrap());
                other["rules"][index]["when"] = json!(when);
            }
        }
        let (one, two) = (compiled(&made.policy), compiled(&other));
        let answer = difference(&one, &two);
        let mut comparison = Comparison::default();
        for case in made.cases() {
            comparison.add(&one, &two, parse_json(&case.to_string()).unwrap());
        }
        let report: Json = serde_json::from_str(&to_json(&comparison.finish(&one, &two))).unwrap();
        let moved = report["moved"].as_array().unwrap();
        *seen.entry(format!("{:?}", answer.outcome)).or_default() += 1;
        if answer.outcome == DifferenceOutcome::ProvedEqual {
            assert!(moved.is_empty(), "pair {seed}: proved equal, yet {:?} moves", moved.first());
        }
        for moved in moved {
            assert!(!moved["by"].as_array().unwrap().is_empty(), "pair {seed}: nothing moved {moved}");
        }
        if !moved.is_empty() && answer.outcome != DifferenceOutcome::Differs {
            *seen.entry("missed".to_owned()).or_default() += 1;
        }
    }
    println!("{pairs} pairs: {seen:?}");
    assert!(!seen.contains_key("missed"), "differences that weren't found: {seen:?}");
    assert!(seen.len() >= 2, "{seen:?}");
}
