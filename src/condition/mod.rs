//! The conditions of rules: a documented subset of CEL, its JSON tree, and what both become.
//!
//! Text or tree is read, typed against a vocabulary and becomes one internal form ([`Expr`]) over
//! field slots. That form is evaluated in three values (strong Kleene logic: what is missing makes
//! a condition undetermined, never false), explains itself, and prints back as CEL or as a tree.
//!
//! ```text
//! text -> lex -> parse -> Ast \
//!                              typing -> Expr -> eval, explain, print, tree
//! tree -> Ast of each leaf    /
//! ```

mod ast;
mod atoms;
mod eval;
mod explain;
mod expr;
mod facts;
mod lex;
mod literals;
mod parse;
mod print;
mod problem;
mod tree;
mod typing;
mod vocabulary;
mod whole;

pub use atoms::{Atom, Subject};
pub use explain::Evidence;
pub use expr::{Expr, Literal, Pattern, Relation, Term, TextTest};
pub use facts::{Fact, Facts, Items, Outcome};
pub use problem::Problem;
pub use vocabulary::{Field, Kind, Slot, Vocabulary, is_path};
pub use whole::Condition;

/// The longest text of a condition, in bytes; a tree may not print longer than this either.
pub const MAX_TEXT: usize = 65_536;
/// How deep a condition may nest; long chains of `&&` and `||` are flat and don't count.
pub const MAX_DEPTH: usize = 64;
