//! What testing by example misses: questions to a policy that compiled.

mod actions;
mod clocks;
mod differ;
mod escalation;
mod names;
mod owners;
mod prove;
mod verdict;

pub use differ::{DifferenceOutcome, PolicyDifference, difference};
pub use prove::NotAnalysed;
pub use verdict::{Because, Readiness};

use holdpoint_derive::Json;
use serde::Serialize;

use crate::{
    compile::CompiledPolicy,
    diagnostic::{Code, Diagnostic, Pointer, Severity, Witness},
    model::sorted,
};

/// What the checker says of a policy.
#[derive(Clone, Debug, PartialEq, Serialize, Json)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "generate", derive(ts_rs::TS), ts(export_to = "types.ts"))]
pub struct CheckReport {
    /// Whether there is no error among the findings; warnings may be.
    pub ok: bool,
    /// What was found, by place.
    pub findings: Vec<Diagnostic>,
    /// What is too rich to be analysed: about these nothing is claimed.
    pub not_analysed: Vec<NotAnalysed>,
    /// What to do with the workflow now, and why (001).
    pub readiness: Readiness,
}

/// Adds a finding with the way out and what shows it.
fn tell(
    findings: &mut Vec<Diagnostic>,
    code: Code,
    at: Pointer,
    message: String,
    help: &str,
    witness: Option<Witness>,
) {
    let mut finding = Diagnostic::new(code, at, message).help(help);
    finding.witness = witness;
    findings.push(finding);
}

/// Checks a policy.
#[must_use]
pub fn check(policy: &CompiledPolicy) -> CheckReport {
    let mut findings = Vec::new();
    escalation::matrix(policy, &mut findings);
    escalation::clocks(policy, &mut findings);
    escalation::delegates(policy, &mut findings);
    owners::duties(policy, &mut findings);
    names::names(policy, &mut findings);
    actions::no_way_back(policy, &mut findings);
    let mut proof = prove::prove(policy);
    findings.append(&mut proof.findings);
    clocks::outside_hours(policy, &mut findings, &mut proof.open);
    let findings = sorted(findings, |a: &Diagnostic, b| a.path.cmp(&b.path).then(a.code.cmp(&b.code)));
    let readiness = verdict::verdict(policy, &findings);
    CheckReport {
        ok: findings.iter().all(|finding| finding.severity != Severity::Error),
        findings,
        not_analysed: proof.open,
        readiness,
    }
}
