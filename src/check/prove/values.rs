//! Single values: thresholds out of reach, and the value between two rules that neither takes.

use super::{
    Proof,
    axes::{Axis, Origin, Point, Space, Truth},
    cell::{Cell, Points},
    region::uncovered,
    rules::Rule,
    witness::{Decided, confirmed, moved},
};
use crate::{
    check::{names::conditions, tell},
    condition::{Atom, Expr, Kind, Literal, Outcome, Relation, Slot, Term},
    decide::classify::ask,
    diagnostic::{Code, Pointer},
    model::js_number,
};

/// Comparisons of numbers that no value of the declared range makes true.
pub(super) fn thresholds(space: &Space<'_>, proof: &mut Proof) {
    for (at, condition) in conditions(space.policy) {
        for atom in condition.atoms() {
            one(space, &at, &atom, proof);
        }
    }
}

fn one(space: &Space<'_>, at: &Pointer, atom: &Atom<'_>, proof: &mut Proof) {
    let Some((relation, slot, Literal::Number(limit))) = comparison(atom.expr) else { return };
    let (relation, slot, limit) = (&relation, &slot, &limit);
    let Some(Kind::Number { min, max }) = space.kind(*slot) else { return };
    let Some(axis) = space.of_field(*slot) else { return };
    // Under an odd number of `!` it is the other answer that counts.
    let needed = if atom.negations.is_multiple_of(2) { Truth::True } else { Truth::False };
    let points = space.points_of(axis);
    let reached = |point: &Point| match point {
        Point::Number(number) => {
            number.partial_cmp(limit).is_some_and(|order| relation.holds(order) == (needed == Truth::True))
        }
        _ => false,
    };
    if points.iter().any(reached) {
        return;
    }
    // The value that comes closest.
    let Some(nearest) = points
        .iter()
        .enumerate()
        .filter_map(|(index, point)| match point {
            Point::Number(number) => Some((index, (number - limit).abs())),
            _ => None,
        })
        .min_by(|(_, a), (_, b)| a.total_cmp(b))
    else {
        return;
    };
    let cell = Cell { sides: vec![(axis, Points::one(points.len(), nearest.0))] };
    let refuses = |decided: &Decided| match ask(space.policy, &decided.read, atom.expr) {
        Outcome::True => needed != Truth::True,
        Outcome::False => needed != Truth::False,
        // Money without its currency; its value is refused all the same.
        Outcome::Undetermined(_) => true,
    };
    let Some(decided) = confirmed(space, &cell, &refuses) else { return };
    let path = space.path(*slot);
    let range = match (min, max) {
        (Some(min), Some(max)) => format!("from {} to {}", js_number(*min), js_number(*max)),
        (Some(min), None) => format!("{} and more", js_number(*min)),
        (None, Some(max)) => format!("{} and less", js_number(*max)),
        (None, None) => "a whole number".to_owned(),
    };
    let asked = if needed == Truth::True { *relation } else { relation.opposite() };
    let message =
        format!("`{path} {} {}` is out of reach: `{path}` is {range}", asked.symbol(), js_number(*limit));
    tell(
        &mut proof.findings,
        Code::Unreachable,
        at.clone(),
        message,
        "correct the threshold, or the declared range",
        Some(decided.shown(&[])),
    );
}

/// A field compared with a constant, the sign on the constant's side.
fn comparison(expr: &Expr) -> Option<(Relation, Slot, Literal)> {
    match expr {
        Expr::Compare(relation, Term::Field(slot), Term::Literal(literal)) => {
            Some((*relation, *slot, literal.clone()))
        }
        Expr::Compare(relation, Term::Negate(inner), Term::Literal(Literal::Number(limit))) => {
            match **inner {
                Term::Field(slot) => Some((relation.flipped(), slot, Literal::Number(-limit))),
                _ => None,
            }
        }
        _ => None,
    }
}

/// One end of what a rule takes of a field.
struct End<'r, 'p> {
    rule: &'r Rule<'p>,
    axis: usize,
    slot: Slot,
    /// The first point that isn't taken any more, upwards or downwards.
    point: usize,
}

/// Values that lie alone between two rules.
pub(super) fn gaps(space: &Space<'_>, rules: &[Rule<'_>], proof: &mut Proof) {
    let (mut uppers, mut lowers) = (Vec::new(), Vec::new());
    for rule in rules {
        ends(space, rule, &mut uppers, &mut lowers);
    }
    for upper in &uppers {
        let between = lowers.iter().filter(|lower| {
            (lower.axis, lower.point) == (upper.axis, upper.point) && lower.rule.index != upper.rule.index
        });
        for lower in between {
            if gap(space, rules, upper, lower, proof) {
                break;
            }
        }
    }
}

/// The points at which a rule stops to hold, upwards and downwards.
fn ends<'r, 'p>(
    space: &Space<'_>,
    rule: &'r Rule<'p>,
    uppers: &mut Vec<End<'r, 'p>>,
    lowers: &mut Vec<End<'r, 'p>>,
) {
    let Some(region) = &rule.subject.region else { return };
    let leaves = region.of(Truth::True);
    for (axis, side) in leaves.iter().flat_map(|leaf| &leaf.cell.sides) {
        let Some(Axis { origin: Origin::Field(slot), points, .. }) = space.axis(*axis) else { continue };
        let value = |point: usize| matches!(points.get(point), Some(Point::Number(_) | Point::Time(_)));
        let end = |point| End { rule, axis: *axis, slot: *slot, point };
        let add = |ends: &mut Vec<End<'r, 'p>>, point: usize| {
            let own = ends.iter().rev().take_while(|end| end.rule.index == rule.index);
            let known = own.into_iter().any(|end| (end.axis, end.point) == (*axis, point));
            if !side.has(point) && value(point) && !known {
                ends.push(end(point));
            }
        };
        for point in 0..points.len() {
            if !side.has(point) || !value(point) {
                continue;
            }
            add(uppers, point + 1);
            if let Some(before) = point.checked_sub(1) {
                add(lowers, before);
            }
        }
    }
}

/// Whether the point between two rules is a gap, and tells of it.
fn gap(
    space: &Space<'_>,
    rules: &[Rule<'_>],
    upper: &End<'_, '_>,
    lower: &End<'_, '_>,
    proof: &mut Proof,
) -> bool {
    let (Some(below), Some(above)) = (&upper.rule.subject.region, &lower.rule.subject.region) else {
        return false;
    };
    let count = space.count(upper.axis);
    let at = Points::one(count, upper.point);
    // A rule that isn't analysed may take the value.
    let mut taken: Vec<&Cell> = Vec::new();
    for rule in rules {
        let Some(region) = &rule.subject.region else { return false };
        let stops = region.leaves.iter().filter(|leaf| leaf.truth != Truth::False);
        taken.extend(stops.map(|leaf| &leaf.cell));
    }
    // A number stands for all between two constants; only a single value is a gap.
    if !is_single(space, upper) {
        return false;
    }
    let touches = |cell: &Cell, beside: Option<usize>| {
        cell.side(upper.axis)
            .is_some_and(|side| !side.meets(&at) && beside.is_some_and(|beside| side.has(beside)))
    };
    let elsewhere = |cell: &Cell| {
        let sides = cell.sides.iter().filter(|(axis, _)| *axis != upper.axis).cloned().collect();
        Cell { sides }
    };
    for one in below.of(Truth::True) {
        if !touches(&one.cell, upper.point.checked_sub(1)) {
            continue;
        }
        for two in above.of(Truth::True) {
            if !touches(&two.cell, Some(lower.point + 1)) {
                continue;
            }
            let Some(between) = elsewhere(&one.cell)
                .and(&elsewhere(&two.cell))
                .and_then(|cell| cell.narrowed(upper.axis, &at))
            else {
                continue;
            };
            let quiet = |decided: &Decided| {
                rules.iter().all(|rule| decided.status(&rule.rule.id).is_none())
                    && meets_at(space, upper, lower, decided)
            };
            let mut found = None;
            uncovered(space, &between, &taken, &mut |cell| {
                found = confirmed(space, cell, &quiet);
                found.is_some()
            });
            let Some(decided) = found else { continue };
            let (path, first, second) = (space.path(upper.slot), &upper.rule.rule.id, &lower.rule.rule.id);
            let value = shown(space, upper);
            let message = format!(
                "no rule takes `{path} == {value}`: `{first}` stops just below it, `{second}` begins just above"
            );
            tell(
                &mut proof.findings,
                Code::Gap,
                upper.rule.subject.at.key("when"),
                message,
                "make one of the two include it, with `<=` or `>=`",
                Some(decided.shown(&[])),
            );
            return true;
        }
    }
    false
}

/// Whether the same case a step lower and a step higher is one rule's and the other's, and not both's:
/// a rule that leaves out one value means to.
fn meets_at(space: &Space<'_>, upper: &End<'_, '_>, lower: &End<'_, '_>, at: &Decided) -> bool {
    let beside = |point: Option<usize>| {
        let axis = space.axis(upper.axis)?;
        let value = axis.points.get(point?)?.value()?;
        moved(space.policy, at, space.path(upper.slot), value)
    };
    let (below, above) = (beside(upper.point.checked_sub(1)), beside(Some(lower.point + 1)));
    let (first, second) = (&upper.rule.rule.id, &lower.rule.rule.id);
    below.is_some_and(|below| below.fired(first) && !below.fired(second))
        && above.is_some_and(|above| above.fired(second) && !above.fired(first))
}

/// Whether a point is one value and not all those between two constants.
fn is_single(space: &Space<'_>, end: &End<'_, '_>) -> bool {
    let Some(axis) = space.axis(end.axis) else { return false };
    // Of whole numbers a point may stand for several.
    let number = |point: Option<usize>| match point.and_then(|point| axis.points.get(point)) {
        Some(Point::Number(number)) => *number,
        _ => f64::NAN,
    };
    let (before, own, after) =
        (number(end.point.checked_sub(1)), number(Some(end.point)), number(Some(end.point + 1)));
    let whole = matches!(axis.origin, Origin::Field(slot) if space.is_whole(slot))
        && before + 1.0 == own
        && own + 1.0 == after;
    let constant = |literal: &Literal| match (literal, axis.points.get(end.point)) {
        (Literal::Number(number), Some(Point::Number(point))) => number.abs() == point.abs(),
        (Literal::Time(moment), Some(Point::Time(point))) => moment == point,
        _ => false,
    };
    let atoms = end.rule.rule.when.atoms();
    whole
        || atoms.iter().any(|atom| atom.slots == [end.slot] && atom.constants.iter().any(|one| constant(one)))
}

fn shown(space: &Space<'_>, end: &End<'_, '_>) -> String {
    match space.axis(end.axis).and_then(|axis| axis.points.get(end.point)) {
        Some(Point::Number(number)) => js_number(*number),
        Some(Point::Time(moment)) => format!("timestamp(\"{moment}\")"),
        _ => String::new(),
    }
}
