//! Policies out of a few rules, and what the checker says of them.

use holdpoint::{
    calendar::ZoneTable,
    check::{CheckReport, check},
    compile::{CompiledPolicy, Limits},
    parse::parse_json,
};
use serde_json::{Value as Json, json};

/// A policy with inputs of every type, one action of every kind, and these rules.
pub(crate) fn policy(rules: &Json) -> Json {
    json!({
        "holdpoint": 1, "name": "prover",
        "workflow": { "id": "w", "action": "a", "consequence": "c", "currency": "USD" },
        "intents": ["new_lead", "refund"],
        "inputs": {
            "region": { "type": "string", "enum": ["north", "south", "coast"] },
            "jobNumber": { "type": "string", "format": "JOB-[0-9]{6}" },
            "score": { "type": "number", "min": 0, "max": 10 },
            "flagged": { "type": "boolean" },
            "dueAt": { "type": "time" },
            "tags": { "type": "list", "enum": ["a", "b"] },
            "labels": { "type": "list" },
            "vendor.tier": { "type": "string" },
        },
        "actions": {
            "tag": { "kind": "internal", "effect": "reversible" },
            "send": { "kind": "outbound", "customerFacing": true, "effect": "reversible" },
            "pay": { "kind": "record_write", "financial": true, "floor": "review", "effect": "reversible" },
        },
        "rules": rules,
        "routes": [{ "to": "desk" }],
        // The engine's own lexicons as they are: they are made once for all tests.
        "signals": { "urgency": { "add": [] } },
    })
}

pub(crate) fn compiled(policy: &Json) -> CompiledPolicy {
    let value = parse_json(&policy.to_string()).unwrap();
    let zones = ZoneTable::new(include_str!("../../pkg/generated/zones.txt"));
    let compiled = CompiledPolicy::with_zones(value, Limits::default(), Some(&zones));
    compiled.unwrap_or_else(|problems| panic!("{problems:#?}"))
}

pub(crate) fn report(policy: &Json) -> CheckReport {
    check(&compiled(policy))
}

/// The findings about rules of one kind, as `CODE /place`.
pub(crate) fn found(rules: &Json) -> Vec<String> {
    let report = report(&policy(rules));
    let ours = report.findings.iter().filter(|finding| finding.code.as_str() >= "HP0330");
    ours.map(|finding| format!("{} {}", finding.code.as_str(), finding.path)).collect()
}

pub(crate) fn not_analysed(rules: &Json) -> Vec<String> {
    report(&policy(rules))
        .not_analysed
        .into_iter()
        .map(|open| format!("{} {}", open.path, open.question))
        .collect()
}
