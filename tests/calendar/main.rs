//! Calendars: zones against a reference, working hours against clocks that are read minute by minute.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a broken test stops"
)]

mod compiling;
mod hours;
mod support;
mod zones;
