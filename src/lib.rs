//! Holdpoint is the point past which an automation must not go without a person.
//!
//! A host hands over plain data and gets a decision back: the lane, the reasons for it, who owns
//! what comes next, and by when. The engine performs nothing itself and has no clock, no
//! randomness and no I/O: the same policy, case, `now` and seed give the same bytes everywhere.
//!
//! The way through, left to right, each arrow handing over a type that proves what was checked:
//!
//! ```text
//! text -> parse -> model::policy -> compile -> CompiledPolicy -> decide -> model::decision -> js
//! ```

extern crate self as holdpoint;

pub mod audit;
pub mod calendar;
pub mod check;
pub mod compile;
pub mod condition;
pub mod decide;
pub mod diagnostic;
#[cfg(feature = "generate")]
pub mod generate;
#[cfg(feature = "js")]
mod js;
pub mod measure;
pub mod model;
pub mod parse;
pub mod signals;
