//! The JSON Schema (2020-12) of a case under one policy.

use super::{
    BUILTIN_FIELDS, CompiledPolicy, FieldKind, InputKind, inputs::InputRequired, inputs::inner_pattern,
};
use crate::{
    model::{Map, Value},
    parse::parse_json,
};

impl CompiledPolicy {
    /// The JSON Schema (2020-12) of a case for this policy.
    #[must_use]
    pub fn case_schema(&self) -> Value {
        let mut root = Node::default();
        for known in BUILTIN_FIELDS.iter().filter(|known| known.given) {
            root.put(known.path, of_builtin(known.path, known.kind));
        }
        root.put("intent.alternatives", schema(ALTERNATIVES));
        root.put("data.fields", schema(FIELDS));
        let mut required = vec!["id".to_owned(), "action".to_owned()];
        for input in self.inputs.list() {
            root.put(&input.path, of_input(&input.kind));
            let first = input.path.split('.').next().unwrap_or_default();
            if matches!(input.required, InputRequired::Always) && !required.iter().any(|name| name == first) {
                required.push(first.to_owned());
            }
        }
        let mut schema = match root.into_schema("") {
            Value::Map(schema) => schema,
            _ => Map::default(),
        };
        let mut set = |key: &str, value| schema.insert(key.to_owned(), value);
        set("$schema", text("https://json-schema.org/draft/2020-12/schema"));
        set("title", Value::Text(format!("A case for the policy {}", self.stamp.name)));
        set("required", Value::List(required.into_iter().map(Value::Text).collect()));
        let mut ignored = Vec::new();
        for pattern in self.document.ignore.as_deref().unwrap_or_default() {
            let pattern = match pattern.as_str().strip_suffix('*') {
                Some(start) => format!("^{}", regex_lite::escape(start)),
                None => format!("^{}$", regex_lite::escape(pattern.as_str())),
            };
            ignored.push((pattern, Value::Bool(true)));
        }
        if !ignored.is_empty() {
            set("patternProperties", Value::Map(ignored.into_iter().collect()));
        }
        Value::Map(schema)
    }
}

/// A schema while its properties are gathered.
#[derive(Default)]
struct Node {
    leaf: Option<Value>,
    inside: Map<Node>,
}

impl Node {
    fn put(&mut self, path: &str, schema: Value) {
        let place = path.split('.').try_fold(self, |at, key| at.inside.entry_or(key, Node::default));
        if let Some(place) = place {
            place.leaf = Some(schema);
        }
    }

    /// As deep as paths have parts.
    fn into_schema(self, key: &str) -> Value {
        if let Some(leaf) = self.leaf {
            return leaf;
        }
        let mut properties = Map::default();
        for (key, inner) in self.inside.into_entries() {
            let schema = inner.into_schema(&key);
            properties.push(key, schema);
        }
        let mut schema = vec![
            ("type", text("object")),
            ("properties", Value::Map(properties)),
            ("additionalProperties", Value::Bool(false)),
        ];
        if key == "action" {
            schema.push(("required", Value::List(vec![text("name")])));
        }
        Value::Map(Map::of(schema))
    }
}

fn of_builtin(path: &str, kind: FieldKind) -> Value {
    let known = match (path, kind) {
        ("id" | "action.name", _) => r#"{"type":"string","minLength":1,"maxLength":200}"#,
        ("action.currency" | "lead.currency", _) => r#"{"type":"string","pattern":"^[A-Z]{3}$"}"#,
        ("data.conflicts", _) => CONFLICTS,
        (_, FieldKind::Text) => TEXT,
        (_, FieldKind::Words(words)) => return one_of(&words()),
        (_, FieldKind::Number(min, max)) => return number(min, max),
        (_, FieldKind::Whole) => r#"{"type":"integer","minimum":0}"#,
        (_, FieldKind::Bool) => BOOLEAN,
        (_, FieldKind::Time) => TIME,
        (_, FieldKind::List) => LIST,
    };
    schema(known)
}

const TEXT: &str = r#"{"type":"string"}"#;
const BOOLEAN: &str = r#"{"type":"boolean"}"#;
const TIME: &str = r#"{"anyOf":[{"type":"string","format":"date-time"},{"type":"number"}]}"#;
const LIST: &str = r#"{"type":"array","items":{"type":"string"}}"#;
const FIELDS: &str = r#"{"type":"object"}"#;
const ALTERNATIVES: &str = r#"{"type":"array","items":{
    "type":"object",
    "properties":{"label":{"type":"string"},"confidence":{"type":"number","minimum":0,"maximum":1}},
    "required":["label","confidence"],
    "additionalProperties":false
}}"#;
const CONFLICTS: &str = r#"{"type":"array","items":{"anyOf":[{"type":"string"},{
    "type":"object",
    "properties":{
        "field":{"type":"string"},
        "values":{"type":"array","items":{
            "type":"object",
            "properties":{"value":true,"source":{"type":"string"}},
            "additionalProperties":false
        }}
    },
    "required":["field","values"],
    "additionalProperties":false
}]}}"#;

/// A schema that is known, from its text.
fn schema(text: &str) -> Value {
    // INVARIANT: every such text is JSON, which a test holds.
    parse_json(text).unwrap_or(Value::Null)
}

fn of_input(kind: &InputKind) -> Value {
    let listed = |allowed: &[String]| one_of(&allowed.iter().map(String::as_str).collect::<Vec<_>>());
    let known = match kind {
        InputKind::Text { allowed: Some(allowed), .. } => return listed(allowed),
        InputKind::Text { format: Some(format), .. } => {
            let pattern = Value::Text(format!("^(?:{})$", inner_pattern(format)));
            return Value::Map(Map::of(vec![("type", text("string")), ("pattern", pattern)]));
        }
        InputKind::Text { .. } => TEXT,
        InputKind::Number { min, max } => return number(*min, *max),
        InputKind::Boolean => BOOLEAN,
        InputKind::Time => TIME,
        InputKind::List { allowed: Some(allowed) } => {
            return Value::Map(Map::of(vec![("type", text("array")), ("items", listed(allowed))]));
        }
        InputKind::List { allowed: None } => LIST,
    };
    schema(known)
}

fn number(min: Option<f64>, max: Option<f64>) -> Value {
    let mut schema = vec![("type", text("number"))];
    for (key, bound) in [("minimum", min), ("maximum", max)] {
        if let Some(bound) = bound {
            schema.push((key, Value::Number(bound)));
        }
    }
    Value::Map(Map::of(schema))
}

fn one_of(allowed: &[&str]) -> Value {
    let mut texts = Vec::new();
    for one in allowed {
        texts.push(text(one));
    }
    Value::Map(Map::of(vec![("enum", Value::List(texts))]))
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_known_schema_is_json() {
        for field in BUILTIN_FIELDS {
            assert_ne!(of_builtin(field.path, field.kind), Value::Null, "{}", field.path);
        }
        assert_ne!(schema(ALTERNATIVES), Value::Null);
        assert_ne!(schema(FIELDS), Value::Null);
    }
}
