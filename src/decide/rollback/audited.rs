//! From a host's value to its plan, with the record that vouches for it where one is asked for.

use super::{ReadRun, RollbackAnswer, plan_rollback};
use crate::{
    audit::{self, Vouched},
    compile::CompiledPolicy,
    diagnostic::Diagnostic,
    model::{
        Value,
        audit::{AuditRequest, DecisionKind},
        run::Mark,
        to_json,
    },
};

/// Plans a run as it came from a host.
///
/// # Errors
///
/// Every problem of the integrator's making: [`ReadRun::from_value`].
pub fn decide(
    run: Value,
    policy: &CompiledPolicy,
    request: Option<&AuditRequest>,
) -> Result<RollbackAnswer, Vec<Diagnostic>> {
    let Some(request) = request else {
        return Ok(plan_rollback(policy, &ReadRun::from_value(run, policy)?));
    };
    let input_digest = audit::input_digest(&run);
    let read = ReadRun::from_value(run, policy)?;
    let mut answer = plan_rollback(policy, &read);
    let record = audit::record(Vouched {
        decision: DecisionKind::Rollback,
        policy: &policy.stamp,
        policy_digest: policy.digest(),
        input_digest,
        result: &to_json(&answer),
        now: Some(read.run.now),
        seed: read.run.seed.as_ref().map(Mark::to_value),
        request,
    });
    let place = match &mut answer {
        RollbackAnswer::Preflight(preflight) => &mut preflight.audit,
        RollbackAnswer::Plan(plan) => &mut plan.audit,
    };
    *place = Some(record);
    Ok(answer)
}
