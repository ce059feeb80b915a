//! Runs that can't be planned by: each gets a typed error that names the step, all of them at once.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a broken test stops")]

use std::{
    sync::OnceLock,
    time::{Duration, Instant},
};

use holdpoint::{
    compile::{CompiledPolicy, Limits},
    decide::rollback::{self, RollbackAnswer},
    diagnostic::Diagnostic,
    model::to_json,
    parse::parse_json,
};
use serde_json::{Value as Json, json};

fn embedded() -> &'static CompiledPolicy {
    static EMBEDDED: OnceLock<CompiledPolicy> = OnceLock::new();
    EMBEDDED.get_or_init(|| CompiledPolicy::embedded().unwrap())
}

fn decide(policy: &CompiledPolicy, run: &Json) -> Result<RollbackAnswer, Vec<Diagnostic>> {
    rollback::decide(parse_json(&run.to_string()).unwrap(), policy, None)
}

fn run() -> Json {
    json!({
        "id": "r", "phase": "after", "trigger": { "kind": "step_failed", "step": "b" }, "now": "2026-11-23T09:00:00Z",
        "steps": [
            { "id": "a", "action": "tag_record", "status": "succeeded", "arguments": { "record": "R", "tag": "t" } },
            { "id": "b", "action": "create_sales_order", "dependsOn": ["a"], "status": "partial", "arguments": { "order": "O" },
                "checkpoint": { "items": [1, 2, 3], "done": [1] }, "at": "2026-11-23T08:00:00Z" },
            { "id": "c", "action": "create_payment", "dependsOn": ["b"], "status": "pending" }
        ]
    })
}

/// The code, place and message of each problem of the run with these values put in.
fn problems(changes: &[(&str, Json)]) -> Vec<String> {
    let mut run = run();
    for (pointer, value) in changes {
        let (above, key) = pointer.rsplit_once('/').unwrap();
        let place = run.pointer_mut(above).unwrap();
        match place {
            Json::Array(list) => list.push(value.clone()),
            place => place[key] = value.clone(),
        }
    }
    match decide(embedded(), &run) {
        Ok(answer) => panic!("{}", to_json(&answer)),
        Err(problems) => problems
            .iter()
            .map(|problem| format!("{} {} {}", problem.code.as_str(), problem.path.as_str(), problem.message))
            .collect(),
    }
}

#[test]
fn each_mistake_is_told_by_its_code_and_step() {
    let cases: [(&[(&str, Json)], &str); 22] = [
        (
            &[("/steps/0/dependsOn", json!(["c"]))],
            "HP0430 /steps/0/dependsOn steps that wait for each other: `a` → `c` → `b` → `a`",
        ),
        (
            &[("/steps/0/dependsOn", json!(["a"]))],
            "HP0430 /steps/0/dependsOn steps that wait for each other: `a` → `a`",
        ),
        (
            &[("/steps/1/dependsOn", json!(["a", "aa"]))],
            "HP0431 /steps/1/dependsOn/1 the run has no step `aa`",
        ),
        (&[("/trigger/step", json!("z"))], "HP0431 /trigger/step the run has no step `z`"),
        (&[("/steps/2/id", json!("a"))], "HP0311 /steps/2/id two steps have the id `a`"),
        (
            &[("/steps/1/action", json!("create_sale_order"))],
            "HP0310 /steps/1/action step `b`: the policy has no action `create_sale_order`",
        ),
        (&[("/steps/1/status", Json::Null)], "HP0202 /steps/1/status what became of step `b` isn't said"),
        (&[("/trigger", Json::Null)], "HP0202 /trigger after a run, `trigger` says why it is asked about"),
        (&[("/now", Json::Null)], "HP0202 /now this is required"),
        (
            &[("/steps/1/checkpoint/done", json!([1, 1]))],
            "HP0432 /steps/1/checkpoint/done/1 step `b` has an item that is told of twice",
        ),
        (
            &[("/steps/1/checkpoint/unknown", json!([1]))],
            "HP0432 /steps/1/checkpoint/unknown/0 step `b` has an item that is told of twice",
        ),
        (
            &[("/steps/1/checkpoint/done", json!([1, 4]))],
            "HP0432 /steps/1/checkpoint/done/1 step `b` has no such item",
        ),
        (
            &[("/steps/1/checkpoint/done", json!([1, "2"]))],
            "HP0432 /steps/1/checkpoint/done/1 step `b` has no such item",
        ),
        (
            &[("/steps/1/checkpoint/items", json!([1, 2, 2]))],
            "HP0311 /steps/1/checkpoint/items/2 step `b` has two items with one id",
        ),
        (
            &[("/steps/1/checkpoint/done", json!([1, 2, 3]))],
            "HP0432 /steps/1/checkpoint/done step `b` is partly done, and yet all of its items are",
        ),
        (
            &[("/steps/1/status", json!("succeeded"))],
            "HP0432 /steps/1/checkpoint/done step `b` succeeded, and yet not all of its items are done",
        ),
        (
            &[("/steps/1/status", json!("failed"))],
            "HP0432 /steps/1/checkpoint/done step `b` failed without applying anything, and yet has items that are done or unknown",
        ),
        (
            &[("/steps/2/undo", json!({ "at": "2026-11-23T08:00:00Z" }))],
            "HP0432 /steps/2/undo step `c` never ran, and yet its undo was begun",
        ),
        (
            &[("/steps/0/status", json!("pending"))],
            "HP0432 /steps/1/status step `b` ran, and yet `a`, which it depends on, never did",
        ),
        (
            &[
                ("/phase", json!("before")),
                ("/steps/1/checkpoint", Json::Null),
                ("/steps/1/status", Json::Null),
            ],
            "HP0432 /steps/0/status step `a` is `succeeded` in a run that is yet to start",
        ),
        (
            &[("/steps/1/snapshot", json!({ "ref": "s", "versions": { "r": true } }))],
            "HP0203 /steps/1/snapshot/versions/r expected a text that isn't empty, or a number, found a boolean",
        ),
        (&[("/steps/1/staus", json!("failed"))], "HP0201 /steps/1/staus unknown key `staus`"),
    ];
    for (changes, expected) in cases {
        assert_eq!(problems(changes), [expected], "{changes:?}");
    }
}

#[test]
fn all_mistakes_are_told_at_once() {
    let found = problems(&[
        ("/steps/0/action", json!("tag")),
        ("/steps/1/dependsOn", json!(["b", "z"])),
        ("/steps/2/dependsOn", json!(["b", "c"])),
        ("/steps/1/checkpoint/done", json!([9])),
        ("/trigger", Json::Null),
    ]);
    let codes: Vec<&str> = found.iter().filter_map(|problem| problem.split(' ').next()).collect();
    assert_eq!(codes, ["HP0310", "HP0432", "HP0202", "HP0431", "HP0430"], "{found:#?}");
}

/// Templates are read when the policy is, and what they can't mean is told then.
#[test]
fn templates_are_checked_when_the_policy_compiles() {
    let compiled = |action: Json| {
        let policy = json!({ "holdpoint": 1, "name": "p", "inputs": { "iban": { "type": "string", "sensitive": true } },
            "actions": { "pay": action, "reverse": { "kind": "internal" } } });
        let compiled =
            CompiledPolicy::from_value(parse_json(&policy.to_string()).unwrap(), Limits::default());
        let problems = compiled.err().unwrap_or_default();
        problems
            .iter()
            .map(|problem| format!("{} {}", problem.code.as_str(), problem.path.as_str()))
            .collect::<Vec<_>>()
    };
    let with = |arguments: Json| json!({ "kind": "record_write", "compensation": { "action": "reverse", "arguments": arguments } });
    assert_eq!(
        compiled(with(json!({ "a": "{{b", "c": [{ "d": "}}" }] }))),
        ["HP0206 /actions/pay/compensation/arguments/a", "HP0206 /actions/pay/compensation/arguments/c/0/d"]
    );
    let keyed = |key: &str| json!({ "kind": "record_write", "idempotencyKey": key });
    for key in ["{{output.id}}", "{{idempotencyKey}}", "{{iban}}"] {
        assert_eq!(compiled(keyed(key)), ["HP0316 /actions/pay/idempotencyKey"], "{key}");
    }
    assert!(compiled(keyed("{{a}}:{{b.c}}:x")).is_empty());
}

/// A long chain, a fan and a thicket: time grows with steps and edges, and nothing is too deep.
#[test]
fn law_a2_large_runs_end_soon() {
    let step = |index: usize, below: Vec<String>| {
        json!({ "id": format!("s{index:06}"), "action": "update_master_data", "status": "succeeded", "dependsOn": below,
            "arguments": { "record": index, "change": 1 }, "snapshot": { "ref": "s", "versions": { "r": 1, format!("r{index}"): 1 } },
            "written": { "versions": { "r": index + 2, format!("r{index}"): 2 } } })
    };
    let id = |index: usize| format!("s{index:06}");
    let shapes: [&dyn Fn(usize) -> Vec<String>; 3] = [
        &|index| if index == 0 { vec![] } else { vec![id(index - 1)] },
        &|index| if index == 0 { vec![] } else { vec![id(0)] },
        &|index| (index.saturating_sub(20)..index).map(id).collect(),
    ];
    for (shape, below) in shapes.iter().enumerate() {
        let mut run = run();
        run["trigger"] = json!({ "kind": "manual" });
        run["goal"] = json!("undo");
        run["steps"] = (0..2000).map(|index| step(index, below(index))).collect();
        let start = start();
        assert!(decide(embedded(), &run).is_ok());
        assert!(start.elapsed() < Duration::from_secs(40), "shape {shape}: {:?}", start.elapsed());
    }
    // Everybody waits for everybody, and nobody exists.
    let mut run = run();
    run["steps"] =
        (0..2000).map(|index| step(index, vec![id((index + 1) % 2000), format!("z{index}")])).collect();
    let start = start();
    assert!(decide(embedded(), &run).is_err());
    assert!(start.elapsed() < Duration::from_secs(40), "{:?}", start.elapsed());
}

#[expect(clippy::disallowed_methods, reason = "it is the test's own work that is timed")]
fn start() -> Instant {
    Instant::now()
}
