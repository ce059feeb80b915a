//! Where a condition is true, false and open: boxes that have no point in common and cover everything.

use super::{
    axes::{ASSERTED, IN_DRAFT, IN_MESSAGE, Origin, SILENT, Space, Truth},
    cell::{Cell, Points},
    form::Form,
    solve::{Solution, asks_for_one, solve, wanted},
};
use crate::{compile::FieldId, condition::Slot, model::Need};

/// A box all over which a condition has one value.
#[derive(Debug)]
pub(super) struct Leaf {
    pub(super) cell: Cell,
    pub(super) truth: Truth,
    /// Whether a case lies in it for certain; otherwise one may.
    pub(super) certain: bool,
    /// The fields about whose values, which stand for many, it asks something.
    asks: Vec<Slot>,
    /// Whether it asks about signals.
    hears: bool,
}

/// The boxes of one condition.
#[derive(Debug)]
pub(super) struct Region {
    pub(super) leaves: Vec<Leaf>,
    /// A box around all that isn't false.
    hull: Cell,
}

/// More boxes than this aren't looked at: the condition isn't analysed.
const MOST_LEAVES: usize = 1_024;
/// How many boxes may be tried on the way.
const MOST_TRIALS: usize = 8_192;

/// Takes a condition apart; `None` if it has too many boxes.
pub(super) fn region(space: &Space<'_>, form: &Form) -> Option<Region> {
    let (mut leaves, mut open, mut trials) = (Vec::new(), vec![Cell::default()], 0);
    while let Some(cell) = open.pop() {
        trials += 1;
        if trials > MOST_TRIALS || leaves.len() > MOST_LEAVES {
            return None;
        }
        if let Some(truth) = form.settled(&cell) {
            let certain = match existence(space, &cell) {
                Existence::Certain => true,
                Existence::Possible => false,
                Existence::Impossible => continue,
            };
            let (mut asks, mut hears) = (Vec::new(), false);
            for (axis, points) in &cell.sides {
                match space.axis(*axis).map(|axis| &axis.origin) {
                    Some(Origin::Signal(_)) => hears = true,
                    Some(Origin::Question(slot, _)) if asks_for_one(points) => asks.push(*slot),
                    _ => {}
                }
            }
            leaves.push(Leaf { cell, truth, certain, asks, hears });
            continue;
        }
        let (axis, branches) = form.next(&cell)?;
        // The last is looked at first, so they are put down the other way round.
        for points in branches.iter().rev() {
            open.extend(cell.narrowed(axis, points));
        }
    }
    let hull = hull(space, &leaves);
    Some(Region { leaves, hull })
}

/// The least box around all boxes in which it isn't false.
fn hull(space: &Space<'_>, leaves: &[Leaf]) -> Cell {
    let mut hull: Option<Cell> = None;
    for Leaf { cell, .. } in leaves.iter().filter(|leaf| leaf.truth != Truth::False) {
        let Some(hull) = &mut hull else {
            hull = Some(cell.clone());
            continue;
        };
        hull.sides.retain_mut(|(axis, points)| match cell.side(*axis) {
            Some(side) => {
                *points = points.or(side);
                true
            }
            None => false,
        });
    }
    let mut hull = hull.unwrap_or_default();
    hull.sides.retain(|(axis, points)| *points != Points::all(space.count(*axis)));
    hull
}

/// Whether a box holds a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Existence {
    Certain,
    /// It isn't known.
    Possible,
    Impossible,
}

/// Whether a box holds a case, as far as its own axes tell.
pub(super) fn existence(space: &Space<'_>, cell: &Cell) -> Existence {
    let mut existence = Existence::Certain;
    for (axis, points) in &cell.sides {
        match space.axis(*axis).map(|axis| &axis.origin) {
            Some(Origin::Unknown(_)) if !all_three(points) => existence = Existence::Possible,
            // A text that nobody understands, or in which a signal is heard, is hard to make up.
            Some(Origin::Understood(_)) if !points.has(0) => existence = Existence::Possible,
            Some(Origin::Signal(_)) if only_heard(points) => {
                if !can_be_heard(space, cell, points) {
                    return Existence::Impossible;
                }
                existence = Existence::Possible;
            }
            Some(Origin::Field(_)) if only_without_example(space, *axis, points) => {
                existence = Existence::Possible;
            }
            _ => {}
        }
    }
    for (slot, questions) in wanted(space, cell) {
        match solve(space, slot, &questions) {
            Solution::Found(_) => {}
            Solution::None => return Existence::Impossible,
            Solution::Unknown => existence = Existence::Possible,
        }
    }
    existence
}

/// Whether two boxes hold a case together.
pub(super) fn together(space: &Space<'_>, one: &Leaf, other: &Leaf) -> Existence {
    if !one.cell.meets(&other.cell) {
        return Existence::Impossible;
    }
    if (one.hears && other.hears) || one.asks.iter().any(|slot| other.asks.contains(slot)) {
        return one.cell.and(&other.cell).map_or(Existence::Impossible, |cell| existence(space, &cell));
    }
    if one.certain && other.certain { Existence::Certain } else { Existence::Possible }
}

/// Whether a signal is neither silent nor asserted by the host.
pub(super) fn only_heard(points: &Points) -> bool {
    !points.has(SILENT) && !points.has(ASSERTED)
}

/// Whether an action of the box listens where the signal would be heard.
fn can_be_heard(space: &Space<'_>, cell: &Cell, points: &Points) -> bool {
    (points.has(IN_MESSAGE) && listening(space, cell, Need::Message).is_some())
        || (points.has(IN_DRAFT) && listening(space, cell, Need::Draft).is_some())
}

/// The box with only those actions that ask for a text; `None` if there is none.
pub(super) fn listening(space: &Space<'_>, cell: &Cell, need: Need) -> Option<Cell> {
    let action = space.of_field(FieldId::ActionName.slot())?;
    let names = space.axis(action)?.points.as_slice();
    let listens = |index: usize| names.get(index).is_some_and(|name| space.needs(name, need));
    cell.narrowed(action, &Points::of(names.len(), &listens))
}

fn all_three(points: &Points) -> bool {
    points.has(0) && points.has(1) && points.has(2)
}

/// Whether nothing but a text is allowed of which no example is known.
fn only_without_example(space: &Space<'_>, axis: usize, points: &Points) -> bool {
    use super::axes::Point;
    let Some(axis) = space.axis(axis) else { return false };
    let without_example =
        |(index, point): (usize, &Point)| !points.has(index) || matches!(point, Point::OtherText(None));
    axis.points.iter().enumerate().all(without_example)
}

impl Region {
    /// Whether this may be true or open wherever the other is; false is certain, true isn't.
    pub(super) fn may_cover(&self, other: &Self) -> bool {
        let within = |(axis, points): &(usize, Points)| {
            other.hull.side(*axis).is_some_and(|side| side.is_within(points))
        };
        self.hull.sides.iter().all(within)
    }

    /// The boxes of one value.
    pub(super) fn of(&self, truth: Truth) -> Vec<&Leaf> {
        self.leaves.iter().filter(|leaf| leaf.truth == truth).collect()
    }

    /// The boxes in which it holds, and behind them those in which it can't be told.
    pub(super) fn stops(&self) -> Vec<&Leaf> {
        let mut leaves = self.of(Truth::True);
        leaves.extend(self.of(Truth::Open));
        leaves
    }

    /// Whether the condition ever has this value: certainly, possibly, or never.
    pub(super) fn ever(&self, truth: Truth) -> Existence {
        let mut ever = Existence::Impossible;
        for leaf in self.of(truth) {
            if leaf.certain {
                return Existence::Certain;
            }
            ever = Existence::Possible;
        }
        ever
    }
}

/// How the search for what boxes leave of another ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Search {
    /// What was left was what was looked for.
    Found,
    /// All of it was looked at.
    Exhausted,
    /// It was given up.
    GivenUp,
}

/// How many boxes are cut up in one search.
const MOST_CUTS: usize = 20_000;

/// Looks at what a set of boxes leaves of another, piece by piece, until a piece is wanted.
pub(super) fn uncovered(
    space: &Space<'_>,
    cell: &Cell,
    taken: &[&Cell],
    wanted: &mut dyn FnMut(&Cell) -> bool,
) -> Search {
    let taken: Vec<&Cell> = taken.iter().copied().filter(|taken| taken.meets(cell)).collect();
    // Each piece with the first box that it wasn't held against yet.
    let (mut open, mut cuts) = (vec![(cell.clone(), 0)], 0);
    while let Some((piece, from)) = open.pop() {
        let rest = taken.get(from..).unwrap_or_default();
        match rest.iter().position(|taken| taken.meets(&piece)) {
            None => {
                if existence(space, &piece) != Existence::Impossible && wanted(&piece) {
                    return Search::Found;
                }
            }
            Some(at) => {
                let Some(taken) = rest.get(at) else { continue };
                for left in piece.without(taken, &|axis| space.count(axis)) {
                    open.push((left, from + at + 1));
                }
            }
        }
        cuts += 1;
        if cuts > MOST_CUTS {
            return Search::GivenUp;
        }
    }
    Search::Exhausted
}
