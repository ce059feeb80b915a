//! One incident of the log, from its first update to its last.

use std::collections::BTreeMap;
use std::error::Error;

use holdpoint::{
    compile::CompiledPolicy,
    decide::escalate::{ReadIncident, escalate},
    model::{
        Name, Timestamp, Value,
        chain::ChainKind,
        escalation::{EscalationDecision, EscalationStatus},
        incident::{Event, Happening, Rung},
    },
};

use crate::log::Row;

/// When the host of the replay comes.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Pace {
    /// At every update and every deadline.
    Prompt,
    /// At updates only.
    Lazy,
}

/// What came out.
#[derive(Default)]
pub(crate) struct Tally {
    pub(crate) decisions: usize,
    pub(crate) statuses: BTreeMap<String, usize>,
    pub(crate) levels: BTreeMap<String, usize>,
    pub(crate) actions: BTreeMap<String, usize>,
    pub(crate) void: BTreeMap<String, usize>,
    pub(crate) back_in_time: usize,
    pub(crate) late: usize,
    pub(crate) escalated: usize,
    pub(crate) mistakes: Vec<String>,
}

pub(crate) fn replay(
    policy: &CompiledPolicy,
    number: &str,
    rows: &[Row],
    pace: Pace,
    tally: &mut Tally,
) -> Result<(), Box<dyn Error>> {
    let Some(first) = rows.first() else { return Ok(()) };
    let mut read = ReadIncident::from_value(incident(number, first), policy)
        .map_err(|problems| format!("{number}: {problems:?}"))?;
    let mut walk = Walk { policy, number, pace, tally, highest: Rung::L1, resolved: false };
    let (mut now, mut before): (Timestamp, Option<&Row>) = (first.opened_at, None);
    let mut last = None;
    for (index, row) in rows.iter().enumerate() {
        if row.at < now {
            walk.tally.back_in_time += 1;
        }
        // Between two updates every deadline that passes is a question of its own.
        if pace == Pace::Prompt {
            read = walk.deadlines(read, now, row.at);
        }
        now = now.max(row.at);
        read = read.later(now, events(index, row, before));
        let decision = walk.decide(&read, now);
        read = walk.asked(read, &decision, now);
        last = Some(decision);
        before = Some(row);
    }
    let highest = walk.highest;
    if let Some(decision) = last {
        for entry in decision.chain.iter().filter(|entry| entry.kind == ChainKind::Void) {
            let why = entry.why.map_or("", |why| why.as_str());
            *tally.void.entry(why.to_owned()).or_default() += 1;
        }
        *tally.statuses.entry(decision.status.as_str().to_owned()).or_default() += 1;
    }
    *tally.levels.entry(highest.as_str().to_owned()).or_default() += 1;
    tally.late += usize::from(rows.iter().any(|row| !row.in_time));
    tally.escalated += usize::from(highest > Rung::L1);
    Ok(())
}

struct Walk<'a> {
    policy: &'a CompiledPolicy,
    number: &'a str,
    pace: Pace,
    tally: &'a mut Tally,
    highest: Rung,
    resolved: bool,
}

impl Walk<'_> {
    fn decide(&mut self, read: &ReadIncident, now: Timestamp) -> EscalationDecision {
        let decision = escalate(self.policy, read);
        self.tally.decisions += 1;
        *self.tally.actions.entry(decision.action.as_str().to_owned()).or_default() += 1;
        let settled = decision.status == EscalationStatus::Resolved;
        let mut mistake = |what: &str| self.tally.mistakes.push(format!("{} at {now}: {what}", self.number));
        if !settled && decision.deadline.is_none_or(|deadline| deadline <= now) {
            mistake("stuck: no deadline ahead");
        }
        if !settled && decision.on_deadline.is_none() {
            mistake("stuck: no next decision");
        }
        if decision.status == EscalationStatus::WaitingOnHuman && decision.assignee.is_none() {
            mistake("it waits for nobody");
        }
        if decision.notify.is_empty() || decision.chain.is_empty() {
            mistake("silent");
        }
        if decision.level < self.highest || self.resolved && !settled {
            mistake("it went back");
        }
        self.highest = self.highest.max(decision.level);
        self.resolved |= settled;
        decision
    }

    /// Asks whom the answer names.
    fn asked(&self, read: ReadIncident, decision: &EscalationDecision, now: Timestamp) -> ReadIncident {
        let Some(assignee) = &decision.assignee else { return read };
        let known = read.incident().events.iter().flatten().any(|event| {
            matches!(&event.what, Happening::Notified { to, level } if to.as_str() == assignee.id && *level == decision.level)
        });
        let count = read.incident().events.as_ref().map_or(0, Vec::len);
        match (Name::new(&format!("asked-{count}")), Name::new(&assignee.id)) {
            (Some(id), Some(to)) if !known => {
                let what = Happening::Notified { to, level: decision.level };
                read.later(now, vec![Event { id, at: now, what }])
            }
            _ => read,
        }
    }

    fn deadlines(&mut self, mut read: ReadIncident, mut now: Timestamp, until: Timestamp) -> ReadIncident {
        debug_assert!(self.pace == Pace::Prompt);
        // The end reminds for ever; two reminders tell as much as a thousand.
        let mut reminders = 0;
        loop {
            let decision = self.decide(&read.later(now, Vec::new()), now);
            read = self.asked(read, &decision, now);
            reminders += usize::from(decision.level == Rung::End);
            let next = decision.deadline.filter(|at| *at < until && *at > now && reminders < 3);
            match next {
                Some(at) if decision.status != EscalationStatus::Resolved => now = at,
                _ => return read,
            }
            read = read.later(now, Vec::new());
        }
    }
}

/// A ticket as an incident: a timeout whose approver is the group that it was given to.
fn incident(number: &str, row: &Row) -> Value {
    let text = |text: &str| Value::Text(text.to_owned());
    let group = if row.group.is_empty() { "service-desk" } else { &row.group };
    let request = [
        ("id", text(number)),
        ("action", text("route_lead")),
        ("requestedBy", text("ticket-system")),
        ("approver", text(group)),
        ("openedAt", Value::Time(row.opened_at)),
    ];
    let severity = match row.priority {
        1 => "critical",
        2 => "high",
        3 => "medium",
        _ => "low",
    };
    let impact = match row.impact {
        1 => "high",
        2 => "medium",
        _ => "low",
    };
    map([
        ("id", text(number)),
        ("type", text("timeout")),
        ("severity", text(severity)),
        ("impact", text(impact)),
        ("requests", Value::List(vec![map(request)])),
        ("now", Value::Time(row.opened_at)),
    ])
}

fn map<const N: usize>(entries: [(&str, Value); N]) -> Value {
    Value::Map(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

/// What changed from one update to the next.
fn events(index: usize, row: &Row, before: Option<&Row>) -> Vec<Event> {
    let mut happened = Vec::new();
    let name = |text: &str| Name::new(text);
    let waited = before.is_some_and(|before| before.state.starts_with("Awaiting"));
    if before.is_some_and(|before| before.reassigned != row.reassigned) {
        happened.extend(name(&row.group).map(|to| Happening::Reassigned { to }));
    }
    let taken = before.is_none_or(|before| before.person != row.person);
    if taken && row.state == "Active" {
        happened.extend(name(&row.person).map(|by| Happening::Acknowledged { by }));
    }
    if row.state.starts_with("Awaiting") && !waited {
        happened.push(Happening::Paused);
    }
    if waited && row.state == "Active" {
        happened.push(Happening::Resumed);
    }
    if row.state == "Resolved" || row.state == "Closed" {
        happened.push(Happening::Resolved);
    }
    let event = |(part, what): (usize, Happening)| {
        Some(Event { id: Name::new(&format!("{index}-{part}"))?, at: row.at, what })
    };
    happened.into_iter().enumerate().filter_map(event).collect()
}
