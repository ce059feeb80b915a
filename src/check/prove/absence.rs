//! What conditions do about absence, and about money whose currency nobody named.

use super::{
    Proof,
    axes::{Space, Truth},
    rules::Rule,
    witness::{Decided, confirmed_in, moved},
};
use crate::{
    check::tell,
    compile::FieldId,
    condition::Slot,
    diagnostic::{Code, Pointer},
    model::Value,
};

/// `has()` where it can turn an absence into permission: law C2 holds only without it.
pub(super) fn absences(space: &Space<'_>, rules: &[Rule<'_>], proof: &mut Proof) {
    for rule in rules {
        let fields = rule.rule.when.breaks_monotonicity();
        if fields.is_empty() {
            continue;
        }
        let names: Vec<String> = fields.iter().map(|slot| format!("`{}`", space.path(*slot))).collect();
        let message = format!("without {} this rule lets a case run that it would stop", names.join(" and "));
        tell(
            &mut proof.findings,
            Code::HasLetsRun,
            rule.subject.at.key("when"),
            message,
            "compare the field itself: while it is missing, the rule is undetermined and stops the case",
            let_run(space, rule, &fields).map(|decided| decided.shown(&[&rule.rule.id])),
        );
    }
}

/// A case that a rule lets go because fields are missing; with them, the rule stops it.
fn let_run(space: &Space<'_>, rule: &Rule<'_>, fields: &[Slot]) -> Option<Decided> {
    let id = &rule.rule.id;
    let without = |stopped: &Decided| {
        let mut bare = moved(space.policy, stopped, space.path(*fields.first()?), Value::Null)?;
        for slot in fields {
            bare = moved(space.policy, &bare, space.path(*slot), Value::Null)?;
        }
        bare.status(id).is_none().then_some(bare)
    };
    let region = rule.subject.region.as_ref()?;
    let stops = |decided: &Decided| decided.status(id).is_some() && without(decided).is_some();
    let stopped = confirmed_in(space, &region.stops(), &stops)?;
    without(&stopped)
}

/// Money compared with bare numbers although no currency says what they are.
pub(super) fn money(space: &Space<'_>, rules: &[Rule<'_>], proof: &mut Proof) {
    let policy = space.policy;
    if policy.currency.is_some() {
        return;
    }
    let mut conditions = Vec::new();
    for rule in rules {
        conditions.push((rule.subject.at.key("when"), &rule.rule.when, Some(rule)));
    }
    for (index, route) in policy.routes.iter().enumerate() {
        if let Some(when) = &route.when {
            conditions.push((Pointer::root().key("routes").index(index).key("when"), when, None));
        }
    }
    for (at, condition, rule) in conditions {
        let money =
            [(FieldId::ActionAmount, FieldId::ActionCurrency), (FieldId::LeadValue, FieldId::LeadCurrency)];
        let Some((field, currency)) =
            money.iter().find(|(field, _)| condition.reads().contains(&field.slot()))
        else {
            continue;
        };
        let message = format!("`{}` is compared as it is, whatever its currency", field.path());
        let witness = rule
            .and_then(|rule| in_yen(space, rule, *currency).map(|decided| decided.shown(&[&rule.rule.id])));
        tell(
            &mut proof.findings,
            Code::NoCurrency,
            at,
            message,
            "say in `workflow.currency` what bare numbers are; other currencies are undetermined then",
            witness,
        );
    }
}

/// A case in a currency that hardly was meant, and that the rule takes all the same.
fn in_yen(space: &Space<'_>, rule: &Rule<'_>, currency: FieldId) -> Option<Decided> {
    let id = &rule.rule.id;
    let yen = |decided: &Decided| {
        let yen = moved(space.policy, decided, currency.path(), Value::Text("JPY".to_owned()))?;
        yen.fired(id).then_some(yen)
    };
    let region = rule.subject.region.as_ref()?;
    let takes = |decided: &Decided| yen(decided).is_some();
    let taken = confirmed_in(space, &region.of(Truth::True), &takes)?;
    yen(&taken)
}
