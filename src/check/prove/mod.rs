//! What the conditions of a policy say of all cases at once.
//!
//! Two values that no condition tells apart stand for each other, so every field has finitely many
//! points ([`axes`], [`points`]) and every condition is true, false and open in finitely many boxes
//! of them ([`form`], [`region`]). Questions about all cases become questions about boxes
//! ([`rules`], [`routes`], [`values`]). What is claimed has a witness, and the engine decides it
//! before it is told ([`witness`]). What is too rich stays open: it is listed, never guessed at.

mod absence;
mod axes;
mod cell;
mod differing;
mod form;
mod points;
mod region;
mod routes;
mod rules;
mod sample;
mod shape;
mod solve;
mod values;
pub(super) mod witness;

pub(super) use differing::{Leftover, differing};
pub(super) use sample::sample;

use holdpoint_derive::Json;
use serde::Serialize;

use self::{
    axes::Space,
    region::{Region, region},
};
use crate::{
    compile::CompiledPolicy,
    condition::Condition,
    diagnostic::{Diagnostic, Pointer},
};

/// A question about a condition to which no answer was found.
#[derive(Clone, Debug, PartialEq, Serialize, Json)]
#[cfg_attr(feature = "generate", derive(ts_rs::TS), ts(export_to = "types.ts"))]
pub struct NotAnalysed {
    /// The condition's place.
    pub path: Pointer,
    /// What can't be told about it.
    pub question: String,
}

/// A condition of the policy with its place and its boxes.
struct Subject<'p> {
    at: Pointer,
    condition: &'p Condition,
    /// `None` if it has too many boxes.
    region: Option<Region>,
}

/// What was proved, and what wasn't.
#[derive(Default)]
pub(super) struct Proof {
    pub(super) findings: Vec<Diagnostic>,
    pub(super) open: Vec<NotAnalysed>,
}

impl Proof {
    fn open(&mut self, at: &Pointer, question: &str) {
        let open = NotAnalysed { path: at.clone(), question: question.to_owned() };
        if !self.open.contains(&open) {
            self.open.push(open);
        }
    }
}

/// Proves what can be proved about a policy's rules and routes.
pub(super) fn prove(policy: &CompiledPolicy) -> Proof {
    let conditions = policy.rules.iter().map(|rule| &rule.when);
    let conditions = conditions.chain(policy.routes.iter().filter_map(|route| route.when.as_ref()));
    let expressions: Vec<_> = conditions.map(Condition::expr).collect();
    let mut space = points::space(policy, &expressions);
    let mut proof = Proof::default();
    let rules = rules::subjects(&mut space, policy);
    absence::absences(&space, &rules, &mut proof);
    absence::money(&space, &rules, &mut proof);
    rules::alone(&space, &rules, &mut proof);
    rules::superfluous(&space, &rules, &mut proof);
    rules::contradictions(&space, &rules, &mut proof);
    routes::routes(&mut space, &mut proof);
    values::thresholds(&space, &mut proof);
    values::gaps(&space, &rules, &mut proof);
    proof
}

fn subject<'p>(space: &mut Space<'p>, at: Pointer, condition: &'p Condition) -> Subject<'p> {
    let form = space.form(condition.expr());
    let region = region(space, &form);
    Subject { at, condition, region }
}
