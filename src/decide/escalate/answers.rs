//! What each event does. What counts for nothing says why.

use super::climb::Climb;
use crate::model::{
    FreeText, Timestamp,
    chain::{ChainEntry, ChainKind, Why},
    decision::OwnerKind,
    escalation::{NextAction, Settlement},
    incident::{Event, Happening, RetryOutcome, Rung},
    policy::{ExceptionType, Impact},
    run::ProbeOutcome,
};

impl<'a> Climb<'a> {
    /// Takes an event into account.
    pub(super) fn obey(&mut self, event: &'a Event) {
        let (at, id) = (event.at, event.id.as_str());
        if self.outcome.is_some() {
            return self.keep(event);
        }
        if self.comes_early(event) {
            return self.held.push(event);
        }
        match &event.what {
            Happening::OutOfOffice { who, until } => self.absent(who.as_str(), at, *until, id),
            Happening::Reassigned { to } => self.reassign(to.as_str(), at, id),
            Happening::Notified { to, level } => self.notified(to.as_str(), *level, at, id),
            Happening::Paused => {
                self.paused = true;
                self.note(at, ChainKind::Paused, id, None, None, "the workflow was paused", None);
            }
            Happening::Resumed => {
                self.paused = false;
                self.note(at, ChainKind::Resumed, id, None, None, "the workflow goes on", None);
            }
            Happening::Probed { outcome } => self.probed(*outcome, at, id),
            Happening::Retried { outcome } => self.retried(*outcome, at, id),
            Happening::Rejected { by, note } => self.rejected(by.as_str(), note.as_ref(), at, id),
            Happening::Resolved => {
                self.note(at, ChainKind::Resolved, id, None, None, "the host settled it", None);
                let all = self.s.ids();
                self.settle(Settlement::Resolved, None, at, None, all);
            }
            Happening::Bypassed { by } => self.bypassed(by.as_str(), at, id),
            Happening::Approved { by, digest, note } => {
                self.approved(by.as_str(), digest.as_str(), note.as_ref(), at, id);
            }
            Happening::Acknowledged { by } => self.acknowledged(by.as_str(), at, id),
            Happening::Reviewed { by } => {
                let why = Why::NothingToDo;
                self.void(at, id, Some(by.as_str()), why, "there is no bypass to review");
            }
        }
    }

    /// Whether it answers a question that was asked at a level not reached yet: where clocks disagree, it
    /// is as little too early as the question.
    fn comes_early(&self, event: &Event) -> bool {
        let (Happening::Approved { by, .. }
        | Happening::Rejected { by, .. }
        | Happening::Acknowledged { by }
        | Happening::Bypassed { by }) = &event.what
        else {
            return false;
        };
        let asked = |(to, _, at, _): &(&str, Rung, Timestamp, &str)| {
            *to == by.as_str() && at.plus(self.s.plan.skew) >= event.at
        };
        self.was_asked(by.as_str()).is_none() && self.early.iter().any(asked)
    }

    /// What comes after the end is kept and not obeyed, but for the review of a bypass.
    fn keep(&mut self, event: &'a Event) {
        let (at, id) = (event.at, event.id.as_str());
        let who = match &event.what {
            Happening::Reviewed { by } => return self.reviewed(by.as_str(), at, id),
            Happening::Approved { by, .. }
            | Happening::Rejected { by, .. }
            | Happening::Bypassed { by }
            | Happening::Acknowledged { by } => Some(by.as_str()),
            Happening::Notified { to, .. } | Happening::Reassigned { to } => Some(to.as_str()),
            Happening::OutOfOffice { who, .. } => Some(who.as_str()),
            _ => None,
        };
        let message = ["`", event.what.kind(), "` came after it was settled"].concat();
        let why = Some(Why::AlreadyAnswered);
        self.note(at, ChainKind::Recorded, id, who, why, &message, None);
    }

    fn absent(&mut self, who: &'a str, at: Timestamp, until: Option<Timestamp>, id: &str) {
        if until.is_some_and(|until| until <= at) {
            return self.void(at, id, Some(who), Why::NothingToDo, "the absence is over as it begins");
        }
        self.absences.push((who, at, until));
        let message = ["`", who, "` is out of office"].concat();
        self.note(at, ChainKind::OutOfOffice, id, Some(who), Some(Why::Away), &message, None);
        // Whoever was reported away before the incident began still is when it does.
        if self.rung == Rung::L1 {
            if self.reminds == Some(who) && until.is_none_or(|until| self.entered < until) {
                self.cut.get_or_insert((at.max(self.entered), Why::Away));
            }
        } else if self.holder == Some(who) && self.is_away(who, self.clock) {
            self.pick(self.clock);
        }
    }

    fn reassign(&mut self, to: &'a str, at: Timestamp, id: &str) {
        let handed_on = self.holder.is_some_and(|holder| {
            self.s.plan.people.owner(holder).kind == OwnerKind::Queue && self.rung != Rung::L1
        });
        if !self.knows(to) && !handed_on {
            return self.void(at, id, Some(to), Why::UnknownName, "the policy knows nobody of this name");
        }
        if let Some(why) = self.gap(to, self.clock) {
            return self.void(at, id, Some(to), why, "can't be asked");
        }
        let message = ["handed to `", to, "`"].concat();
        self.note(at, ChainKind::Reassigned, id, Some(to), None, &message, None);
        if self.rung == Rung::L1 {
            self.reminds = Some(to);
        } else {
            let step = self.reassigned_path(to);
            self.path.push(step);
            self.holder = Some(to);
        }
    }

    fn notified(&mut self, to: &'a str, level: Rung, at: Timestamp, id: &'a str) {
        if level == self.rung && level != Rung::L1 {
            self.ask(to, at, id);
        } else if level > self.rung {
            self.early.push((to, level, at, id));
        } else if level == Rung::L1 && self.rung == Rung::L1 {
            self.reached.push((to, at));
            let message = ["`", to, "` was reminded"].concat();
            self.note(at, ChainKind::Asked, id, Some(to), None, &message, None);
        } else {
            self.void(at, id, Some(to), Why::NotCurrent, "this level is over");
        }
    }

    /// Somebody was asked at the rung where it stands.
    pub(super) fn ask(&mut self, to: &'a str, at: Timestamp, id: &str) {
        if at.plus(self.s.plan.skew) < self.entered {
            return self.void(at, id, Some(to), Why::NotCurrent, "this level wasn't reached yet");
        }
        let at = at.max(self.entered);
        if self.was_asked(to).is_some() {
            self.reached.push((to, at));
            let message = ["`", to, "` was reminded"].concat();
            return self.note(at, ChainKind::Asked, id, Some(to), None, &message, None);
        }
        if self.holder != Some(to) {
            let search = super::who::Search::new(self, self.clock);
            if !search.able.contains(&to) {
                let why = self.gap(to, self.clock).unwrap_or(Why::NotCurrent);
                return self.void(at, id, Some(to), why, "isn't one whom this level asks");
            }
            // An alternate who was asked first has it.
            if self.holder.is_none_or(|holder| self.was_asked(holder).is_none()) {
                self.path = search.steps;
                self.holder = Some(to);
            }
        }
        self.asked.push((to, at));
        self.reached.push((to, at));
        let message = ["`", to, "` was asked"].concat();
        self.note(at, ChainKind::Asked, id, Some(to), None, &message, None);
    }

    fn retried(&mut self, outcome: RetryOutcome, at: Timestamp, id: &str) {
        if self.s.incident.kind == ExceptionType::PolicyViolation {
            return self.never(at, id, "a policy violation is never retried");
        }
        let Some(calls) = &mut self.calls else {
            return self.void(at, id, None, Why::NothingToDo, "there is no call to retry");
        };
        match outcome {
            RetryOutcome::Succeeded => {
                self.note(at, ChainKind::Retried, id, None, None, "a retry went through", None);
                let all = self.s.ids();
                self.settle(Settlement::Retried, None, at, None, all);
            }
            RetryOutcome::Failed => {
                calls.failed_again(at);
                self.note(at, ChainKind::Retried, id, None, None, "a retry failed", None);
            }
        }
    }

    fn probed(&mut self, outcome: ProbeOutcome, at: Timestamp, id: &str) {
        if self.s.incident.kind == ExceptionType::PolicyViolation {
            return self.never(at, id, "a policy violation is never probed");
        }
        let Some(calls) = &mut self.calls else {
            return self.void(at, id, None, Why::NothingToDo, "there is no call to probe");
        };
        match outcome {
            ProbeOutcome::Applied => {
                self.note(at, ChainKind::Probed, id, None, None, "the call had gone through", None);
                let all = self.s.ids();
                self.settle(Settlement::Probed, None, at, None, all);
            }
            ProbeOutcome::NotApplied => {
                calls.had_no_effect(at);
                self.note(at, ChainKind::Probed, id, None, None, "the call had no effect", None);
            }
            ProbeOutcome::Unclear => {
                calls.stays_unclear(at);
                let message = "the probe couldn't tell whether the call went through";
                self.note(at, ChainKind::Probed, id, None, Some(Why::Unclear), message, None);
            }
        }
    }

    fn never(&mut self, at: Timestamp, id: &str, message: &str) {
        self.void(at, id, None, Why::PolicyViolation, message);
    }

    fn acknowledged(&mut self, by: &'a str, at: Timestamp, id: &str) {
        if self.rung == Rung::L1 && self.reminds == Some(by) {
            let message = ["`", by, "` takes care of it"].concat();
            return self.note(at, ChainKind::Acknowledged, id, Some(by), None, &message, None);
        }
        if let Some((why, message)) = self.not_theirs(by) {
            return self.void(at, id, Some(by), why, message);
        }
        // Only the first holds the level, or it could be held for ever.
        self.taken_up.get_or_insert(at);
        let message = ["`", by, "` takes care of it"].concat();
        self.note(at, ChainKind::Acknowledged, id, Some(by), None, &message, None);
    }

    /// Why an answer isn't this person's to give now, if it isn't.
    fn not_theirs(&self, by: &str) -> Option<(Why, &'static str)> {
        if self.s.asked_for_it(by) {
            return Some((Why::Requester, "asked for it and can't answer it"));
        }
        if self.rung != Rung::End && self.rejecters.contains(by) {
            return Some((Why::AlreadyAnswered, "has said no already"));
        }
        if self.rung == Rung::L1 {
            let sole = self.reminds == Some(by)
                && self.s.incident.requests.iter().all(|request| request.approver.as_str() == by)
                || self.reminds == Some(by) && !self.s.approvers.contains(&by);
            return (!sole).then_some((Why::NeverAsked, "was never asked"));
        }
        if self.was_asked(by).is_some() {
            return None;
        }
        let earlier = self.reached.iter().any(|(name, _)| *name == by) || self.lapsed.contains(by);
        Some(match earlier {
            true => (Why::NotCurrent, "was asked, but the time for their answer is over"),
            false => (Why::NeverAsked, "was never asked"),
        })
    }

    fn approved(&mut self, by: &'a str, digest: &str, note: Option<&FreeText>, at: Timestamp, id: &str) {
        if let Some((why, message)) = self.not_theirs(by) {
            return self.void(at, id, Some(by), why, message);
        }
        let all = self.s.incident.requests.len();
        let sides: Vec<usize> = match self.s.digests.iter().position(|known| known == digest) {
            _ if digest == self.s.digest => (0..all).collect(),
            Some(side) if self.s.incident.kind == ExceptionType::Conflict => vec![side],
            _ => {
                let message = "is an approval of something else than what is asked for";
                return self.void(at, id, Some(by), Why::OtherRequest, message);
            }
        };
        if let Some(why) = sides.iter().find_map(|index| self.above_limit(by, *index)) {
            return self.void(at, id, Some(by), why, "lacks the authority for this amount");
        }
        let text = note.map(|note| note.0.clone());
        let message = ["`", by, "` approved"].concat();
        let ids = self.s.ids();
        let goes_on = sides.iter().filter_map(|index| ids.get(*index).cloned()).collect();
        self.note(at, ChainKind::Approved, id, Some(by), None, &message, text.clone());
        // The executive's word at L4 stands in for the missing approval, whatever it is called.
        if self.rung == Rung::L4 {
            self.bypass = Some((by, at));
            self.settle(Settlement::Bypassed, Some(by), at, text, goes_on);
        } else {
            self.settle(Settlement::Approved, Some(by), at, text, goes_on);
        }
    }

    fn rejected(&mut self, by: &'a str, note: Option<&FreeText>, at: Timestamp, id: &str) {
        let text = note.map(|note| note.0.clone());
        let message = ["`", by, "` said no"].concat();
        if self.s.first_no.is_some_and(|first| first.id.as_str() == id) {
            return self.note(at, ChainKind::Rejected, id, Some(by), None, &message, text);
        }
        if let Some((why, message)) = self.not_theirs(by) {
            return self.void(at, id, Some(by), why, message);
        }
        self.note(at, ChainKind::Rejected, id, Some(by), None, &message, text.clone());
        self.rejecters.insert(by);
        let kind = self.s.incident.kind;
        let stands = matches!(kind, ExceptionType::Conflict | ExceptionType::PolicyViolation);
        if stands || !matches!(self.rung, Rung::L1 | Rung::L2) {
            return self.settle(Settlement::Rejected, Some(by), at, text, Vec::new());
        }
        let at = self.clock.max(at);
        if self.s.incident.impact == Impact::High || kind == ExceptionType::SystemFailure {
            self.leave(Why::Rejected, at, &message, Rung::L3);
        } else if self.alternates_used < self.s.plan.alternates {
            self.alternates_used += 1;
            let why = [&message, ", and the policy lets another approver be asked"].concat();
            let entry = self.entry(at, ChainKind::Passed, why.clone());
            self.chain.push(ChainEntry { why: Some(Why::Rejected), who: Some(by.to_owned()), ..entry });
            self.enter(Rung::L2, NextAction::RouteAlternate, at, &why);
        } else {
            self.settle(Settlement::Rejected, Some(by), at, text, Vec::new());
        }
    }

    fn bypassed(&mut self, by: &'a str, at: Timestamp, id: &str) {
        if self.s.incident.kind == ExceptionType::PolicyViolation {
            return self.never(at, id, "a policy violation is never bypassed");
        }
        if self.rung != Rung::L4 {
            let message = "a bypass is granted at L4 and nowhere else";
            return self.void(at, id, Some(by), Why::NotCurrent, message);
        }
        if let Some((why, message)) = self.not_theirs(by) {
            return self.void(at, id, Some(by), why, message);
        }
        let limit = (0..self.s.incident.requests.len()).find_map(|index| self.above_limit(by, index));
        if let Some(why) = limit {
            return self.void(at, id, Some(by), why, "lacks the authority for this amount");
        }
        let message = ["`", by, "` granted an emergency bypass"].concat();
        self.note(at, ChainKind::Bypassed, id, Some(by), None, &message, None);
        self.bypass = Some((by, at));
        let all = self.s.ids();
        self.settle(Settlement::Bypassed, Some(by), at, None, all);
    }

    fn reviewed(&mut self, by: &'a str, at: Timestamp, id: &str) {
        let Some((bypasser, granted)) = self.bypass else {
            return self.void(at, id, Some(by), Why::NothingToDo, "there is no bypass to review");
        };
        if by == bypasser {
            let message = "granted the bypass, so somebody else has to review it";
            return self.void(at, id, Some(by), Why::OwnReview, message);
        }
        if at.plus(self.s.plan.skew) < granted {
            return self.void(at, id, Some(by), Why::NotCurrent, "is a review from before the bypass");
        }
        let message = ["`", by, "` reviewed the bypass"].concat();
        self.note(at, ChainKind::Reviewed, id, Some(by), None, &message, None);
        self.review.get_or_insert((by, at));
    }

    /// What can only be told at the end of the events.
    pub(super) fn end(&mut self) {
        for (to, _, at, id) in std::mem::take(&mut self.early) {
            self.void(at, id, Some(to), Why::NotCurrent, "this level wasn't reached yet");
        }
        for event in std::mem::take(&mut self.held) {
            self.obey(event);
        }
    }

    /// An event that counts for nothing.
    fn void(&mut self, at: Timestamp, id: &str, who: Option<&str>, why: Why, message: &str) {
        let message = match who {
            Some(who) => ["`", who, "`: ", message].concat(),
            None => message.to_owned(),
        };
        self.note(at, ChainKind::Void, id, who, Some(why), &message, None);
    }

    #[expect(clippy::too_many_arguments, reason = "one row of the chain")]
    fn note(
        &mut self,
        at: Timestamp,
        kind: ChainKind,
        id: &str,
        who: Option<&str>,
        why: Option<Why>,
        message: &str,
        note: Option<String>,
    ) {
        let entry = self.entry(at, kind, message.to_owned());
        let (who, event) = (who.map(str::to_owned), Some(id.to_owned()));
        self.chain.push(ChainEntry { who, event, why, note, ..entry });
    }
}
