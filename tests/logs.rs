//! Logs: what `assess` says of the golden stories, and what holds of any log.
//! `UPDATE_STORIES=1 cargo test --test logs` writes the snapshots anew; read them before they are committed.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a broken test stops")]

use std::{
    fs,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use holdpoint::{
    compile::{CompiledPolicy, Limits},
    decide::classify::{Request, decide},
    measure::{Assessing, ReplayReport},
    model::{Value, assessment::AssessOptions, to_json},
    parse::{Cx, parse_json},
};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

#[test]
fn logs_are_assessed_as_a_person_would() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let mut stories: Vec<PathBuf> = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    stories.retain(|path| path.join("log.yaml").is_file());
    stories.sort();
    let (mut logs, mut mistakes) = (0, Vec::new());
    for story in &stories {
        logs += tell(story, &mut mistakes);
    }
    assert!(logs > 10, "only {logs} logs were found");
    assert!(mistakes.is_empty(), "{} of {logs} logs:\n{}", mistakes.len(), mistakes.join("\n"));
}

fn tell(story: &Path, mistakes: &mut Vec<String>) -> usize {
    let name = story.file_name().unwrap().to_string_lossy().into_owned();
    let policy = CompiledPolicy::from_value(value(&yaml(&story.join("policy.yaml"))), Limits::default());
    let policy = policy.unwrap_or_else(|problems| panic!("{name}: {problems:#?}"));
    let told = yaml(&story.join("log.yaml"));
    let mut assessments = Vec::new();
    for log in told.as_array().unwrap() {
        let title = log["title"].as_str().unwrap();
        let entries = entries(&policy, story, log);
        let text = to_json(&assess(&policy, &entries, &log["options"]));
        for (key, wanted) in log["expect"].as_object().unwrap() {
            let found = &serde_json::from_str::<Json>(&text).unwrap()[key];
            if !part_of(wanted, found) {
                mistakes.push(format!("{name} / {title}: {key} is {found:#}, not {wanted:#}"));
            }
        }
        // What was just decided is decided in the same way again.
        let mut replay = ReplayReport::default();
        let decided = log["entries"] == "cases" || name == "pause-triggers";
        for entry in entries.iter().filter(|_| decided) {
            replay.push(value(entry), &policy).unwrap();
        }
        assert_eq!(replay.same, replay.entries, "{name} / {title}: {:?}", replay.results);
        assessments
            .push(json!({ "title": title, "assessment": Json::Null }).to_string().replace("null", &text));
    }
    let snapshot = story.join("assessments.json");
    let text = format!("[\n{}\n]\n", assessments.join(",\n"));
    if std::env::var_os("UPDATE_STORIES").is_some() {
        fs::write(&snapshot, text).unwrap();
    } else if fs::read_to_string(&snapshot).unwrap_or_default() != text {
        mistakes.push(format!("{name}: the answers are not those of assessments.json"));
    }
    assessments.len()
}

/// The entries of a log; a decision that isn't written down is made by the policy.
fn entries(policy: &CompiledPolicy, story: &Path, log: &Json) -> Vec<Json> {
    let mut entries = match &log["entries"] {
        Json::String(_) => {
            let cases = yaml(&story.join("cases.yaml"));
            let entry = |told: &Json| json!({ "id": told["case"]["id"], "at": told["case"]["now"], "kind": "classify", "case": told["case"] });
            cases.as_array().unwrap().iter().map(entry).collect()
        }
        entries => entries.as_array().unwrap().clone(),
    };
    for entry in entries.iter_mut().filter(|entry| entry["decision"].is_null()) {
        let answer = decide(value(&entry["case"]), policy, &Request::default());
        let answer = answer.unwrap_or_else(|problems| panic!("{entry}: {problems:#?}"));
        entry["decision"] = serde_json::from_str(&to_json(&answer)).unwrap();
    }
    entries
}

fn assess(
    policy: &CompiledPolicy,
    entries: &[Json],
    options: &Json,
) -> holdpoint::model::assessment::Assessment {
    let options = Cx::run::<Option<AssessOptions>>(value(options)).unwrap().unwrap_or_default();
    let mut assessing = Assessing::new(policy, options);
    for entry in entries {
        assessing.push(value(entry)).unwrap_or_else(|problems| panic!("{entry}: {problems:#?}"));
    }
    assessing.finish()
}

fn yaml(path: &Path) -> Json {
    yaml_serde::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn value(json: &Json) -> Value {
    parse_json(&json.to_string()).unwrap()
}

/// Whether everything that is named is there: of objects the named keys, of lists every entry.
fn part_of(wanted: &Json, found: &Json) -> bool {
    match (wanted, found) {
        (Json::Object(wanted), Json::Object(_)) => {
            wanted.iter().all(|(key, value)| part_of(value, &found[key]))
        }
        (Json::Array(wanted), Json::Array(found)) => {
            wanted.len() == found.len()
                && wanted.iter().zip(found).all(|(wanted, found)| part_of(wanted, found))
        }
        (Json::Number(a), Json::Number(b)) => a.as_f64() == b.as_f64(),
        (wanted, found) => wanted == found,
    }
}

fn embedded() -> &'static CompiledPolicy {
    static EMBEDDED: OnceLock<CompiledPolicy> = OnceLock::new();
    EMBEDDED.get_or_init(|| CompiledPolicy::embedded().unwrap())
}

/// An entry of which everything that counts may be one thing or another.
fn entry() -> impl Strategy<Value = Json> {
    let flag = || prop_oneof![Just(json!(null)), Just(json!(true)), Just(json!(false))];
    let outcome = prop_oneof![
        Just(json!(null)),
        Just(json!("completed")),
        Just(json!("failed")),
        Just(json!("corrected"))
    ];
    let class = prop_oneof![Just("expected"), Just("unknown"), Just("customer_facing")];
    let hours = |from: i64, to: i64| (from..to).prop_map(|hours| 1_790_000_000_000 + hours * 3_600_000);
    let moment = prop_oneof![Just(json!(null)), hours(0, 1500).prop_map(Json::from)];
    (
        (0..100_u32, hours(0, 1200), 0..3_usize, class, 0..3_usize, outcome),
        (flag(), flag(), flag(), flag()),
        (moment.clone(), moment, 0..4_u32, 0..5_usize, prop::collection::vec(Just("desk"), 0..2), 0..60_u32),
    )
        .prop_map(|((id, at, kind, class, lane, outcome), (escalated, bypassed, by_human, conflict), rest)| {
            let (due, resolved, retries, level, notified, backlog) = rest;
            json!({
                "id": format!("e{id}"), "at": at, "kind": (["classify", "escalation", "rollback"][kind]),
                "case": { "id": "c", "action": { "name": "route_lead" }, "workflow": { "backlog": backlog } },
                "decision": {
                    "lane": (["automate", "review", "takeover"][lane]), "class": class, "classes": [class],
                    "reasons": [{ "rule": "pattern.unexplained" }],
                    "rulesBoundary": (if retries == 0 { json!(null) } else { json!({ "because": [{ "code": "routing" }] }) }),
                    "validation": { "ok": (retries == 1) },
                },
                "outcome": outcome, "escalated": escalated, "bypassed": bypassed, "byHuman": by_human,
                "conflict": conflict, "dueAt": due, "resolvedAt": resolved, "retries": retries,
                "level": ([json!(null), json!("L1"), json!("L2"), json!("L3"), json!("L4")][level]), "notified": notified,
            })
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    /// The order in which the entries stand changes nothing.
    #[test]
    fn the_order_of_a_log_has_no_meaning(log in prop::collection::vec(entry(), 0..40), turn in 0..40_usize) {
        let policy = embedded();
        let said = to_json(&assess(policy, &log, &json!(null)));
        let mut other = log;
        other.reverse();
        let turn = turn.min(other.len());
        other.rotate_left(turn);
        prop_assert_eq!(to_json(&assess(policy, &other, &json!(null))), said);
    }

    /// The weeks add up to the whole, and every share lies between nothing and everything.
    #[test]
    fn weeks_add_up(log in prop::collection::vec(entry(), 0..40)) {
        let policy = embedded();
        let said: Json = serde_json::from_str(&to_json(&assess(policy, &log, &json!(null)))).unwrap();
        let weeks = said["weeks"].as_array().unwrap();
        let sum: u64 = weeks.iter().map(|week| week["entries"].as_u64().unwrap()).sum();
        prop_assert_eq!(sum, log.len() as u64);
        let silent = log.iter().filter(|entry| entry["outcome"] == "failed" && entry["notified"] == json!([])).count();
        prop_assert_eq!(said["stopDeploying"] == true, silent > 0);
        for measure in said["measures"].as_array().unwrap() {
            let values = weeks.iter().map(|week| &week["values"][measure["id"].as_str().unwrap()]);
            for value in values.chain([&measure["value"]]) {
                let share = measure["unit"] != "share" || value.as_f64().is_none_or(|share| (0.0..=1.0).contains(&share));
                prop_assert!(share, "{}", measure);
            }
            if measure["unit"] == "number" && !log.is_empty() {
                let by_week: f64 = weeks.iter().filter_map(|week| week["values"][measure["id"].as_str().unwrap()].as_f64()).sum();
                prop_assert_eq!(Some(by_week), measure["value"].as_f64());
            }
        }
    }
}

#[test]
fn what_is_no_entry_is_refused_with_every_problem() {
    let policy = embedded();
    let problems = |entry: Json| {
        let mut assessing = Assessing::new(policy, AssessOptions::default());
        let problems = assessing.push(value(&entry)).unwrap_err();
        let mut replay = ReplayReport::default();
        assert_eq!(replay.push(value(&entry), policy).unwrap_err(), problems);
        let mut paths: Vec<String> = problems.iter().map(|problem| problem.path.to_string()).collect();
        paths.sort();
        paths
    };
    assert_eq!(problems(json!(null)), [""]);
    assert_eq!(problems(json!({})), ["/at", "/decision", "/id", "/kind"]);
    let whole = json!({
        "id": "a", "at": 3, "kind": "clasify", "decision": [], "outcome": "done", "level": "L5", "escalated": 1,
        "retries": -1, "notified": "desk", "dueAt": "soon", "moer": 1, "case": "c",
    });
    assert_eq!(
        problems(whole),
        [
            "/at",
            "/case",
            "/decision",
            "/dueAt",
            "/escalated",
            "/kind",
            "/level",
            "/moer",
            "/notified",
            "/outcome",
            "/retries"
        ]
    );
}

#[test]
fn replaying_tells_where_answers_differ() {
    let policy = embedded();
    let case = json!({ "id": "c", "action": { "name": "tag_record" }, "signals": ["refund"] });
    for (options, explain) in [
        (json!({}), "reasons"),
        (json!({ "explain": "lane" }), "lane"),
        (json!({ "explain": "full", "nearest": true, "audit": true }), "full"),
    ] {
        let request = Request::from_value(value(&options)).unwrap();
        let text = to_json(&decide(value(&case), policy, &request).unwrap());
        let decision: Json = serde_json::from_str(&text).unwrap();
        let entry = json!({ "id": "e", "at": "2026-11-20T08:30:00Z", "kind": "classify", "case": case, "decision": decision });
        let again = |entry: &Json| {
            let mut replay = ReplayReport::default();
            replay.push(value(entry), policy).unwrap();
            let counts = (replay.same, replay.differs, replay.refused, replay.skipped);
            let places = replay.results.iter().flat_map(|result| &result.differences);
            (counts, places.map(|place| place.path.to_string()).collect::<Vec<_>>())
        };
        assert_eq!(again(&entry), ((1, 0, 0, 0), vec![]), "{explain}");

        // Another policy's name is no difference, another lane is.
        let mut other = entry.clone();
        other["decision"]["policy"]["version"] = json!("0");
        if explain != "full" {
            assert_eq!(again(&other), ((1, 0, 0, 0), vec![]), "{explain}");
        }
        other["decision"]["lane"] = json!("automate");
        let (counts, places) = again(&other);
        assert_eq!(counts, (0, 1, 0, 0));
        assert!(places.contains(&"/lane".to_owned()), "{places:?}");
        // A record that doesn't vouch for what is logged.
        assert_eq!(places.contains(&"/audit/resultDigest".to_owned()), explain == "full");
        let mut other = entry.clone();
        other["case"]["data"] = json!({ "fields": { "note": "more" } });
        assert_eq!(again(&other).1.contains(&"/audit/inputDigest".to_owned()), explain == "full");

        let mut other = entry.clone();
        other["case"]["extra"] = json!(1);
        assert_eq!(again(&other).0, (0, 0, 1, 0));
        other.as_object_mut().unwrap().remove("case");
        assert_eq!(again(&other).0, (0, 0, 0, 1));
    }
}
