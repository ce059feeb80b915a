//! What a condition is evaluated against, and what comes out.

use super::vocabulary::Slot;
use crate::model::Timestamp;

/// The values of a case, by slot.
pub trait Facts {
    /// What is known of a field. A fact of another kind than the vocabulary promised, or a number
    /// that isn't finite, counts as missing.
    fn fact(&self, slot: Slot) -> Fact<'_>;

    /// Whether the field is there, which is all that `has()` sees.
    fn present(&self, slot: Slot) -> bool;
}

/// What is known of one field.
#[derive(Clone, Copy)]
pub enum Fact<'a> {
    /// Nothing; to blame is this slot, which need not be the one that was asked for.
    Missing(Slot),
    /// `true` or `false`.
    Bool(bool),
    /// A finite number.
    Number(f64),
    /// A text.
    Text(&'a str),
    /// A moment.
    Time(Timestamp),
    /// A list of texts, known whole or in part.
    List {
        /// What is in it for certain.
        items: &'a dyn Items,
        /// What else might be in it depends on these; empty if the list is known whole.
        unfinished: &'a [Slot],
    },
}

/// The entries of a list.
pub trait Items {
    /// How many there are.
    fn count(&self) -> usize;

    /// The entry at an index below the count.
    fn item(&self, index: usize) -> Option<&str>;
}

impl<T: AsRef<str>> Items for Vec<T> {
    fn count(&self) -> usize {
        self.len()
    }

    fn item(&self, index: usize) -> Option<&str> {
        self.get(index).map(AsRef::as_ref)
    }
}

impl<T: AsRef<str>> Items for &[T] {
    fn count(&self) -> usize {
        self.len()
    }

    fn item(&self, index: usize) -> Option<&str> {
        self.get(index).map(AsRef::as_ref)
    }
}

pub(super) fn each(items: &dyn Items) -> impl Iterator<Item = &str> {
    (0..items.count()).filter_map(|index| items.item(index))
}

/// What a condition says of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It holds, whatever the missing facts are.
    True,
    /// It doesn't hold, whatever the missing facts are.
    False,
    /// It hangs on facts that are missing: these, in order and each once.
    Undetermined(Vec<Slot>),
}
