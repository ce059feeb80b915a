//! Every dependency graph of up to five steps, with what may have become of each step: order (R4, R12)
//! and conservation (R11) on paper, and the laws that a plan can break besides (R3, R5, R7, R8, R9).
//!
//! Steps are numbered so that each depends on earlier ones only, which loses no graph but for names. What is
//! tried: all graphs of one and two steps with every combination of all sixteen kinds of step and each goal; all
//! eight graphs of three with every combination of nine kinds; all 64 of four with every combination of three; all
//! 1,024 of five with twelve combinations each, drawn from all kinds. `HOLDPOINT_ALL=1` tries every combination of
//! all sixteen kinds on three steps, and of five kinds on four and on five.

use serde_json::{Value as Json, json};

use super::{
    dice::Dice,
    host::{Planner, text},
    laws::Violations,
    workflows,
};

/// Action, status, and what a probe said since.
const KINDS: [(&str, &str, &str); 16] = [
    ("pay", "succeeded", ""),
    ("pay", "pending", ""),
    ("order", "partial", ""),
    ("ship", "succeeded", ""),
    ("pay", "undo_failed", ""),
    ("config", "succeeded", ""),
    ("mail", "succeeded", ""),
    ("pay", "failed", ""),
    ("pay", "unknown", ""),
    ("pay", "unknown", "unclear"),
    ("ship", "unknown", ""),
    ("raw", "succeeded", ""),
    ("pay", "undoing", ""),
    ("pay", "compensated", ""),
    ("ship", "handed_over", ""),
    ("pay", "settled_by_person", ""),
];
const GOALS: [&str; 3] = ["auto", "undo", "complete"];

fn run(edges: usize, kinds: &[usize], goal: &str) -> Json {
    let (mut bit, mut steps) = (0, Vec::new());
    for (index, kind) in kinds.iter().enumerate() {
        let (action, status, probed) = KINDS[*kind];
        let mut below = Vec::new();
        for other in 0..index {
            if edges >> bit & 1 == 1 {
                below.push(format!("s{other}"));
            }
            bit += 1;
        }
        let mut step = json!({
            "id": format!("s{index}"), "action": action, "status": status, "dependsOn": below, "at": 1_763_000_000_000_i64,
            "arguments": { "doc": format!("d{index}"), "amount": 5, "records": [] }, "amount": 5, "output": { "id": "x" },
        });
        if !probed.is_empty() {
            step["probed"] = json!({ "at": 1_763_000_001_000_i64, "outcome": probed });
        }
        if action == "order" {
            step["checkpoint"] = json!({ "items": ["a", "b"], "done": ["a"] });
        }
        if action == "config" {
            // Every second one writes the same record.
            let record = format!("r{}", index % 2);
            step["snapshot"] = json!({ "ref": "first", "versions": { &record: 1 } });
            step["written"] = json!({ "versions": { &record: 2 + index } });
        }
        if status == "undoing" {
            step["undo"] = json!({ "idempotencyKey": format!("d{index}:undo"), "at": 1_763_000_000_500_i64 });
        }
        steps.push(step);
    }
    json!({ "id": "r", "phase": "after", "goal": goal, "now": 1_763_000_002_000_i64, "trigger": { "kind": "step_failed" }, "steps": steps })
}

/// Whether a step ran although one that it depends on never did: such a run is refused.
fn contradicts(run: &Json) -> bool {
    let steps = run["steps"].as_array().unwrap();
    let pending = |id: &Json| steps.iter().any(|step| step["id"] == *id && step["status"] == "pending");
    steps
        .iter()
        .any(|step| step["status"] != "pending" && step["dependsOn"].as_array().unwrap().iter().any(pending))
}

fn check(planner: &Planner, run: &Json, violations: &mut Violations) {
    let plan = planner(run);
    assert_ne!(plan["verdict"], "refused", "{run} {plan}");
    violations.plan(run, &plan);
    let owned = plan["remaining"]["changed"].as_u64().unwrap();
    let changed = run["steps"].as_array().unwrap().iter();
    let changed = changed.filter(|step| !matches!(text(&step["status"]), "pending" | "failed")).count();
    if owned != changed as u64 {
        violations.add("R11", format!("{owned} of {changed} changed: {run}"));
    }
    let idle = plan["waves"].as_array().unwrap().is_empty() && plan["manual"].as_array().unwrap().is_empty();
    let waiting = !plan["remaining"]["waiting"].as_array().unwrap().is_empty();
    let person = run["steps"].as_array().unwrap().iter().any(|step| step["status"] == "handed_over");
    if idle && waiting && !person {
        violations.add("R10", format!("it waits for nobody: {run} {plan}"));
    }
}

#[test]
fn laws_r4_and_r11_hold_of_every_graph_of_up_to_five_steps() {
    let planner = workflows::ours();
    let (mut violations, mut plans, mut refused) = (Violations::default(), 0_u32, 0_u32);
    let mut dice = Dice::new(5);
    let mut try_one = |run: Json| {
        if contradicts(&run) {
            refused += 1;
        } else {
            plans += 1;
            check(&planner, &run, &mut violations);
        }
    };
    let all = std::env::var_os("HOLDPOINT_ALL").is_some();
    let (three, four) = if all { (16, 5) } else { (9, 3) };
    for (count, of) in [(1, 16), (2, 16), (3, three), (4, four)] {
        for edges in 0..1_usize << (count * (count - 1) / 2) {
            for mut number in 0..usize::pow(of, count) {
                let goals = if count < 3 { &GOALS[..] } else { &GOALS[(number + edges) % 3..][..1] };
                let mut kinds = Vec::new();
                for _ in 0..count {
                    kinds.push(number % of);
                    number /= of;
                }
                for goal in goals {
                    try_one(run(edges, &kinds, goal));
                }
            }
        }
    }
    for edges in 0..1024_usize {
        for number in 0..if all { usize::pow(5, 5) } else { 12 } {
            let kinds: Vec<usize> = (0..5_u32)
                .map(|place| {
                    if all {
                        number / usize::pow(5, place) % 5
                    } else {
                        usize::try_from(dice.below(16)).unwrap()
                    }
                })
                .collect();
            try_one(run(edges, &kinds, GOALS[(number + edges) % 3]));
        }
    }
    println!("{plans} plans, {refused} runs that contradict themselves");
    assert!(violations.0.is_empty(), "{:#?}", violations.0);
    assert!(plans > 15_000, "only {plans} plans");
}
