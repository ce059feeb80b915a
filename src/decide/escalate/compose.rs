//! The answer, put together.

use super::{calls::NextCall, climb::Climb, context::context, notices::notices, who::Search};
use crate::model::{
    Name, Span, Timestamp,
    chain::{ChainKind, EscalationReason, EscalationReasonCode, SetAside, Why},
    escalation::{
        DutyStatus, EscalationDecision, EscalationStatus, NextDecision, Obligation, PlannedRetry, Settlement,
    },
    incident::{Event, Happening, Rung},
    policy::{ExceptionType, Jitter},
};

/// When to decide again if nothing happens.
pub(super) fn deadline(climb: &Climb<'_>) -> Option<Timestamp> {
    let now = climb.s.now;
    if climb.outcome.is_some() {
        let duty = obligation(climb)?;
        return match duty.status {
            DutyStatus::Done => None,
            DutyStatus::Open => Some(duty.due_by),
            DutyStatus::Overdue => Some(next_after(duty.due_by, climb.s.plan.end_every, now)),
        };
    }
    match climb.rung {
        Rung::L1 => Some(climb.end_of_l1().0),
        Rung::End => {
            let asked = climb.holder.and_then(|holder| climb.was_asked(holder)).unwrap_or(now);
            Some(next_after(asked, climb.s.plan.end_every, now))
        }
        Rung::L2 | Rung::L3 | Rung::L4 => {
            let clock = climb.level_clock().map_or(climb.s.plan.end_every, |level| level.clock);
            let from = |at| climb.stretched(climb.holder.unwrap_or_default(), at, clock);
            // As if they were asked now; a level's clock that runs already isn't started anew.
            let running = climb.asked.iter().map(|(_, at)| *at).min().map(from).filter(|out| *out > now);
            let out = climb.runs_out().or(running).unwrap_or_else(|| from(now));
            // Whoever leaves before that is somebody else's turn.
            let leaves = climb.holder.and_then(|holder| climb.leaves_after(holder, climb.clock));
            Some(leaves.map_or(out, |leaves| leaves.min(out)))
        }
    }
}

/// The next of the moments `from`, `from + every`, … that is later than `now`.
fn next_after(from: Timestamp, every: Span, now: Timestamp) -> Timestamp {
    let every_millis = every.millis().max(1);
    let passed = now.since(from).millis().max(0) / every_millis;
    from.plus(Span::from_millis(every_millis.saturating_mul(passed.saturating_add(1))))
}

/// The events of a host that asks now whom the answer names.
pub(super) fn asked_now(climb: &Climb<'_>) -> Vec<Event> {
    let Some(holder) = climb.holder.filter(|_| climb.status() == EscalationStatus::WaitingOnHuman) else {
        return Vec::new();
    };
    if climb.was_asked(holder).is_some() {
        return Vec::new();
    }
    let names = (Name::new("now"), Name::new(holder));
    match names {
        (Some(id), Some(to)) => {
            vec![Event { id, at: climb.s.now, what: Happening::Notified { to, level: climb.rung } }]
        }
        _ => Vec::new(),
    }
}

/// The review that a bypass leaves: one, however often it was granted.
pub(super) fn obligation(climb: &Climb<'_>) -> Option<Obligation> {
    let (_, granted) = climb.bypass?;
    let (kind, owner, within) = &climb.s.plan.review;
    let due_by = granted.plus(*within);
    let status = match climb.review {
        Some(_) => DutyStatus::Done,
        None if climb.s.now >= due_by => DutyStatus::Overdue,
        None => DutyStatus::Open,
    };
    Some(Obligation {
        id: [climb.s.incident.id.as_str(), "/", kind].concat(),
        kind: kind.clone(),
        owner: owner.clone(),
        due_by,
        status,
        done_by: climb.review.map(|(by, _)| by.to_owned()),
    })
}

pub(super) fn compose(
    climb: &Climb<'_>,
    deadline: Option<Timestamp>,
    on_deadline: Option<NextDecision>,
) -> EscalationDecision {
    let s = climb.s;
    let status = climb.status();
    let waits = status == EscalationStatus::WaitingOnHuman;
    let asked = climb.holder.and_then(|holder| climb.was_asked(holder)).is_some();
    let alternates = match waits {
        true => {
            Search::new(climb, s.now).able.into_iter().filter(|name| Some(*name) != climb.holder).collect()
        }
        false => Vec::new(),
    };
    let retry = retry(climb);
    let spread = retry.is_some() && s.plan.retry.jitter.is_some_and(|jitter| jitter != Jitter::None);
    let obligations: Vec<Obligation> = obligation(climb).into_iter().collect();
    #[expect(clippy::cast_precision_loss, reason = "milliseconds of at most ten thousand years")]
    let late = s.now.since(climb.entered).millis() as f64;
    EscalationDecision {
        id: s.incident.id.as_str().to_owned(),
        policy: s.policy.stamp.clone(),
        status,
        action: climb.next_action(),
        level: climb.rung,
        assignee: climb.assignee(),
        reminds: climb
            .reminds
            .filter(|_| status == EscalationStatus::Automatic && s.incident.kind == ExceptionType::Timeout)
            .map(str::to_owned),
        alternates: alternates.into_iter().map(|name| s.plan.people.owner(name)).collect(),
        path: if waits { climb.path.clone() } else { Vec::new() },
        request_digest: s.digest.clone(),
        deadline,
        on_deadline,
        late_by: (waits && !asked && late > 0.0).then_some(late),
        notify: notices(climb, &obligations),
        pause: pause(climb),
        chain: climb.chain.clone(),
        context: context(climb),
        reasons: reasons(climb, &obligations),
        resolution: climb.outcome.clone(),
        set_aside: set_aside(climb),
        seed: s.incident.seed.as_ref().filter(|_| spread).map(|seed| seed.0.clone()),
        retry,
        obligations,
        audit: None,
    }
}

fn retry(climb: &Climb<'_>) -> Option<PlannedRetry> {
    if climb.outcome.is_some() || climb.rung != Rung::L1 || climb.paused {
        return None;
    }
    match climb.next_call(climb.end_of_l1().0)? {
        NextCall::Retry(retry) => Some(retry),
        NextCall::Probe | NextCall::Over(..) => None,
    }
}

/// The requests to hold: the sides of a conflict, what violates a rule, what a person refused, and
/// everything at the end.
fn pause(climb: &Climb<'_>) -> Vec<String> {
    let all = climb.s.ids();
    match &climb.outcome {
        Some(outcome) => all.into_iter().filter(|id| !outcome.goes_on.contains(id)).collect(),
        None => {
            let kind = climb.s.incident.kind;
            let holds = matches!(kind, ExceptionType::Conflict | ExceptionType::PolicyViolation);
            if holds || climb.rung == Rung::End { all } else { Vec::new() }
        }
    }
}

fn set_aside(climb: &Climb<'_>) -> Option<Vec<SetAside>> {
    let later = &climb.s.later;
    let aside = later.iter().map(|event| SetAside { id: event.id.as_str().to_owned(), at: event.at });
    (!later.is_empty()).then(|| aside.collect())
}

fn reasons(climb: &Climb<'_>, obligations: &[Obligation]) -> Vec<EscalationReason> {
    let mut reasons = climb.reasons.clone();
    let mut add = |code, events: Vec<String>, message: String| {
        reasons.push(EscalationReason { code, rule: None, events, message });
    };
    for entry in &climb.chain {
        let events = || entry.event.iter().cloned().collect();
        match entry.kind {
            ChainKind::Passed => {
                let level = entry.level.map_or("", Rung::as_str);
                add(EscalationReasonCode::Ladder, events(), [level, " was left: ", &entry.message].concat());
            }
            ChainKind::Void => add(EscalationReasonCode::Void, events(), entry.message.clone()),
            _ => {}
        }
    }
    if climb.outcome.is_none() && climb.rung == Rung::L1 {
        match climb.next_call(climb.end_of_l1().0) {
            Some(NextCall::Probe) => {
                let message = "the call may have gone through: find out before anything else";
                add(EscalationReasonCode::Retry, Vec::new(), message.to_owned());
            }
            Some(NextCall::Retry(_)) if climb.paused => {
                let message = "nothing is retried while the workflow is paused";
                add(EscalationReasonCode::Paused, Vec::new(), message.to_owned());
            }
            _ => {}
        }
    }
    for step in climb.path.iter().filter(|step| step.passed_over == Some(Why::CurrencyNotNamed)) {
        let message = ["`", &step.id, "` has no limit in the amount's currency, so it counts as above it"];
        add(EscalationReasonCode::People, Vec::new(), message.concat());
    }
    if let Some(outcome) = climb.outcome.as_ref().filter(|outcome| outcome.how == Settlement::Rejected) {
        let by = outcome.by.as_deref().unwrap_or_default();
        add(EscalationReasonCode::Ladder, Vec::new(), ["`", by, "` said no, and that stands"].concat());
    }
    if let Some(duty) = obligations.first().filter(|duty| duty.status != DutyStatus::Done) {
        let text = ["the bypass has to be reviewed by ", &duty.due_by.to_string()].concat();
        add(EscalationReasonCode::Obligation, Vec::new(), text);
    }
    if climb.s.opened_at > climb.s.now {
        let message = "it says that it began later than `now`";
        add(EscalationReasonCode::SetAside, Vec::new(), message.to_owned());
    }
    if !climb.s.later.is_empty() {
        let ids = climb.s.later.iter().map(|event| event.id.as_str().to_owned()).collect();
        let message = "these events are later than `now`, so they count for nothing yet";
        add(EscalationReasonCode::SetAside, ids, message.to_owned());
    }
    reasons
}
