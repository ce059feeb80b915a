//! Moments and durations, both counted in whole milliseconds.

use std::fmt;

use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// A moment: milliseconds since 1970-01-01T00:00:00Z, printed as ISO 8601 UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timestamp(i64);

/// Milliseconds from year 0 to the end of year 9999: what ISO 8601 prints with four digits.
const RANGE: std::ops::RangeInclusive<i64> = -62_167_219_200_000..=253_402_300_799_999;

impl Timestamp {
    /// The earliest moment: the year 0 begins.
    pub const FIRST: Self = Self(*RANGE.start());
    /// The last moment: the year 9999 ends.
    pub const LAST: Self = Self(*RANGE.end());

    /// The moment this many milliseconds after the epoch; `None` outside the years 0 to 9999.
    #[must_use]
    pub fn from_millis(millis: i64) -> Option<Self> {
        RANGE.contains(&millis).then_some(Self(millis))
    }

    /// The moment that an ISO 8601 text with an offset names. Finer parts than a millisecond are cut.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let moment = OffsetDateTime::parse(text, &Rfc3339).ok()?;
        Self::from_millis(i64::try_from(moment.unix_timestamp_nanos().div_euclid(1_000_000)).ok()?)
    }

    /// Milliseconds since the epoch.
    #[must_use]
    pub fn millis(self) -> i64 {
        self.0
    }

    /// This moment moved by a span; stops at the ends of the range of years 0 to 9999.
    #[must_use]
    pub fn plus(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.0).clamp(*RANGE.start(), *RANGE.end()))
    }

    /// The span from `earlier` to this moment.
    #[must_use]
    pub fn since(self, earlier: Self) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }
}

impl fmt::Display for Timestamp {
    /// `2026-11-20T08:30:00Z`, with milliseconds only where there are any.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.div_euclid(1000);
        let millis = self.0.rem_euclid(1000);
        let Ok(moment) = OffsetDateTime::from_unix_timestamp(seconds) else {
            return Err(fmt::Error);
        };
        let (year, month, day) = moment.to_calendar_date();
        let (hour, minute, second) = moment.to_hms();
        write!(f, "{year:04}-{:02}-{day:02}T{hour:02}:{minute:02}:{second:02}", u8::from(month))?;
        if millis != 0 {
            write!(f, ".{millis:03}")?;
        }
        f.write_str("Z")
    }
}

/// A length of time in milliseconds; negative spans go back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span(i64);

/// One unit that a duration text may name, with its milliseconds.
const UNITS: [(&str, i64); 5] = [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)];

impl Span {
    /// The span of this many milliseconds.
    #[must_use]
    pub fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// The span that a text such as `90s`, `30m`, `2h`, `90d` or `1h30m` names.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, mut rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        if rest.is_empty() {
            return None;
        }
        let mut total: i64 = 0;
        while !rest.is_empty() {
            let digits = rest.find(|c: char| !c.is_ascii_digit())?;
            let count: i64 = rest.get(..digits)?.parse().ok()?;
            rest = rest.get(digits..)?;
            let letters = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
            let unit = rest.get(..letters)?;
            let (_, millis) = UNITS.iter().find(|(name, _)| *name == unit)?;
            total = total.checked_add(count.checked_mul(*millis)?)?;
            rest = rest.get(letters..)?;
        }
        Some(Self(if negative { -total } else { total }))
    }

    /// Milliseconds.
    #[must_use]
    pub fn millis(self) -> i64 {
        self.0
    }
}

impl fmt::Display for Span {
    /// The shortest text that reads back as this span: `48h` stays two days' worth of hours.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 == 0 {
            return f.write_str("0s");
        }
        if self.0 < 0 {
            f.write_str("-")?;
        }
        let mut left = self.0.unsigned_abs();
        for (unit, millis) in [("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)] {
            let count = left / millis;
            left %= millis;
            if count > 0 {
                write!(f, "{count}{unit}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_read_and_print() {
        for (text, printed) in [
            ("2026-11-20T00:00:00+01:00", "2026-11-19T23:00:00Z"),
            ("1969-12-31T23:59:59.5Z", "1969-12-31T23:59:59.500Z"),
        ] {
            assert_eq!(Timestamp::parse(text).expect(text).to_string(), printed);
        }
        for text in ["2026-11-20", "2026-11-20T00:00:00", "yesterday", "", "2026-13-01T00:00:00Z"] {
            assert_eq!(Timestamp::parse(text), None, "{text}");
        }
    }

    #[test]
    fn spans_read_and_print() {
        for (text, millis) in [("90s", 90_000), ("1h30m", 5_400_000), ("90d", 7_776_000_000), ("-5s", -5000)]
        {
            let span = Span::parse(text).expect(text);
            assert_eq!(span.millis(), millis);
            assert_eq!(Span::parse(&span.to_string()), Some(span));
        }
        for text in ["", "5", "h", "1.5h", "5 m", "999999999999999d", "-"] {
            assert_eq!(Span::parse(text), None, "{text}");
        }
    }
}
