//! What `planRollback` answers. The order of the fields is the documented order of the keys.

use holdpoint_derive::Json;
use serde::Serialize;

use super::{
    Map, Timestamp, Value,
    audit::AuditRecord,
    decision::{Owner, PolicyStamp},
    lane::words,
    run::Mark,
};

/// Derives what every part of an answer needs: absent parts are left out.
macro_rules! answers {
    ($($(#[$meta:meta])* pub struct $name:ident { $($body:tt)* })*) => {$(
        $(#[$meta])*
        #[serde_with::skip_serializing_none]
        #[derive(Clone, Debug, PartialEq, Serialize, Json)]
        #[serde(rename_all = "camelCase")]
        #[cfg_attr(feature = "generate", derive(ts_rs::TS), ts(export_to = "types.ts", optional_fields))]
        pub struct $name { $($body)* }
    )*};
}
pub(super) use answers;

answers! {
    /// How a run that stopped is finished, undone, restored or handed to a person.
    pub struct RollbackPlan {
        /// The run's id.
        pub id: String,
        /// Which policy decided.
        pub policy: PolicyStamp,
        /// What comes next.
        pub verdict: PlanVerdict,
        /// The operations: all of a wave may go side by side, and each wave after the one before it.
        /// After one fails its wave is finished, then the run is planned again.
        pub waves: Vec<Vec<PlanOperation>>,
        /// What people have to do. A task ends when its step is `settled_by_person`.
        pub manual: Vec<ManualTask>,
        /// What has to be done besides, and by when.
        pub obligations: Vec<PlanObligation>,
        /// What stands in the way of a step, or is worth knowing.
        pub findings: Vec<RunFinding>,
        /// Where every step stands: the account.
        pub remaining: Remaining,
        /// Why: about the run first, then about each step.
        pub reasons: Vec<PlanReason>,
        /// Asked for by `audit`: the record that vouches for this plan.
        pub audit: Option<AuditRecord>,
    }

    /// One call that a host makes.
    pub struct PlanOperation {
        /// Its id in this plan, the same in every plan of the run.
        pub id: String,
        /// The steps that it settles, finishes or undoes.
        pub steps: Vec<String>,
        /// How.
        pub pattern: OperationPattern,
        /// The action to call.
        pub action: String,
        /// Its arguments.
        #[cfg_attr(feature = "generate", ts(type = "Record<string, unknown>"))]
        pub arguments: Map<Value>,
        /// Sensitive arguments that no plan copies: take them from where they are recorded.
        pub withheld: Option<Vec<String>>,
        /// The key to call it under; the same in every plan of the run. A probe's is the key it asks about.
        pub idempotency_key: String,
        /// The item to go on at.
        pub resume_from: Option<Mark>,
        /// The items to do, or to ask about.
        pub items: Option<Vec<Mark>>,
        /// What each record has to be like, else the operation must not happen.
        pub guards: Vec<Guard>,
        /// What shows that it worked.
        pub verify: Vec<Verification>,
        /// Who has to approve it first.
        pub approval: Option<OperationApproval>,
        /// What to answer where there is nothing to undo.
        pub if_not_applied: Option<IfNotApplied>,
        /// The other side forgets the key at this moment: from then on, plan again instead.
        pub valid_until: Option<Timestamp>,
        /// What follows when it fails.
        pub on_failure: OnFailure,
    }

    /// What a record has to be like, else an operation must not happen.
    pub struct Guard {
        /// The record.
        pub record: String,
        /// Its version.
        pub version: Mark,
    }

    /// Who has to approve an operation first.
    pub struct OperationApproval {
        /// One of these.
        pub by: Vec<Owner>,
        /// Why.
        pub because: Vec<ApprovalCause>,
        /// Whether the automation waits for it.
        pub synchronous: bool,
    }

    /// What follows when an operation fails.
    pub struct OnFailure {
        /// Who hears of it.
        pub notify: Vec<String>,
        /// Its wave is finished, then the run is planned again.
        pub then: AfterFailure,
    }

    /// What a person has to do.
    pub struct ManualTask {
        /// Its id, the same in every plan of the run.
        pub id: String,
        /// The step.
        pub step: String,
        /// Why it is a person's.
        pub code: ManualCode,
        /// One of these.
        pub owner: Vec<Owner>,
        /// What has to be done.
        pub task: String,
        /// Why the automation can't.
        pub why: String,
        /// What is known of the step.
        #[cfg_attr(feature = "generate", ts(type = "Record<string, unknown>"))]
        pub captured: Map<Value>,
        /// What was tried, in order.
        pub chain: Vec<ChainLink>,
        /// The reverse action, where one is defined and can be filled in.
        pub suggestion: Option<SuggestedCall>,
        /// Steps that wait until it is done.
        pub holds: Vec<String>,
        /// By when.
        pub due_by: Option<Timestamp>,
    }

    /// One thing that was tried.
    pub struct ChainLink {
        /// When, where it is recorded.
        pub at: Option<Timestamp>,
        /// What.
        pub what: String,
    }

    /// A call that a person may make.
    pub struct SuggestedCall {
        /// The action.
        pub action: String,
        /// Its arguments.
        #[cfg_attr(feature = "generate", ts(type = "Record<string, unknown>"))]
        pub arguments: Map<Value>,
        /// Sensitive arguments that aren't copied.
        pub withheld: Option<Vec<String>>,
    }

    /// Something that has to be done besides.
    pub struct PlanObligation {
        /// Its id, the same in every plan of the run.
        pub id: String,
        /// What.
        pub kind: ObligationKind,
        /// The step that it comes from.
        pub step: Option<String>,
        /// Whom or what it is about: a person to tell, an approval to close, a bypass to review.
        pub about: String,
        /// Who does it.
        pub owner: Vec<Owner>,
        /// By when.
        pub due_by: Option<Timestamp>,
        /// Whether that has passed.
        pub status: ObligationStatus,
    }

    /// Something that was found.
    pub struct RunFinding {
        /// What.
        pub code: FindingCode,
        /// What it does to the verdict.
        pub effect: FindingEffect,
        /// The step.
        pub step: Option<String>,
        /// The record.
        pub record: Option<String>,
        /// In a sentence.
        pub message: String,
    }

    /// Where every step stands. Each step is in one list, and only one.
    #[derive(Default)]
    pub struct Remaining {
        /// How many steps changed anything, or may have.
        pub changed: u32,
        /// Undone.
        pub undone: Vec<String>,
        /// Done, and nothing asks for their undo.
        pub finished: Vec<String>,
        /// Kept on purpose.
        pub kept: Vec<KeptStep>,
        /// A person owns them.
        pub person: Vec<String>,
        /// A person settled them.
        pub settled: Vec<String>,
        /// Their outcome isn't known.
        pub to_settle: Vec<String>,
        /// This plan undoes them.
        pub to_undo: Vec<String>,
        /// This plan finishes them.
        pub to_finish: Vec<String>,
        /// They wait for others.
        pub waiting: Vec<WaitingStep>,
        /// They changed nothing.
        pub untouched: Vec<String>,
    }

    /// A step that is kept on purpose.
    pub struct KeptStep {
        /// The step.
        pub step: String,
        /// Why.
        pub because: KeepCode,
    }

    /// A step that waits.
    pub struct WaitingStep {
        /// The step.
        pub step: String,
        /// For these; for the whole of what is to be settled where none is named.
        pub waits_for: Vec<String>,
    }

    /// Why a plan is what it is.
    pub struct PlanReason {
        /// Which reason.
        pub code: PlanCode,
        /// The step; left out where it is about the run.
        pub step: Option<String>,
        /// In a sentence.
        pub message: String,
    }
}

/// What shows that an operation worked.
#[derive(Clone, Debug, PartialEq, Serialize, Json)]
#[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[cfg_attr(feature = "generate", derive(ts_rs::TS), ts(export_to = "types.ts"))]
pub enum Verification {
    /// The record is as the snapshot has it.
    RecordRestored {
        /// The record.
        record: String,
        /// The snapshot.
        snapshot: String,
    },
    /// Everything that the step booked is offset.
    LedgerBalanced {
        /// The amount that has to be offset.
        amount: f64,
        /// Its currency.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "generate", ts(optional))]
        currency: Option<String>,
    },
    /// A call of this action finds it.
    Probe {
        /// The action.
        action: String,
    },
    /// These items are done, each once.
    ItemsDone {
        /// All items of the step.
        items: Vec<Mark>,
    },
}

words! {
    /// What comes next.
    pub enum PlanVerdict {
        /// Nothing.
        NothingToDo,
        /// What ran part-way is finished.
        Resume,
        /// What ran is undone.
        RollBack,
        /// Some is finished, some undone.
        Mixed,
        /// Unknown outcomes are probed; then plan again.
        SettleFirst,
        /// People have to act first.
        Human,
    }

    /// How an operation works.
    pub enum OperationPattern {
        /// It finds out.
        Probe,
        /// A reverse action.
        Compensate,
        /// The same call again under the same key.
        RetryIdempotent,
        /// The state before is written back.
        RestoreSnapshot,
    }

    /// What to answer where there is nothing to undo.
    pub enum IfNotApplied {
        /// That it is done.
        Noop,
    }

    /// What follows when an operation fails.
    pub enum AfterFailure {
        /// Finish the wave, then plan again.
        FinishWaveThenPlanAgain,
    }

    /// Why an operation needs an approval.
    pub enum ApprovalCause {
        /// The action's floor lane isn't `automate`.
        Floor,
        /// It books money.
        Financial,
        /// It can't be undone itself.
        NoWayBack,
    }

    /// Why something is a person's.
    pub enum ManualCode {
        /// It can't be undone.
        Irreversible,
        /// No reverse action is defined.
        NoReverseAction,
        /// The state before it wasn't captured.
        NoSnapshot,
        /// A record changed since our own last write, or holds what must stay.
        Conflict,
        /// A piece of a template isn't recorded.
        MissingPiece,
        /// Its outcome can't be found out.
        Unclear,
        /// Its undo failed.
        UndoFailed,
        /// It failed for good, and is to be finished.
        NotRetryable,
        /// It would have to be undone, but a point of no return has passed.
        PivotPassed,
        /// What it depends on was undone or never finished.
        UnsoundBase,
    }

    /// What has to be done besides.
    pub enum ObligationKind {
        /// Tell somebody who acted on output that is now undone.
        Inform,
        /// Close an approval that still waits on such output.
        CloseApproval,
        /// Review an emergency bypass.
        ReviewBypass,
    }

    /// Whether something is late.
    pub enum ObligationStatus {
        /// Not yet.
        Open,
        /// It is.
        Overdue,
    }

    /// What was found.
    pub enum FindingCode {
        /// Rule 1: no reverse action is defined.
        NoReverseAction,
        /// Rule 2: no idempotency key.
        NoIdempotencyKey,
        /// Rule 2: several items, and no checkpoint.
        NoCheckpoint,
        /// Rule 3: more records than the policy allows without a snapshot.
        SnapshotFirst,
        /// Rule 4: books money, and its rollback wasn't tested lately.
        RollbackUntested,
        /// Rule 5: a bypass wasn't reviewed.
        BypassUnreviewed,
        /// Rule 6: nobody hears of a failure.
        FailureUnseen,
        /// A piece of a template isn't recorded, or is empty.
        MissingPiece,
        /// A key is past its lifetime.
        KeyExpired,
        /// A record changed since our own last write.
        RecordChanged,
        /// The version of a record isn't recorded.
        VersionMissing,
        /// A record holds another step's work, which stays.
        RecordShared,
        /// A point of no return has passed.
        PivotPassed,
        /// Nothing is part-way; to undo a run that is done, say `goal: "undo"`.
        NothingPartWay,
    }

    /// What a finding does to the verdict.
    pub enum FindingEffect {
        /// The run can't start, or the step can't go on by itself.
        Blocks,
        /// A person has to approve.
        NeedsApproval,
        /// Something has to be prepared.
        Prepare,
        /// Nothing.
        Note,
    }

    /// Why a step is kept.
    pub enum KeepCode {
        /// It is a point of no return that has passed.
        Pivot,
        /// A point of no return depends on it.
        BeforePivot,
        /// It depends on a point of no return, and what depends on one goes forward.
        AfterPivot,
    }

    /// Which reason.
    pub enum PlanCode {
        /// The goal is to undo.
        GoalUndo,
        /// The goal is to finish.
        GoalComplete,
        /// Everything that failed can be retried.
        Retryable,
        /// Something that failed can't be retried.
        NotRetryable,
        /// Undoing was begun, so it goes on.
        UndoBegun,
        /// A review found a step wrong.
        ReviewFound,
        /// A policy violation is never retried.
        PolicyViolation,
        /// Nothing is part-way.
        NothingPartWay,
        /// Outcomes are unknown.
        Unsettled,
        /// The step is undone by this plan.
        Undo,
        /// The step is finished by this plan.
        Finish,
        /// The step is probed by this plan.
        Probe,
        /// The step is a person's.
        Person,
        /// The step waits.
        Waiting,
        /// The step is kept.
        Kept,
        /// The step is done with.
        Done,
        /// The step changed nothing.
        Untouched,
        /// A design rule holds, or doesn't.
        DesignRule,
    }
}
