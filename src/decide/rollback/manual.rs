//! What people get: everything that is known of a step, what was tried, and what has to be done.

use super::{
    fate::Fate,
    fill::shown,
    graph::{Graph, Per},
    operations::Operations,
    state::{Node, State, text},
};
use crate::{
    compile::REDACTED,
    model::{
        Map, Timestamp, Value, js_number,
        plan::{ChainLink, ManualCode, ManualTask, SuggestedCall},
        run::{Mark, ProbeOutcome, Run, StepError, StepStatus},
        sorted,
    },
};

/// The task that a step becomes.
pub(super) fn task(
    operations: &Operations<'_>,
    run: &Run,
    graph: &Graph,
    nodes: &[Node<'_>],
    fates: &Per<Fate>,
    step: usize,
    code: ManualCode,
) -> Option<ManualTask> {
    let node = nodes.get(step)?;
    let owners = operations.owners(node);
    let owner = match code {
        ManualCode::Unclear => &owners.review,
        _ => &owners.pause,
    };
    let mut holds = Vec::new();
    for other in [graph.dependencies(step), graph.dependents(step)].concat() {
        if let (Fate::Wait(_), Some(node)) = (fates.at(other), nodes.get(other)) {
            holds.push(node.id().to_owned());
        }
    }
    let holds = sorted(holds, |a, b| a.cmp(b));
    let (task, why) = said(code);
    Some(ManualTask {
        id: ["manual", node.id()].join(":"),
        step: node.id().to_owned(),
        code,
        owner: owner.clone(),
        task: format!("step `{}` (`{}`): {task}", node.id(), node.step.action.as_str()),
        why: why.to_owned(),
        captured: captured(operations, node),
        chain: chain(node),
        suggestion: suggestion(operations, node, code),
        holds,
        due_by: operations.policy.takeover_within.map(|within| run.now.plus(within)),
    })
}

/// Why a step is a person's.
pub(super) fn why(code: ManualCode) -> &'static str {
    said(code).1
}

fn said(code: ManualCode) -> (&'static str, &'static str) {
    use ManualCode as Code;
    match code {
        Code::Irreversible => ("put right by hand what this step did", "what it did can't be undone"),
        Code::NoReverseAction => ("undo this step by hand", "the policy defines no reverse action for it"),
        Code::NoSnapshot => ("undo this step by hand", "the state before it wasn't captured"),
        Code::Conflict => (
            "decide what its records should hold, and write it",
            "a record isn't as our own last write left it, or holds work that stays, and neither is overwritten",
        ),
        Code::MissingPiece => {
            ("undo this step by hand", "its reverse action can't be filled in from what is recorded")
        }
        Code::Unclear => (
            "find out whether it went through, and settle it",
            "whether it went through isn't known, and no probe can tell",
        ),
        Code::UndoFailed => ("undo this step by hand", "its undo was tried, and failed"),
        Code::NotRetryable => {
            ("finish this step by hand, or decide to give it up", "trying again can't help, or isn't safe")
        }
        Code::PivotPassed => (
            "decide what follows from it",
            "it should be undone, but a point of no return that hangs on it has passed",
        ),
        Code::UnsoundBase => (
            "decide whether this step can still be finished",
            "what it depends on was undone, or was never done",
        ),
    }
}

fn captured(operations: &Operations<'_>, node: &Node<'_>) -> Map<Value> {
    let sensitive = &operations.policy.sensitive;
    let step = node.step;
    let mut captured = Map::default();
    for (name, entries) in [("arguments", &step.arguments), ("output", &step.output)] {
        let (mut entries, withheld) = shown(entries.as_ref(), sensitive);
        for name in withheld {
            entries.insert(name, text(REDACTED));
        }
        if !entries.is_empty() {
            captured.insert(name.to_owned(), Value::Map(entries));
        }
    }
    let hides = operations.hides_amount();
    let amount = step.amount.map(|amount| if hides { text(REDACTED) } else { Value::Number(amount) });
    let marks = |list: &[&Mark]| Value::List(list.iter().map(|mark| mark.to_value()).collect());
    let parts = [
        ("status", step.status.map(|status| text(status.as_str()))),
        ("amount", amount),
        ("currency", step.currency.as_ref().map(|currency| text(currency.as_str()))),
        (
            "records",
            Some(node.records())
                .filter(|list| !list.is_empty())
                .map(|list| Value::List(list.into_iter().map(text).collect())),
        ),
        ("idempotencyKey", node.key_text().map(text)),
        ("itemsLeft", node.left.as_deref().filter(|left| !left.is_empty()).map(marks)),
        ("snapshot", step.snapshot.as_ref().map(|snapshot| text(snapshot.reference.as_str()))),
    ];
    for (name, value) in parts {
        if let Some(value) = value {
            captured.insert(name.to_owned(), value);
        }
    }
    captured
}

fn chain(node: &Node<'_>) -> Vec<ChainLink> {
    let step = node.step;
    let mut chain = Vec::new();
    let mut add = |at: Option<Timestamp>, what: String| chain.push(ChainLink { at, what });
    let mut called = format!("`{}` was called", step.action.as_str());
    if let Some(attempts) = step.attempts.filter(|attempts| attempts.get() > 1.0) {
        called.push_str(&format!(", {} times", js_number(attempts.get())));
    }
    if let Some(key) = node.key_text() {
        called.push_str(&format!(" under the key `{key}`"));
    }
    add(step.at, called);
    if let Some(probed) = &step.probed {
        let found = match probed.outcome {
            ProbeOutcome::Applied => "a probe found that it went through",
            ProbeOutcome::NotApplied => "a probe found that it didn't go through",
            ProbeOutcome::Unclear => "a probe couldn't tell whether it went through",
        };
        add(Some(probed.at), found.to_owned());
    }
    if step.undo.is_some() {
        let at = step.undo.as_ref().and_then(|undo| undo.at);
        add(at, format!("its undo was called under the key `{}`", node.undo_key));
    }
    if let Some(error) = &step.error {
        let at = match error {
            StepError::Fault(fault) => fault.at,
            StepError::Text(_) => None,
        };
        add(at, format!("it answered: {}", error.message().unwrap_or("an error without a message")));
    }
    if step.status == Some(StepStatus::UndoFailed) {
        add(None, "the undo failed".to_owned());
    }
    chain
}

/// The reverse action as a person may call it. Not where it was tried already, or nothing may be undone.
fn suggestion(operations: &Operations<'_>, node: &Node<'_>, code: ManualCode) -> Option<SuggestedCall> {
    if matches!(code, ManualCode::PivotPassed | ManualCode::NotRetryable | ManualCode::UnsoundBase)
        || node.state == State::Failed
    {
        return None;
    }
    let call = node.action.undo.compensation.as_ref()?;
    let filled = node.compensation(operations.policy).filter(|filled| filled.missing.is_empty())?;
    Some(SuggestedCall {
        action: call.action.clone(),
        arguments: filled.arguments,
        withheld: (!filled.withheld.is_empty()).then_some(filled.withheld),
    })
}
