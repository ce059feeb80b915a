//! What depends on what. Everything here is a loop over nodes and edges: no input is too deep.

/// Something for each node.
#[derive(Clone, Debug)]
pub(super) struct Per<T> {
    items: Vec<T>,
    none: T,
}

impl<T: Copy> Per<T> {
    pub(super) fn new(nodes: usize, none: T) -> Self {
        Self { items: vec![none; nodes], none }
    }

    pub(super) fn at(&self, node: usize) -> T {
        self.items.get(node).copied().unwrap_or(self.none)
    }

    pub(super) fn set(&mut self, node: usize, item: T) {
        if let Some(place) = self.items.get_mut(node) {
            *place = item;
        }
    }

    pub(super) fn len(&self) -> usize {
        self.items.len()
    }

    /// Each node with what it has.
    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = (usize, T)> {
        self.items.iter().copied().enumerate()
    }
}

/// A graph of nodes numbered from 0, in which no node depends on itself by any way round.
#[derive(Clone, Debug)]
pub(super) struct Graph {
    dependencies: Vec<Vec<usize>>,
    dependents: Vec<Vec<usize>>,
    order: Vec<usize>,
}

impl Graph {
    /// The graph with these dependencies of each node, if there is an order in which every node
    /// comes behind what it depends on.
    pub(super) fn new(dependencies: Vec<Vec<usize>>) -> Result<Self, Knot> {
        let dependents = reversed(&dependencies);
        let order = peel(&dependencies, &dependents);
        if order.len() < dependencies.len() {
            let back = peel(&dependents, &dependencies);
            return Err(Knot { dependencies, peeled: order, back });
        }
        Ok(Self { dependencies, dependents, order })
    }

    pub(super) fn dependencies(&self, node: usize) -> &[usize] {
        list(&self.dependencies, node)
    }

    pub(super) fn dependents(&self, node: usize) -> &[usize] {
        list(&self.dependents, node)
    }

    /// Every node behind what it depends on.
    pub(super) fn order(&self) -> impl DoubleEndedIterator<Item = usize> {
        self.order.iter().copied()
    }

    /// The place of each node in the order.
    pub(super) fn ranks(&self) -> Per<usize> {
        let mut ranks = Per::new(self.order.len(), 0);
        for (rank, node) in self.order().enumerate() {
            ranks.set(node, rank);
        }
        ranks
    }

    /// These nodes and all that depend on them.
    pub(super) fn with_dependents(&self, mut marked: Per<bool>) -> Per<bool> {
        for node in self.order() {
            if self.dependencies(node).iter().any(|below| marked.at(*below)) {
                marked.set(node, true);
            }
        }
        marked
    }

    /// These nodes and all that they depend on.
    pub(super) fn with_dependencies(&self, mut marked: Per<bool>) -> Per<bool> {
        for node in self.order().rev() {
            if self.dependents(node).iter().any(|above| marked.at(*above)) {
                marked.set(node, true);
            }
        }
        marked
    }
}

/// Dependencies that go in circles.
pub(super) struct Knot {
    dependencies: Vec<Vec<usize>>,
    peeled: Vec<usize>,
    back: Vec<usize>,
}

impl Knot {
    /// One circle: each node depends on the next, the last on the first.
    pub(super) fn circle(&self) -> Vec<usize> {
        let inside = self.nodes();
        let mut walk = Vec::new();
        let mut seen = Per::new(self.dependencies.len(), usize::MAX);
        let mut next = inside.iter().find(|(_, inside)| *inside).map(|(node, _)| node);
        while let Some(node) = next {
            let first = seen.at(node);
            if first != usize::MAX {
                return walk.get(first..).unwrap_or_default().to_vec();
            }
            seen.set(node, walk.len());
            walk.push(node);
            next = list(&self.dependencies, node).iter().copied().find(|below| inside.at(*below));
        }
        walk
    }

    /// The nodes that stand in a circle, or between two.
    pub(super) fn nodes(&self) -> Per<bool> {
        let mut inside = Per::new(self.dependencies.len(), true);
        for node in self.peeled.iter().chain(&self.back) {
            inside.set(*node, false);
        }
        inside
    }
}

fn list(lists: &[Vec<usize>], node: usize) -> &[usize] {
    lists.get(node).map_or(&[], Vec::as_slice)
}

fn reversed(lists: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut reversed = vec![Vec::new(); lists.len()];
    for (node, list) in lists.iter().enumerate() {
        for other in list {
            if let Some(place) = reversed.get_mut(*other) {
                place.push(node);
            }
        }
    }
    reversed
}

/// The nodes in an order in which each comes behind its dependencies, as far as there is one.
fn peel(dependencies: &[Vec<usize>], dependents: &[Vec<usize>]) -> Vec<usize> {
    let mut open: Vec<usize> = dependencies.iter().map(Vec::len).collect();
    let ready = open.iter().enumerate().filter(|(_, open)| **open == 0).map(|(node, _)| node);
    let mut order: Vec<usize> = ready.collect();
    let mut next = 0;
    while let Some(node) = order.get(next).copied() {
        next += 1;
        for above in list(dependents, node) {
            if let Some(count) = open.get_mut(*above) {
                *count = count.saturating_sub(1);
                if *count == 0 {
                    order.push(*above);
                }
            }
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn circles_are_found_apart_from_what_hangs_on_them() {
        // 0 → 1 → 2 → 1, 3 → 0, 2 → 4.
        let Err(knot) = Graph::new(vec![vec![1], vec![2], vec![1, 4], vec![0], vec![]]) else {
            panic!("there is a circle");
        };
        assert_eq!(knot.circle(), [1, 2]);
        let nodes: Vec<usize> =
            knot.nodes().iter().filter(|(_, inside)| *inside).map(|(node, _)| node).collect();
        assert_eq!(nodes, [1, 2]);
        let Err(own) = Graph::new(vec![vec![0]]) else { panic!("it depends on itself") };
        assert_eq!(own.circle(), [0]);
    }

    #[test]
    fn order_and_closures() {
        let Ok(graph) = Graph::new(vec![vec![1], vec![2], vec![], vec![1]]) else { panic!("no circle") };
        assert_eq!(graph.order().collect::<Vec<_>>(), [2, 1, 0, 3]);
        let mut marked = Per::new(4, false);
        marked.set(1, true);
        let up = graph.with_dependents(marked.clone());
        let down = graph.with_dependencies(marked);
        assert_eq!([0, 1, 2, 3].map(|node| up.at(node)), [true, true, false, true]);
        assert_eq!([0, 1, 2, 3].map(|node| down.at(node)), [false, true, true, false]);
    }
}
