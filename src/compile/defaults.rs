//! The embedded default policy, and how a document is laid over it.

use crate::{
    diagnostic::Diagnostic,
    model::{Map, Value},
    parse::parse_json,
};

const DEFAULT_POLICY: &str = include_str!("../../pkg/generated/default-policy.json");

/// The default policy's document.
///
/// # Errors
///
/// None that a test would let through: the text is embedded.
pub fn default_policy() -> Result<Value, Vec<Diagnostic>> {
    parse_json(DEFAULT_POLICY).map_err(|problem| vec![problem])
}

/// The sections that are laid over the default's key by key, and how many levels deep; of all
/// others the one that is given replaces the default's whole.
const LAID_OVER: [(&[&str], usize); 10] = [
    (&["builtin"], 2),
    (&["signals"], 2),
    (&["confidence"], 1),
    (&["sla"], 1),
    (&["rollback"], 1),
    (&["metrics"], 1),
    (&["escalation"], 1),
    (&["escalation", "roles"], 1),
    (&["escalation", "retry"], 1),
    (&["escalation", "ladder"], 2),
];

/// A document with every section filled in: what it leaves out is the default's.
#[must_use]
pub fn laid_over(document: Value, base: Value) -> Value {
    let depth_of = |path: &[String]| {
        LAID_OVER
            .iter()
            .filter(|(section, _)| {
                path.len() >= section.len() && path.iter().zip(*section).all(|(a, b)| a == b)
            })
            .any(|(section, depth)| path.len() < section.len() + depth)
    };
    laid(document, base, &mut Vec::new(), &depth_of)
}

/// Its depth is bounded by the table's.
fn laid(over: Value, under: Value, path: &mut Vec<String>, goes_on: &dyn Fn(&[String]) -> bool) -> Value {
    match (over, under) {
        (Value::Null, under) => under,
        (Value::Map(over), Value::Map(mut under)) if path.is_empty() || goes_on(path) => {
            // What names the policy isn't the default's to give.
            if path.is_empty() {
                under.remove("version");
            }
            for (key, entry) in over {
                let below = under.remove(&key).unwrap_or(Value::Null);
                path.push(key);
                let entry = laid(entry, below, path, goes_on);
                let key = path.pop().unwrap_or_default();
                if entry != Value::Null {
                    under.insert(key, entry);
                }
            }
            Value::Map(under)
        }
        (over, _) => without_nulls(over),
    }
}

fn without_nulls(value: Value) -> Value {
    match value {
        Value::Map(entries) => {
            let mut kept = Map::default();
            for (key, entry) in entries {
                if entry != Value::Null {
                    kept.push(key, entry);
                }
            }
            Value::Map(kept)
        }
        other => other,
    }
}
