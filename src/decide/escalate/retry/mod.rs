//! Failed calls: what kind of failure it was, and when the call is tried again.
//!
//! Everything here is a pure function: the spread of the delays comes from the seed, the incident
//! and the number of the retry, so that a replay gives the same moments.

mod backoff;
mod failure;
mod retry_after;
mod spread;

pub use backoff::{Backoff, Exhausted, NextRetry, Retries};
pub use failure::{FailedCall, FailureKind};
pub use retry_after::RetryAfter;
pub use spread::Spread;
