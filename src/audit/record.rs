//! Making a record.

use super::{canonical_json, canonical_text, sha256_hex};
use crate::model::{
    Timestamp, Value,
    audit::{AuditRecord, AuditRequest, AuditedPolicy, DecisionKind},
    decision::PolicyStamp,
    to_json,
};

/// What a record vouches for. The input's digest is taken before the input is read.
#[derive(Clone, Debug)]
pub struct Vouched<'a> {
    /// Which decision it is.
    pub decision: DecisionKind,
    /// The policy's name and version.
    pub policy: &'a PolicyStamp,
    /// The policy's digest.
    pub policy_digest: &'a str,
    /// The digest of the case, incident or run: [`input_digest`].
    pub input_digest: String,
    /// The JSON text of the answer, without its audit record.
    pub result: &'a str,
    /// The input's `now`.
    pub now: Option<Timestamp>,
    /// What chance was drawn from.
    pub seed: Option<Value>,
    /// Whether it goes on with a chain.
    pub request: &'a AuditRequest,
}

/// The digest of a case, incident or run as a host gave it.
#[must_use]
pub fn input_digest(input: &Value) -> String {
    sha256_hex(canonical_json(input).as_bytes())
}

/// The record of a decision.
#[must_use]
pub fn record(vouched: Vouched<'_>) -> AuditRecord {
    let previous = match vouched.request {
        AuditRequest::Alone => None,
        AuditRequest::After(previous) => previous.as_ref().map(|id| id.0.clone()),
    };
    let mut record = AuditRecord {
        id: String::new(),
        decision: vouched.decision,
        policy: AuditedPolicy {
            name: vouched.policy.name.clone(),
            version: vouched.policy.version.clone(),
            digest: vouched.policy_digest.to_owned(),
        },
        input_digest: vouched.input_digest,
        result_digest: sha256_hex(canonical_text(vouched.result).as_bytes()),
        now: vouched.now,
        seed: vouched.seed,
        previous,
    };
    // The id stands first and is empty yet, so that the rest is what follows it.
    let written = to_json(&record);
    let rest = written.strip_prefix("{\"id\":\"\",").unwrap_or_default();
    record.id = sha256_hex(canonical_text(&["{", rest].concat()).as_bytes());
    record
}
