//! Paths whose values appear in no answer (law A3).

use super::{Inputs, Problems, vocabulary::BUILTIN_FIELDS};
use crate::{
    diagnostic::{Code, Diagnostic, Pointer},
    model::{Value, policy::PolicyDocument, sorted},
};

/// What stands in an answer where a sensitive value would.
pub const REDACTED: &str = "[redacted]";

/// These name the case, the decision or its rules, so an answer without them would say nothing.
const ALWAYS_SHOWN: [&str; 4] = ["id", "action.name", "signals", "now"];

/// What an answer may show although no condition reads it.
const UNREAD: [&str; 2] = ["data.fields", "intent.alternatives"];

/// Below these anything may stand: a case's free fields, a request's arguments and context.
const FREE: [&str; 3] = ["data.fields.", "arguments.", "context."];

/// The sensitive paths.
#[derive(Debug, Default)]
pub struct Sensitive(Vec<String>);

impl Sensitive {
    pub(super) fn compile(document: &PolicyDocument, inputs: &Inputs, problems: &mut Problems) -> Self {
        let mut known = inputs.paths();
        known.extend(UNREAD);
        known.extend(BUILTIN_FIELDS.iter().map(|field| field.path));
        let mut paths = Vec::new();
        for (index, path) in document.sensitive.as_deref().unwrap_or_default().iter().enumerate() {
            let at = Pointer::root().key("sensitive").index(index);
            let path = path.as_str();
            let below = |known: &str| {
                known == path || known.strip_prefix(path).is_some_and(|rest| rest.starts_with('.'))
            };
            if ALWAYS_SHOWN.contains(&path) || path == "action" {
                let message = format!("`{path}` can't be hidden: an answer without it would say nothing");
                problems.push(Diagnostic::new(Code::Contradiction, at, message));
            } else if known.iter().any(|known| below(known)) || FREE.iter().any(|root| path.starts_with(root))
            {
                paths.push(path.to_owned());
            } else {
                problems.push(
                    Diagnostic::new(Code::UnknownField, at, format!("unknown path `{path}`"))
                        .did_you_mean(path, &known),
                );
            }
        }
        for input in inputs.list() {
            if input.sensitive {
                paths.push(input.path.clone());
            }
        }
        Self(sorted(paths, |a, b| a.cmp(b)))
    }

    /// Whether the value at this path is hidden.
    #[must_use]
    pub fn hides(&self, path: &str) -> bool {
        self.0.iter().any(|hidden| {
            path == hidden
                || path.strip_prefix(hidden.as_str()).is_some_and(|rest| rest.starts_with(['.', '/']))
        })
    }

    /// The value as it may be shown: hidden parts are replaced.
    #[must_use]
    pub fn shown(&self, path: &str, value: Value) -> Value {
        if value == Value::Null || self.0.is_empty() {
            return value;
        }
        if self.hides(path) {
            return Value::Text(REDACTED.to_owned());
        }
        match value {
            Value::Map(mut entries) => {
                for (key, entry) in entries.iter_mut() {
                    let inside = std::mem::replace(entry, Value::Null);
                    *entry = self.shown(&format!("{path}.{key}"), inside);
                }
                Value::Map(entries)
            }
            other => other,
        }
    }

    /// The hidden places, as pointers into a case.
    #[must_use]
    pub fn pointers(&self) -> Vec<Pointer> {
        let mut pointers = Vec::new();
        for path in &self.0 {
            let mut pointer = Pointer::root();
            for key in path.split('.') {
                pointer = pointer.key(key);
            }
            pointers.push(pointer);
        }
        pointers
    }

    /// The hidden paths.
    #[must_use]
    pub fn paths(&self) -> &[String] {
        &self.0
    }
}
