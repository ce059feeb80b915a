//! A condition as it was written, before its types are known.

use std::ops::Range;

use super::expr::Relation;
use crate::model::Timestamp;

/// A part of a condition with its place in the text.
pub(super) struct Ast {
    pub(super) node: Node,
    pub(super) span: Range<usize>,
    /// Levels from here to the deepest leaf, itself included.
    pub(super) depth: usize,
}

pub(super) enum Node {
    Number(f64),
    Text(String),
    Bool(bool),
    /// Only a tree has these: in a text a moment is a call.
    Time(Timestamp),
    /// A dotted name.
    Path(String),
    List(Vec<Ast>),
    All(Vec<Ast>),
    Any(Vec<Ast>),
    Not(Box<Ast>),
    Negate(Box<Ast>),
    Binary(Operator, Range<usize>, Box<Ast>, Box<Ast>),
    Call {
        target: Option<Box<Ast>>,
        name: String,
        place: Range<usize>,
        arguments: Vec<Ast>,
    },
    /// Something that was already reported; nothing more is said about it.
    Hole,
}

#[derive(Clone, Copy)]
pub(super) enum Operator {
    Relation(Relation),
    In,
    Plus,
    Minus,
}

impl Ast {
    pub(super) fn new(node: Node, span: Range<usize>) -> Self {
        let deepest = |parts: &[Self]| parts.iter().map(|part| part.depth).max().unwrap_or(0);
        let below = match &node {
            Node::List(parts) | Node::All(parts) | Node::Any(parts) => deepest(parts),
            Node::Not(part) | Node::Negate(part) => part.depth,
            Node::Binary(_, _, left, right) => left.depth.max(right.depth),
            Node::Call { target, arguments, .. } => {
                deepest(arguments).max(target.as_ref().map_or(0, |target| target.depth))
            }
            _ => 0,
        };
        Self { node, span, depth: below + 1 }
    }
}
