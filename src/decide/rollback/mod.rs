//! This run failed part-way, or was found wrong afterwards: which steps are finished, undone, restored
//! or handed to a person, in what order, with which keys, guarded by what? And before it starts: may
//! it, and what must be staged so that it can be undone? (003: three patterns, six design rules)

mod answer;
mod audited;
mod fate;
mod fill;
mod graph;
mod manual;
mod operations;
mod preflight;
mod read;
mod records;
mod restore;
mod state;
mod waves;

use holdpoint_derive::Json;
use serde::Serialize;

pub use audited::decide;
pub use read::ReadRun;

use crate::{
    compile::CompiledPolicy,
    model::{plan::RollbackPlan, preflight::Preflight, run::RunPhase},
};

/// What `planRollback` answers.
#[derive(Clone, Debug, PartialEq, Serialize, Json)]
#[serde(untagged)]
pub enum RollbackAnswer {
    /// Before a run.
    Preflight(Box<Preflight>),
    /// After it.
    Plan(Box<RollbackPlan>),
}

/// Plans a run's way back, or decides whether it may start.
#[must_use]
pub fn plan_rollback(policy: &CompiledPolicy, read: &ReadRun) -> RollbackAnswer {
    match read.run.phase {
        RunPhase::Before => RollbackAnswer::Preflight(Box::new(preflight::preflight(policy, read))),
        RunPhase::After => RollbackAnswer::Plan(Box::new(answer::plan(policy, read))),
    }
}
