//! What an escalation tells of itself: what happened, why, and who is to see it.

use holdpoint_derive::Json;
use serde::Serialize;
use serde_with::skip_serializing_none;

use super::{
    Timestamp, Value,
    escalation::answers,
    incident::Rung,
    lane::words,
    policy::{ExceptionType, Grade, Impact},
};

answers! {
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

    /// An event that was left aside.
    pub struct SetAside {
        /// The event's id.
        pub id: String,
        /// When it says that it happened.
        pub at: Timestamp,
    }
}

words! {
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
}
