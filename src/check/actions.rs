//! Actions that nothing leads back from, and whether the automation takes them by itself.

use super::{
    prove::witness::{Decided, decided, nested},
    tell,
};
use crate::{
    compile::{CompiledPolicy, InputKind},
    decide::classify::{Answer, Explain, Options, classify},
    diagnostic::{Code, Diagnostic, Pointer},
    model::{Lane, Map, Value, decision::Nearest, policy::Effect},
};

/// Actions without a way back that some case of lane `automate` takes.
pub(super) fn no_way_back(policy: &CompiledPolicy, findings: &mut Vec<Diagnostic>) {
    for name in policy.library.names() {
        let Some(action) = policy.library.get(name) else { continue };
        let pivot = action.effect == Some(Effect::Pivot);
        if !action.no_way_back && !pivot {
            continue;
        }
        let Some(decided) = by_itself(policy, name) else { continue };
        let at = Pointer::root().key("actions").key(name);
        let (code, message, help) = if pivot {
            (
                Code::PivotByItself,
                format!("`{name}` is a point of no return, and lane `automate` reaches it"),
                "give it `floor: review`, unless this is meant: what follows can only go forward",
            )
        } else {
            let why = match action.effect {
                Some(Effect::Compensable) => "it names no compensation",
                Some(_) => "it is irreversible",
                None => "nothing says how it is undone",
            };
            (
                Code::NoWayBack,
                format!("`{name}` has no way back ({why}) and needs no approval"),
                "give it a `compensation` or `floor: review`, or switch `effect.no_way_back` on again",
            )
        };
        tell(findings, code, at, message, help, Some(decided.shown(&[])));
    }
}

/// A case of an action that the automation decides by itself, if one is found.
pub(super) fn by_itself(policy: &CompiledPolicy, action: &str) -> Option<Decided> {
    let mut values = harmless(policy, action);
    // The engine itself says what would let a case run; a few of its steps are enough.
    for _ in 0..4 {
        let found = decided(policy, nested(values.clone()))?;
        if found.weighed.lane == Lane::Automate {
            return Some(found);
        }
        let options = Options { explain: Explain::Lane, nearest: true };
        let Answer::Lane(answer) = classify(policy, &found.read, options) else { return None };
        let Some(Nearest::Changes { changes, .. }) = answer.nearest else { return None };
        for change in changes {
            values.insert(change.path, change.to);
        }
    }
    None
}

/// A case with all the evidence that there is, and nothing that speaks against it.
pub(super) fn harmless(policy: &CompiledPolicy, action: &str) -> Map<Value> {
    let text = |text: &str| Value::Text(text.to_owned());
    let none = || Value::List(Vec::new());
    let mut values = Map::default();
    let mut set = |path: &str, value| values.insert(path.to_owned(), value);
    set("id", text("witness"));
    set("action.name", text(action));
    set("action.text", text(""));
    set("message.text", text(""));
    if let Some(intent) = policy.intents.first() {
        set("intent.label", text(intent));
    }
    set("intent.confidence", Value::Number(1.0));
    set("history.complete", Value::Bool(true));
    set("data.missing", none());
    set("data.conflicts", none());
    set("lead.value", Value::Number(0.0));
    if let Some(currency) = &policy.currency {
        set("lead.currency", text(currency));
    }
    if policy.builtins.iter().any(|builtin| builtin.max_age.is_some()) {
        set("now", text("2026-06-15T12:00:00Z"));
        set("data.updatedAt", text("2026-06-15T12:00:00Z"));
    }
    for input in policy.inputs.list().iter().filter(|input| input.is_required_for(action)) {
        let value = match &input.kind {
            InputKind::Text { allowed: Some(allowed), .. } => allowed.first().map(|first| text(first)),
            InputKind::Text { format: Some(format), .. } => {
                let samples = (0..8).filter_map(|turn| super::prove::sample(format.as_str(), turn));
                let mut samples = samples.map(|sample| text(&sample));
                samples.find(|sample| input.kind.read_value(sample).is_some())
            }
            InputKind::Text { .. } => Some(text("given")),
            InputKind::Number { min, max } => {
                let least = min.unwrap_or(0.0);
                Some(Value::Number(max.map_or(least, |max| least.min(max))))
            }
            InputKind::Boolean => Some(Value::Bool(false)),
            InputKind::Time => Some(text("2026-06-15T12:00:00Z")),
            InputKind::List { .. } => Some(none()),
        };
        if let Some(value) = value {
            set(&input.path, value);
        }
    }
    values
}
