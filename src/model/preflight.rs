//! What `planRollback` answers before a run starts. The order of the fields is the documented order of the keys.

use holdpoint_derive::Json;
use serde::Serialize;

use super::{
    Map, Value,
    audit::AuditRecord,
    decision::{Owner, PolicyStamp},
    lane::words,
    plan::{FindingCode, PlanObligation, PlanReason, RunFinding, answers},
};

answers! {
    /// Whether a run may start, and what has to be staged so that it can be undone.
    pub struct Preflight {
        /// The run's id.
        pub id: String,
        /// Which policy decided.
        pub policy: PolicyStamp,
        /// Whether it may start.
        pub verdict: PreflightVerdict,
        /// The states to capture before it starts.
        pub capture: Vec<Capture>,
        /// The compensations, filled in as far as they can be.
        pub stage: Vec<Staged>,
        /// The keys to call each step under.
        pub keys: Vec<StepKey>,
        /// Who has to approve while the run waits.
        pub approvals: Vec<StepConsent>,
        /// What is owed already.
        pub obligations: Vec<PlanObligation>,
        /// What the design rules found.
        pub findings: Vec<RunFinding>,
        /// Why.
        pub reasons: Vec<PlanReason>,
        /// Asked for by `audit`: the record that vouches for this answer.
        pub audit: Option<AuditRecord>,
    }

    /// The state of a step's records, to be captured before it runs.
    pub struct Capture {
        /// The step.
        pub step: String,
        /// The kinds of state that its action names.
        pub snapshot: Vec<String>,
        /// The records that it writes.
        pub records: Vec<String>,
    }

    /// A compensation that is ready before it is needed.
    pub struct Staged {
        /// The step that it undoes.
        pub step: String,
        /// The reverse action.
        pub action: String,
        /// Its arguments; what only the step's output can fill in is left as it is written.
        #[cfg_attr(feature = "generate", ts(type = "Record<string, unknown>"))]
        pub arguments: Map<Value>,
        /// The pieces that the step's output fills in.
        pub awaits: Vec<String>,
        /// Sensitive arguments that no plan copies.
        pub withheld: Option<Vec<String>>,
        /// The key to call it under.
        pub idempotency_key: String,
    }

    /// The key to call a step under.
    pub struct StepKey {
        /// The step.
        pub step: String,
        /// The key.
        pub idempotency_key: String,
    }

    /// Who has to approve a step.
    pub struct StepConsent {
        /// The step; left out where it is the whole run.
        pub step: Option<String>,
        /// One of these.
        pub by: Vec<Owner>,
        /// The design rule that asks for it.
        pub because: FindingCode,
        /// Whether the run waits for it.
        pub synchronous: bool,
    }
}

words! {
    /// Whether a run may start.
    pub enum PreflightVerdict {
        /// It may.
        Ready,
        /// When the approvals are given.
        NeedsApproval,
        /// Not like this.
        Blocked,
    }
}
