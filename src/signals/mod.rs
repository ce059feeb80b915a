//! What is heard in language: lexicons that a person can read, and one pass over a text.
//!
//! Detection is a matter of rules and never of a model: words, phrases with gaps, what negates them and
//! what gives them another sense, in files under `lexicons/` whose notation docs/lexicons.md describes.
//! A policy adds to them and takes from them in the same notation.
//!
//! ```
//! use holdpoint::signals::{Lexicons, Side};
//!
//! let lexicons = Lexicons::builtin();
//! let found = lexicons.scan("I want a r.e.f.u.n.d", Side::Message);
//! assert_eq!(found[0].signal, "refund");
//! assert_eq!((found[0].start, found[0].end), (9, 20));
//! ```

mod automaton;
mod coverage;
mod dictionary;
mod engine;
mod fold;
mod hash;
mod hear;
mod inflect;
mod lexicon;
mod lexicons;
mod notation;
mod plain;
mod quotes;
mod reader;
mod scan;
mod settle;
mod spaced;
mod token;
mod typo;
mod words;

pub use coverage::Coverage;
pub use hear::Recognition;
pub use lexicons::{Adjustment, Found, LexiconProblem, Lexicons, ProblemKind, SIGNALS, Side};
pub use notation::Fault;
pub use reader::Place;

#[cfg(test)]
mod fold_table;
#[cfg(test)]
mod law_c8;
