//! What is left of the phrases found in a sentence: negated, meant otherwise, or inside a longer one.

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
    found.sort_by_key(|hit| {
        let (signal, effect) = facts(hit);
        (signal, hit.start, std::cmp::Reverse(hit.end), effect == Effect::Heard, hit.entry)
    });
    let first = heard.len();
    for signal in found.chunk_by(|a, b| facts(a).0 == facts(b).0) {
        let (mut skipped, mut negated, mut removed) = (0, 0, (0, 0));
        // The ends of what is kept, counting and negated: what ends no later lies within.
        let mut kept = [0, 0];
        for hit in signal {
            match facts(hit).1 {
                Effect::Skipped => skipped = skipped.max(hit.end),
                Effect::Negated => negated = negated.max(hit.end),
                Effect::Removed => removed = (hit.start, hit.end),
                Effect::Heard => {
                    let is_negated = hit.end <= negated;
                    let Some(covered) = kept.get_mut(usize::from(is_negated)) else { continue };
                    if hit.end <= skipped || removed == (hit.start, hit.end) || hit.end <= *covered {
                        continue;
                    }
                    *covered = hit.end;
                    let (entry, start, end) = (hit.entry, hit.start, hit.end);
                    heard.push(Heard { entry, start, end, negated: is_negated, place });
                }
            }
        }
    }
    if let Some(new) = heard.get_mut(first..) {
        new.sort_by_key(|heard| (heard.start, heard.end));
    }
    found.clear();
}
