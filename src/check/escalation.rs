//! The matrix, the ladder and the delegation graph (003).

use crate::{
    compile::CompiledPolicy,
    diagnostic::{Code, Diagnostic, Pointer},
    model::{
        Names,
        policy::{ExceptionType, Grade, Impact},
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
                    None => {
                        holes.push(format!("{} × {} × {}", kind.as_str(), severity.as_str(), impact.as_str()))
                    }
                }
            }
        }
    }
    if let Some(first) = holes.first() {
        let message = format!("{} of 60 cells have no row, the first is {first}", holes.len());
        let finding = Diagnostic::new(Code::MatrixHole, place("matrix"), message);
        findings.push(finding.help("end the matrix with rows that take the rest, `\"*\"` is any"));
    }
    for (index, row) in rows.iter().enumerate().filter(|(index, _)| wins.get(*index) == Some(&false)) {
        let message = format!("row `{}` never wins: the rows before it take all its cells", row.id.as_str());
        findings.push(Diagnostic::new(Code::DeadRow, place("matrix").index(index), message));
    }
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
            findings.push(Diagnostic::new(Code::NoClock, place("ladder").key(name), message));
        }
    }
}

/// Delegates that stand in for each other in a circle: survived, but hardly meant.
pub(super) fn delegates(policy: &CompiledPolicy, findings: &mut Vec<Diagnostic>) {
    let Some(people) = &policy.document.people else { return };
    for start in people.keys() {
        let mut reached: Vec<&str> = Vec::new();
        let mut open: Vec<&str> = vec![start];
        let mut circle = false;
        while let Some(name) = open.pop() {
            let person = people.get(name);
            for next in person.iter().flat_map(|person| person.delegate.iter().flat_map(Names::as_slice)) {
                circle |= next.as_str() == start;
                if !reached.contains(&next.as_str()) {
                    reached.push(next.as_str());
                    open.push(next.as_str());
                }
            }
        }
        // Each circle is told once, at its first name.
        if circle && reached.iter().all(|name| *name >= start || !reaches(policy, name, start)) {
            let at = Pointer::root().key("people").key(start).key("delegate");
            let message = format!("the delegates of `{start}` lead back to `{start}`");
            let finding = Diagnostic::new(Code::DelegateCircle, at, message);
            findings
                .push(finding.help("an escalation goes up a level where nobody in the circle can be asked"));
        }
    }
}

fn reaches(policy: &CompiledPolicy, from: &str, to: &str) -> bool {
    let of = |name: &str| policy.document.people.as_ref().and_then(|people| people.get(name));
    let (mut seen, mut open) = (vec![from.to_owned()], vec![from.to_owned()]);
    while let Some(name) = open.pop() {
        for next in of(&name).iter().flat_map(|person| person.delegate.iter().flat_map(Names::as_slice)) {
            if next.as_str() == to {
                return true;
            }
            if !seen.iter().any(|other| other == next.as_str()) {
                seen.push(next.as_str().to_owned());
                open.push(next.as_str().to_owned());
            }
        }
    }
    false
}
