//! What testing by example misses: questions to a policy that compiled.

mod escalation;
mod names;
mod owners;
mod prove;

pub use prove::NotAnalysed;

use serde::Serialize;

use crate::{
    compile::CompiledPolicy,
    diagnostic::{Diagnostic, Severity},
    model::sorted,
};

/// What the checker says of a policy.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "generate", derive(ts_rs::TS), ts(export_to = "types.ts"))]
pub struct CheckReport {
    /// Whether there is no error among the findings; warnings may be.
    pub ok: bool,
    /// What was found, by place.
    pub findings: Vec<Diagnostic>,
    /// What is too rich to be analysed: about these nothing is claimed.
    pub not_analysed: Vec<NotAnalysed>,
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
    names::absences(policy, &mut findings);
    names::money(policy, &mut findings);
    let proof = prove::prove(policy);
    findings.extend(proof.findings);
    let findings = sorted(findings, |a: &Diagnostic, b| a.path.cmp(&b.path).then(a.code.cmp(&b.code)));
    CheckReport {
        ok: findings.iter().all(|finding| finding.severity != Severity::Error),
        findings,
        not_analysed: proof.open,
    }
}
