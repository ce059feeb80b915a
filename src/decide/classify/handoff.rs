//! What the person who takes over needs: complete enough that nobody investigates again, and
//! small enough to read (000).

use super::{
    builtin::looks_at,
    evidence::{path_of, text_of},
    judge::{Cause, Judgement, Raised},
    shown::{Shown, beginning},
    situation::Situation,
    validation::missing_names,
};
use crate::{
    compile::{BuiltinId, FieldId, InputState, REDACTED, raw_value},
    condition::Slot,
    model::{
        ExceptionClass, Lane, Map, Need, Value,
        decision::{
            CaseOwners, Handoff, Owner, Question, Reason, Signal, SignalSource, TextSpan, Undetermined,
            Validation,
        },
        entries, sorted,
    },
};

/// 001's question about what nobody can explain yet.
const NARROWER: &str = "Does the workflow need a narrower scope, a new rule, a different input path, or a stronger manual fallback?";

/// How many entries of a list a person wants to read.
const MOST_ENTRIES: usize = 20;

/// The handoff; none in lane `automate`.
pub(super) fn handoff(
    s: &Situation<'_>,
    judgement: &Judgement<'_>,
    reasons: &[Reason],
    signals: &[Signal],
    validation: &Validation,
) -> Option<Handoff> {
    let within = match judgement.lane {
        Lane::Automate => return None,
        Lane::Review => s.policy.review_within,
        Lane::Takeover => s.policy.takeover_within,
    };
    Some(Handoff {
        attempting: attempting(s),
        why_stopped: reasons.iter().map(|reason| reason.message.clone()).collect(),
        captured: captured(s, judgement, signals),
        undetermined: undetermined(s, judgement, validation),
        decide: questions(s, judgement),
        due_by: s.now().zip(within).map(|(now, within)| now.plus(within)),
    })
}

fn attempting(s: &Situation<'_>) -> String {
    let name = s.case.action.name.as_str();
    let mut text = match s.action {
        Some(action) => format!("{name} ({})", action.kind.as_str().replace('_', " ")),
        None => format!("{name} (not in the approved library)"),
    };
    for (field, before) in [(FieldId::ActionChannel, " by "), (FieldId::CustomerId, " for customer ")] {
        if let Value::Text(shown) = s.shown(field.slot()) {
            text.push_str(before);
            text.push_str(&crate::model::shortened(&shown));
        }
    }
    if let Value::Text(shown) = s.shown(FieldId::IntentLabel.slot()) {
        text.push_str(&format!(", intent {}", crate::model::shortened(&shown)));
    }
    text
}

fn captured(s: &Situation<'_>, judgement: &Judgement<'_>, signals: &[Signal]) -> Map<Value> {
    let mut slots: Vec<Slot> = Vec::new();
    for raised in &judgement.raised {
        slots.extend(looked_at(raised, s));
    }
    // What the automation listened to belongs to the picture even where nothing was heard in it.
    if s.needs(Need::Message) {
        slots.extend([FieldId::MessageText.slot(), FieldId::MessageSubject.slot()]);
    }
    if s.needs(Need::Draft) {
        slots.push(FieldId::ActionText.slot());
    }
    let mut slots = sorted(slots, Slot::cmp);
    slots.dedup();
    let mut captured = Map::default();
    for slot in slots {
        let (path, shown) = (s.path(slot), s.shown(slot));
        if shown != Value::Null {
            captured.insert(path.to_owned(), shortened(shown));
        }
    }
    for source in [SignalSource::Message, SignalSource::Subject, SignalSource::Draft] {
        let path = path_of(source);
        let (Some(text), true) = (text_of(s, source), captured.contains_key(path)) else { continue };
        if !s.policy.sensitive.hides(path) {
            captured.insert(path.to_owned(), Value::Text(around(text, source, signals)));
        }
    }
    insert_malformed(s, judgement, &mut captured);
    insert_extras(s, &mut captured);
    captured
}

/// What is malformed can't be read by a rule, but is what a person has to put right.
fn insert_malformed(s: &Situation<'_>, judgement: &Judgement<'_>, captured: &mut Map<Value>) {
    let malformed = BuiltinId::DataMalformed.as_str();
    if !judgement.raised.iter().any(|raised| raised.cause.id() == malformed) {
        return;
    }
    for (input, state) in s.policy.inputs.list().iter().zip(s.inputs) {
        if *state == InputState::Malformed {
            let shown = s.policy.sensitive.shown(&input.path, raw_value(&s.case.inputs, &input.path));
            captured.insert(input.path.clone(), shortened(shown));
        }
    }
}

/// Alternatives and free fields: read by no condition, but of use to a person.
fn insert_extras(s: &Situation<'_>, captured: &mut Map<Value>) {
    let alternatives = s.case.intent.as_ref().and_then(|intent| intent.alternatives.as_ref());
    if let Some(alternatives) = alternatives.filter(|list| !list.is_empty()) {
        let entry = |label: &str, confidence: f64| {
            Value::Map(Map::of(vec![
                ("label", Value::Text(label.to_owned())),
                ("confidence", Value::Number(confidence)),
            ]))
        };
        let list = alternatives.iter().map(|one| entry(&one.label, one.confidence.get())).collect();
        captured.insert(
            "intent.alternatives".into(),
            s.policy.sensitive.shown("intent.alternatives", Value::List(list)),
        );
    }
    let fields =
        s.case.data.as_ref().and_then(|data| data.fields.as_ref()).filter(|fields| !fields.is_empty());
    if fields.is_some() && s.policy.sensitive.hides("data.fields") {
        // The names of free fields are the host's own words, hidden with what they name.
        captured.insert("data.fields".into(), Value::Text(REDACTED.into()));
        return;
    }
    for (key, value) in entries(fields) {
        let path = format!("data.fields.{key}");
        let shown = s.policy.sensitive.shown(&path, value.clone());
        if shown != Value::Null {
            captured.insert(path, shortened(shown));
        }
    }
}

fn around(text: &str, source: SignalSource, signals: &[Signal]) -> String {
    let mut spans: Vec<TextSpan> = Vec::new();
    for signal in signals {
        if signal.source == source && signal.counts() {
            spans.extend(signal.span);
        }
    }
    if spans.is_empty() { beginning(text) } else { Shown::new(text, &spans).sentences(&spans) }
}

/// A value that a person wants to read: long texts cut, long lists counted.
fn shortened(value: Value) -> Value {
    match value {
        Value::Text(text) => Value::Text(beginning(&text)),
        Value::List(mut entries) => {
            let more = entries.len().saturating_sub(MOST_ENTRIES);
            entries.truncate(MOST_ENTRIES);
            let mut entries: Vec<Value> = entries.into_iter().map(shortened).collect();
            if more > 0 {
                entries.push(Value::Text(format!("… and {more} more")));
            }
            Value::List(entries)
        }
        Value::Map(entries) => {
            let mut short = Map::default();
            for (key, entry) in entries {
                short.push(key, shortened(entry));
            }
            Value::Map(short)
        }
        other => other,
    }
}

fn looked_at(raised: &Raised<'_>, s: &Situation<'_>) -> Vec<Slot> {
    match raised.cause {
        Cause::Rule(rule) => rule.when.reads().to_vec(),
        Cause::Builtin(builtin) => {
            let mut slots = Vec::new();
            if matches!(builtin.id, BuiltinId::DataMalformed | BuiltinId::DataMissing) {
                for index in 0..s.inputs.len() {
                    slots.push(s.policy.vocabulary.input_slot(index));
                }
            }
            for field in looks_at(builtin.id) {
                slots.push(field.slot());
            }
            slots
        }
        Cause::Floor | Cause::Manual => vec![FieldId::ActionName.slot()],
        Cause::NoMessage | Cause::NoDraft => Vec::new(),
    }
}

fn undetermined(s: &Situation<'_>, judgement: &Judgement<'_>, validation: &Validation) -> Vec<Undetermined> {
    let mut paths: Vec<(String, &str)> = Vec::new();
    for raised in &judgement.raised {
        for slot in &raised.missing {
            paths.push((s.path(*slot).to_owned(), raised.cause.id()));
        }
    }
    let missing = BuiltinId::DataMissing.as_str();
    if judgement.raised.iter().any(|raised| raised.cause.id() == missing) {
        use crate::model::decision::{FindingKind, FindingSource};
        for path in missing_names(s) {
            paths.push((path, missing));
        }
        for finding in &validation.findings {
            if finding.kind == FindingKind::Missing && finding.source == FindingSource::Policy {
                paths.push((finding.path.clone(), missing));
            }
        }
    }
    let mut paths = sorted(paths, Ord::cmp);
    paths.dedup();
    let mut undetermined: Vec<Undetermined> = Vec::new();
    for (path, rule) in paths {
        match undetermined.last_mut().filter(|last| last.path == path) {
            Some(last) => last.rules.push(rule.to_owned()),
            None => undetermined.push(Undetermined { path, rules: vec![rule.to_owned()] }),
        }
    }
    undetermined
}

fn questions(s: &Situation<'_>, judgement: &Judgement<'_>) -> Vec<Question> {
    let mut questions = Vec::new();
    for raised in &judgement.raised {
        let owners = s.policy.owners.of(raised.class);
        questions.push(Question {
            question: question(raised),
            rule: raised.cause.id().to_owned(),
            owner: asked(raised, owners).to_vec(),
        });
    }
    if let Some(raised) = judgement.raised.iter().find(|raised| raised.class == ExceptionClass::Unknown) {
        let owners = s.policy.owners.of(ExceptionClass::Unknown);
        let owner = if owners.rules_boundary.is_empty() { &owners.overrule } else { &owners.rules_boundary };
        questions.push(Question {
            question: NARROWER.to_owned(),
            rule: raised.cause.id().to_owned(),
            owner: owner.clone(),
        });
    }
    questions
}

fn asked<'o>(raised: &Raised<'_>, owners: &'o CaseOwners) -> &'o [Owner] {
    match raised.cause {
        Cause::Builtin(builtin) if builtin.ask.of_pause_owner => &owners.pause,
        _ => &owners.review,
    }
}

fn question(raised: &Raised<'_>) -> String {
    match raised.cause {
        Cause::Builtin(builtin) => builtin.ask.text.clone(),
        Cause::Rule(rule) => rule.ask.clone(),
        Cause::Floor => "Is this action right as it stands?".into(),
        Cause::Manual => "Should this action be done, as the workflow is manual?".into(),
        Cause::NoMessage => "What does the customer's message say?".into(),
        Cause::NoDraft => "What is about to go out, and may it?".into(),
    }
}
