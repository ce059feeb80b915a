//! What conditions compare with, and what they do about absence and money.

use crate::{
    compile::{CompiledPolicy, FieldId},
    condition::{Atom, Condition, Literal, Subject, Vocabulary},
    diagnostic::{Code, Diagnostic, Pointer},
    model::policy::PolicyDocument,
};

/// Each condition of the policy's own with its place.
fn conditions(policy: &CompiledPolicy) -> Vec<(Pointer, &Condition)> {
    let written = policy.document.rules.as_deref().unwrap_or_default();
    let rules = policy.rules.iter().filter_map(|rule| {
        let index = written.iter().position(|other| other.id.as_str() == rule.id)?;
        Some((Pointer::root().key("rules").index(index).key("when"), &rule.when))
    });
    let routes = policy.routes.iter().enumerate().filter_map(|(index, route)| {
        Some((Pointer::root().key("routes").index(index).key("when"), route.when.as_ref()?))
    });
    rules.chain(routes).collect()
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
                    if !known.contains(&name) {
                        let message = format!(
                            "`{name}` is no {what} of this policy, so this never holds for a known one"
                        );
                        let finding = Diagnostic::new(Code::UnlistedName, at.clone(), message);
                        findings.push(finding.did_you_mean(name, known.iter().copied()));
                    }
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
    let texts = atom.constants.iter().filter_map(|constant| match constant {
        Literal::Text(text) => Some(text.as_str()),
        _ => None,
    });
    texts.collect()
}

fn intents(document: &PolicyDocument) -> Vec<&str> {
    document.intents.iter().flatten().map(|label| label.as_str()).collect()
}

fn actions(document: &PolicyDocument) -> Vec<&str> {
    document.actions.iter().flatten().map(|(name, _)| name).collect()
}

/// `has()` where it can turn an absence into permission: law C2 holds only without it.
pub(super) fn absences(policy: &CompiledPolicy, findings: &mut Vec<Diagnostic>) {
    let written = policy.document.rules.as_deref().unwrap_or_default();
    for rule in &policy.rules {
        let fields = rule.when.breaks_monotonicity();
        let Some(index) = written.iter().position(|other| other.id.as_str() == rule.id) else { continue };
        if fields.is_empty() {
            continue;
        }
        let names: Vec<String> =
            fields.iter().map(|slot| format!("`{}`", policy.vocabulary.path(*slot))).collect();
        let message = format!("without {} this rule lets a case run that it would stop", names.join(" and "));
        let at = Pointer::root().key("rules").index(index).key("when");
        let finding = Diagnostic::new(Code::HasLetsRun, at, message);
        findings.push(finding.help(
            "compare the field itself: while it is missing, the rule is undetermined and stops the case",
        ));
    }
}

/// Money compared with bare numbers although no currency says what they are.
pub(super) fn money(policy: &CompiledPolicy, findings: &mut Vec<Diagnostic>) {
    if policy.currency.is_some() {
        return;
    }
    let money = [FieldId::ActionAmount, FieldId::LeadValue];
    for (at, condition) in conditions(policy) {
        let Some(field) = money.iter().find(|field| condition.reads().contains(&field.slot())) else {
            continue;
        };
        let message = format!("`{}` is compared as it is, whatever its currency", field.path());
        let finding = Diagnostic::new(Code::NoCurrency, at, message);
        findings.push(finding.help(
            "say in `workflow.currency` what bare numbers are; other currencies are undetermined then",
        ));
    }
}
