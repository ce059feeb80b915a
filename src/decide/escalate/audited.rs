//! From a host's value to its answer, with the record that vouches for it where one is asked for.

use super::{ReadIncident, escalate};
use crate::{
    audit::{self, Vouched},
    compile::CompiledPolicy,
    diagnostic::Diagnostic,
    model::{
        Value,
        audit::{AuditRequest, DecisionKind},
        escalation::EscalationDecision,
        to_json,
    },
};

/// Decides about an incident as it came from a host. Where it has no seed, `draw` gives one.
///
/// # Errors
///
/// Every problem of the integrator's making: [`ReadIncident::from_value`].
pub fn decide(
    incident: Value,
    policy: &CompiledPolicy,
    request: Option<&AuditRequest>,
    draw: impl FnOnce() -> String,
) -> Result<EscalationDecision, Vec<Diagnostic>> {
    let input_digest = request.map(|_| audit::input_digest(&incident));
    let mut read = ReadIncident::from_value(incident, policy)?;
    read.seed_with(draw);
    let mut answer = escalate(policy, &read);
    if let (Some(request), Some(input_digest)) = (request, input_digest) {
        let record = audit::record(Vouched {
            decision: DecisionKind::Escalation,
            policy: &policy.stamp,
            policy_digest: policy.digest(),
            input_digest,
            result: &to_json(&answer),
            now: Some(read.incident().now),
            seed: answer.seed.clone().map(Value::Text),
            request,
        });
        answer.audit = Some(record);
    }
    Ok(answer)
}
