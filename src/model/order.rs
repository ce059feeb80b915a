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
    let mut order = order(length, compare);
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

fn order(length: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..length).collect();
    order.sort_by(|a, b| compare(*a, *b));
    order
}

/// The number of each of so many things among those that differ: equal things have one number.
#[must_use]
pub fn numbered(length: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let order = order(length, compare);
    let mut numbers = vec![0; length];
    let (mut number, mut before) = (0, None);
    for index in order {
        if before.is_some_and(|before| compare(before, index) != Ordering::Equal) {
            number += 1;
        }
        if let Some(place) = numbers.get_mut(index) {
            *place = number;
        }
        before = Some(index);
    }
    numbers
}

/// Of each text, whether it stands before it already.
#[must_use]
pub fn repeated(texts: &[&str]) -> Vec<bool> {
    let mut seen = vec![false; texts.len()];
    let numbers = numbered(texts.len(), &|a, b| texts.get(a).cmp(&texts.get(b)));
    let stood = |number: usize| seen.get_mut(number).is_some_and(|seen| std::mem::replace(seen, true));
    numbers.into_iter().map(stood).collect()
}

/// Numbers in their order, each once.
#[must_use]
pub fn each_once(numbers: Vec<usize>) -> Vec<usize> {
    let mut numbers = sorted(numbers, |a, b| a.cmp(b));
    numbers.dedup();
    numbers
}

/// Texts in the order of their code points, each once.
#[must_use]
pub fn sorted_texts(texts: Vec<&str>) -> Vec<&str> {
    let mut texts = sorted(texts, |a, b| a.cmp(b));
    texts.dedup();
    texts
}

/// A set of texts that grows: a sorted list of as many as people write, not as machines do.
#[derive(Clone, Debug, Default)]
pub struct TextSet<'a>(Vec<&'a str>);

impl<'a> TextSet<'a> {
    /// Puts a text in; whether it wasn't there.
    pub fn insert(&mut self, text: &'a str) -> bool {
        let place = self.0.binary_search(&text);
        if let Err(place) = place {
            self.0.insert(place, text);
        }
        place.is_err()
    }

    /// Puts all of these in.
    pub fn insert_all(&mut self, texts: &[&'a str]) {
        for text in texts {
            self.insert(text);
        }
    }

    /// Whether this text is in.
    #[must_use]
    pub fn contains(&self, text: &str) -> bool {
        self.0.binary_search(&text).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn the_second_of_a_text_is_told_from_the_first() {
        assert_eq!(repeated(&["b", "a", "b", "c", "b"]), [false, false, true, false, true]);
    }

    #[test]
    fn equal_things_have_one_number() {
        let letters = ["b", "a", "c", "a", "b"];
        assert_eq!(numbered(5, &|a, b| letters[a].cmp(letters[b])), [1, 0, 2, 0, 1]);
        assert_eq!(each_once(vec![3, 1, 3]), [1, 3]);
        let mut set = TextSet::default();
        assert_eq!(["b", "a", "b"].map(|text| set.insert(text)), [true, true, false]);
        assert!(set.contains("a") && !set.contains("c"));
    }
}
