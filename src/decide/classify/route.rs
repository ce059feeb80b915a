//! Where a case goes (002, workflow 1: rule-based routing when classification isn't good enough).

use super::{
    judge::{Cause, Judgement},
    situation::Situation,
    validation::missing_names,
};
use crate::{
    compile::BuiltinId,
    condition::Outcome,
    model::{
        Lane,
        decision::{CaseOwners, CaseRoute, FindingKind, RouteBy, Validation},
        sorted,
    },
};

/// The route; none in lane `automate`.
pub(super) fn route(
    s: &Situation<'_>,
    judgement: &Judgement<'_>,
    owners: &CaseOwners,
    validation: &Validation,
) -> Option<CaseRoute> {
    if judgement.lane == Lane::Automate {
        return None;
    }
    let queue = |lane: Lane| {
        let mut raised = judgement.raised.iter().filter(|raised| raised.lane == lane);
        raised.find_map(|raised| Some((raised.cause.queue()?.to_owned(), raised.cause.id().to_owned())))
    };
    let by_rule = |(to, rule)| CaseRoute {
        to,
        by: RouteBy::Rule,
        rule: Some(rule),
        passed: Vec::new(),
        enrich: Vec::new(),
    };
    if let Some(found) = queue(Lane::Takeover) {
        return Some(by_rule(found));
    }
    let unsure = judgement
        .raised
        .iter()
        .any(|raised| matches!(raised.cause, Cause::Builtin(builtin) if builtin.id == BuiltinId::Confidence));
    if unsure && let Some(found) = fallback(s, judgement, validation) {
        return Some(found);
    }
    if let Some(found) = queue(Lane::Review) {
        return Some(by_rule(found));
    }
    // INVARIANT: compiling makes sure that somebody reviews.
    let to = owners.review.first()?.id.clone();
    Some(CaseRoute { to, by: RouteBy::Owner, rule: None, passed: Vec::new(), enrich: Vec::new() })
}

fn fallback(s: &Situation<'_>, judgement: &Judgement<'_>, validation: &Validation) -> Option<CaseRoute> {
    let mut enrich = missing_names(s);
    let mut passed = Vec::new();
    for finding in &validation.findings {
        if finding.kind == FindingKind::Missing {
            enrich.push(finding.path.clone());
        }
    }
    let mut missing = Vec::new();
    for raised in &judgement.raised {
        missing.extend_from_slice(&raised.missing);
    }
    let mut chosen = None;
    for route in &s.policy.routes {
        match route.when.as_ref().map_or(Outcome::True, |when| when.eval(s)) {
            Outcome::True => {
                chosen = Some(route);
                break;
            }
            Outcome::False => {}
            Outcome::Undetermined(slots) => {
                passed.push(route.to.clone());
                missing.extend(slots);
            }
        }
    }
    for slot in missing {
        enrich.push(s.path(slot).to_owned());
    }
    let mut enrich = sorted(enrich, |a, b| a.cmp(b));
    enrich.dedup();
    chosen.map(|route| CaseRoute { to: route.to.clone(), by: RouteBy::Fallback, rule: None, passed, enrich })
}
