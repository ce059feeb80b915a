//! May this run start, and what must be ready so that it can be undone? The runbook's six design
//! rules (003), each with its code.

use super::{
    ReadRun,
    answer::finding,
    fill::Source,
    operations::Operations,
    state::{Node, nodes},
};
use crate::{
    compile::CompiledPolicy,
    model::{
        Count, Name, Span,
        decision::{Owner, OwnerKind},
        plan::{
            FindingCode, FindingEffect, ObligationKind, ObligationStatus, PlanCode, PlanObligation,
            PlanReason, RunFinding,
        },
        policy::{ActionKind, Effect, UndoPattern},
        preflight::{Capture, Preflight, PreflightVerdict, Staged, StepConsent, StepKey},
        run::{Run, RunBypass},
        sorted, sorted_texts,
    },
};

/// A bypass has to be reviewed within this time unless the ladder says otherwise (003).
const REVIEW_WITHIN: Span = Span::from_millis(48 * 3_600_000);

/// Decides whether a run may start.
pub(super) fn preflight(policy: &CompiledPolicy, read: &ReadRun) -> Preflight {
    let run = &read.run;
    let nodes = nodes(policy, run);
    let operations = Operations { policy };
    let mut check =
        Check { policy, run, operations: &operations, findings: Vec::new(), approvals: Vec::new() };
    let capture = check.snapshots(&nodes);
    let (mut stage, mut keys) = (Vec::new(), Vec::new());
    for node in &nodes {
        check.way_back(node);
        check.key(node, &mut keys);
        check.tested(node);
        check.visible(node);
        check.stage(node, &mut stage);
    }
    let obligations = check.bypasses();
    let Check { findings, approvals, .. } = check;
    let has = |effect: FindingEffect| findings.iter().any(|finding| finding.effect == effect);
    let verdict = if has(FindingEffect::Blocks) {
        PreflightVerdict::Blocked
    } else if has(FindingEffect::NeedsApproval) {
        PreflightVerdict::NeedsApproval
    } else {
        PreflightVerdict::Ready
    };
    let message = match verdict {
        PreflightVerdict::Ready => "every design rule holds",
        PreflightVerdict::NeedsApproval => "it may start as soon as the approvals are given",
        PreflightVerdict::Blocked => "a design rule doesn't hold, and no approval stands in for it",
    };
    Preflight {
        id: run.id.as_str().to_owned(),
        policy: policy.stamp.clone(),
        verdict,
        capture,
        stage,
        keys,
        approvals,
        obligations,
        findings,
        reasons: vec![PlanReason { code: PlanCode::DesignRule, step: None, message: message.to_owned() }],
        audit: None,
    }
}

struct Check<'a> {
    policy: &'a CompiledPolicy,
    run: &'a Run,
    operations: &'a Operations<'a>,
    findings: Vec<RunFinding>,
    approvals: Vec<StepConsent>,
}

impl Check<'_> {
    fn find(&mut self, code: FindingCode, effect: FindingEffect, node: &Node<'_>, message: &str) {
        self.findings.push(finding(code, effect, Some(node.id()), message));
    }

    /// Rule 1: a reverse action, or a person who approves while the run waits.
    fn way_back(&mut self, node: &Node<'_>) {
        let undo = &node.action.undo;
        let in_house = matches!(node.action.kind, ActionKind::Internal | ActionKind::Draft);
        let restorable = undo.pattern == Some(UndoPattern::RestoreSnapshot) && !node.action.financial;
        let defined = match node.action.effect {
            None | Some(Effect::Irreversible | Effect::Pivot) => false,
            Some(Effect::Compensable) => undo.compensation.is_some(),
            Some(Effect::Reversible) => in_house || restorable || undo.compensation.is_some(),
        };
        if defined {
            return;
        }
        let message = "no reverse action is defined: a person approves while the run waits, no exceptions";
        self.find(FindingCode::NoReverseAction, FindingEffect::NeedsApproval, node, message);
        self.approvals.push(StepConsent {
            step: Some(node.id().to_owned()),
            by: self.operations.owners(node).review.clone(),
            because: FindingCode::NoReverseAction,
            synchronous: true,
        });
    }

    /// Rule 2: an idempotency key, and a checkpoint where there are several items.
    fn key(&mut self, node: &Node<'_>, keys: &mut Vec<StepKey>) {
        match &node.key {
            Ok(key) => keys.push(StepKey { step: node.id().to_owned(), idempotency_key: key.clone() }),
            Err(missing) if missing.is_empty() => {
                let message = "neither the step nor its action has an idempotency key";
                self.find(FindingCode::NoIdempotencyKey, FindingEffect::Blocks, node, message);
            }
            Err(missing) => {
                let message = format!("its key can't be minted without `{}`", missing.join("`, `"));
                self.find(FindingCode::MissingPiece, FindingEffect::Blocks, node, &message);
            }
        }
        let items = node.step.checkpoint.as_ref().map_or(0, |checkpoint| checkpoint.items.len());
        let several = items > 1 || node.step.records.as_ref().is_some_and(|records| records.len() > 1);
        if several && !node.action.undo.checkpoint {
            let message = "it does several things, and its action has no checkpoint to go on from";
            self.find(FindingCode::NoCheckpoint, FindingEffect::Blocks, node, message);
        }
    }

    /// Rule 3: more than so many records ask for a snapshot first. A step whose undo is a snapshot
    /// needs one however few they are.
    fn snapshots(&mut self, nodes: &[Node<'_>]) -> Vec<Capture> {
        let mut records = Vec::new();
        for node in nodes {
            for record in node.step.records.as_deref().unwrap_or_default() {
                records.push(record.as_str());
            }
        }
        let records = sorted_texts(records);
        let above = self.policy.document.rollback.as_ref().and_then(|rollback| rollback.snapshot_above);
        let many =
            u32::try_from(records.len()).map_or(f64::INFINITY, f64::from) > above.map_or(2.0, Count::get);
        let mut capture = Vec::new();
        for node in nodes.iter().filter(|node| node.step.snapshot.is_none()) {
            let undo = &node.action.undo;
            let records = node.step.records.as_deref().unwrap_or_default();
            let restored = undo.pattern == Some(UndoPattern::RestoreSnapshot);
            let counted = many && !records.is_empty();
            if !counted && !restored && undo.snapshot.is_empty() {
                continue;
            }
            capture.push(Capture {
                step: node.id().to_owned(),
                snapshot: undo.snapshot.clone(),
                records: records.iter().map(|record| record.as_str().to_owned()).collect(),
            });
            if counted {
                let message =
                    "the run writes more records than may go without a snapshot: capture their state first";
                self.find(FindingCode::SnapshotFirst, FindingEffect::Prepare, node, message);
            }
        }
        capture
    }

    /// Rule 4: what books money has a rollback that was tested lately.
    fn tested(&mut self, node: &Node<'_>) {
        if !node.action.financial {
            return;
        }
        let settings = self.policy.document.rollback.as_ref();
        let within = settings.and_then(|rollback| rollback.financial_tested_within);
        let within = within.unwrap_or(Span::from_millis(90 * 86_400_000));
        let now = self.run.now;
        let lately = node.action.undo.tested_at.is_some_and(|at| at <= now && now.since(at) <= within);
        if !lately {
            let message = match node.action.undo.tested_at {
                Some(at) => {
                    format!("it books money, and its rollback was tested on {at}, not within {within}")
                }
                None => format!(
                    "it books money, and its rollback was never tested; `testedAt` within {within} is asked for"
                ),
            };
            self.find(FindingCode::RollbackUntested, FindingEffect::Blocks, node, &message);
        }
    }

    /// Rule 5: every bypass is reviewed.
    fn bypasses(&mut self) -> Vec<PlanObligation> {
        let escalation = self.policy.document.escalation.as_ref();
        let ladder = escalation.and_then(|escalation| escalation.ladder.as_ref());
        let duty = ladder.and_then(|ladder| ladder.l4.as_ref()).and_then(|level| level.review.as_ref());
        let within = duty.map_or(REVIEW_WITHIN, |duty| duty.within);
        let by = self.compliance();
        let mut owed = Vec::new();
        let bypasses = self.run.bypasses.as_deref().unwrap_or_default().iter().collect();
        for bypass in sorted(bypasses, |a: &&RunBypass, b| a.id.cmp(&b.id)) {
            if bypass.reviewed_at.is_some() {
                continue;
            }
            let due_by = bypass.at.plus(within);
            let overdue = due_by < self.run.now;
            let id = bypass.id.as_str();
            let (effect, message) = match overdue {
                true => (
                    FindingEffect::Blocks,
                    format!("bypass `{id}` was to be reviewed by {due_by}, and wasn't"),
                ),
                false => {
                    (FindingEffect::NeedsApproval, format!("bypass `{id}` is to be reviewed by {due_by}"))
                }
            };
            self.findings.push(finding(FindingCode::BypassUnreviewed, effect, None, message));
            owed.push(PlanObligation {
                id: ["review_bypass", id].join(":"),
                kind: ObligationKind::ReviewBypass,
                step: None,
                about: id.to_owned(),
                owner: by.clone(),
                due_by: Some(due_by),
                status: if overdue { ObligationStatus::Overdue } else { ObligationStatus::Open },
            });
        }
        if !owed.is_empty() {
            let because = FindingCode::BypassUnreviewed;
            self.approvals.push(StepConsent { step: None, by, because, synchronous: false });
        }
        owed
    }

    /// Who looks after compliance: the role, else whoever answers for the workflow's pause.
    fn compliance(&self) -> Vec<Owner> {
        let document = &self.policy.document;
        let roles = document.escalation.as_ref().and_then(|escalation| escalation.roles.as_ref());
        match roles.and_then(|roles| roles.compliance.as_ref()) {
            Some(role) => {
                let people = document.people.as_ref();
                let is_person = |name: &str| people.is_some_and(|people| people.contains_key(name));
                let owner = |name: &Name| Owner {
                    kind: if is_person(name.as_str()) { OwnerKind::Person } else { OwnerKind::Queue },
                    id: name.as_str().to_owned(),
                };
                role.as_slice().iter().map(owner).collect()
            }
            None => self.policy.owners.of(crate::model::ExceptionClass::Unknown).pause.clone(),
        }
    }

    /// Rule 6: somebody hears of every failure. In the automation's own house the reviewer does.
    fn visible(&mut self, node: &Node<'_>) {
        let in_house = matches!(node.action.kind, ActionKind::Internal | ActionKind::Draft);
        if node.action.undo.notify.is_empty() && !in_house {
            let message = "nobody hears of its failure: name them under `onFailure.notify`";
            self.find(FindingCode::FailureUnseen, FindingEffect::Blocks, node, message);
        }
    }

    /// The reverse action, filled in as far as it can be before the step has answered.
    fn stage(&mut self, node: &Node<'_>, stage: &mut Vec<Staged>) {
        let Some(call) = &node.action.undo.compensation else { return };
        if node.action.effect == Some(Effect::Irreversible) {
            return;
        }
        let filled = Source::of(node.step, node.key_text()).call(call, self.policy);
        let (awaits, missing): (Vec<String>, Vec<String>) =
            filled.missing.into_iter().partition(|piece| piece.starts_with("output."));
        if !missing.is_empty() {
            let message = format!("its reverse action can't be filled in without `{}`", missing.join("`, `"));
            self.find(FindingCode::MissingPiece, FindingEffect::Blocks, node, &message);
        }
        stage.push(Staged {
            step: node.id().to_owned(),
            action: call.action.clone(),
            arguments: filled.arguments,
            awaits,
            withheld: (!filled.withheld.is_empty()).then_some(filled.withheld),
            idempotency_key: node.undo_key.clone(),
        });
    }
}
