//! What a reason rests on.

use super::{
    builtin::{ear, looks_at, required_missing, threshold},
    judge::{Cause, Raised},
    shown::Shown,
    situation::{Situation, texts},
};
use crate::{
    compile::{Builtin, BuiltinId, FieldId, InputState, REDACTED, industry_form, raw_value},
    condition::Slot,
    model::{
        Need, Value,
        decision::{ElsePlace, Evidence, ReasonStatus, Signal, SignalSource, TextSpan},
        js_number, sorted_texts,
    },
    signals::Place,
};

/// Every signal of a case, host's first, then by text and place; with the negated ones if asked for.
pub(super) fn signals(s: &Situation<'_>, everything: bool) -> Vec<Signal> {
    let mut all: Vec<Signal> = Vec::new();
    for name in sorted_texts(texts(s.case.signals.as_ref())) {
        all.push(Signal {
            signal: name.to_owned(),
            source: SignalSource::Host,
            span: None,
            text: None,
            entry: None,
            negated: None,
            place: None,
        });
    }
    for source in [SignalSource::Message, SignalSource::Subject, SignalSource::Draft] {
        let found: Vec<_> = s.heard.found.iter().filter(|(from, _)| *from == source).collect();
        let Some(text) = text_of(s, source).filter(|_| !found.is_empty()) else { continue };
        let hidden = s.policy.sensitive.hides(path_of(source));
        let span = |start: usize, end: usize| TextSpan {
            start: u32::try_from(start).unwrap_or(u32::MAX),
            end: u32::try_from(end).unwrap_or(u32::MAX),
        };
        let spans: Vec<TextSpan> = found.iter().map(|(_, found)| span(found.start, found.end)).collect();
        let shown = Shown::new(text, &spans);
        for (_, found) in found.into_iter().filter(|(_, found)| everything || found.counts()) {
            let span = span(found.start, found.end);
            let show = |text: &str| if hidden { REDACTED.to_owned() } else { text.to_owned() };
            all.push(Signal {
                signal: found.signal.to_owned(),
                source,
                span: Some(span),
                text: Some(show(shown.words(span))),
                entry: Some(show(found.entry)),
                negated: found.negated.then_some(true),
                place: match found.place {
                    Place::Written => None,
                    Place::Quoted => Some(ElsePlace::Quoted),
                    Place::Signature => Some(ElsePlace::Signature),
                },
            });
        }
    }
    all
}

/// The text that signals of this source were heard in.
pub(super) fn text_of<'a>(s: &Situation<'a>, source: SignalSource) -> Option<&'a str> {
    let message = s.case.message.as_ref();
    let text = match source {
        SignalSource::Host => None,
        SignalSource::Message => message.and_then(|message| message.text.as_ref()),
        SignalSource::Subject => message.and_then(|message| message.subject.as_ref()),
        SignalSource::Draft => s.case.action.text.as_ref(),
    };
    text.map(|text| text.0.as_str())
}

/// The path of the text that signals of this source were heard in.
pub(super) fn path_of(source: SignalSource) -> &'static str {
    match source {
        SignalSource::Host => FieldId::Signals.path(),
        SignalSource::Message => FieldId::MessageText.path(),
        SignalSource::Subject => FieldId::MessageSubject.path(),
        SignalSource::Draft => FieldId::ActionText.path(),
    }
}

/// What a reason rests on. `heard` are the signals of the case.
pub(super) fn of(raised: &Raised<'_>, s: &Situation<'_>, heard: &[Signal]) -> Vec<Evidence> {
    if raised.status == ReasonStatus::Undetermined {
        return raised.missing.iter().map(|slot| value(s, *slot, None)).collect();
    }
    match raised.cause {
        Cause::Rule(rule) => {
            let evidence = of_rule(&rule.when.justify(s, &s.policy.vocabulary), s, heard);
            // A constant holds of every action: what it stops is all there is to show.
            if evidence.is_empty() { vec![value(s, FieldId::ActionName.slot(), None)] } else { evidence }
        }
        Cause::Builtin(builtin) => of_builtin(builtin, s, heard),
        Cause::Floor | Cause::Manual => vec![value(s, FieldId::ActionName.slot(), None)],
        Cause::NoMessage | Cause::NoDraft => Vec::new(),
    }
}

fn value(s: &Situation<'_>, slot: Slot, compared: Option<String>) -> Evidence {
    Evidence::Value { path: s.path(slot).to_owned(), value: s.shown(slot), compared }
}

fn of_rule(found: &[crate::condition::Evidence], s: &Situation<'_>, heard: &[Signal]) -> Vec<Evidence> {
    let mut evidence = Vec::new();
    for part in found {
        let sources: &[SignalSource] = match field_of(s, part.slot) {
            Some(FieldId::Signals) => &[SignalSource::Message, SignalSource::Subject, SignalSource::Draft],
            Some(FieldId::MessageSignals) => &[SignalSource::Message, SignalSource::Subject],
            Some(FieldId::ActionSignals) => &[SignalSource::Draft],
            _ => &[],
        };
        let before = evidence.len();
        for item in part.items.iter().filter(|_| !sources.is_empty()) {
            evidence.extend(of_signal(item, sources, heard));
        }
        if evidence.len() == before {
            evidence.push(value(s, part.slot, Some(part.needed())));
        }
    }
    evidence
}

fn field_of(s: &Situation<'_>, slot: Slot) -> Option<FieldId> {
    match s.policy.vocabulary.meaning(slot) {
        crate::compile::SlotMeaning::Builtin(field) => Some(field),
        crate::compile::SlotMeaning::Input(_) => None,
    }
}

/// Where a signal was heard, and whether the host asserts it.
fn of_signal(name: &str, sources: &[SignalSource], heard: &[Signal]) -> Vec<Evidence> {
    let mut evidence = Vec::new();
    for signal in heard {
        let source = signal.source == SignalSource::Host || sources.contains(&signal.source);
        if source && signal.signal == name && signal.counts() {
            evidence.push(Evidence::Signal {
                signal: signal.signal.clone(),
                source: signal.source,
                span: signal.span,
                text: signal.text.clone(),
            });
        }
    }
    evidence
}

fn of_builtin(builtin: &Builtin, s: &Situation<'_>, heard: &[Signal]) -> Vec<Evidence> {
    use BuiltinId as Id;
    // Only the first is compared with something; the others say what it is.
    let fields = |compared: Option<String>| -> Vec<Evidence> {
        let mut compared = compared;
        let mut given = Vec::new();
        for field in looks_at(builtin.id) {
            let compared = compared.take();
            if s.value(field.slot()) != Value::Null {
                given.push(value(s, field.slot(), compared));
            }
        }
        given
    };
    match builtin.id {
        Id::Confidence => {
            vec![
                value(s, FieldId::IntentConfidence.slot(), Some(format!("< {}", js_number(threshold(s))))),
                value(s, FieldId::IntentLabel.slot(), None),
            ]
        }
        Id::IntentUnknown => fields(Some("not in intents".into())),
        Id::ActionUnknown => fields(Some("not in actions".into())),
        Id::DataMissing => {
            let mut evidence = Vec::new();
            for (index, _) in required_missing(s) {
                evidence.push(value(s, s.policy.vocabulary.input_slot(index), None));
            }
            if s.needs(Need::Data) && !s.names(FieldId::DataMissing).is_empty() {
                evidence.extend(fields(None));
            }
            evidence
        }
        Id::DataMalformed => malformed(s),
        Id::DataConflicting => fields(None),
        Id::DataStale => fields(builtin.max_age.map(|age| format!("older than {age}"))),
        Id::ValidationRepeated | Id::LeadValuable => {
            fields(builtin.threshold.map(|limit| format!(">= {}", js_number(limit))))
        }
        Id::LeadUrgent => fields(Some("in [\"high\", \"critical\"]".into())),
        Id::EffectNoWayBack => {
            vec![
                value(s, FieldId::ActionName.slot(), None),
                value(s, FieldId::ActionEffect.slot(), Some("no way back".into())),
            ]
        }
        _ => {
            let mut evidence =
                ear(builtin.id).map_or_else(Vec::new, |ear| of_signal(ear.signal, ear.sources, heard));
            // A measured sentiment or an industry speaks only where it decided.
            let decided = match builtin.id {
                Id::LanguageNegativeSentiment => s.number(FieldId::MessageSentiment).is_ok_and(|sentiment| {
                    builtin.threshold.is_some_and(|limit| sentiment <= limit) && s.needs(Need::Message)
                }),
                Id::RegulatedHealth | Id::RegulatedFinance => {
                    let industry = s.case.customer.as_ref().and_then(|customer| customer.industry.as_deref());
                    industry.is_some_and(|text| builtin.industries.contains(&industry_form(text)))
                }
                _ => evidence.is_empty(),
            };
            if decided {
                let compared = match builtin.id {
                    Id::LanguageNegativeSentiment => {
                        builtin.threshold.map(|limit| format!("<= {}", js_number(limit)))
                    }
                    Id::RegulatedHealth | Id::RegulatedFinance => Some("in industries".into()),
                    _ => None,
                };
                evidence.extend(fields(compared));
            }
            evidence
        }
    }
}

fn malformed(s: &Situation<'_>) -> Vec<Evidence> {
    let mut evidence = Vec::new();
    for (input, state) in s.policy.inputs.list().iter().zip(s.inputs) {
        if *state == InputState::Malformed {
            let given = raw_value(&s.case.inputs, &input.path);
            evidence.push(Evidence::Value {
                path: input.path.clone(),
                value: s.policy.sensitive.shown(&input.path, given),
                compared: Some(input.expected()),
            });
        }
    }
    evidence
}
