//! E3, E9, E10, E12, E13, A1, A2: histories at random, and every order of some.

use std::sync::OnceLock;

use holdpoint::compile::CompiledPolicy;
use proptest::{collection::vec, prelude::*};
use serde_json::{Value as Json, json};

use super::{
    dice::Dice,
    escalation::{
        IMPACTS, LEVELS, SEVERITIES, TYPES, answered, bytes, escalated, incident, level, millis, minute,
        policy, second, usual, well_formed,
    },
    support::law,
};

const PEOPLE: [&str; 10] =
    ["ann", "ben", "cat", "dan", "boss", "chief", "exec", "on-call", "compliance-desk", "mallory"];

/// An event at random; times lie around the clocks' ends.
fn event(dice: &mut Dice<'_>, number: usize, digest: &str) -> Json {
    const MINUTES: [i64; 14] = [0, 1, 15, 29, 30, 31, 60, 120, 150, 270, 390, 450, 600, -5];
    let at = MINUTES[dice.below(MINUTES.len())] * 60 + [0, 1, 3, -2][dice.below(4)];
    let who = PEOPLE[dice.below(PEOPLE.len())];
    let mut event = match dice.below(16) {
        0..=4 => json!({ "kind": "notified", "to": who, "level": LEVELS[dice.below(5)] }),
        5 => json!({ "kind": "acknowledged", "by": who }),
        6 => json!({ "kind": "approved", "by": who, "digest": digest }),
        7 => json!({ "kind": "rejected", "by": who }),
        8 => json!({ "kind": "out_of_office", "who": who }),
        9 => json!({ "kind": "out_of_office", "who": who, "until": second(at + 3600) }),
        10 => json!({ "kind": "reassigned", "to": who }),
        11 => json!({ "kind": "retried", "outcome": dice.of(&["failed", "succeeded"]) }),
        12 => json!({ "kind": "probed", "outcome": dice.of(&["unclear", "not_applied", "applied"]) }),
        13 => json!({ "kind": dice.of(&["paused", "resumed"]) }),
        14 => json!({ "kind": dice.of(&["bypassed", "reviewed"]), "by": who }),
        _ => json!({ "kind": "acknowledged", "by": who }),
    };
    event["id"] = json!(format!("e{number}"));
    event["at"] = second(at);
    event
}

/// An incident with a history.
fn history(dice: &mut Dice<'_>) -> Json {
    let kind = TYPES[dice.below(5)];
    let mut incident = incident(kind, SEVERITIES[dice.below(4)], IMPACTS[dice.below(3)]);
    if kind == "system_failure" || dice.once_in(6) {
        let status = [503, 500, 422, 429][dice.below(4)];
        incident["error"] = json!({ "at": minute(0), "status": status });
        if dice.once_in(3) {
            incident["requests"][0]["idempotencyKey"] = Json::Null;
        }
    }
    let digest = answered(usual(), &incident)["requestDigest"].as_str().unwrap().to_owned();
    let count = dice.below(9);
    incident["events"] = (0..count).map(|number| event(dice, number, &digest)).collect();
    incident["now"] = minute([0, 30, 31, 100, 151, 400, 700, 5000][dice.below(8)]);
    incident
}

fn at(incident: &Json, minutes: i64) -> Json {
    let mut later = incident.clone();
    later["now"] = minute(minutes);
    later
}

proptest! {
    #![proptest_config(law(400))]

    #[test]
    fn law_e1_e2_e3_e5_e8_e11_every_history_has_an_answer(row in vec(any::<u8>(), 0..120)) {
        let incident = history(&mut Dice::new(&row));
        let policy = usual();
        let decision = answered(policy, &incident);
        well_formed(&incident, &decision, incident["now"].as_i64().unwrap());
        // E3: no level whose people could be asked is left before they were.
        let mut asked = false;
        for entry in decision["chain"].as_array().unwrap() {
            match entry["kind"].as_str().unwrap() {
                "entered" => asked = entry["level"] == "L1",
                "asked" => asked = true,
                "passed" if entry["why"] == "clock" => prop_assert!(asked, "{decision:#}"),
                _ => {}
            }
        }
        // E6: whoever it waits for didn't ask for it, say no, let it lapse, or leave.
        if let Some(who) = decision["assignee"]["id"].as_str().filter(|_| decision["level"] != "end") {
            prop_assert!(who != "bot" && who != "cat", "{decision:#}");
            let passed = |why: &str| decision["chain"].as_array().unwrap().iter().any(|entry| {
                entry["kind"] == why && entry["who"] == who
            });
            prop_assert!(!passed("rejected") && !passed("passed"), "{decision:#}");
        }
    }

    #[test]
    fn law_e9_duplicated_and_reordered_events_change_nothing(row in vec(any::<u8>(), 0..120), turn in any::<usize>()) {
        let incident = history(&mut Dice::new(&row));
        let policy = usual();
        let mut other = incident.clone();
        let mut events = incident["events"].as_array().unwrap().clone();
        if !events.is_empty() {
            let turn = turn % events.len();
            events.rotate_left(turn);
            events.push(events[turn].clone());
            events.reverse();
        }
        other["events"] = json!(events);
        prop_assert_eq!(bytes(policy, &incident), bytes(policy, &other));
    }

    #[test]
    fn law_e13_a_later_now_never_lowers_and_never_revives(row in vec(any::<u8>(), 0..120), from in 0..700_i64, by in 0..700_i64) {
        let incident = history(&mut Dice::new(&row));
        let policy = usual();
        let (now, later) = (answered(policy, &at(&incident, from)), answered(policy, &at(&incident, from + by)));
        prop_assert!(level(&now) <= level(&later), "{incident:#}\n{now:#}\n{later:#}");
        if now["status"] == "resolved" {
            prop_assert_eq!(&later["status"], "resolved", "{:#}\n{:#}\n{:#}", incident, now, later);
        }
    }

    /// E3: a host that asks whom it is told to ask, but looks only now and then, goes up one human level at a
    /// time.
    #[test]
    fn law_e3_a_host_that_sleeps_passes_nobody_over(naps in vec(1..600_i64, 1..12), cell in 0..60_usize) {
        static CRITICAL: OnceLock<CompiledPolicy> = OnceLock::new();
        let policy = CRITICAL.get_or_init(|| policy(&json!({ "workflow": { "critical": true } })));
        let mut incident = incident(TYPES[cell / 12], SEVERITIES[cell / 3 % 4], IMPACTS[cell % 3]);
        let (mut time, mut events, mut highest) = (0_i64, Vec::new(), 1);
        for nap in naps {
            time += nap;
            incident["now"] = minute(time);
            incident["events"] = json!(events);
            let decision = answered(policy, &incident);
            let reached = level(&decision);
            // A policy violation opens at L3 and is never bypassed; a severe rejection opens there too.
            let above = if TYPES[cell / 12] == "policy_violation" && highest == 2 { 4 } else { highest + 1 };
            prop_assert!(reached <= above, "from {highest}: {decision:#}");
            highest = highest.max(reached);
            if let Some(who) = decision["assignee"]["id"].as_str() {
                let id = format!("n{}", events.len());
                events.push(json!({ "id": id, "at": minute(time), "kind": "notified", "to": who, "level": decision["level"] }));
            }
        }
    }

    /// E9: clocks that disagree by less than the tolerance, away from the ends of clocks.
    #[test]
    fn law_e9_a_little_skew_changes_no_decision(skews in vec(-1000..1000_i64, 5), cell in 0..12_usize) {
        let policy = usual();
        let mut incident = incident("timeout", SEVERITIES[cell / 3], "high");
        let digest = answered(policy, &incident)["requestDigest"].clone();
        let kinds = [
            json!({ "id": "a", "kind": "notified", "to": "ben", "level": "L2" }),
            json!({ "id": "b", "kind": "acknowledged", "by": "ben" }),
            json!({ "id": "c", "kind": "rejected", "by": "ben" }),
            json!({ "id": "d", "kind": "notified", "to": "boss", "level": "L3" }),
            json!({ "id": "e", "kind": "approved", "by": "boss", "digest": digest }),
        ];
        // All within a moment: each still comes after what it answers.
        let true_times = [60_000, 61_000, 61_000, 62_000, 63_000];
        let mut decide = |skews: &[i64]| {
            let events = kinds.iter().zip(true_times).zip(skews).map(|((event, at), skew)| {
                let mut event = event.clone();
                event["at"] = json!(minute(10).as_i64().unwrap() + at + skew);
                event
            });
            incident["events"] = events.collect();
            incident["now"] = minute(30);
            answered(policy, &incident)
        };
        let (straight, skewed) = (decide(&[0; 5]), decide(&skews));
        prop_assert_eq!(&straight["status"], "resolved", "{:#}", straight["chain"]);
        for key in ["status", "action", "level", "assignee"] {
            prop_assert_eq!(&straight[key], &skewed[key], "{:#}", skewed);
        }
        prop_assert_eq!(&straight["resolution"]["by"], &skewed["resolution"]["by"]);
    }

    #[test]
    fn law_e10_a_planned_retry_stays_within_every_limit(fails in vec(0..200_i64, 0..9), wait in 0..4000_u32, seed in any::<u32>()) {
        let policy = usual();
        let mut incident = incident("system_failure", "low", "low");
        incident["seed"] = json!(seed);
        incident["error"]["retryAfter"] = json!(wait);
        let mut time = 0;
        let events: Vec<Json> = fails.iter().enumerate().map(|(number, gap)| {
            time += gap;
            json!({ "id": format!("f{number}"), "at": second(time), "kind": "retried", "outcome": "failed" })
        }).collect();
        incident["now"] = second(time);
        incident["events"] = json!(events);
        let decision = answered(policy, &incident);
        let Some(at) = decision["retry"]["at"].as_str() else {
            prop_assert_ne!(&decision["status"], "resolved");
            return Ok(());
        };
        let at = millis(&json!(at)) - minute(0).as_i64().unwrap();
        prop_assert!(decision["retry"]["attempt"].as_u64().unwrap() <= 5 && fails.len() < 5);
        prop_assert!(at <= 30 * 60_000 && at >= time * 1000, "{decision:#}");
        prop_assert!(!fails.is_empty() || at >= i64::from(wait) * 1000, "{decision:#}");
        prop_assert!(decision["retry"]["delayMs"].as_f64().unwrap() <= 300_000.0_f64.max(f64::from(wait) * 1000.0));
        prop_assert_eq!(decision["seed"].as_str().unwrap(), seed.to_string());
    }

    #[test]
    fn law_a2_no_incident_makes_it_panic(row in vec(any::<u8>(), 0..200)) {
        // Times at the ends of the range, nonsense in every place.
        let mut dice = Dice::new(&row);
        let mut incident = history(&mut dice);
        const TIMES: [&str; 5] = ["0000-01-01T00:00:00Z", "9999-12-31T23:59:59.999Z", "9899-12-31T00:00:00Z", "1970-01-01T00:00:00Z", "no time"];
        for key in ["now", "error"] {
            if dice.once_in(2) {
                let time = TIMES[dice.below(5)];
                incident[key] = if key == "now" { json!(time) } else { json!({ "at": time, "retryAfter": 1e300 }) };
            }
        }
        if dice.once_in(2) {
            incident["requests"][0]["openedAt"] = json!(TIMES[dice.below(5)]);
        }
        for event in incident["events"].as_array_mut().unwrap() {
            if dice.once_in(3) {
                event["at"] = json!(TIMES[dice.below(5)]);
            }
        }
        if let Ok(decision) = escalated(usual(), &incident) {
            let now = decision["deadline"].as_str().map(|_| millis(&decision["deadline"]));
            prop_assert!(decision["status"] == "resolved" || now.is_some());
        }
    }
}

#[test]
fn law_e9_every_order_of_six_events() {
    let policy = usual();
    let mut incident = incident("timeout", "medium", "medium");
    let digest = answered(policy, &incident)["requestDigest"].clone();
    let notified = |id: &str, at: i64, to: &str, level: &str| json!({ "id": id, "at": second(at), "kind": "notified", "to": to, "level": level });
    let stories = [
        vec![
            notified("a", 1800, "ben", "L2"),
            json!({ "id": "b", "at": second(1803), "kind": "acknowledged", "by": "ben" }),
            json!({ "id": "c", "at": second(1802), "kind": "rejected", "by": "ben" }),
            notified("d", 1804, "dan", "L2"),
            json!({ "id": "e", "at": second(1806), "kind": "approved", "by": "dan", "digest": digest }),
            json!({ "id": "f", "at": second(1806), "kind": "rejected", "by": "dan" }),
        ],
        vec![
            json!({ "id": "a", "at": second(60), "kind": "out_of_office", "who": "ann" }),
            notified("b", 61, "ben", "L2"),
            json!({ "id": "c", "at": second(62), "kind": "out_of_office", "who": "ben", "until": second(4000) }),
            notified("d", 63, "dan", "L2"),
            json!({ "id": "e", "at": second(64), "kind": "reassigned", "to": "boss" }),
            notified("f", 64, "boss", "L2"),
        ],
    ];
    for events in stories {
        let mut first = None;
        let mut orders = 0;
        permuted(&events, &mut Vec::new(), &mut |order| {
            for now in [1805, 3000, 20_000] {
                incident["events"] = json!(order);
                incident["now"] = second(now);
                let answer = (now, bytes(policy, &incident).unwrap());
                orders += 1;
                let known: &mut Vec<(i64, String)> = first.get_or_insert_with(Vec::new);
                match known.iter().find(|(at, _)| *at == now) {
                    Some(before) => assert_eq!(*before, answer),
                    None => known.push(answer),
                }
            }
        });
        assert_eq!(orders, 720 * 3);
    }
}

fn permuted(left: &[Json], taken: &mut Vec<Json>, each: &mut dyn FnMut(&[Json])) {
    if left.is_empty() {
        return each(taken);
    }
    for index in 0..left.len() {
        let mut rest = left.to_vec();
        taken.push(rest.remove(index));
        permuted(&rest, taken, each);
        taken.pop();
    }
}

/// E12: an approval counts for the exact action, arguments, person and time, and once.
#[test]
fn law_e12_an_approval_counts_only_for_what_it_was_given_for() {
    let policy = usual();
    let mut base = incident("timeout", "high", "high");
    base["requests"][0]["amount"] = json!(900);
    let digest = answered(policy, &base)["requestDigest"].clone();
    let decide = |incident: &Json, by: &str, at: i64, digest: &Json| {
        let mut incident = incident.clone();
        incident["events"] = json!([
            { "id": "n", "at": minute(1), "kind": "notified", "to": "ben", "level": "L2" },
            { "id": "y", "at": minute(at), "kind": "approved", "by": by, "digest": digest },
        ]);
        incident["now"] = minute(at + 1);
        answered(policy, &incident)
    };
    let given = decide(&base, "ben", 10, &digest);
    assert_eq!((&given["status"], &given["resolution"]["by"]), (&json!("resolved"), &json!("ben")));
    let void = |decision: &Json| {
        assert_ne!(decision["status"], "resolved", "{decision:#}");
        let entry = decision["chain"].as_array().unwrap().iter().find(|entry| entry["kind"] == "void");
        entry.unwrap_or_else(|| panic!("{decision:#}"))["why"].as_str().unwrap().to_owned()
    };
    assert_eq!(void(&decide(&base, "dan", 10, &digest)), "never_asked");
    assert_eq!(void(&decide(&base, "bot", 10, &digest)), "requester");
    assert_eq!(void(&decide(&base, "mallory", 10, &digest)), "never_asked");
    assert_eq!(void(&decide(&base, "ben", 121, &digest)), "not_current");
    assert_eq!(void(&decide(&base, "ann", 10, &digest)), "not_current");
    assert_eq!(void(&decide(&base, "ben", 10, &json!("0".repeat(64)))), "other_request");
    for (key, other) in [
        ("action", json!("issue_refund")),
        ("arguments", json!({ "invoice": "INV-2" })),
        ("amount", json!(901)),
        ("currency", json!("EUR")),
        ("id", json!("r9")),
    ] {
        let mut changed = base.clone();
        changed["requests"][0][key] = other;
        let decision = decide(&changed, "ben", 10, &digest);
        assert_ne!(decision["status"], "resolved", "{key}: {decision:#}");
    }
    let newer = super::escalation::policy(&json!({ "version": "8" }));
    let mut incident = base.clone();
    incident["now"] = minute(3);
    assert_ne!(answered(&newer, &incident)["requestDigest"], digest, "another policy is another question");
    // Once: the second answer is kept, not obeyed.
    incident["events"] = json!([
        { "id": "n", "at": minute(1), "kind": "notified", "to": "ben", "level": "L2" },
        { "id": "y", "at": minute(2), "kind": "approved", "by": "ben", "digest": digest },
        { "id": "z", "at": minute(3), "kind": "rejected", "by": "ben" },
    ]);
    let twice = answered(policy, &incident);
    assert_eq!(twice["resolution"]["how"], "approved");
    assert_eq!(twice["chain"].as_array().unwrap().last().unwrap()["kind"], "recorded");
}

/// What people said at the edges: each is a typed error or void with its reason.
#[test]
fn bad_input_is_refused_or_explained() {
    let policy = usual();
    let code = |change: &dyn Fn(&mut Json)| {
        let mut incident = incident("timeout", "high", "high");
        change(&mut incident);
        let error = escalated(policy, &incident).expect_err("it was accepted");
        format!("{} {}", error["code"].as_str().unwrap(), error["path"].as_str().unwrap())
    };
    let event = |more: Json| {
        let mut event = json!({ "id": "e", "at": minute(0) });
        event.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json!([event])
    };
    for (expected, change) in [
        ("HP0204 /events/0/kind", ("events", event(json!({ "kind": "sneezed" })))),
        ("HP0202 /events/0/by", ("events", event(json!({ "kind": "approved", "digest": "d" })))),
        ("HP0201 /events/0/by", ("events", event(json!({ "kind": "paused", "by": "ann" })))),
        ("HP0206 /events/0/at", ("events", json!([{ "id": "e", "at": 1_700_000_000, "kind": "paused" }]))),
        ("HP0205 /requests", ("requests", json!([]))),
        ("HP0206 /requests/0/currency", ("requests", json!([{ "currency": "dollars" }]))),
        ("HP0205 /now", ("now", json!("9999-12-31T23:59:59Z"))),
        ("HP0410 /policyVersion", ("policyVersion", json!("6"))),
        ("HP0204 /type", ("type", json!("fire"))),
        ("HP0205 /error/retryAfter", ("error", json!({ "at": minute(0), "retryAfter": -1 }))),
        ("HP0201 /evnets", ("evnets", json!([]))),
    ] {
        let found = code(&|incident| incident[change.0] = change.1.clone());
        if expected.contains("currency") {
            // Every mistake of the request is told; the first missing key comes first.
            assert!(found.starts_with("HP0202 /requests/0/"), "{found}");
        } else {
            assert_eq!(found, expected);
        }
    }
    let two = json!([
        { "id": "e", "at": minute(0), "kind": "paused" },
        { "id": "e", "at": minute(0), "kind": "resumed" },
    ]);
    assert_eq!(code(&|incident| incident["events"] = two.clone()), "HP0409 /events/1");
    assert_eq!(code(&|incident| incident["type"] = json!("conflict")), "HP0205 /requests");
    let twice = |incident: &mut Json| {
        let request = incident["requests"][0].clone();
        incident["requests"].as_array_mut().unwrap().push(request);
    };
    assert_eq!(code(&twice), "HP0311 /requests/1/id");
    // People whom nobody knows, and what lies ahead, are explained.
    let mut incident = incident("timeout", "high", "high");
    incident["now"] = minute(1);
    incident["requests"][0]["approver"] = json!("nobody-known");
    incident["events"] = json!([
        { "id": "n", "at": minute(0), "kind": "notified", "to": "mallory", "level": "L3" },
        { "id": "r", "at": minute(0), "kind": "reassigned", "to": "mallory" },
        { "id": "f", "at": minute(60), "kind": "resolved" },
    ]);
    let decision = answered(policy, &incident);
    assert_eq!((&decision["level"], &decision["assignee"]["id"]), (&json!("L3"), &json!("boss")));
    assert_eq!(decision["setAside"][0]["id"], "f");
    let void: Vec<&str> = decision["chain"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|entry| entry["kind"] == "void")
        .filter_map(|entry| entry["why"].as_str())
        .collect();
    assert_eq!(void, ["unknown_name", "not_current"]);
}

#[test]
fn law_a3_hidden_values_of_requests_are_copied_nowhere() {
    let policy = policy(&json!({
        "inputs": { "iban": { "type": "string", "sensitive": true } },
        "sensitive": ["customer.id", "action.amount", "data.fields.ssn", "arguments.token", "context.memo"],
    }));
    const SECRET: &str = "s3cr3t-7741";
    let mut incident = incident("timeout", "high", "high");
    incident["requests"][0]["amount"] = json!(774_177);
    incident["requests"][0]["arguments"] = json!({
        "iban": SECRET, "customer": { "id": SECRET, "name": "shown" }, "ssn": SECRET, "token": { "deep": SECRET },
        "amount": 774_177, "note": "shown",
    });
    incident["requests"][0]["context"] =
        json!({ "memo": [SECRET], "iban": SECRET, "customer": { "id": SECRET } });
    let text = bytes(&policy, &incident).unwrap();
    assert!(!text.contains(SECRET) && !text.contains("774177"), "{text}");
    assert!(text.contains("[redacted]") && text.contains("shown"), "{text}");
    // Nor does an error quote them, whatever is wrong there.
    incident["requests"][0]["arguments"]["amount"] = json!(774_177);
    incident["requests"][0]["amount"] = json!("774177");
    incident["now"] = json!("never");
    let error = bytes(&policy, &incident).unwrap_err();
    assert!(!error.contains(SECRET) && !error.contains("774177"), "{error}");
}

/// E13 where clocks may disagree: no pair of events within the tolerance takes back what was settled, or goes down.
#[test]
fn law_e13_no_event_takes_back_an_earlier_one() {
    let policy = usual();
    let base = incident("timeout", "high", "high");
    let digest = answered(policy, &base)["requestDigest"].clone();
    let kinds = [
        json!({ "kind": "approved", "by": "ben", "digest": digest }),
        json!({ "kind": "rejected", "by": "ben" }),
        json!({ "kind": "approved", "by": "dan", "digest": digest }),
        json!({ "kind": "rejected", "by": "dan" }),
        json!({ "kind": "acknowledged", "by": "ben" }),
        json!({ "kind": "out_of_office", "who": "ben" }),
        json!({ "kind": "reassigned", "to": "dan" }),
        json!({ "kind": "resolved" }),
    ];
    for impact in ["medium", "high"] {
        for (first, second_kind) in kinds.iter().flat_map(|a| kinds.iter().map(move |b| (a, b))) {
            for gap in [0, 1, 4, 6] {
                let mut incident = base.clone();
                incident["impact"] = json!(impact);
                let event = |id: &str, at: i64, what: &Json| {
                    let mut event = what.clone();
                    (event["id"], event["at"]) = (json!(id), second(at));
                    event
                };
                let asked = |id: &str, who: &str| json!({ "id": id, "at": minute(1), "kind": "notified", "to": who, "level": "L2" });
                let events = [
                    asked("n1", "ben"),
                    asked("n2", "dan"),
                    event("a", 100, first),
                    event("b", 100 + gap, second_kind),
                ];
                incident["events"] = json!(events);
                let mut before: Option<Json> = None;
                for now in 98..110 {
                    incident["now"] = second(now);
                    let decision = answered(policy, &incident);
                    if let Some(before) = before {
                        assert!(level(&before) <= level(&decision), "{incident:#}\n{decision:#}");
                        if before["status"] == "resolved" {
                            assert_eq!(before["resolution"], decision["resolution"], "{incident:#}");
                        }
                    }
                    before = Some(decision);
                }
            }
        }
    }
}
