//! A log, added up entry by entry. What is kept doesn't grow with the log's length, only with the weeks
//! that it covers, and no order of the entries gives another answer.

mod counts;
mod facts;
mod readiness;
mod rollback_tests;
mod triggers;
mod week;

use crate::{
    compile::CompiledPolicy,
    diagnostic::Diagnostic,
    model::{
        Timestamp, Value,
        assessment::{AssessOptions, Assessment, RollbackTest, WeekOfMeasures},
        decision::PolicyStamp,
        log::LogEntry,
    },
    parse::Cx,
};
use counts::{Counts, Targets};
use facts::Facts;
use readiness::Readiness;
use rollback_tests::Drill;
use triggers::Triggers;
use week::Week;

/// So many open entries are kept before they are looked through.
const ROOM: usize = 1024;

/// What was added up for one week.
#[derive(Clone, Debug)]
struct WeekOfEntries {
    week: Week,
    entries: u32,
    counts: Counts,
}

/// A log that is being added up.
#[derive(Clone, Debug)]
pub struct Assessing {
    policy: PolicyStamp,
    targets: Targets,
    drills: Vec<Drill>,
    facts: facts::Library,
    now: Option<Timestamp>,
    entries: u32,
    first: Option<Timestamp>,
    /// The latest moment that the log names as past.
    latest: Option<Timestamp>,
    /// In their order.
    #[expect(clippy::vec_box, reason = "a week that comes out of order moves pointers, not sums")]
    weeks: Vec<Box<WeekOfEntries>>,
    /// Entries without an end whose time may not be over yet: when it will be, and whose week they count to.
    open: Vec<(Timestamp, Week)>,
    /// How many of them there may be before those whose time is over are taken out.
    room: usize,
    triggers: Triggers,
    readiness: Readiness,
}

impl Assessing {
    /// Nothing yet, by the targets of a policy.
    #[must_use]
    pub fn new(policy: &CompiledPolicy, options: AssessOptions) -> Self {
        let metrics = policy.document.metrics.clone().unwrap_or_default();
        Self {
            policy: policy.stamp.clone(),
            targets: Targets::of(&metrics),
            drills: rollback_tests::drills(policy),
            facts: facts::Library::of(policy),
            now: options.now,
            entries: 0,
            first: None,
            latest: None,
            weeks: Vec::new(),
            open: Vec::new(),
            room: ROOM,
            triggers: Triggers::new(policy, &metrics),
            readiness: Readiness::default(),
        }
    }

    /// Takes the next entry.
    ///
    /// # Errors
    ///
    /// Every problem of an entry that isn't one.
    pub fn push(&mut self, entry: Value) -> Result<(), Vec<Diagnostic>> {
        let entry: LogEntry = Cx::run(entry)?;
        let facts = Facts::of(&entry, &self.facts);
        self.entries = self.entries.saturating_add(1);
        self.first = Some(self.first.map_or(entry.at, |first| first.min(entry.at)));
        self.latest = self.latest.max(Some(entry.at)).max(entry.resolved_at);
        let week = Week::of(entry.at);
        let known = self.weeks.binary_search_by(|known| known.week.cmp(&week));
        let at = known.unwrap_or_else(|at| {
            self.weeks.insert(at, Box::new(WeekOfEntries { week, entries: 0, counts: Counts::default() }));
            at
        });
        if let Some(of_week) = self.weeks.get_mut(at) {
            of_week.entries += 1;
            of_week.counts.add(&facts);
        }
        if let Some(due) = facts.open_until {
            self.open.push((due, week));
            if self.open.len() > self.room {
                self.close_past();
                self.room = self.open.len().saturating_mul(2).max(ROOM);
            }
        }
        self.triggers.add(&facts);
        self.readiness.add(&facts);
        Ok(())
    }

    /// Entries whose time ran out before the latest moment were late, whatever still comes.
    fn close_past(&mut self) {
        let Some(now) = self.now.or(self.latest) else { return };
        let weeks = &mut self.weeks;
        self.open.retain(|(due, week)| {
            let past = *due < now;
            if past
                && let Ok(at) = weeks.binary_search_by(|known| known.week.cmp(week))
                && let Some(of_week) = weeks.get_mut(at)
            {
                of_week.counts.late();
            }
            !past
        });
    }

    /// What came out.
    #[must_use]
    pub fn finish(mut self) -> Assessment {
        self.close_past();
        let now = self.now.or(self.latest);
        let mut whole = Counts::default();
        let (mut by_week, mut weeks) = (Vec::new(), Vec::new());
        for of_week in &self.weeks {
            whole.merge(&of_week.counts);
            by_week.push(&of_week.counts);
            weeks.push(WeekOfMeasures {
                week: of_week.week.label(),
                from: of_week.week.monday(),
                entries: of_week.entries,
                values: of_week.counts.values(),
            });
        }
        let measures = counts::measures(&whole, &by_week, &self.targets);
        let silent = whole.silent_failures();
        let triggers = self.triggers.finish(now);
        let pause = triggers.iter().any(|trigger| trigger.holds);
        Assessment {
            policy: self.policy,
            entries: self.entries,
            from: self.first,
            now,
            verdict: self.readiness.finish(&triggers, silent, self.entries),
            triggers,
            pause,
            stop_deploying: silent > 0.0,
            measures,
            weeks,
            rollback_tests: due_tests(self.drills, now),
        }
    }
}

fn due_tests(drills: Vec<Drill>, now: Option<Timestamp>) -> Vec<RollbackTest> {
    let mut due = Vec::new();
    for drill in drills {
        due.extend(drill.due(now));
    }
    due
}
