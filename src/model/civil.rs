//! Days of the calendar as numbers (proleptic Gregorian).

/// The years in which leap days repeat, and their days: a whole number of weeks.
const CYCLE_YEARS: i64 = 400;
const CYCLE_DAYS: i64 = 146_097;

/// Days from 1970-01-01 to a day of the calendar, before it negative. Years are meant from −9999 to 99999;
/// a day behind its month's end counts on into the next month.
#[must_use]
pub fn days_since_epoch(year: i64, month: u8, day: u8) -> i64 {
    // Years that begin in March have their leap day at the end.
    let (month, year) = match i64::from(month) {
        month @ ..=2 => (month + 9, year - 1),
        month => (month - 3, year),
    };
    let (cycle, of_cycle) = (year.div_euclid(CYCLE_YEARS), year.rem_euclid(CYCLE_YEARS));
    let of_year = (153 * month + 2) / 5 + i64::from(day) - 1;
    // 719,468 days lie between March 1 of the year 0 and 1970-01-01.
    cycle * CYCLE_DAYS + of_cycle * 365 + of_cycle / 4 - of_cycle / 100 + of_year - 719_468
}

/// The year of a day that is given as days from 1970-01-01.
#[must_use]
pub fn year_of(day: i64) -> i64 {
    // The average length gets within one of it.
    let near = 1970 + (day * CYCLE_YEARS).div_euclid(CYCLE_DAYS);
    match day {
        day if day < days_since_epoch(near, 1, 1) => near - 1,
        day if day >= days_since_epoch(near + 1, 1, 1) => near + 1,
        _ => near,
    }
}

/// The day of the week of a day that is given as days from 1970-01-01: Monday is 0.
#[must_use]
pub fn weekday_of(day: i64) -> i64 {
    (day + 3).rem_euclid(7)
}

/// How many days a month has.
#[must_use]
pub fn days_of_month(year: i64, month: u8) -> i64 {
    let next =
        if month >= 12 { days_since_epoch(year + 1, 1, 1) } else { days_since_epoch(year, month + 1, 1) };
    next - days_since_epoch(year, month, 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_agree_with_another_calendar() {
        use time::{Date, Month};
        let first = Date::from_calendar_date(-9999, Month::January, 1).unwrap();
        let epoch = Date::from_calendar_date(1970, Month::January, 1).unwrap().to_julian_day();
        let mut date = first;
        while let Some(next) = date.next_day() {
            let day = i64::from(date.to_julian_day() - epoch);
            let (year, month) = (i64::from(date.year()), u8::from(date.month()));
            assert_eq!(days_since_epoch(year, month, date.day()), day, "{date}");
            assert_eq!(year_of(day), year, "{date}");
            assert_eq!(weekday_of(day), i64::from(date.weekday().number_days_from_monday()), "{date}");
            assert_eq!(days_of_month(year, month), i64::from(date.month().length(date.year())), "{date}");
            date = next;
        }
    }
}
