//! Routes are tried in their order: one that never holds, or only where an earlier one does, is dead.

use super::{
    Proof, Subject,
    axes::{Space, Truth},
    cell::Cell,
    region::{Existence, Search, existence, uncovered},
    rules::NEVER,
    subject,
    witness::{Decided, confirmed_in},
};
use crate::{
    check::tell,
    condition::Outcome,
    decide::classify::ask,
    diagnostic::{Code, Pointer},
};

const DEAD: &str = "whether the routes before it leave it any case";

pub(super) fn routes<'p>(space: &mut Space<'p>, proof: &mut Proof) {
    let policy = space.policy;
    let mut earlier: Vec<(Subject<'p>, &str)> = Vec::new();
    for (index, route) in policy.routes.iter().enumerate() {
        let Some(when) = &route.when else { continue };
        let own = subject(space, Pointer::root().key("routes").index(index).key("when"), when);
        one(space, &own, &route.to, &earlier, proof);
        earlier.push((own, &route.to));
    }
}

fn one(space: &Space<'_>, own: &Subject<'_>, to: &str, earlier: &[(Subject<'_>, &str)], proof: &mut Proof) {
    let Some(region) = &own.region else {
        proof.open(&own.at, NEVER);
        proof.open(&own.at, DEAD);
        return;
    };
    let says = |subject: &Subject<'_>, decided: &Decided| {
        ask(space.policy, &decided.read, subject.condition.expr()) == Outcome::True
    };
    match region.ever(Truth::True) {
        Existence::Certain => {}
        Existence::Possible => proof.open(&own.at, NEVER),
        Existence::Impossible => {
            match super::rules::closest(space, region, &|decided| !says(own, decided)) {
                Some(decided) => {
                    let message = format!("the route to `{to}` never holds, whatever is known of a case");
                    tell(
                        &mut proof.findings,
                        Code::NeverHolds,
                        own.at.clone(),
                        message,
                        "parts of it exclude each other or the declared values",
                        Some(decided.shown(&[])),
                    );
                }
                None => proof.open(&own.at, NEVER),
            }
            return;
        }
    }
    let mut taken: Vec<&Cell> = Vec::new();
    for (subject, _) in earlier {
        let Some(region) = &subject.region else {
            proof.open(&own.at, DEAD);
            return;
        };
        taken.extend(region.of(Truth::True).iter().map(|leaf| &leaf.cell));
    }
    let mut unsure = false;
    for leaf in region.of(Truth::True) {
        let search = uncovered(space, &leaf.cell, &taken, &mut |cell| {
            unsure = true;
            existence(space, cell) == Existence::Certain
        });
        match search {
            Search::Found => return,
            Search::Exhausted => {}
            Search::GivenUp => unsure = true,
        }
    }
    if unsure {
        proof.open(&own.at, DEAD);
        return;
    }
    let claim =
        |decided: &Decided| says(own, decided) && earlier.iter().any(|(subject, _)| says(subject, decided));
    match confirmed_in(space, &region.of(Truth::True), &claim) {
        Some(decided) => {
            let first = earlier.iter().find(|(subject, _)| says(subject, &decided)).map_or("", |(_, to)| to);
            let message = format!(
                "no case goes to `{to}`: wherever its `when` holds, an earlier route does, as that to `{first}` here"
            );
            tell(
                &mut proof.findings,
                Code::DeadRoute,
                own.at.clone(),
                message,
                "move it up, or remove it",
                Some(decided.shown(&[])),
            );
        }
        None => proof.open(&own.at, DEAD),
    }
}
