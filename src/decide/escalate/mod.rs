//! Escalation: what went wrong or got no answer, and what now, by whom, by when.

pub mod retry;
