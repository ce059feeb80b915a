//! Zones in policies: named, misnamed, and without the table.

use holdpoint::{
    calendar::{ZoneSource, ZoneTable},
    compile::{CompiledPolicy, Limits},
    diagnostic::Diagnostic,
    parse::parse_json,
};
use serde_json::{Value as Json, json};

use super::support::{at, table};

fn compile(people: &Json, zones: Option<&dyn ZoneSource>) -> Result<CompiledPolicy, Vec<Diagnostic>> {
    let policy = json!({ "holdpoint": 1, "name": "zones", "people": people });
    CompiledPolicy::with_zones(parse_json(&policy.to_string()).unwrap(), Limits::default(), zones)
}

fn told(result: Result<CompiledPolicy, Vec<Diagnostic>>) -> Vec<Json> {
    result.unwrap_err().iter().map(|problem| serde_json::to_value(problem).unwrap()).collect()
}

#[test]
fn schedules_are_compiled() {
    let text = table();
    let people = json!({
        "ann": { "timeZone": "Asia/Calcutta", "workingHours": { "days": ["mon"], "from": "09:00", "to": "17:00" } },
        "bob": { "outOfOffice": [{ "from": "2026-11-20T00:00:00Z" }] },
    });
    let policy = compile(&people, Some(&ZoneTable::new(&text))).unwrap();
    let ann = policy.schedules.get("ann").unwrap();
    assert!(
        ann.is_working(at("2026-11-23T09:00:00+05:30")) && !ann.is_working(at("2026-11-23T08:59:00+05:30"))
    );
    assert!(policy.schedules.get("bob").unwrap().away(at("2026-11-20T00:00:00Z")).is_some());
    assert!(policy.schedules.get("carol").is_none());
}

#[test]
fn without_the_table_the_way_to_it_is_told_once() {
    let people = json!({ "ann": { "timeZone": "Asia/Kolkata" }, "bob": { "timeZone": "Europe/Berlin" } });
    let problems = told(compile(&people, None));
    assert_eq!(
        problems,
        [json!({
            "code": "HP0317", "severity": "error", "path": "/people/ann/timeZone",
            "message": "`Asia/Kolkata` can't be looked up: the policy is compiled without time zones",
            "help": "import { zones } from \"holdpoint/zones\", and compile with Policy.compile(document, { zones })",
        })]
    );
    compile(&json!({ "ann": { "manager": "bob" }, "bob": {} }), None).unwrap();
}

#[test]
fn a_zone_that_is_misnamed_is_guessed() {
    let text = table();
    for (name, meant) in [
        ("Europe/Berln", json!("Europe/Berlin")),
        ("europe/berlin", json!("Europe/Berlin")),
        ("Berlin", json!("Europe/Berlin")),
        ("new york", json!("America/New_York")),
        ("Asia/Culcutta", json!("Asia/Calcutta")),
        ("Middle-earth/Bree", Json::Null),
    ] {
        let people = json!({ "ann": { "timeZone": name } });
        let problems = told(compile(&people, Some(&ZoneTable::new(&text))));
        assert_eq!(problems.len(), 1, "{name}");
        assert_eq!(problems[0]["code"], "HP0310");
        assert_eq!(problems[0]["path"], "/people/ann/timeZone");
        assert_eq!(problems[0]["suggestion"], meant, "{name}");
    }
}

#[test]
fn hours_of_no_length_are_refused() {
    let text = table();
    let hours = json!({ "days": ["mon"], "from": "09:00", "to": "09:00" });
    let people = json!({ "ann": { "timeZone": "Asia/Kolkata", "workingHours": hours } });
    let problems = told(compile(&people, Some(&ZoneTable::new(&text))));
    assert_eq!(problems[0]["path"], "/people/ann/workingHours/to");
    assert_eq!((problems.len(), &problems[0]["code"]), (1, &json!("HP0205")));
}
