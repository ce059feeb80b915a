//! The measures of 002 and 003, as sums that can be added up in any order.

use super::facts::Facts;
use crate::model::{
    Confidence,
    assessment::{
        MEASURES, Measure, MeasureId, MeasureTarget, MeasureTrend, MeasureUnit, MeasureValues, TargetSide,
    },
    log::Outcome,
    policy::{Level, Metrics},
};

/// What was added up for one measure, and over how many entries.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    sum: f64,
    samples: u32,
}

/// The sums of a week, or of a whole log.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Counts([Tally; MEASURES]);

impl Counts {
    pub(super) fn add(&mut self, facts: &Facts<'_>) {
        use MeasureId as Id;
        if let Some(outcome) = facts.outcome {
            self.share(Id::CompletionRate, outcome != Outcome::Failed);
            self.share(Id::ErrorRate, outcome != Outcome::Completed);
            if facts.rollback {
                self.share(Id::RollbackSuccess, outcome == Outcome::Completed);
            }
        }
        if let Some(in_time) = facts.in_time {
            self.share(Id::SlaCompliance, in_time);
        }
        if let Some(consistent) = facts.consistent {
            self.share(Id::DataConsistency, consistent);
        }
        self.count(Id::RetryFrequency, facts.retries);
        self.share(Id::Conflicts, facts.conflict);
        self.share(Id::SilentFailures, facts.silent);
        if facts.approval {
            self.share(Id::EscalationRate, facts.escalated);
            self.share(Id::BypassRate, facts.bypassed);
        }
        // A clock that is a little behind makes no negative time.
        let took = facts.took.map(|took| took.millis().max(0));
        match (facts.level, took) {
            (Some(Level::L1 | Level::L2), Some(took)) => self.count(Id::TimeToResolution, millis(took)),
            (Some(Level::L3), Some(took)) => self.count(Id::TimeToResolutionL3, millis(took)),
            _ => {}
        }
        if facts.level == Some(Level::L1) && (facts.outcome.is_some() || took.is_some()) {
            let settled = facts.outcome != Some(Outcome::Failed) && facts.by_human != Some(true);
            self.share(Id::ResolvedWithoutHuman, settled);
        }
    }

    /// An entry whose time is over without an end.
    pub(super) fn late(&mut self) {
        self.share(MeasureId::SlaCompliance, false);
    }

    fn share(&mut self, id: MeasureId, counts: bool) {
        self.count(id, f64::from(u8::from(counts)));
    }

    fn count(&mut self, id: MeasureId, amount: f64) {
        if let Some(tally) = self.0.get_mut(id as usize) {
            tally.sum += amount;
            tally.samples = tally.samples.saturating_add(1);
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        for (tally, more) in self.0.iter_mut().zip(other.0) {
            tally.sum += more.sum;
            tally.samples = tally.samples.saturating_add(more.samples);
        }
    }

    pub(super) fn values(&self) -> MeasureValues {
        let mut values = MeasureValues::default();
        for ((value, (_, unit)), tally) in values.0.iter_mut().zip(MeasureId::ALL).zip(self.0) {
            *value = tally.value(unit);
        }
        values
    }

    pub(super) fn silent_failures(&self) -> f64 {
        self.0.get(MeasureId::SilentFailures as usize).map_or(0.0, |tally| tally.sum)
    }
}

impl Tally {
    fn value(self, unit: MeasureUnit) -> Option<f64> {
        let value = match unit {
            MeasureUnit::Number => self.sum,
            _ => self.sum / f64::from(self.samples),
        };
        (self.samples > 0).then_some(value)
    }
}

#[expect(clippy::cast_precision_loss, reason = "the range of moments lies within what a double counts")]
fn millis(span: i64) -> f64 {
    span as f64
}

/// The policy's own targets; the others are 003's.
#[derive(Clone, Copy, Debug)]
pub(super) struct Targets {
    escalation: f64,
    bypass: f64,
    rollback: f64,
}

const HOUR: f64 = 3_600_000.0;

impl Targets {
    pub(super) fn of(metrics: &Metrics) -> Self {
        let given = |target: Option<Confidence>, usual: f64| target.map_or(usual, Confidence::get);
        Self {
            escalation: given(metrics.escalation_rate, 0.15),
            bypass: given(metrics.bypass_rate, 0.01),
            rollback: given(metrics.rollback_success, 0.95),
        }
    }

    fn of_measure(&self, id: MeasureId) -> Option<MeasureTarget> {
        use {MeasureId as Id, TargetSide as Side};
        let (side, value) = match id {
            Id::EscalationRate => (Side::Below, self.escalation),
            Id::TimeToResolution => (Side::Below, 2.0 * HOUR),
            Id::TimeToResolutionL3 => (Side::Below, 8.0 * HOUR),
            Id::RollbackSuccess => (Side::Above, self.rollback),
            Id::SilentFailures => (Side::Exactly, 0.0),
            Id::BypassRate => (Side::Below, self.bypass),
            Id::ResolvedWithoutHuman => (Side::Above, 0.6),
            _ => return None,
        };
        Some(MeasureTarget { side, value })
    }
}

/// A target at the very end of what is possible is met there.
fn met(value: f64, target: MeasureTarget) -> bool {
    let (wanted, end) = match target.side {
        TargetSide::Below => (value < target.value, 0.0),
        TargetSide::Above => (value > target.value, 1.0),
        TargetSide::Exactly => (false, target.value),
    };
    wanted || (value == target.value && target.value == end)
}

/// Every measure over the whole log.
pub(super) fn measures(whole: &Counts, weeks: &[&Counts], targets: &Targets) -> Vec<Measure> {
    let mut measures = Vec::new();
    for ((id, unit), tally) in MeasureId::ALL.iter().zip(whole.0) {
        let value = tally.value(*unit);
        let target = targets.of_measure(*id);
        let met = value.zip(target).map(|(value, target)| met(value, target));
        let mut by_week = Vec::new();
        for week in weeks {
            by_week.extend(week.0.get(*id as usize).and_then(|tally| tally.value(*unit)));
        }
        let trend = trend(&by_week, more_is_better(*id));
        let troubled = met == Some(false) || (target.is_some() && trend == Some(MeasureTrend::Worse));
        let advice = advice(*id).filter(|_| troubled).map(str::to_owned);
        measures.push(Measure {
            id: *id,
            value,
            unit: *unit,
            samples: tally.samples,
            target,
            met,
            trend,
            advice,
        });
    }
    measures
}

fn more_is_better(id: MeasureId) -> bool {
    use MeasureId as Id;
    matches!(
        id,
        Id::CompletionRate
            | Id::SlaCompliance
            | Id::DataConsistency
            | Id::RollbackSuccess
            | Id::ResolvedWithoutHuman
    )
}

/// The last week against the mean of up to three before it.
fn trend(weeks: &[f64], more_is_better: bool) -> Option<MeasureTrend> {
    let (last, before) = weeks.split_last()?;
    let before: Vec<f64> = before.iter().rev().take(3).copied().collect();
    let number = f64::from(u8::try_from(before.len()).ok().filter(|number| *number > 0)?);
    let mean = before.iter().sum::<f64>() / number;
    let change = last - mean;
    Some(if change.abs() <= mean.abs() / 10.0 {
        MeasureTrend::Steady
    } else if (change > 0.0) == more_is_better {
        MeasureTrend::Better
    } else {
        MeasureTrend::Worse
    })
}

/// What 003 says a measure off its target, or on the way off it, means.
fn advice(id: MeasureId) -> Option<&'static str> {
    use MeasureId as Id;
    Some(match id {
        Id::EscalationRate => "bring the approval routing and the delegation matrix up to date",
        Id::TimeToResolution | Id::TimeToResolutionL3 => "set the clocks of the ladder anew",
        Id::RollbackSuccess => {
            "test the rollbacks: each that fails leaves manual cleanup, and data that may be corrupt"
        }
        Id::SilentFailures => "stop deploying new workflows until every failure is seen by somebody",
        Id::BypassRate => "make the normal paths faster, so that nobody needs to go round them",
        Id::ResolvedWithoutHuman => {
            "look at the retries: most failures that pass by themselves should need nobody"
        }
        _ => return None,
    })
}
