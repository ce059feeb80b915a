//! What is to become of each step: the goal, what goes forward, what is undone, and what a passed
//! point of no return keeps.

use super::{
    graph::{Graph, Per},
    state::{Method, Node, State},
};
use crate::{
    compile::CompiledPolicy,
    model::{
        Count,
        plan::{KeepCode, ManualCode, PlanCode},
        policy::Effect,
        run::{Run, RunGoal, TriggerKind},
    },
};

/// What is to become of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It changed nothing, and nothing is to be done.
    Untouched,
    /// It is done, and stays.
    Finished,
    /// It stays, although the goal would undo it.
    Kept(KeepCode),
    /// It is undone.
    Undone,
    /// A person settled it.
    Settled,
    /// A person has it already.
    Person,
    /// A person gets it now.
    Manual(ManualCode),
    /// It is to be probed.
    Settle,
    /// It is to be undone.
    Undo,
    /// It is to be finished.
    Finish,
    /// It is to be undone or finished, but waits for this step.
    Wait(usize),
}

/// The fates of all steps, and what decided over the run.
pub(super) struct Fates {
    pub(super) of: Per<Fate>,
    pub(super) because: PlanCode,
    /// Whether a point of no return has passed among what would be undone.
    pub(super) pivot_passed: bool,
}

/// Whether a step may be retried, and if not, whether probing could change that.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Retry {
    Now,
    AfterProbe,
    Never,
}

/// Decides what is to become of each step.
pub(super) fn decide(policy: &CompiledPolicy, run: &Run, graph: &Graph, nodes: &[Node<'_>]) -> Fates {
    let mut of = Per::new(nodes.len(), Fate::Untouched);
    let goal = run.goal.unwrap_or(RunGoal::Auto);
    let trigger = run.trigger.as_ref().map_or(TriggerKind::Manual, |trigger| trigger.kind);
    let named = run
        .trigger
        .as_ref()
        .and_then(|trigger| trigger.step.as_ref())
        .and_then(|name| nodes.binary_search_by(|node| node.id().cmp(name.as_str())).ok());
    let retry = |node: &Node<'_>| retry(policy, trigger, node);
    let (seeds, because) = seeds(goal, trigger, named, nodes, &retry);
    let ran = |index: usize| nodes.get(index).is_some_and(|node| node.state != State::Pending);
    let undo = graph.with_dependents(seeds);
    let passed = passed_pivots(graph, nodes);
    for (index, node) in nodes.iter().enumerate() {
        let wanted = undo.at(index) && ran(index);
        let fate = match (node.state, passed.at(index)) {
            (State::Pending, _) => Fate::Untouched,
            (State::Undone, _) => Fate::Undone,
            (State::Settled, _) => Fate::Settled,
            (State::HandedOver, _) => Fate::Person,
            (State::Unclear | State::UndoUnclear, _) => Fate::Manual(ManualCode::Unclear),
            (State::UndoFailed, _) => Fate::Manual(ManualCode::UndoFailed),
            (State::Unsettled | State::UndoUnsettled, _) => Fate::Settle,
            (State::Undoing, Some(_)) => Fate::Manual(ManualCode::PivotPassed),
            (State::Applied, Some(because)) if wanted => {
                let wrong = trigger == TriggerKind::ReviewFound && named == Some(index);
                if wrong { Fate::Manual(ManualCode::PivotPassed) } else { Fate::Kept(because) }
            }
            (State::Failed, _) if wanted && passed.at(index).is_none() => Fate::Untouched,
            (State::Applied | State::Partial | State::Undoing, None) if wanted => undone_by(node.method),
            (State::Partial | State::Failed, _) => match retry(node) {
                Retry::Now => Fate::Finish,
                Retry::AfterProbe => Fate::Settle,
                Retry::Never => Fate::Manual(ManualCode::NotRetryable),
            },
            (State::Applied | State::Undoing, _) => Fate::Finished,
        };
        of.set(index, fate);
    }
    let pivot_passed =
        of.iter().any(|(_, fate)| matches!(fate, Fate::Kept(_) | Fate::Manual(ManualCode::PivotPassed)));
    Fates { of, because, pivot_passed }
}

fn undone_by(method: Method) -> Fate {
    match method {
        Method::Compensate | Method::Restore => Fate::Undo,
        Method::Irreversible => Fate::Manual(ManualCode::Irreversible),
        Method::NoReverseAction => Fate::Manual(ManualCode::NoReverseAction),
        Method::NoSnapshot => Fate::Manual(ManualCode::NoSnapshot),
    }
}

/// Whether a step can be called again under its key.
fn retry(policy: &CompiledPolicy, trigger: TriggerKind, node: &Node<'_>) -> Retry {
    let retries = policy.document.escalation.as_ref().and_then(|escalation| escalation.retry.as_ref());
    let most = retries.and_then(|retry| retry.max_retries).map_or(5.0, Count::get);
    let tried = node.step.attempts.map_or(0.0, Count::get);
    let is_final = node.step.error.as_ref().is_some_and(crate::model::run::StepError::is_final);
    // Which of its items are done isn't recorded, so it can't go on where it stopped.
    let blind = node.state == State::Partial && node.left.is_none();
    if trigger == TriggerKind::PolicyViolation || node.key.is_err() || is_final || blind || tried > most {
        return Retry::Never;
    }
    match (node.expired, node.probed) {
        (false, _) | (true, true) => Retry::Now,
        (true, false) if node.probe(policy).is_some() => Retry::AfterProbe,
        (true, false) => Retry::Never,
    }
}

/// The steps that are to be undone whatever depends on them, and why.
fn seeds(
    goal: RunGoal,
    trigger: TriggerKind,
    named: Option<usize>,
    nodes: &[Node<'_>],
    retry: &dyn Fn(&Node<'_>) -> Retry,
) -> (Per<bool>, PlanCode) {
    let all = || Per::new(nodes.len(), true);
    let begun = |node: &Node<'_>| {
        matches!(node.state, State::Undoing | State::UndoUnsettled | State::UndoUnclear | State::UndoFailed)
    };
    // An undo that was begun has to be finished, whatever the goal.
    let mut seeds = Per::new(nodes.len(), false);
    for (index, node) in nodes.iter().enumerate() {
        seeds.set(index, begun(node));
    }
    match (goal, trigger) {
        (RunGoal::Undo, _) => (all(), PlanCode::GoalUndo),
        (RunGoal::Complete, _) => (seeds, PlanCode::GoalComplete),
        (RunGoal::Auto, TriggerKind::PolicyViolation) => (all(), PlanCode::PolicyViolation),
        (RunGoal::Auto, TriggerKind::ReviewFound) => match named {
            Some(step) => {
                seeds.set(step, true);
                (seeds, PlanCode::ReviewFound)
            }
            None => (all(), PlanCode::ReviewFound),
        },
        (RunGoal::Auto, TriggerKind::StepFailed | TriggerKind::Manual) => {
            let ended = |node: &Node<'_>| {
                let with_person = matches!(node.state, State::HandedOver | State::Settled | State::Unclear);
                begun(node) || with_person || node.state == State::Undone
            };
            let mut part_way = nodes.iter().filter(|node| node.is_part_way()).peekable();
            if nodes.iter().any(ended) {
                (all(), PlanCode::UndoBegun)
            } else if part_way.peek().is_none() {
                (seeds, PlanCode::NothingPartWay)
            } else if part_way.all(|node| retry(node) != Retry::Never) {
                (seeds, PlanCode::Retryable)
            } else {
                (all(), PlanCode::NotRetryable)
            }
        }
    }
}

/// What a passed point of no return keeps: itself, what depends on it, and all that either depends on.
fn passed_pivots(graph: &Graph, nodes: &[Node<'_>]) -> Per<Option<KeepCode>> {
    let mut kept = Per::new(nodes.len(), None);
    let mut pivots = Per::new(nodes.len(), false);
    let mut any = false;
    for (index, node) in nodes.iter().enumerate() {
        // One that a person has, or of which nobody knows, may have passed: until it is settled as
        // failed, nothing that it would keep is undone.
        let is_passed = !matches!(node.state, State::Pending | State::Failed | State::Undone);
        let is_pivot = node.action.effect == Some(Effect::Pivot) && is_passed;
        pivots.set(index, is_pivot);
        any |= is_pivot;
    }
    if !any {
        return kept;
    }
    let mut forward = graph.with_dependents(pivots.clone());
    for (index, node) in nodes.iter().enumerate() {
        // What never ran is the host's to start, and holds nothing back.
        if node.state == State::Pending {
            forward.set(index, false);
        }
    }
    let before = graph.with_dependencies(forward.clone());
    for (index, is_kept) in before.iter() {
        let because = match (pivots.at(index), forward.at(index)) {
            (true, _) => KeepCode::Pivot,
            (false, true) => KeepCode::AfterPivot,
            (false, false) => KeepCode::BeforePivot,
        };
        kept.set(index, is_kept.then_some(because));
    }
    kept
}
