//! What happens when something fails or nobody answers (003).

use holdpoint_derive::{Json, Read};
use serde::Serialize;
use serde_with::skip_serializing_none;

use super::{ConflictRule, MatrixRow};
use crate::model::{Count, Name, Names, Span, lane::words};

words! {
    /// How a delay is spread.
    pub enum Jitter {
        /// Not at all.
        None,
        /// Anywhere from zero to the delay.
        Full,
        /// Half the delay, and up to as much again.
        Equal,
        /// From the base to three times the last delay.
        Decorrelated,
    }

    /// Under which version of the policy an open incident goes on.
    pub enum OpenIncidents {
        /// The one it was opened under.
        Pinned,
        /// The newest.
        Latest,
    }
}

/// The escalation settings.
#[skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Serialize, Json, Read)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(
    feature = "generate",
    derive(ts_rs::TS, schemars::JsonSchema),
    ts(export_to = "types.ts", optional_fields),
    schemars(deny_unknown_fields)
)]
pub struct Escalation {
    /// Who fills the roles that the matrix and the ladder speak of.
    pub roles: Option<Roles>,
    /// Exception type × severity × impact → action; the first match wins.
    pub matrix: Option<Vec<MatrixRow>>,
    /// The levels and their clocks.
    pub ladder: Option<Ladder>,
    /// What follows a rejection.
    pub rejections: Option<Rejections>,
    /// How calls are retried.
    pub retry: Option<RetrySettings>,
    /// How far the clocks of event sources may disagree.
    pub skew_tolerance: Option<Span>,
    /// Under which version of the policy an open incident goes on.
    pub open_incidents: Option<OpenIncidents>,
    /// Rules that settle conflicts, tried before a person is asked.
    pub conflicts: Option<Vec<ConflictRule>>,
}

/// Who fills the roles.
#[skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Serialize, Json, Read)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(
    feature = "generate",
    derive(ts_rs::TS, schemars::JsonSchema),
    ts(export_to = "types.ts", optional_fields),
    schemars(deny_unknown_fields)
)]
pub struct Roles {
    /// Rules on policy violations and bypass reviews.
    pub compliance: Option<Names>,
    /// Runs the manual fallback.
    pub on_call: Option<Names>,
    /// Decides on severe rejections.
    pub department_head: Option<Names>,
    /// Grants an emergency bypass.
    pub executive: Option<Names>,
}

/// The ladder's levels and its end.
#[skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Serialize, Json, Read)]
#[cfg_attr(
    feature = "generate",
    derive(ts_rs::TS, schemars::JsonSchema),
    ts(export_to = "types.ts", optional_fields),
    schemars(deny_unknown_fields)
)]
pub struct Ladder {
    /// Automatic retry and reminders.
    #[serde(rename = "L1")]
    pub l1: Option<LevelSettings>,
    /// An alternate approver.
    #[serde(rename = "L2")]
    pub l2: Option<LevelSettings>,
    /// The next management level.
    #[serde(rename = "L3")]
    pub l3: Option<LevelSettings>,
    /// Emergency bypass.
    #[serde(rename = "L4")]
    pub l4: Option<LevelSettings>,
    /// The end: workflow paused, an explicit decision asked for.
    pub end: Option<EndSettings>,
}

/// A level's clock and what belongs to it.
#[skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Serialize, Json, Read)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(
    feature = "generate",
    derive(ts_rs::TS, schemars::JsonSchema),
    ts(export_to = "types.ts", optional_fields),
    schemars(deny_unknown_fields)
)]
pub struct LevelSettings {
    /// How long it may take before the next level.
    pub clock: Option<Span>,
    /// How often to remind.
    pub remind_every: Option<Span>,
    /// How long an acknowledgement holds the level.
    pub acknowledged_clock: Option<Span>,
    /// How many delegates of delegates to follow.
    pub max_hops: Option<Count>,
    /// The review that a bypass creates (L4).
    pub review: Option<ReviewDuty>,
}

/// The review that a bypass creates.
#[derive(Clone, Debug, PartialEq, Serialize, Json, Read)]
#[cfg_attr(
    feature = "generate",
    derive(ts_rs::TS, schemars::JsonSchema),
    ts(export_to = "types.ts"),
    schemars(deny_unknown_fields)
)]
pub struct ReviewDuty {
    /// What kind of duty it is.
    pub kind: Name,
    /// The role, person or queue that owes it.
    pub owner: Name,
    /// By when, from the bypass.
    pub within: Span,
}

/// The ladder's end.
#[skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Serialize, Json, Read)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(
    feature = "generate",
    derive(ts_rs::TS, schemars::JsonSchema),
    ts(export_to = "types.ts", optional_fields),
    schemars(deny_unknown_fields)
)]
pub struct EndSettings {
    /// How often to remind, for ever.
    pub remind_every: Option<Span>,
}

/// What follows a rejection.
#[skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Serialize, Json, Read)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(
    feature = "generate",
    derive(ts_rs::TS, schemars::JsonSchema),
    ts(export_to = "types.ts", optional_fields),
    schemars(deny_unknown_fields)
)]
pub struct Rejections {
    /// How many other approvers may be asked after a rejection.
    pub alternate_approvers: Option<Count>,
}

/// How calls are retried.
#[skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Serialize, Json, Read)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(
    feature = "generate",
    derive(ts_rs::TS, schemars::JsonSchema),
    ts(export_to = "types.ts", optional_fields),
    schemars(deny_unknown_fields)
)]
pub struct RetrySettings {
    /// The first delay.
    pub base: Option<Span>,
    /// How much longer each delay is than the last.
    pub factor: Option<f64>,
    /// The longest delay.
    pub cap: Option<Span>,
    /// How delays are spread.
    pub jitter: Option<Jitter>,
    /// How many retries; the first try doesn't count.
    pub max_retries: Option<Count>,
    /// How long from the first try.
    pub max_elapsed: Option<Span>,
}
