//! What people should see: every failure leaves something (003: never silently swallow failures).

use super::climb::Climb;
use crate::model::{
    Names, Span, Timestamp,
    chain::{ChainKind, Notice, NoticeKind},
    escalation::{DutyStatus, EscalationStatus, Obligation, Settlement},
    incident::Rung,
    policy::ExceptionType,
};

/// The notices of an answer.
pub(super) fn notices(climb: &Climb<'_>, obligations: &[Obligation]) -> Vec<Notice> {
    let mut list = List { climb, watcher: watcher(climb), notices: Vec::new() };
    list.failures();
    match climb.status() {
        EscalationStatus::Resolved => list.settled(),
        EscalationStatus::Automatic => list.reminder_at_l1(),
        EscalationStatus::WaitingOnHuman => list.question(),
    }
    list.reviews(obligations);
    list.notices
}

/// Who sees failures: whom the action names, else who answers for the workflow.
fn watcher(climb: &Climb<'_>) -> String {
    let actions = climb.s.policy.document.actions.as_ref();
    let named = climb.s.incident.requests.iter().find_map(|request| {
        let notice = actions?.get(request.action.as_str())?.on_failure.as_ref()?;
        Names::as_slice(&notice.notify).first().map(|name| name.as_str().to_owned())
    });
    named.or_else(|| climb.s.plan.watchers.first().cloned()).unwrap_or_else(|| "incidents".to_owned())
}

struct List<'c, 'a> {
    climb: &'c Climb<'a>,
    watcher: String,
    notices: Vec<Notice>,
}

impl List<'_, '_> {
    fn add(
        &mut self,
        id: String,
        kind: NoticeKind,
        to: &str,
        at: Timestamp,
        event: Option<&str>,
        text: &str,
    ) {
        let (to, event, message) = (to.to_owned(), event.map(str::to_owned), text.to_owned());
        self.notices.push(Notice { id, kind, to, at, event, message });
    }

    /// One entry for the incident, one for each failure since.
    fn failures(&mut self) {
        let (climb, watcher) = (self.climb, self.watcher.clone());
        let kind = match climb.s.incident.kind {
            ExceptionType::SystemFailure | ExceptionType::PolicyViolation => NoticeKind::Alert,
            _ => NoticeKind::LogEntry,
        };
        let opened = climb.reasons.first().map_or_else(String::new, |reason| reason.message.clone());
        self.add("incident".to_owned(), kind, &watcher, climb.s.opened_at, None, &opened);
        for entry in &climb.chain {
            let failure = match entry.kind {
                ChainKind::Failed | ChainKind::Rejected | ChainKind::Passed | ChainKind::Void => true,
                ChainKind::Retried | ChainKind::Probed => climb.outcome.as_ref().is_none_or(|outcome| {
                    !matches!(outcome.how, Settlement::Retried | Settlement::Probed) || entry.at < outcome.at
                }),
                ChainKind::Bypassed => true,
                _ => false,
            };
            if failure {
                let id = match (&entry.event, entry.kind) {
                    (Some(event), _) => ["event:", event].concat(),
                    (None, ChainKind::Passed) => {
                        let level = entry.level.map_or("", Rung::as_str);
                        ["passed:", level, ":", &entry.at.to_string()].concat()
                    }
                    (None, _) => "error".to_owned(),
                };
                let event = entry.event.as_deref();
                self.add(id, NoticeKind::LogEntry, &watcher, entry.at, event, &entry.message);
            }
        }
    }

    fn question(&mut self) {
        let climb = self.climb;
        let Some(holder) = climb.holder else { return };
        let level = climb.rung.as_str();
        match climb.was_asked(holder) {
            None => {
                let at = climb.entered.to_string();
                let id = ["ask:", level, ":", holder, ":", &at].concat();
                let text = ["please decide: ", &climb.reason()].concat();
                self.add(id, NoticeKind::Request, holder, climb.s.now, None, &text);
            }
            Some(_) => self.reminder(holder, level),
        }
    }

    fn reminder(&mut self, holder: &str, level: &str) {
        let climb = self.climb;
        // An acknowledgement stops them for its while; the end's go on for ever.
        let every = match climb.rung {
            Rung::End => Some(climb.s.plan.end_every),
            _ => climb.level_clock().and_then(|level| level.remind_every),
        };
        let Some(every) = every else { return };
        let held = climb.taken_up.zip(climb.level_clock()).map(|(at, level)| at.plus(level.acknowledged));
        let last = climb.reached.iter().filter(|(name, _)| *name == holder).map(|(_, at)| *at).max();
        let Some(last) = last else { return };
        let due = last.plus(every).max(held.unwrap_or(last));
        if climb.runs_out().is_none_or(|out| due < out) || climb.rung == Rung::End {
            let id = ["remind:", level, ":", holder, ":", &due.to_string()].concat();
            self.add(id, NoticeKind::Reminder, holder, due, None, "this still waits for your answer");
        }
    }

    /// At L1 the approver is reminded; they were asked when the request was made.
    fn reminder_at_l1(&mut self) {
        let climb = self.climb;
        if climb.s.incident.kind != ExceptionType::Timeout {
            return;
        }
        let Some(who) = climb.reminds else { return };
        let every = climb.level_clock().and_then(|level| level.remind_every).unwrap_or(Span::from_millis(0));
        let taken = climb.chain.iter().any(|entry| entry.kind == ChainKind::Acknowledged);
        let last = climb.reached.iter().filter(|(name, _)| *name == who).map(|(_, at)| *at).max();
        let due = last.map_or(climb.entered, |last| last.plus(every));
        if !taken && due < climb.end_of_l1().0 {
            let id = ["remind:L1:", who, ":", &due.to_string()].concat();
            self.add(id, NoticeKind::Reminder, who, due, None, "this still waits for your answer");
        }
    }

    /// Whoever was to decide, or asked, hears how it ended.
    fn settled(&mut self) {
        let climb = self.climb;
        let Some(outcome) = &climb.outcome else { return };
        let how = ["settled: ", outcome.how.as_str()].concat();
        let text = match &outcome.by {
            Some(by) => [&how, " by `", by, "`"].concat(),
            None => how,
        };
        let mut told: Vec<&str> = Vec::new();
        for request in &climb.s.incident.requests {
            let asked = [request.approver.as_str(), request.requested_by.as_str()];
            for name in asked {
                if outcome.by.as_deref() != Some(name) && !told.contains(&name) {
                    told.push(name);
                }
            }
        }
        for name in told {
            self.add(["inform:", name].concat(), NoticeKind::Inform, name, outcome.at, None, &text);
        }
    }

    fn reviews(&mut self, obligations: &[Obligation]) {
        for duty in obligations.iter().filter(|duty| duty.status != DutyStatus::Done) {
            let text = match duty.status {
                DutyStatus::Overdue => "the review of the emergency bypass is overdue",
                _ => "review the emergency bypass",
            };
            let at = self.climb.bypass.map_or(self.climb.s.now, |(_, at)| at);
            for owner in &duty.owner {
                let id = ["review:", &duty.id, ":", &owner.id, ":", duty.status.as_str()].concat();
                self.add(id, NoticeKind::ReviewTask, &owner.id, at, None, text);
            }
        }
    }
}
