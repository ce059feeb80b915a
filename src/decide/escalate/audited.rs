//! From a host's value to its answer, with the record that vouches for it where one is asked for.

use holdpoint_derive::Read;
use serde::Serialize;

use super::{ReadIncident, escalate};
use crate::{
    audit::{self, Vouched},
    compile::CompiledPolicy,
    diagnostic::Diagnostic,
    model::{
        Value,
        audit::{AuditOption, AuditRequest, DecisionKind},
        escalation::EscalationDecision,
        to_json,
    },
    parse::Cx,
};

/// The options of `decideEscalation` as a host writes them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Read)]
#[cfg_attr(feature = "generate", derive(ts_rs::TS), ts(export_to = "types.ts", optional_fields = nullable))]
pub struct EscalationOptions {
    /// Add an audit record: `true` for one that stands alone; an object for one in a chain, with the
    /// record before it (or its id) as `previous`.
    pub audit: Option<AuditOption>,
}

impl EscalationOptions {
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
