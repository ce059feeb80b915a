//! Decisions: siblings that don't import each other. A compiled policy can't fail here.

pub mod classify;
pub mod escalate;
pub mod rollback;
