//! What `decideEscalation` answers. The order of the fields is the documented order of the keys.

use holdpoint_derive::Json;
use serde::Serialize;
use serde_with::skip_serializing_none;

use super::{
    Timestamp, Value,
    audit::AuditRecord,
    decision::{Owner, PolicyStamp},
    incident::Rung,
    lane::words,
    policy::{ExceptionType, Grade, Impact},
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

    /// Something that a person should see.
    pub struct Notice {
        /// The same for the same notice in every answer, so that it is sent once.
        pub id: String,
        /// What it is.
        pub kind: NoticeKind,
        /// For whom.
        pub to: String,
        /// When to show it. A moment that has passed means: now.
        pub at: Timestamp,
        /// The event that it is about.
        #[cfg_attr(feature = "generate", ts(optional))]
        pub event: Option<String>,
        /// What it says.
        pub message: String,
    }

    /// One thing that happened.
    pub struct ChainEntry {
        /// When.
        pub at: Timestamp,
        /// What.
        pub kind: ChainKind,
        /// At which level.
        #[cfg_attr(feature = "generate", ts(optional))]
        pub level: Option<Rung>,
        /// Who did it, or to whom it was done.
        #[cfg_attr(feature = "generate", ts(optional))]
        pub who: Option<String>,
        /// The event that tells it.
        #[cfg_attr(feature = "generate", ts(optional))]
        pub event: Option<String>,
        /// Why, as a word.
        #[cfg_attr(feature = "generate", ts(optional))]
        pub why: Option<Why>,
        /// The same in a sentence.
        pub message: String,
        /// What the person added.
        #[cfg_attr(feature = "generate", ts(optional))]
        pub note: Option<String>,
    }

    /// Everything that the next approver needs (003: managers shouldn't have to investigate anew).
    pub struct EscalationContext {
        /// What went wrong.
        #[serde(rename = "type")]
        pub kind: ExceptionType,
        /// How severe it is.
        pub severity: Grade,
        /// How much business hangs on it.
        pub impact: Impact,
        /// When it began.
        pub opened_at: Timestamp,
        /// Who was to approve in the first place.
        pub original_approver: Vec<String>,
        /// Why it is escalated, in a sentence.
        pub reason: String,
        /// What was asked for, with the digest of each.
        pub requests: Vec<ShownRequest>,
        /// The failure.
        #[cfg_attr(feature = "generate", ts(optional))]
        pub error: Option<ShownError>,
        /// What happened, level by level.
        pub chain: Vec<ChainEntry>,
    }

    /// A request as the next approver sees it; what is sensitive is hidden.
    pub struct ShownRequest {
        /// Its id.
        pub id: String,
        /// The action.
        pub action: String,
        /// Its arguments.
        #[cfg_attr(feature = "generate", ts(type = "Record<string, unknown>"))]
        pub arguments: Value,
        /// The amount.
        #[cfg_attr(feature = "generate", ts(optional, type = "unknown"))]
        pub amount: Option<Value>,
        /// Its currency.
        #[cfg_attr(feature = "generate", ts(optional, type = "unknown"))]
        pub currency: Option<Value>,
        /// Who asked.
        pub requested_by: String,
        /// Who was to approve.
        pub approver: String,
        /// What it changes.
        #[cfg_attr(feature = "generate", ts(optional))]
        pub resource: Option<super::incident::Resource>,
        /// The key under which it is done once.
        #[cfg_attr(feature = "generate", ts(optional))]
        pub idempotency_key: Option<String>,
        /// Whatever else the host gave.
        #[cfg_attr(feature = "generate", ts(type = "Record<string, unknown>"))]
        pub context: Value,
        /// When it was asked for.
        pub opened_at: Timestamp,
        /// What an approval of this side alone has to echo.
        pub digest: String,
    }

    /// A failure as the next approver sees it.
    pub struct ShownError {
        /// When.
        pub at: Timestamp,
        /// What kind of failure it is.
        pub kind: String,
        /// The HTTP status.
        #[cfg_attr(feature = "generate", ts(optional))]
        pub status: Option<u32>,
        /// The code.
        #[cfg_attr(feature = "generate", ts(optional))]
        pub code: Option<String>,
    }

    /// Why it came to this.
    pub struct EscalationReason {
        /// What kind of reason it is.
        pub code: EscalationReasonCode,
        /// The row of the matrix, where one decided.
        #[cfg_attr(feature = "generate", ts(optional))]
        pub rule: Option<String>,
        /// The events that it rests on.
        pub events: Vec<String>,
        /// The reason in a sentence.
        pub message: String,
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

    /// An event that was left aside.
    pub struct SetAside {
        /// The event's id.
        pub id: String,
        /// When it says that it happened.
        pub at: Timestamp,
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

    /// Why somebody was passed over, a level left or an event not obeyed.
    pub enum Why {
        /// Away.
        Away,
        /// Asked for it themselves.
        Requester,
        /// Said no already.
        Rejected,
        /// Let it lapse.
        Lapsed,
        /// The amount is above their limit.
        OverLimit,
        /// Their limits don't name the amount's currency.
        CurrencyNotNamed,
        /// Considered already.
        Circle,
        /// Further than the policy follows delegates.
        MaxHops,
        /// The clock ran out.
        Clock,
        /// Nobody was there to ask.
        Nobody,
        /// The retries were used up, or there was no use in any.
        Retries,
        /// A failure that trying again can't mend.
        Permanent,
        /// It couldn't be found out whether the call went through.
        Unclear,
        /// Was never asked.
        NeverAsked,
        /// The level is over, or isn't reached yet.
        NotCurrent,
        /// Something else than what is asked for.
        OtherRequest,
        /// Answered already.
        AlreadyAnswered,
        /// The policy knows nobody of this name.
        UnknownName,
        /// The one who bypassed can't review it.
        OwnReview,
        /// There is nothing of the kind here.
        NothingToDo,
        /// A policy violation is never retried, probed or bypassed.
        PolicyViolation,
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

    /// What a notice is.
    pub enum NoticeKind {
        /// A request for an answer.
        Request,
        /// A reminder of one.
        Reminder,
        /// An alert.
        Alert,
        /// A log entry.
        LogEntry,
        /// A review to do.
        ReviewTask,
        /// For information.
        Inform,
    }

    /// What happened.
    pub enum ChainKind {
        /// A request was made.
        Requested,
        /// A call failed.
        Failed,
        /// A level was entered.
        Entered,
        /// A level was left.
        Passed,
        /// Somebody was asked.
        Asked,
        /// Somebody takes care of it.
        Acknowledged,
        /// Somebody said yes.
        Approved,
        /// Somebody said no.
        Rejected,
        /// A retry came back.
        Retried,
        /// A probe came back.
        Probed,
        /// It was handed to another.
        Reassigned,
        /// Somebody is away.
        OutOfOffice,
        /// The workflow was paused.
        Paused,
        /// The workflow goes on.
        Resumed,
        /// An emergency bypass was granted.
        Bypassed,
        /// A bypass was reviewed.
        Reviewed,
        /// It was settled.
        Resolved,
        /// A rule of the policy settled a conflict.
        Ruled,
        /// An event that counts for nothing, and why.
        Void,
        /// An event that came after the end: kept, not obeyed.
        Recorded,
    }

    /// What kind of reason it is.
    pub enum EscalationReasonCode {
        /// A row of the matrix.
        Matrix,
        /// The ladder.
        Ladder,
        /// A conflict's rule, or that none applies.
        Conflict,
        /// Requests that wait for each other.
        Deadlock,
        /// How the failed call is retried, or why it isn't.
        Retry,
        /// An event that counts for nothing.
        Void,
        /// An event later than `now`.
        SetAside,
        /// Somebody's limits or hours.
        People,
        /// The workflow is paused.
        Paused,
        /// What a bypass leaves to do.
        Obligation,
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
