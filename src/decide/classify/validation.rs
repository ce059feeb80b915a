//! What validation found (002: before any system write).

use super::{
    builtin::{has_two_owners, is_duplicate, required_missing},
    situation::Situation,
};
use crate::{
    compile::{FieldId, InputState, REDACTED},
    model::{
        decision::{Finding, FindingKind, FindingSource, Validation},
        sorted_texts,
    },
};

/// Looks at the facts, whatever the action needs.
pub(super) fn validate(s: &Situation<'_>) -> Validation {
    let mut findings = Vec::new();
    let mut find =
        |kind, path: String, source, expected| findings.push(Finding { kind, path, source, expected });
    for (input, state) in s.policy.inputs.list().iter().zip(s.inputs) {
        if *state == InputState::Malformed {
            find(FindingKind::Malformed, input.path.clone(), FindingSource::Policy, Some(input.expected()));
        }
    }
    for (index, path) in required_missing(s) {
        let expected = s.policy.inputs.list().get(index).map(|input| input.expected());
        find(FindingKind::Missing, path.to_owned(), FindingSource::Policy, expected);
    }
    for name in missing_names(s) {
        find(FindingKind::Missing, name, FindingSource::Host, None);
    }
    for name in named(s, FieldId::DataConflicts) {
        find(FindingKind::Conflicting, name, FindingSource::Host, None);
    }
    if has_two_owners(s) {
        find(FindingKind::Conflicting, FieldId::DataOwners.path().to_owned(), FindingSource::Host, None);
    }
    if is_duplicate(s) {
        find(FindingKind::Duplicate, FieldId::DataDuplicateOf.path().to_owned(), FindingSource::Host, None);
    }
    Validation { ok: findings.is_empty(), findings }
}

/// The facts that the host knows to be missing, as they may be shown.
pub(super) fn missing_names(s: &Situation<'_>) -> Vec<String> {
    named(s, FieldId::DataMissing)
}

/// The names in a list of the host's, in order and each once, hidden where the list is sensitive.
fn named(s: &Situation<'_>, field: FieldId) -> Vec<String> {
    let names = sorted_texts(s.names(field));
    let hidden = s.policy.sensitive.hides(field.path());
    names.into_iter().map(|name| if hidden { REDACTED.to_owned() } else { name.to_owned() }).collect()
}
