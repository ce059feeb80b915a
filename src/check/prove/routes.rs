//! Routes are tried in their order: one that never holds, or only where an earlier one does, is dead.

use super::{
    Proof, Subject,
    axes::{Space, Truth},
    cell::Cell,
    region::{Existence, existence},
    rules::NEVER,
    subject,
    witness::{Decided, confirmed},
};
use crate::{
    condition::Outcome,
    decide::classify::ask,
    diagnostic::{Code, Diagnostic, Pointer},
};

/// More boxes than this are left of a route by the earlier ones: it isn't analysed.
const MOST_LEFT: usize = 2_048;

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
            match super::rules::closest(space, region, |decided| !says(own, decided)) {
                Some(decided) => {
                    let message = format!("the route to `{to}` never holds, whatever is known of a case");
                    let finding = Diagnostic::new(Code::NeverHolds, own.at.clone(), message);
                    proof.findings.push(
                        finding
                            .help("parts of it exclude each other or the declared values")
                            .shown_by(decided.shown()),
                    );
                }
                None => proof.open(&own.at, NEVER),
            }
            return;
        }
    }
    let mut left: Vec<Cell> = region.of(Truth::True).map(|leaf| leaf.cell.clone()).collect();
    for (subject, _) in earlier {
        let Some(region) = &subject.region else {
            proof.open(&own.at, DEAD);
            return;
        };
        for taken in region.of(Truth::True) {
            left =
                left.iter().flat_map(|cell| cell.without(&taken.cell, &|axis| space.count(axis))).collect();
            if left.len() > MOST_LEFT {
                proof.open(&own.at, DEAD);
                return;
            }
        }
    }
    let existence = left.iter().map(|cell| existence(space, cell)).max_by_key(|existence| match existence {
        Existence::Certain => 2,
        Existence::Possible => 1,
        Existence::Impossible => 0,
    });
    match existence {
        Some(Existence::Certain) => return,
        Some(Existence::Possible) => {
            proof.open(&own.at, DEAD);
            return;
        }
        Some(Existence::Impossible) | None => {}
    }
    let claim =
        |decided: &Decided| says(own, decided) && earlier.iter().any(|(subject, _)| says(subject, decided));
    match region.of(Truth::True).find_map(|leaf| confirmed(space, &leaf.cell, claim)) {
        Some(decided) => {
            let first = earlier.iter().find(|(subject, _)| says(subject, &decided)).map_or("", |(_, to)| to);
            let message = format!(
                "no case goes to `{to}`: wherever its `when` holds, an earlier route does, as that to `{first}` here"
            );
            let finding = Diagnostic::new(Code::DeadRoute, own.at.clone(), message);
            proof.findings.push(finding.help("move it up, or remove it").shown_by(decided.shown()));
        }
        None => proof.open(&own.at, DEAD),
    }
}
