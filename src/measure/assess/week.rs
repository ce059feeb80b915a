//! Weeks by ISO 8601, in UTC.

use crate::model::{Span, Timestamp};

const DAY: i64 = 86_400_000;

/// A week, counted from the one that holds 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Week(i64);

impl Week {
    /// The week of a moment.
    pub(super) fn of(moment: Timestamp) -> Self {
        // 1970-01-01 was a Thursday, three days into its week.
        Self((moment.millis().div_euclid(DAY) + 3).div_euclid(7))
    }

    /// Its Monday, 00:00.
    pub(super) fn monday(self) -> Timestamp {
        self.day(0)
    }

    fn day(self, day: i64) -> Timestamp {
        // The first and the last week stop at the ends of the range of moments.
        Timestamp::EPOCH.plus(Span::from_millis((self.0 * 7 - 3 + day) * DAY))
    }

    /// Its name, such as `2026-W47`: the year is its Thursday's.
    pub(super) fn label(self) -> String {
        let thursday = self.day(3);
        let text = thursday.to_string();
        let year = text.get(..4).unwrap_or_default();
        let new_year = Timestamp::parse(&[year, "-01-01T00:00:00Z"].concat()).unwrap_or(thursday);
        let number = (thursday.millis() - new_year.millis()).div_euclid(7 * DAY) + 1;
        let zero = if number < 10 { "0" } else { "" };
        [year, "-W", zero, &number.to_string()].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_are_those_of_iso_8601() {
        for (moment, label, monday) in [
            ("2026-11-20T08:30:00Z", "2026-W47", "2026-11-16T00:00:00Z"),
            ("2026-11-15T23:59:59.999Z", "2026-W46", "2026-11-09T00:00:00Z"),
            ("2026-11-16T00:00:00+01:00", "2026-W46", "2026-11-09T00:00:00Z"),
            ("2027-01-03T12:00:00Z", "2026-W53", "2026-12-28T00:00:00Z"),
            ("2024-12-30T00:00:00Z", "2025-W01", "2024-12-30T00:00:00Z"),
            ("1969-12-31T00:00:00Z", "1970-W01", "1969-12-29T00:00:00Z"),
            ("9999-12-31T23:59:59Z", "9999-W52", "9999-12-27T00:00:00Z"),
        ] {
            let week = Week::of(Timestamp::parse(moment).expect(moment));
            assert_eq!(
                (week.label().as_str(), week.monday().to_string().as_str()),
                (label, monday),
                "{moment}"
            );
        }
    }

    #[test]
    fn weeks_are_those_of_the_calendar() {
        for day in (-719_000_i64..2_932_000).step_by(97) {
            let moment = Timestamp::from_millis(day * DAY).expect("in range");
            let date = time::OffsetDateTime::from_unix_timestamp(day * 86_400).expect("in range");
            let (year, week, _) = date.to_iso_week_date();
            assert_eq!(Week::of(moment).label(), format!("{year:04}-W{week:02}"));
        }
    }
}
