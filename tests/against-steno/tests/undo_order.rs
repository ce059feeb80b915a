//! The order of undoing against `steno`, a saga engine that unwinds while it runs. Both define it for runs in layers, in
//! which each step waits for the whole layer before it: what its builder can make. One step fails; what steno undoes, and
//! in which order, has to be what the plan says: the same steps, and each of its waves before the next.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a broken test stops")]

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use holdpoint::{
    compile::{CompiledPolicy, Limits},
    decide::rollback,
    model::to_json,
    parse::parse_json,
};
use serde_json::{Value as Json, json};
use steno::{
    ActionContext, ActionError, ActionFunc, ActionRegistry, DagBuilder, InMemorySecStore, Node, SagaDag,
    SagaId, SagaName, SagaType,
};

/// What steno did, in order: the steps that it finished, and those that it undid.
#[derive(Debug, Default)]
struct Log {
    fails: String,
    done: Mutex<Vec<String>>,
    undone: Mutex<Vec<String>>,
}

#[derive(Debug)]
struct Saga;

impl SagaType for Saga {
    type ExecContextType = Arc<Log>;
}

async fn act(context: ActionContext<Saga>) -> Result<(), ActionError> {
    let (log, step) = (context.user_data(), context.node_label());
    if step == log.fails {
        return Err(ActionError::action_failed("no".to_owned()));
    }
    log.done.lock().unwrap().push(step);
    Ok(())
}

async fn undo(context: ActionContext<Saga>) -> Result<(), anyhow::Error> {
    context.user_data().undone.lock().unwrap().push(context.node_label());
    Ok(())
}

/// Runs layers of steps in steno until one fails.
async fn unwound(sec: &steno::SecClient, layers: &[Vec<String>], fails: &str) -> Arc<Log> {
    let action = ActionFunc::new_action("step", act, undo);
    let mut registry = ActionRegistry::new();
    registry.register(action.clone());
    let mut builder = DagBuilder::new(SagaName::new("run"));
    let node = |step: &String| Node::action(step, step, action.as_ref());
    for layer in layers {
        match layer.as_slice() {
            [only] => builder.append(node(only)),
            many => builder.append_parallel(many.iter().map(node).collect()),
        }
    }
    builder.append(node(&"end".to_owned()));
    let dag = Arc::new(SagaDag::new(builder.build().unwrap(), Json::Null));
    let log = Arc::new(Log { fails: fails.to_owned(), ..Log::default() });
    let id = SagaId(uuid::Uuid::new_v4());
    let end = sec.saga_create(id, Arc::new(log.clone()), dag, Arc::new(registry)).await.unwrap();
    sec.saga_start(id).await.unwrap();
    assert!(end.await.kind.is_err(), "a step failed");
    log
}

/// The waves of our plan, for the run as steno left it.
fn planned(
    policy: &CompiledPolicy,
    layers: &[Vec<String>],
    fails: &str,
    done: &[String],
) -> Vec<Vec<String>> {
    let mut steps = Vec::new();
    for (index, layer) in layers.iter().enumerate() {
        for id in layer {
            let status = if id == fails {
                "failed"
            } else if done.contains(id) {
                "succeeded"
            } else {
                "pending"
            };
            let below = if index == 0 { &[][..] } else { &layers[index - 1] };
            // All in one millisecond: only the graph can tell the order.
            steps.push(json!({ "id": id, "action": "step", "dependsOn": below, "status": status, "at": 1_763_000_000_000_i64, "arguments": { "doc": id } }));
        }
    }
    let run = json!({ "id": "run", "phase": "after", "goal": "undo", "now": 1_763_000_001_000_i64,
        "trigger": { "kind": "step_failed", "step": fails }, "steps": steps });
    let answer = rollback::decide(parse_json(&run.to_string()).unwrap(), policy, None)
        .unwrap_or_else(|it| panic!("{it:#?}"));
    let plan: Json = serde_json::from_str(&to_json(&answer)).unwrap();
    let waves = plan["waves"].as_array().unwrap().iter();
    waves
        .map(|wave| {
            wave.as_array().unwrap().iter().map(|it| it["steps"][0].as_str().unwrap().to_owned()).collect()
        })
        .collect()
}

#[tokio::test]
async fn law_r4_undoes_as_another_engine_does() {
    let policy = json!({ "holdpoint": 1, "name": "p", "actions": {
        "step": { "kind": "record_write", "effect": "compensable", "pattern": "compensate", "idempotencyKey": "{{doc}}",
            "compensation": { "action": "back", "arguments": { "doc": "{{doc}}" } }, "onFailure": { "notify": "desk" } },
        "back": { "kind": "record_write", "effect": "irreversible" } } });
    let policy =
        CompiledPolicy::from_value(parse_json(&policy.to_string()).unwrap(), Limits::default()).unwrap();
    let sec = steno::sec(slog::Logger::root(slog::Discard, slog::o!()), Arc::new(InMemorySecStore::new()));
    let (mut state, mut undone) = (7_u64, 0);
    let mut below = |limit: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((state >> 33) % limit).unwrap()
    };
    for run in 0..500 {
        let layers: Vec<Vec<String>> = (0..=below(6))
            .map(|layer| (0..=below(4)).map(|step| format!("s{}-{layer}-{step}", 9 - layer)).collect())
            .collect();
        let all: Vec<&String> = layers.iter().flatten().collect();
        let fails = all[below(all.len() as u64)].clone();
        let log = unwound(&sec, &layers, &fails).await;
        let theirs = log.undone.lock().unwrap().clone();
        let waves = planned(&policy, &layers, &fails, &log.done.lock().unwrap());
        let mut ours: Vec<&String> = waves.iter().flatten().collect();
        let mut same: Vec<&String> = theirs.iter().collect();
        ours.sort();
        same.sort();
        assert_eq!(ours, same, "run {run}: {layers:?} with {fails} failing");
        let wave_of: BTreeMap<&String, usize> = waves
            .iter()
            .enumerate()
            .flat_map(|(wave, steps)| steps.iter().map(move |step| (step, wave)))
            .collect();
        let order: Vec<usize> = theirs.iter().map(|step| wave_of[step]).collect();
        assert!(order.is_sorted(), "run {run}: {theirs:?} in waves {order:?}");
        undone += theirs.len();
    }
    assert!(undone > 1000, "only {undone} steps were undone");
}
