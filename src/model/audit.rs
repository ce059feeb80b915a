//! What an audit record says, and how one is asked for.

use holdpoint_derive::{Json, Read};
use serde::Serialize;
use serde_with::skip_serializing_none;

use super::{Timestamp, Value, lane::words};
use crate::{
    diagnostic::{Code, Diagnostic},
    parse::{Cx, Read as ReadTrait},
};

words! {
    /// Which of the three decisions it is.
    pub enum DecisionKind {
        /// `classify`.
        Classify,
        /// `decideEscalation`.
        Escalation,
        /// `planRollback`.
        Rollback,
    }
}

/// What a decision was made of and what came out, as digests: SHA-256 over canonical JSON (RFC 8785),
/// 64 hexadecimal digits. With `previous` the records form a chain that `verifyAudit` follows.
#[skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Json)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "generate", derive(ts_rs::TS), ts(export_to = "types.ts"))]
pub struct AuditRecord {
    /// The digest of the record without this key.
    pub id: String,
    /// Which decision was asked for.
    pub decision: DecisionKind,
    /// The policy that decided.
    pub policy: AuditedPolicy,
    /// The digest of the case, incident or run as it was given, without the keys that the policy ignores.
    pub input_digest: String,
    /// The digest of the answer without `audit`.
    pub result_digest: String,
    /// The moment that the input gives as `now`; null where it gives none.
    #[serialize_always]
    pub now: Option<Timestamp>,
    /// The seed that chance was drawn from; null where nothing was.
    #[serialize_always]
    #[cfg_attr(feature = "generate", ts(type = "string | number | null"))]
    pub seed: Option<Value>,
    /// The id of the record before this one.
    #[cfg_attr(feature = "generate", ts(optional))]
    pub previous: Option<String>,
}

/// The policy that decided, to the letter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Json)]
#[cfg_attr(feature = "generate", derive(ts_rs::TS), ts(export_to = "types.ts"))]
pub struct AuditedPolicy {
    /// Its name.
    pub name: String,
    /// Its version, if it has one.
    pub version: Option<String>,
    /// The digest of the whole document, with everything filled in that it leaves to the defaults.
    pub digest: String,
}

/// How a host asks for an audit record: `true` for one that stands alone, an object for one in a chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Json)]
#[serde(untagged)]
#[cfg_attr(feature = "generate", derive(ts_rs::TS), ts(export_to = "types.ts"))]
pub enum AuditOption {
    /// A record of its own, or none.
    Asked(bool),
    /// A link of a chain.
    Chained(AuditChain),
}

/// Where a chain goes on. Without `previous` it begins here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Json, Read)]
#[cfg_attr(feature = "generate", derive(ts_rs::TS), ts(export_to = "types.ts", optional_fields = nullable))]
pub struct AuditChain {
    /// The record before, or its id.
    pub previous: Option<RecordId>,
}

impl ReadTrait for AuditOption {
    fn blank() -> Self {
        Self::Asked(false)
    }

    fn read(value: Value, cx: &mut Cx) -> Option<Self> {
        match value {
            Value::Bool(asked) => Some(Self::Asked(asked)),
            Value::Map(_) => AuditChain::read(value, cx).map(Self::Chained),
            other => {
                cx.wrong_type(&other, "true, or an object with `previous`");
                None
            }
        }
    }
}

impl AuditOption {
    /// Whether a record is asked for, and what it follows.
    #[must_use]
    pub fn request(self) -> Option<AuditRequest> {
        match self {
            Self::Asked(asked) => asked.then_some(AuditRequest::Alone),
            Self::Chained(chain) => Some(AuditRequest::After(chain.previous)),
        }
    }
}

/// A record that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AuditRequest {
    /// It stands alone.
    Alone,
    /// It is the next of a chain, or its first.
    After(Option<RecordId>),
}

impl AuditRequest {
    /// What the next record of a batch follows, when this one came out of it.
    pub fn go_on(&mut self, from: &AuditRecord) {
        if let Self::After(previous) = self {
            *previous = Some(RecordId(from.id.clone()));
        }
    }
}

/// A record, named by its id or handed over whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Json)]
#[cfg_attr(
    feature = "generate",
    derive(ts_rs::TS),
    ts(export_to = "types.ts", rename = "RecordReference", type = "AuditRecord | string")
)]
pub struct RecordId(pub String);

impl ReadTrait for RecordId {
    fn blank() -> Self {
        Self(String::new())
    }

    fn read(value: Value, cx: &mut Cx) -> Option<Self> {
        const EXPECTED: &str = "an audit record or its id, 64 hexadecimal digits";
        let id = match value {
            Value::Map(mut record) => record.remove("id").unwrap_or(Value::Null),
            other => other,
        };
        match id {
            Value::Text(id) if is_digest(&id) => Some(Self(id)),
            Value::Text(_) | Value::Null => {
                let diagnostic = Diagnostic::new(Code::BadFormat, cx.pointer(), "this is no record's id");
                cx.push(diagnostic.expected(EXPECTED));
                None
            }
            other => {
                cx.wrong_type(&other, EXPECTED);
                None
            }
        }
    }
}

fn is_digest(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// What `verifyAudit` is told besides the records.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Json, Read)]
#[cfg_attr(feature = "generate", derive(ts_rs::TS), ts(export_to = "types.ts", optional_fields = nullable))]
pub struct VerifyOptions {
    /// The newest record or its id, noted elsewhere: shows an end that was cut off.
    pub head: Option<RecordId>,
    /// What the first record follows, where the records are a later part of a chain.
    pub previous: Option<RecordId>,
}

/// What `verifyAudit` answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Json)]
#[cfg_attr(feature = "generate", derive(ts_rs::TS), ts(export_to = "types.ts"))]
pub struct AuditReport {
    /// Whether every record is as it was written, and where it was written.
    pub ok: bool,
    /// How many records were looked at.
    pub records: u32,
    /// The newest record's id, to be noted elsewhere; null where there is no record.
    pub head: Option<String>,
    /// The first thing that is wrong.
    pub problem: Option<AuditProblem>,
}

/// The first place where records aren't what was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Json)]
#[cfg_attr(feature = "generate", derive(ts_rs::TS), ts(export_to = "types.ts"))]
pub struct AuditProblem {
    /// What was done.
    pub kind: AuditProblemKind,
    /// The place of the record, from 0; for what was cut off, where it should stand.
    pub index: u32,
    /// The record's own id, as it stands there; of what was dropped or cut off, the id that is missed.
    pub id: Option<String>,
    /// The same in a sentence.
    pub message: String,
}

words! {
    /// What was done to records.
    pub enum AuditProblemKind {
        /// The record isn't what its id was made from.
        Changed,
        /// The record that this one follows is missing, or was rewritten.
        Dropped,
        /// The record stands elsewhere than it was written, or twice.
        Moved,
        /// The record follows none, so that what stood before it can't be told.
        Unchained,
        /// The newest record is missing.
        Cut,
        /// Records follow on the newest one.
        Added,
    }
}
