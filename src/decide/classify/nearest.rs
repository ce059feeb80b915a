//! What would make the lane less strict: changes of data, smallest by inclusion (law C6).
//!
//! First every set of one change is tried, then every set of two, and so on, while the number of
//! trials allows; so the first that works has no smaller one inside. Past that number a set that
//! works is built up rule by rule and thinned out again.

use super::judge::Cause;
use super::{
    ReadCase,
    judge::{Judgement, judge},
    knobs::{Knob, knobs},
    situation::Situation,
};
use crate::{
    condition::Subject,
    model::{
        Lane,
        decision::{Change, Nearest},
    },
};

/// How many trials the small sets may take, each a whole decision without listening again.
const TRIALS: usize = 20_000;
/// How many trials one rule may take by itself.
const TRIALS_OF_ONE: usize = 4_096;
/// Sets up to this size are thinned out over all their parts.
const THINNED_WHOLE: usize = 12;

/// A candidate of a knob: which knob, which of its values.
type Turn = (usize, usize);

struct Search<'s, 'a> {
    s: &'s Situation<'a>,
    read: &'s ReadCase,
    knobs: Vec<Knob>,
    lane: Lane,
}

/// The nearest less strict lane; none in lane `automate`.
pub(super) fn nearest(s: &Situation<'_>, read: &ReadCase, judgement: &Judgement<'_>) -> Option<Nearest> {
    if judgement.lane == Lane::Automate {
        return None;
    }
    let search = Search { s, read, knobs: knobs(s, judgement), lane: judgement.lane };
    let (mut blocked, mut open) = (Vec::new(), Vec::new());
    for raised in judgement.raised.iter().filter(|raised| raised.lane == judgement.lane) {
        match search.can_move(&raised.cause) {
            Some(true) => {}
            Some(false) => blocked.push(raised.cause.id().to_owned()),
            None => open.push(raised.cause.id().to_owned()),
        }
    }
    Some(if !blocked.is_empty() {
        Nearest::Blocked { rules: blocked }
    } else if !open.is_empty() {
        Nearest::NotAnalysed { rules: open }
    } else if let Some(turns) = search.smallest().or_else(|| search.built_up(judgement)) {
        search.told(&turns)
    } else {
        Nearest::NotAnalysed { rules: judgement.rules(&|raised| raised.lane == judgement.lane) }
    })
}

impl Search<'_, '_> {
    /// What stands in the way after these turns: the ids of the causes at the lane or above it.
    fn standing(&self, turns: &[Turn]) -> (Lane, Vec<String>) {
        let mut changed = self.read.clone();
        for knob_and_value in turns {
            if let Some((knob, value)) = self.turn(*knob_and_value) {
                knob.apply(value, &mut changed, self.s);
            }
        }
        let situation = Situation::new(self.s.policy, &changed.case, &changed.inputs, self.s.heard);
        let judgement = judge(&situation);
        (judgement.lane, judgement.rules(&|raised| raised.lane >= self.lane))
    }

    fn works(&self, turns: &[Turn]) -> bool {
        self.standing(turns).0 < self.lane
    }

    fn turn(&self, (knob, value): Turn) -> Option<(&Knob, &crate::model::Value)> {
        let knob = self.knobs.get(knob)?;
        Some((knob, knob.values.get(value)?))
    }

    /// Whether a cause can be moved by its own fields; `None` where that can't be told.
    fn can_move(&self, cause: &Cause<'_>) -> Option<bool> {
        let id = cause.id();
        let own = self.knobs_of(id);
        let mut trials = 0;
        let found = self.first_of(&own, own.len(), &mut trials, TRIALS_OF_ONE, &|turns| {
            !self.standing(turns).1.iter().any(|standing| standing == id)
        });
        match (found, cause) {
            (Some(_), _) => Some(true),
            // A sum or a comparison of two fields has more values to try than its constants.
            (None, Cause::Rule(rule))
                if rule.when.atoms().iter().any(|atom| atom.subject == Subject::Mixed) =>
            {
                None
            }
            (None, _) if trials >= TRIALS_OF_ONE => None,
            (None, _) => Some(false),
        }
    }

    fn knobs_of(&self, id: &str) -> Vec<usize> {
        let own =
            self.knobs.iter().enumerate().filter(|(_, knob)| knob.moves.iter().any(|cause| cause == id));
        own.map(|(index, _)| index).collect()
    }

    fn smallest(&self) -> Option<Vec<Turn>> {
        let all: Vec<usize> = (0..self.knobs.len()).collect();
        self.first_of(&all, all.len(), &mut 0, TRIALS, &|turns| self.works(turns))
    }

    /// The first set of turns of these knobs that does it, small sets first.
    fn first_of(
        &self,
        knobs: &[usize],
        largest: usize,
        trials: &mut usize,
        most: usize,
        does: &dyn Fn(&[Turn]) -> bool,
    ) -> Option<Vec<Turn>> {
        (1..=largest).find_map(|size| {
            let mut turns = Vec::with_capacity(size);
            self.extend(knobs, size, &mut turns, trials, most, does).then_some(turns)
        })
    }

    /// Extends `turns` to `size` turns that do it. Its depth is bounded by the number of knobs that
    /// the trials allow for, which is small.
    fn extend(
        &self,
        knobs: &[usize],
        size: usize,
        turns: &mut Vec<Turn>,
        trials: &mut usize,
        most: usize,
        does: &dyn Fn(&[Turn]) -> bool,
    ) -> bool {
        if turns.len() == size {
            *trials += 1;
            return does(turns);
        }
        for (position, knob) in knobs.iter().enumerate() {
            let values = self.knobs.get(*knob).map_or(0, |knob| knob.values.len());
            for value in 0..values {
                if *trials >= most {
                    return false;
                }
                turns.push((*knob, value));
                let rest = knobs.get(position + 1..).unwrap_or_default();
                if rest.len() >= size - turns.len() && self.extend(rest, size, turns, trials, most, does) {
                    return true;
                }
                turns.pop();
            }
        }
        false
    }

    /// Turns found rule by rule, then thinned out until no part of them does it.
    fn built_up(&self, judgement: &Judgement<'_>) -> Option<Vec<Turn>> {
        let mut turns: Vec<Turn> = Vec::new();
        for _ in 0..=judgement.raised.len() {
            let (lane, standing) = self.standing(&turns);
            if lane < self.lane {
                return Some(self.thinned(turns));
            }
            let next = standing.iter().find_map(|id| {
                let own: Vec<usize> = self
                    .knobs_of(id)
                    .into_iter()
                    .filter(|knob| turns.iter().all(|turn| turn.0 != *knob))
                    .collect();
                self.first_of(&own, own.len(), &mut 0, TRIALS_OF_ONE, &|more| {
                    let together = [turns.as_slice(), more].concat();
                    self.standing(&together).1.len() < standing.len()
                })
            })?;
            turns.extend(next);
        }
        None
    }

    fn thinned(&self, mut turns: Vec<Turn>) -> Vec<Turn> {
        while let Some(index) = (0..turns.len()).find(|index| self.works(&without(&turns, *index))) {
            turns.remove(index);
        }
        if turns.len() > THINNED_WHOLE {
            return turns;
        }
        // Taking away one may fail where taking away two works; look at every part.
        let parts = 1_u32..(1 << turns.len()) - 1;
        let part = |bits: u32| -> Vec<Turn> {
            turns
                .iter()
                .enumerate()
                .filter(|(index, _)| bits >> index & 1 == 1)
                .map(|(_, turn)| *turn)
                .collect()
        };
        let works = parts.filter(|bits| self.works(&part(*bits)));
        works.min_by_key(|bits| bits.count_ones()).map_or_else(|| turns.clone(), part)
    }

    fn told(&self, turns: &[Turn]) -> Nearest {
        let (lane, _) = self.standing(turns);
        let changes = turns.iter().filter_map(|turn| {
            let (knob, value) = self.turn(*turn)?;
            let path = self.s.path(knob.slot).to_owned();
            Some(Change { path, from: self.s.shown(knob.slot), to: value.clone() })
        });
        Nearest::Changes { lane, changes: changes.collect() }
    }
}

fn without(turns: &[Turn], index: usize) -> Vec<Turn> {
    turns.iter().enumerate().filter(|(other, _)| *other != index).map(|(_, turn)| *turn).collect()
}
