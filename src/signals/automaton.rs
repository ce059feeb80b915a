//! All phrases of all signals at once, as a trie over sets of words.

use super::dictionary::Set;
use super::hash::{Table, WORD, hash, in_rows};
use super::notation::Step;

/// The trie. A node is what has been read of some phrases; an edge is the set of words that goes on.
#[derive(Clone, Debug, Default)]
pub(super) struct Automaton {
    nodes: Vec<Node>,
    edges: Vec<Edge>,
    /// What each set does.
    roles: Vec<Role>,
    ends: Vec<u32>,
}

#[derive(Clone, Debug, Default)]
struct Node {
    edges: (u32, u32),
    ends: (u32, u32),
    /// The widest gap of its edges.
    gap: u8,
    /// One bit for each set of its edges: most words go on nowhere from here.
    mask: u64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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

/// A set as the beginning of phrases, and as something that goes on.
#[derive(Clone, Copy, Debug, Default)]
struct Role {
    /// The node after it at the beginning of a phrase; none is 0.
    first: u32,
    /// Whether a phrase goes on with it.
    follows: bool,
}

/// What a word does, made of its sets: parts that stand one behind the other, and how many there are of each.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Deed {
    /// The sets that a phrase goes on with.
    follow: u32,
    /// The nodes of phrases that begin with the word and have to go on at once. Behind them are those of
    /// phrases that the word makes whole, or that may wait.
    fresh: u32,
    /// The bits of the sets that a phrase goes on with.
    mask: u64,
    /// The masks of the fresh nodes.
    next: u64,
}

/// A word that is read: what it does, where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word<'p> {
    pub parts: &'p [u32],
    pub deed: Deed,
    pub start: u32,
    pub end: u32,
}

impl<'p> Word<'p> {
    fn follow(&self) -> &'p [u32] {
        self.parts.get(..self.deed.follow as usize).unwrap_or_default()
    }

    fn fresh(&self) -> &'p [u32] {
        let from = self.deed.follow as usize;
        self.parts.get(from..from + self.deed.fresh as usize).unwrap_or_default()
    }

    fn staying(&self) -> &'p [u32] {
        self.parts.get((self.deed.follow + self.deed.fresh) as usize..).unwrap_or_default()
    }
}

/// What has been read of the phrases that may still become whole.
#[derive(Debug, Default)]
pub(super) struct Progress {
    active: Vec<Partial>,
    next: Vec<Partial>,
    /// The fresh nodes of the last word: most words begin many phrases, and few of them go on. There may be
    /// more behind the count.
    fresh: Vec<u32>,
    fresh_count: usize,
    fresh_next: u64,
    fresh_start: u32,
    /// Where a node stands in `next`: the round, and the place.
    places: Vec<(u32, u32)>,
    round: u32,
    /// The round in which a set was last read, and whether those of this round are marked.
    marks: Vec<u32>,
    marked: bool,
    /// The end of the last word.
    read_to: u32,
    /// How many steps were tried: the work, which a test holds against the text's length.
    pub work: u64,
}

#[derive(Clone, Copy, Debug)]
struct Partial {
    node: u32,
    start: u32,
    /// How many words have been skipped since, and how many may be.
    skipped: u8,
    gap: u8,
    /// The mask of its node.
    mask: u64,
}

/// The start of a phrase that begins at the edge of a sentence, until its first word is there.
const UNSET: u32 = u32::MAX;

impl Automaton {
    /// The trie of phrases given as sets, each with its entry; entries come one behind the other.
    pub(super) fn new(phrases: &[(Vec<Step>, u32)], sets: usize) -> Self {
        let (mut edges, mut ends) = (Vec::<(u32, Edge)>::new(), Vec::with_capacity(phrases.len()));
        let mut known = Table::with_capacity(phrases.len() * 3);
        let mut roles = vec![Role::default(); sets];
        for (phrase, entry) in phrases {
            let mut at = 0u32;
            for (set, gap) in phrase {
                let mut key = [0; 7];
                let bytes = at.to_le_bytes().into_iter().chain(set.to_le_bytes()).chain([*gap]);
                key.iter_mut().zip(bytes).for_each(|(to, from)| *to = from);
                // The root is no edge's end, so that numbers begin with one.
                let to = known.number_of(hash(WORD, &key)) + 1;
                if to as usize > edges.len() {
                    edges.push((at, Edge { set: *set, gap: *gap, to }));
                    if let Some(role) = roles.get_mut(usize::from(*set)) {
                        match at {
                            0 => role.first = to,
                            _ => role.follows = true,
                        }
                    }
                }
                at = to;
            }
            ends.push((at, *entry));
        }
        let count = edges.len() + 1;
        let (edges_at, edges) = in_rows(&edges, count);
        let (ends_at, ends) = in_rows(&ends, count);
        let nodes = edges_at.iter().zip(ends_at).map(|(place, ends)| {
            let edges = edges.get(place.0 as usize..place.1 as usize).unwrap_or_default();
            let gap = edges.iter().map(|edge| edge.gap).max().unwrap_or(0);
            let mask = edges.iter().fold(0, |mask, edge| mask | mask_of(edge.set));
            Node { edges: *place, ends, gap, mask }
        });
        Self { nodes: nodes.collect(), edges, roles, ends }
    }

    fn role(&self, set: Set) -> Role {
        self.roles.get(usize::from(set)).copied().unwrap_or_default()
    }

    /// What a word of these sets does; its parts are added to others.
    pub(super) fn deed(&self, sets: &[Set], parts: &mut Vec<u32>) -> Deed {
        let mut deed = Deed::default();
        for set in sets.iter().filter(|set| self.role(**set).follows) {
            parts.push(u32::from(*set));
            deed.follow += 1;
            deed.mask |= mask_of(*set);
        }
        let firsts = || sets.iter().map(|set| self.role(*set).first).filter(|first| *first != 0);
        let firsts = || firsts().filter_map(|first| Some((first, self.nodes.get(first as usize)?)));
        for (first, node) in firsts().filter(|(_, node)| node.gap == 0 && node.mask != 0) {
            parts.push(first);
            deed.fresh += 1;
            deed.next |= node.mask;
        }
        for (first, _) in firsts().filter(|(_, node)| node.gap > 0 || node.ends.0 < node.ends.1) {
            parts.push(first);
        }
        deed
    }

    /// Reads one word and reports the phrases that it makes whole.
    pub(super) fn read(&self, progress: &mut Progress, word: Word<'_>, found: &mut Vec<Hit>) {
        let begun = progress.fresh_next & word.deed.mask != 0;
        let staying = word.staying();
        if begun || !staying.is_empty() || !progress.active.is_empty() {
            progress.begin(self.nodes.len(), self.roles.len());
            if !progress.active.is_empty() {
                self.go_on(progress, &word, found);
            }
            if begun {
                self.go_on_at_once(progress, &word, found);
            }
            for first in staying {
                match self.nodes.get(*first as usize) {
                    Some(node) if node.gap > 0 => self.reach(progress, *first, word.start, word.end, found),
                    Some(node) => self.report(node, word.start, word.end, found),
                    None => {}
                }
            }
            progress.end();
        }
        progress.begin_with(word.fresh(), word.deed.next, word.start);
        progress.read_to = word.end;
    }

    /// Goes on with the phrases that the word before began.
    fn go_on_at_once(&self, progress: &mut Progress, word: &Word<'_>, found: &mut Vec<Hit>) {
        let fresh = std::mem::take(&mut progress.fresh);
        progress.work += progress.fresh_count as u64;
        for node in fresh.iter().take(progress.fresh_count) {
            if let Some(node) = self.nodes.get(*node as usize)
                && node.mask & word.deed.mask != 0
            {
                self.follow(progress, node, word, (progress.fresh_start, 0), found);
            }
        }
        progress.fresh = fresh;
    }

    /// Goes on with the phrases that were begun before, or lets them wait.
    fn go_on(&self, progress: &mut Progress, word: &Word<'_>, found: &mut Vec<Hit>) {
        let active = std::mem::take(&mut progress.active);
        progress.work += active.len() as u64;
        for partial in &active {
            let start = if partial.start == UNSET { word.start } else { partial.start };
            if partial.mask & word.deed.mask != 0
                && let Some(node) = self.nodes.get(partial.node as usize)
            {
                self.follow(progress, node, word, (start, partial.skipped), found);
            }
            if partial.skipped < partial.gap {
                progress.keep(Partial { start, skipped: partial.skipped + 1, ..*partial });
            }
        }
        progress.active = active;
    }

    /// Takes the edges of a node that hold the word.
    fn follow(
        &self,
        progress: &mut Progress,
        node: &Node,
        word: &Word<'_>,
        (start, skipped): (u32, u8),
        found: &mut Vec<Hit>,
    ) {
        progress.mark(word.follow());
        let (from, to) = node.edges;
        for edge in self.edges.get(from as usize..to as usize).unwrap_or_default() {
            progress.work += 1;
            let marked =
                progress.marks.get(usize::from(edge.set)).is_some_and(|mark| *mark == progress.round);
            if marked && skipped <= edge.gap {
                self.reach(progress, edge.to, start, word.end, found);
            }
        }
    }

    /// Begins a sentence.
    pub(super) fn open(&self, progress: &mut Progress, edges: &[Set]) {
        progress.active.clear();
        progress.begin_with(&[], 0, 0);
        for set in edges {
            let first = self.role(*set).first;
            if let Some(node) = self.nodes.get(first as usize).filter(|_| first != 0) {
                progress.active.push(Partial::new(first, node, UNSET));
            }
        }
    }

    /// Reports the phrases that the end of a sentence makes whole.
    pub(super) fn edge(&self, progress: &mut Progress, set: Set, found: &mut Vec<Hit>) {
        let waiting = progress.active.iter().filter(|partial| partial.start != UNSET);
        let waiting = waiting.map(|partial| (partial.node, partial.start, partial.skipped));
        let fresh = progress.fresh.iter().take(progress.fresh_count);
        let fresh = fresh.map(|node| (*node, progress.fresh_start, 0));
        let mask = mask_of(set);
        for (node, start, skipped) in waiting.chain(fresh) {
            let Some(node) = self.nodes.get(node as usize).filter(|node| node.mask & mask != 0) else {
                continue;
            };
            let (from, to) = node.edges;
            for edge in self.edges.get(from as usize..to as usize).unwrap_or_default() {
                if skipped <= edge.gap
                    && edge.set == set
                    && let Some(node) = self.nodes.get(edge.to as usize)
                {
                    self.report(node, start, progress.read_to, found);
                }
            }
        }
    }

    fn reach(&self, progress: &mut Progress, node: u32, start: u32, end: u32, found: &mut Vec<Hit>) {
        let Some(reached) = self.nodes.get(node as usize) else { return };
        if reached.mask != 0 {
            progress.keep(Partial::new(node, reached, start));
        }
        if reached.ends.0 < reached.ends.1 {
            self.report(reached, start, end, found);
        }
    }

    fn report(&self, node: &Node, start: u32, end: u32, found: &mut Vec<Hit>) {
        let (from, to) = node.ends;
        let ends = self.ends.get(from as usize..to as usize).unwrap_or_default();
        found.extend(ends.iter().map(|entry| Hit { entry: *entry, start, end }));
    }
}

impl Partial {
    fn new(number: u32, node: &Node, start: u32) -> Self {
        Self { node: number, start, mask: node.mask, skipped: 0, gap: node.gap }
    }
}

fn mask_of(set: Set) -> u64 {
    1 << (set & 63)
}

impl Progress {
    /// Remembers the phrases that a word begins.
    fn begin_with(&mut self, fresh: &[u32], next: u64, start: u32) {
        (self.fresh_start, self.fresh_next, self.fresh_count) = (start, next, fresh.len());
        if self.fresh.len() < fresh.len() {
            self.fresh.resize(fresh.len(), 0);
        }
        for (to, from) in self.fresh.iter_mut().zip(fresh) {
            *to = *from;
        }
    }

    /// Marks the sets of the word of this round.
    fn mark(&mut self, sets: &[u32]) {
        if self.marked {
            return;
        }
        self.marked = true;
        for set in sets {
            if let Some(mark) = self.marks.get_mut(*set as usize) {
                *mark = self.round;
            }
        }
    }

    fn begin(&mut self, nodes: usize, sets: usize) {
        self.round = self.round.wrapping_add(1);
        self.marked = false;
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
