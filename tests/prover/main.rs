//! What the checker claims of all cases, held against trying them.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::expect_used,
    reason = "a broken test stops"
)]

mod compare;
mod duties;
mod findings;
mod generate;
mod oracle;
mod speed;
mod support;
