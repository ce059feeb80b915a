//! From a host's value to its plan, with the record that vouches for it where one is asked for.

use holdpoint_derive::Read;
use serde::Serialize;

use super::{ReadRun, RollbackAnswer, plan_rollback};
use crate::{
    audit::{self, Vouched},
    compile::CompiledPolicy,
    diagnostic::Diagnostic,
    model::{
        Value,
        audit::{AuditOption, AuditRequest, DecisionKind},
        run::Mark,
        to_json,
    },
    parse::Cx,
};

/// The options of `planRollback` as a host writes them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Read)]
#[cfg_attr(feature = "generate", derive(ts_rs::TS), ts(export_to = "types.ts", optional_fields = nullable))]
pub struct RollbackOptions {
    /// Add an audit record: `true` for one that stands alone; an object for one in a chain, with the
    /// record before it (or its id) as `previous`.
    pub audit: Option<AuditOption>,
}

impl RollbackOptions {
    /// Reads options as they came from a host.
    ///
    /// # Errors
    ///
    /// Unknown keys and values.
    pub fn from_value(value: Value) -> Result<Option<AuditRequest>, Vec<Diagnostic>> {
        let given = Cx::run::<Option<Self>>(value)?.unwrap_or_default();
        Ok(given.audit.and_then(AuditOption::request))
    }
}

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
