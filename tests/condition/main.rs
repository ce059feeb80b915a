//! The condition language, from outside: reading, typing, printing, evaluation, explanation, and the
//! properties that each has.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that can't go on has failed"
)]

mod against_cel;
mod cases;
mod explaining;
mod generate;
mod properties;
mod reading;
mod support;
mod trees;
