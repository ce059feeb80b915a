//! Escalation: what went wrong or got no answer, and what now, by whom, by when.
//!
//! The events so far are folded, in an order of their own, into a climb along the ladder: pure in the
//! policy, the events and `now`. Whoever calls often or seldom gets the same.

mod answers;
mod audited;
mod calls;
mod climb;
mod clocks;
mod compose;
mod conflict;
mod context;
mod events;
mod notices;
mod read;
pub mod retry;
mod scene;
mod simulate;
mod who;

pub use audited::decide;
pub use read::ReadIncident;
pub use simulate::{ReadAnswers, simulate};

use crate::{
    compile::CompiledPolicy,
    model::escalation::{EscalationDecision, NextDecision},
};
use climb::Climb;
use scene::Scene;

/// Decides about an incident.
#[must_use]
pub fn escalate(policy: &CompiledPolicy, read: &ReadIncident) -> EscalationDecision {
    let scene = Scene::new(policy, read, &[], read.incident().now);
    let climb = Climb::of(&scene);
    let deadline = compose::deadline(&climb);
    let next = deadline.map(|deadline| {
        // What follows if the people are asked now, as the answer says, and then nothing happens.
        let asked = compose::asked_now(&climb);
        let later = Scene::new(policy, read, &asked, deadline);
        let climb = Climb::of(&later);
        let (status, action) = (climb.status(), climb.next_action());
        NextDecision { status, action, level: climb.rung, assignee: climb.assignee() }
    });
    compose::compose(&climb, deadline, next)
}
