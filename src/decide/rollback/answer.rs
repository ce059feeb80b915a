//! The plan, put together: operations, tasks, obligations, the account and the reasons.

use super::{
    ReadRun,
    fate::{self, Fate, Fates},
    graph::{Graph, Per},
    manual,
    operations::Operations,
    restore::{Clash, Restores},
    state::{Node, State, nodes},
    waves,
};
use crate::{
    compile::CompiledPolicy,
    model::{
        plan::{
            FindingCode, FindingEffect, KeepCode, KeptStep, ManualCode, ManualTask, ObligationKind,
            ObligationStatus, OperationPattern, PlanCode, PlanObligation, PlanOperation, PlanReason,
            PlanVerdict, Remaining, RollbackPlan, RunFinding, WaitingStep,
        },
        run::{ApprovalStatus, Run},
    },
};

/// Nothing that can be named: what waits for it waits until everything is settled.
const EVERYTHING: usize = usize::MAX;

/// Plans a run that stopped.
pub(super) fn plan(policy: &CompiledPolicy, read: &ReadRun) -> RollbackPlan {
    let ReadRun { run, graph } = read;
    let nodes = nodes(policy, run);
    let operations = Operations { policy };
    let Fates { mut of, because, pivot_passed } = fate::decide(policy, run, graph, &nodes);
    let mut findings = Vec::new();
    let settle_first = of.iter().any(|(_, fate)| fate == Fate::Settle);
    let waves = if settle_first {
        settle(&operations, &nodes, &mut of)
    } else {
        act(&operations, graph, &nodes, &mut of, &mut findings)
    };
    if pivot_passed {
        findings.push(finding(
            FindingCode::PivotPassed,
            FindingEffect::Note,
            None,
            "a point of no return has passed, or may have: what it depends on stays, what depends on it goes forward",
        ));
    }
    if because == PlanCode::NothingPartWay && of.iter().any(|(_, fate)| fate == Fate::Finished) {
        let message = "nothing is part-way; to undo a run that is done, say `goal: \"undo\"`";
        findings.push(finding(FindingCode::NothingPartWay, FindingEffect::Note, None, message));
    }
    let mut manual = Vec::new();
    for (step, fate) in of.iter() {
        if let Fate::Manual(code) = fate {
            manual.extend(manual::task(&operations, run, graph, &nodes, &of, step, code));
        }
    }
    let remaining = remaining(&nodes, &of);
    let verdict = verdict(settle_first, &waves, &manual, &remaining);
    RollbackPlan {
        id: run.id.as_str().to_owned(),
        policy: policy.stamp.clone(),
        verdict,
        obligations: obligations(&operations, run, &nodes, &of),
        reasons: reasons(&nodes, &of, if settle_first { PlanCode::Unsettled } else { because }),
        waves,
        manual,
        findings,
        remaining,
        audit: None,
    }
}

/// Only probes: what is decided now might be wrong as soon as they have answered.
fn settle(operations: &Operations<'_>, nodes: &[Node<'_>], of: &mut Per<Fate>) -> Vec<Vec<PlanOperation>> {
    let mut probes = Vec::new();
    for (step, node) in nodes.iter().enumerate() {
        match of.at(step) {
            Fate::Settle => match operations.probe(node) {
                Some(probe) => probes.push(probe),
                None => of.set(step, Fate::Manual(ManualCode::Unclear)),
            },
            Fate::Manual(ManualCode::Unclear | ManualCode::UndoFailed) => {}
            // It changed nothing yet; what becomes of it is told when all is settled.
            Fate::Finish | Fate::Manual(_) if node.state == State::Failed => of.set(step, Fate::Untouched),
            Fate::Undo | Fate::Finish | Fate::Kept(_) | Fate::Finished | Fate::Manual(_) => {
                of.set(step, Fate::Wait(EVERYTHING));
            }
            _ => {}
        }
    }
    vec![probes]
}

fn act(
    operations: &Operations<'_>,
    graph: &Graph,
    nodes: &[Node<'_>],
    of: &mut Per<Fate>,
    findings: &mut Vec<RunFinding>,
) -> Vec<Vec<PlanOperation>> {
    waves::hold_at_unclear_pivots(graph, nodes, of);
    let mut restores = Restores::plan(nodes, graph, of);
    for (step, node) in nodes.iter().enumerate() {
        if of.at(step) == Fate::Undo && !restores.restoring.at(step) {
            let missing = operations.missing(node);
            if !missing.is_empty() {
                of.set(step, Fate::Manual(ManualCode::MissingPiece));
                findings.push(missing_piece(node, &missing));
            }
        } else if of.at(step) == Fate::Manual(ManualCode::NotRetryable) {
            findings.extend(why_not_retryable(node));
        }
    }
    for clash in &restores.clashes {
        findings.extend(clash_finding(nodes, clash));
    }
    let waves = waves::waves(graph, nodes, &mut restores, of);
    // The write-back that a step stands for.
    let mut written_back = Per::new(nodes.len(), None);
    for group in &restores.groups {
        if let Some(first) = group.members.first() {
            written_back.set(*first, Some(group));
        }
    }
    let mut called = Vec::new();
    for wave in waves {
        let mut together = Vec::new();
        for step in wave {
            let Some(node) = nodes.get(step) else { continue };
            together.extend(match (of.at(step), written_back.at(step)) {
                (Fate::Finish, _) => operations.finish(node),
                (_, Some(restore)) => operations.restore(restore, nodes),
                (_, None) => operations.compensate(node),
            });
        }
        called.push(together);
    }
    called
}

fn verdict(
    settle_first: bool,
    waves: &[Vec<PlanOperation>],
    manual: &[ManualTask],
    remaining: &Remaining,
) -> PlanVerdict {
    let (mut finishes, mut undoes) = (false, false);
    for operation in waves.iter().flatten() {
        match operation.pattern {
            OperationPattern::RetryIdempotent => finishes = true,
            _ => undoes = true,
        }
    }
    match (finishes, undoes) {
        (_, true) if settle_first => PlanVerdict::SettleFirst,
        (true, true) => PlanVerdict::Mixed,
        (true, false) => PlanVerdict::Resume,
        (false, true) => PlanVerdict::RollBack,
        (false, false) if manual.is_empty() && remaining.waiting.is_empty() => PlanVerdict::NothingToDo,
        (false, false) => PlanVerdict::Human,
    }
}

fn remaining(nodes: &[Node<'_>], of: &Per<Fate>) -> Remaining {
    let mut account = Remaining::default();
    for (step, node) in nodes.iter().enumerate() {
        let id = node.id().to_owned();
        account.changed += u32::from(node.changed());
        match of.at(step) {
            Fate::Untouched => account.untouched.push(id),
            Fate::Finished => account.finished.push(id),
            Fate::Kept(because) => account.kept.push(KeptStep { step: id, because }),
            Fate::Undone => account.undone.push(id),
            Fate::Settled => account.settled.push(id),
            Fate::Person | Fate::Manual(_) => account.person.push(id),
            Fate::Settle => account.to_settle.push(id),
            Fate::Undo => account.to_undo.push(id),
            Fate::Finish => account.to_finish.push(id),
            Fate::Wait(other) => {
                let waits_for = nodes.get(other).map(|node| node.id().to_owned()).into_iter().collect();
                account.waiting.push(WaitingStep { step: id, waits_for });
            }
        }
    }
    account
}

fn obligations(
    operations: &Operations<'_>,
    run: &Run,
    nodes: &[Node<'_>],
    of: &Per<Fate>,
) -> Vec<PlanObligation> {
    let mut list = Vec::new();
    for (step, node) in nodes.iter().enumerate() {
        if !matches!(of.at(step), Fate::Undo | Fate::Undone) {
            continue;
        }
        let owner = &operations.owners(node).review;
        let mut owe = |kind: ObligationKind, about: &str, due_by| {
            list.push(PlanObligation {
                id: [kind.as_str(), node.id(), about].join(":"),
                kind,
                step: Some(node.id().to_owned()),
                about: about.to_owned(),
                owner: owner.clone(),
                due_by,
                status: ObligationStatus::Open,
            });
        };
        for acted in node.step.acted_on.as_deref().unwrap_or_default() {
            if acted.informed_at.is_some() {
                continue;
            }
            let due_by = operations.policy.review_within.map(|within| run.now.plus(within));
            owe(ObligationKind::Inform, acted.by.as_str(), due_by);
        }
        for approval in node.step.approvals.as_deref().unwrap_or_default() {
            if approval.status == ApprovalStatus::Open {
                owe(ObligationKind::CloseApproval, approval.id.as_str(), Some(run.now));
            }
        }
    }
    list
}

pub(super) fn finding(
    code: FindingCode,
    effect: FindingEffect,
    step: Option<&str>,
    message: impl Into<String>,
) -> RunFinding {
    RunFinding { code, effect, step: step.map(str::to_owned), record: None, message: message.into() }
}

fn missing_piece(node: &Node<'_>, missing: &[String]) -> RunFinding {
    let message = format!("not recorded, or empty: `{}`", missing.join("`, `"));
    finding(FindingCode::MissingPiece, FindingEffect::Blocks, Some(node.id()), message)
}

fn why_not_retryable(node: &Node<'_>) -> Option<RunFinding> {
    match &node.key {
        Err(missing) if !missing.is_empty() => Some(missing_piece(node, missing)),
        Err(_) => {
            let message = "without an idempotency key it can't be tried again safely";
            Some(finding(FindingCode::NoIdempotencyKey, FindingEffect::Blocks, Some(node.id()), message))
        }
        Ok(_) if node.expired && !node.probed => {
            let message = "its key is past its lifetime, and no probe can tell what it did";
            Some(finding(FindingCode::KeyExpired, FindingEffect::Blocks, Some(node.id()), message))
        }
        Ok(_) => None,
    }
}

fn clash_finding(nodes: &[Node<'_>], clash: &Clash<'_>) -> Option<RunFinding> {
    let message = match clash.code {
        FindingCode::VersionMissing => "its version before or after our own write isn't recorded",
        FindingCode::RecordShared => "another step's work in it stays, and would be lost",
        _ => "somebody changed it since our own last write",
    };
    let id = nodes.get(clash.step)?.id();
    let found = finding(clash.code, FindingEffect::Blocks, Some(id), message);
    Some(RunFinding { record: Some(clash.record.to_owned()), ..found })
}

fn reasons(nodes: &[Node<'_>], of: &Per<Fate>, because: PlanCode) -> Vec<PlanReason> {
    let message = match because {
        PlanCode::GoalUndo => "all that ran is undone, because the goal says so",
        PlanCode::GoalComplete => "what ran part-way is finished, because the goal says so",
        PlanCode::Retryable => "everything that failed can be retried, so the run goes on",
        PlanCode::NotRetryable => "something that failed can't be retried, so all that ran is undone",
        PlanCode::UndoBegun => "undoing was begun or a step went to a person, so all that ran is undone",
        PlanCode::ReviewFound => "a review found it wrong, so that step and what depends on it are undone",
        PlanCode::PolicyViolation => "a policy violation is never retried, so all that ran is undone",
        PlanCode::Unsettled => "outcomes are unknown: they are probed before anything else is done",
        _ => "nothing is part-way",
    };
    let mut reasons = vec![PlanReason { code: because, step: None, message: message.to_owned() }];
    for (step, node) in nodes.iter().enumerate() {
        let (code, message) = step_reason(nodes, node, of.at(step));
        reasons.push(PlanReason { code, step: Some(node.id().to_owned()), message });
    }
    reasons
}

fn step_reason(nodes: &[Node<'_>], node: &Node<'_>, fate: Fate) -> (PlanCode, String) {
    let (code, message) = match fate {
        Fate::Untouched if node.state == State::Pending => (PlanCode::Untouched, "it never ran"),
        Fate::Untouched => (PlanCode::Untouched, "it failed, and nothing of it was applied"),
        Fate::Finished => (PlanCode::Done, "it is done, and nothing asks for its undo"),
        Fate::Kept(KeepCode::Pivot) => (PlanCode::Kept, "it is a point of no return, and has passed"),
        Fate::Kept(KeepCode::BeforePivot) => {
            (PlanCode::Kept, "a point of no return depends on it that has passed, or may have")
        }
        Fate::Kept(KeepCode::AfterPivot) => {
            (PlanCode::Kept, "it depends on a point of no return that has passed, or may have")
        }
        Fate::Undone => (PlanCode::Done, "it is undone"),
        Fate::Settled => (PlanCode::Done, "a person settled it"),
        Fate::Person => (PlanCode::Person, "a person has it"),
        Fate::Manual(code) => return (PlanCode::Person, super::manual::why(code).to_owned()),
        Fate::Settle => (PlanCode::Probe, "whether it went through isn't known, and can be found out"),
        Fate::Undo if node.state == State::Undoing => {
            (PlanCode::Undo, "its undo was begun, and is called again under its key")
        }
        Fate::Undo => (PlanCode::Undo, "it changed something, and is undone"),
        Fate::Finish if node.left.is_some() => {
            (PlanCode::Finish, "it goes on with the items that aren't done")
        }
        Fate::Finish => (PlanCode::Finish, "it is tried again under the same key"),
        Fate::Wait(EVERYTHING) => (PlanCode::Waiting, "it waits until all outcomes are known"),
        Fate::Wait(other) => {
            let id = nodes.get(other).map_or("", Node::id);
            return (PlanCode::Waiting, format!("it waits for `{id}`"));
        }
    };
    (code, message.to_owned())
}
