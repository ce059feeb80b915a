//! The matrix, resolved to one row a cell.

use super::{Problems, place};
use crate::{
    diagnostic::Code,
    model::{
        policy::{EscalationAction, ExceptionType, Grade, Impact, Level, MatrixRow, Origin},
        repeated,
    },
};

/// What an incident opens with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The row's id.
    pub id: String,
    /// What it opens with.
    pub action: EscalationAction,
    /// The level it starts at.
    pub level: Level,
    /// Where it comes from; `None` where no row matches and the strictest stands in.
    pub origin: Option<Origin>,
}

/// A row for each of the 5 × 4 × 3 cells.
#[derive(Debug)]
pub struct Matrix {
    rows: Vec<Row>,
    cells: Vec<usize>,
    strictest: Row,
}

impl Matrix {
    pub(super) fn compile(written: &[MatrixRow], problems: &mut Problems) -> Self {
        let repeated = repeated(&written.iter().map(|row| row.id.as_str()).collect::<Vec<_>>());
        let mut rows = Vec::new();
        for (index, row) in written.iter().enumerate() {
            let at = place("escalation", "matrix").index(index);
            if repeated.get(index) == Some(&true) {
                let message = ["two rows have the id `", row.id.as_str(), "`"].concat();
                problems.add(Code::DuplicateId, at.key("id"), message);
            }
            let usual = usual_level(row.action);
            let level = row.start_level.unwrap_or(usual);
            if let Some(message) = misplaced(usual, level) {
                problems.add(Code::Contradiction, at.key("startLevel"), message);
            }
            rows.push(Row {
                id: row.id.as_str().to_owned(),
                action: row.action,
                level,
                origin: Some(row.origin.unwrap_or(Origin::Policy)),
            });
        }
        let strictest = stand_in(ExceptionType::PolicyViolation);
        let mut matrix = Self { cells: Vec::with_capacity(60), rows, strictest };
        let mut blamed = vec![false; written.len()];
        for kind in ExceptionType::ALL {
            for severity in Grade::ALL {
                for impact in Impact::ALL {
                    let winner = written.iter().position(|row| {
                        row.kind.matches(*kind)
                            && row.severity.matches(*severity)
                            && row.impact.matches(*impact)
                    });
                    if let (Some(index), Some(row)) = (winner, winner.and_then(|index| written.get(index)))
                        && let Some(message) = forbidden(*kind, row.action)
                        && let Some(blamed) = blamed.get_mut(index).filter(|blamed| !**blamed)
                    {
                        *blamed = true;
                        let at = place("escalation", "matrix").index(index).key("action");
                        problems.add(Code::Contradiction, at, message);
                    }
                    let index = winner.unwrap_or_else(|| matrix.strictest(*kind));
                    matrix.cells.push(index);
                }
            }
        }
        matrix
    }

    fn strictest(&mut self, kind: ExceptionType) -> usize {
        let row = stand_in(kind);
        match self.rows.iter().position(|known| *known == row) {
            Some(index) => index,
            None => {
                self.rows.push(row);
                self.rows.len() - 1
            }
        }
    }

    /// The row of a cell.
    #[must_use]
    pub fn row(&self, kind: ExceptionType, severity: Grade, impact: Impact) -> &Row {
        let cell = (kind as usize * Grade::ALL.len() + severity as usize) * Impact::ALL.len();
        // INVARIANT: every cell has a row.
        let index = self.cells.get(cell + impact as usize);
        index.and_then(|index| self.rows.get(*index)).unwrap_or(&self.strictest)
    }
}

/// Where no row matches, the strictest answer of its kind stands in: a hole is never "pending".
fn stand_in(kind: ExceptionType) -> Row {
    use EscalationAction as Action;
    let action = match kind {
        ExceptionType::Timeout => Action::EscalateDelegate,
        ExceptionType::Rejection => Action::EscalateDepartmentHead,
        ExceptionType::Conflict => Action::PauseBothEscalateOwner,
        ExceptionType::SystemFailure => Action::AlertOnCallManualFallback,
        ExceptionType::PolicyViolation => Action::BlockEscalateCompliance,
    };
    Row { id: "unmatched".to_owned(), action, level: usual_level(action), origin: None }
}

/// The level that an action belongs to.
fn usual_level(action: EscalationAction) -> Level {
    use EscalationAction as Action;
    match action {
        Action::RetryExtendedWindow | Action::RetryBackoff => Level::L1,
        Action::EscalateDelegate
        | Action::RouteAlternate
        | Action::PauseBothEscalateOwner
        | Action::AlertOnCallManualFallback => Level::L2,
        Action::EscalateDepartmentHead | Action::EscalateManager | Action::BlockEscalateCompliance => {
            Level::L3
        }
    }
}

fn misplaced(usual: Level, level: Level) -> Option<&'static str> {
    match (usual, level) {
        (_, Level::L4) => Some("no incident begins with an emergency bypass"),
        (Level::L1, Level::L2 | Level::L3) => Some("only L1 retries by itself"),
        (Level::L2 | Level::L3, Level::L1) => Some("nobody is asked at L1"),
        _ => None,
    }
}

fn forbidden(kind: ExceptionType, action: EscalationAction) -> Option<&'static str> {
    use EscalationAction as Action;
    let retries = usual_level(action) == Level::L1;
    match kind {
        ExceptionType::PolicyViolation if action != Action::BlockEscalateCompliance => {
            Some("a policy violation is blocked and goes to compliance, whatever its severity")
        }
        ExceptionType::Conflict if retries => Some("a conflict pauses all sides: nothing is retried"),
        ExceptionType::Rejection if retries => Some("a person said no: nothing is retried"),
        _ => None,
    }
}
