//! A case out of a box, and what the engine decides about it: nothing is claimed that it doesn't confirm.

use super::{
    axes::{ASSERTED, Axis, IN_MESSAGE, Origin, Point, SILENT, Space},
    cell::{Cell, Points},
    region::{Leaf, listening, only_heard},
    solve::{Solution, solve, wanted},
};
use crate::{
    compile::{CompiledPolicy, FieldId},
    decide::classify::{ReadCase, Weighed, weigh},
    diagnostic::{Shown, Witness},
    model::{Lane, Map, Need, Value, decision::ReasonStatus, policy::ActionKind, sorted},
};

/// A case with its decision.
pub(in crate::check) struct Decided {
    pub(in crate::check) case: Value,
    pub(in crate::check) read: ReadCase,
    pub(in crate::check) weighed: Weighed,
}

/// How many reasons are told with a witness, besides those that its finding is about.
const MOST_REASONS: usize = 12;

/// How many values of the fields of a part that isn't analysed are tried.
const MOST_TRIALS: usize = 256;

/// A case in a box of which the engine confirms what is claimed.
pub(super) fn confirmed(space: &Space<'_>, cell: &Cell, claim: &dyn Fn(&Decided) -> bool) -> Option<Decided> {
    let base = case(space, cell)?;
    let mut tried = 0;
    let mut attempt = |values: Map<Value>| {
        tried += 1;
        decided(space.policy, nested(values)).filter(|decided| claim(decided))
    };
    if let Some(decided) = attempt(base.clone()) {
        return Some(decided);
    }
    // Parts that aren't analysed hang on fields whose points may be tried one after the other.
    let free = free_fields(space, cell);
    let mut choice = vec![0_usize; free.len()];
    for _ in 0..MOST_TRIALS {
        let mut values = base.clone();
        for ((path, points), at) in free.iter().zip(&choice) {
            match points.get(*at) {
                Some(Some(value)) => values.insert(path.clone(), value.clone()),
                _ => drop(values.remove(path)),
            }
        }
        if let Some(decided) = attempt(values) {
            return Some(decided);
        }
        // The next choice, like the next number.
        let turned = choice.iter_mut().zip(&free).find_map(|(at, (_, points))| {
            *at += 1;
            let turned = *at < points.len();
            if !turned {
                *at = 0;
            }
            turned.then_some(())
        });
        turned?;
    }
    None
}

/// The same for the first of several boxes in which there is one.
pub(super) fn confirmed_in(
    space: &Space<'_>,
    leaves: &[&Leaf],
    claim: &dyn Fn(&Decided) -> bool,
) -> Option<Decided> {
    leaves.iter().find_map(|leaf| confirmed(space, &leaf.cell, claim))
}

/// Decides a case; `None` if it is no case.
pub(in crate::check) fn decided(policy: &CompiledPolicy, case: Value) -> Option<Decided> {
    let read = ReadCase::from_value(case.clone(), policy).ok()?;
    let weighed = weigh(policy, &read);
    Some(Decided { case, read, weighed })
}

/// The same case with another value at a path, decided.
pub(super) fn moved(policy: &CompiledPolicy, from: &Decided, path: &str, value: Value) -> Option<Decided> {
    let Value::Map(mut fields) = from.case.clone() else { return None };
    put(&mut fields, path, value);
    decided(policy, Value::Map(fields))
}

impl Decided {
    /// What a rule said: fired, undetermined, or nothing.
    pub(in crate::check) fn status(&self, rule: &str) -> Option<ReasonStatus> {
        self.weighed.reasons.iter().find(|reason| reason.rule == rule).map(|reason| reason.status)
    }

    /// The lane that a rule asks for here.
    pub(in crate::check) fn lane_of(&self, rule: &str) -> Lane {
        let reason = self.weighed.reasons.iter().find(|reason| reason.rule == rule);
        reason.map_or(Lane::Automate, |reason| reason.lane)
    }

    pub(in crate::check) fn fired(&self, rule: &str) -> bool {
        self.status(rule) == Some(ReasonStatus::Fired)
    }

    /// The case as it is shown with a finding, with the rules that the finding is about.
    pub(in crate::check) fn shown(self, about: &[&str]) -> Witness {
        Witness::Case(self.told(about))
    }

    /// The case and what was decided: the first reasons, and those of these rules.
    pub(in crate::check) fn told(self, about: &[&str]) -> Shown {
        let (mut fired, mut undetermined) = (Vec::new(), Vec::new());
        for (at, reason) in self.weighed.reasons.iter().enumerate() {
            if at < MOST_REASONS || about.contains(&reason.rule.as_str()) {
                match reason.status {
                    ReasonStatus::Fired => fired.push(reason.rule.clone()),
                    ReasonStatus::Undetermined => undetermined.push(reason.rule.clone()),
                }
            }
        }
        Shown { lane: self.weighed.lane.as_str().to_owned(), fired, undetermined, case: self.case }
    }
}

/// What a box asks of a case: a value for each field, or none where it has to be missing.
pub(super) fn asked(space: &Space<'_>, cell: &Cell) -> Option<Vec<(String, Option<Value>)>> {
    let values = case(space, cell)?;
    let mut asked: Vec<(String, Option<Value>)> = Vec::new();
    for (axis, _) in &cell.sides {
        if let Some(Axis { origin: Origin::Field(slot), .. }) = space.axis(*axis) {
            let path = space.path(*slot);
            asked.push((path.to_owned(), values.get(path).cloned()));
        }
    }
    let rest = values.into_iter().filter(|(path, _)| path != "id" && path != "action.name");
    for (path, value) in rest {
        if !asked.iter().any(|(other, _)| *other == path) {
            asked.push((path, Some(value)));
        }
    }
    Some(asked)
}

/// The actions that a box allows, harmless ones first.
pub(super) fn actions(space: &Space<'_>, cell: &Cell) -> Vec<String> {
    let Some(axis) = space.of_field(FieldId::ActionName.slot()) else { return Vec::new() };
    let mut names = Vec::new();
    for point in allowed(space, cell, axis) {
        if let Some(name) = point.text() {
            names.push(name.to_owned());
        }
    }
    sorted(names, |a, b| rank(space.policy, a).cmp(&rank(space.policy, b)))
}

/// How little an action does, the harmless first.
fn rank(policy: &CompiledPolicy, name: &str) -> u8 {
    match policy.library.get(name) {
        Some(action) if action.floor > Lane::Automate => 2,
        Some(action) if action.kind == ActionKind::Internal => 0,
        Some(_) => 1,
        None => 3,
    }
}

/// The fields of a case in a box by their paths; `None` where no value was found for one.
fn case(space: &Space<'_>, cell: &Cell) -> Option<Map<Value>> {
    let mut values = Map::of(vec![("id", Value::Text("witness".to_owned()))]);
    let mut signals = Vec::new();
    let cell = &heard(space, cell, &mut values);
    for (axis, points) in &cell.sides {
        match &space.axis(*axis)?.origin {
            Origin::Action => {}
            Origin::Field(slot) => {
                let path = space.path(*slot);
                // A text in which something has to be heard stands already.
                let stands = values.contains_key(path);
                if let Some(value) = chosen(space.axis(*axis)?, points)?.value().filter(|_| !stands) {
                    values.insert(path.to_owned(), value);
                }
            }
            Origin::Signal(name) => {
                if points.has(ASSERTED) && !points.has(SILENT) {
                    signals.push(Value::Text((*name).to_owned()));
                }
            }
            // A language that no lexicon covers.
            Origin::Understood(_) if !points.has(0) => {
                values.insert(FieldId::MessageLanguage.path().to_owned(), Value::Text("ja".to_owned()));
            }
            Origin::Understood(_) | Origin::Question(..) | Origin::Unknown(_) => {}
        }
    }
    for (slot, questions) in wanted(space, cell) {
        if let Solution::Found(value) = solve(space, slot, &questions) {
            values.insert(space.path(slot).to_owned(), value);
        }
    }
    let action = actions(space, cell).into_iter().next()?;
    values.entry_or(FieldId::ActionName.path(), || Value::Text(action));
    if !signals.is_empty() {
        values.insert("signals".to_owned(), Value::List(signals));
    }
    Some(values)
}

/// Puts a word of its lexicon where a signal has to be heard; gives the box with the actions that listen.
fn heard(space: &Space<'_>, cell: &Cell, values: &mut Map<Value>) -> Cell {
    let mut cell = cell.clone();
    for (axis, points) in cell.sides.clone() {
        let Some(Axis { origin: Origin::Signal(name), .. }) = space.axis(axis) else { continue };
        if !only_heard(&points) {
            continue;
        }
        let (need, text) = if points.has(IN_MESSAGE) {
            (Need::Message, FieldId::MessageText)
        } else {
            (Need::Draft, FieldId::ActionText)
        };
        let mut words = space.policy.lexicons.entries();
        let word = words.find(|(signal, word)| signal == name && !word.contains('*'));
        if let (Some(listening), Some((_, word))) = (listening(space, &cell, need), word) {
            cell = listening;
            let text = values.entry_or(text.path(), || Value::Text(String::new()));
            if let Some(Value::Text(text)) = text {
                if !text.is_empty() {
                    text.push_str(". ");
                }
                text.push_str(word);
            }
        }
    }
    cell
}

/// The point to show: one that is there rather than a missing one.
fn chosen<'a>(axis: &'a Axis<'_>, points: &Points) -> Option<&'a Point> {
    let mut missing = None;
    for (index, point) in axis.points.iter().enumerate() {
        if !points.has(index) {
            continue;
        }
        if point.value().is_some() {
            return Some(point);
        }
        if *point == Point::Missing {
            missing = Some(point);
        }
    }
    missing
}

/// The fields that parts which aren't analysed read, with all their points.
fn free_fields(space: &Space<'_>, cell: &Cell) -> Vec<(String, Vec<Option<Value>>)> {
    let mut fields: Vec<(String, Vec<Option<Value>>)> = Vec::new();
    for (axis, _) in &cell.sides {
        let Some(Axis { origin: Origin::Unknown(expr), .. }) = space.axis(*axis) else { continue };
        for slot in expr.reads() {
            let path = space.path(slot);
            let Some(axis) = space.of_field(slot) else { continue };
            if fields.iter().any(|(other, _)| other == path) {
                continue;
            }
            let mut values = Vec::new();
            for point in allowed(space, cell, axis) {
                values.push(point.value());
            }
            fields.push((path.to_owned(), values));
        }
    }
    fields
}

/// The points of an axis that a box allows.
fn allowed<'s>(space: &'s Space<'_>, cell: &Cell, axis: usize) -> Vec<&'s Point> {
    let side = cell.side(axis);
    let mut points = Vec::new();
    for (index, point) in space.points_of(axis).iter().enumerate() {
        if side.is_none_or(|side| side.has(index)) {
            points.push(point);
        }
    }
    points
}

/// Paths and values as a nested object.
pub(in crate::check) fn nested(values: Map<Value>) -> Value {
    let mut root = Map::default();
    for (path, value) in values {
        put(&mut root, &path, value);
    }
    Value::Map(root)
}

fn put(object: &mut Map<Value>, path: &str, value: Value) {
    match path.split_once('.') {
        None => object.insert(path.to_owned(), value),
        Some((first, rest)) => {
            let inner = object.entry_or(first, || Value::Map(Map::default()));
            if let Some(Value::Map(inner)) = inner {
                put(inner, rest, value);
            }
        }
    }
}
