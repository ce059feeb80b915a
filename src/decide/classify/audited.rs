//! From a host's value to its answer, with the record that vouches for it where one is asked for.

use super::{Answer, ReadCase, classify, options::Request};
use crate::{
    audit::{self, Vouched},
    compile::CompiledPolicy,
    diagnostic::Diagnostic,
    model::{
        Value,
        audit::{AuditRecord, DecisionKind},
        to_json,
    },
};

/// Decides a case as it came from a host.
///
/// # Errors
///
/// Every problem of the integrator's making: [`ReadCase::from_value`].
pub fn decide(
    mut case: Value,
    policy: &CompiledPolicy,
    request: &Request,
) -> Result<Answer, Vec<Diagnostic>> {
    let Some(audit) = &request.audit else {
        return Ok(classify(policy, &ReadCase::from_value(case, policy)?, request.options));
    };
    if let Value::Map(entries) = &mut case {
        entries.retain(&mut |key| !policy.ignores(key));
    }
    let input_digest = audit::input_digest(&case);
    let read = ReadCase::from_value(case, policy)?;
    let mut answer = classify(policy, &read, request.options);
    let record = audit::record(Vouched {
        decision: DecisionKind::Classify,
        policy: &policy.stamp,
        policy_digest: policy.digest(),
        input_digest,
        result: &to_json(&answer),
        now: read.case.now,
        seed: None,
        request: audit,
    });
    *answer.audit() = Some(record);
    Ok(answer)
}

/// Decides the cases of a batch in their order. The records of a chain follow each other; a case that
/// is refused leaves none.
pub fn decide_many(
    cases: Vec<Value>,
    policy: &CompiledPolicy,
    mut request: Request,
) -> impl Iterator<Item = Result<Answer, Vec<Diagnostic>>> {
    cases.into_iter().map(move |case| {
        let mut decided = decide(case, policy, &request);
        if let Ok(answer) = &mut decided
            && let (Some(audit), Some(record)) = (&mut request.audit, answer.audit())
        {
            audit.go_on(record);
        }
        decided
    })
}

impl Answer {
    fn audit(&mut self) -> &mut Option<AuditRecord> {
        match self {
            Self::Lane(decision) => &mut decision.audit,
            Self::Whole(decision) => &mut decision.audit,
        }
    }
}
