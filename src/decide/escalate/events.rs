//! The order of events: by time, and where clocks may disagree by kind.

use std::collections::VecDeque;

use crate::model::{
    Span, Timestamp,
    incident::{EVENT_KINDS, Event},
    sorted,
};

/// Whose turn it is where clocks may disagree, by the kinds of [`EVENT_KINDS`]: who is there, who was asked,
/// what the systems say, what people answer, what they take up, what they review. Answers stay in the order
/// of their times: one that comes later never takes an earlier one back (law E13).
const TURN_OF_KIND: [usize; EVENT_KINDS.len()] = [0, 1, 2, 3, 3, 4, 4, 5, 5, 5, 5, 6, 7];

/// An event, and how far time has come when its turn is.
pub(super) type Turn<'a> = (Timestamp, &'a Event);

/// The events in order. Of those within `skew` of the earliest one left, the kind that comes first
/// has its turn (see [`TURN_OF_KIND`]); within a turn the earlier, then the kind, then the lesser id. So
/// no event overtakes one that is more than `skew` older, and the order in which they were given is
/// forgotten.
pub(super) fn in_order<'a>(events: impl Iterator<Item = &'a Event>, skew: Span) -> Vec<Turn<'a>> {
    let key = |event: &Event| (event.at, event.what.rank(), event.id.clone());
    let all = sorted(events.collect(), |a: &&Event, b: &&Event| key(a).cmp(&key(b)));
    let count = all.len();
    let mut queues: Vec<VecDeque<&Event>> = EVENT_KINDS.iter().map(|_| VecDeque::new()).collect();
    for event in all {
        let turn = TURN_OF_KIND.get(event.what.rank()).copied().unwrap_or_default();
        if let Some(queue) = queues.get_mut(turn) {
            queue.push_back(event);
        }
    }
    let mut turns = Vec::with_capacity(count);
    while let Some(earliest) = queues.iter().filter_map(|queue| queue.front()).map(|event| event.at).min() {
        let within = earliest.plus(skew);
        let next = queues
            .iter_mut()
            .find(|queue| queue.front().is_some_and(|event| event.at <= within))
            .and_then(VecDeque::pop_front);
        match next {
            Some(event) => turns.push((earliest, event)),
            None => break,
        }
    }
    turns
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Name, incident::Happening, incident::Rung};

    fn event(id: &str, second: i64, what: Happening) -> Event {
        Event {
            id: Name::new(id).unwrap(),
            at: Timestamp::from_millis(1_800_000_000_000 + second * 1000).unwrap(),
            what,
        }
    }

    #[test]
    fn kinds_come_first_only_where_clocks_may_disagree() {
        let name = |text| Name::new(text).unwrap();
        let asked = || Happening::Notified { to: name("a"), level: Rung::L2 };
        let taken = || Happening::Acknowledged { by: name("a") };
        let events = [
            event("late", 100, taken()),
            event("ack", 0, taken()),
            event("asked", 4, asked()),
            event("again", 9, asked()),
            event("end", 98, Happening::Resolved),
        ];
        let ids = |events: &[Event]| {
            let turns = in_order(events.iter(), Span::from_millis(5000));
            turns.iter().map(|(_, event)| event.id.as_str().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(ids(&events), ["asked", "ack", "again", "end", "late"]);
        let mut other = events.to_vec();
        other.reverse();
        assert_eq!(ids(&events), ids(&other));
    }
}
