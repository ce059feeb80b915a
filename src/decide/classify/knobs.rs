//! The data that `nearest` may change, and the values it tries: every constant that a rule
//! compares a field with, and a step to each side of it.

use super::{
    ReadCase,
    builtin::{looks_at, threshold},
    judge::{Cause, Judgement},
    situation::Situation,
};
use crate::{
    compile::{BuiltinId, FieldId, InputState, SlotMeaning, raw_value},
    condition::{Kind, Literal, Slot, Vocabulary},
    model::{
        Span, Value,
        case::{Case, Conflict, Facts, History, Intent, Lead},
        sorted,
    },
    parse::Cx,
};

/// A field that may be changed.
pub(super) struct Knob {
    /// The field.
    pub(super) slot: Slot,
    /// What may stand there instead, in the order of trying.
    pub(super) values: Vec<Value>,
    /// The causes that look at it.
    pub(super) moves: Vec<String>,
}

/// The fields that the causes at the lane look at and that may be changed; missing ones first.
pub(super) fn knobs(s: &Situation<'_>, judgement: &Judgement<'_>) -> Vec<Knob> {
    let mut moves: Vec<(Slot, &str)> = Vec::new();
    for raised in judgement.raised.iter().filter(|raised| raised.lane == judgement.lane) {
        for slot in moving(&raised.cause, s) {
            moves.push((slot, raised.cause.id()));
        }
    }
    let mut knobs: Vec<Knob> = Vec::new();
    for (slot, cause) in sorted(moves, |a, b| a.0.cmp(&b.0)) {
        match knobs.last_mut().filter(|knob| knob.slot == slot) {
            Some(knob) => knob.moves.push(cause.to_owned()),
            None => knobs.push(Knob { slot, values: values(slot, s), moves: vec![cause.to_owned()] }),
        }
    }
    knobs.retain(|knob| !knob.values.is_empty());
    let rank = |knob: &Knob| (s.value(knob.slot) != Value::Null, knob.slot);
    sorted(knobs, |a, b| rank(a).cmp(&rank(b)))
}

fn moving(cause: &Cause<'_>, s: &Situation<'_>) -> Vec<Slot> {
    let mut slots: Vec<Slot> = match cause {
        Cause::Rule(rule) => rule.when.reads().to_vec(),
        Cause::Builtin(builtin) => {
            let mut slots: Vec<Slot> = looks_at(builtin.id).iter().map(|field| field.slot()).collect();
            if matches!(builtin.id, BuiltinId::DataMissing | BuiltinId::DataMalformed) {
                for (index, state) in s.inputs.iter().enumerate() {
                    let faulty = match state {
                        InputState::Missing | InputState::Malformed => true,
                        InputState::Text(text) => text.trim().is_empty(),
                        _ => false,
                    };
                    if faulty {
                        slots.push(s.policy.vocabulary.input_slot(index));
                    }
                }
            }
            slots
        }
        Cause::Floor | Cause::Manual | Cause::NoMessage | Cause::NoDraft => Vec::new(),
    };
    slots.retain(|slot| may_change(*slot, s));
    slots
}

/// Never identity, `now`, signals, the workflow or any text.
fn may_change(slot: Slot, s: &Situation<'_>) -> bool {
    use FieldId as Id;
    match s.policy.vocabulary.meaning(slot) {
        SlotMeaning::Input(_) => true,
        SlotMeaning::Builtin(field) => matches!(
            field,
            Id::ActionAmount
                | Id::IntentConfidence
                | Id::LeadValue
                | Id::LeadUrgency
                | Id::HistoryComplete
                | Id::HistoryTurns
                | Id::HistoryValidationFailures
                | Id::HistoryLastContactAt
                | Id::DataMissing
                | Id::DataConflicts
                | Id::DataOwners
                | Id::DataUpdatedAt
        ),
    }
}

fn values(slot: Slot, s: &Situation<'_>) -> Vec<Value> {
    let Some(field) = s.policy.vocabulary.field(s.path(slot)) else { return Vec::new() };
    let current = s.value(slot);
    let constants = constants(slot, s);
    let mut values = match &field.kind {
        Kind::Bool => vec![Value::Bool(true), Value::Bool(false)],
        Kind::Enum(words) => words.iter().cloned().map(Value::Text).collect(),
        Kind::Number { min, max } => numbers(slot, s, &constants, (*min, *max), &current),
        Kind::Time => times(s, &constants),
        Kind::TextList => lists(slot, s, &constants),
        Kind::Text => texts(&constants),
    };
    values.retain(|value| *value != current && fits(slot, value, s));
    let mut kept: Vec<Value> = Vec::new();
    for value in values {
        if !kept.contains(&value) {
            kept.push(value);
        }
    }
    kept
}

fn fits(slot: Slot, value: &Value, s: &Situation<'_>) -> bool {
    match s.policy.vocabulary.meaning(slot) {
        SlotMeaning::Input(index) => {
            let blank = matches!(value, Value::Text(text) if text.trim().is_empty());
            !blank
                && s.policy
                    .inputs
                    .list()
                    .get(index)
                    .is_some_and(|input| input.kind.read_value(value).is_some())
        }
        SlotMeaning::Builtin(FieldId::HistoryTurns | FieldId::HistoryValidationFailures) => {
            matches!(value, Value::Number(number) if number.fract() == 0.0 && *number >= 0.0)
        }
        SlotMeaning::Builtin(_) => true,
    }
}

/// The constants that the policy's rules and built-in conditions compare a field with; of a rule
/// that compares fields with fields, all its constants.
fn constants(slot: Slot, s: &Situation<'_>) -> Vec<Literal> {
    let mut found = Vec::new();
    for rule in &s.policy.rules {
        for atom in rule.when.atoms().into_iter().filter(|atom| atom.slots.contains(&slot)) {
            found.extend(atom.constants.into_iter().cloned());
        }
    }
    for builtin in &s.policy.builtins {
        let looks = looks_at(builtin.id).first().is_some_and(|field| field.slot() == slot);
        match (builtin.id, builtin.threshold, builtin.max_age) {
            (BuiltinId::Confidence, ..) if looks => found.push(Literal::Number(threshold(s))),
            (_, Some(limit), _) if looks => found.push(Literal::Number(limit)),
            (_, _, Some(age)) if looks => found.push(Literal::Span(age)),
            _ => {}
        }
    }
    found
}

fn numbers(
    slot: Slot,
    s: &Situation<'_>,
    constants: &[Literal],
    (min, max): (Option<f64>, Option<f64>),
    current: &Value,
) -> Vec<Value> {
    let share = slot == FieldId::IntentConfidence.slot();
    let mut numbers: Vec<f64> = Vec::new();
    for constant in constants {
        if let Literal::Number(number) = constant {
            let step = if share {
                0.01
            } else if number.fract() == 0.0 {
                1.0
            } else {
                0.01
            };
            numbers.extend([*number, number - step, number + step]);
        }
    }
    // Two fields may be compared with each other; what is hidden is no proposal for the other.
    for field in [FieldId::ActionAmount, FieldId::LeadValue] {
        if let (false, Ok(number)) = (s.policy.sensitive.hides(field.path()), s.number(field)) {
            numbers.push(number);
        }
    }
    numbers.extend_from_slice(min.as_slice());
    numbers.extend_from_slice(max.as_slice());
    if numbers.is_empty() {
        numbers.push(0.0);
    }
    numbers.retain(|number| min.is_none_or(|min| *number >= min) && max.is_none_or(|max| *number <= max));
    if let Value::Number(current) = current {
        // The nearest first: that is what a person would change.
        numbers =
            sorted(numbers, |a, b| (a - current).abs().total_cmp(&(b - current).abs()).then(a.total_cmp(b)));
    }
    numbers.into_iter().map(Value::Number).collect()
}

fn times(s: &Situation<'_>, constants: &[Literal]) -> Vec<Value> {
    let second = Span::from_millis(1000);
    let back = |span: Span| Span::from_millis(span.millis().saturating_neg());
    let mut times = Vec::new();
    if let Some(now) = s.now() {
        times.push(Value::Time(now));
    }
    for constant in constants {
        let moments = match (constant, s.now()) {
            (Literal::Time(moment), _) => vec![*moment],
            (Literal::Span(span), Some(now)) => vec![now.plus(back(*span)), now.plus(*span)],
            _ => Vec::new(),
        };
        for moment in moments {
            for near in [moment, moment.plus(back(second)), moment.plus(second)] {
                times.push(Value::Time(near));
            }
        }
    }
    times
}

fn lists(slot: Slot, s: &Situation<'_>, constants: &[Literal]) -> Vec<Value> {
    let list =
        |texts: Vec<&str>| Value::List(texts.into_iter().map(|text| Value::Text(text.to_owned())).collect());
    let mut values = Vec::new();
    // One owner is what a record should have; a hidden list's entries are shown to nobody.
    if slot == FieldId::DataOwners.slot()
        && !s.policy.sensitive.hides(s.path(slot))
        && let Value::List(entries) = s.value(slot)
        && let Some(Value::Text(owner)) = entries.iter().find(|entry| matches!(entry, Value::Text(_)))
    {
        values.push(list(vec![owner]));
    }
    values.push(list(Vec::new()));
    for constant in constants {
        if let Literal::Text(text) = constant {
            values.push(list(vec![text]));
        }
    }
    values
}

fn texts(constants: &[Literal]) -> Vec<Value> {
    let mut texts: Vec<Value> = vec![Value::Text("other".into())];
    for constant in constants {
        if let Literal::Text(text) = constant {
            texts.push(Value::Text(text.clone()));
        }
    }
    texts
}

impl Knob {
    /// Makes the change in a case.
    pub(super) fn apply(&self, value: &Value, read: &mut ReadCase, s: &Situation<'_>) {
        match s.policy.vocabulary.meaning(self.slot) {
            SlotMeaning::Input(index) => {
                let state = s.policy.inputs.list().get(index).and_then(|input| input.kind.read_value(value));
                if let (Some(place), Some(state)) = (read.inputs.get_mut(index), state) {
                    *place = state;
                    clear_the_way(index, read, s);
                }
            }
            SlotMeaning::Builtin(field) => set(&mut read.case, field, value.clone()),
        }
    }
}

/// Where something else stood in place of an object, putting one field in makes it an object: its
/// other fields aren't malformed any more, but missing.
fn clear_the_way(index: usize, read: &mut ReadCase, s: &Situation<'_>) {
    let inputs = s.policy.inputs.list();
    let Some(path) = inputs.get(index).map(|input| input.path.as_str()) else { return };
    let above = path.match_indices('.').filter_map(|(at, _)| path.get(..at));
    let mut blocking = above.map(|above| (above, raw_value(&read.case.inputs, above)));
    let Some((blocked, _)) = blocking.find(|(_, value)| !matches!(value, Value::Map(_) | Value::Null)) else {
        return;
    };
    for (other, (input, state)) in inputs.iter().zip(&mut read.inputs).enumerate() {
        let beside = input.path.strip_prefix(blocked).is_some_and(|rest| rest.starts_with('.'));
        if other != index && beside && *state == InputState::Malformed {
            *state = InputState::Missing;
        }
    }
}

fn set(case: &mut Case, field: FieldId, value: Value) {
    use FieldId as Id;
    match field {
        Id::ActionAmount => case.action.amount = read(value),
        Id::IntentConfidence => case.intent.get_or_insert_with(Intent::default).confidence = read(value),
        Id::LeadValue => case.lead.get_or_insert_with(Lead::default).value = read(value),
        Id::LeadUrgency => case.lead.get_or_insert_with(Lead::default).urgency = read(value),
        Id::HistoryComplete => history(case).complete = read(value),
        Id::HistoryTurns => history(case).turns = read(value),
        Id::HistoryValidationFailures => history(case).validation_failures = read(value),
        Id::HistoryLastContactAt => history(case).last_contact_at = read(value),
        Id::DataMissing => facts(case).missing = read(value),
        Id::DataConflicts => facts(case).conflicts = read::<Vec<Conflict>>(value),
        Id::DataOwners => facts(case).owners = read(value),
        Id::DataUpdatedAt => facts(case).updated_at = read(value),
        // The others are never changed: see `may_change`.
        _ => {}
    }
}

fn history(case: &mut Case) -> &mut History {
    case.history.get_or_insert_with(History::default)
}

fn facts(case: &mut Case) -> &mut Facts {
    case.data.get_or_insert_with(Facts::default)
}

/// The value as the case's own type; only values of that type are tried.
fn read<T: crate::parse::Read>(value: Value) -> Option<T> {
    Cx::run(value).ok()
}
