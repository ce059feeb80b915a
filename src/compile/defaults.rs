//! The embedded default policy, and how a document is laid over it.

use std::collections::BTreeMap;

use crate::{
    diagnostic::Diagnostic,
    model::policy::{
        BuiltinChange, BuiltinSetting, Confidences, EndSettings, Escalation, Ladder, LevelSettings, Metrics,
        PolicyDocument, Rejections, RetrySettings, Roles, RollbackSettings, SignalChange, Sla,
    },
    parse::{Cx, parse_json},
};

const DEFAULT_POLICY: &str = include_str!("../../pkg/generated/default-policy.json");

/// The default policy's document.
///
/// # Errors
///
/// None that a test of this file would let through: the text is embedded.
pub fn default_document() -> Result<PolicyDocument, Vec<Diagnostic>> {
    parse_json(DEFAULT_POLICY).map_err(|problem| vec![problem]).and_then(Cx::run)
}

/// A document with every section filled in: a section that is left out is the default's; a few are
/// laid over it key by key.
#[must_use]
pub fn laid_over(document: PolicyDocument, base: PolicyDocument) -> PolicyDocument {
    PolicyDocument {
        holdpoint: document.holdpoint,
        name: document.name,
        version: document.version,
        workflow: document.workflow.or(base.workflow),
        owners: document.owners.or(base.owners),
        inputs: document.inputs.or(base.inputs),
        intents: document.intents.or(base.intents),
        ignore: document.ignore.or(base.ignore),
        sensitive: document.sensitive.or(base.sensitive),
        signals: maps(document.signals, base.signals, signals),
        actions: document.actions.or(base.actions),
        builtin: maps(document.builtin, base.builtin, builtin),
        rules: document.rules.or(base.rules),
        confidence: both(document.confidence, base.confidence, confidence),
        routes: document.routes.or(base.routes),
        people: document.people.or(base.people),
        escalation: both(document.escalation, base.escalation, escalation),
        sla: both(document.sla, base.sla, sla),
        rollback: both(document.rollback, base.rollback, rollback),
        metrics: both(document.metrics, base.metrics, metrics),
    }
}

fn both<T>(over: Option<T>, under: Option<T>, lay: fn(T, T) -> T) -> Option<T> {
    match (over, under) {
        (Some(over), Some(under)) => Some(lay(over, under)),
        (over, under) => over.or(under),
    }
}

fn maps<T>(
    over: Option<BTreeMap<String, T>>,
    under: Option<BTreeMap<String, T>>,
    lay: fn(T, T) -> T,
) -> Option<BTreeMap<String, T>> {
    let Some(over) = over else { return under };
    let mut under = under.unwrap_or_default();
    for (key, entry) in over {
        let entry = match under.remove(&key) {
            Some(below) => lay(entry, below),
            None => entry,
        };
        under.insert(key, entry);
    }
    Some(under)
}

fn signals(over: SignalChange, under: SignalChange) -> SignalChange {
    SignalChange { add: over.add.or(under.add), remove: over.remove.or(under.remove) }
}

fn builtin(over: BuiltinSetting, under: BuiltinSetting) -> BuiltinSetting {
    match (over, under) {
        (BuiltinSetting::Change(over), BuiltinSetting::Change(under)) => {
            BuiltinSetting::Change(BuiltinChange {
                lane: over.lane.or(under.lane),
                class: over.class.or(under.class),
                queue: over.queue.or(under.queue),
                ask: over.ask.or(under.ask),
                undetermined: over.undetermined.or(under.undetermined),
                threshold: over.threshold.or(under.threshold),
                max_age: over.max_age.or(under.max_age),
                industries: over.industries.or(under.industries),
            })
        }
        (over, _) => over,
    }
}

fn confidence(over: Confidences, under: Confidences) -> Confidences {
    Confidences {
        default: over.default.or(under.default),
        intents: over.intents.or(under.intents),
        actions: over.actions.or(under.actions),
    }
}

fn escalation(over: Escalation, under: Escalation) -> Escalation {
    Escalation {
        roles: both(over.roles, under.roles, roles),
        matrix: over.matrix.or(under.matrix),
        ladder: both(over.ladder, under.ladder, ladder),
        rejections: both(over.rejections, under.rejections, |over, under| Rejections {
            alternate_approvers: over.alternate_approvers.or(under.alternate_approvers),
        }),
        retry: both(over.retry, under.retry, retry),
        skew_tolerance: over.skew_tolerance.or(under.skew_tolerance),
        open_incidents: over.open_incidents.or(under.open_incidents),
        conflicts: over.conflicts.or(under.conflicts),
    }
}

fn roles(over: Roles, under: Roles) -> Roles {
    Roles {
        compliance: over.compliance.or(under.compliance),
        on_call: over.on_call.or(under.on_call),
        department_head: over.department_head.or(under.department_head),
        executive: over.executive.or(under.executive),
    }
}

fn ladder(over: Ladder, under: Ladder) -> Ladder {
    Ladder {
        l1: both(over.l1, under.l1, level),
        l2: both(over.l2, under.l2, level),
        l3: both(over.l3, under.l3, level),
        l4: both(over.l4, under.l4, level),
        end: both(over.end, under.end, |over, under| EndSettings {
            remind_every: over.remind_every.or(under.remind_every),
        }),
    }
}

fn level(over: LevelSettings, under: LevelSettings) -> LevelSettings {
    LevelSettings {
        clock: over.clock.or(under.clock),
        remind_every: over.remind_every.or(under.remind_every),
        acknowledged_clock: over.acknowledged_clock.or(under.acknowledged_clock),
        max_hops: over.max_hops.or(under.max_hops),
        review: over.review.or(under.review),
    }
}

fn retry(over: RetrySettings, under: RetrySettings) -> RetrySettings {
    RetrySettings {
        base: over.base.or(under.base),
        factor: over.factor.or(under.factor),
        cap: over.cap.or(under.cap),
        jitter: over.jitter.or(under.jitter),
        max_retries: over.max_retries.or(under.max_retries),
        max_elapsed: over.max_elapsed.or(under.max_elapsed),
    }
}

fn sla(over: Sla, under: Sla) -> Sla {
    Sla {
        run: over.run.or(under.run),
        step: over.step.or(under.step),
        review: over.review.or(under.review),
        takeover: over.takeover.or(under.takeover),
    }
}

fn rollback(over: RollbackSettings, under: RollbackSettings) -> RollbackSettings {
    RollbackSettings {
        snapshot_above: over.snapshot_above.or(under.snapshot_above),
        financial_tested_within: over.financial_tested_within.or(under.financial_tested_within),
        no_way_back: over.no_way_back.or(under.no_way_back),
    }
}

fn metrics(over: Metrics, under: Metrics) -> Metrics {
    Metrics {
        escalation_rate: over.escalation_rate.or(under.escalation_rate),
        bypass_rate: over.bypass_rate.or(under.bypass_rate),
        rollback_success: over.rollback_success.or(under.rollback_success),
        unknown_repeats: over.unknown_repeats.or(under.unknown_repeats),
        reviewer_backlog: over.reviewer_backlog.or(under.reviewer_backlog),
    }
}
