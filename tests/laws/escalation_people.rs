//! E6: whom an incident may wait for. Every delegation graph of four people, with every set of absences.

use std::collections::VecDeque;

use holdpoint::compile::{CompiledPolicy, Limits};
use serde_json::{Map, Value as Json, json};

use super::{
    escalation::{answered, minute},
    support::value,
};

/// The people of a graph; the first is the one who was to approve.
const NAMES: [&str; 4] = ["a", "b", "c", "d"];
/// How many graphs share one policy, since compiling costs the most.
const SHARED: usize = 1024;

/// The delegates of each: four bits, one for each of the others in order, himself left out.
type Graph = [u8; 4];

fn delegates(graph: Graph, person: usize) -> Vec<usize> {
    (0..4).filter(|other| *other != person && graph[person] >> other & 1 == 1).collect()
}

fn graphs() -> Vec<Graph> {
    let own: Vec<Vec<u8>> =
        (0..4).map(|person: u8| (0..16).filter(|bits| bits >> person & 1 == 0).collect()).collect();
    let mut all = Vec::new();
    for a in &own[0] {
        for b in &own[1] {
            for c in &own[2] {
                for d in &own[3] {
                    all.push([*a, *b, *c, *d]);
                }
            }
        }
    }
    all
}

fn policy(graphs: &[Graph]) -> CompiledPolicy {
    let mut people = Map::new();
    for (index, graph) in graphs.iter().enumerate() {
        for (person, name) in NAMES.iter().enumerate() {
            let names: Vec<Json> = delegates(*graph, person)
                .iter()
                .map(|other| json!(format!("{}{index}", NAMES[*other])))
                .collect();
            // `c` may approve less than what is asked for.
            let limit = if *name == "c" { 50 } else { 500 };
            let mut entry = json!({ "limits": { "USD": limit }, "manager": "boss" });
            if !names.is_empty() {
                entry["delegate"] = Json::from(names);
            }
            people.insert(format!("{name}{index}"), entry);
        }
    }
    people.insert("boss".into(), json!({ "limits": { "USD": 1000 } }));
    let policy = json!({
        "holdpoint": 1, "name": "graphs", "workflow": { "currency": "USD" }, "people": people,
        "owners": { "default": { "review": "desk", "override": "boss", "pause": "boss" } },
        "escalation": { "ladder": { "L2": { "maxHops": 2 } } },
    });
    CompiledPolicy::from_value(value(&policy), Limits::default()).unwrap()
}

/// The first in the order of the hops who is there, may approve so much and didn't ask.
fn expected(graph: Graph, away: u8, amount: u32, requester: usize) -> Option<usize> {
    let (mut seen, mut queue) = ([false; 4], VecDeque::from([(0_usize, 0_u32)]));
    seen[0] = true;
    let mut found = Vec::new();
    while let Some((person, hop)) = queue.pop_front() {
        for next in delegates(graph, person) {
            if seen[next] || hop >= 2 {
                continue;
            }
            seen[next] = true;
            queue.push_back((next, hop + 1));
            let limit = if next == 2 { 50 } else { 500 };
            if away >> next & 1 == 0 && amount <= limit && next != requester {
                found.push(next);
            }
        }
    }
    found.first().copied()
}

/// An amount, and which person asked for it, if one did: each graph meets each with two of the eight
/// sets of absences.
const ASKED: [(u32, usize); 4] = [(20, 9), (200, 1), (200, 9), (20, 3)];

#[test]
fn law_e6_every_delegation_graph_with_every_set_of_absences() {
    let all = graphs();
    assert_eq!(all.len(), 4096);
    let mut passed_at_once = 0;
    for chunk in all.chunks(SHARED) {
        let policy = policy(chunk);
        for (index, graph) in chunk.iter().enumerate() {
            // Whether the first is away changes nothing: they let it lapse.
            for away in (0..16_u8).step_by(2) {
                let (amount, requester) = ASKED[(index + usize::from(away >> 1)) % 4];
                let name = |person: usize| format!("{}{index}", NAMES[person]);
                let absences: Vec<Json> = (1..4)
                    .filter(|person| away >> person & 1 == 1)
                    .map(|person| {
                        let (id, who) = (format!("o{person}"), name(person));
                        json!({ "id": id, "at": minute(-10), "kind": "out_of_office", "who": who })
                    })
                    .collect();
                let who = if requester < 4 { name(requester) } else { "bot".into() };
                let incident = json!({
                    "id": "i", "type": "timeout", "severity": "high", "impact": "high", "now": minute(0),
                    "events": absences,
                    "requests": [{
                        "id": "r", "action": "pay", "amount": amount, "requestedBy": who,
                        "approver": name(0), "openedAt": minute(0),
                    }],
                });
                let decision = answered(&policy, &incident);
                let (level, asked) = match expected(*graph, away, amount, requester) {
                    Some(person) => ("L2", name(person)),
                    // Nobody is left, so it goes up a level at once and says so.
                    None => ("L3", "boss".into()),
                };
                assert_eq!(decision["level"], level, "{graph:?} {away:04b}\n{decision:#}");
                assert_eq!(decision["assignee"]["id"], asked, "{graph:?} {away:04b}\n{decision:#}");
                if level == "L3" {
                    passed_at_once += 1;
                    let passed = decision["chain"].as_array().unwrap().iter();
                    assert!(passed.clone().any(|entry| entry["why"] == "nobody"), "{decision:#}");
                }
            }
        }
    }
    assert!(passed_at_once > 1000, "only {passed_at_once}");
}

#[test]
fn law_e6_limits_absences_and_refusals_pass_people_over() {
    let policy = super::escalation::usual();
    let base = super::escalation::incident("timeout", "high", "high");
    let with = |changes: &[(&str, Json)], events: Vec<Json>| {
        let mut incident = base.clone();
        for (key, entry) in changes {
            incident["requests"][0][*key] = entry.clone();
        }
        incident["events"] = json!(events);
        incident["now"] = minute(1);
        answered(policy, &incident)
    };
    let passed = |decision: &Json, who: &str| {
        let path = decision["path"].as_array().unwrap();
        path.iter().find(|step| step["id"] == who).map(|step| step["passedOver"].clone())
    };
    let usual = with(&[], vec![]);
    assert_eq!(usual["assignee"]["id"], "ben");
    // 100 dollars are above `cat`'s limit; 100 euros are in a currency that others' limits don't name.
    let over = with(&[("requestedBy", json!("ben"))], vec![]);
    assert_eq!(passed(&over, "ben"), Some(json!("requester")));
    assert_eq!(passed(&over, "cat"), Some(json!("over_limit")));
    assert_eq!(over["assignee"]["id"], "dan");
    let euros = with(&[("currency", json!("EUR"))], vec![]);
    assert_eq!(passed(&euros, "ben"), Some(json!("currency_not_named")));
    assert_eq!(euros["assignee"]["id"], "cat");
    assert!(euros["reasons"].to_string().contains("counts as above it"), "{euros:#}");
    let away =
        json!({ "id": "o", "at": minute(0), "kind": "out_of_office", "who": "ben", "until": minute(9) });
    let away = with(&[], vec![away]);
    assert_eq!(passed(&away, "ben"), Some(json!("away")));
    assert_eq!(away["assignee"]["id"], "dan");
}
