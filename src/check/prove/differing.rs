//! Where the rules of one policy ask for more than those of another.

use super::{
    axes::{Space, Truth},
    cell::Cell,
    points,
    region::{Search, uncovered},
    rules::{Rule, subjects},
    witness::{actions, asked},
};
use crate::{
    compile::CompiledPolicy,
    model::{Lane, Value},
};

/// What the rules of two policies make differently.
#[derive(Default)]
pub(in crate::check) struct Differing {
    /// Boxes in which the rules of one ask for more.
    pub(in crate::check) cells: Vec<Leftover>,
    /// Whether a rule that differs has too many boxes.
    pub(in crate::check) too_rich: bool,
}

/// A box in which the rules of one policy ask for more, as far as a case can be made of it.
pub(in crate::check) struct Leftover {
    /// The actions that it allows.
    pub(in crate::check) actions: Vec<String>,
    /// Fields and their values; none where the field has to be missing.
    pub(in crate::check) values: Vec<(String, Option<Value>)>,
}

/// So many boxes are looked at for a case that both policies decide otherwise.
const MOST_CELLS: usize = 64;

/// Where the rules of two policies with one vocabulary and one library differ.
pub(in crate::check) fn differing(one: &CompiledPolicy, other: &CompiledPolicy) -> Differing {
    let mut conditions = Vec::new();
    for policy in [one, other] {
        conditions.extend(policy.rules.iter().map(|rule| rule.when.expr()));
    }
    let mut space = points::space(one, &conditions);
    let (first, second) = (subjects(&mut space, one), subjects(&mut space, other));
    let mut differing = Differing::default();
    for (rules, others) in [(&first, &second), (&second, &first)] {
        for rule in rules {
            if !others.iter().any(|other| same(rule, other)) {
                beyond(&space, rule, others, &mut differing);
            }
        }
    }
    differing
}

fn same(rule: &Rule<'_>, other: &Rule<'_>) -> bool {
    let (a, b) = (rule.rule, other.rule);
    a.when == b.when && a.lane == b.lane && a.undetermined == b.undetermined
}

/// What a rule asks for beyond all rules of the other policy.
fn beyond(space: &Space<'_>, rule: &Rule<'_>, others: &[Rule<'_>], differing: &mut Differing) {
    let Some(region) = &rule.subject.region else {
        differing.too_rich = true;
        return;
    };
    for leaf in region.leaves.iter().filter(|leaf| leaf.truth != Truth::False) {
        let lane: Lane = rule.lane(leaf.truth);
        let mut taken: Vec<&Cell> = Vec::new();
        for other in others {
            // A rule that isn't analysed covers nothing for certain.
            let Some(region) = &other.subject.region else { continue };
            let strict = region.leaves.iter().filter(|leaf| other.lane(leaf.truth) >= lane);
            taken.extend(strict.map(|leaf| &leaf.cell));
        }
        let search = uncovered(space, &leaf.cell, &taken, &mut |cell| {
            let Some(values) = asked(space, cell) else {
                differing.too_rich = true;
                return false;
            };
            differing.cells.push(Leftover { actions: actions(space, cell), values });
            differing.cells.len() >= MOST_CELLS
        });
        differing.too_rich |= search == Search::GivenUp;
    }
}
