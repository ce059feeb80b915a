//! A policy that doesn't stand: every mistake is told, each at its place.
#![allow(clippy::unwrap_used, reason = "a broken test stops")]

use holdpoint::{
    compile::{CompiledPolicy, Limits},
    model::Value,
};

fn problems(policy: &str) -> Vec<String> {
    let json: serde_json::Value = yaml_serde::from_str(policy).unwrap();
    let value: Value = holdpoint::parse::parse_json(&json.to_string()).unwrap();
    let found = CompiledPolicy::from_value(value, Limits::default()).map(|_| ()).unwrap_err();
    found.iter().map(|problem| format!("{} {}", problem.path, problem.message)).collect()
}

#[test]
fn mistakes_of_structure_do_not_hide_those_of_conditions() {
    let found = problems(
        "
holdpoint: 1
name: broken
rulez: []
inputs: { vendorTier: { type: string, enum: [new, known] } }
rules:
  - { id: a, when: lead.valeu > 5, lane: review }
  - { id: b, when: 'vendorTier == 3', lane: reveiw }
  - { id: c, when: 7, lane: review }
  - { id: d, when: 'vendorTier == \"new\"', lane: review }
routes:
  - { when: { field: nothing, op: '==', value: 1 }, to: desk }
  - { to: desk }
",
    );
    let places: Vec<&str> = found.iter().filter_map(|problem| problem.split(' ').next()).collect();
    assert_eq!(
        places,
        [
            "/rules/1/lane",
            "/rules/2/when",
            "/rulez",
            "/rules/0/when",
            "/rules/1/when",
            "/routes/0/when/field"
        ],
        "{found:#?}"
    );
}

#[test]
fn conditions_over_inputs_that_cannot_be_read_are_left_alone() {
    let found = problems(
        "
holdpoint: 1
name: broken
inputs: { vendorTier: { type: strin } }
rules: [{ id: a, when: vendorTier == 3, lane: review }]
",
    );
    assert_eq!(found.len(), 1, "{found:#?}");
}
