//! Working hours: by hand for the days that are odd, and in general against a clock that is read.

use holdpoint::{
    calendar::{Away, Schedule},
    model::{Span, Timestamp},
};
use jiff::{Timestamp as Reference, tz::TimeZone};
use proptest::prelude::*;
use serde_json::json;

use super::support::{at, moment, schedule, working};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const WEEKDAYS: &[&str] = &["mon", "tue", "wed", "thu", "fri"];

fn hours(number: i64) -> Span {
    Span::from_millis(number * HOUR)
}

#[test]
fn working_time_stretches_a_clock() {
    let berlin = working("Europe/Berlin", WEEKDAYS, "09:00", "17:00");
    for (from, clock, expected) in [
        ("2026-11-19T09:00:00+01:00", 4, "2026-11-19T13:00:00+01:00"),
        // Over night, over the weekend, and from a time at which nobody works.
        ("2026-11-19T15:00:00+01:00", 4, "2026-11-20T11:00:00+01:00"),
        ("2026-11-20T15:00:00+01:00", 4, "2026-11-23T11:00:00+01:00"),
        ("2026-11-21T12:00:00+01:00", 4, "2026-11-23T13:00:00+01:00"),
        ("2026-11-20T13:00:00+01:00", 4, "2026-11-20T17:00:00+01:00"),
        ("2026-11-20T17:00:00+01:00", 8, "2026-11-23T17:00:00+01:00"),
        // Two weeks in which the clocks go back in between: still ten days of eight hours.
        ("2026-10-19T09:00:00+02:00", 80, "2026-10-30T17:00:00+01:00"),
        ("2026-11-21T12:00:00+01:00", 0, "2026-11-21T12:00:00+01:00"),
    ] {
        assert_eq!(berlin.deadline(at(from), hours(clock)), at(expected), "{clock} h from {from}");
    }
}

#[test]
fn an_hour_that_comes_twice_counts_twice() {
    // On 2026-10-25 clocks go from 03:00 back to 02:00.
    let night = working("Europe/Berlin", &["sat"], "22:00", "06:00");
    let start = at("2026-10-24T22:00:00+02:00");
    assert_eq!(night.working_time_between(start, start.plus(hours(48))), hours(9));
    assert_eq!(night.deadline(start, hours(9)), at("2026-10-25T06:00:00+01:00"));
    // A window inside the hour is open whenever the clock shows it.
    let short = working("Europe/Berlin", &["sun"], "02:15", "02:45");
    let day = at("2026-10-25T00:00:00+02:00");
    assert_eq!(short.working_time_between(day, day.plus(hours(24))), hours(1));
    assert_eq!(short.deadline(day, Span::from_millis(40 * MINUTE)), at("2026-10-25T02:25:00+01:00"));
    for (time, open) in [
        ("2026-10-25T02:20:00+02:00", true),
        ("2026-10-25T02:50:00+02:00", false),
        ("2026-10-25T02:20:00+01:00", true),
    ] {
        assert_eq!(short.is_working(at(time)), open, "{time}");
    }
}

#[test]
fn an_hour_that_is_skipped_counts_for_nothing() {
    // On 2027-03-28 clocks go from 02:00 to 03:00.
    let night = working("Europe/Berlin", &["sat"], "22:00", "06:00");
    let start = at("2027-03-27T22:00:00+01:00");
    assert_eq!(night.working_time_between(start, start.plus(hours(48))), hours(7));
    // A window inside the skipped hour doesn't open that day; the next Sunday it does.
    let short = working("Europe/Berlin", &["sun"], "02:15", "02:45");
    let end = short.deadline(at("2027-03-28T00:00:00+01:00"), Span::from_millis(MINUTE));
    assert_eq!(end, at("2027-04-04T02:16:00+02:00"));
    // Samoa had no 30 December 2011 at all: a Friday.
    let friday = working("Pacific/Apia", &["fri"], "09:00", "17:00");
    let end = friday.deadline(at("2011-12-29T09:00:00-10:00"), hours(1));
    assert_eq!(end, at("2012-01-06T10:00:00+14:00"));
}

#[test]
fn windows_may_touch_and_overlap() {
    let always = working("Europe/Berlin", &DAYS, "00:00", "24:00");
    let start = at("2026-10-24T13:37:00+02:00");
    assert_eq!(always.deadline(start, hours(1000)), start.plus(hours(1000)));
    // Each night reaches into the next day's window.
    let long = working("Europe/Berlin", &DAYS, "08:00", "07:59");
    assert_eq!(long.working_time_between(start, start.plus(hours(24))), hours(24).minus(MINUTE));
    let from_midnight = working("Europe/Berlin", &["mon"], "24:00", "08:00");
    assert!(from_midnight.is_working(at("2026-11-24T03:00:00+01:00")), "Tuesday morning");
    assert!(!from_midnight.is_working(at("2026-11-23T03:00:00+01:00")), "Monday morning");
}

trait Minus {
    fn minus(self, millis: i64) -> Span;
}

impl Minus for Span {
    fn minus(self, millis: i64) -> Span {
        Span::from_millis(self.millis() - millis)
    }
}

#[test]
fn the_longest_clock_ends_soon_enough() {
    let rare = working("Europe/Berlin", &["sun"], "02:15", "02:16");
    for clock in [i64::MAX, 1_000_000 * HOUR] {
        assert_eq!(rare.deadline(Timestamp::FIRST, Span::from_millis(clock)), Timestamp::LAST);
    }
    let worked = rare.working_time_between(Timestamp::FIRST, Timestamp::LAST);
    assert!(worked > hours(8000), "a minute a week for ten thousand years: {worked}");
    assert_eq!(rare.deadline(Timestamp::LAST, hours(1)), Timestamp::LAST);
    let never_stops = schedule(&json!({}));
    assert_eq!(
        never_stops.deadline(at("2026-11-20T00:00:00Z"), Span::from_millis(i64::MAX)),
        Timestamp::LAST
    );
}

#[test]
fn absences_are_joined() {
    let person = schedule(&json!({ "outOfOffice": [
        { "from": "2026-12-10T00:00:00Z", "until": "2026-12-12T00:00:00Z" },
        { "from": "2026-12-01T00:00:00Z", "until": "2026-12-05T00:00:00Z" },
        { "from": "2026-12-05T00:00:00Z", "until": "2026-12-06T00:00:00Z" },
        { "from": "2026-12-02T00:00:00Z", "until": "2026-12-03T00:00:00Z" },
        { "from": "2027-01-01T00:00:00Z" },
        { "from": "2027-02-01T00:00:00Z", "until": "2027-02-02T00:00:00Z" },
    ] }));
    for (time, away) in [
        ("2026-11-30T23:59:59.999Z", None),
        ("2026-12-01T00:00:00Z", Some(Away::Until(at("2026-12-06T00:00:00Z")))),
        ("2026-12-02T12:00:00Z", Some(Away::Until(at("2026-12-06T00:00:00Z")))),
        ("2026-12-05T23:59:59.999Z", Some(Away::Until(at("2026-12-06T00:00:00Z")))),
        ("2026-12-06T00:00:00Z", None),
        ("2026-12-11T00:00:00Z", Some(Away::Until(at("2026-12-12T00:00:00Z")))),
        ("2027-01-01T00:00:00Z", Some(Away::Open)),
        ("2031-01-01T00:00:00Z", Some(Away::Open)),
    ] {
        assert_eq!(person.away(at(time)), away, "{time}");
    }
    assert!(person.is_working(at("2027-01-01T00:00:00Z")), "being away is another matter");
}

/// A calendar, and what is needed to read the clock on the wall.
#[derive(Clone, Debug)]
struct Worker {
    zone: &'static str,
    days: Vec<&'static str>,
    from: i64,
    to: i64,
}

/// Zones whose clocks do odd things, and a moment near which they do.
const ODD: [(&str, &str); 8] = [
    ("Europe/Berlin", "2026-10-25T01:00:00Z"),
    ("Europe/Berlin", "2027-03-28T01:00:00Z"),
    ("America/New_York", "2026-11-01T06:00:00Z"),
    ("Australia/Lord_Howe", "2026-10-03T15:30:00Z"),
    ("Africa/Casablanca", "2027-02-07T02:00:00Z"),
    ("Pacific/Apia", "2011-12-30T10:00:00Z"),
    ("America/Nuuk", "2027-03-28T01:00:00Z"),
    ("Asia/Kathmandu", "2027-03-28T01:00:00Z"),
];

impl Worker {
    fn schedule(&self) -> Schedule {
        let time = |minutes: i64| format!("{:02}:{:02}", minutes / 60, minutes % 60);
        working(self.zone, &self.days, &time(self.from), &time(self.to))
    }

    /// Reads the clock as a person would: is it a working day's window, or that of the day before?
    fn works(&self, zone: &TimeZone, millis: i64) -> bool {
        let clock = zone.to_datetime(Reference::from_millisecond(millis).unwrap());
        let minutes = i64::from(clock.hour()) * 60 + i64::from(clock.minute());
        let day = usize::try_from(clock.weekday().to_monday_zero_offset()).unwrap();
        let window_of = |day: usize, minutes: i64| {
            let to = if self.to < self.from { self.to + 1440 } else { self.to };
            self.days.contains(&DAYS[day % 7]) && (self.from..to).contains(&minutes)
        };
        window_of(day, minutes) || window_of(day + 6, minutes + 1440)
    }
}

fn workers() -> impl Strategy<Value = (Worker, i64)> {
    let windows = (0_i64..=1440, 0_i64..=1440).prop_filter("no window", |(from, to)| from != to);
    (0..ODD.len(), proptest::sample::subsequence(DAYS.to_vec(), 1..=7), windows, -2000_i64..2000).prop_map(
        |(odd, days, (from, to), minutes)| {
            let (zone, near) = ODD[odd];
            (Worker { zone, days, from, to }, at(near).millis() + minutes * MINUTE)
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn working_time_is_what_the_clock_on_the_wall_says(
        (worker, start) in workers(), length in 0_i64..4000, seconds in 0_i64..60,
    ) {
        let (schedule, zone) = (worker.schedule(), TimeZone::get(worker.zone).unwrap());
        // Offsets of these zones are whole minutes, so every minute is all work or none.
        let start = start - start.rem_euclid(MINUTE);
        let mut worked = 0;
        for minute in 0..length {
            let at = start + minute * MINUTE;
            let works = worker.works(&zone, at);
            prop_assert_eq!(schedule.is_working(moment(at + seconds * 1000)), works, "{}", moment(at));
            worked += i64::from(works) * MINUTE;
        }
        let (from, to) = (moment(start), moment(start + length * MINUTE));
        prop_assert_eq!(schedule.working_time_between(from, to).millis(), worked);
    }

    #[test]
    fn a_deadline_is_the_first_moment_with_enough_work(
        (worker, start) in workers(), clock in prop_oneof![1_i64..1000, 1..200 * HOUR, 1..20_000 * HOUR],
    ) {
        let schedule = worker.schedule();
        let from = moment(start);
        let deadline = schedule.deadline(from, Span::from_millis(clock));
        prop_assert_eq!(schedule.working_time_between(from, deadline).millis(), clock);
        let before = moment(deadline.millis() - 1);
        prop_assert_eq!(schedule.working_time_between(from, before).millis(), clock - 1);
        prop_assert!(schedule.is_working(before), "the last moment is worked");
    }

    #[test]
    fn working_time_adds_up((worker, start) in workers(), a in 0..9000 * HOUR, b in 0..9000 * HOUR) {
        let schedule = worker.schedule();
        let (one, two, three) = (moment(start), moment(start + a), moment(start + a + b));
        let between = |from, to| schedule.working_time_between(from, to).millis();
        prop_assert_eq!(between(one, two) + between(two, three), between(one, three));
        prop_assert_eq!(between(three, one), 0);
    }
}
