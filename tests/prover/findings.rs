//! Each kind of finding on the smallest policy that shows it, and its nearest neighbour that doesn't.

use serde_json::{Value as Json, json};

use crate::support::{found, not_analysed};

fn when(conditions: &[&str]) -> Json {
    conditions
        .iter()
        .enumerate()
        .map(|(index, when)| json!({ "id": format!("r{index}"), "when": when, "lane": "review" }))
        .collect()
}

fn check(conditions: &[&str], expected: &[&str]) {
    let rules = when(conditions);
    assert_eq!(found(&rules), expected, "{conditions:?}; open: {:?}", not_analysed(&rules));
}

#[test]
fn rules_that_never_hold() {
    let never = ["HP0330 /rules/0/when"];
    for condition in [
        "false",
        "score > 3 && score < 2",
        "score > 3 && score <= 3",
        "lead.value > 100 && lead.value < 50",
        "region == \"north\" && region == \"south\"",
        "region in []",
        "action.name == \"tag\" && action.kind == \"outbound\"",
        "action.kind == \"internal\" && action.name == \"nobody\"",
        "jobNumber == \"12\"",
        "jobNumber.startsWith(\"XYZ\") && jobNumber == \"JOB-123456\"",
        "flagged && !flagged",
        "!has(score) && score > 1",
        "message.text.contains(\"refund\") && !message.text.contains(\"fun\")",
        "message.text.startsWith(\"a\") && message.text.startsWith(\"b\")",
        "message.text.size() < 2 && message.text.contains(\"abc\")",
        "history.turns > 2 && history.turns < 3",
        "data.missing.size() > 2 && data.missing.size() < 2",
        "\"a\" in data.missing && data.missing.size() == 0",
        "\"c\" in tags",
        "\"a\" in tags && tags.all(x, x == \"b\")",
        "now - dueAt > duration(\"48h\") && now - dueAt < duration(\"24h\")",
        "now > dueAt && dueAt > now",
        "dueAt < timestamp(\"2026-01-01T00:00:00Z\") && dueAt > timestamp(\"2026-01-01T00:00:00Z\")",
        "\"refund\" in signals && !(\"refund\" in signals)",
        "\"x\" in message.signals && !(\"x\" in signals)",
        "action.currency == \"EUR\" && action.amount > 5",
        "action.currency == \"euro\"",
        "lead.urgency == \"low\" && lead.urgency != \"low\"",
        "score + history.turns > 5 && flagged && !flagged",
    ] {
        let rules = when(&[condition]);
        let found = found(&rules);
        assert!(found.contains(&never[0].to_owned()), "{condition}: {found:?}; {:?}", not_analysed(&rules));
    }
}

#[test]
fn rules_that_may_hold() {
    for condition in [
        "score > 3 && score < 4",
        "score >= 10",
        "region == \"north\"",
        "jobNumber == \"JOB-123456\"",
        "jobNumber.startsWith(\"JOB-1\")",
        "jobNumber != \"JOB-123456\"",
        "message.text.contains(\"refund\") && !message.text.contains(\"fund it\")",
        "message.text.matches(\"[0-9]{2}\")",
        "message.text.size() == 0",
        "history.turns > 2 && history.turns < 4",
        "\"a\" in tags && tags.size() > 3",
        "\"q\" in labels && labels.exists(x, x.startsWith(\"z\"))",
        "labels.size() == 2 && !labels.all(x, x == \"v\")",
        "now - dueAt > duration(\"48h\") && dueAt < timestamp(\"2026-01-01T00:00:00Z\")",
        "now - dueAt > duration(\"48h\") && dueAt > timestamp(\"2026-01-01T00:00:00Z\")",
        "dueAt - now > duration(\"48h\") && dueAt < timestamp(\"2026-01-01T00:00:00Z\")",
        "\"refund\" in signals",
        "\"refund\" in signals && message.text == \"\"",
        "action.currency == \"EUR\" && has(action.amount)",
        "vendor.tier < \"m\" && vendor.tier > \"c\"",
        "action.name.startsWith(\"s\")",
        "!has(customer.industry)",
        "id == \"7\"",
        "action.amount > lead.value",
        "score + history.turns > 5",
    ] {
        check(&[condition], &[]);
    }
}

#[test]
fn rules_that_always_stop() {
    let always = ["HP0331 /rules/0/when"];
    for condition in [
        "true",
        "lead.value >= 0 || lead.value < 0",
        "score >= 0",
        "flagged || !flagged",
        "id != \"\"",
        "lead.value == lead.value || true",
    ] {
        check(&[condition], &always);
    }
}

#[test]
fn superfluous_rules() {
    let first = ["HP0332 /rules/0"];
    let second = ["HP0332 /rules/1"];
    check(&["lead.value > 900", "lead.value > 500"], &first);
    check(&["lead.value > 500", "lead.value > 900"], &second);
    check(&["lead.value > 500", "lead.value > 500"], &second);
    check(&["lead.value > 500", "!(lead.value <= 500)"], &second);
    check(&["lead.value > 500 && flagged", "lead.value > 500"], &first);
    check(&["region == \"north\"", "region in [\"north\", \"south\"]"], &first);
    check(&["region != \"north\"", "region in [\"coast\", \"south\"]"], &second);
    check(&["action.kind == \"outbound\"", "action.name == \"send\""], &second);
    check(&["message.text.contains(\"refunds\")", "message.text.contains(\"refund\")"], &first);
    check(&["\"refund\" in message.signals", "\"refund\" in signals"], &first);
    check(&["\"refund\" in message.signals", "\"refund\" in action.signals"], &[]);
    check(&["now - dueAt > duration(\"72h\")", "now - dueAt > duration(\"48h\")"], &first);
    check(&["data.missing.size() > 3", "data.missing.size() > 1"], &first);
    // A missing field leaves the one open where the other is false.
    check(&["lead.value > 900", "has(lead.value) && lead.value > 500"], &[]);
    check(&["has(lead.value) && lead.value > 900", "lead.value > 500"], &first);
    check(&["lead.value > 900 && score > 1", "lead.value > 500"], &first);
    check(&["lead.value > 500", "lead.value > 900 || score > 1"], &[]);
}

#[test]
fn lanes_count_for_what_is_superfluous() {
    let rules = |one: (&str, &str), two: (&str, &str)| {
        json!([
            { "id": "a", "when": "lead.value > 900", "lane": one.0, "undetermined": one.1 },
            { "id": "b", "when": "lead.value > 500", "lane": two.0, "undetermined": two.1 },
        ])
    };
    let superfluous = ["HP0332 /rules/0"];
    assert_eq!(found(&rules(("review", "review"), ("takeover", "review"))), superfluous);
    assert!(found(&rules(("takeover", "review"), ("review", "review"))).is_empty());
    assert!(found(&rules(("review", "takeover"), ("takeover", "review"))).is_empty());
    assert_eq!(found(&rules(("review", "takeover"), ("takeover", "takeover"))), superfluous);
}

#[test]
fn two_places_for_one_case() {
    let rules = |one: &str, two: &str, class: &str| {
        json!([
            { "id": "a", "when": one, "lane": "takeover", "queue": "sales" },
            { "id": "b", "when": two, "lane": "takeover", "queue": "care", "class": class },
        ])
    };
    let contradiction = ["HP0333 /rules/1/queue"];
    assert_eq!(found(&rules("lead.value > 5", "score > 1", "risky")), contradiction);
    assert!(found(&rules("lead.value > 5", "score > 1", "unknown")).is_empty());
    assert!(found(&rules("lead.value > 5", "lead.value < 5 || lead.value == 5", "risky")).is_empty());
}

#[test]
fn thresholds_out_of_reach() {
    check(&["score > 10 || flagged"], &["HP0335 /rules/0/when"]);
    check(&["-score < -10 || flagged"], &["HP0335 /rules/0/when"]);
    check(&["-score >= 0 || flagged"], &[]);
    check(&["score >= 10 || flagged"], &[]);
    check(&["!(score <= 10) || flagged"], &["HP0335 /rules/0/when"]);
    check(&["intent.confidence < 0 || flagged"], &["HP0335 /rules/0/when"]);
    check(&["history.turns == 1.5 || flagged"], &["HP0335 /rules/0/when"]);
    check(&["lead.value > 1e300 || flagged"], &[]);
}

#[test]
fn a_value_between_two_rules() {
    check(&["lead.value < 1000 && flagged", "lead.value > 1000 && flagged"], &["HP0336 /rules/0/when"]);
    check(&["lead.value <= 1000 && flagged", "lead.value > 1000 && flagged"], &[]);
    check(&["lead.value < 1000 && flagged", "lead.value > 1000 && !flagged"], &[]);
    check(&["lead.value < 1000", "lead.value > 1000", "lead.value == 1000"], &[]);
    check(&["score < 3", "-score < -3"], &["HP0336 /rules/0/when"]);
    check(&["history.turns <= 2", "history.turns >= 4"], &["HP0336 /rules/0/when"]);
    check(&["history.turns <= 2", "history.turns >= 5"], &[]);
    let at = "timestamp(\"2026-01-01T00:00:00Z\")";
    check(&[&format!("dueAt < {at}"), &format!("dueAt > {at}")], &["HP0336 /rules/0/when"]);
}

#[test]
fn the_default_policy_is_fine() {
    let report = holdpoint::check::check(&holdpoint::compile::CompiledPolicy::embedded().unwrap());
    let found: Vec<String> = report.findings.iter().map(|finding| finding.code.as_str().to_owned()).collect();
    // It names no currency, because it can't know yours.
    assert!(found.iter().all(|code| code == "HP0328"), "{found:?}");
    assert!(report.not_analysed.is_empty(), "{:?}", report.not_analysed);
}
