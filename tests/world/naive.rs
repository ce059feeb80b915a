//! The control: a planner as many write it. It undoes whatever ran, the last first by the clock, under
//! new keys, without looking, and starts half orders over.

use std::cell::Cell;

use serde_json::{Value as Json, json};

use super::host::{Planner, text, texts};

pub(crate) fn planner() -> Box<Planner> {
    let fresh = Cell::new(0_u32);
    Box::new(move |run| plan(run, &fresh))
}

fn plan(run: &Json, fresh: &Cell<u32>) -> Json {
    let mut steps: Vec<&Json> = run["steps"].as_array().unwrap().iter().collect();
    steps.sort_by_key(|step| -step["at"].as_i64().unwrap_or(0));
    let forward = run["goal"] == "complete"
        || run["goal"] == "auto"
            && run["trigger"]["kind"] == "step_failed"
            && !steps.iter().any(|step| is_undo(step));
    let (mut waves, mut manual) = (Vec::new(), Vec::new());
    let mut account = json!({ "changed": 0, "undone": [], "finished": [], "kept": [], "person": [], "settled": [],
        "toSettle": [], "toUndo": [], "toFinish": [], "waiting": [], "untouched": [] });
    for step in steps {
        let (id, status) = (text(&step["id"]), text(&step["status"]));
        let list = match status {
            "pending" => "untouched",
            "compensated" | "restored" => "undone",
            "settled_by_person" => "settled",
            "handed_over" => "person",
            "undo_failed" => {
                manual.push(task(id, "undo_failed"));
                "person"
            }
            "succeeded" if forward => "finished",
            _ if forward => {
                waves.push(vec![retry(step, fresh)]);
                "toFinish"
            }
            "failed" => "untouched",
            _ => match undo(step, fresh) {
                Some(operation) => {
                    waves.push(vec![operation]);
                    "toUndo"
                }
                None => {
                    manual.push(task(id, "irreversible"));
                    "person"
                }
            },
        };
        account[list].as_array_mut().unwrap().push(json!(id));
    }
    let nothing = waves.is_empty() && manual.is_empty();
    json!({ "verdict": if nothing { "nothing_to_do" } else { "roll_back" }, "waves": waves, "manual": manual, "remaining": account })
}

fn is_undo(step: &Json) -> bool {
    matches!(text(&step["status"]), "compensated" | "restored" | "undoing" | "undo_unknown" | "undo_failed")
}

fn new_key(fresh: &Cell<u32>) -> String {
    fresh.set(fresh.get() + 1);
    format!("key-{}", fresh.get())
}

fn task(step: &str, code: &str) -> Json {
    json!({ "step": step, "code": code, "owner": [{ "id": "boss" }], "chain": [{ "what": "it ran" }] })
}

fn retry(step: &Json, fresh: &Cell<u32>) -> Json {
    json!({ "steps": [step["id"]], "pattern": "retry_idempotent", "action": step["action"], "idempotencyKey": new_key(fresh),
        "items": step["checkpoint"]["items"] })
}

fn undo(step: &Json, fresh: &Cell<u32>) -> Option<Json> {
    let doc = &step["arguments"]["doc"];
    let of = format!("id-{}", text(doc));
    let (action, arguments) = match text(&step["action"]) {
        "pay" | "blind_pay" => ("credit", json!({ "of": of, "amount": step["amount"], "doc": doc })),
        "order" => ("cancel", json!({ "of": of, "doc": doc })),
        "tag" => ("untag", json!({ "doc": doc, "records": step["records"] })),
        "config" | "config_unseen" => {
            let snapshot = &step["snapshot"];
            let records: Vec<Json> = texts(&step["records"]).iter()
                .map(|record| json!({ "record": record, "snapshot": snapshot["ref"], "version": snapshot["versions"][record] })).collect();
            ("restore_snapshot", json!({ "records": records }))
        }
        _ => return None,
    };
    let pattern = if action == "restore_snapshot" { action } else { "compensate" };
    Some(
        json!({ "steps": [step["id"]], "pattern": pattern, "action": action, "arguments": arguments, "idempotencyKey": new_key(fresh), "guards": [] }),
    )
}
