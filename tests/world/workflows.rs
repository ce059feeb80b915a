//! Workflows at random, and the policy that they run under.

use holdpoint::{
    compile::{CompiledPolicy, Limits},
    decide::rollback,
    model::to_json,
    parse::parse_json,
};
use serde_json::{Value as Json, json};

use super::{
    api::{Mischief, SECOND, World},
    dice::Dice,
    host::{Host, Planner, text, texts},
    laws::Violations,
};

/// Every kind of action that a plan has to tell apart.
pub(crate) fn policy() -> Json {
    let find = json!({ "action": "find", "arguments": { "key": "{{idempotencyKey}}" } });
    let credit = json!({ "action": "credit", "arguments": { "of": "{{output.id}}", "amount": "{{amount}}", "doc": "{{doc}}" } });
    let key = "{{doc}}";
    let notify = json!({ "notify": "desk" });
    json!({
        "holdpoint": 1, "name": "world",
        "owners": { "default": { "review": "desk", "override": "lead", "pause": "boss" } },
        "actions": {
            "pay": { "kind": "record_write", "financial": true, "effect": "compensable", "pattern": "compensate", "idempotencyKey": key,
                "keyLifetime": "24h", "compensation": credit, "probe": find, "onFailure": notify },
            "blind_pay": { "kind": "record_write", "financial": true, "effect": "compensable", "pattern": "compensate", "idempotencyKey": key,
                "keyLifetime": "24h", "compensation": credit, "onFailure": notify },
            "credit": { "kind": "record_write", "financial": true, "effect": "irreversible", "idempotencyKey": "{{of}}:credit",
                "keyLifetime": "24h", "probe": find, "onFailure": notify },
            "config": { "kind": "record_write", "effect": "reversible", "pattern": "restore_snapshot", "snapshot": ["state"],
                "idempotencyKey": key, "keyLifetime": "24h", "probe": find, "onFailure": notify },
            "config_unseen": { "kind": "record_write", "effect": "reversible", "pattern": "restore_snapshot", "snapshot": ["state"],
                "idempotencyKey": key, "keyLifetime": "24h", "onFailure": notify },
            "book": { "kind": "record_write", "financial": true, "effect": "reversible", "idempotencyKey": key, "keyLifetime": "24h",
                "probe": find, "onFailure": notify },
            "tag": { "kind": "record_write", "effect": "reversible", "pattern": "compensate", "idempotencyKey": key, "keyLifetime": "24h",
                "compensation": { "action": "untag", "arguments": { "doc": "{{doc}}", "records": "{{records}}" } }, "probe": find, "onFailure": notify },
            "untag": { "kind": "record_write", "effect": "irreversible", "idempotencyKey": "{{doc}}:untag", "keyLifetime": "24h", "probe": find, "onFailure": notify },
            "order": { "kind": "record_write", "effect": "compensable", "pattern": "retry_idempotent", "idempotencyKey": key, "keyLifetime": "24h",
                "checkpoint": true, "compensation": { "action": "cancel", "arguments": { "of": "{{output.id}}", "doc": "{{doc}}" } }, "probe": find, "onFailure": notify },
            "cancel": { "kind": "record_write", "effect": "irreversible", "idempotencyKey": "{{doc}}:cancel", "keyLifetime": "24h", "onFailure": notify },
            "mail": { "kind": "outbound", "effect": "irreversible", "pattern": "retry_idempotent", "idempotencyKey": key, "keyLifetime": "24h", "probe": find, "onFailure": notify },
            "ship": { "kind": "record_write", "effect": "pivot", "pattern": "retry_idempotent", "idempotencyKey": key, "keyLifetime": "24h", "probe": find, "onFailure": notify },
            "raw": { "kind": "record_write", "effect": "reversible", "idempotencyKey": key, "keyLifetime": "24h", "probe": find, "onFailure": notify },
            "find": { "kind": "internal", "effect": "reversible", "idempotencyKey": "{{key}}:find" }
        }
    })
}

/// Our own planner, through the same door as every host.
pub(crate) fn ours() -> Box<Planner> {
    let value = |json: &Json| parse_json(&json.to_string()).unwrap();
    let policy = CompiledPolicy::from_value(value(&policy()), Limits::default()).unwrap();
    Box::new(move |run| match rollback::decide(value(run), &policy, None) {
        Ok(answer) => serde_json::from_str(&to_json(&answer)).unwrap(),
        Err(problems) => json!({ "verdict": "refused", "why": format!("{problems:?}") }),
    })
}

const ACTIONS: [&str; 13] = [
    "pay",
    "pay",
    "blind_pay",
    "config",
    "config",
    "config_unseen",
    "tag",
    "order",
    "order",
    "mail",
    "ship",
    "raw",
    "book",
];

/// The actions whose outcome can be found out. After a crash the others are a person's.
pub(crate) const PROBED: [&str; 8] = ["pay", "pay", "config", "config", "tag", "order", "mail", "ship"];

/// A workflow that ran in a world of its own and broke somewhere, or was found wrong.
pub(crate) fn broken(seed: u64, mischief: Mischief) -> Host {
    broken_among(seed, mischief, &ACTIONS)
}

/// The same with these actions only.
pub(crate) fn broken_among(seed: u64, mischief: Mischief, actions: &[&'static str]) -> Host {
    let mut dice = Dice::new(seed);
    let count = usize::try_from(dice.below(7)).unwrap() + 1;
    let mut steps = Vec::new();
    let mut ids: Vec<String> = (0..count).map(|index| format!("s{index}")).collect();
    // Ids say nothing about the order.
    dice.shuffle(&mut ids);
    let plain = dice.percent(30);
    for (index, id) in ids.iter().enumerate() {
        // A run full of special steps says little about the ordinary ones.
        let action = if plain { *dice.of(&actions[..actions.len() * 3 / 4]) } else { *dice.of(actions) };
        let below: Vec<&String> = ids[..index].iter().filter(|_| dice.percent(35)).collect();
        let mut step = json!({ "id": id, "action": action, "dependsOn": below, "status": "pending", "arguments": { "doc": format!("d-{id}") } });
        match action {
            "pay" | "blind_pay" => {
                step["arguments"]["amount"] = json!(dice.below(900) + 1);
                step["amount"] = step["arguments"]["amount"].clone();
            }
            "order" => {
                let items: Vec<String> = (0..dice.below(5) + 1).map(|item| format!("i{item}")).collect();
                step["checkpoint"] = json!({ "items": items, "done": [] });
            }
            "config" | "config_unseen" | "tag" | "book" => {
                let mut records = vec![format!("r{}", dice.below(3))];
                if dice.percent(25) {
                    records.push(format!("r{}", dice.below(3)));
                    records.sort();
                    records.dedup();
                }
                step["records"] = json!(records);
                step["arguments"]["records"] = json!(records);
            }
            _ => {}
        }
        steps.push(step);
    }
    let each = dice.percent(50);
    let mut host = Host {
        world: World::default(),
        run: json!({ "id": "run", "phase": "after", "steps": steps, "snapshots": if each { "each" } else { "first" } }),
        dice,
        mischief,
        tasks: Default::default(),
        crash_at: None,
        calls: 0,
        violations: Violations::default(),
    };
    if !each {
        snapshot_first(&mut host);
        host.mischief.edit = 0;
        host.world.one_snapshot = true;
    }
    let failed = forward(&mut host, &ids);
    host.mischief.edit = mischief.edit;
    host.world.pass(host.dice.clone().below(600) * SECOND);
    trigger(&mut host, failed);
    host
}

/// One snapshot of every record before the first step.
fn snapshot_first(host: &mut Host) {
    for index in 0..host.steps().len() {
        let records = texts(&host.steps()[index]["records"]);
        let mut versions = json!({});
        for record in &records {
            versions[record] = json!(host.world.snapshot("first", record));
        }
        if !records.is_empty() {
            host.run["steps"][index]["snapshot"] = json!({ "ref": "first", "versions": versions });
        }
    }
}

/// Runs the steps in order until one breaks; the step that did.
fn forward(host: &mut Host, ids: &[String]) -> Option<String> {
    let mut broke = None;
    for id in ids {
        let step = host.step(id).clone();
        let ready = texts(&step["dependsOn"]).iter().all(|below| host.status(below) == "succeeded");
        // What had begun side by side goes on for a moment after another broke.
        if !ready || broke.is_some() && !host.dice.percent(30) {
            continue;
        }
        let key = host.doc(id);
        let crashed = host.perform(id, &key, texts(&step["checkpoint"]["items"])).is_err();
        if crashed || host.status(id) != "succeeded" {
            broke = broke.or(Some(id.clone()));
        }
        if crashed {
            break;
        }
    }
    broke
}

fn trigger(host: &mut Host, failed: Option<String>) {
    let ran: Vec<String> = host
        .steps()
        .iter()
        .filter(|step| step["status"] != "pending")
        .map(|step| text(&step["id"]).to_owned())
        .collect();
    let throw = host.dice.below(100);
    host.run["trigger"] = match failed {
        Some(step) if throw < 75 => json!({ "kind": "step_failed", "step": step }),
        _ if throw < 85 && !ran.is_empty() => json!({ "kind": "review_found", "step": host.dice.of(&ran) }),
        _ if throw < 92 => json!({ "kind": "policy_violation" }),
        _ => json!({ "kind": "manual" }),
    };
    host.run["goal"] = json!(*host.dice.of(&["auto", "auto", "auto", "undo", "undo", "complete"]));
}
