//! "Why did this rule not fire, and by how much": near misses of rules and of built-in conditions.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a broken test stops")]

use holdpoint::{
    compile::{CompiledPolicy, Limits},
    decide::classify::{Answer, Explain, Options, ReadCase, classify},
    model::to_json,
    parse::parse_json,
};
use serde_json::{Value as Json, json};

fn near_misses(case: &Json) -> Vec<(String, Json)> {
    let policy = json!({
        "holdpoint": 1, "name": "near",
        "workflow": { "currency": "USD" },
        "intents": ["new_lead"],
        "signals": { "urgency": { "add": [] } },
        "inputs": { "score": { "type": "number" }, "secret": { "type": "number", "sensitive": true } },
        "actions": { "answer": {
            "kind": "outbound", "effect": "reversible", "needs": ["message", "intent", "lead", "data", "history"],
        } },
        "builtin": { "data.stale": { "maxAge": "30d" } },
        "rules": [
            { "id": "score", "when": "score >= 50 && lead.urgency == \"low\"", "lane": "review" },
            { "id": "either", "when": "score > 90 || lead.value > 2000", "lane": "review" },
            { "id": "hidden", "when": "secret > 10", "lane": "review" },
        ],
        "routes": [{ "to": "desk" }],
    });
    let policy =
        CompiledPolicy::from_value(parse_json(&policy.to_string()).unwrap(), Limits::default()).unwrap();
    let read = ReadCase::from_value(parse_json(&case.to_string()).unwrap(), &policy).unwrap();
    let options = Options { explain: Explain::Full, ..Options::default() };
    let Answer::Whole(decision) = classify(&policy, &read, options) else { panic!("the short answer") };
    let answer: Json = serde_json::from_str(&to_json(&decision)).unwrap();
    let misses = answer["nearMisses"].as_array().unwrap().clone();
    misses.into_iter().map(|miss| (miss["rule"].as_str().unwrap().to_owned(), miss["by"].clone())).collect()
}

fn calm() -> Json {
    json!({
        "id": "calm", "action": { "name": "answer" }, "now": "2026-11-20T00:00:00Z",
        "message": { "text": "", "sentiment": 0.1 }, "intent": { "label": "new_lead", "confidence": 0.9 },
        "lead": { "value": 400, "currency": "USD", "urgency": "normal" },
        "history": { "complete": true, "validationFailures": 1 },
        "data": { "missing": [], "conflicts": [], "updatedAt": "2026-11-01T00:00:00Z" },
        "score": 40, "secret": 3,
    })
}

fn by(path: &str, value: Json, needed: &str) -> Json {
    json!({ "path": path, "value": value, "needed": needed })
}

#[test]
fn each_rule_says_what_it_would_have_taken() {
    let misses = near_misses(&calm());
    let expected = [
        ("confidence", json!([by("intent.confidence", json!(0.9), "< 0.75")])),
        (
            "data.stale",
            json!([by(
                "data.updatedAt",
                json!("2026-11-01T00:00:00Z"),
                "now - data.updatedAt > duration(\"720h\")"
            )]),
        ),
        ("either", json!([by("score", json!(40), "> 90"), by("lead.value", json!(400), "> 2000")])),
        ("hidden", json!([by("secret", json!("[redacted]"), "> 10")])),
        ("language.negative_sentiment", json!([by("message.sentiment", json!(0.1), "<= -0.6")])),
        ("lead.urgent", json!([by("lead.urgency", json!("normal"), "in [\"high\", \"critical\"]")])),
        ("lead.valuable", json!([by("lead.value", json!(400), ">= 50000")])),
        (
            "score",
            json!([by("score", json!(40), ">= 50"), by("lead.urgency", json!("normal"), "== \"low\"")]),
        ),
        ("validation.repeated", json!([by("history.validationFailures", json!(1), ">= 3")])),
    ];
    let expected: Vec<(String, Json)> =
        expected.into_iter().map(|(rule, by)| (rule.to_owned(), by)).collect();
    assert_eq!(misses, expected);
}

#[test]
fn what_fired_or_cant_be_told_is_no_near_miss() {
    let mut case = calm();
    case["score"] = json!(null);
    case["lead"]["urgency"] = json!("critical");
    case["data"]["updatedAt"] = json!("2026-01-01T00:00:00Z");
    let rules: Vec<String> = near_misses(&case).into_iter().map(|(rule, _)| rule).collect();
    for rule in ["lead.urgent", "data.stale", "either"] {
        assert!(!rules.iter().any(|other| other == rule), "{rule} is among {rules:?}");
    }
    // One part that is false is enough for `&&`, whatever the other is.
    assert!(rules.iter().any(|rule| rule == "score"), "{rules:?}");
}
