//! The sections that escalation and rollback use: checked as far as their meaning goes by itself.

use super::{Problems, place};
use crate::{
    diagnostic::{Code, Diagnostic, Pointer},
    model::{
        Currency, Map, Name, Names, Span, entries,
        policy::{LevelSettings, Person, PolicyDocument, Sla},
    },
};

pub(super) fn check(written: &PolicyDocument, document: &PolicyDocument, problems: &mut Problems) {
    if let Some(people) = &document.people {
        let known: Vec<&str> = people.keys().collect();
        for (name, person) in people {
            check_person(name, person, people, &known, problems);
        }
        check_managers(people, problems);
    }
    check_clocks(document, problems);
    check_retry(document, problems);
    check_compensations(written, document, problems);
}

fn check_person(name: &str, person: &Person, people: &Map<Person>, known: &[&str], problems: &mut Problems) {
    let at = place("people", name);
    for delegate in Names::of(person.delegate.as_ref()) {
        if !people.contains_key(delegate.as_str()) {
            problems.unknown_name(at.key("delegate"), "person", delegate.as_str(), known);
        }
    }
    if let Some(manager) = person.manager.as_ref().filter(|manager| !people.contains_key(manager.as_str())) {
        problems.unknown_name(at.key("manager"), "person", manager.as_str(), known);
    }
    for (currency, _) in entries(person.limits.as_ref()) {
        if Currency::new(currency).is_none() {
            let message = format!("`{currency}` is no currency code");
            let diagnostic = Diagnostic::new(Code::BadFormat, at.key("limits").key(currency), message);
            problems.push(diagnostic.expected("three capital letters (ISO 4217)"));
        }
    }
    for (index, absence) in person.out_of_office.as_deref().unwrap_or_default().iter().enumerate() {
        if absence.until.is_some_and(|until| until <= absence.from) {
            let message = "the absence ends before it begins";
            problems.add(Code::Contradiction, at.key("outOfOffice").index(index), message);
        }
    }
    if let Some(hours) = &person.working_hours {
        if person.time_zone.is_none() {
            let diagnostic =
                Diagnostic::new(Code::MissingKey, at.key("timeZone"), "working hours need a time zone");
            problems.push(diagnostic.expected("an IANA time zone such as `Europe/Berlin`"));
        }
        if hours.days.is_empty() {
            problems.add(Code::OutOfRange, at.key("workingHours").key("days"), "no working day at all");
        }
    }
}

/// A chain of managers has to end, or an escalation would go round for ever. Delegates may form a
/// cycle: the walk along them survives it.
fn check_managers(people: &Map<Person>, problems: &mut Problems) {
    for start in people.keys() {
        let (mut chain, mut at) = (vec![start], start);
        while let Some(manager) = people.get(at).and_then(|person| person.manager.as_ref()).map(Name::as_str)
        {
            if manager == start {
                // Each circle is told once, at its first name.
                if chain.iter().all(|name| start <= *name) {
                    let message =
                        format!("the managers go round in a circle: {} → {start}", chain.join(" → "));
                    problems.add(Code::Contradiction, place("people", start).key("manager"), message);
                }
                break;
            }
            if chain.contains(&manager) {
                break;
            }
            chain.push(manager);
            at = manager;
        }
    }
}

/// 003: a bypass is no shortcut.
const LONGEST_REVIEW: i64 = 48 * 3_600_000;

const LONGEST_CLOCK: i64 = 3660 * 86_400_000;

fn check_clocks(document: &PolicyDocument, problems: &mut Problems) {
    let Some(ladder) = document.escalation.as_ref().and_then(|escalation| escalation.ladder.as_ref()) else {
        return;
    };
    let at = place("escalation", "ladder");
    if let Some(review) = ladder.l4.as_ref().and_then(|level| level.review.as_ref())
        && review.within.millis() > LONGEST_REVIEW
    {
        let at = at.key("L4").key("review").key("within");
        problems.add(Code::OutOfRange, at, "a bypass is reviewed within 48 hours");
    }
    let mut positive = |at: Pointer, span: Option<Span>| match span.map_or(1, Span::millis) {
        0 => problems.add(Code::OutOfRange, at, "a clock that runs no time would pass everyone over"),
        1..=LONGEST_CLOCK => {}
        _ => problems.add(Code::OutOfRange, at, "a clock that runs longer than ten years"),
    };
    for (name, level) in [("L1", &ladder.l1), ("L2", &ladder.l2), ("L3", &ladder.l3), ("L4", &ladder.l4)] {
        let at = at.key(name);
        let usual = LevelSettings::default();
        let level = level.as_ref().unwrap_or(&usual);
        positive(at.key("clock"), level.clock);
        positive(at.key("remindEvery"), level.remind_every);
        positive(at.key("acknowledgedClock"), level.acknowledged_clock);
    }
    positive(at.key("end").key("remindEvery"), ladder.end.as_ref().and_then(|end| end.remind_every));
    let none = Sla::default();
    let sla = document.sla.as_ref().unwrap_or(&none);
    for (key, span) in
        [("run", sla.run), ("step", sla.step), ("review", sla.review), ("takeover", sla.takeover)]
    {
        positive(place("sla", key), span);
    }
}

fn check_retry(document: &PolicyDocument, problems: &mut Problems) {
    let Some(retry) = document.escalation.as_ref().and_then(|escalation| escalation.retry.as_ref()) else {
        return;
    };
    let at = place("escalation", "retry");
    if retry.factor.is_some_and(|factor| factor < 1.0) {
        problems.add(Code::OutOfRange, at.key("factor"), "delays that shrink would hammer a failing system");
    }
    if let (Some(base), Some(cap)) = (retry.base, retry.cap)
        && cap < base
    {
        problems.add(Code::Contradiction, at.key("cap"), "the longest delay is shorter than the first");
    }
}

/// A compensation or a probe that the policy itself writes should name an action it knows, where
/// the library has one of a close name: a slip of the pen there is found at the worst moment.
fn check_compensations(written: &PolicyDocument, document: &PolicyDocument, problems: &mut Problems) {
    let known: Vec<&str> = entries(document.actions.as_ref()).iter().map(|(name, _)| name.as_str()).collect();
    for (name, action) in entries(written.actions.as_ref()) {
        for (key, call) in [("compensation", &action.compensation), ("probe", &action.probe)] {
            let Some(call) = call else { continue };
            let target = call.action.as_str();
            if target == name {
                let at = place("actions", name).key(key).key("action");
                problems.add(Code::Contradiction, at, format!("`{name}` can't be its own {key}"));
            } else if !known.contains(&target)
                && let Some(close) = crate::diagnostic::closest(target, &known)
                && close != name
            {
                let at = place("actions", name).key(key).key("action");
                problems.unknown_name(at, "action", target, &known);
            }
        }
    }
}
