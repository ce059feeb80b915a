//! How far the workflow is (001: "leave with one tighter next move").

use holdpoint_derive::Json;
use serde::Serialize;

use crate::{
    compile::CompiledPolicy,
    diagnostic::{Code, Diagnostic, Severity},
    model::{Need, policy::Mode},
};

/// What to do with the workflow now: a narrow pilot with named owners, rules only for now, or by hand
/// until trust or ownership improves.
#[derive(Clone, Debug, PartialEq, Serialize, Json)]
#[cfg_attr(feature = "generate", derive(ts_rs::TS), ts(export_to = "types.ts"))]
pub struct Readiness {
    /// The verdict.
    pub verdict: Mode,
    /// Why, the weightiest first; never empty.
    pub because: Vec<Because>,
}

/// One reason of the verdict.
#[derive(Clone, Debug, PartialEq, Serialize, Json)]
#[cfg_attr(feature = "generate", derive(ts_rs::TS), ts(export_to = "types.ts"))]
pub struct Because {
    /// A stable name: `errors`, `unnamed`, `mode`, `vacant_duty`, `one_person`, `contradictions`,
    /// `no_model` or `owners_named`.
    pub code: String,
    /// The reason in a sentence.
    pub message: String,
}

fn because(code: &str, message: impl Into<String>) -> Because {
    Because { code: code.to_owned(), message: message.into() }
}

/// The verdict that a policy and the findings about it amount to.
pub(super) fn verdict(policy: &CompiledPolicy, findings: &[Diagnostic]) -> Readiness {
    let count = |code: Code| findings.iter().filter(|finding| finding.code == code).count();
    let workflow = policy.document.workflow.as_ref();
    let mode = workflow.and_then(|workflow| workflow.mode);

    let mut by_hand = Vec::new();
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
    if errors > 0 {
        let message = if errors == 1 {
            "one finding is an error".to_owned()
        } else {
            format!("{errors} findings are errors")
        };
        by_hand.push(because("errors", message));
    }
    let vacant = count(Code::VacantDuty);
    if vacant > 0 {
        by_hand.push(because("vacant_duty", "nobody holds one of the duties: the workflow is not ready"));
    }
    if count(Code::OnePersonHoldsAll) > 0 {
        by_hand.push(because("one_person", "one person holds every authority: too fragile"));
    }
    let unnamed = workflow.is_none_or(|workflow| workflow.action.is_none() || workflow.consequence.is_none());
    if unnamed {
        let message =
            "`workflow` doesn't say which action it changes and what breaks if it is wrong for two weeks";
        by_hand.push(because("unnamed", message));
    }
    if mode == Some(Mode::Manual) {
        by_hand.push(because("mode", "the policy itself says `manual`"));
    }
    if !by_hand.is_empty() {
        return Readiness { verdict: Mode::Manual, because: by_hand };
    }

    let mut by_rules = Vec::new();
    let unsettled = count(Code::RouteContradiction) + count(Code::NeverHolds) + count(Code::DeadRoute);
    if unsettled > 0 {
        let message =
            "its rules contradict each other or can't hold: settle the branches before a model adds to them";
        by_rules.push(because("contradictions", message));
    }
    let asks = |name: &&str| policy.library.get(name).is_some_and(|action| action.needs(Need::Intent));
    if !policy.library.names().iter().any(asks) {
        by_rules.push(because("no_model", "no action asks what a classifier thinks: every branch is a rule"));
    }
    if mode == Some(Mode::RulesBased) {
        by_rules.push(because("mode", "the policy itself says `rules_based`"));
    }
    if !by_rules.is_empty() {
        return Readiness { verdict: Mode::RulesBased, because: by_rules };
    }
    let message = "every duty has an owner, and the checker finds nothing that stands against a narrow pilot";
    Readiness { verdict: Mode::Pilot, because: vec![because("owners_named", message)] }
}
