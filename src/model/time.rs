//! Moments and durations, both counted in whole milliseconds.

use std::fmt;

use super::civil::{days_of_month, days_since_epoch, year_of};

/// A moment: milliseconds since 1970-01-01T00:00:00Z, printed as ISO 8601 UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timestamp(i64);

/// Milliseconds from year 0 to the end of year 9999: what ISO 8601 prints with four digits.
const RANGE: std::ops::RangeInclusive<i64> = -62_167_219_200_000..=253_402_300_799_999;

impl Timestamp {
    /// 1970-01-01T00:00:00Z.
    pub const EPOCH: Self = Self(0);

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
        let mut text = Digits(text.as_bytes());
        let (year, month, day) = (text.number(4)?, text.after(b'-')?, text.after(b'-')?);
        // Any sign may stand between date and time (RFC 3339, section 5.6).
        text.sign()?;
        let (hour, minute, mut second) = (text.number(2)?, text.after(b':')?, text.after(b':')?);
        let mut millis = text.millis()?;
        let offset = text.offset()?;
        let month_of_year = u8::try_from(month).ok().filter(|month| (1..=12).contains(month))?;
        if day < 1
            || day > days_of_month(year, month_of_year)
            || hour > 23
            || minute > 59
            || !text.0.is_empty()
        {
            return None;
        }
        let leap = second == 60;
        if leap {
            (second, millis) = (59, 999);
        }
        if second > 59 {
            return None;
        }
        let days = days_since_epoch(year, month_of_year, u8::try_from(day).ok()?);
        let minutes = days * 1440 + hour * 60 + minute - offset;
        let moment = Self::from_millis((minutes * 60 + second) * 1000 + millis)?;
        // A leap second ends a month of UTC.
        let next = Self(moment.0 + 1);
        let ends_month = next.0.rem_euclid(DAY) == 0 && next.date().2 == 1;
        (!leap || ends_month).then_some(moment)
    }

    /// Year, month and day in UTC.
    fn date(self) -> (i64, u8, i64) {
        let days = self.0.div_euclid(DAY);
        let year = year_of(days);
        let month = (1..=12).rev().find(|month| days_since_epoch(year, *month, 1) <= days).unwrap_or(1);
        (year, month, days - days_since_epoch(year, month, 1) + 1)
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
        let (year, month, day) = self.date();
        let millis = self.0.rem_euclid(DAY);
        let (hour, minute, second) = (millis / 3_600_000, millis / 60_000 % 60, millis / 1000 % 60);
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")?;
        match millis % 1000 {
            0 => {}
            millis => write!(f, ".{millis:03}")?,
        }
        f.write_str("Z")
    }
}

/// The milliseconds of a day.
const DAY: i64 = 86_400_000;

/// What is left of a text that names a moment.
struct Digits<'t>(&'t [u8]);

impl Digits<'_> {
    fn sign(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn digit(&mut self) -> Option<i64> {
        self.sign().filter(u8::is_ascii_digit).map(|digit| i64::from(digit - b'0'))
    }

    fn number(&mut self, digits: usize) -> Option<i64> {
        (0..digits).try_fold(0, |number, _| Some(number * 10 + self.digit()?))
    }

    /// Two digits behind a sign.
    fn after(&mut self, sign: u8) -> Option<i64> {
        if self.sign()? == sign { self.number(2) } else { None }
    }

    /// The milliseconds of a fraction, whose further digits are cut; 0 if there is none.
    fn millis(&mut self) -> Option<i64> {
        if self.0.first() != Some(&b'.') {
            return Some(0);
        }
        self.sign();
        let mut millis = self.digit()? * 100;
        let mut worth = 10;
        while self.0.first().is_some_and(u8::is_ascii_digit) {
            millis += self.digit()? * worth;
            worth /= 10;
        }
        Some(millis)
    }

    /// Minutes before UTC.
    fn offset(&mut self) -> Option<i64> {
        let ahead = match self.sign()? {
            b'Z' | b'z' => return Some(0),
            b'+' => 1,
            b'-' => -1,
            _ => return None,
        };
        let (hours, minutes) = (self.number(2)?, self.after(b':')?);
        (hours <= 23 && minutes <= 59).then_some(ahead * (hours * 60 + minutes))
    }
}

/// A length of time in milliseconds; negative spans go back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span(i64);

/// One unit that a duration text may name, with its milliseconds.
const UNITS: [(&str, i64); 5] = [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)];

impl Span {
    /// The span of this many days.
    #[must_use]
    pub const fn days(days: i32) -> Self {
        Self(days as i64 * 86_400_000)
    }

    /// The span of this many milliseconds.
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
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

    /// The reference: what another library reads, in milliseconds.
    fn reference(text: &str) -> Option<i64> {
        use time::{OffsetDateTime, format_description::well_known::Rfc3339};
        let moment = OffsetDateTime::parse(text, &Rfc3339).ok()?;
        i64::try_from(moment.unix_timestamp_nanos().div_euclid(1_000_000))
            .ok()
            .filter(|it| RANGE.contains(it))
    }

    #[test]
    fn moments_are_read_as_another_library_reads_them() {
        let dates = [
            "2024-02-29",
            "2023-02-29",
            "1900-02-29",
            "2000-02-29",
            "0000-01-01",
            "9999-12-31",
            "2026-00-10",
            "2026-13-10",
            "2026-04-31",
            "2026-04-30",
            "2016-12-31",
            "2017-01-01",
            "1969-12-31",
            "+026-01-01",
            "2026-1-01",
        ];
        let times = [
            "00:00:00",
            "23:59:59",
            "23:59:60",
            "24:00:00",
            "12:60:00",
            "12:00:61",
            "12:00",
            "01:30:60",
            "23:59:59.9999",
        ];
        let parts = ["", ".", ".5", ".123456789123", ".0009", ",5"];
        let offsets = [
            "Z", "z", "+00:00", "-00:30", "+23:59", "-23:59", "+24:00", "+01:60", "+0100", "", "+01:00 ",
            "Zé",
        ];
        let mut read = 0;
        for date in dates {
            for time in times {
                for part in parts {
                    for offset in offsets {
                        for between in ["T", "t", " ", "é", ""] {
                            let text = format!("{date}{between}{time}{part}{offset}");
                            assert_eq!(
                                Timestamp::parse(&text).map(Timestamp::millis),
                                reference(&text),
                                "{text}"
                            );
                            read += usize::from(reference(&text).is_some());
                        }
                    }
                }
            }
        }
        assert!(read > 1000, "{read}");
    }

    #[test]
    fn every_day_prints_as_its_own() {
        let mut days =
            (0..=3_652_424_i64).step_by(29).map(|day| Timestamp(RANGE.start() + day * DAY + 3_723_004));
        let mut before = days.next().expect("a day");
        for day in days {
            let (year, month, of_month) = day.date();
            let text = day.to_string();
            assert_eq!(text, format!("{year:04}-{month:02}-{of_month:02}T01:02:03.004Z"));
            assert!(text > before.to_string());
            if of_month == 1 {
                assert_eq!(Timestamp::parse(&text), Some(day));
            }
            before = day;
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
