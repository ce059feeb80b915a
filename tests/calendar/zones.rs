//! Every zone against jiff, which reads the same database by itself.

use holdpoint::calendar::{Zone, ZoneSource as _, ZoneTable};
use jiff::{Timestamp as Reference, tz::TimeZone};

use super::support::{table, zone};

fn reference(name: &str) -> TimeZone {
    jiff::tz::db().get(name).unwrap()
}

fn offset(zone: &TimeZone, millis: i64) -> i64 {
    i64::from(zone.to_offset(Reference::from_millisecond(millis).unwrap()).seconds()) * 1000
}

fn year(year: i16) -> i64 {
    let date = jiff::civil::date(year, 1, 1).to_zoned(TimeZone::UTC).unwrap();
    date.timestamp().as_millisecond()
}

/// The changes of the offset between two moments, found by the reference.
fn changes(zone: &TimeZone, from: i64, to: i64) -> Vec<i64> {
    let (mut changes, mut last) = (Vec::new(), offset(zone, from));
    for transition in zone.following(Reference::from_millisecond(from).unwrap()) {
        let at = transition.timestamp().as_millisecond();
        if at >= to {
            break;
        }
        let offset = i64::from(transition.offset().seconds()) * 1000;
        if offset != last {
            changes.push(at);
            last = offset;
        }
    }
    changes
}

#[test]
fn every_zone_changes_when_the_reference_does() {
    let text = table();
    let table = ZoneTable::new(&text);
    let (from, to) = (year(1970), year(2120));
    let (mut names, mut seen) = (0, 0);
    for name in jiff::tz::db().available() {
        let name = name.as_str();
        if name == "Factory" {
            continue;
        }
        names += 1;
        let zone = Zone::parse(&table.line(name).unwrap_or_else(|| panic!("no {name}"))).unwrap();
        let reference = reference(name);
        let changes = changes(&reference, from, to);
        let mut edges = vec![from];
        edges.extend(&changes);
        edges.push(to);
        for pair in edges.windows(2) {
            for at in [pair[0], (pair[0] + pair[1]) / 2, pair[1] - 1] {
                let stretch = zone.stretch(at);
                assert_eq!(stretch.offset, offset(&reference, at), "{name} at {at}");
                // Behind the last edge the next change lies outside of what is compared.
                let mut until = stretch.until;
                // Where the yearly rule begins, a stretch may end without a change.
                while let Some(next) = until.filter(|until| zone.stretch(*until).offset == stretch.offset) {
                    until = zone.stretch(next).until;
                }
                if pair[1] < to {
                    assert_eq!(until, Some(pair[1]), "{name} at {at}");
                } else {
                    assert!(until.is_none_or(|until| until >= to), "{name} at {at}");
                }
            }
        }
        seen += changes.len();
    }
    assert!(names > 590 && seen > 30_000, "{names} zones with {seen} changes");
    assert_eq!(names, table.names().len(), "names that the reference doesn't know");
}

#[test]
fn zones_go_on_until_the_last_year() {
    for name in
        ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "America/Nuuk"]
    {
        let (zone, reference) = (zone(name), reference(name));
        let mut at = year(2120);
        while at < year(9998) {
            assert_eq!(zone.stretch(at).offset, offset(&reference, at), "{name} at {at}");
            // 97 days and a bit, so that every time of the year comes.
            at += 8_390_111_000;
        }
    }
}

#[test]
fn links_are_names_too() {
    for (link, name) in
        [("US/Eastern", "America/New_York"), ("Asia/Calcutta", "Asia/Kolkata"), ("Etc/UTC", "UTC")]
    {
        assert_eq!(zone(link), zone(name), "{link}");
    }
}

#[test]
fn what_is_no_line_is_refused() {
    for line in [
        "",
        "|",
        "||",
        "0|",
        "0|||",
        "x_y|5A|",
        "0||1",
        "0|5|",
        "0|5B|",
        "0|5a|",
        "0|é|",
        "0|-5A|",
        "0|zzzzzzzzzzzzzzA|",
        "zzzzzzzzzzzzzzz||",
        "3c 6o||3c a 5 0 a0 6o 3 5 0",
        "3c 6o||3c d 5 0 a0 6o 3 5 0 6o",
        "3c 6o||3c a 6 0 a0 6o 3 5 0 6o",
        "3c 6o||3c a 5 7 a0 6o 3 5 0 6o",
        "3c 6o||3c a 5 0 a0 6o 3 5 0 6o 1",
        "3c 6o||zzzzzz a 5 0 a0 6o 3 5 0 6o",
        "3c 6o||3c a 5 0 zzzzzzz 6o 3 5 0 6o",
    ] {
        assert_eq!(Zone::parse(line), None, "{line}");
    }
    assert!(Zone::parse("3c 6o||3c a 5 0 a0 6o 3 5 0 6o").is_some());
}
