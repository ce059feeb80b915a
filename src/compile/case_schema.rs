//! The JSON Schema (2020-12) of a case under one policy.

use super::{
    BUILTIN_FIELDS, CompiledPolicy, FieldKind, InputKind, inputs::InputRequired, inputs::inner_pattern,
};
use crate::model::{Map, Value};

impl CompiledPolicy {
    /// The JSON Schema (2020-12) of a case for this policy.
    #[must_use]
    pub fn case_schema(&self) -> Value {
        let mut root = Node::default();
        for known in BUILTIN_FIELDS.iter().filter(|known| known.given) {
            root.put(known.path, of_builtin(known.path, known.kind));
        }
        root.put(
            "intent.alternatives",
            list_of(object([
                (
                    "properties",
                    object([("label", typed("string")), ("confidence", number(Some(0.0), Some(1.0)))]),
                ),
                ("required", texts(["label", "confidence"])),
                ("additionalProperties", Value::Bool(false)),
                ("type", text("object")),
            ])),
        );
        root.put("data.fields", typed("object"));
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
            schema.push(("required", texts(["name"])));
        }
        object(schema)
    }
}

fn of_builtin(path: &str, kind: FieldKind) -> Value {
    match (path, kind) {
        ("id" | "action.name", _) => object([
            ("type", text("string")),
            ("minLength", Value::Number(1.0)),
            ("maxLength", Value::Number(200.0)),
        ]),
        ("action.currency" | "lead.currency", _) => {
            object([("type", text("string")), ("pattern", text("^[A-Z]{3}$"))])
        }
        ("data.conflicts", _) => list_of(any_of([
            typed("string"),
            object([
                ("type", text("object")),
                (
                    "properties",
                    object([
                        ("field", typed("string")),
                        (
                            "values",
                            list_of(object([
                                ("type", text("object")),
                                (
                                    "properties",
                                    object([("value", Value::Bool(true)), ("source", typed("string"))]),
                                ),
                                ("additionalProperties", Value::Bool(false)),
                            ])),
                        ),
                    ]),
                ),
                ("required", texts(["field", "values"])),
                ("additionalProperties", Value::Bool(false)),
            ]),
        ])),
        (_, FieldKind::Text) => typed("string"),
        (_, FieldKind::Words(words)) => object([("enum", texts(words()))]),
        (_, FieldKind::Number(min, max)) => number(min, max),
        (_, FieldKind::Whole) => object([("type", text("integer")), ("minimum", Value::Number(0.0))]),
        (_, FieldKind::Bool) => typed("boolean"),
        (_, FieldKind::Time) => time(),
        (_, FieldKind::List) => list_of(typed("string")),
    }
}

fn of_input(kind: &InputKind) -> Value {
    let one_of = |allowed: &[String]| object([("enum", texts(allowed.iter().map(String::as_str)))]);
    match kind {
        InputKind::Text { allowed: Some(allowed), .. } => one_of(allowed),
        InputKind::Text { format: Some(format), .. } => {
            let pattern = Value::Text(format!("^(?:{})$", inner_pattern(format)));
            object([("type", text("string")), ("pattern", pattern)])
        }
        InputKind::Text { .. } => typed("string"),
        InputKind::Number { min, max } => number(*min, *max),
        InputKind::Boolean => typed("boolean"),
        InputKind::Time => time(),
        InputKind::List { allowed: Some(allowed) } => list_of(one_of(allowed)),
        InputKind::List { allowed: None } => list_of(typed("string")),
    }
}

fn number(min: Option<f64>, max: Option<f64>) -> Value {
    let mut schema = vec![("type", text("number"))];
    schema.extend(min.map(|min| ("minimum", Value::Number(min))));
    schema.extend(max.map(|max| ("maximum", Value::Number(max))));
    object(schema)
}

fn time() -> Value {
    any_of([object([("type", text("string")), ("format", text("date-time"))]), typed("number")])
}

fn any_of(schemas: [Value; 2]) -> Value {
    object([("anyOf", Value::List(schemas.into()))])
}

fn list_of(schema: Value) -> Value {
    object([("type", text("array")), ("items", schema)])
}

fn typed(name: &str) -> Value {
    object([("type", text(name))])
}

fn object(entries: impl IntoIterator<Item = (&'static str, Value)>) -> Value {
    let mut map = Map::default();
    for (key, value) in entries {
        map.insert(key.to_owned(), value);
    }
    Value::Map(map)
}

fn texts<'t>(list: impl IntoIterator<Item = &'t str>) -> Value {
    Value::List(list.into_iter().map(text).collect())
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}
