//! The rules that didn't fire, and what it would have taken.

use super::{builtin::threshold, judge::Judgement, situation::Situation};
use crate::{
    compile::{BuiltinId, FieldId},
    condition::Outcome,
    model::{
        Need, Value,
        decision::{Miss, NearMiss},
        js_number, sorted,
    },
};

/// The near misses, in the order of the rules' ids.
pub(super) fn near_misses(s: &Situation<'_>, judgement: &Judgement<'_>) -> Vec<NearMiss> {
    let mut misses: Vec<NearMiss> = Vec::new();
    for rule in &s.policy.rules {
        if rule.when.eval(s) != Outcome::False {
            continue;
        }
        let by: Vec<Miss> = rule
            .when
            .justify(s, &s.policy.vocabulary)
            .into_iter()
            .map(|part| Miss {
                path: s.path(part.slot).to_owned(),
                value: s.shown(part.slot),
                needed: part.needed(),
            })
            .collect();
        misses.push(NearMiss { rule: rule.id.clone(), by });
    }
    for builtin in &s.policy.builtins {
        let raised = judgement.raised.iter().any(|raised| raised.cause.id() == builtin.id.as_str());
        let compared = match (builtin.id, builtin.threshold) {
            (BuiltinId::Confidence, _) if s.needs(Need::Intent) => {
                Some((FieldId::IntentConfidence, format!("< {}", js_number(threshold(s)))))
            }
            (BuiltinId::LeadValuable, Some(limit)) if s.needs(Need::Lead) => {
                Some((FieldId::LeadValue, format!(">= {}", js_number(limit))))
            }
            (BuiltinId::ValidationRepeated, Some(limit)) => {
                Some((FieldId::HistoryValidationFailures, format!(">= {}", js_number(limit))))
            }
            (BuiltinId::LanguageNegativeSentiment, Some(limit)) if s.needs(Need::Message) => {
                Some((FieldId::MessageSentiment, format!("<= {}", js_number(limit))))
            }
            (BuiltinId::LeadUrgent, _) if s.needs(Need::Lead) => {
                Some((FieldId::LeadUrgency, "in [\"high\", \"critical\"]".to_owned()))
            }
            (BuiltinId::DataStale, _) if s.needs(Need::Data) => builtin
                .max_age
                .map(|age| (FieldId::DataUpdatedAt, format!("now - data.updatedAt > duration(\"{age}\")"))),
            _ => None,
        };
        let Some((field, needed)) = compared.filter(|_| !raised) else { continue };
        if s.value(field.slot()) != Value::Null {
            let by = vec![Miss { path: field.path().to_owned(), value: s.shown(field.slot()), needed }];
            misses.push(NearMiss { rule: builtin.id.as_str().to_owned(), by });
        }
    }
    sorted(misses, |a, b| a.rule.cmp(&b.rule))
}
