//! Which records are written back, to which state, and where that would overwrite what has to stay.
//!
//! Each of our writes took a record from one version to another. A state may be written back where the
//! record still has the version of our own last write, and where no write in between has to stay.

use super::{
    fate::Fate,
    graph::{Graph, Per},
    records::{Ours, Records, Write, captured, is_untouched, latest, written},
    state::{Method, Node, State},
};
use crate::model::{
    each_once, entries,
    plan::{FindingCode, ManualCode},
    policy::Effect,
    run::Mark,
    sorted,
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

const NOBODY: usize = usize::MAX;

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
    records: Records<'a>,
    /// Whether a step is undone by a write-back.
    pub(super) restoring: Per<bool>,
    /// The steps that wrote each record, in the order in which they ran.
    writers: Vec<Vec<usize>>,
    /// The versions of each record that hosts saw.
    seen: Vec<Vec<&'a Mark>>,
    pub(super) groups: Vec<Restore<'a>>,
    pub(super) clashes: Vec<Clash<'a>>,
}

impl<'a, 'n> Restores<'a, 'n> {
    /// Finds the write-backs. Steps that can't be written back, or not yet, get another fate.
    pub(super) fn plan(nodes: &'n [Node<'a>], graph: &Graph, fates: &mut Per<Fate>) -> Self {
        let records = Records::new(nodes);
        let mut this = Self {
            nodes,
            ranks: graph.ranks(),
            restoring: restoring(nodes, &records, fates),
            writers: vec![Vec::new(); records.names.len()],
            seen: vec![Vec::new(); records.names.len()],
            records,
            groups: Vec::new(),
            clashes: Vec::new(),
        };
        this.gather(graph);
        for members in this.components() {
            this.component(&members, fates);
        }
        this.untie(graph, fates);
        this
    }

    fn gather(&mut self, graph: &Graph) {
        for node in self.nodes {
            for (record, version) in entries(node.step.current.as_ref().map(|current| &current.versions)) {
                if let Some(seen) = self.records.number(record).and_then(|number| self.seen.get_mut(number)) {
                    seen.push(version);
                }
            }
        }
        for index in graph.order() {
            let Some(node) = self.nodes.get(index).filter(|node| node.changed()) else { continue };
            for record in self.records.of(index) {
                if !is_untouched(node, self.records.name(*record))
                    && let Some(writers) = self.writers.get_mut(*record)
                {
                    writers.push(index);
                }
            }
        }
    }

    /// The steps that are written back, those together whose records hang together.
    fn components(&self) -> Vec<Vec<usize>> {
        let mut leaders: Vec<usize> = (0..self.nodes.len()).collect();
        for writers in &self.writers {
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
        // A set's leader is the first of its steps, so it is met before the others.
        let (mut components, mut place_of) = (Vec::<Vec<usize>>::new(), Per::new(self.nodes.len(), 0));
        for (index, restoring) in self.restoring.iter() {
            if !restoring {
                continue;
            }
            let leader = leader(&mut leaders, index);
            if leader == index {
                place_of.set(index, components.len());
                components.push(Vec::new());
            }
            if let Some(members) = components.get_mut(place_of.at(leader)) {
                members.push(index);
            }
        }
        let by_rank = |a: &usize, b: &usize| self.ranks.at(*a).cmp(&self.ranks.at(*b));
        for members in &mut components {
            *members = sorted(std::mem::take(members), by_rank);
        }
        components
    }

    fn node(&self, index: usize) -> Option<&'n Node<'a>> {
        self.nodes.get(index)
    }

    fn component(&mut self, members: &[usize], fates: &mut Per<Fate>) {
        // What was begun is called again as it was; the others wait for it.
        let begun_under = |index: usize| {
            let node = self.node(index).filter(|node| node.state == State::Undoing)?;
            node.step.undo.as_ref().and_then(|undo| undo.idempotency_key.as_ref())
        };
        let (mut begun, mut others) = (Vec::new(), Vec::new());
        for index in members {
            if begun_under(*index).is_some() { begun.push(*index) } else { others.push(*index) }
        }
        let begun = sorted(begun, |a, b| begun_under(*a).cmp(&begun_under(*b)));
        let Some(first) = begun.first().copied() else {
            match self.ask(members, fates) {
                Answer::Targets(targets) => self.groups.push(Restore { members: members.to_vec(), targets }),
                Answer::Wait(_) | Answer::Clash(..) => self.one_by_one(members, fates),
            }
            return;
        };
        let same_key: Vec<Vec<usize>> =
            begun.chunk_by(|a, b| begun_under(*a) == begun_under(*b)).map(<[usize]>::to_vec).collect();
        for members in same_key {
            let answer = self.ask(&members, fates);
            self.settle(members, answer, fates);
        }
        for index in others {
            fates.set(index, Fate::Wait(first));
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
        // The step that takes each record.
        let mut taken = Per::new(self.records.names.len(), NOBODY);
        for index in members.iter().rev() {
            let others = self.records.of(*index).iter().map(|record| taken.at(*record));
            if let Some(other) = others.into_iter().find(|other| *other != NOBODY) {
                fates.set(*index, Fate::Wait(other));
                continue;
            }
            let answer = self.ask(&[*index], fates);
            if matches!(answer, Answer::Targets(_)) {
                for record in self.records.of(*index) {
                    taken.set(*record, *index);
                }
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
        let mut apart = Vec::new();
        for group in std::mem::take(&mut self.groups) {
            match group.members.as_slice() {
                [first, _, ..] if tied.at(*first) => apart.push(group.members),
                _ => self.groups.push(group),
            }
        }
        for members in apart {
            self.one_by_one(&members, fates);
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
        let mut records = Vec::new();
        for index in members {
            let Some(node) = self.node(*index) else { continue };
            for record in self.records.of(*index) {
                if !is_untouched(node, self.records.name(*record)) {
                    records.push(*record);
                }
            }
        }
        let members = each_once(members.to_vec());
        let (mut targets, mut wait) = (Vec::new(), None);
        for record in each_once(records) {
            match self.record(record, &members, fates) {
                Ok(target) => targets.push(target),
                Err(Answer::Wait(step)) => wait = wait.or(Some(step)),
                Err(clash) => return clash,
            }
        }
        wait.map_or(Answer::Targets(targets), Answer::Wait)
    }

    /// What a record is written back to, for these steps together.
    fn record(&self, number: usize, members: &[usize], fates: &Per<Fate>) -> Result<Target<'a>, Answer<'a>> {
        let record = self.records.name(number);
        let writers = self.writers.get(number).map_or(&[][..], Vec::as_slice);
        let clash = |code| Err(Answer::Clash(record, code));
        let wrote: Vec<Write<'a>> = writers.iter().filter_map(|index| self.write(record, *index)).collect();
        let ours = Ours::new(&wrote);
        let mine = |step: usize| members.binary_search(&step).is_ok();
        let member_writes: Vec<&Write<'a>> = wrote.iter().filter(|write| mine(write.step)).collect();
        let expected = writers.iter().filter(|step| mine(**step)).count();
        if expected == 0
            || member_writes.len() < expected
            || member_writes.iter().any(|write| write.before.is_none())
        {
            return clash(FindingCode::VersionMissing);
        }
        let Some(last) = self.last(number, &wrote, &ours, members) else {
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
            let mut origins = wrote.iter().filter_map(|write| {
                write.before.filter(|before| ours.get(before).is_none_or(|it| it.step == write.step))
            });
            let origin = origins.next();
            if origin.is_none() || origins.any(|other| Some(other) != origin) {
                return clash(FindingCode::RecordChanged);
            }
            return match (member_writes.as_slice(), member_writes.iter().find(|write| write.before == origin))
            {
                ([only], _) => target(only),
                (_, Some(oldest)) => target(oldest),
                _ => clash(FindingCode::RecordChanged),
            };
        }
        // Back along our own writes, from the last to the first that stays.
        let (mut version, mut collected, mut oldest) = (last, 0, None);
        for _ in 0..=wrote.len() {
            match ours.get(version) {
                Some(write) if mine(write.step) => {
                    collected += 1;
                    oldest = Some(write);
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
        record: usize,
        wrote: &[Write<'a>],
        ours: &Ours<'a, '_>,
        members: &[usize],
    ) -> Option<&'a Mark> {
        let state = |step: usize| self.node(step).map(|node| node.state);
        let last = latest(wrote, &|step| state(step) == Some(State::Undone));
        // An undo that was begun may have gone through: its guard and its key tell, not what is seen.
        if members.iter().any(|step| state(*step) == Some(State::Undoing)) {
            return last;
        }
        let seen = self.seen.get(record).map_or(&[][..], Vec::as_slice);
        if seen.iter().any(|version| ours.get(version).is_none()) {
            return None;
        }
        match seen {
            [only, others @ ..] if others.iter().all(|other| other == only) => Some(*only),
            _ => last,
        }
    }
}

/// The dependencies among leaders.
pub(super) fn contracted(graph: &Graph, leaders: &Per<usize>) -> Vec<Vec<usize>> {
    let mut dependencies: Vec<Vec<usize>> = vec![Vec::new(); leaders.len()];
    for (node, leader) in leaders.iter() {
        for below in graph.dependencies(node) {
            let below = leaders.at(*below);
            if below != leader
                && let Some(list) = dependencies.get_mut(leader)
            {
                list.push(below);
            }
        }
    }
    dependencies.into_iter().map(each_once).collect()
}

/// The steps that are undone by a write-back. A reversible step that shares a record with one is
/// written back with it: no reverse action comes on top.
fn restoring(nodes: &[Node<'_>], records: &Records<'_>, fates: &Per<Fate>) -> Per<bool> {
    let mut restoring = Per::new(nodes.len(), false);
    let mut shared = Per::new(records.names.len(), false);
    for (index, node) in nodes.iter().enumerate() {
        let undone = fates.at(index) == Fate::Undo;
        if node.method == Method::Restore && (undone || node.state == State::Undone) {
            restoring.set(index, undone);
            for record in records.of(index) {
                shared.set(*record, true);
            }
        }
    }
    for (index, node) in nodes.iter().enumerate() {
        let whole = node.action.effect == Some(Effect::Reversible) && !node.action.financial;
        if fates.at(index) == Fate::Undo && node.method == Method::Compensate && whole {
            let numbers = records.of(index);
            let covered = |number: &usize| {
                let record = records.name(*number);
                captured(node, record).is_some() && written(node, record).is_some()
            };
            if numbers.iter().any(|number| shared.at(*number)) && numbers.iter().all(covered) {
                restoring.set(index, true);
            }
        }
    }
    restoring
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
