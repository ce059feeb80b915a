//! Calendars as policies write them.

use std::fs;

use holdpoint::{
    calendar::{Schedule, Zone, ZoneSource as _, ZoneTable},
    model::{Timestamp, policy::Person},
    parse::{Cx, parse_json},
};
use serde_json::{Value as Json, json};

/// The table that `holdpoint/zones` ships.
pub(crate) fn table() -> String {
    fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/pkg/generated/zones.txt")).unwrap()
}

pub(crate) fn zone(name: &str) -> Zone {
    Zone::parse(&ZoneTable::new(&table()).line(name).unwrap_or_else(|| panic!("no {name}"))).unwrap()
}

/// The calendar of a person, as it is written in a policy.
pub(crate) fn schedule(person: &Json) -> Schedule {
    let read: Person = Cx::run(parse_json(&person.to_string()).unwrap()).unwrap();
    Schedule::new(&read, person["timeZone"].as_str().map_or_else(Zone::utc, zone))
}

pub(crate) fn working(zone: &str, days: &[&str], from: &str, to: &str) -> Schedule {
    schedule(&json!({ "timeZone": zone, "workingHours": { "days": days, "from": from, "to": to } }))
}

pub(crate) fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap_or_else(|| panic!("{text}"))
}

pub(crate) fn moment(millis: i64) -> Timestamp {
    Timestamp::from_millis(millis).unwrap()
}
