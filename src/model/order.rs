//! Sorting whose code stands in the module once, instead of once per type that is sorted.

use std::cmp::Ordering;

/// The items in order; equal ones stay in theirs.
#[must_use]
pub fn sorted<T>(mut items: Vec<T>, compare: impl Fn(&T, &T) -> Ordering) -> Vec<T> {
    let swaps = swaps(items.len(), &|a, b| match (items.get(a), items.get(b)) {
        (Some(a), Some(b)) => compare(a, b),
        _ => Ordering::Equal,
    });
    for (a, b) in swaps {
        items.swap(a, b);
    }
    items
}

/// The swaps, one after the other, that put this many items in order.
fn swaps(length: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<(usize, usize)> {
    let mut order: Vec<usize> = (0..length).collect();
    order.sort_by(|a, b| compare(*a, *b));
    let mut swaps = Vec::new();
    for start in 0..length {
        // Around the circle of places each of which gets what stands in the next; places that were
        // visited point to themselves.
        let mut place = start;
        while let Some(from) = order.get_mut(place).map(|from| std::mem::replace(from, place)) {
            if from == start || from == place {
                break;
            }
            swaps.push((place, from));
            place = from;
        }
    }
    swaps
}

/// Texts in the order of their code points, each once.
#[must_use]
pub fn sorted_texts(texts: Vec<&str>) -> Vec<&str> {
    let mut texts = sorted(texts, |a, b| a.cmp(b));
    texts.dedup();
    texts
}

#[cfg(test)]
mod tests {
    use super::sorted;

    #[test]
    fn every_order_of_five_is_sorted_and_equal_ones_stay_in_theirs() {
        for number in 0..5_usize.pow(5) {
            let digit = |place: usize| number / 5_usize.pow(u32::try_from(place).unwrap()) % 5;
            let items: Vec<(usize, usize)> = (0..5).map(|place| (digit(place), place)).collect();
            let mut expected = items.clone();
            expected.sort_by_key(|(digit, _)| *digit);
            assert_eq!(sorted(items, |a, b| a.0.cmp(&b.0)), expected);
        }
    }
}
