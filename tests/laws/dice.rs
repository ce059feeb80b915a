//! Choices read off a list of bytes: what is generated shrinks with the bytes, towards what stands
//! first in every list.

/// A row of choices. Once it is used up every choice is the first.
pub(crate) struct Dice<'b> {
    bytes: std::slice::Iter<'b, u8>,
}

impl<'b> Dice<'b> {
    pub(crate) fn new(bytes: &'b [u8]) -> Self {
        Self { bytes: bytes.iter() }
    }

    /// A number below `sides`.
    pub(crate) fn below(&mut self, sides: usize) -> usize {
        usize::from(self.bytes.next().copied().unwrap_or(0)) % sides
    }

    /// True once in so many throws; never when the row is used up.
    pub(crate) fn once_in(&mut self, sides: usize) -> bool {
        self.below(sides) + 1 == sides
    }

    /// One of these.
    pub(crate) fn of<'a, T: ?Sized>(&mut self, among: &[&'a T]) -> &'a T {
        among[self.below(among.len())]
    }

    /// Some of these, in their order.
    pub(crate) fn some<'a>(&mut self, among: &[&'a str]) -> Vec<&'a str> {
        among.iter().copied().filter(|_| self.once_in(2)).collect()
    }
}
