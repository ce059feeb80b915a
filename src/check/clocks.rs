//! Clocks that run out while nobody is at work (003: every level has its own clock).

use super::{NotAnalysed, tell};
use crate::{
    compile::CompiledPolicy,
    diagnostic::{Code, Diagnostic, Pointer, Stretch, Witness},
    model::{
        Name, Names, Span, entries,
        policy::{Person, Weekday, WorkingHours},
    },
};

const DAY: usize = 24 * 60;
const WEEK: usize = 7 * DAY;

/// Who may be asked at a level: delegates at L2, managers at L3, the executive at L4.
fn people_of<'p>(policy: &'p CompiledPolicy, level: &str) -> Vec<(&'p str, &'p Person)> {
    let document = &policy.document;
    let Some(people) = &document.people else { return Vec::new() };
    let executive = document.escalation.as_ref().and_then(|escalation| escalation.roles.as_ref());
    let executive = Names::of(executive.and_then(|roles| roles.executive.as_ref()));
    let named = |name: &str| match level {
        "L2" => people.iter().any(|(_, person)| {
            Names::of(person.delegate.as_ref()).iter().any(|other| other.as_str() == name)
        }),
        "L3" => people.iter().any(|(_, person)| person.manager.as_ref().map(Name::as_str) == Some(name)),
        _ => executive.iter().any(|other| other.as_str() == name),
    };
    let mut asked = Vec::new();
    for (name, person) in entries(Some(people)) {
        if named(name) {
            asked.push((name.as_str(), person));
        }
    }
    asked
}

/// Levels whose clock is shorter than the time in which none of their people works.
pub(super) fn outside_hours(
    policy: &CompiledPolicy,
    findings: &mut Vec<Diagnostic>,
    open: &mut Vec<NotAnalysed>,
) {
    let ladder = policy.document.escalation.as_ref().and_then(|escalation| escalation.ladder.as_ref());
    let Some(ladder) = ladder else { return };
    for (level, settings) in [("L2", &ladder.l2), ("L3", &ladder.l3), ("L4", &ladder.l4)] {
        let Some(clock) = settings.as_ref().and_then(|settings| settings.clock) else { continue };
        let people = people_of(policy, level);
        let (mut hours, mut names) = (Vec::new(), Vec::new());
        for (name, person) in &people {
            names.push((*name).to_owned());
            hours.extend(&person.working_hours);
        }
        // Whoever has no hours is always there; and where nobody is, the level is passed at once.
        if people.is_empty() || hours.len() < people.len() {
            continue;
        }
        let at = Pointer::root().key("escalation").key("ladder").key(level).key("clock");
        let zone = people.first().and_then(|(_, person)| person.time_zone.as_ref());
        if people.iter().any(|(_, person)| person.time_zone.as_ref() != zone) {
            let question =
                "whether somebody is at work before it runs out: its people are in several time zones";
            open.push(NotAnalysed { path: at, question: question.to_owned() });
            continue;
        }
        let Some((from, minutes)) = longest_gap(&hours) else { continue };
        if clock.millis() >= Span::from_millis(i64::try_from(minutes).unwrap_or(0) * 60_000).millis() {
            continue;
        }
        let (from, until) = (day_and_time(from), day_and_time((from + minutes) % WEEK));
        let message = format!(
            "the clock of {level} ({clock}) can run out while none of its people works: {from} to {until}"
        );
        let witness =
            Stretch { level: level.to_owned(), from: Some(from), until: Some(until), people: names };
        tell(
            findings,
            Code::ClockOutsideHours,
            at,
            message,
            "lengthen it, or name somebody without working hours or with other ones",
            Some(Witness::Stretch(witness)),
        );
    }
}

/// The longest time without anybody at work, from which minute of the week; none if somebody always is.
fn longest_gap(hours: &[&WorkingHours]) -> Option<(usize, usize)> {
    let mut busy = vec![false; WEEK];
    for hours in hours {
        let (from, to) = (minute(hours.from.as_str())?, minute(hours.to.as_str())?);
        // Up to a time before its start means the next day's; the same time, a whole day.
        let length = if to > from { to - from } else { to + DAY - from };
        for day in &hours.days {
            let start = Weekday::ALL.iter().position(|other| other == day)? * DAY + from;
            for minute in start..start + length {
                if let Some(busy) = busy.get_mut(minute % WEEK) {
                    *busy = true;
                }
            }
        }
    }
    // Beginning at the end of some work, so that no gap is cut in two.
    let first =
        (0..WEEK).find(|at| busy.get(*at) == Some(&true) && busy.get((at + 1) % WEEK) == Some(&false))?;
    let (mut longest, mut since) = ((0, 0), first + 1);
    for at in first + 1..=first + WEEK {
        if busy.get(at % WEEK) == Some(&true) {
            if at - since > longest.1 {
                longest = (since % WEEK, at - since);
            }
            since = at + 1;
        }
    }
    Some(longest).filter(|(_, minutes)| *minutes > 0)
}

fn minute(time: &str) -> Option<usize> {
    let (hours, minutes) = time.split_once(':')?;
    Some(hours.parse::<usize>().ok()? * 60 + minutes.get(..2)?.parse::<usize>().ok()?)
}

fn day_and_time(minute: usize) -> String {
    let day = Weekday::ALL.get(minute / DAY).map_or("", |day| day.as_str());
    format!("{day} {:02}:{:02}", minute % DAY / 60, minute % 60)
}
