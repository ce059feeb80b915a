//! Findings about actions, people and clocks, and the verdict.

use holdpoint::{check::CheckReport, diagnostic::Witness};
use serde_json::{Value as Json, json};

use crate::support::{policy, report};

fn with(changes: &[(&str, Json)]) -> CheckReport {
    let mut policy = policy(&json!([]));
    for (key, value) in changes {
        policy[*key] = value.clone();
    }
    report(&policy)
}

fn codes(report: &CheckReport) -> Vec<String> {
    report.findings.iter().map(|finding| format!("{} {}", finding.code.as_str(), finding.path)).collect()
}

fn has(report: &CheckReport, code: &str) -> bool {
    report.findings.iter().any(|finding| finding.code.as_str() == code && finding.witness.is_some())
}

#[test]
fn an_action_without_a_way_back_waits_or_is_an_error() {
    let wipe =
        |floor: &str| json!({ "wipe": { "kind": "internal", "effect": "irreversible", "floor": floor } });
    let off = ("builtin", json!({ "effect.no_way_back": "off" }));
    assert!(!has(&with(&[("actions", wipe("automate"))]), "HP0337"), "the built-in condition asks a person");
    let report = with(&[("actions", wipe("automate")), off.clone()]);
    assert_eq!(codes(&report), ["HP0337 /actions/wipe"]);
    assert!(!report.ok);
    let Some(Witness::Case(shown)) = &report.findings[0].witness else { panic!("no case") };
    assert_eq!(shown.lane, "automate");
    assert!(codes(&with(&[("actions", wipe("review")), off.clone()])).is_empty());
    // A rule that stops every case of it is an approval too.
    let rules = json!([{ "id": "all", "when": "action.name == \"wipe\"", "lane": "review" }]);
    assert!(codes(&with(&[("actions", wipe("automate")), off, ("rules", rules)])).is_empty());
}

#[test]
fn a_pivot_that_runs_by_itself() {
    let pivot =
        |floor: &str| json!({ "ship": { "kind": "record_write", "effect": "pivot", "floor": floor } });
    assert_eq!(codes(&with(&[("actions", pivot("automate"))])), ["HP0338 /actions/ship"]);
    assert!(codes(&with(&[("actions", pivot("review"))])).is_empty());
}

#[test]
fn required_inputs_and_thresholds_dont_hide_it() {
    let actions = json!({ "ship": { "kind": "outbound", "needs": ["lead", "intent"], "effect": "pivot" } });
    let inputs = json!({ "order": { "type": "string", "format": "[A-Z]{2}-[0-9]{4}", "required": true } });
    let rules = json!([{ "id": "small", "when": "lead.value < 100", "lane": "review" }]);
    let report = with(&[("actions", actions), ("inputs", inputs), ("rules", rules)]);
    assert_eq!(codes(&report), ["HP0338 /actions/ship"], "{report:#?}");
}

#[test]
fn a_clock_that_runs_out_at_night() {
    let people = |hours: Json| {
        let mut people = json!({ "a": { "delegate": "b" }, "b": { "timeZone": "Europe/Berlin" } });
        people["b"]["workingHours"] = hours;
        ("people", people)
    };
    let hours = json!({ "days": ["mon", "tue", "wed", "thu", "fri"], "from": "09:00", "to": "17:00" });
    let report = with(&[people(hours.clone())]);
    assert_eq!(codes(&report), ["HP0339 /escalation/ladder/L2/clock"]);
    let Some(Witness::Stretch(stretch)) = &report.findings[0].witness else { panic!("no stretch") };
    assert_eq!(
        (stretch.from.as_deref(), stretch.until.as_deref(), stretch.people.clone()),
        (Some("fri 17:00"), Some("mon 09:00"), vec!["b".to_owned()])
    );
    let ladder = |clock: &str| ("escalation", json!({ "ladder": { "L2": { "clock": clock } } }));
    assert!(codes(&with(&[people(hours.clone()), ladder("64h")])).is_empty());
    assert_eq!(codes(&with(&[people(hours), ladder("63h")])).len(), 1);
    let always =
        json!({ "days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "from": "00:00", "to": "24:00" });
    assert!(codes(&with(&[people(always)])).is_empty());
    assert!(codes(&with(&[people(json!(null))])).is_empty());
}

#[test]
fn cells_chains_and_duties_are_shown() {
    let row = |id: &str, severity: &str| json!({ "id": id, "type": "timeout", "severity": severity, "impact": "*", "action": "retry_backoff" });
    let report = with(&[("escalation", json!({ "matrix": [row("all", "*"), row("dead", "low")] }))]);
    assert_eq!(codes(&report), ["HP0320 /escalation/matrix", "HP0321 /escalation/matrix/1"]);
    let Some(Witness::Cell(hole)) = &report.findings[0].witness else { panic!("no cell") };
    assert_eq!((hole.of.as_str(), hole.row.as_deref()), ("rejection", None));
    let Some(Witness::Cell(dead)) = &report.findings[1].witness else { panic!("no cell") };
    assert_eq!((dead.severity.as_str(), dead.row.as_deref()), ("low", Some("all")));

    let people = json!({ "a": { "delegate": "b" }, "b": { "delegate": ["c", "a"] }, "c": {} });
    let report = with(&[("people", people)]);
    assert_eq!(codes(&report), ["HP0323 /people/a/delegate"]);
    assert_eq!(report.findings[0].witness, Some(Witness::Chain { names: vec!["a".into(), "b".into()] }));

    let one = json!({ "default": { "review": "jo", "override": "jo", "pause": "jo", "rulesBoundary": "jo", "data": "jo", "workflow": "jo" } });
    let report = with(&[("people", json!({ "jo": {} })), ("owners", one)]);
    assert!(has(&report, "HP0325"));
}

#[test]
fn absence_and_money_are_shown() {
    let rules = json!([{ "id": "has", "when": "has(customer.industry) && customer.industry == \"bank\"", "lane": "review" }]);
    let report = with(&[("rules", rules)]);
    assert_eq!(codes(&report), ["HP0327 /rules/0/when"]);
    assert!(has(&report, "HP0327"));
    let rules = json!([{ "id": "large", "when": "lead.value > 100", "lane": "review" }]);
    let report =
        with(&[("rules", rules), ("workflow", json!({ "id": "w", "action": "a", "consequence": "c" }))]);
    assert_eq!(codes(&report), ["HP0328 /rules/0/when"]);
    assert!(has(&report, "HP0328"));
    let rules = json!([{ "id": "typo", "when": "intent.label == \"refnud\"", "lane": "review" }]);
    assert!(has(&with(&[("rules", rules)]), "HP0326"));
}

#[test]
fn the_verdict_says_why() {
    let verdict = |report: CheckReport| {
        let codes: Vec<String> = report.readiness.because.into_iter().map(|because| because.code).collect();
        (report.readiness.verdict.as_str(), codes)
    };
    let owned = |codes: &[&str]| codes.iter().map(|code| (*code).to_owned()).collect::<Vec<_>>();
    assert_eq!(verdict(with(&[])), ("pilot", owned(&["owners_named"])));
    let tag = ("actions", json!({ "tag": { "kind": "internal" } }));
    assert_eq!(verdict(with(&[tag])), ("rules_based", owned(&["no_model"])));
    let vacant = ("owners", json!({ "default": { "review": "a", "override": "b", "pause": "c" } }));
    assert_eq!(verdict(with(&[vacant])), ("manual", owned(&["vacant_duty"])));
    assert_eq!(verdict(with(&[("workflow", json!({ "id": "w" }))])), ("manual", owned(&["unnamed"])));
    let never = ("rules", json!([{ "id": "never", "when": "false", "lane": "review" }]));
    assert_eq!(verdict(with(&[never])), ("rules_based", owned(&["contradictions"])));
    let manual = json!({ "id": "w", "action": "a", "consequence": "c", "mode": "manual" });
    assert_eq!(verdict(with(&[("workflow", manual)])), ("manual", owned(&["mode"])));
}
