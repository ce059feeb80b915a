//! One person's calendar: when they work, and when they are away.

use super::{Zone, week::Week};
use crate::model::{Span, Timestamp, policy::Person};

/// When a person is there.
///
/// Absences and working hours are two things. Whoever is away can't be asked; whoever doesn't work just
/// now can, but their clock stands still until they do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// Start and end of absences, in order, none touching the next.
    absences: Vec<(Timestamp, Option<Timestamp>)>,
    hours: Option<(Week, Zone)>,
}

/// How long somebody is away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Away {
    /// Up to this moment, at which they are back.
    Until(Timestamp),
    /// Nobody knows.
    Open,
}

impl Away {
    /// The moment they are back, where it is known.
    #[must_use]
    pub fn until(self) -> Option<Timestamp> {
        match self {
            Self::Until(until) => Some(until),
            Self::Open => None,
        }
    }
}

impl Schedule {
    /// The calendar of a person whose working hours are by the clocks of this zone.
    #[must_use]
    pub fn new(person: &Person, zone: Zone) -> Self {
        let mut absences: Vec<_> = person
            .out_of_office
            .as_deref()
            .unwrap_or_default()
            .iter()
            .map(|absence| (absence.from, absence.until))
            .collect();
        absences.sort_unstable();
        let hours = person.working_hours.as_ref().and_then(Week::new).map(|week| (week, zone));
        Self { absences: joined(absences), hours }
    }

    /// Whether they are away at a moment, and how long.
    #[must_use]
    pub fn away(&self, at: Timestamp) -> Option<Away> {
        let (_, until) =
            self.absences.iter().find(|(from, until)| *from <= at && until.is_none_or(|until| at < until))?;
        Some(until.map_or(Away::Open, Away::Until))
    }

    /// Whether their clock shows a time of work at a moment. It doesn't ask whether they are away.
    #[must_use]
    pub fn is_working(&self, at: Timestamp) -> bool {
        self.hours
            .as_ref()
            .is_none_or(|(week, zone)| week.contains(at.millis() + zone.stretch(at.millis()).offset))
    }

    /// When a clock that was started at `from` has run down, if it only runs in working hours.
    ///
    /// It is the first moment up to which so much was worked. Absences don't stop it: who is away is
    /// passed over, not waited for. A clock that outlasts the year 9999 ends with it.
    #[must_use]
    pub fn deadline(&self, from: Timestamp, clock: Span) -> Timestamp {
        let Some((week, zone)) = self.hours.as_ref().filter(|_| clock.millis() > 0) else {
            return from.plus(Span::from_millis(clock.millis().max(0)));
        };
        let (mut at, mut left) = (from.millis(), clock.millis());
        // Each round ends at a change of the clocks, two a year, up to the year 9999.
        while at < Timestamp::LAST.millis() {
            let stretch = zone.stretch(at);
            let until = stretch.until.unwrap_or(i64::MAX).min(Timestamp::LAST.millis());
            let begun = week.before(at + stretch.offset);
            let worked = week.before(until + stretch.offset) - begun;
            if worked >= left {
                let end = week.reached(begun + left) - stretch.offset;
                return Timestamp::from_millis(end).unwrap_or(Timestamp::LAST);
            }
            left -= worked;
            at = until;
        }
        Timestamp::LAST
    }

    /// How much of the time from one moment to another is working time; none if the second is the earlier.
    #[must_use]
    pub fn working_time_between(&self, from: Timestamp, to: Timestamp) -> Span {
        if to <= from {
            return Span::from_millis(0);
        }
        let Some((week, zone)) = &self.hours else { return to.since(from) };
        let (mut at, mut worked) = (from.millis(), 0);
        while at < to.millis() {
            let stretch = zone.stretch(at);
            let until = stretch.until.unwrap_or(i64::MAX).min(to.millis());
            worked += week.before(until + stretch.offset) - week.before(at + stretch.offset);
            at = until;
        }
        Span::from_millis(worked)
    }
}

/// Absences that overlap, or follow each other without a gap, are one. They come sorted by their start.
fn joined(absences: Vec<(Timestamp, Option<Timestamp>)>) -> Vec<(Timestamp, Option<Timestamp>)> {
    let mut joined: Vec<(Timestamp, Option<Timestamp>)> = Vec::new();
    for (from, until) in absences {
        match joined.last_mut() {
            Some((_, last)) if last.is_none_or(|last| from <= last) => {
                // An open end outlasts every other.
                *last = last.zip(until).map(|(last, until)| last.max(until));
            }
            _ => joined.push((from, until)),
        }
    }
    joined
}
