//! Boxes: for some axes the points that are allowed, for all others any.

/// A set of points of one axis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Points(Vec<u64>);

impl Points {
    /// No point of an axis with this many.
    pub(super) fn none(count: usize) -> Self {
        Self(vec![0; count.div_ceil(64).max(1)])
    }

    /// The points of an axis with this many for which something holds.
    pub(super) fn of(count: usize, holds: &dyn Fn(usize) -> bool) -> Self {
        let mut points = Self::none(count);
        for point in 0..count {
            if holds(point) {
                points.add(point);
            }
        }
        points
    }

    /// Every point of an axis with this many.
    pub(super) fn all(count: usize) -> Self {
        Self::of(count, &|_| true)
    }

    /// One point of an axis with this many.
    pub(super) fn one(count: usize, point: usize) -> Self {
        let mut points = Self::none(count);
        points.add(point);
        points
    }

    pub(super) fn add(&mut self, point: usize) {
        if let Some(word) = self.0.get_mut(point / 64) {
            *word |= 1 << (point % 64);
        }
    }

    pub(super) fn has(&self, point: usize) -> bool {
        self.0.get(point / 64).is_some_and(|word| word >> (point % 64) & 1 == 1)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    pub(super) fn meets(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).any(|(one, other)| one & other != 0)
    }

    pub(super) fn is_within(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).all(|(one, other)| one & !other == 0)
    }

    pub(super) fn and(&self, other: &Self) -> Self {
        self.with(other, |one, other| one & other)
    }

    pub(super) fn or(&self, other: &Self) -> Self {
        self.with(other, |one, other| one | other)
    }

    pub(super) fn without(&self, other: &Self) -> Self {
        self.with(other, |one, other| one & !other)
    }

    fn with(&self, other: &Self, join: fn(u64, u64) -> u64) -> Self {
        let words = self.0.iter().zip(&other.0);
        Self(words.map(|(one, other)| join(*one, *other)).collect())
    }
}

/// A box over the axes: what is allowed on each axis that it names.
// INVARIANT: its sides stand in the order of their axes, each axis once, and none is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) sides: Vec<(usize, Points)>,
}

impl Cell {
    /// What is allowed on an axis; `None` if anything is.
    pub(super) fn side(&self, axis: usize) -> Option<&Points> {
        let at = self.sides.binary_search_by(|(other, _)| other.cmp(&axis)).ok()?;
        self.sides.get(at).map(|(_, points)| points)
    }

    /// This box with only these points of an axis; `None` if nothing is left.
    pub(super) fn narrowed(&self, axis: usize, points: &Points) -> Option<Self> {
        let mut cell = self.clone();
        match cell.sides.binary_search_by(|(other, _)| other.cmp(&axis)) {
            Ok(at) => {
                let (_, side) = cell.sides.get_mut(at)?;
                *side = side.and(points);
                if side.is_empty() {
                    return None;
                }
            }
            Err(_) if points.is_empty() => return None,
            Err(at) => cell.sides.insert(at, (axis, points.clone())),
        }
        Some(cell)
    }

    /// Whether the two have a point in common.
    pub(super) fn meets(&self, other: &Self) -> bool {
        let (mut one, mut two) = (self.sides.iter().peekable(), other.sides.iter().peekable());
        while let (Some((a, left)), Some((b, right))) = (one.peek(), two.peek()) {
            match a.cmp(b) {
                std::cmp::Ordering::Less => drop(one.next()),
                std::cmp::Ordering::Greater => drop(two.next()),
                std::cmp::Ordering::Equal => {
                    if !left.meets(right) {
                        return false;
                    }
                    one.next();
                    two.next();
                }
            }
        }
        true
    }

    /// What the two have in common.
    pub(super) fn and(&self, other: &Self) -> Option<Self> {
        let mut cell = self.clone();
        for (axis, points) in &other.sides {
            cell = cell.narrowed(*axis, points)?;
        }
        Some(cell)
    }

    /// What is left of this box without another, as boxes that have no point in common.
    pub(super) fn without(&self, other: &Self, axis_size: &dyn Fn(usize) -> usize) -> Vec<Self> {
        if !self.meets(other) {
            return vec![self.clone()];
        }
        let (mut left, mut rest) = (Vec::new(), self.clone());
        for (axis, points) in &other.sides {
            let whole = Points::all(axis_size(*axis));
            let outside = rest.side(*axis).unwrap_or(&whole).without(points);
            left.extend(rest.narrowed(*axis, &outside));
            if let Some(inside) = rest.narrowed(*axis, points) {
                rest = inside;
            }
        }
        left
    }
}
