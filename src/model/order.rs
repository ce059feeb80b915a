//! Sorting whose code stands in the module once, instead of once per type that is sorted.

use std::cmp::Ordering;

/// The items in order; equal ones stay in theirs.
#[must_use]
pub fn sorted<T>(items: Vec<T>, compare: impl Fn(&T, &T) -> Ordering) -> Vec<T> {
    let order = order(items.len(), &|a, b| match (items.get(a), items.get(b)) {
        (Some(a), Some(b)) => compare(a, b),
        _ => Ordering::Equal,
    });
    let mut items: Vec<Option<T>> = items.into_iter().map(Some).collect();
    order.into_iter().filter_map(|index| items.get_mut(index).and_then(Option::take)).collect()
}

fn order(length: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..length).collect();
    order.sort_by(|a, b| compare(*a, *b));
    order
}

/// Texts in the order of their code points, each once.
#[must_use]
pub fn sorted_texts(texts: Vec<&str>) -> Vec<&str> {
    let mut texts = sorted(texts, |a, b| a.cmp(b));
    texts.dedup();
    texts
}
