//! What is known of each step: its status, read together with its checkpoint and what a probe found.

use super::fill::{FilledCall, Source};
use crate::{
    compile::{CompiledAction, CompiledPolicy},
    model::{
        Timestamp, Value, entries,
        policy::{Effect, UndoPattern},
        run::{Mark, ProbeOutcome, Run, RunStep, StepStatus},
        sorted, sorted_texts,
    },
};

/// What is known of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// It never ran.
    Pending,
    /// It is done.
    Applied,
    /// Nothing of it was applied.
    Failed,
    /// Some of it was applied.
    Partial,
    /// Whether it was applied isn't known, and can be found out.
    Unsettled,
    /// Whether it was applied isn't known, and a person has to find out.
    Unclear,
    /// Its undo was begun, and is called again under its key.
    Undoing,
    /// Whether its undo was applied isn't known, and can be found out.
    UndoUnsettled,
    /// Whether its undo was applied isn't known, and a person has to find out.
    UndoUnclear,
    /// Its undo failed.
    UndoFailed,
    /// It is undone.
    Undone,
    /// A person has it.
    HandedOver,
    /// A person settled it.
    Settled,
}

/// How a step would be undone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Method {
    /// By its reverse action.
    Compensate,
    /// By writing the state before back.
    Restore,
    /// Not, by its nature.
    Irreversible,
    /// Not, because no reverse action is defined.
    NoReverseAction,
    /// Not, because the state before wasn't captured.
    NoSnapshot,
}

/// A step with all that follows from it alone.
pub(super) struct Node<'a> {
    pub(super) step: &'a RunStep,
    pub(super) action: &'a CompiledAction,
    pub(super) state: State,
    pub(super) method: Method,
    /// Its key, or the pieces of it that are missing.
    pub(super) key: Result<String, Vec<String>>,
    /// The key of its undo.
    pub(super) undo_key: String,
    /// Its items that aren't done, where it has a checkpoint.
    pub(super) left: Option<Vec<&'a Mark>>,
    /// Whether its key is past its lifetime.
    pub(super) expired: bool,
    /// Whether a probe was made since its last try.
    pub(super) probed: bool,
}

/// The steps of a run as nodes, in the order of their ids.
pub(super) fn nodes<'a>(policy: &'a CompiledPolicy, run: &'a Run) -> Vec<Node<'a>> {
    let mut nodes = Vec::with_capacity(run.steps.len());
    for step in &run.steps {
        // INVARIANT: a run that was read names actions of the policy only.
        if let Some(action) = policy.library.get(step.action.as_str()) {
            nodes.push(Node::new(policy, run, step, action));
        }
    }
    nodes
}

impl<'a> Node<'a> {
    fn new(policy: &'a CompiledPolicy, run: &'a Run, step: &'a RunStep, action: &'a CompiledAction) -> Self {
        let key = step_key(step, action);
        let undo_key = undo_key(run, step, &key);
        let method = method(step, action);
        let lifetime = action.undo.key_lifetime;
        let expired = is_past(lifetime, step.at, run.now);
        // One made in the same millisecond may have come before the try, so it says nothing.
        let probed = step.probed.as_ref().is_some_and(|probed| step.at.is_none_or(|at| probed.at > at));
        let mut node = Self {
            state: State::Pending,
            left: left(step),
            step,
            action,
            method,
            key,
            undo_key,
            expired,
            probed,
        };
        node.settle(policy, run);
        node
    }

    pub(super) fn id(&self) -> &'a str {
        self.step.id.as_str()
    }

    pub(super) fn key_text(&self) -> Option<&str> {
        self.key.as_deref().ok()
    }

    /// Whether the step changed anything, or may have.
    pub(super) fn changed(&self) -> bool {
        !matches!(self.state, State::Pending | State::Failed)
    }

    /// Whether it stopped on its way.
    pub(super) fn is_part_way(&self) -> bool {
        matches!(self.state, State::Partial | State::Failed)
    }

    fn settle(&mut self, policy: &CompiledPolicy, run: &Run) {
        use ProbeOutcome::{Applied, NotApplied, Unclear};
        let found = self.step.probed.as_ref().filter(|_| self.probed).map(|probed| probed.outcome);
        self.state = match self.step.status.unwrap_or(StepStatus::Pending) {
            StepStatus::Pending => State::Pending,
            StepStatus::Succeeded => State::Applied,
            StepStatus::Failed | StepStatus::Partial if found == Some(Unclear) => State::Unclear,
            StepStatus::Failed if found == Some(Applied) => self.applied(),
            StepStatus::Failed => State::Failed,
            StepStatus::Partial if self.unknown_items() => match found {
                Some(Applied) => self.applied(),
                Some(NotApplied) => State::Partial,
                _ => self.unsettled(policy),
            },
            StepStatus::Partial => State::Partial,
            StepStatus::Running | StepStatus::Unknown => match found {
                Some(Applied) => self.applied(),
                Some(NotApplied) if self.some_done() => State::Partial,
                Some(NotApplied) => State::Failed,
                Some(Unclear) => State::Unclear,
                None => self.unsettled(policy),
            },
            StepStatus::Undoing if !self.undo_expired(policy, run) => State::Undoing,
            StepStatus::Undoing | StepStatus::UndoUnknown => self.settled_undo(policy),
            StepStatus::UndoFailed => State::UndoFailed,
            StepStatus::Compensated | StepStatus::Restored => State::Undone,
            StepStatus::HandedOver => State::HandedOver,
            StepStatus::SettledByPerson => State::Settled,
        };
    }

    /// What was in the air went through: all of it, or those items of which nobody knew.
    fn applied(&mut self) -> State {
        let Some(checkpoint) = &self.step.checkpoint else { return State::Applied };
        let unknown = checkpoint.unknown.as_deref().unwrap_or_default();
        if !unknown.is_empty()
            && let Some(left) = &mut self.left
        {
            *left = without(std::mem::take(left), unknown);
            if !left.is_empty() {
                return State::Partial;
            }
        }
        State::Applied
    }

    fn unknown_items(&self) -> bool {
        let unknown = self.step.checkpoint.as_ref().and_then(|checkpoint| checkpoint.unknown.as_ref());
        unknown.is_some_and(|unknown| !unknown.is_empty())
    }

    fn some_done(&self) -> bool {
        let done = self.step.checkpoint.as_ref().and_then(|checkpoint| checkpoint.done.as_ref());
        done.is_some_and(|done| !done.is_empty())
    }

    fn unsettled(&self, policy: &CompiledPolicy) -> State {
        if self.probe(policy).is_some() { State::Unsettled } else { State::Unclear }
    }

    fn undo_at(&self) -> Option<Timestamp> {
        self.step.undo.as_ref().and_then(|undo| undo.at)
    }

    /// Whether the other side may have forgotten the key of the undo that was begun.
    fn undo_expired(&self, policy: &CompiledPolicy, run: &Run) -> bool {
        let lifetime = match self.method {
            Method::Restore => self.action.undo.key_lifetime,
            _ => {
                let reverse = self.action.undo.compensation.as_ref();
                let reverse = reverse.and_then(|call| policy.library.get(&call.action));
                reverse.and_then(|action| action.undo.key_lifetime)
            }
        };
        is_past(lifetime, self.undo_at(), run.now)
    }

    fn settled_undo(&self, policy: &CompiledPolicy) -> State {
        let since = |at: Timestamp| self.undo_at().is_none_or(|undo| at > undo);
        match self.step.probed.as_ref().filter(|probed| since(probed.at)).map(|probed| probed.outcome) {
            Some(ProbeOutcome::Applied) => State::Undone,
            Some(ProbeOutcome::NotApplied) => State::Undoing,
            Some(ProbeOutcome::Unclear) => State::UndoUnclear,
            None if self.undo_probe(policy).is_some() => State::UndoUnsettled,
            None if self.is_untouched_since() => State::Undoing,
            None => State::UndoUnclear,
        }
    }

    /// Whether the records show that no restore went through: each still has our own last version.
    fn is_untouched_since(&self) -> bool {
        let (Some(written), Some(current)) = (&self.step.written, &self.step.current) else { return false };
        let mut versions = written.versions.iter().peekable();
        self.method == Method::Restore
            && versions.peek().is_some()
            && versions.all(|(record, version)| current.versions.get(record) == Some(version))
    }

    /// The call that finds out whether the step went through.
    pub(super) fn probe(&self, policy: &CompiledPolicy) -> Option<(String, FilledCall)> {
        let probe = self.action.undo.probe.as_ref()?;
        let filled = Source::of(self.step, self.key_text()).call(probe, policy);
        filled.missing.is_empty().then(|| (probe.action.clone(), filled))
    }

    /// The call that finds out whether its undo went through: of the reverse action's own probe, or
    /// of the step's where the undo is a restore.
    pub(super) fn undo_probe(&self, policy: &CompiledPolicy) -> Option<(String, FilledCall)> {
        let (probe, filled) = match self.method {
            Method::Restore => {
                let probe = self.action.undo.probe.as_ref()?;
                (probe, Source::of(self.step, Some(&self.undo_key)).call(probe, policy))
            }
            _ => {
                let reverse = self.compensation(policy)?;
                let call = self.action.undo.compensation.as_ref()?;
                let probe = policy.library.get(&call.action)?.undo.probe.as_ref()?;
                let source = Source {
                    arguments: Some(&reverse.arguments),
                    output: None,
                    key: Some(&self.undo_key),
                    step: None,
                };
                (probe, source.call(probe, policy))
            }
        };
        filled.missing.is_empty().then(|| (probe.action.clone(), filled))
    }

    /// Its reverse action, filled in as far as it can be.
    pub(super) fn compensation(&self, policy: &CompiledPolicy) -> Option<FilledCall> {
        let call = self.action.undo.compensation.as_ref()?;
        Some(Source::of(self.step, self.key_text()).call(call, policy))
    }

    /// The records that it writes.
    pub(super) fn records(&self) -> Vec<&'a str> {
        let step = self.step;
        let mut records: Vec<&str> = Vec::new();
        for name in step.records.as_deref().unwrap_or_default() {
            records.push(name.as_str());
        }
        for (record, _) in entries(step.written.as_ref().map(|written| &written.versions)) {
            records.push(record);
        }
        if records.is_empty() {
            let captured = step.snapshot.as_ref().and_then(|snapshot| snapshot.versions.as_ref());
            for (record, _) in entries(captured) {
                records.push(record);
            }
        }
        sorted_texts(records)
    }
}

fn left(step: &RunStep) -> Option<Vec<&Mark>> {
    let checkpoint = step.checkpoint.as_ref()?;
    Some(without(checkpoint.items.iter().collect(), checkpoint.done.as_deref().unwrap_or_default()))
}

/// The items that aren't among these, in their order.
fn without<'a>(mut items: Vec<&'a Mark>, others: &[Mark]) -> Vec<&'a Mark> {
    let others = sorted(others.iter().collect(), |a: &&Mark, b| a.cmp(b));
    items.retain(|item| others.binary_search(item).is_err());
    items
}

/// A key that was minted is the key; else the template makes it, out of what is recorded.
pub(super) fn step_key(step: &RunStep, action: &CompiledAction) -> Result<String, Vec<String>> {
    match (&step.idempotency_key, &action.undo.key) {
        (Some(key), _) => Ok(key.as_str().to_owned()),
        (None, Some(template)) => Source::of(step, None).text(template),
        (None, None) => Err(Vec::new()),
    }
}

/// An undo has a key of its own, made from the step's.
pub(super) fn undo_key(run: &Run, step: &RunStep, key: &Result<String, Vec<String>>) -> String {
    if let Some(key) = step.undo.as_ref().and_then(|undo| undo.idempotency_key.as_ref()) {
        return key.as_str().to_owned();
    }
    let mut undo = match key {
        Ok(key) => key.clone(),
        Err(_) => [run.id.as_str(), step.id.as_str()].join(":"),
    };
    undo.push_str(":undo");
    undo
}

/// Whether what began then may be forgotten by now. When it began isn't always recorded; then it may be.
fn is_past(lifetime: Option<crate::model::Span>, begun: Option<Timestamp>, now: Timestamp) -> bool {
    lifetime.is_some_and(|lifetime| begun.is_none_or(|begun| now >= begun.plus(lifetime)))
}

fn method(step: &RunStep, action: &CompiledAction) -> Method {
    let captured = step.snapshot.as_ref().is_some_and(|snapshot| snapshot.versions.is_some());
    let reverse = action.undo.compensation.is_some();
    match action.effect {
        Some(Effect::Irreversible) => Method::Irreversible,
        Some(Effect::Pivot) => Method::NoReverseAction,
        // Financial records are never restored, whatever the policy says.
        _ if action.financial => {
            if reverse {
                Method::Compensate
            } else {
                Method::NoReverseAction
            }
        }
        _ if action.undo.pattern == Some(UndoPattern::RestoreSnapshot) && captured => Method::Restore,
        _ if reverse => Method::Compensate,
        Some(Effect::Reversible) if captured => Method::Restore,
        _ if action.undo.pattern == Some(UndoPattern::RestoreSnapshot) => Method::NoSnapshot,
        _ => Method::NoReverseAction,
    }
}

/// A text as a value.
pub(super) fn text(text: impl Into<String>) -> Value {
    Value::Text(text.into())
}
