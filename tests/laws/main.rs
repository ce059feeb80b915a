//! The laws of deciding, as properties over generated policies and cases. README.md lists them with
//! the mistakes by which each was seen to fail.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a broken test stops"
)]

mod answers;
mod audit;
mod bytes;
mod cases;
mod dice;
mod escalation;
mod escalation_events;
mod escalation_people;
mod fail_closed;
mod language;
mod nearest;
mod order;
mod policies;
mod retry;
mod sensitive;
mod support;
mod tape;
mod total;
