//! The calendars of the people who can be asked.

use super::{Problems, place};
use crate::{
    calendar::{Schedule, Zone, ZoneSource},
    diagnostic::{Code, Diagnostic, Pointer, closest},
    model::{
        Map, entries,
        policy::{Person, PolicyDocument},
    },
};

/// The calendar of everyone in `people`. Where `zones` is missing and somebody's zone is named, that is
/// a problem, once.
pub(super) fn schedules(
    document: &PolicyDocument,
    zones: Option<&dyn ZoneSource>,
    problems: &mut Problems,
) -> Map<Schedule> {
    let mut schedules = Map::default();
    let mut without_zones = None;
    for (name, person) in entries(document.people.as_ref()) {
        check_hours(name, person, problems);
        let zone = person.time_zone.as_ref().and_then(|zone| {
            let at = place("people", name).key("timeZone");
            let Some(zones) = zones else {
                without_zones.get_or_insert((at, zone.as_str()));
                return None;
            };
            find(zone.as_str(), zones).map_err(|problem| problems.push(problem(at))).ok()
        });
        schedules.push(name.to_owned(), Schedule::new(person, zone.unwrap_or_else(Zone::utc)));
    }
    if let Some((at, zone)) = without_zones {
        let message = format!("`{zone}` can't be looked up: the policy is compiled without time zones");
        problems.push(Diagnostic::new(Code::ZonesNotGiven, at, message).help(
            "import { zones } from \"holdpoint/zones\", and compile with Policy.compile(document, { zones })",
        ));
    }
    schedules
}

fn check_hours(name: &str, person: &Person, problems: &mut Problems) {
    let Some(hours) = &person.working_hours else { return };
    if hours.from.minutes() == hours.to.minutes() {
        let at = place("people", name).key("workingHours").key("to");
        let message = "the working day ends when it begins";
        problems
            .push(Diagnostic::new(Code::OutOfRange, at, message).help("the whole day is `00:00` to `24:00`"));
    }
}

fn find(name: &str, zones: &dyn ZoneSource) -> Result<Zone, impl FnOnce(Pointer) -> Diagnostic> {
    zones.line(name).as_deref().and_then(Zone::parse).ok_or_else(|| {
        let message = format!("unknown time zone `{name}`");
        let names = zones.names();
        let meant = meant(name, &names).map(str::to_owned);
        |at| {
            let mut problem = Diagnostic::new(Code::UnknownName, at, message);
            problem.suggestion = meant;
            problem.expected("a name of the IANA time zone database, such as `Europe/Berlin`")
        }
    })
}

/// The zone that is meant: many write the city alone.
fn meant<'n>(name: &str, names: &'n [String]) -> Option<&'n str> {
    let city = name.replace(' ', "_");
    let of_city =
        |known: &&str| known.rsplit_once('/').is_some_and(|(_, known)| known.eq_ignore_ascii_case(&city));
    let known: Vec<&str> = names.iter().map(String::as_str).collect();
    known.iter().copied().find(of_city).or_else(|| closest(name, &known))
}
