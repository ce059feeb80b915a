//! The windows of a week in which somebody works, by their own clock.

use crate::model::policy::WorkingHours;

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;
const WEEK: i64 = 7 * DAY;

/// 1970-01-01 was a Thursday: a week begins this much before it.
const MONDAY: i64 = 3 * DAY;

/// Windows, in milliseconds from Monday's midnight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Week {
    /// Start and end, in order, none touching the next.
    windows: Vec<(i64, i64)>,
    /// How long they are together; more than nothing.
    total: i64,
}

impl Week {
    /// The windows of these hours; `None` if there is no time in them at all.
    pub(super) fn new(hours: &WorkingHours) -> Option<Self> {
        let from = hours.from.minutes() * MINUTE;
        let to = hours.to.minutes() * MINUTE;
        let length = if to < from { to + DAY - from } else { to - from };
        let mut pieces = Vec::new();
        for day in &hours.days {
            let start = (*day as i64 * DAY + from) % WEEK;
            // Sunday night runs into Monday.
            pieces.push((start, (start + length).min(WEEK)));
            pieces.push((0, start + length - WEEK));
        }
        pieces.retain(|(start, end)| start < end);
        pieces.sort_unstable();
        let mut windows: Vec<(i64, i64)> = Vec::new();
        for (start, end) in pieces {
            match windows.last_mut() {
                Some((_, last)) if start <= *last => *last = end.max(*last),
                _ => windows.push((start, end)),
            }
        }
        let total = windows.iter().map(|(start, end)| end - start).sum();
        (total > 0).then_some(Self { windows, total })
    }

    /// Whether a clock that shows `local` (as milliseconds since its 1970-01-01T00:00) shows a time of work.
    pub(super) fn contains(&self, local: i64) -> bool {
        let of_week = (local + MONDAY).rem_euclid(WEEK);
        self.windows.iter().any(|(start, end)| (*start..*end).contains(&of_week))
    }

    /// The working time from a fixed Monday up to what a clock shows.
    pub(super) fn before(&self, local: i64) -> i64 {
        let (week, of_week) = ((local + MONDAY).div_euclid(WEEK), (local + MONDAY).rem_euclid(WEEK));
        let begun = self.windows.iter().map(|(start, end)| (of_week - start).clamp(0, end - start));
        week * self.total + begun.sum::<i64>()
    }

    /// What a clock shows at the first moment at which this much was worked since that Monday: the
    /// inverse of `before`.
    pub(super) fn reached(&self, worked: i64) -> i64 {
        let week = (worked - 1).div_euclid(self.total);
        let mut left = worked - week * self.total;
        for (start, end) in &self.windows {
            if left <= end - start {
                return week * WEEK + start + left - MONDAY;
            }
            left -= end - start;
        }
        (week + 1) * WEEK - MONDAY
    }
}
