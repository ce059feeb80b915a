//! The way up the ladder: a fold over the events and the moments at which time alone changes something.

use super::{
    calls::{Calls, NextCall},
    clocks::Moment,
    scene::Scene,
    who::Search,
};
use crate::model::{
    TextSet, Timestamp,
    chain::{ChainEntry, ChainKind, EscalationReason, EscalationReasonCode, Why},
    decision::Owner,
    escalation::{EscalationStatus, NextAction, PathStep, Resolution, Settlement, Via},
    incident::{Event, Rung},
    policy::{EscalationAction, ExceptionType, Grade, Impact, Level},
};

/// Where an incident stands on the ladder, and how it got there.
pub(super) struct Climb<'a> {
    pub(super) s: &'a Scene<'a>,
    /// How far time has come.
    pub(super) clock: Timestamp,
    pub(super) rung: Rung,
    pub(super) action: NextAction,
    /// When the rung was entered.
    pub(super) entered: Timestamp,
    /// Who has to answer.
    pub(super) holder: Option<&'a str>,
    /// How the holder was found.
    pub(super) path: Vec<PathStep>,
    /// Who was asked at this rung, and when.
    pub(super) asked: Vec<(&'a str, Timestamp)>,
    /// When somebody asked took it up.
    pub(super) taken_up: Option<Timestamp>,
    /// Notifications for rungs that aren't reached yet: for whom, which, when, the event.
    pub(super) early: Vec<(&'a str, Rung, Timestamp, &'a str)>,
    /// Answers of theirs, which may seem older than what led to the question.
    pub(super) held: Vec<&'a Event>,
    pub(super) rejecters: TextSet<'a>,
    pub(super) lapsed: TextSet<'a>,
    /// How many other approvers were asked after a no.
    pub(super) alternates_used: u32,
    /// Absences told by events.
    pub(super) absences: Vec<(&'a str, Timestamp, Option<Timestamp>)>,
    /// Everybody who was ever asked, and when last.
    pub(super) reached: Vec<(&'a str, Timestamp)>,
    /// Who is to approve at L1.
    pub(super) reminds: Option<&'a str>,
    pub(super) calls: Option<Calls>,
    /// What ends L1 before its clock.
    pub(super) cut: Option<(Timestamp, Why)>,
    pub(super) paused: bool,
    pub(super) outcome: Option<Resolution>,
    /// A granted bypass: by whom, when.
    pub(super) bypass: Option<(&'a str, Timestamp)>,
    /// Its review: by whom, when.
    pub(super) review: Option<(&'a str, Timestamp)>,
    pub(super) chain: Vec<ChainEntry>,
    pub(super) reasons: Vec<EscalationReason>,
}

impl<'a> Climb<'a> {
    /// Climbs as far as the events and the time up to the scene's `now` lead.
    pub(super) fn of(s: &'a Scene<'a>) -> Self {
        let mut climb = Self {
            s,
            clock: s.opened_at,
            rung: Rung::L1,
            action: NextAction::None,
            entered: s.opened_at,
            holder: None,
            path: Vec::new(),
            asked: Vec::new(),
            taken_up: None,
            early: Vec::new(),
            held: Vec::new(),
            rejecters: TextSet::default(),
            lapsed: TextSet::default(),
            alternates_used: 0,
            absences: Vec::new(),
            reached: Vec::new(),
            reminds: s.approvers.first().copied(),
            calls: Calls::of(s),
            cut: None,
            paused: false,
            outcome: None,
            bypass: None,
            review: None,
            chain: Vec::new(),
            reasons: Vec::new(),
        };
        climb.open();
        // What its beginning alone brings, even where that is said to lie ahead (law E13).
        climb.advance(s.opened_at);
        for (until, event) in &s.turns {
            climb.advance(*until);
            climb.obey(event);
        }
        climb.advance(s.now);
        climb.end();
        climb
    }

    fn open(&mut self) {
        let (s, incident) = (self.s, self.s.incident);
        for request in &incident.requests {
            let message = ["`", request.requested_by.as_str(), "` asked for `", request.action.as_str(), "`"];
            let entry = self.entry(request.opened_at, ChainKind::Requested, message.concat());
            self.chain.push(ChainEntry {
                who: Some(request.requested_by.as_str().to_owned()),
                level: None,
                ..entry
            });
        }
        if let Some(error) = &incident.error {
            let message = ["the call failed: ", Calls::sort(s).as_str()].concat();
            let entry = self.entry(error.at, ChainKind::Failed, message);
            self.chain.push(ChainEntry { level: None, ..entry });
        }
        self.reasons.push(EscalationReason {
            code: EscalationReasonCode::Matrix,
            rule: Some(s.row.id.clone()),
            events: Vec::new(),
            message: [
                incident.kind.as_str(),
                " of ",
                incident.severity.as_str(),
                " severity and ",
                incident.impact.as_str(),
                " impact",
                if s.row.origin.is_none() { ": no row matches, so the strictest answer stands" } else { "" },
            ]
            .concat(),
        });
        match incident.kind {
            ExceptionType::Rejection => self.rejecters.insert_all(&s.approvers),
            ExceptionType::Conflict => self.settle_conflict(),
            _ => {}
        }
        if self.outcome.is_some() {
            return;
        }
        let (mut level, mut action) = (s.row.level, opening(s.row.action));
        if action == NextAction::RouteAlternate && incident.kind == ExceptionType::Rejection {
            self.alternates_used = 1;
            if s.plan.alternates == 0 && incident.impact == Impact::High {
                (level, action) = (Level::L3, NextAction::EscalateManager);
            } else if s.plan.alternates == 0 {
                self.rung = Rung::L2;
                let by = s.approvers.first().copied();
                self.settle(Settlement::Rejected, by, s.opened_at, None, Vec::new());
                return;
            }
        }
        let rung = match level {
            Level::L1 => Rung::L1,
            Level::L2 => Rung::L2,
            Level::L3 | Level::L4 => Rung::L3,
        };
        self.enter(rung, action, s.opened_at, "the incident opens here");
    }

    /// Enters a rung.
    pub(super) fn enter(&mut self, rung: Rung, action: NextAction, at: Timestamp, because: &str) {
        // Whoever was reminded and didn't answer has let it lapse.
        if rung != Rung::L1 && self.s.incident.kind == ExceptionType::Timeout {
            self.lapsed.insert_all(&self.s.approvers);
        }
        let again = self.rung == rung;
        (self.rung, self.action, self.entered) = (rung, action, at);
        // Where clocks disagree, the question to the next one may seem older than what led to it.
        let just = std::mem::take(&mut self.asked);
        self.taken_up = None;
        let entry = self.entry(at, ChainKind::Entered, because.to_owned());
        self.chain.push(entry);
        if rung == Rung::L1 {
            return;
        }
        let skew = self.s.plan.skew;
        let kept = |(who, when): &(&'a str, Timestamp)| {
            again && when.plus(skew) >= at && !self.rejecters.contains(who)
        };
        self.asked = just.into_iter().filter(kept).map(|(who, when)| (who, when.max(at))).collect();
        self.pick(at);
        let early = std::mem::take(&mut self.early);
        for (to, of, when, event) in early {
            if of == rung && when.plus(self.s.plan.skew) >= at {
                self.ask(to, when.max(at), event);
            } else {
                self.early.push((to, of, when, event));
            }
        }
        for event in std::mem::take(&mut self.held) {
            self.obey(event);
        }
    }

    /// Looks for somebody to ask.
    pub(super) fn pick(&mut self, at: Timestamp) {
        let search = Search::new(self, at);
        // Of those who were asked already, the first keeps it.
        let asked = search.able.iter().copied().find(|name| self.was_asked(name).is_some());
        let first = asked.or(search.able.first().copied());
        self.path = search.steps;
        self.holder = match (first, self.rung) {
            (None, Rung::End) => self.s.plan.last.last().map(String::as_str),
            (first, _) => first,
        };
    }

    pub(super) fn was_asked(&self, name: &str) -> Option<Timestamp> {
        self.asked.iter().find(|(asked, _)| *asked == name).map(|(_, at)| *at)
    }

    /// Lets time pass.
    fn advance(&mut self, until: Timestamp) {
        while self.outcome.is_none()
            && let Some((at, moment)) = self.next_moment().filter(|(at, _)| *at <= until)
        {
            self.clock = self.clock.max(at);
            match moment {
                Moment::Leave(why, message) => self.leave(why, at, &message, self.above()),
                Moment::HolderLeaves => self.pick(at),
            }
        }
        self.clock = self.clock.max(until);
    }

    /// Leaves a rung for another.
    pub(super) fn leave(&mut self, why: Why, at: Timestamp, message: &str, to: Rung) {
        if why == Why::Clock {
            for (name, _) in &self.asked {
                if !self.rejecters.contains(name) {
                    self.lapsed.insert(name);
                }
            }
        }
        let entry = self.entry(at, ChainKind::Passed, message.to_owned());
        self.chain.push(ChainEntry { why: Some(why), who: self.holder.map(str::to_owned), ..entry });
        self.holder = None;
        self.enter(to, self.action_at(to), at, message);
    }

    /// The rung above.
    pub(super) fn above(&self) -> Rung {
        match self.rung {
            Rung::L1 => Rung::L2,
            Rung::L2 => Rung::L3,
            Rung::L3 if self.may_bypass() => Rung::L4,
            Rung::L3 | Rung::L4 | Rung::End => Rung::End,
        }
    }

    /// A bypass is for critical business, and never for a policy violation.
    pub(super) fn may_bypass(&self) -> bool {
        let incident = self.s.incident;
        incident.kind != ExceptionType::PolicyViolation
            && (incident.severity == Grade::Critical || self.s.plan.critical)
    }

    /// What a rung does, for this type of incident.
    fn action_at(&self, rung: Rung) -> NextAction {
        use ExceptionType as Type;
        match (rung, self.s.incident.kind) {
            (Rung::End, _) => NextAction::PauseWorkflow,
            (_, Type::PolicyViolation) => NextAction::BlockEscalateCompliance,
            (Rung::L4, _) => NextAction::EmergencyBypass,
            (Rung::L3, _) => NextAction::EscalateManager,
            (_, Type::Conflict) => NextAction::PauseBothEscalateOwner,
            (_, Type::SystemFailure) => NextAction::AlertOnCallManualFallback,
            (_, Type::Rejection) => NextAction::RouteAlternate,
            (_, Type::Timeout) => NextAction::EscalateDelegate,
        }
    }

    /// Settles it.
    pub(super) fn settle(
        &mut self,
        how: Settlement,
        by: Option<&str>,
        at: Timestamp,
        note: Option<String>,
        goes_on: Vec<String>,
    ) {
        self.outcome = Some(Resolution {
            how,
            by: by.map(str::to_owned),
            at,
            goes_on,
            original_approver: self.s.approvers.iter().map(|name| (*name).to_owned()).collect(),
            reason: self.reason(),
            note,
        });
    }

    /// Why it is where it is, in a sentence.
    pub(super) fn reason(&self) -> String {
        let passed = self.chain.iter().rev().find(|entry| entry.kind == ChainKind::Passed);
        let opened = || self.reasons.first().map_or_else(String::new, |reason| reason.message.clone());
        passed.map_or_else(opened, |entry| entry.message.clone())
    }

    /// A chain entry at this rung.
    pub(super) fn entry(&self, at: Timestamp, kind: ChainKind, message: String) -> ChainEntry {
        let level = Some(self.rung);
        ChainEntry { at, kind, level, who: None, event: None, why: None, message, note: None }
    }

    /// Whether it is settled, waits for a person, or goes on by itself.
    pub(super) fn status(&self) -> EscalationStatus {
        match (&self.outcome, self.rung) {
            (Some(_), _) => EscalationStatus::Resolved,
            (None, Rung::L1) => EscalationStatus::Automatic,
            _ => EscalationStatus::WaitingOnHuman,
        }
    }

    /// What to do now.
    pub(super) fn next_action(&self) -> NextAction {
        if self.outcome.is_some() {
            return NextAction::None;
        }
        if self.rung == Rung::L1
            && let Some(NextCall::Probe) = self.next_call(self.end_of_l1().0)
        {
            return NextAction::Probe;
        }
        self.action
    }

    /// Who has to answer.
    pub(super) fn assignee(&self) -> Option<Owner> {
        if self.status() != EscalationStatus::WaitingOnHuman {
            return None;
        }
        self.holder.map(|name| self.s.plan.people.owner(name))
    }

    /// The path of somebody whom the host handed it to.
    pub(super) fn reassigned_path(&self, to: &str) -> PathStep {
        let kind = self.s.plan.people.owner(to).kind;
        PathStep {
            id: to.to_owned(),
            kind,
            via: Via::Reassigned,
            of: self.holder.unwrap_or_default().to_owned(),
            passed_over: None,
        }
    }
}

fn opening(action: EscalationAction) -> NextAction {
    use EscalationAction as Action;
    match action {
        Action::RetryExtendedWindow => NextAction::RetryExtendedWindow,
        Action::EscalateDelegate => NextAction::EscalateDelegate,
        Action::RouteAlternate => NextAction::RouteAlternate,
        Action::EscalateDepartmentHead => NextAction::EscalateDepartmentHead,
        Action::EscalateManager => NextAction::EscalateManager,
        Action::PauseBothEscalateOwner => NextAction::PauseBothEscalateOwner,
        Action::RetryBackoff => NextAction::RetryBackoff,
        Action::AlertOnCallManualFallback => NextAction::AlertOnCallManualFallback,
        Action::BlockEscalateCompliance => NextAction::BlockEscalateCompliance,
    }
}
