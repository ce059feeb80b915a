//! The calls that a plan consists of.

use super::{
    fill::{FilledCall, shown},
    restore::Restore,
    state::{Method, Node, State, text},
};
use crate::{
    compile::CompiledPolicy,
    model::{
        Lane, Map, Span, Timestamp, Value,
        decision::CaseOwners,
        plan::{
            AfterFailure, ApprovalCause, Guard, IfNotApplied, OnFailure, OperationApproval, OperationPattern,
            PlanOperation, Verification,
        },
        run::Mark,
        sorted,
    },
};

/// The action that a host writes a snapshot back by.
pub(super) const RESTORE: &str = "restore_snapshot";

/// Makes the operations of a run.
pub(super) struct Operations<'p> {
    pub(super) policy: &'p CompiledPolicy,
}

impl Operations<'_> {
    /// Finds out whether a step, or its undo, went through.
    pub(super) fn probe(&self, node: &Node<'_>) -> Option<PlanOperation> {
        let (key, (action, filled)) = match node.state {
            State::UndoUnsettled => (node.undo_key.clone(), node.undo_probe(self.policy)?),
            _ => (node.key_text().unwrap_or(node.id()).to_owned(), node.probe(self.policy)?),
        };
        let unknown = node.step.checkpoint.as_ref().and_then(|checkpoint| checkpoint.unknown.clone());
        Some(PlanOperation {
            items: unknown.filter(|items| !items.is_empty()),
            ..self.operation("probe", &[node], OperationPattern::Probe, action, filled, key)
        })
    }

    /// Goes on where a step stopped, under the same key.
    pub(super) fn finish(&self, node: &Node<'_>) -> Option<PlanOperation> {
        let (arguments, withheld) = shown(node.step.arguments.as_ref(), &self.policy.sensitive);
        let filled = FilledCall { arguments, withheld, missing: Vec::new() };
        let left: Option<Vec<Mark>> =
            node.left.as_ref().map(|left| left.iter().map(|item| (*item).clone()).collect());
        let mut verify = Vec::new();
        if let Some(checkpoint) = &node.step.checkpoint {
            verify.push(Verification::ItemsDone { items: checkpoint.items.clone() });
        }
        verify.extend(self.probe_of(node.step.action.as_str()));
        let action = node.step.action.as_str().to_owned();
        let key = node.key_text()?.to_owned();
        let lifetime = node.action.undo.key_lifetime.filter(|_| !node.expired);
        Some(PlanOperation {
            resume_from: left.as_ref().and_then(|left| left.first().cloned()),
            items: left,
            verify,
            valid_until: until(node.step.at, lifetime),
            ..self.operation("resume", &[node], OperationPattern::RetryIdempotent, action, filled, key)
        })
    }

    /// Calls a step's reverse action.
    pub(super) fn compensate(&self, node: &Node<'_>) -> Option<PlanOperation> {
        let action = node.action.undo.compensation.as_ref()?.action.clone();
        let filled = node.compensation(self.policy)?;
        let reverse = self.policy.library.get(&action);
        let mut verify = Vec::new();
        if let Some(amount) = node.step.amount.filter(|_| !self.hides_amount())
            && node.action.financial
        {
            let currency = node.step.currency.as_ref().map(|currency| currency.as_str().to_owned());
            verify.push(Verification::LedgerBalanced { amount, currency });
        }
        verify.extend(self.probe_of(&action));
        let approval = self.approval(
            &[node],
            reverse.is_none_or(|reverse| reverse.floor > Lane::Automate),
            node.action.financial || reverse.is_some_and(|reverse| reverse.financial),
            reverse.is_none_or(|reverse| reverse.no_way_back),
        );
        let begun = node.step.undo.as_ref().and_then(|undo| undo.at);
        let lifetime = reverse.and_then(|reverse| reverse.undo.key_lifetime);
        Some(PlanOperation {
            verify,
            approval,
            if_not_applied: Some(IfNotApplied::Noop),
            valid_until: until(begun.filter(|_| node.state == State::Undoing), lifetime),
            ..self.operation(
                "undo",
                &[node],
                OperationPattern::Compensate,
                action,
                filled,
                node.undo_key.clone(),
            )
        })
    }

    /// Writes the state before one or several steps back.
    pub(super) fn restore<'a>(&self, restore: &Restore<'a>, nodes: &[Node<'a>]) -> Option<PlanOperation> {
        let members: Vec<&Node<'a>> = restore.members.iter().filter_map(|step| nodes.get(*step)).collect();
        let (mut records, mut guards, mut verify) = (Vec::new(), Vec::new(), Vec::new());
        for target in &restore.targets {
            let snapshot = nodes.get(target.holder)?.step.snapshot.as_ref()?.reference.as_str();
            records.push(Value::Map(Map::of(vec![
                ("record", text(target.record)),
                ("snapshot", text(snapshot)),
                ("version", target.version.to_value()),
            ])));
            guards.push(Guard { record: target.record.to_owned(), version: target.guard.clone() });
            verify.push(Verification::RecordRestored {
                record: target.record.to_owned(),
                snapshot: snapshot.to_owned(),
            });
        }
        let first = members.first()?;
        let again = members.iter().find(|node| node.state == State::Undoing);
        let lifetime = first.action.undo.key_lifetime;
        let begun = again.and_then(|node| node.step.undo.as_ref()).and_then(|undo| undo.at);
        let filled = FilledCall {
            arguments: Map::of(vec![("records", Value::List(records))]),
            ..FilledCall::default()
        };
        let floor = members.iter().any(|node| node.action.floor > Lane::Automate);
        let key = again.unwrap_or(first).undo_key.clone();
        Some(PlanOperation {
            guards,
            verify,
            approval: self.approval(&members, floor, false, false),
            if_not_applied: Some(IfNotApplied::Noop),
            valid_until: until(begun, lifetime),
            ..self.operation(
                "undo",
                &members,
                OperationPattern::RestoreSnapshot,
                RESTORE.to_owned(),
                filled,
                key,
            )
        })
    }

    fn operation(
        &self,
        kind: &str,
        nodes: &[&Node<'_>],
        pattern: OperationPattern,
        action: String,
        filled: FilledCall,
        key: String,
    ) -> PlanOperation {
        let first = nodes.first().map_or("", |node| node.id());
        let (mut steps, mut notify) = (Vec::new(), Vec::new());
        for node in nodes {
            steps.push(node.id().to_owned());
            notify.extend(self.notified(node));
        }
        let steps = sorted(steps, |a, b| a.cmp(b));
        let mut notify = sorted(notify, |a, b| a.cmp(b));
        notify.dedup();
        PlanOperation {
            id: [kind, first].join(":"),
            steps,
            pattern,
            action,
            arguments: filled.arguments,
            withheld: (!filled.withheld.is_empty()).then_some(filled.withheld),
            idempotency_key: key,
            resume_from: None,
            items: None,
            guards: Vec::new(),
            verify: Vec::new(),
            approval: None,
            if_not_applied: None,
            valid_until: None,
            on_failure: OnFailure { notify, then: AfterFailure::FinishWaveThenPlanAgain },
        }
    }

    /// Who hears of a step's failure: whom its action names, else who reviews.
    fn notified(&self, node: &Node<'_>) -> Vec<String> {
        match node.action.undo.notify.as_slice() {
            [] => self.owners(node).review.iter().map(|owner| owner.id.clone()).collect(),
            names => names.to_vec(),
        }
    }

    pub(super) fn owners(&self, node: &Node<'_>) -> &CaseOwners {
        self.policy.owners.of(node.action.class())
    }

    /// Rolling back is the right of whoever may pause.
    fn approval(
        &self,
        nodes: &[&Node<'_>],
        floor: bool,
        financial: bool,
        no_way_back: bool,
    ) -> Option<OperationApproval> {
        let causes = [
            (floor, ApprovalCause::Floor),
            (financial, ApprovalCause::Financial),
            (no_way_back, ApprovalCause::NoWayBack),
        ];
        let because: Vec<ApprovalCause> =
            causes.into_iter().filter(|(holds, _)| *holds).map(|(_, cause)| cause).collect();
        // The gravest class among the steps names who may.
        let gravest = nodes.iter().max_by_key(|node| node.action.class())?;
        (!because.is_empty()).then(|| OperationApproval {
            by: self.owners(gravest).pause.clone(),
            because,
            synchronous: no_way_back,
        })
    }

    fn probe_of(&self, action: &str) -> Option<Verification> {
        let probe = self.policy.library.get(action)?.undo.probe.as_ref()?;
        Some(Verification::Probe { action: probe.action.clone() })
    }

    pub(super) fn hides_amount(&self) -> bool {
        self.policy.sensitive.hides("action.amount")
    }

    /// Whether a step's reverse action can be called, or what it lacks.
    pub(super) fn missing(&self, node: &Node<'_>) -> Vec<String> {
        match node.method {
            Method::Compensate => node.compensation(self.policy).map_or(Vec::new(), |filled| filled.missing),
            _ => Vec::new(),
        }
    }
}

fn until(begun: Option<Timestamp>, lifetime: Option<Span>) -> Option<Timestamp> {
    Some(begun?.plus(lifetime?))
}
