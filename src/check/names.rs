//! Names that conditions compare with.

use super::prove::witness::{Decided, decided, nested};
use crate::{
    compile::{CompiledPolicy, FieldId},
    condition::{Atom, Condition, Literal, Subject},
    diagnostic::{Code, Diagnostic, Pointer},
    model::{Map, Name, Value, entries, policy::PolicyDocument},
};

/// Each condition of the policy's own with its place.
pub(super) fn conditions(policy: &CompiledPolicy) -> Vec<(Pointer, &Condition)> {
    let written = policy.document.rules.as_deref().unwrap_or_default();
    let mut conditions = Vec::new();
    for rule in &policy.rules {
        let index = written.iter().position(|other| other.id.as_str() == rule.id).unwrap_or_default();
        conditions.push((Pointer::root().key("rules").index(index).key("when"), &rule.when));
    }
    for (index, route) in policy.routes.iter().enumerate() {
        if let Some(when) = &route.when {
            conditions.push((Pointer::root().key("routes").index(index).key("when"), when));
        }
    }
    conditions
}

/// Labels and action names that a condition compares with, but that nothing lists.
pub(super) fn names(policy: &CompiledPolicy, findings: &mut Vec<Diagnostic>) {
    let document = &policy.document;
    for (at, condition) in conditions(policy) {
        for atom in condition.atoms() {
            for (field, what, known) in [
                (FieldId::IntentLabel, "intent", intents(document)),
                (FieldId::ActionName, "action", actions(document)),
            ] {
                for name in compared_with(&atom, field) {
                    if known.contains(&name) {
                        continue;
                    }
                    let message =
                        format!("`{name}` is no {what} of this policy, so this never holds for a known one");
                    let finding = Diagnostic::new(Code::UnlistedName, at.clone(), message);
                    let mut finding = finding.did_you_mean(name, &known);
                    finding.witness = named(policy, field, name).map(|decided| decided.shown(&[]));
                    findings.push(finding);
                }
            }
        }
    }
}

fn compared_with<'c>(atom: &Atom<'c>, field: FieldId) -> Vec<&'c str> {
    let whole = matches!(atom.op, "==" | "!=" | "in");
    if atom.subject != Subject::Value(field.slot()) || !whole {
        return Vec::new();
    }
    let mut texts = Vec::new();
    for constant in &atom.constants {
        if let Literal::Text(text) = constant {
            texts.push(text.as_str());
        }
    }
    texts
}

fn intents(document: &PolicyDocument) -> Vec<&str> {
    document.intents.as_deref().unwrap_or_default().iter().map(Name::as_str).collect()
}

fn actions(document: &PolicyDocument) -> Vec<&str> {
    entries(document.actions.as_ref()).iter().map(|(name, _)| name.as_str()).collect()
}

/// A case with this name in it.
fn named(policy: &CompiledPolicy, field: FieldId, name: &str) -> Option<Decided> {
    let action = policy.library.names().first().copied().unwrap_or("another_action");
    let text = |text: &str| Value::Text(text.to_owned());
    let mut values = Map::of(vec![("id", text("witness"))]);
    values.insert(FieldId::ActionName.path().to_owned(), text(action));
    values.insert(field.path().to_owned(), text(name));
    decided(policy, nested(values))
}
