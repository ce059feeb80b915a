//! A4: any change to an audit record, or to their order, is detected; a cut-off end too, where the
//! newest id is given.

use proptest::{collection::vec, prelude::*};
use serde_json::{Value as Json, json};

use holdpoint::{
    audit::{Chain, canonical_json, sha256_hex},
    compile::CompiledPolicy,
    decide::classify::{Request, decide_many},
    model::{
        audit::{AuditProblemKind as Kind, AuditReport, VerifyOptions},
        to_json,
    },
    parse::Cx,
};

use super::{
    cases, policies,
    support::{compile, law, usual, value},
};

/// The records of a chain of decisions about these cases.
fn chain(policy: &CompiledPolicy, cases: &[Vec<u8>]) -> Vec<Json> {
    let cases = cases.iter().map(|genes| value(&cases::case(genes))).collect();
    let request = Request::from_value(value(&json!({ "audit": {} }))).unwrap();
    decide_many(cases, policy, request)
        .map(|decided| serde_json::from_str::<Json>(&to_json(&decided.unwrap())).unwrap()["audit"].take())
        .collect()
}

fn verify(records: &[Json], options: Json) -> AuditReport {
    let mut chain = Chain::new(Cx::run::<VerifyOptions>(value(&options)).unwrap());
    records.iter().for_each(|record| chain.push(value(record)));
    chain.finish()
}

/// What is found without knowing the newest id: which kind, at which place.
fn found(records: &[Json]) -> Option<(Kind, usize)> {
    let report = verify(records, json!({}));
    assert_eq!(report.ok, report.problem.is_none());
    report.problem.map(|problem| (problem.kind, problem.index as usize))
}

/// Every text of a record that differs from it in one value, at any depth, or by one key.
fn changes(record: &Json) -> Vec<Json> {
    let mut changed = Vec::new();
    for pointer in places(record, String::new()) {
        for other in
            [json!(null), json!(0), json!("x"), json!({ "version": 1 }), json!("2026-11-20T08:30:00Z")]
        {
            let mut copy = record.clone();
            if copy.pointer(&pointer) != Some(&other) {
                *copy.pointer_mut(&pointer).unwrap() = other;
                changed.push(copy);
            }
        }
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        let mut copy = record.clone();
        copy.pointer_mut(parent).unwrap().as_object_mut().unwrap().remove(key);
        changed.push(copy);
        let mut copy = record.clone();
        copy.pointer_mut(parent).unwrap()["extra"] = json!(null);
        changed.push(copy);
        // One letter of a digest or name.
        let mut copy = record.clone();
        if let Some(text) = record.pointer(&pointer).and_then(Json::as_str) {
            let last = if text.ends_with('0') { "1" } else { "0" };
            *copy.pointer_mut(&pointer).unwrap() = json!(format!("{}{last}", &text[..text.len() - 1]));
            changed.push(copy);
        }
    }
    changed
}

fn places(json: &Json, at: String) -> Vec<String> {
    let entries = json.as_object().into_iter().flatten();
    entries
        .flat_map(|(key, entry)| {
            let here = format!("{at}/{key}");
            let mut inside = places(entry, here.clone());
            inside.push(here);
            inside
        })
        .collect()
}

/// What somebody does who knows how ids are made.
fn with_its_own_id(mut record: Json) -> Json {
    record.as_object_mut().unwrap().remove("id");
    let id = sha256_hex(canonical_json(&value(&record)).as_bytes());
    record["id"] = json!(id);
    record
}

proptest! {
    #![proptest_config(law(24))]

    #[test]
    fn law_a4_what_is_untouched_verifies(cases in vec(cases::genes(), 0..6), policy in policies::genes()) {
        let records = chain(&compile(&policies::policy(&policy)), &cases);
        let head = records.last().map_or(json!(null), |record| record["id"].clone());
        let report = verify(&records, json!({ "head": head }));
        prop_assert!(report.ok, "{:?}", report.problem);
        prop_assert_eq!(json!(report.head), head.clone());
        prop_assert_eq!(report.records as usize, records.len());
        // A later part of the chain, by what stands before it: its id, or the whole record.
        for start in 1..records.len() {
            for previous in [&records[start - 1], &records[start - 1]["id"]] {
                let report = verify(&records[start..], json!({ "previous": previous, "head": head }));
                prop_assert!(report.ok, "{:?}", report.problem);
            }
        }
    }

    #[test]
    fn law_a4_a_changed_record_is_named(cases in vec(cases::genes(), 3..5)) {
        let records = chain(usual(), &cases);
        let last = records.len() - 1;
        let head = &records[last]["id"];
        for at in 0..=last {
            for changed in changes(&records[at]) {
                let mut log = records.clone();
                log[at] = changed.clone();
                prop_assert_eq!(found(&log), Some((Kind::Changed, at)), "{}", changed);
                // Given a new id, it is the next one that doesn't fit.
                let forged = with_its_own_id(changed);
                if forged["id"] == records[at]["id"] {
                    continue;
                }
                log[at] = forged;
                let report = verify(&log, json!({ "head": head }));
                let problem = report.problem.unwrap();
                let place = problem.index as usize;
                prop_assert!(place == at || place == at + 1, "{:?} after a change at {}", problem, at);
            }
        }
    }

    #[test]
    fn law_a4_a_dropped_record_is_named(cases in vec(cases::genes(), 2..6)) {
        let records = chain(usual(), &cases);
        let last = records.len() - 1;
        for at in 0..=last {
            let mut log = records.clone();
            let dropped = log.remove(at);
            let report = verify(&log, json!({ "head": records[last] }));
            let problem = report.problem.unwrap();
            let kind = if at == last { Kind::Cut } else { Kind::Dropped };
            prop_assert_eq!((problem.kind, problem.index as usize), (kind, at));
            prop_assert_eq!(json!(problem.id), dropped["id"].clone());
            // Only the end may be missing unseen where the newest id isn't known.
            prop_assert_eq!(found(&log).is_none(), at == last);
        }
    }

    #[test]
    fn law_a4_a_cut_off_end_is_seen(cases in vec(cases::genes(), 1..6)) {
        let records = chain(usual(), &cases);
        let head = &records[records.len() - 1]["id"];
        for length in 0..records.len() {
            let problem = verify(&records[..length], json!({ "head": head })).problem.unwrap();
            prop_assert_eq!((problem.kind, problem.index as usize), (Kind::Cut, length));
            // And so is one that was made longer.
            if let Some(newest) = records[..length].last() {
                let problem = verify(&records, json!({ "head": newest })).problem.unwrap();
                prop_assert_eq!((problem.kind, problem.index as usize), (Kind::Added, length));
            }
        }
    }

    #[test]
    fn law_a4_another_order_is_named(cases in vec(cases::genes(), 2..6)) {
        let records = chain(usual(), &cases);
        for from in 0..records.len() {
            for to in 0..records.len() {
                if from == to {
                    continue;
                }
                let mut moved = records.clone();
                let record = moved.remove(from);
                moved.insert(to, record.clone());
                prop_assert_eq!(found(&moved), Some((Kind::Moved, from.min(to))), "{} to {}", from, to);
                let mut swapped = records.clone();
                swapped.swap(from, to);
                prop_assert_eq!(found(&swapped), Some((Kind::Moved, from.min(to))), "{} with {}", from, to);
                let mut repeated = records.clone();
                repeated.insert(to, record);
                prop_assert!(found(&repeated).is_some());
            }
        }
    }

    #[test]
    fn law_a4_records_that_stand_alone_are_no_chain(cases in vec(cases::genes(), 2..4)) {
        let request = Request::from_value(value(&json!({ "audit": true }))).unwrap();
        let cases = cases.iter().map(|genes| value(&cases::case(genes))).collect();
        let records: Vec<Json> = decide_many(cases, usual(), request)
            .map(|decided| serde_json::from_str::<Json>(&to_json(&decided.unwrap())).unwrap()["audit"].take())
            .collect();
        prop_assert_eq!(found(&records[..1]), None);
        prop_assert_eq!(found(&records), Some((Kind::Unchained, 1)));
    }
}

#[test]
fn records_that_are_none_are_changed_ones() {
    for record in [json!(null), json!("x"), json!([]), json!({}), json!({ "id": 3 })] {
        assert_eq!(found(std::slice::from_ref(&record)), Some((Kind::Changed, 0)), "{record}");
    }
    for options in
        [json!({ "head": "x" }), json!({ "head": {} }), json!({ "previous": 3 }), json!({ "had": "" })]
    {
        assert!(Cx::run::<VerifyOptions>(value(&options)).is_err(), "{options}");
    }
}

/// The record is made of what it says it is made of: anybody can do it again.
#[test]
fn law_a4_digests_are_those_of_canonical_json() {
    let policy = usual();
    let case = json!({ "id": "c", "now": "2026-11-20T08:30:00Z", "action": { "name": "tag_record" } });
    let request = Request::from_value(value(&json!({ "audit": true, "explain": "full" }))).unwrap();
    let decided = holdpoint::decide::classify::decide(value(&case), policy, &request);
    let mut answer: Json = serde_json::from_str(&to_json(&decided.unwrap())).unwrap();
    let record = answer.as_object_mut().unwrap().remove("audit").unwrap();
    let digest =
        |json: &Json| json!(sha256_hex(serde_json_canonicalizer::to_string(json).unwrap().as_bytes()));
    assert_eq!(record["inputDigest"], digest(&case));
    assert_eq!(record["resultDigest"], digest(&answer));
    let whole: Json = serde_json::from_str(&to_json(&policy.whole)).unwrap();
    assert_eq!(record["policy"]["digest"], digest(&whole));
    assert_eq!(record["now"], case["now"]);
    assert_eq!(record["decision"], "classify");
    assert_eq!(with_its_own_id(record.clone())["id"], record["id"]);
}
