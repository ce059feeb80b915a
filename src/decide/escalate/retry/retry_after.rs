//! `Retry-After`: the other side's word on when to come back.

use crate::{
    calendar::civil::{days_of_month, days_since_epoch, year_of},
    model::{Span, Timestamp, read_number},
};

/// What the other side asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RetryAfter {
    /// So long after its answer.
    Delay(Span),
    /// Not before this moment.
    At(Timestamp),
}

const DAY: i64 = 86_400_000;

impl RetryAfter {
    /// A number of seconds. Parts of a millisecond count as a whole one; what can't be waited for is
    /// as long as can be. `None` for what is negative or no number.
    #[must_use]
    pub fn from_seconds(seconds: f64) -> Option<Self> {
        // The cast goes to the ends of the range and not past them.
        #[expect(clippy::cast_possible_truncation, reason = "it saturates")]
        (seconds >= 0.0).then(|| Self::Delay(Span::from_millis((seconds * 1000.0).ceil() as i64)))
    }

    /// Reads the header's text: seconds, or a moment in one of HTTP's three notations or as ISO 8601
    /// with an offset. A year of two digits is the one within fifty years of `said_at`.
    #[must_use]
    pub fn parse(text: &str, said_at: Timestamp) -> Option<Self> {
        let text = text.trim_matches([' ', '\t']);
        if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
            return Self::from_seconds(read_number(text)?);
        }
        Timestamp::parse(text).or_else(|| http_date(text, said_at)).map(Self::At)
    }

    /// The earliest moment that respects it, said at `said_at`.
    #[must_use]
    pub fn earliest(self, said_at: Timestamp) -> Timestamp {
        match self {
            Self::Delay(delay) => said_at.plus(delay),
            Self::At(at) => at,
        }
    }
}

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT` or `Sun Nov  6 08:49:37 1994`.
/// The day of the week says nothing that the date doesn't, so it isn't read.
fn http_date(text: &str, said_at: Timestamp) -> Option<Timestamp> {
    let pieces: Vec<&str> = text.split([' ', ',', '-']).filter(|piece| !piece.is_empty()).collect();
    let (day, month, year, clock) = match pieces.as_slice() {
        [_, day, month, year, clock, "GMT" | "UTC"] => (day, month, year, clock),
        [_, month, day, clock, year] => (day, month, year, clock),
        _ => return None,
    };
    let month = u8::try_from(MONTHS.iter().position(|name| name.eq_ignore_ascii_case(month))? + 1).ok()?;
    let year = match (year.len(), number(year, 9999)?) {
        (2, of_century) => within_fifty_years(of_century, said_at),
        (4, year) => year,
        _ => return None,
    };
    let day = number(day, 31)?;
    if day < 1 || day > days_of_month(year, month) {
        return None;
    }
    let mut parts = clock.split(':');
    let (hours, minutes, seconds) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    // A leap second is the next minute's first.
    let of_day = number(hours, 23)? * 3600 + number(minutes, 59)? * 60 + number(seconds, 60)?;
    Timestamp::from_millis((days_since_epoch(year, month, 1) + day - 1) * DAY + of_day * 1000)
}

/// A number of one to four digits, up to `most`.
fn number(text: &str, most: i64) -> Option<i64> {
    let digits = (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten().filter(|number| *number <= most)
}

/// The year with these last two digits that is at most fifty years ahead.
fn within_fifty_years(of_century: i64, said_at: Timestamp) -> i64 {
    let latest = year_of(said_at.millis().div_euclid(DAY)) + 50;
    latest - (latest - of_century).rem_euclid(100)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> Timestamp {
        Timestamp::parse(text).unwrap()
    }

    #[test]
    fn every_notation_is_read() {
        let said_at = moment("2026-11-20T08:00:00Z");
        let at = RetryAfter::At(moment("1994-11-06T08:49:37Z"));
        let delay = |millis| RetryAfter::Delay(Span::from_millis(millis));
        for (text, expected) in [
            ("Sun, 06 Nov 1994 08:49:37 GMT", at),
            ("Sunday, 06-Nov-94 08:49:37 GMT", at),
            ("Sun Nov  6 08:49:37 1994", at),
            (" Sun, 06 Nov 1994 08:49:37 GMT ", at),
            ("1994-11-06T09:49:37+01:00", at),
            ("Wednesday, 06-Jan-27 00:00:00 GMT", RetryAfter::At(moment("2027-01-06T00:00:00Z"))),
            ("Fri, 31 Dec 2027 23:59:60 GMT", RetryAfter::At(moment("2028-01-01T00:00:00Z"))),
            ("120", delay(120_000)),
            ("0", delay(0)),
            ("1.5", delay(1500)),
            ("0.0001", delay(1)),
            ("99999999999999999999999", delay(i64::MAX)),
        ] {
            assert_eq!(RetryAfter::parse(text, said_at), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_says_nothing_is_no_wait() {
        let said_at = moment("2026-11-20T08:00:00Z");
        for text in [
            "",
            ".",
            "-5",
            "soon",
            "1.2.3",
            "Sun, 31 Feb 2027 08:49:37 GMT",
            "Sun, 00 Nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 08:49:37 CET",
            "Sun, 06 Nov 1994 24:49:37 GMT",
            "Sun, 06 Nov 1994 08:49 GMT",
            "Sun, 06 Nov 1994 08:49:37:00 GMT",
            "Sun, 06 Nov 199 08:49:37 GMT",
            "2026-11-20",
        ] {
            assert_eq!(RetryAfter::parse(text, said_at), None, "{text}");
        }
        for seconds in [-1.0, f64::NAN, f64::NEG_INFINITY] {
            assert_eq!(RetryAfter::from_seconds(seconds), None);
        }
    }

    #[test]
    fn it_counts_from_the_answer() {
        let said_at = moment("2026-11-20T08:00:00Z");
        let earliest = |text| RetryAfter::parse(text, said_at).unwrap().earliest(said_at);
        assert_eq!(earliest("90"), moment("2026-11-20T08:01:30Z"));
        assert_eq!(earliest("Fri, 20 Nov 2026 08:05:00 GMT"), moment("2026-11-20T08:05:00Z"));
        assert_eq!(earliest("999999999999999999"), moment("9999-12-31T23:59:59.999Z"));
    }
}
