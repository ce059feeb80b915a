//! The clocks of the ladder: when time alone brings something, and what.

use super::{calls::NextCall, climb::Climb};
use crate::{
    compile::LevelClock,
    model::{Span, Timestamp, chain::Why, incident::Rung, policy::Grade},
};

/// What time alone brings.
pub(super) enum Moment {
    /// The rung is left.
    Leave(Why, String),
    /// The holder is away from now on.
    HolderLeaves,
}

impl Climb<'_> {
    /// What time brings next, and when.
    pub(super) fn next_moment(&self) -> Option<(Timestamp, Moment)> {
        match self.rung {
            Rung::L1 => {
                let (at, why, message) = self.end_of_l1();
                Some((at, Moment::Leave(why, message)))
            }
            Rung::L2 | Rung::L3 | Rung::L4 => {
                let Some(holder) = self.holder else {
                    let message = "nobody at this level can be asked".to_owned();
                    return Some((self.clock, Moment::Leave(Why::Nobody, message)));
                };
                let leaves = self.leaves_after(holder, self.clock);
                match (self.runs_out(), leaves) {
                    (Some(out), leaves) if leaves.is_none_or(|leaves| out <= leaves) => {
                        let message = self.unanswered(holder);
                        Some((out, Moment::Leave(Why::Clock, message)))
                    }
                    (_, leaves) => leaves.map(|at| (at, Moment::HolderLeaves)),
                }
            }
            Rung::End => {
                let leaves = self.leaves_after(self.holder?, self.clock)?;
                Some((leaves, Moment::HolderLeaves))
            }
        }
    }

    fn unanswered(&self, who: &str) -> String {
        let clock = self.level_clock().map_or_else(String::new, |level| level.clock.to_string());
        let held = if self.taken_up.is_some() { " and took it up, but gave no answer" } else { "" };
        match self.rung {
            Rung::L1 => {
                let away = if self.is_away(who, self.entered) { ": out of office" } else { "" };
                ["no answer from `", who, "` within ", &clock, away].concat()
            }
            _ if held.is_empty() => ["`", who, "` was asked and gave no answer within ", &clock].concat(),
            _ => ["`", who, "` was asked", held].concat(),
        }
    }

    /// When and why L1 ends if nothing happens.
    pub(super) fn end_of_l1(&self) -> (Timestamp, Why, String) {
        let clock = self.entered.plus(self.level_clock().map_or(Span::from_millis(0), |level| level.clock));
        let who = self.reminds.unwrap_or_default();
        let mut end = match &self.calls {
            None => (clock, Why::Clock, self.unanswered(who)),
            Some(_) => {
                (clock, Why::Clock, "no retry went through before the level's clock ran out".to_owned())
            }
        };
        if let Some(NextCall::Over(at, why, message)) = self.next_call(clock)
            && at.max(self.entered) < end.0
        {
            end = (at.max(self.entered), why, message.to_owned());
        }
        if let Some((at, why)) = self.cut
            && at < end.0
        {
            end = (at, why, ["`", who, "` is out of office"].concat());
        }
        end
    }

    /// What comes next for the failed call, at L1.
    pub(super) fn next_call(&self, end: Timestamp) -> Option<NextCall> {
        self.calls.as_ref().map(|calls| calls.next(self.s, end))
    }

    /// When the holder's time is up, if they were asked.
    pub(super) fn runs_out(&self) -> Option<Timestamp> {
        let asked_at = self.was_asked(self.holder?)?;
        let level = self.level_clock()?;
        let first = self.asked.iter().map(|(_, at)| *at).min()?;
        // The level's clock runs from its first question, so that it ends whoever follows whom. Only
        // one who was asked after it had run out has a whole clock of their own.
        let holder = self.holder?;
        let mut out = self.stretched(holder, first, level.clock);
        if asked_at >= out {
            out = self.stretched(holder, asked_at, level.clock);
        }
        Some(self.taken_up.map_or(out, |at| out.max(at.plus(level.acknowledged))))
    }

    /// When a clock of the rung has run down for somebody. Working hours stretch it where nothing urgent
    /// hangs on it, and never an emergency's.
    pub(super) fn stretched(&self, who: &str, from: Timestamp, clock: Span) -> Timestamp {
        let calm = matches!(self.s.incident.severity, Grade::Low | Grade::Medium);
        match self.s.policy.schedules.get(who) {
            Some(schedule) if calm && self.rung != Rung::L4 => schedule.deadline(from, clock),
            _ => from.plus(clock),
        }
    }

    /// The clocks of the rung.
    pub(super) fn level_clock(&self) -> Option<LevelClock> {
        self.s.plan.levels.get(self.rung as usize).copied()
    }
}
