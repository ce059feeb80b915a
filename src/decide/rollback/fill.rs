//! Templates filled from recorded values: a step's arguments, its output, its key. Never from `now`,
//! and never with nothing.

use crate::{
    compile::{CompiledCall, CompiledPolicy, Filled, FilledText, Piece, Recorded, Sensitive},
    model::{Map, Value, js_number, run::RunStep},
};

/// What is recorded of a step.
pub(super) struct Source<'a> {
    pub(super) arguments: Option<&'a Map<Value>>,
    pub(super) output: Option<&'a Map<Value>>,
    pub(super) key: Option<&'a str>,
    /// The step itself, for its amount and currency.
    pub(super) step: Option<&'a RunStep>,
}

/// A call that was filled in as far as it can be.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct FilledCall {
    pub(super) arguments: Map<Value>,
    /// Sensitive arguments, left out.
    pub(super) withheld: Vec<String>,
    /// Pieces that aren't recorded, or are empty.
    pub(super) missing: Vec<String>,
}

impl<'a> Source<'a> {
    pub(super) fn of(step: &'a RunStep, key: Option<&'a str>) -> Self {
        Self { arguments: step.arguments.as_ref(), output: step.output.as_ref(), key, step: Some(step) }
    }

    fn recorded(&self, recorded: &Recorded) -> Option<Value> {
        let value = match recorded {
            Recorded::Key => self.key.map(|key| Value::Text(key.to_owned())),
            Recorded::Output(path) => inside(self.output?, path).cloned(),
            Recorded::Argument(path) => {
                let given = self.arguments.and_then(|arguments| inside(arguments, path)).cloned();
                given.or_else(|| self.money(path))
            }
        };
        value.filter(|value| !matches!(value, Value::Null) && !is_empty(value))
    }

    /// A step's amount and currency may stand beside its arguments.
    fn money(&self, path: &str) -> Option<Value> {
        let step = self.step?;
        match path {
            "amount" => step.amount.map(Value::Number),
            "currency" => step.currency.as_ref().map(|currency| Value::Text(currency.as_str().to_owned())),
            _ => None,
        }
    }

    /// The text that a template makes, or the pieces that are missing.
    pub(super) fn text(&self, template: &FilledText) -> Result<String, Vec<String>> {
        let (mut text, mut missing) = (String::new(), Vec::new());
        for piece in &template.0 {
            match piece {
                Piece::Literal(literal) => text.push_str(literal),
                Piece::Recorded(recorded) => match self.recorded(recorded).as_ref().and_then(printed) {
                    Some(printed) => text.push_str(&printed),
                    None => missing.push(recorded.written()),
                },
            }
        }
        if missing.is_empty() { Ok(text) } else { Err(missing) }
    }

    /// A call's arguments. A template that is one piece alone keeps the value's type.
    pub(super) fn call(&self, call: &CompiledCall, policy: &CompiledPolicy) -> FilledCall {
        let mut filled = FilledCall::default();
        for (name, value) in &call.arguments {
            if policy.sensitive.hides(name) || self.is_sensitive(value, &policy.sensitive) {
                self.value(value, &mut filled.missing);
                filled.withheld.push(name.to_owned());
            } else {
                let value = self.value(value, &mut filled.missing);
                filled.arguments.insert(name.clone(), value);
            }
        }
        filled
    }

    /// Its depth is bounded by the limit on a policy's nesting.
    fn value(&self, value: &Filled, missing: &mut Vec<String>) -> Value {
        match value {
            Filled::Plain(value) => value.clone(),
            Filled::Text(template) => {
                let alone = match template.0.as_slice() {
                    [Piece::Recorded(recorded)] => self.recorded(recorded),
                    _ => None,
                };
                alone.unwrap_or_else(|| match self.text(template) {
                    Ok(text) => Value::Text(text),
                    Err(names) => {
                        missing.extend(names);
                        Value::Text(written(template))
                    }
                })
            }
            Filled::List(entries) => {
                Value::List(entries.iter().map(|entry| self.value(entry, missing)).collect())
            }
            Filled::Map(entries) => {
                let mut map = Map::default();
                for (key, entry) in entries {
                    map.insert(key.clone(), self.value(entry, missing));
                }
                Value::Map(map)
            }
        }
    }

    fn is_sensitive(&self, value: &Filled, sensitive: &Sensitive) -> bool {
        match value {
            Filled::Plain(_) => false,
            Filled::Text(template) => template.recorded().any(|recorded| {
                let value = self.recorded(recorded).unwrap_or(Value::Bool(true));
                *recorded != Recorded::Key && sensitive.shown(recorded.name(), value.clone()) != value
            }),
            Filled::List(entries) => entries.iter().any(|entry| self.is_sensitive(entry, sensitive)),
            Filled::Map(entries) => entries.iter().any(|(_, entry)| self.is_sensitive(entry, sensitive)),
        }
    }
}

/// A step's own arguments, as an answer may show them, and the names of those it may not.
pub(super) fn shown(entries: Option<&Map<Value>>, sensitive: &Sensitive) -> (Map<Value>, Vec<String>) {
    let (mut shown, mut withheld) = (Map::default(), Vec::new());
    for (name, value) in entries.into_iter().flatten() {
        if sensitive.shown(name, value.clone()) == *value {
            shown.push(name.to_owned(), value.clone());
        } else {
            withheld.push(name.to_owned());
        }
    }
    (shown, withheld)
}

/// The value at a dotted path: a key may itself have dots.
fn inside<'v>(entries: &'v Map<Value>, path: &str) -> Option<&'v Value> {
    let (mut entries, mut path) = (entries, path);
    loop {
        if let Some(value) = entries.get(path) {
            return Some(value);
        }
        let (first, rest) = path.split_once('.')?;
        let Some(Value::Map(inner)) = entries.get(first) else { return None };
        (entries, path) = (inner, rest);
    }
}

fn is_empty(value: &Value) -> bool {
    matches!(value, Value::Text(text) if text.trim().is_empty())
}

/// A value inside a text: numbers as ECMAScript prints them. Lists and objects have no one form.
fn printed(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(text.clone()),
        Value::Number(number) => Some(js_number(*number)),
        Value::Bool(flag) => Some(if *flag { "true" } else { "false" }.to_owned()),
        Value::Time(moment) => Some(moment.to_string()),
        _ => None,
    }
}

/// A template as the policy writes it.
fn written(template: &FilledText) -> String {
    let mut text = String::new();
    for piece in &template.0 {
        match piece {
            Piece::Literal(literal) => text.push_str(literal),
            Piece::Recorded(recorded) => {
                text.push_str("{{");
                text.push_str(&recorded.written());
                text.push_str("}}");
            }
        }
    }
    text
}
