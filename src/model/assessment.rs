//! What `assess` answers: the measures of 002 and 003 per week, 001's pause triggers, and a verdict.

use holdpoint_derive::Read;
use serde::Serialize;
use serde_with::skip_serializing_none;

use super::{
    Json, Timestamp, Writer,
    decision::{Owner, PolicyStamp},
    lane::words,
    policy::Mode,
};

/// What `assess` is told besides the log.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Json, Read)]
#[cfg_attr(feature = "generate", derive(ts_rs::TS), ts(export_to = "types.ts"))]
pub struct AssessOptions {
    /// The moment to judge at; else the latest moment in the log.
    #[cfg_attr(feature = "generate", ts(type = "string | number | Date | null", optional))]
    pub now: Option<Timestamp>,
}

/// What a log says about a workflow.
#[derive(Clone, Debug, PartialEq, Serialize, Json)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "generate", derive(ts_rs::TS), ts(export_to = "types.ts"))]
pub struct Assessment {
    /// By whose targets and triggers.
    pub policy: PolicyStamp,
    /// How many entries the log has.
    pub entries: u32,
    /// The earliest entry's moment; null where the log is empty.
    pub from: Option<Timestamp>,
    /// The moment that is judged at; null where none is known.
    pub now: Option<Timestamp>,
    /// How far the workflow may go on (001), and why.
    pub verdict: ReadinessVerdict,
    /// 001's pause triggers, each with whether it holds.
    pub triggers: Vec<PauseTrigger>,
    /// Whether any of them holds.
    pub pause: bool,
    /// 003: stop deploying new workflows until no failure is silent.
    pub stop_deploying: bool,
    /// The measures over the whole log, with targets and trend.
    pub measures: Vec<Measure>,
    /// The measures per week, oldest first.
    pub weeks: Vec<WeekOfMeasures>,
    /// Financial actions whose rollback test is due (003: test them quarterly).
    pub rollback_tests: Vec<RollbackTest>,
}

/// One measure over the whole log.
#[skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Json)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "generate", derive(ts_rs::TS), ts(export_to = "types.ts"))]
pub struct Measure {
    /// Which.
    pub id: MeasureId,
    /// Share, mean, milliseconds or number, as `unit` says; null where there is nothing to measure.
    #[serialize_always]
    pub value: Option<f64>,
    /// What the value is.
    pub unit: MeasureUnit,
    /// Of how many entries.
    pub samples: u32,
    /// Where it should be; null where neither the articles nor the policy say.
    #[serialize_always]
    pub target: Option<MeasureTarget>,
    /// Whether it is there; null without a value or a target.
    #[serialize_always]
    pub met: Option<bool>,
    /// Where it goes, by the last week against the mean of up to three before it; null with fewer than two weeks.
    #[serialize_always]
    pub trend: Option<MeasureTrend>,
    /// What 003 says to do about it.
    #[cfg_attr(feature = "generate", ts(optional))]
    pub advice: Option<String>,
}

/// Where a measure should be.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Json)]
#[cfg_attr(feature = "generate", derive(ts_rs::TS), ts(export_to = "types.ts"))]
pub struct MeasureTarget {
    /// On which side.
    pub side: TargetSide,
    /// Of what.
    pub value: f64,
}

/// One week of measures.
#[derive(Clone, Debug, PartialEq, Serialize, Json)]
#[cfg_attr(feature = "generate", derive(ts_rs::TS), ts(export_to = "types.ts"))]
pub struct WeekOfMeasures {
    /// The week by ISO 8601, such as `2026-W47`.
    pub week: String,
    /// Its Monday, 00:00 UTC.
    pub from: Timestamp,
    /// How many entries fall into it.
    pub entries: u32,
    /// The measures.
    pub values: MeasureValues,
}

macro_rules! measures {
    ($($(#[$doc:meta])* $name:ident, $unit:ident;)*) => {
        /// What is measured.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Json)]
        #[serde(rename_all = "camelCase")]
        #[cfg_attr(feature = "generate", derive(ts_rs::TS), ts(export_to = "types.ts"))]
        pub enum MeasureId { $($(#[$doc])* $name,)* }

        impl MeasureId {
            /// Every measure, in the order of the answer.
            pub const ALL: [(Self, MeasureUnit); MEASURES] = [$((Self::$name, MeasureUnit::$unit),)*];
        }
    };
}

/// How many measures there are.
pub const MEASURES: usize = 13;

measures! {
    /// 002: of what ended, the share that came to its end, if need be after a correction.
    CompletionRate, Share;
    /// 002: of what ended, the share that failed or had to be corrected.
    ErrorRate, Share;
    /// 002: of what had to be settled by now, the share that was settled in time.
    SlaCompliance, Share;
    /// 002: of the cases, the share whose data was complete, well-formed and without conflict.
    DataConsistency, Share;
    /// 002: how often a call was tried again, per entry.
    RetryFrequency, Mean;
    /// 002: how many entries had records that contradict each other.
    Conflicts, Number;
    /// 003: of all approvals, the share that went to somebody else than the approver.
    EscalationRate, Share;
    /// 003: mean time until what came to L1 or L2 was settled.
    TimeToResolution, Milliseconds;
    /// 003: mean time until what came to L3 was settled.
    TimeToResolutionL3, Milliseconds;
    /// 003: of the rollbacks that ended, the share that succeeded without manual cleanup.
    RollbackSuccess, Share;
    /// 003: failures that nobody was told of.
    SilentFailures, Number;
    /// 003: of all approvals, the share that used an emergency bypass.
    BypassRate, Share;
    /// 003: of what was settled at L1, the share that no person had to settle.
    ResolvedWithoutHuman, Share;
}

/// A week's measures, in the order of [`MeasureId::ALL`]; null where there was nothing to measure.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[cfg_attr(
    feature = "generate",
    derive(ts_rs::TS),
    ts(export_to = "types.ts", type = "Record<MeasureId, number | null>")
)]
pub struct MeasureValues(pub [Option<f64>; MEASURES]);

impl Serialize for MeasureValues {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(MeasureId::ALL.iter().map(|(id, _)| id).zip(self.0))
    }
}

impl Json for MeasureValues {
    fn write(&self, to: &mut Writer) {
        to.begin();
        for ((id, _), value) in MeasureId::ALL.iter().zip(&self.0) {
            to.key_of(id);
            value.write(to);
        }
        to.end();
    }
}

/// One of 001's reasons to pause a workflow.
#[derive(Clone, Debug, PartialEq, Serialize, Json)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "generate", derive(ts_rs::TS), ts(export_to = "types.ts"))]
pub struct PauseTrigger {
    /// Which.
    pub trigger: TriggerId,
    /// Whether it holds at the moment that is judged at.
    pub holds: bool,
    /// Who may pause the workflow.
    pub owner: Vec<Owner>,
    /// What was found, in a sentence.
    pub message: String,
    /// The ids of entries that show it, newest first, at most ten.
    pub evidence: Vec<String>,
}

/// How far a workflow may go on (001).
#[derive(Clone, Debug, PartialEq, Serialize, Json)]
#[cfg_attr(feature = "generate", derive(ts_rs::TS), ts(export_to = "types.ts"))]
pub struct ReadinessVerdict {
    /// A narrow pilot, rules only, or by hand.
    pub mode: Mode,
    /// Why.
    pub because: Vec<VerdictCause>,
}

/// One cause of a verdict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Json)]
#[cfg_attr(feature = "generate", derive(ts_rs::TS), ts(export_to = "types.ts"))]
pub struct VerdictCause {
    /// Which.
    pub code: VerdictCode,
    /// The same in a sentence.
    pub message: String,
}

/// A rollback test that is due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Json)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "generate", derive(ts_rs::TS), ts(export_to = "types.ts"))]
pub struct RollbackTest {
    /// The action whose rollback has to be tested.
    pub action: String,
    /// When it was last tested; null where it never was.
    pub tested_at: Option<Timestamp>,
    /// When the next test was due; null where there never was one.
    pub due_at: Option<Timestamp>,
}

words! {
    /// What the values of a measure are.
    pub enum MeasureUnit {
        /// A share of a whole, from 0 to 1.
        Share,
        /// A mean per entry.
        Mean,
        /// A mean time in milliseconds.
        Milliseconds,
        /// A number of entries.
        Number,
    }

    /// On which side of a target a measure should be.
    pub enum TargetSide {
        /// Less than it.
        Below,
        /// More than it.
        Above,
        /// The same.
        Exactly,
    }

    /// Where a measure goes.
    pub enum MeasureTrend {
        /// To the better.
        Better,
        /// To the worse.
        Worse,
        /// By less than a tenth.
        Steady,
    }

    /// 001's reasons to pause.
    pub enum TriggerId {
        /// Unknown patterns repeat.
        UnknownRepeats,
        /// Customers or revenue are touched, and nobody can explain the output.
        ImpactUnexplained,
        /// Reviewers can't keep up, or what needs a person goes through without one.
        ReviewersOverrun,
    }

    /// Causes of a verdict.
    pub enum VerdictCode {
        /// A pause trigger holds.
        PauseTrigger,
        /// Failures are silent.
        SilentFailures,
        /// There is nothing to judge by.
        NothingLogged,
        /// Most exceptions follow visible thresholds.
        VisibleThresholds,
        /// Most exceptions are about routing.
        Routing,
        /// Most exceptions are about what a model says to customers.
        CustomerCommunication,
        /// Most exceptions are about ownership.
        Ownership,
        /// The same exceptions keep coming in a form that a rule could name.
        Repeating,
        /// Few exceptions would be better decided by rules, and nothing asks for a pause.
        Explained,
    }
}
