//! Whether a rule would do better than a model in this branch (001).

use super::{
    builtin::has_two_owners,
    judge::{Cause, Judgement},
    situation::Situation,
};
use crate::{
    compile::{BuiltinId, CompiledRule, FieldId},
    condition::Subject,
    model::{
        Lane, Need,
        decision::{BoundaryCause, BoundaryCode, CaseOwners, RulesBoundary, RulesVerdict},
        policy::ActionKind,
    },
};

/// The verdict; none in lane `automate`, and where nothing speaks for rules.
pub(super) fn boundary(
    s: &Situation<'_>,
    judgement: &Judgement<'_>,
    owners: &CaseOwners,
) -> Option<RulesBoundary> {
    if judgement.lane == Lane::Automate {
        return None;
    }
    let all = judgement.rules(&|_| true);
    let mut because = Vec::new();
    let mut add = |code, rules: Vec<String>| because.push(BoundaryCause { code, rules });
    if judgement.raised.iter().all(|raised| is_visible(&raised.cause)) {
        add(BoundaryCode::VisibleThresholds, all.clone());
    }
    if s.action.is_some_and(|action| action.kind == ActionKind::Routing) {
        add(BoundaryCode::Routing, all.clone());
    }
    if s.action.is_some_and(|action| action.customer_facing && action.needs(Need::Intent)) {
        add(BoundaryCode::CustomerCommunication, all);
    }
    let over_owners = judgement.rules(&|raised| is_over_ownership(&raised.cause, s));
    if !over_owners.is_empty() {
        add(BoundaryCode::Ownership, over_owners);
    }
    if because.is_empty() {
        return None;
    }
    // A policy need not name who draws the boundary; whoever may change the output does, then.
    let owner = if owners.rules_boundary.is_empty() { &owners.overrule } else { &owners.rules_boundary };
    Some(RulesBoundary { verdict: RulesVerdict::RulesBased, owner: owner.clone(), because })
}

/// Whether a reason compares fields with constants: no language, no confidence.
fn is_visible(cause: &Cause<'_>) -> bool {
    match cause {
        Cause::Builtin(builtin) => matches!(
            builtin.id,
            BuiltinId::DataMissing
                | BuiltinId::DataMalformed
                | BuiltinId::DataConflicting
                | BuiltinId::DataDuplicate
                | BuiltinId::DataStale
                | BuiltinId::ValidationRepeated
                | BuiltinId::HistoryIncomplete
                | BuiltinId::LeadUrgent
                | BuiltinId::LeadValuable
        ),
        Cause::Rule(rule) => compares_with_constants(rule),
        Cause::Floor | Cause::Manual | Cause::NoMessage | Cause::NoDraft => false,
    }
}

fn compares_with_constants(rule: &CompiledRule) -> bool {
    let heard =
        [FieldId::Signals, FieldId::MessageSignals, FieldId::ActionSignals, FieldId::IntentConfidence];
    let reads = rule.when.reads();
    !heard.iter().any(|field| reads.contains(&field.slot()))
        && rule.when.atoms().iter().all(|atom| atom.subject != Subject::Mixed)
}

fn is_over_ownership(cause: &Cause<'_>, s: &Situation<'_>) -> bool {
    match cause {
        Cause::Builtin(builtin) => builtin.id == BuiltinId::DataConflicting && has_two_owners(s),
        Cause::Rule(rule) => rule.when.reads().contains(&FieldId::DataOwners.slot()),
        _ => false,
    }
}
