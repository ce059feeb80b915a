//! 001: what should force a workflow to pause at once.

use super::facts::Facts;
use crate::{
    compile::CompiledPolicy,
    model::{
        ExceptionClass, Span, Timestamp,
        assessment::{PauseTrigger, TriggerId},
        decision::Owner,
        js_number,
        policy::Metrics,
    },
};

/// How many ids an answer shows.
const SHOWN: usize = 10;

/// Patterns that repeat more often than this aren't counted one by one.
const MOST: f64 = 10_000.0;

/// What the triggers look at, as far as it is new enough to count.
#[derive(Clone, Debug)]
pub(super) struct Triggers {
    /// How many unknown cases are too many, and within which time.
    repeats: f64,
    within: Span,
    most_waiting: f64,
    unknown_owner: Vec<Owner>,
    risky_owner: Vec<Owner>,
    unknown: Latest,
    unexplained: Latest,
    unreviewed: Latest,
    waiting: u32,
    /// What the host last said of its reviewers: backlog and capacity.
    load: Option<(Timestamp, String, f64, Option<f64>)>,
}

impl Triggers {
    pub(super) fn new(policy: &CompiledPolicy, metrics: &Metrics) -> Self {
        let repeats = metrics.unknown_repeats.as_ref();
        let count = repeats.map_or(3.0, |repeats| repeats.count.get()).clamp(1.0, MOST);
        let owner = |class| policy.owners.of(class).pause.clone();
        Self {
            repeats: count,
            within: repeats.map_or(Span::days(7), |repeats| repeats.within),
            most_waiting: metrics.reviewer_backlog.map_or(50.0, |backlog| backlog.get()),
            unknown_owner: owner(ExceptionClass::Unknown),
            risky_owner: owner(ExceptionClass::Risky),
            unknown: Latest::new(count),
            unexplained: Latest::new(1.0),
            unreviewed: Latest::new(1.0),
            waiting: 0,
            load: None,
        }
    }

    pub(super) fn add(&mut self, facts: &Facts<'_>) {
        if facts.unknown {
            self.unknown.add(facts);
        }
        if facts.unexplained_impact {
            self.unexplained.add(facts);
        }
        if facts.unreviewed {
            self.unreviewed.add(facts);
        }
        self.waiting = self.waiting.saturating_add(u32::from(facts.waits));
        if facts.backlog.is_some() || facts.capacity.is_some() {
            let load = (facts.at, facts.id.to_owned(), facts.backlog.unwrap_or(0.0), facts.capacity);
            let newer = |known: &(Timestamp, String, f64, Option<f64>)| {
                (known.0, known.1.as_str()) < (load.0, load.1.as_str())
            };
            if self.load.as_ref().is_none_or(newer) {
                self.load = Some(load);
            }
        }
    }

    pub(super) fn finish(self, now: Option<Timestamp>) -> Vec<PauseTrigger> {
        vec![self.unknown_repeats(now), self.impact_unexplained(now), self.reviewers_overrun(now)]
    }

    fn unknown_repeats(&self, now: Option<Timestamp>) -> PauseTrigger {
        let recent = self.unknown.since(now, self.within);
        let holds = number(recent.len()) >= self.repeats;
        PauseTrigger {
            trigger: TriggerId::UnknownRepeats,
            holds,
            owner: self.unknown_owner.clone(),
            message: format!(
                "unknown cases within {}: {}{}, where {} are too many",
                days(self.within),
                if self.unknown.is_full() { "at least " } else { "" },
                recent.len(),
                js_number(self.repeats)
            ),
            evidence: ids(&recent),
        }
    }

    fn impact_unexplained(&self, now: Option<Timestamp>) -> PauseTrigger {
        let recent = self.unexplained.since(now, self.within);
        let holds = !recent.is_empty();
        let found = if holds { "nobody could explain an output" } else { "every output was explained" };
        PauseTrigger {
            trigger: TriggerId::ImpactUnexplained,
            holds,
            owner: self.unknown_owner.clone(),
            message: format!("{found} that touches customers or revenue, within {}", days(self.within)),
            evidence: ids(&recent),
        }
    }

    fn reviewers_overrun(&self, now: Option<Timestamp>) -> PauseTrigger {
        let unreviewed = self.unreviewed.since(now, self.within);
        let recent = |at: Timestamp| now.is_none_or(|now| now.since(at) <= self.within);
        let load = self.load.as_ref().filter(|(at, ..)| recent(*at));
        let (backlog, gone) = load.map_or((0.0, false), |(_, _, backlog, capacity)| {
            (*backlog, *capacity == Some(0.0) && *backlog > 0.0)
        });
        let waiting = f64::from(self.waiting).max(backlog);
        let too_many = waiting >= self.most_waiting;
        let mut message = format!(
            "reviews that wait: {}, where {} are too many",
            js_number(waiting),
            js_number(self.most_waiting)
        );
        if gone {
            message.push_str("; nobody is there to review");
        }
        if !unreviewed.is_empty() {
            message.push_str("; what needed a person was completed without one");
        }
        let mut evidence = ids(&unreviewed);
        if let Some((_, id, ..)) = load.filter(|_| gone || backlog >= self.most_waiting) {
            evidence.insert(0, id.clone());
            evidence.truncate(SHOWN);
        }
        PauseTrigger {
            trigger: TriggerId::ReviewersOverrun,
            holds: too_many || gone || !unreviewed.is_empty(),
            owner: self.risky_owner.clone(),
            message,
            evidence,
        }
    }
}

/// The newest entries of a kind; older ones change nothing.
#[derive(Clone, Debug)]
struct Latest {
    most: f64,
    /// Oldest first.
    entries: Vec<(Timestamp, String)>,
}

impl Latest {
    /// As many as have to be counted, and as are shown.
    fn new(counted: f64) -> Self {
        Self { most: counted.max(number(SHOWN)), entries: Vec::new() }
    }

    fn add(&mut self, facts: &Facts<'_>) {
        let entry = (facts.at, facts.id.to_owned());
        let place = self.entries.partition_point(|known| *known < entry);
        self.entries.insert(place, entry);
        if number(self.entries.len()) > self.most {
            self.entries.remove(0);
        }
    }

    /// Whether there may be older ones that it forgot.
    fn is_full(&self) -> bool {
        number(self.entries.len()) >= self.most
    }

    /// Those of a time up to now, newest first.
    fn since(&self, now: Option<Timestamp>, within: Span) -> Vec<&str> {
        let mut recent = Vec::new();
        for (at, id) in self.entries.iter().rev() {
            if now.is_none_or(|now| now.since(*at) <= within) {
                recent.push(id.as_str());
            }
        }
        recent
    }
}

fn ids(entries: &[&str]) -> Vec<String> {
    entries.iter().take(SHOWN).map(|id| (*id).to_owned()).collect()
}

fn number(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::from(u32::MAX), f64::from)
}

/// A time as people say it: whole days where it is made of them.
fn days(span: Span) -> String {
    const DAY: i64 = 86_400_000;
    match (span.millis().checked_rem(DAY), span.millis() / DAY) {
        (Some(0), 1) => "a day".to_owned(),
        (Some(0), days) if days > 1 => format!("{days} days"),
        _ => span.to_string(),
    }
}
