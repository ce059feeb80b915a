//! What would happen: walks forward over each deadline, asking whom each answer names.

use super::{ReadIncident, escalate};
use crate::{
    compile::CompiledPolicy,
    diagnostic::Diagnostic,
    model::{
        FreeText, Name, Timestamp, Value,
        escalation::{EscalationDecision, EscalationStatus},
        incident::{Event, Happening, Rung},
        simulation::{AnswerKind, SimulatedAnswer, Simulation, SimulationStep},
    },
    parse::Cx,
};

/// The answers that people and systems give in a simulation.
#[derive(Clone, Debug, Default)]
pub struct ReadAnswers(Vec<SimulatedAnswer>);

impl ReadAnswers {
    /// Reads answers as they came from a host.
    ///
    /// # Errors
    ///
    /// Every problem.
    pub fn from_value(value: Value) -> Result<Self, Vec<Diagnostic>> {
        Cx::run::<Option<Vec<SimulatedAnswer>>>(value).map(|answers| Self(answers.unwrap_or_default()))
    }
}

/// No ladder is longer, whatever its answers are.
const MOST_STEPS: usize = 500;

/// Decides again and again, over every deadline and every answer, until it is settled or the ladder ends.
#[must_use]
pub fn simulate(policy: &CompiledPolicy, read: &ReadIncident, answers: &ReadAnswers) -> Simulation {
    let mut walk = Walk { read: read.clone(), answers: answers.0.clone(), due: Vec::new(), made: 0 };
    let (mut steps, mut ended) = (Vec::new(), false);
    while steps.len() < MOST_STEPS {
        let now = walk.read.incident().now;
        let decision = escalate(policy, &walk.read);
        let events = walk.react(&decision, now);
        let asked = !events.is_empty();
        let next = walk.next(&decision, asked, now);
        steps.push(SimulationStep { at: now, decision, events: events.clone() });
        let Some((at, event)) = next else {
            ended = true;
            break;
        };
        let mut more = events;
        more.extend(event);
        walk.read = walk.read.later(at, more);
    }
    let last = steps.last().map(|step| &step.decision);
    Simulation {
        id: read.incident().id.as_str().to_owned(),
        policy: policy.stamp.clone(),
        status: last.map_or(EscalationStatus::WaitingOnHuman, |decision| decision.status),
        ended,
        steps,
    }
}

struct Walk {
    read: ReadIncident,
    answers: Vec<SimulatedAnswer>,
    /// Answers on their way.
    due: Vec<(Timestamp, Happening)>,
    made: usize,
}

impl Walk {
    /// What the host does at once: it asks whom the answer names. Their own answers get on their way.
    fn react(&mut self, decision: &EscalationDecision, now: Timestamp) -> Vec<Event> {
        let digest = Name::new(&decision.request_digest);
        if let Some(retry) = &decision.retry
            && let Some(answer) = self.take(AnswerKind::Retried, None)
            && let Some(outcome) = answer.retry_outcome()
        {
            self.due.push((retry.at.max(now), Happening::Retried { outcome }));
        }
        if decision.action == crate::model::escalation::NextAction::Probe
            && let Some(answer) = self.take(AnswerKind::Probed, None)
            && let Some(outcome) = answer.probe_outcome()
        {
            self.due.push((now.plus(answer.after), Happening::Probed { outcome }));
        }
        if !decision.obligations.is_empty()
            && let Some(answer) = self.take(AnswerKind::Reviewed, None)
            && let Some(by) = answer.by
        {
            self.due.push((now.plus(answer.after), Happening::Reviewed { by }));
        }
        let mut events = Vec::new();
        let whom = match (&decision.assignee, &decision.reminds) {
            (Some(assignee), _) => Name::new(&assignee.id),
            (None, Some(reminded)) => Name::new(reminded),
            (None, None) => None,
        };
        let Some(whom) = whom else { return events };
        if decision.assignee.is_some() && self.unasked(&whom, decision.level) {
            let what = Happening::Notified { to: whom.clone(), level: decision.level };
            events.push(self.event(now, what));
        } else if decision.assignee.is_some() {
            return events;
        }
        while let Some(answer) = self.take_of(&whom) {
            let at = now.plus(answer.after);
            let (by, note) = (whom.clone(), answer.note.clone().map(FreeText));
            let what = match answer.kind {
                AnswerKind::Approved => digest.clone().map(|digest| Happening::Approved { by, digest, note }),
                AnswerKind::Rejected => Some(Happening::Rejected { by, note }),
                AnswerKind::Acknowledged => Some(Happening::Acknowledged { by }),
                AnswerKind::Bypassed => Some(Happening::Bypassed { by }),
                AnswerKind::Retried | AnswerKind::Probed | AnswerKind::Reviewed => None,
            };
            self.due.extend(what.map(|what| (at, what)));
        }
        events
    }

    fn unasked(&self, whom: &Name, level: Rung) -> bool {
        !self.read.incident().events().iter().any(|event| {
            matches!(&event.what, Happening::Notified { to, level: at } if to == whom && *at == level)
        })
    }

    fn event(&mut self, at: Timestamp, what: Happening) -> Event {
        self.made += 1;
        let text = ["simulated-", &self.made.to_string()].concat();
        // INVARIANT: the text is a name, so the incident's own id never stands in.
        let id = Name::new(&text).unwrap_or_else(|| self.read.incident().id.clone());
        Event { id, at, what }
    }

    /// The next moment: an answer's, or the deadline's. None once all is done.
    fn next(
        &mut self,
        decision: &EscalationDecision,
        asked: bool,
        now: Timestamp,
    ) -> Option<(Timestamp, Option<Event>)> {
        let first = self.due.iter().enumerate().min_by_key(|(index, (at, _))| (*at, *index));
        let first = first.map(|(index, (at, _))| (index, *at));
        let own = self.read.incident().events().iter().map(|event| event.at).filter(|at| *at > now).min();
        let over = decision.status == EscalationStatus::Resolved
            || decision.level == Rung::End && !asked && decision.assignee.is_some();
        let deadline = decision.deadline.filter(|_| !over);
        let soonest = [deadline, own].into_iter().flatten().min();
        match (first, soonest) {
            (Some((index, at)), soonest) if soonest.is_none_or(|soonest| at <= soonest) => {
                let (at, what) = self.due.remove(index);
                let event = self.event(at, what);
                Some((at.max(now), Some(event)))
            }
            (_, soonest) => soonest.map(|at| (at, None)),
        }
    }

    fn take(&mut self, kind: AnswerKind, by: Option<&Name>) -> Option<SimulatedAnswer> {
        let index = self
            .answers
            .iter()
            .position(|answer| answer.kind == kind && (by.is_none() || answer.by.as_ref() == by))?;
        Some(self.answers.remove(index))
    }

    fn take_of(&mut self, whom: &Name) -> Option<SimulatedAnswer> {
        let index = self
            .answers
            .iter()
            .position(|answer| answer.by.as_ref() == Some(whom) && answer.kind != AnswerKind::Reviewed)?;
        Some(self.answers.remove(index))
    }
}
