//! The matrix, the ladder and the delegation graph (003).

use super::tell;
use crate::{
    compile::CompiledPolicy,
    diagnostic::{Cell, Code, Diagnostic, Pointer, Stretch, Witness},
    model::{
        Names,
        policy::{ExceptionType, Grade, Impact, MatrixRow},
    },
};

fn place(section: &str) -> Pointer {
    Pointer::root().key("escalation").key(section)
}

/// Each of the 5 × 4 × 3 cells needs a row, and each row a cell that it wins.
pub(super) fn matrix(policy: &CompiledPolicy, findings: &mut Vec<Diagnostic>) {
    let escalation = policy.document.escalation.as_ref();
    let rows = escalation.and_then(|escalation| escalation.matrix.as_deref()).unwrap_or_default();
    let mut wins = vec![false; rows.len()];
    let mut holes = Vec::new();
    for kind in ExceptionType::ALL {
        for severity in Grade::ALL {
            for impact in Impact::ALL {
                let winner = rows.iter().position(|row| {
                    row.kind.matches(*kind) && row.severity.matches(*severity) && row.impact.matches(*impact)
                });
                match winner.and_then(|index| wins.get_mut(index)) {
                    Some(win) => *win = true,
                    None => holes.push(cell(*kind, *severity, *impact, None)),
                }
            }
        }
    }
    if let Some(first) = holes.first() {
        let named = format!("{} × {} × {}", first.of, first.severity, first.impact);
        let message = format!("{} of 60 cells have no row, the first is {named}", holes.len());
        tell(
            findings,
            Code::MatrixHole,
            place("matrix"),
            message,
            "end the matrix with rows that take the rest, `\"*\"` is any",
            Some(Witness::Cell(first.clone())),
        );
    }
    for (index, row) in rows.iter().enumerate().filter(|(index, _)| wins.get(*index) == Some(&false)) {
        let message = format!("row `{}` never wins: the rows before it take all its cells", row.id.as_str());
        let mut finding = Diagnostic::new(Code::DeadRow, place("matrix").index(index), message);
        finding.witness = taken(rows, index).map(Witness::Cell);
        findings.push(finding);
    }
}

fn cell(kind: ExceptionType, severity: Grade, impact: Impact, row: Option<&MatrixRow>) -> Cell {
    Cell {
        of: kind.as_str().to_owned(),
        severity: severity.as_str().to_owned(),
        impact: impact.as_str().to_owned(),
        row: row.map(|row| row.id.as_str().to_owned()),
    }
}

/// The first cell that a dead row names, with the row that takes it.
fn taken(rows: &[MatrixRow], index: usize) -> Option<Cell> {
    let dead = rows.get(index)?;
    let matches = |row: &MatrixRow, kind, severity, impact| {
        row.kind.matches(kind) && row.severity.matches(severity) && row.impact.matches(impact)
    };
    for kind in ExceptionType::ALL {
        for severity in Grade::ALL {
            for impact in Impact::ALL {
                let (kind, severity, impact) = (*kind, *severity, *impact);
                if matches(dead, kind, severity, impact) {
                    let winner = rows.iter().find(|row| matches(row, kind, severity, impact));
                    return Some(cell(kind, severity, impact, winner));
                }
            }
        }
    }
    None
}

/// Every level gets a clock.
pub(super) fn clocks(policy: &CompiledPolicy, findings: &mut Vec<Diagnostic>) {
    let escalation = policy.document.escalation.as_ref();
    let ladder = escalation.and_then(|escalation| escalation.ladder.as_ref());
    for name in ["L1", "L2", "L3", "L4"] {
        let level = ladder.and_then(|ladder| match name {
            "L1" => ladder.l1.as_ref(),
            "L2" => ladder.l2.as_ref(),
            "L3" => ladder.l3.as_ref(),
            _ => ladder.l4.as_ref(),
        });
        if level.and_then(|level| level.clock).is_none() {
            let message = format!("level {name} has no clock, so an escalation could sit there for ever");
            let endless = Stretch { level: name.to_owned(), from: None, until: None, people: Vec::new() };
            tell(
                findings,
                Code::NoClock,
                place("ladder").key(name),
                message,
                "give the level a `clock`",
                Some(Witness::Stretch(endless)),
            );
        }
    }
}

/// Delegates that stand in for each other in a circle: survived, but hardly meant.
pub(super) fn delegates(policy: &CompiledPolicy, findings: &mut Vec<Diagnostic>) {
    let Some(people) = &policy.document.people else { return };
    let mut told: Vec<String> = Vec::new();
    for start in people.keys() {
        let Some(names) = circle(policy, start) else { continue };
        // Each circle is told once, at its first name.
        if !told.iter().any(|name| *name == start) {
            let at = Pointer::root().key("people").key(start).key("delegate");
            let message = format!("the delegates of `{start}` lead back to `{start}`");
            tell(
                findings,
                Code::DelegateCircle,
                at,
                message,
                "an escalation goes up a level where nobody in the circle can be asked",
                Some(Witness::Chain { names: names.clone() }),
            );
        }
        told.extend(names);
    }
}

/// The shortest way along delegates from a person back to themselves.
fn circle(policy: &CompiledPolicy, start: &str) -> Option<Vec<String>> {
    let people = policy.document.people.as_ref()?;
    // Each name with the place of the one that led to it.
    let mut reached: Vec<(&str, usize)> = vec![(start, 0)];
    let mut at = 0;
    while let Some((name, _)) = reached.get(at).copied() {
        let person = people.get(name);
        for next in Names::of(person.and_then(|person| person.delegate.as_ref())) {
            if next.as_str() == start {
                let mut names = Vec::new();
                let mut back = at;
                while let Some((name, from)) = reached.get(back).copied() {
                    names.insert(0, name.to_owned());
                    if back == 0 {
                        break;
                    }
                    back = from;
                }
                return Some(names);
            }
            if !reached.iter().any(|(other, _)| *other == next.as_str()) {
                reached.push((next.as_str(), at));
            }
        }
        at += 1;
    }
    None
}
