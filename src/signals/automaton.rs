//! All phrases of all signals at once, as a trie over sets of words.

use super::dictionary::Set;
use super::hash::{Table, WORD, hash};

/// The trie. A node is what has been read of some phrases; an edge is the set of words that goes on.
#[derive(Clone, Debug, Default)]
pub(super) struct Automaton {
    nodes: Vec<Node>,
    edges: Vec<Edge>,
    /// The node after each set at the beginning of a phrase.
    first: Vec<u32>,
    ends: Vec<u32>,
}

#[derive(Clone, Debug, Default)]
struct Node {
    edges: (u32, u32),
    ends: (u32, u32),
    /// The widest gap of its edges.
    gap: u8,
}

#[derive(Clone, Copy, Debug)]
struct Edge {
    set: Set,
    gap: u8,
    to: u32,
}

/// A phrase that has been found whole.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hit {
    pub entry: u32,
    pub start: u32,
    pub end: u32,
}

/// What has been read of the phrases that may still become whole.
#[derive(Debug, Default)]
pub(super) struct Progress {
    active: Vec<Partial>,
    next: Vec<Partial>,
    /// Where a node stands in `next`: the round, and the place.
    places: Vec<(u32, u32)>,
    round: u32,
    /// The round in which a set was last read.
    marks: Vec<u32>,
    /// The end of the last word.
    read_to: u32,
    /// How many steps were tried: the work, which a test holds against the text's length.
    pub work: u64,
}

#[derive(Clone, Copy, Debug)]
struct Partial {
    node: u32,
    start: u32,
    skipped: u8,
}

/// The start of a phrase that begins at the edge of a sentence, until its first word is there.
const UNSET: u32 = u32::MAX;

impl Automaton {
    /// The trie of phrases given as sets, each with its entry.
    pub(super) fn new(phrases: &[(Vec<(Set, u8)>, u32)], sets: usize) -> Self {
        let mut building = vec![(Vec::<Edge>::new(), Vec::<u32>::new())];
        let mut known = Table::with_capacity(phrases.len() * 3);
        for (phrase, entry) in phrases {
            let mut at = 0u32;
            for (set, gap) in phrase {
                let mut key = [0; 7];
                let bytes = at.to_le_bytes().into_iter().chain(set.to_le_bytes()).chain([*gap]);
                key.iter_mut().zip(bytes).for_each(|(to, from)| *to = from);
                let key = hash(WORD, &key);
                at = known.get(key).unwrap_or_else(|| {
                    let to = u32::try_from(building.len()).unwrap_or(u32::MAX);
                    if let Some((edges, _)) = building.get_mut(at as usize) {
                        edges.push(Edge { set: *set, gap: *gap, to });
                    }
                    building.push((Vec::new(), Vec::new()));
                    known.insert(key, to);
                    to
                });
            }
            if let Some((_, ends)) = building.get_mut(at as usize)
                && !ends.contains(entry)
            {
                ends.push(*entry);
            }
        }
        let mut automaton = Self { first: vec![0; sets], ..Self::default() };
        for (number, (edges, ends)) in building.into_iter().enumerate() {
            if number == 0 {
                for edge in &edges {
                    if let Some(first) = automaton.first.get_mut(usize::from(edge.set)) {
                        *first = edge.to;
                    }
                }
            }
            let gap = edges.iter().map(|edge| edge.gap).max().unwrap_or(0);
            let place = |from: usize, to: usize| {
                (u32::try_from(from).unwrap_or(u32::MAX), u32::try_from(to).unwrap_or(u32::MAX))
            };
            let (edges_from, ends_from) = (automaton.edges.len(), automaton.ends.len());
            automaton.edges.extend(edges);
            automaton.ends.extend(ends);
            automaton.nodes.push(Node {
                edges: place(edges_from, automaton.edges.len()),
                ends: place(ends_from, automaton.ends.len()),
                gap,
            });
        }
        automaton
    }

    /// Reads one word, given by its sets, and reports the phrases that it makes whole.
    pub(super) fn read(
        &self,
        progress: &mut Progress,
        sets: &[Set],
        start: u32,
        end: u32,
        found: &mut Vec<Hit>,
    ) {
        progress.begin(self.nodes.len(), self.first.len());
        for set in sets {
            if let Some(mark) = progress.marks.get_mut(usize::from(*set)) {
                *mark = progress.round;
            }
        }
        let active = std::mem::take(&mut progress.active);
        for partial in &active {
            let Some(node) = self.nodes.get(partial.node as usize) else { continue };
            progress.work += 1;
            let start = if partial.start == UNSET { start } else { partial.start };
            if !sets.is_empty() {
                let (from, to) = node.edges;
                for edge in self.edges.get(from as usize..to as usize).unwrap_or_default() {
                    progress.work += 1;
                    let marked =
                        progress.marks.get(usize::from(edge.set)).is_some_and(|mark| *mark == progress.round);
                    if marked && partial.skipped <= edge.gap {
                        self.reach(progress, edge.to, start, end, found);
                    }
                }
            }
            if partial.skipped < node.gap {
                progress.keep(Partial { node: partial.node, start, skipped: partial.skipped + 1 });
            }
        }
        for set in sets {
            if let Some(&node) = self.first.get(usize::from(*set)).filter(|node| **node != 0) {
                self.reach(progress, node, start, end, found);
            }
        }
        progress.active = active;
        progress.read_to = end;
        progress.end();
    }

    /// Begins a sentence.
    pub(super) fn open(&self, progress: &mut Progress, edges: &[Set]) {
        progress.active.clear();
        for set in edges {
            if let Some(&node) = self.first.get(usize::from(*set)).filter(|node| **node != 0) {
                progress.active.push(Partial { node, start: UNSET, skipped: 0 });
            }
        }
    }

    /// Reports the phrases that the end of a sentence makes whole.
    pub(super) fn edge(&self, progress: &mut Progress, set: Set, found: &mut Vec<Hit>) {
        let active = std::mem::take(&mut progress.active);
        for partial in active.iter().filter(|partial| partial.start != UNSET) {
            let Some(node) = self.nodes.get(partial.node as usize) else { continue };
            let (from, to) = node.edges;
            for edge in self.edges.get(from as usize..to as usize).unwrap_or_default() {
                progress.work += 1;
                if partial.skipped <= edge.gap && edge.set == set {
                    self.report(edge.to, partial.start, progress.read_to, found);
                }
            }
        }
        progress.active = active;
    }

    fn reach(&self, progress: &mut Progress, node: u32, start: u32, end: u32, found: &mut Vec<Hit>) {
        if self.nodes.get(node as usize).is_some_and(|node| node.edges.0 < node.edges.1) {
            progress.keep(Partial { node, start, skipped: 0 });
        }
        self.report(node, start, end, found);
    }

    fn report(&self, node: u32, start: u32, end: u32, found: &mut Vec<Hit>) {
        let (from, to) = self.nodes.get(node as usize).map(|node| node.ends).unwrap_or_default();
        let ends = self.ends.get(from as usize..to as usize).unwrap_or_default();
        found.extend(ends.iter().map(|entry| Hit { entry: *entry, start, end }));
    }
}

impl Progress {
    fn begin(&mut self, nodes: usize, sets: usize) {
        self.round = self.round.wrapping_add(1);
        if self.places.len() < nodes || self.round == 0 {
            self.places = vec![(0, 0); nodes];
            self.marks = vec![0; sets];
            self.round = 1;
        }
        self.next.clear();
    }

    fn end(&mut self) {
        std::mem::swap(&mut self.active, &mut self.next);
    }

    /// Keeps a partial phrase. Of two at one node the one with the narrower gap behind it goes on: whatever
    /// completes the other completes it too. That bounds the work on a word by the size of the trie.
    fn keep(&mut self, partial: Partial) {
        let Some(place) = self.places.get_mut(partial.node as usize) else { return };
        if place.0 == self.round {
            if let Some(other) = self.next.get_mut(place.1 as usize)
                && (partial.skipped, partial.start) < (other.skipped, other.start)
            {
                *other = partial;
            }
            return;
        }
        *place = (self.round, u32::try_from(self.next.len()).unwrap_or(u32::MAX));
        self.next.push(partial);
    }
}
