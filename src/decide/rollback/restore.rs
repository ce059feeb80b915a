//! Which records are written back, to which state, and where that would overwrite what has to stay.
//!
//! Each of our writes took a record from one version to another. A state may be written back where the
//! record still has the version of our own last write, and where no write in between has to stay.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    fate::Fate,
    graph::{Graph, Per},
    state::{Method, Node, State},
};
use crate::model::{
    plan::{FindingCode, ManualCode},
    policy::Effect,
    run::Mark,
};

/// One write-back: of one step, or of several whose records hang together.
pub(super) struct Restore<'a> {
    /// The steps, in the order in which they ran.
    pub(super) members: Vec<usize>,
    /// What each record is written back to.
    pub(super) targets: Vec<Target<'a>>,
}

/// What a record is written back to.
#[derive(Clone)]
pub(super) struct Target<'a> {
    pub(super) record: &'a str,
    /// The version that it has to have now.
    pub(super) guard: &'a Mark,
    /// The step whose snapshot it is.
    pub(super) holder: usize,
    /// The version that the snapshot was taken of.
    pub(super) version: &'a Mark,
}

/// Why a record can't be written back.
pub(super) struct Clash<'a> {
    pub(super) step: usize,
    pub(super) record: &'a str,
    pub(super) code: FindingCode,
}

/// So many steps of one component are looked at each in its turn, which takes time for each pair; of
/// more, none is written back by itself where not all can be.
const MOST_ONE_BY_ONE: usize = 500;

/// What came of one question about write-backs.
enum Answer<'a> {
    Targets(Vec<Target<'a>>),
    Wait(usize),
    Clash(&'a str, FindingCode),
}

/// All write-backs of a run.
pub(super) struct Restores<'a, 'n> {
    nodes: &'n [Node<'a>],
    ranks: Per<usize>,
    /// Whether a step is undone by a write-back.
    pub(super) restoring: Per<bool>,
    /// The steps that wrote each record, in the order in which they ran.
    writers: BTreeMap<&'a str, Vec<usize>>,
    /// The versions of each record that hosts saw.
    seen: BTreeMap<&'a str, BTreeSet<&'a Mark>>,
    pub(super) groups: Vec<Restore<'a>>,
    pub(super) clashes: Vec<Clash<'a>>,
}

impl<'a, 'n> Restores<'a, 'n> {
    /// Finds the write-backs. Steps that can't be written back, or not yet, get another fate.
    pub(super) fn plan(nodes: &'n [Node<'a>], graph: &Graph, fates: &mut Per<Fate>) -> Self {
        let mut this = Self {
            nodes,
            ranks: graph.ranks(),
            restoring: restoring(nodes, fates),
            writers: BTreeMap::new(),
            seen: BTreeMap::new(),
            groups: Vec::new(),
            clashes: Vec::new(),
        };
        this.gather();
        for members in this.components() {
            this.component(&members, fates);
        }
        this.untie(graph, fates);
        this
    }

    fn gather(&mut self) {
        for (index, node) in self.nodes.iter().enumerate() {
            let current = node.step.current.iter().flat_map(|current| &current.versions);
            for (record, version) in current {
                self.seen.entry(record).or_default().insert(version);
            }
            if !node.changed() {
                continue;
            }
            for record in node.records() {
                if !self.is_untouched(node, record) {
                    self.writers.entry(record).or_default().push(index);
                }
            }
        }
        let ranks = &self.ranks;
        for writers in self.writers.values_mut() {
            writers.sort_by_key(|index| ranks.at(*index));
        }
    }

    /// Whether a step that stopped on its way never came to this record.
    fn is_untouched(&self, node: &Node<'a>, record: &str) -> bool {
        let current = node.step.current.as_ref().and_then(|current| current.versions.get(record));
        written(node, record).is_none() && current.is_some() && current == captured(node, record)
    }

    /// The steps that are written back, those together whose records hang together.
    fn components(&self) -> Vec<Vec<usize>> {
        let mut leaders: Vec<usize> = (0..self.nodes.len()).collect();
        for writers in self.writers.values() {
            let mut ours = writers.iter().filter(|index| self.restoring.at(**index));
            if let Some(first) = ours.next() {
                for other in ours {
                    let (a, b) = (leader(&mut leaders, *first), leader(&mut leaders, *other));
                    if let Some(place) = leaders.get_mut(a.max(b)) {
                        *place = a.min(b);
                    }
                }
            }
        }
        let mut components: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (index, restoring) in self.restoring.iter() {
            if restoring {
                components.entry(leader(&mut leaders, index)).or_default().push(index);
            }
        }
        let mut components: Vec<Vec<usize>> = components.into_values().collect();
        for members in &mut components {
            members.sort_by_key(|index| self.ranks.at(*index));
        }
        components
    }

    fn node(&self, index: usize) -> Option<&'n Node<'a>> {
        self.nodes.get(index)
    }

    fn component(&mut self, members: &[usize], fates: &mut Per<Fate>) {
        // What was begun is called again as it was; the others wait for it.
        let mut begun: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for index in members {
            if let Some(node) = self.node(*index).filter(|node| node.state == State::Undoing)
                && let Some(key) = node.step.undo.as_ref().and_then(|undo| undo.idempotency_key.as_ref())
            {
                begun.entry(key.as_str()).or_default().push(*index);
            }
        }
        if begun.is_empty() {
            match self.ask(members, fates) {
                Answer::Targets(targets) => self.groups.push(Restore { members: members.to_vec(), targets }),
                Answer::Wait(_) | Answer::Clash(..) => self.one_by_one(members, fates),
            }
            return;
        }
        let first = begun.values().flatten().next().copied().unwrap_or(0);
        let again: BTreeSet<usize> = begun.values().flatten().copied().collect();
        for members in begun.into_values() {
            let answer = self.ask(&members, fates);
            self.settle(members, answer, fates);
        }
        for index in members.iter().filter(|index| !again.contains(index)) {
            fates.set(*index, Fate::Wait(first));
        }
    }

    /// The steps of a component each in its turn, the last first.
    fn one_by_one(&mut self, members: &[usize], fates: &mut Per<Fate>) {
        if members.len() > MOST_ONE_BY_ONE {
            let answer = match self.ask(members, fates) {
                Answer::Targets(targets) => Answer::Clash(
                    targets.first().map_or("", |target| target.record),
                    FindingCode::RecordShared,
                ),
                other => other,
            };
            self.settle(members.to_vec(), answer, fates);
            return;
        }
        let mut taken: BTreeMap<&'a str, usize> = BTreeMap::new();
        for index in members.iter().rev() {
            let records = self.node(*index).map(Node::records).unwrap_or_default();
            if let Some(other) = records.iter().find_map(|record| taken.get(record)) {
                fates.set(*index, Fate::Wait(*other));
                continue;
            }
            let answer = self.ask(&[*index], fates);
            if matches!(answer, Answer::Targets(_)) {
                taken.extend(records.into_iter().map(|record| (record, *index)));
            }
            self.settle(vec![*index], answer, fates);
        }
    }

    fn settle(&mut self, members: Vec<usize>, answer: Answer<'a>, fates: &mut Per<Fate>) {
        match answer {
            Answer::Targets(targets) => self.groups.push(Restore { members, targets }),
            Answer::Wait(other) => members.into_iter().for_each(|index| fates.set(index, Fate::Wait(other))),
            Answer::Clash(record, code) => {
                for step in members {
                    fates.set(step, Fate::Manual(ManualCode::Conflict));
                    self.clashes.push(Clash { step, record, code });
                }
            }
        }
    }

    /// Write-backs that would have to come both before and after another step are taken apart.
    fn untie(&mut self, graph: &Graph, fates: &mut Per<Fate>) {
        let Err(knot) = Graph::new(contracted(graph, &self.leaders())) else { return };
        let tied = knot.nodes();
        let groups = std::mem::take(&mut self.groups);
        let (apart, kept): (Vec<_>, Vec<_>) = groups.into_iter().partition(|group| {
            group.members.len() > 1 && group.members.first().is_some_and(|first| tied.at(*first))
        });
        self.groups = kept;
        for group in apart {
            self.one_by_one(&group.members, fates);
        }
    }

    /// The step that stands for each step: the first of its write-back, or itself.
    pub(super) fn leaders(&self) -> Per<usize> {
        let mut leaders = Per::new(self.nodes.len(), 0);
        for index in 0..self.nodes.len() {
            leaders.set(index, index);
        }
        for group in &self.groups {
            let first = group.members.first().copied().unwrap_or(0);
            for member in &group.members {
                leaders.set(*member, first);
            }
        }
        leaders
    }

    fn ask(&self, members: &[usize], fates: &Per<Fate>) -> Answer<'a> {
        let mut records: Vec<&'a str> = members
            .iter()
            .filter_map(|index| self.node(*index))
            .flat_map(|node| node.records().into_iter().filter(|record| !self.is_untouched(node, record)))
            .collect();
        records.sort_unstable();
        records.dedup();
        let members: BTreeSet<usize> = members.iter().copied().collect();
        let (mut targets, mut wait) = (Vec::new(), None);
        for record in records {
            match self.record(record, &members, fates) {
                Ok(target) => targets.push(target),
                Err(Answer::Wait(step)) => wait = wait.or(Some(step)),
                Err(clash) => return clash,
            }
        }
        wait.map_or(Answer::Targets(targets), Answer::Wait)
    }

    /// What a record is written back to, for these steps together.
    fn record(
        &self,
        record: &'a str,
        members: &BTreeSet<usize>,
        fates: &Per<Fate>,
    ) -> Result<Target<'a>, Answer<'a>> {
        let writers = self.writers.get(record).map_or(&[][..], Vec::as_slice);
        let clash = |code| Err(Answer::Clash(record, code));
        let wrote: Vec<Write<'a>> = writers.iter().filter_map(|index| self.write(record, *index)).collect();
        let ours: BTreeMap<&Mark, &Write<'a>> = wrote.iter().map(|write| (write.after, write)).collect();
        let mine = |step: usize| members.contains(&step);
        let member_writes: Vec<&Write<'a>> = wrote.iter().filter(|write| mine(write.step)).collect();
        let expected = writers.iter().filter(|step| mine(**step)).count();
        if expected == 0
            || member_writes.len() < expected
            || member_writes.iter().any(|write| write.before.is_none())
        {
            return clash(FindingCode::VersionMissing);
        }
        let Some(last) = self.last(record, &wrote, &ours, members) else {
            return clash(FindingCode::RecordChanged);
        };
        let gone = |step: usize| self.node(step).is_some_and(|node| node.state == State::Undone);
        let later = |step: usize| !mine(step) && self.restoring.at(step) && !gone(step);
        let stays = |step: usize| !mine(step) && !gone(step) && !later(step);
        let by_fate = |step: usize| match fates.at(step) {
            Fate::Undo | Fate::Person | Fate::Manual(_) | Fate::Wait(_) | Fate::Settle => Answer::Wait(step),
            _ => Answer::Clash(record, FindingCode::RecordShared),
        };
        if let Some(write) = ours.get(last).filter(|write| later(write.step)) {
            return Err(Answer::Wait(write.step));
        }
        let target = |write: &Write<'a>| match write.before {
            Some(version) => Ok(Target { record, guard: last, holder: write.step, version }),
            None => Err(Answer::Clash(record, FindingCode::VersionMissing)),
        };
        if !writers.iter().any(|step| stays(*step)) {
            // Nothing of ours has to stay: back to where we found it, if that is one state.
            let origins: BTreeSet<&Mark> = wrote
                .iter()
                .filter_map(|write| {
                    write.before.filter(|before| ours.get(before).is_none_or(|it| it.step == write.step))
                })
                .collect();
            let found = |write: &&&Write<'a>| write.before.is_some_and(|before| origins.contains(before));
            return match (origins.len(), member_writes.as_slice(), member_writes.iter().find(found)) {
                (1, [only], _) => target(only),
                (1, _, Some(oldest)) => target(oldest),
                _ => clash(FindingCode::RecordChanged),
            };
        }
        // Back along our own writes, from the last to the first that stays.
        let (mut version, mut collected, mut oldest) = (last, 0, None);
        for _ in 0..=wrote.len() {
            match ours.get(version) {
                Some(write) if mine(write.step) => {
                    collected += 1;
                    oldest = Some(*write);
                }
                Some(write) if gone(write.step) => {}
                Some(write) if collected < expected => return Err(by_fate(write.step)),
                Some(_) => break,
                None => return clash(FindingCode::RecordShared),
            }
            let before = ours.get(version).and_then(|write| write.before);
            let Some(before) = before else { return clash(FindingCode::VersionMissing) };
            version = before;
        }
        match oldest {
            Some(oldest) if collected == expected => target(oldest),
            _ => clash(FindingCode::RecordShared),
        }
    }

    fn write(&self, record: &str, step: usize) -> Option<Write<'a>> {
        let node = self.node(step)?;
        Some(Write { step, before: captured(node, record), after: written(node, record)? })
    }

    /// The version of our own last write, if nobody was seen to write since.
    fn last(
        &self,
        record: &str,
        wrote: &[Write<'a>],
        ours: &BTreeMap<&'a Mark, &Write<'a>>,
        members: &BTreeSet<usize>,
    ) -> Option<&'a Mark> {
        let state = |step: usize| self.node(step).map(|node| node.state);
        let last = latest(wrote, |step| state(step) == Some(State::Undone));
        // An undo that was begun may have gone through: its guard and its key tell, not what is seen.
        if members.iter().any(|step| state(*step) == Some(State::Undoing)) {
            return last;
        }
        let seen = self.seen.get(record);
        if seen.into_iter().flatten().any(|version| !ours.contains_key(version)) {
            return None;
        }
        match seen.map(|seen| (seen.len(), seen.first())) {
            Some((1, Some(only))) => Some(*only),
            _ => last,
        }
    }
}

/// One of our writes of a record.
struct Write<'a> {
    step: usize,
    before: Option<&'a Mark>,
    after: &'a Mark,
}

/// The version that none of our writes began from. Of several the greatest, where they are counted;
/// else what an undo left, else what the last step in order left.
fn latest<'a>(wrote: &[Write<'a>], undone: impl Fn(usize) -> bool) -> Option<&'a Mark> {
    let begun: BTreeSet<&Mark> = wrote
        .iter()
        .filter(|write| write.before != Some(write.after))
        .filter_map(|write| write.before)
        .collect();
    let open: Vec<&Write<'a>> = wrote.iter().filter(|write| !begun.contains(write.after)).collect();
    let counted = !open.is_empty() && open.iter().all(|write| matches!(write.after, Mark::Number(_)));
    if counted {
        return open.iter().map(|write| write.after).max();
    }
    let left = open.iter().find(|write| undone(write.step)).or(open.last());
    left.map(|write| write.after).or(wrote.last().map(|write| write.after))
}

/// The dependencies among leaders.
pub(super) fn contracted(graph: &Graph, leaders: &Per<usize>) -> Vec<Vec<usize>> {
    let mut dependencies: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); leaders.len()];
    for (node, leader) in leaders.iter() {
        for below in graph.dependencies(node) {
            let below = leaders.at(*below);
            if below != leader
                && let Some(list) = dependencies.get_mut(leader)
            {
                list.insert(below);
            }
        }
    }
    dependencies.into_iter().map(|list| list.into_iter().collect()).collect()
}

/// The steps that are undone by a write-back. A reversible step that shares a record with one is
/// written back with it: no reverse action comes on top.
fn restoring(nodes: &[Node<'_>], fates: &Per<Fate>) -> Per<bool> {
    let mut restoring = Per::new(nodes.len(), false);
    let mut shared = BTreeSet::new();
    for (index, node) in nodes.iter().enumerate() {
        let undone = fates.at(index) == Fate::Undo;
        if node.method == Method::Restore && (undone || node.state == State::Undone) {
            restoring.set(index, undone);
            shared.extend(node.records());
        }
    }
    for (index, node) in nodes.iter().enumerate() {
        let whole = node.action.effect == Some(Effect::Reversible) && !node.action.financial;
        if fates.at(index) == Fate::Undo && node.method == Method::Compensate && whole {
            let records = node.records();
            let covered = |record: &&str| captured(node, record).is_some() && written(node, record).is_some();
            if records.iter().any(|record| shared.contains(record)) && records.iter().all(covered) {
                restoring.set(index, true);
            }
        }
    }
    restoring
}

fn written<'a>(node: &Node<'a>, record: &str) -> Option<&'a Mark> {
    node.step.written.as_ref().and_then(|written| written.versions.get(record))
}

fn captured<'a>(node: &Node<'a>, record: &str) -> Option<&'a Mark> {
    let versions = node.step.snapshot.as_ref().and_then(|snapshot| snapshot.versions.as_ref());
    versions.and_then(|versions| versions.get(record))
}

/// The leader of a step's set, found without recursion; paths are halved on the way.
fn leader(leaders: &mut [usize], step: usize) -> usize {
    let mut at = step;
    loop {
        let above = leaders.get(at).copied().unwrap_or(at);
        if above == at {
            return at;
        }
        let top = leaders.get(above).copied().unwrap_or(above);
        if let Some(place) = leaders.get_mut(at) {
            *place = top;
        }
        at = above;
    }
}
