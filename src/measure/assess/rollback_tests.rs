//! 003: whatever creates financial records has a rollback that is tested every quarter.

use crate::{
    compile::CompiledPolicy,
    model::{Span, Timestamp, assessment::RollbackTest, entries},
};

/// A quarter, where the policy says nothing.
const QUARTER: Span = Span::days(90);

/// A rollback that has to be tested.
#[derive(Clone, Debug)]
pub(super) struct Drill {
    action: String,
    tested_at: Option<Timestamp>,
    within: Span,
}

/// The financial actions of a policy.
pub(super) fn drills(policy: &CompiledPolicy) -> Vec<Drill> {
    let settings = policy.document.rollback.as_ref();
    let within = settings.and_then(|settings| settings.financial_tested_within).unwrap_or(QUARTER);
    let mut drills = Vec::new();
    for (name, action) in entries(policy.document.actions.as_ref()) {
        if action.financial == Some(true) {
            drills.push(Drill { action: name.clone(), tested_at: action.tested_at, within });
        }
    }
    drills
}

impl Drill {
    /// The test that is due by now.
    pub(super) fn due(self, now: Option<Timestamp>) -> Option<RollbackTest> {
        let due_at = self.tested_at.map(|tested| tested.plus(self.within));
        let is_due = due_at.is_none_or(|due| now.is_some_and(|now| due <= now));
        is_due.then_some(RollbackTest { action: self.action, tested_at: self.tested_at, due_at })
    }
}
