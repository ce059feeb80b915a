//! The records that steps write, and the versions that the writes took them from and to.

use super::state::Node;
use crate::model::{run::Mark, sorted, sorted_texts};

/// The records that steps write, numbered in the order of their names.
pub(super) struct Records<'a> {
    pub(super) names: Vec<&'a str>,
    /// The numbers of each step's, in their order.
    of: Vec<Vec<usize>>,
}

impl<'a> Records<'a> {
    pub(super) fn new(nodes: &[Node<'a>]) -> Self {
        let records: Vec<Vec<&'a str>> = nodes.iter().map(Node::records).collect();
        let names = sorted_texts(records.concat());
        let mut this = Self { names, of: Vec::new() };
        for records in records {
            let numbers = records.into_iter().filter_map(|name| this.number(name)).collect();
            this.of.push(numbers);
        }
        this
    }

    pub(super) fn number(&self, name: &str) -> Option<usize> {
        self.names.binary_search(&name).ok()
    }

    pub(super) fn of(&self, step: usize) -> &[usize] {
        self.of.get(step).map_or(&[], Vec::as_slice)
    }

    pub(super) fn name(&self, number: usize) -> &'a str {
        self.names.get(number).copied().unwrap_or_default()
    }
}

/// Our writes of one record, in the order of the versions that they left.
pub(super) struct Ours<'a, 'w>(Vec<&'w Write<'a>>);

impl<'a, 'w> Ours<'a, 'w> {
    pub(super) fn new(writes: &'w [Write<'a>]) -> Self {
        Self(sorted(writes.iter().collect(), |a, b| a.after.cmp(b.after)))
    }

    /// The last write that left this version.
    pub(super) fn get(&self, version: &Mark) -> Option<&'w Write<'a>> {
        let behind = self.0.partition_point(|write| write.after <= version);
        let write = self.0.get(behind.checked_sub(1)?)?;
        (write.after == version).then_some(*write)
    }
}

/// One of our writes of a record.
pub(super) struct Write<'a> {
    pub(super) step: usize,
    pub(super) before: Option<&'a Mark>,
    pub(super) after: &'a Mark,
}

/// The version that none of our writes began from. Of several the greatest, where they are counted;
/// else what an undo left, else what the last step in order left.
pub(super) fn latest<'a>(wrote: &[Write<'a>], undone: &dyn Fn(usize) -> bool) -> Option<&'a Mark> {
    let began = wrote.iter().filter_map(|write| write.before.filter(|before| *before != write.after));
    let begun = sorted(began.collect(), |a: &&Mark, b| a.cmp(b));
    let open: Vec<&Write<'a>> =
        wrote.iter().filter(|write| begun.binary_search(&write.after).is_err()).collect();
    let counted = !open.is_empty() && open.iter().all(|write| matches!(write.after, Mark::Number(_)));
    if counted {
        return open.iter().map(|write| write.after).max();
    }
    let left = open.iter().find(|write| undone(write.step)).or(open.last());
    left.map(|write| write.after).or(wrote.last().map(|write| write.after))
}

pub(super) fn written<'a>(node: &Node<'a>, record: &str) -> Option<&'a Mark> {
    node.step.written.as_ref().and_then(|written| written.versions.get(record))
}

/// Whether a step that stopped on its way never came to this record.
pub(super) fn is_untouched(node: &Node<'_>, record: &str) -> bool {
    let current = node.step.current.as_ref().and_then(|current| current.versions.get(record));
    written(node, record).is_none() && current.is_some() && current == captured(node, record)
}

pub(super) fn captured<'a>(node: &Node<'a>, record: &str) -> Option<&'a Mark> {
    let versions = node.step.snapshot.as_ref().and_then(|snapshot| snapshot.versions.as_ref());
    versions.and_then(|versions| versions.get(record))
}
