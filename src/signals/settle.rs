//! What is left of the phrases found in a sentence: negated, meant otherwise, or inside a longer one.

use std::collections::BTreeSet;

use super::automaton::Hit;
use super::engine::Engine;
use super::lexicon::{Effect, Sides};
use super::reader::Place;

/// A phrase that was heard. Offsets are UTF-16 units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Heard {
    pub entry: u32,
    pub start: u32,
    pub end: u32,
    pub negated: bool,
    pub place: Place,
}

/// Moves what was found in a sentence to what was heard.
pub(super) fn settle(
    engine: &Engine,
    found: &mut Vec<Hit>,
    sides: Sides,
    place: Place,
    heard: &mut Vec<Heard>,
) {
    found.retain(|hit| engine.entries.get(hit.entry as usize).is_some_and(|entry| entry.sides & sides != 0));
    if found.is_empty() {
        return;
    }
    let facts = |hit: &Hit| {
        let entry = engine.entries.get(hit.entry as usize);
        entry.map_or((u16::MAX, Effect::Skipped), |entry| (entry.signal, entry.effect))
    };
    // Longer first, and of one length what takes away before what is heard.
    found.sort_unstable_by_key(|hit| {
        let (signal, effect) = facts(hit);
        (signal, hit.start, std::cmp::Reverse(hit.end), effect.is_heard(), hit.entry)
    });
    let first = heard.len();
    for signal in found.chunk_by(|a, b| facts(a).0 == facts(b).0) {
        let of = |effect: Effect| Shields::new(signal.iter().filter(|hit| facts(hit).1 == effect));
        let (skipped, negated, removed) = (of(Effect::Skipped), of(Effect::Negated), of(Effect::Removed));
        // The ends of what is kept, counting and negated: what ends no later lies within.
        let mut kept = [0, 0];
        for hit in signal {
            let effect = facts(hit).1;
            if effect == Effect::Calm && !skipped.cover(hit) && !negated.cover(hit) {
                heard.push(Heard { entry: hit.entry, start: hit.start, end: hit.end, negated: false, place });
            }
            if !effect.is_heard() || skipped.cover(hit) || removed.lie_within(hit) {
                continue;
            }
            let is_negated = negated.cover(hit);
            let Some(covered) = kept.get_mut(usize::from(is_negated)) else { continue };
            if hit.end <= *covered {
                continue;
            }
            *covered = hit.end;
            let (entry, start, end) = (hit.entry, hit.start, hit.end);
            heard.push(Heard { entry, start, end, negated: is_negated, place });
        }
    }
    if let Some(new) = heard.get_mut(first..) {
        new.sort_unstable_by_key(|heard| (heard.start, heard.end, heard.entry));
    }
    found.clear();
}

/// Takes what is mild out of what counts where the text says something calm of the same signal: a
/// happy customer who writes `unfortunately` has a wish, not a grievance.
pub(super) fn soften(engine: &Engine, heard: &mut Vec<Heard>) {
    let entry = |heard: &Heard| engine.entries.get(heard.entry as usize);
    let is = |heard: &Heard, effect: Effect| entry(heard).is_some_and(|entry| entry.effect == effect);
    let calm: BTreeSet<u16> = heard
        .iter()
        .filter(|heard| heard.place == Place::Written && is(heard, Effect::Calm))
        .filter_map(|heard| entry(heard).map(|entry| entry.signal))
        .collect();
    heard.retain(|heard| !is(heard, Effect::Calm));
    for heard in heard {
        heard.negated |=
            is(heard, Effect::Mild) && entry(heard).is_some_and(|entry| calm.contains(&entry.signal));
    }
}

/// Phrases that take away what is heard within them, by their beginning.
struct Shields {
    /// Where each begins, where it ends, and the furthest end so far.
    places: Vec<(u32, u32, u32)>,
}

impl Shields {
    fn new<'a>(hits: impl Iterator<Item = &'a Hit>) -> Self {
        let mut furthest = 0;
        let places = hits.map(|hit| {
            furthest = furthest.max(hit.end);
            (hit.start, hit.end, furthest)
        });
        Self { places: places.collect() }
    }

    /// Whether one of them holds the last word of the phrase: that is the word that `no` negates in
    /// `have no complaints`, though the phrase begins before it.
    fn cover(&self, hit: &Hit) -> bool {
        let before = self.places.partition_point(|(start, _, _)| *start < hit.end);
        let last = before.checked_sub(1).and_then(|last| self.places.get(last));
        last.is_some_and(|(_, _, furthest)| hit.end <= *furthest)
    }

    /// Whether one of them lies within the phrase: who takes `money back` out means `give the money
    /// back` as well.
    fn lie_within(&self, hit: &Hit) -> bool {
        let from = self.places.partition_point(|(start, _, _)| *start < hit.start);
        let inside = self.places.iter().skip(from).take_while(|(start, _, _)| *start < hit.end);
        inside.into_iter().any(|(_, end, _)| *end <= hit.end)
    }
}
