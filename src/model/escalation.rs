//! What `decideEscalation` answers. The order of the fields is the documented order of the keys.

use holdpoint_derive::Json;
use serde::Serialize;
use serde_with::skip_serializing_none;

use super::{
    Timestamp,
    audit::AuditRecord,
    chain::{ChainEntry, EscalationContext, EscalationReason, Notice, SetAside, Why},
    decision::{Owner, PolicyStamp},
    incident::Rung,
    lane::words,
};

/// Derives what every part of an answer needs.
macro_rules! answers {
    ($($(#[$meta:meta])* pub struct $name:ident { $($body:tt)* })*) => {$(
        $(#[$meta])*
        #[skip_serializing_none]
        #[derive(Clone, Debug, PartialEq, Serialize, Json)]
        #[serde(rename_all = "camelCase")]
        #[cfg_attr(feature = "generate", derive(ts_rs::TS), ts(export_to = "types.ts"))]
        pub struct $name { $($body)* }
    )*};
}
pub(super) use answers;

answers! {
    /// What now, by whom, by when, and what follows if that doesn't happen either.
    pub struct EscalationDecision {
        /// The incident's id.
        pub id: String,
        /// Which policy decided.
        pub policy: PolicyStamp,
        /// Whether it is settled, waits for a person, or goes on by itself.
        pub status: EscalationStatus,
        /// What to do now.
        pub action: NextAction,
        /// The level reached.
        pub level: Rung,
        /// Who has to answer; null where nobody has to.
        #[serialize_always]
        pub assignee: Option<Owner>,
        /// Who is reminded meanwhile, at L1.
        #[cfg_attr(feature = "generate", ts(optional))]
        pub reminds: Option<String>,
        /// Who else could be asked at this level, in order.
        pub alternates: Vec<Owner>,
        /// How the assignee was found, and why each other candidate was passed over.
        pub path: Vec<PathStep>,
        /// What an approval has to echo: the digest of exactly what is asked for.
        pub request_digest: String,
        /// When to ask again if nothing happens: always later than `now`. Null where all is done.
        #[serialize_always]
        pub deadline: Option<Timestamp>,
        /// What the decision will be then if the people are asked now and nothing happens.
        #[serialize_always]
        pub on_deadline: Option<NextDecision>,
        /// How late this level is entered, in milliseconds.
        #[cfg_attr(feature = "generate", ts(optional))]
        pub late_by: Option<f64>,
        /// The next retry.
        #[serialize_always]
        pub retry: Option<PlannedRetry>,
        /// Work that has to be done by a date.
        pub obligations: Vec<Obligation>,
        /// What people should see. An entry keeps its id from answer to answer.
        pub notify: Vec<Notice>,
        /// The ids of the requests to hold.
        pub pause: Vec<String>,
        /// What happened, level by level.
        pub chain: Vec<ChainEntry>,
        /// Everything that the next approver needs.
        pub context: EscalationContext,
        /// Why it came to this.
        pub reasons: Vec<EscalationReason>,
        /// How it was settled, where it is.
        #[cfg_attr(feature = "generate", ts(optional))]
        pub resolution: Option<Resolution>,
        /// Events that were left aside, since they are later than `now`.
        #[cfg_attr(feature = "generate", ts(optional))]
        pub set_aside: Option<Vec<SetAside>>,
        /// What the spread of the retry was drawn from; hand it over next time.
        #[cfg_attr(feature = "generate", ts(optional))]
        pub seed: Option<String>,
        /// Asked for by `audit`: the record that vouches for this answer.
        #[cfg_attr(feature = "generate", ts(optional))]
        pub audit: Option<AuditRecord>,
    }

    /// A decision in short.
    pub struct NextDecision {
        /// Whether it is settled, waits for a person, or goes on by itself.
        pub status: EscalationStatus,
        /// What to do.
        pub action: NextAction,
        /// The level.
        pub level: Rung,
        /// Who has to answer.
        #[serialize_always]
        pub assignee: Option<Owner>,
    }

    /// One candidate on the way to the assignee.
    pub struct PathStep {
        /// The candidate.
        pub id: String,
        /// Whether it is a person or a queue.
        pub kind: super::decision::OwnerKind,
        /// How it was come by.
        pub via: Via,
        /// Whose delegate or manager it is, or which role.
        pub of: String,
        /// Why it was passed over; left out where it wasn't.
        #[cfg_attr(feature = "generate", ts(optional))]
        pub passed_over: Option<Why>,
    }

    /// A retry that is planned.
    pub struct PlannedRetry {
        /// Its number, from 1; the first try doesn't count.
        pub attempt: u32,
        /// When. A moment that has passed means: now.
        pub at: Timestamp,
        /// How long that is after the last failure.
        pub delay_ms: f64,
    }

    /// Work that a decision created.
    pub struct Obligation {
        /// Its id.
        pub id: String,
        /// What kind of work.
        pub kind: String,
        /// Who owes it.
        pub owner: Vec<Owner>,
        /// By when.
        pub due_by: Timestamp,
        /// How it stands.
        pub status: DutyStatus,
        /// Who did it.
        #[cfg_attr(feature = "generate", ts(optional))]
        pub done_by: Option<String>,
    }

    /// How an incident was settled.
    pub struct Resolution {
        /// How.
        pub how: Settlement,
        /// By whom; left out where nobody did.
        #[cfg_attr(feature = "generate", ts(optional))]
        pub by: Option<String>,
        /// When.
        pub at: Timestamp,
        /// The requests that may go on.
        pub goes_on: Vec<String>,
        /// Who was to approve in the first place.
        pub original_approver: Vec<String>,
        /// Why it was escalated.
        pub reason: String,
        /// What the person added.
        #[cfg_attr(feature = "generate", ts(optional))]
        pub note: Option<String>,
    }
}

words! {
    /// Whether an incident is settled. There is no pending.
    pub enum EscalationStatus {
        /// Settled.
        Resolved,
        /// A person has to answer.
        WaitingOnHuman,
        /// It goes on by itself.
        Automatic,
    }

    /// What to do now.
    pub enum NextAction {
        /// Retry within a longer window, remind the approver.
        RetryExtendedWindow,
        /// Ask the approver's delegate.
        EscalateDelegate,
        /// Ask another approver.
        RouteAlternate,
        /// Ask the department head.
        EscalateDepartmentHead,
        /// Ask the next management level.
        EscalateManager,
        /// Pause all sides, ask the resource's owner.
        PauseBothEscalateOwner,
        /// Retry with backoff.
        RetryBackoff,
        /// Find out whether the call went through.
        Probe,
        /// Alert on-call, activate the manual fallback.
        AlertOnCallManualFallback,
        /// Block, ask compliance.
        BlockEscalateCompliance,
        /// Ask for an emergency bypass.
        EmergencyBypass,
        /// Pause the workflow, ask its owner for an explicit decision.
        PauseWorkflow,
        /// Nothing.
        None,
    }

    /// How a candidate was come by.
    pub enum Via {
        /// The one who was to approve.
        Approver,
        /// A delegate.
        Delegate,
        /// A manager.
        Manager,
        /// Somebody with a role.
        Role,
        /// The owner of the resource, or of an authority.
        Owner,
        /// The host handed it over.
        Reassigned,
    }

    /// How an obligation stands.
    pub enum DutyStatus {
        /// Still to be done.
        Open,
        /// Still to be done, and late.
        Overdue,
        /// Done.
        Done,
    }

    /// How an incident was settled.
    pub enum Settlement {
        /// A person approved.
        Approved,
        /// A person rejected, and that stands.
        Rejected,
        /// A retry went through.
        Retried,
        /// A probe found that it had gone through.
        Probed,
        /// A rule of the policy.
        Ruled,
        /// An emergency bypass.
        Bypassed,
        /// The host says so.
        Resolved,
    }
}
