//! Time zones: which offset from UTC a place's clocks show, and when that changes.
//!
//! A zone comes as one line of text that `xtask-generate` makes from the IANA time zone database:
//! the offsets, the changes since 1970, and the yearly rule that goes on behind the last of them.

use super::civil::{days_of_month, days_since_epoch, weekday_of, year_of};
use crate::model::Timestamp;

/// Where zones come from. The engine holds none, since few policies name any.
pub trait ZoneSource {
    /// The line of a zone, if there is one of this name.
    fn line(&self, name: &str) -> Option<String>;

    /// Every name, for "did you mean".
    fn names(&self) -> Vec<String>;
}

/// A zone's offsets over time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone {
    /// The offset before the first change, in milliseconds east of UTC.
    first: i64,
    /// When clocks were changed, and to which offset, in milliseconds.
    changes: Vec<(i64, i64)>,
    /// How it goes on behind the last change.
    rule: Option<Rule>,
}

/// A stretch of time in which nobody changes the clocks. The next one may have the same offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// What clocks show beyond UTC, in milliseconds.
    pub offset: i64,
    /// When it ends, in milliseconds since the epoch.
    pub until: Option<i64>,
}

/// Two changes a year, for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Rule {
    /// The offset in winter, and when it begins.
    standard: (i64, Turn),
    /// The offset in summer, and when it begins.
    daylight: (i64, Turn),
}

/// `M10.5.0/3`: the last (fifth) Sunday of October, at three by the clock that is being changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Turn {
    month: u8,
    /// The week of the month, from 1; 5 is the last.
    week: i64,
    /// Sunday is 0.
    weekday: i64,
    /// From midnight, in milliseconds; before or behind the day is possible.
    time: i64,
}

const DAY: i64 = 86_400_000;

/// The unit of the line's numbers. Every offset and every change since 1970 is a whole number of them.
const UNIT: i64 = 30_000;

impl Zone {
    /// UTC.
    #[must_use]
    pub fn utc() -> Self {
        Self { first: 0, changes: Vec::new(), rule: None }
    }

    /// Reads a zone's line: `offsets|changes|rule`, numbers to the base 36 in half minutes.
    ///
    /// A change is the time since the one before (the first since 1970) and, as a capital letter, the
    /// number of its offset. A rule is the offsets and turns of standard and daylight time. `None` where
    /// the line isn't of this form.
    #[must_use]
    pub fn parse(line: &str) -> Option<Self> {
        let mut parts = line.split('|');
        let (offsets, changes, rule) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() {
            return None;
        }
        let offsets: Vec<i64> = offsets.split(' ').map(units).collect::<Option<_>>()?;
        let mut zone = Self { first: *offsets.first()?, changes: Vec::new(), rule: None };
        let mut at = 0_i64;
        for change in changes.split(' ').filter(|change| !change.is_empty()) {
            let (since, letter) = change.split_at_checked(change.len() - 1)?;
            let offset = offsets.get(usize::from(letter.bytes().next()?.checked_sub(b'A')?))?;
            at = at.checked_add(units(since).filter(|since| *since > 0)?)?;
            Timestamp::from_millis(at)?;
            zone.changes.push((at, *offset));
        }
        if !rule.is_empty() {
            zone.rule = Some(Rule::parse(rule)?);
        }
        Some(zone)
    }

    /// The stretch that a moment lies in.
    #[must_use]
    pub fn stretch(&self, at: i64) -> Stretch {
        let behind = self.changes.partition_point(|(change, _)| *change <= at);
        let next = self.changes.get(behind).map(|(change, _)| *change);
        let last = behind.checked_sub(1).and_then(|index| self.changes.get(index));
        let offset = last.map_or(self.first, |(_, offset)| *offset);
        match (self.rule, next) {
            (Some(rule), None) => rule.stretch(at),
            _ => Stretch { offset, until: next },
        }
    }
}

impl Rule {
    fn parse(text: &str) -> Option<Self> {
        let mut numbers = text.split(' ').map(|number| i64::from_str_radix(number, 36).ok());
        let mut next = || numbers.next().flatten();
        let mut half = || {
            let offset = next()?.checked_mul(UNIT)?;
            let month = u8::try_from(next()?).ok().filter(|month| (1..=12).contains(month))?;
            let week = next().filter(|week| (1..=5).contains(week))?;
            let weekday = next().filter(|weekday| (0..=6).contains(weekday))?;
            let time = next()?.checked_mul(UNIT).filter(|time| time.abs() <= 8 * DAY)?;
            (offset.abs() <= 2 * DAY).then_some((offset, Turn { month, week, weekday, time }))
        };
        let (standard, daylight) = (half()?, half()?);
        numbers.next().is_none().then_some(Self { standard, daylight })
    }

    fn stretch(self, at: i64) -> Stretch {
        let year = year_of(at.div_euclid(DAY));
        let (mut last, mut until) = ((i64::MIN, self.standard.0), i64::MAX);
        // A turn of New Year's Eve may lie in the next year by UTC, or in the one before.
        for year in year - 1..=year + 1 {
            let standard = self.standard.1.moment(year, self.daylight.0);
            let daylight = self.daylight.1.moment(year, self.standard.0);
            for (moment, offset) in [(standard, self.standard.0), (daylight, self.daylight.0)] {
                if moment > at {
                    until = until.min(moment);
                } else if moment > last.0 {
                    last = (moment, offset);
                }
            }
        }
        Stretch { offset: last.1, until: Some(until) }
    }
}

impl Turn {
    /// When the turn of a year is, seen from clocks with this offset.
    fn moment(self, year: i64, offset: i64) -> i64 {
        let first = days_since_epoch(year, self.month, 1);
        // Weekdays count from Monday there, from Sunday here.
        let ahead = (self.weekday - 1 - weekday_of(first)).rem_euclid(7);
        let mut day = ahead + (self.week - 1) * 7;
        if day >= days_of_month(year, self.month) {
            day -= 7;
        }
        (first + day) * DAY + self.time - offset
    }
}

fn units(text: &str) -> Option<i64> {
    i64::from_str_radix(text, 36).ok()?.checked_mul(UNIT)
}
