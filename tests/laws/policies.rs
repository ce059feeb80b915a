//! Policies at random: rules from a small grammar, and every setting that bears on a lane.

use proptest::{collection::vec, prelude::*};
use serde_json::{Map, Value as Json, json};

use super::dice::Dice;

/// The actions of every generated policy, and one that none of them knows.
pub(crate) const ACTIONS: [&str; 7] = ["tag", "note", "reply", "send", "update", "pay", "route"];

/// The built-in stop conditions that a policy may switch off.
pub(crate) const SWITCHES: [&str; 25] = [
    "confidence",
    "data.conflicting",
    "data.duplicate",
    "data.malformed",
    "data.missing",
    "draft.exception_promise",
    "draft.guarantee",
    "draft.pricing",
    "draft.refund",
    "effect.no_way_back",
    "history.incomplete",
    "intent.unknown",
    "language.cancellation",
    "language.complaint",
    "language.exception_promise",
    "language.human_request",
    "language.legal",
    "language.negative_sentiment",
    "language.refund",
    "language.urgency",
    "lead.high_risk",
    "lead.urgent",
    "lead.valuable",
    "regulated.health",
    "validation.repeated",
];

/// The paths that a policy may hide, parents among them.
pub(crate) const HIDEABLE: [&str; 22] = [
    "message.text",
    "customer.id",
    "action.text",
    "message.subject",
    "message",
    "customer",
    "customer.industry",
    "lead.value",
    "lead",
    "intent.label",
    "intent",
    "intent.alternatives",
    "data.fields",
    "data.fields.note",
    "data.missing",
    "data.conflicts",
    "data.owners",
    "data.duplicateOf",
    "action.amount",
    "region",
    "jobNumber",
    "vendor.tier",
];

/// A policy's choices.
pub(crate) fn genes() -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 0..400)
}

/// The policy that these choices make.
pub(crate) fn policy(genes: &[u8]) -> Json {
    let dice = &mut Dice::new(genes);
    let mut policy = json!({
        "holdpoint": 1,
        "name": "laws",
        "intents": ["new_lead", "question", "refund"],
        "inputs": inputs(dice),
        "actions": actions(dice),
        "builtin": builtins(dice),
        "rules": rules(dice),
        "confidence": confidence(dice),
        "routes": routes(dice),
        // The engine's own lexicons as they are: they are made once for all tests.
        "signals": { "urgency": { "add": [] } },
        "sensitive": if dice.once_in(3) { dice.some(&HIDEABLE) } else { Vec::new() },
    });
    let mut workflow = Map::from_iter([
        ("id".to_owned(), json!("w")),
        ("action".to_owned(), json!("a")),
        ("consequence".to_owned(), json!("c")),
    ]);
    if dice.once_in(12) {
        workflow.insert("mode".into(), json!("manual"));
    }
    if dice.once_in(2) {
        workflow.insert("currency".into(), json!("USD"));
    }
    policy["workflow"] = Json::Object(workflow);
    if dice.once_in(3) {
        policy["owners"] = json!({
            "default": { "review": ["desk", "finance-manager"], "override": "lead", "pause": "boss" },
            "risky": { "review": "risk-desk" },
            "unknown": { "pause": ["boss", "deputy"], "rulesBoundary": "architect" },
        });
    }
    policy
}

/// The same, where nothing that can't be told is softer than what it hangs on.
pub(crate) fn strict(mut policy: Json) -> Json {
    let known = holdpoint::compile::BuiltinId::ALL;
    for id in known.iter().map(|id| id.as_str()).filter(|id| *id != "data.stale") {
        let setting = &mut policy["builtin"][id];
        if *setting == json!("off") || *setting == json!(false) {
            continue;
        }
        if !setting.is_object() {
            *setting = json!({});
        }
        setting["lane"] = json!("takeover");
        setting["undetermined"] = json!("takeover");
    }
    if policy["builtin"]["data.stale"].is_object() {
        policy["builtin"]["data.stale"]["undetermined"] = json!("takeover");
        policy["builtin"]["data.stale"]["lane"] = json!("takeover");
    }
    for rule in policy["rules"].as_array_mut().unwrap() {
        rule["undetermined"] = rule["lane"].clone();
    }
    policy
}

fn inputs(dice: &mut Dice<'_>) -> Json {
    let mut inputs = json!({
        "region": { "type": "string", "enum": ["north", "south", "coast"] },
        "jobNumber": { "type": "string", "format": "JOB-[0-9]+" },
        "score": { "type": "number", "min": 0, "max": 10 },
        "flagged": { "type": "boolean" },
        "dueAt": { "type": "time" },
        "tags": { "type": "list", "enum": ["a", "b", "c"] },
        "vendor.tier": { "type": "string" },
        "vendor.since": { "type": "time" },
    });
    for name in ["region", "jobNumber", "score", "vendor.tier", "tags"] {
        match dice.below(8) {
            6 => inputs[name]["required"] = json!(true),
            7 => inputs[name]["required"] = json!(["update", "send"]),
            _ => {}
        }
    }
    inputs
}

fn actions(dice: &mut Dice<'_>) -> Json {
    let mut actions = json!({
        "tag": { "kind": "internal" },
        "note": { "kind": "internal" },
        "reply": { "kind": "draft", "customerFacing": true },
        "send": { "kind": "outbound", "customerFacing": true },
        "update": { "kind": "record_write" },
        "pay": { "kind": "record_write", "revenueImpacting": true, "financial": true },
        "route": { "kind": "routing" },
    });
    for name in ACTIONS {
        let effect = if dice.once_in(9) {
            *["irreversible", "pivot", "compensable", ""].get(dice.below(4)).unwrap()
        } else {
            "reversible"
        };
        if !effect.is_empty() {
            actions[name]["effect"] = json!(effect);
        }
        if dice.once_in(3) {
            actions[name]["needs"] =
                json!(dice.some(&["message", "draft", "intent", "data", "history", "lead"]));
        }
        if dice.once_in(9) {
            actions[name]["floor"] = json!(dice.of(&["review", "takeover"]));
        }
    }
    actions
}

fn builtins(dice: &mut Dice<'_>) -> Json {
    let mut settings = Map::new();
    let all_off = dice.once_in(6);
    for id in SWITCHES {
        if all_off || dice.once_in(10) {
            settings.insert(id.into(), json!("off"));
        } else if dice.once_in(7) {
            settings.insert(id.into(), json!({
                "lane": dice.of(&["review", "takeover"]),
                "undetermined": dice.of(&["review", "takeover"]),
                "class": dice.of(&["expected", "risky", "customer_facing", "revenue_impacting", "unknown"]),
                "queue": dice.of(&["desk", "nobody", "people"]),
            }));
        }
    }
    if all_off {
        settings.insert("regulated.finance".into(), json!("off"));
    } else if dice.once_in(4) {
        settings.insert("lead.valuable".into(), json!({ "threshold": 1000 }));
    }
    if dice.once_in(4) {
        settings.insert("data.stale".into(), json!({ "maxAge": "30d" }));
    }
    Json::Object(settings)
}

fn confidence(dice: &mut Dice<'_>) -> Json {
    let mut confidence = json!({});
    if dice.once_in(2) {
        confidence["default"] = json!([0.5, 0.75, 0.9][dice.below(3)]);
    }
    if dice.once_in(2) {
        confidence["intents"] = json!({ "refund": 0.9, "question": 0.4 });
    }
    if dice.once_in(2) {
        confidence["actions"] = json!({ "send": 0.8, "tag": 0.2 });
    }
    confidence
}

fn routes(dice: &mut Dice<'_>) -> Json {
    let mut routes: Vec<Json> = (0..dice.below(3))
        .map(|index| json!({ "when": condition(dice, 1, false), "to": format!("queue-{index}") }))
        .collect();
    routes.push(json!({ "to": "triage" }));
    Json::Array(routes)
}

fn rules(dice: &mut Dice<'_>) -> Json {
    (0..dice.below(5)).map(|index| rule(dice, &format!("rule-{index}"))).collect()
}

/// A rule of its own.
pub(crate) fn rule(dice: &mut Dice<'_>, id: &str) -> Json {
    let has = dice.once_in(8);
    let mut rule = json!({ "id": id, "when": condition(dice, 2, has) });
    rule["lane"] = json!(dice.of(&["review", "takeover"]));
    if dice.once_in(2) {
        rule["class"] =
            json!(dice.of(&["expected", "risky", "customer_facing", "revenue_impacting", "unknown"]));
    }
    if dice.once_in(3) {
        rule["undetermined"] = json!("takeover");
    }
    if dice.once_in(3) {
        rule["queue"] = json!(dice.of(&["desk", "nobody"]));
    }
    if dice.once_in(3) {
        rule["because"] = json!("it is so");
    }
    rule
}

/// A condition in CEL.
pub(crate) fn condition(dice: &mut Dice<'_>, depth: usize, has: bool) -> String {
    match if depth == 0 { 0 } else { dice.below(8) } {
        0..=3 => atom(dice, has),
        4 | 5 => format!("({}) && ({})", condition(dice, depth - 1, has), condition(dice, depth - 1, has)),
        6 => format!("({}) || ({})", condition(dice, depth - 1, has), condition(dice, depth - 1, has)),
        _ => format!("!({})", condition(dice, depth - 1, has)),
    }
}

fn atom(dice: &mut Dice<'_>, has: bool) -> String {
    let order = |dice: &mut Dice<'_>| dice.of(&[">=", "<", "==", "!=", ">", "<="]).to_owned();
    if has && dice.once_in(2) {
        return format!("has({})", dice.of(&["customer.industry", "message.text", "score", "data.owners"]));
    }
    match dice.below(14) {
        0 => {
            let field = dice.of(&[
                "score",
                "lead.value",
                "action.amount",
                "history.turns",
                "history.validationFailures",
                "intent.confidence",
                "message.sentiment",
                "workflow.backlog",
                "action.records",
            ]);
            format!("{field} {} {}", order(dice), ["3", "0", "0.5", "1000", "-1"][dice.below(5)])
        }
        1 => format!("action.kind == \"{}\"", dice.of(&["outbound", "internal", "record_write", "routing"])),
        2 => format!("action.name in [\"{}\", \"update\"]", dice.of(&ACTIONS)),
        3 => format!("region {} \"{}\"", dice.of(&["==", "!="]), dice.of(&["north", "south", "coast"])),
        4 => format!("lead.urgency == \"{}\"", dice.of(&["high", "low", "critical"])),
        5 => {
            let field = dice.of(&[
                "customer.industry",
                "customer.tier",
                "message.text",
                "message.subject",
                "data.duplicateOf",
                "vendor.tier",
                "jobNumber",
                "customer.segment",
                "action.channel",
                "message.language",
            ]);
            let call = dice.of(&[
                ".contains(\"gold\")",
                " == \"gold\"",
                ".startsWith(\"J\")",
                ".matches(\"[0-9]{2}\")",
                ".size() > 4",
                " != \"\"",
            ]);
            format!("{field}{call}")
        }
        6 => {
            let list = dice.of(&["data.missing", "data.conflicts", "data.owners", "tags"]);
            match dice.below(3) {
                0 => format!("{list}.size() > {}", dice.below(3)),
                1 => format!("\"a\" in {list}"),
                _ => format!("{list}.{}(x, x == \"a\")", dice.of(&["exists", "all"])),
            }
        }
        7 => format!(
            "\"{}\" in {}",
            dice.of(&["refund", "legal", "pricing", "high_risk", "urgency"]),
            dice.of(&["signals", "message.signals", "action.signals"])
        ),
        8 => {
            let field = dice.of(&["dueAt", "history.lastContactAt", "data.updatedAt", "vendor.since"]);
            match dice.below(2) {
                0 => format!("now - {field} > duration(\"48h\")"),
                _ => format!("{field} < timestamp(\"2026-01-01T00:00:00Z\")"),
            }
        }
        9 => dice.of(&["flagged", "history.complete", "workflow.paused", "action.customerFacing"]).to_owned(),
        10 => format!("action.amount {} lead.value", order(dice)),
        12 => dice.of(&["true", "false"]).to_owned(),
        11 => format!("score + history.turns {} 5", order(dice)),
        _ => format!("intent.label == \"{}\"", dice.of(&["refund", "question"])),
    }
}
