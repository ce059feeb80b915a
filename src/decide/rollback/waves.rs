//! In which order: undoing goes against the dependencies, finishing along them, and what can go side
//! by side is in one wave. Wall-clock times have no part in it.

use super::{
    fate::Fate,
    graph::{Graph, Per},
    restore::{Restores, contracted},
    state::{Node, State},
};
use crate::model::{plan::ManualCode, policy::Effect};

/// The steps of each wave; of steps that are undone together only the first.
pub(super) type Waves = Vec<Vec<usize>>;

/// A point of no return of which nobody knows holds all that depends on it; what it depends on is
/// held as behind everything that a person has.
pub(super) fn hold_at_unclear_pivots(graph: &Graph, nodes: &[Node<'_>], fates: &mut Per<Fate>) {
    let unclear = |step: usize| {
        nodes.get(step).is_some_and(|node| {
            let unclear = matches!(node.state, State::Unclear | State::HandedOver);
            unclear && node.action.effect == Some(Effect::Pivot)
        })
    };
    let mut held: Per<Option<usize>> = Per::new(nodes.len(), None);
    for step in graph.order() {
        let by = |below: &usize| held.at(*below).or(unclear(*below).then_some(*below));
        let pivot = graph.dependencies(step).iter().find_map(by);
        held.set(step, pivot);
        if let (Some(pivot), Fate::Undo | Fate::Finish) = (pivot, fates.at(step)) {
            fates.set(step, Fate::Wait(pivot));
        }
    }
}

/// Puts what is to be undone or finished into waves. What can't go yet waits from here on.
pub(super) fn waves(
    graph: &Graph,
    nodes: &[Node<'_>],
    restores: &mut Restores<'_, '_>,
    fates: &mut Per<Fate>,
) -> Waves {
    let leaders = restores.leaders();
    let Ok(groups) = Graph::new(contracted(graph, &leaders)) else {
        // INVARIANT: write-backs that would tie a knot were taken apart.
        debug_assert!(false, "a knot of write-backs");
        return Vec::new();
    };
    hold_undoing(&groups, &leaders, nodes, fates);
    hold_finishing(graph, fates);
    restores.groups.retain(|group| group.members.first().is_some_and(|first| fates.at(*first) == Fate::Undo));

    // The first wave in which a step can be undone: behind all that depend on it.
    let mut level = Per::new(nodes.len(), 0_usize);
    let is = |fates: &Per<Fate>, step: usize, fate: Fate| leaders.at(step) == step && fates.at(step) == fate;
    for step in groups.order().rev() {
        let behind = |above: &usize| level.at(*above) + usize::from(is(fates, *above, Fate::Undo));
        level.set(step, groups.dependents(step).iter().map(behind).max().unwrap_or(0));
    }
    // And in which it can be finished: also behind all that it depends on.
    for step in groups.order() {
        let behind = |below: &usize| match is(fates, *below, Fate::Undo) {
            true => 0,
            false => level.at(*below) + usize::from(is(fates, *below, Fate::Finish)),
        };
        if fates.at(step) != Fate::Undo {
            let first = groups.dependencies(step).iter().map(behind).max().unwrap_or(0);
            level.set(step, level.at(step).max(first));
        }
    }
    let mut waves: Waves = Vec::new();
    for step in 0..nodes.len() {
        if is(fates, step, Fate::Undo) || is(fates, step, Fate::Finish) {
            let wave = level.at(step);
            if waves.len() <= wave {
                waves.resize_with(wave + 1, Vec::new);
            }
            if let Some(wave) = waves.get_mut(wave) {
                wave.push(step);
            }
        }
    }
    waves.retain(|wave| !wave.is_empty());
    waves
}

/// Nothing is undone before what depends on it: what a person has holds back what it depends on.
fn hold_undoing(groups: &Graph, leaders: &Per<usize>, nodes: &[Node<'_>], fates: &mut Per<Fate>) {
    let mut holds: Per<Option<usize>> = Per::new(nodes.len(), None);
    let mut held = Per::new(nodes.len(), None);
    for step in groups.order().rev() {
        let inherited = groups.dependents(step).iter().find_map(|above| holds.at(*above));
        let irreversible =
            nodes.get(step).is_some_and(|node| node.action.effect == Some(Effect::Irreversible));
        let hold = match fates.at(step) {
            Fate::Undo => {
                held.set(step, inherited);
                inherited.map(|_| step)
            }
            // What can't be undone doesn't stop the others from being undone.
            Fate::Manual(ManualCode::Irreversible) => inherited,
            Fate::Manual(ManualCode::Unclear) | Fate::Person if irreversible => inherited,
            Fate::Untouched | Fate::Undone | Fate::Settled => inherited,
            _ => Some(step),
        };
        holds.set(step, hold);
    }
    for (step, leader) in leaders.iter() {
        if let (Fate::Undo, Some(by)) = (fates.at(step), held.at(leader)) {
            fates.set(step, Fate::Wait(by));
        }
    }
}

/// A step goes on where all that it depends on is done.
fn hold_finishing(graph: &Graph, fates: &mut Per<Fate>) {
    for step in graph.order() {
        if fates.at(step) != Fate::Finish {
            continue;
        }
        let (mut wait, mut unsound) = (None, false);
        for below in graph.dependencies(step) {
            match fates.at(*below) {
                Fate::Finished | Fate::Kept(_) | Fate::Settled | Fate::Finish => {}
                Fate::Undone | Fate::Undo | Fate::Untouched => unsound = true,
                Fate::Wait(_) | Fate::Person | Fate::Manual(_) | Fate::Settle => wait = wait.or(Some(*below)),
            }
        }
        match (unsound, wait) {
            (true, _) => fates.set(step, Fate::Manual(ManualCode::UnsoundBase)),
            (false, Some(below)) => fates.set(step, Fate::Wait(below)),
            (false, None) => {}
        }
    }
}
