//! A policy described to builders that draw forms: its vocabulary, and the JSON Schema of a case.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value as Json, json};
use serde_with::skip_serializing_none;

use super::{BUILTIN_FIELDS, BuiltinId, CompiledPolicy, FieldKind, InputKind, InputRequired};
use crate::{
    condition::{Condition, Vocabulary},
    diagnostic::{Diagnostic, Pointer},
    model::{Need, Value, lane::words},
    signals::SIGNALS,
};

words! {
    /// The type of a field, as a form would draw it.
    pub enum FieldType {
        /// A text.
        String,
        /// A number.
        Number,
        /// A boolean.
        Boolean,
        /// A moment.
        Time,
        /// A list of texts.
        List,
        /// A signal: a name that `signals` may hold.
        Signal,
        /// A built-in stop condition: an id that `builtin` may name.
        Builtin,
    }
}

/// An entry of the vocabulary: a field, a signal or a built-in stop condition.
#[skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "generate", derive(ts_rs::TS), ts(export_to = "types.ts", optional_fields))]
pub struct VocabularyEntry {
    /// Its path, or the name of the signal or condition.
    pub path: String,
    /// What it is.
    #[serde(rename = "type")]
    pub kind: FieldType,
    /// The texts that it may be.
    #[serde(rename = "enum")]
    pub allowed: Option<Vec<String>>,
    /// The least and the greatest number that it may be.
    pub range: Option<NumberRange>,
    /// The need whose evidence it is.
    pub need: Option<Need>,
    /// Whether its value appears in no answer.
    pub sensitive: bool,
}

/// The bounds of a number, both included.
#[skip_serializing_none]
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "generate", derive(ts_rs::TS), ts(export_to = "types.ts", optional_fields))]
pub struct NumberRange {
    /// The least.
    pub min: Option<f64>,
    /// The greatest.
    pub max: Option<f64>,
}

impl NumberRange {
    fn new(min: Option<f64>, max: Option<f64>) -> Option<Self> {
        (min.is_some() || max.is_some()).then_some(Self { min, max })
    }
}

/// What the text or tree of a condition turned out to be.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "generate", derive(ts_rs::TS), ts(export_to = "types.ts"))]
pub struct ConditionReport {
    /// The condition as CEL; null where it can't be read.
    pub cel: Option<String>,
    /// The condition as a tree; null where a tree can't say it.
    #[cfg_attr(feature = "generate", ts(as = "Option<crate::model::policy::ConditionTree>"))]
    pub tree: Option<Value>,
    /// The paths that it reads.
    pub reads: Vec<String>,
    /// What is wrong with it.
    pub diagnostics: Vec<Diagnostic>,
}

impl CompiledPolicy {
    /// The fields that conditions can read, the signals and the built-in stop conditions.
    #[must_use]
    pub fn vocabulary(&self) -> Vec<VocabularyEntry> {
        let field = |path: &str, kind, allowed, range, need| VocabularyEntry {
            path: path.to_owned(),
            kind,
            allowed,
            range,
            need,
            sensitive: self.sensitive.hides(path),
        };
        let mut entries = Vec::new();
        for known in BUILTIN_FIELDS {
            let (kind, allowed, range) = match known.kind {
                FieldKind::Text => (FieldType::String, None, None),
                FieldKind::Words(words) => {
                    (FieldType::String, Some(words().into_iter().map(str::to_owned).collect()), None)
                }
                FieldKind::Number(min, max) => (FieldType::Number, None, NumberRange::new(min, max)),
                FieldKind::Whole => (FieldType::Number, None, NumberRange::new(Some(0.0), None)),
                FieldKind::Bool => (FieldType::Boolean, None, None),
                FieldKind::Time => (FieldType::Time, None, None),
                FieldKind::List => (FieldType::List, None, None),
            };
            entries.push(field(known.path, kind, allowed, range, known.need));
        }
        for input in self.inputs.list() {
            let texts = |allowed: &Option<std::collections::BTreeSet<String>>| {
                allowed.as_ref().map(|texts| texts.iter().cloned().collect())
            };
            let (kind, allowed, range) = match &input.kind {
                InputKind::Text { allowed, .. } => (FieldType::String, texts(allowed), None),
                InputKind::Number { min, max } => (FieldType::Number, None, NumberRange::new(*min, *max)),
                InputKind::Boolean => (FieldType::Boolean, None, None),
                InputKind::Time => (FieldType::Time, None, None),
                InputKind::List { allowed } => (FieldType::List, texts(allowed), None),
            };
            entries.push(field(&input.path, kind, allowed, range, None));
        }
        let own = self.document.signals.iter().flatten().map(|(name, _)| name.as_str());
        let mut signals: Vec<&str> =
            SIGNALS.iter().copied().chain(["unexplained", "high_risk"]).chain(own).collect();
        signals.sort_unstable();
        signals.dedup();
        entries.extend(signals.into_iter().map(|name| field(name, FieldType::Signal, None, None, None)));
        entries
            .extend(BuiltinId::ALL.iter().map(|id| field(id.as_str(), FieldType::Builtin, None, None, None)));
        entries
    }

    /// The JSON Schema (2020-12) of a case for this policy.
    #[must_use]
    pub fn case_schema(&self) -> Json {
        let mut root = Schema::default();
        for known in BUILTIN_FIELDS.iter().filter(|known| known.given) {
            root.put(known.path, builtin_schema(known.path, known.kind));
        }
        root.put("intent.alternatives", json!({
            "type": "array",
            "items": {
                "type": "object",
                "properties": { "label": { "type": "string" }, "confidence": { "type": "number", "minimum": 0, "maximum": 1 } },
                "required": ["label", "confidence"],
                "additionalProperties": false
            }
        }));
        root.put("data.fields", json!({ "type": "object" }));
        for input in self.inputs.list() {
            root.put(&input.path, input_schema(&input.kind));
        }
        let mut schema = root.into_json(&["id", "action"]);
        let required =
            self.inputs.list().iter().filter(|input| matches!(input.required, InputRequired::Always));
        let mut names: Vec<Json> = vec!["id".into(), "action".into()];
        names.extend(required.filter_map(|input| input.path.split('.').next()).map(Json::from));
        names.dedup();
        let open =
            self.document.ignore.iter().flatten().map(|pattern| match pattern.as_str().strip_suffix('*') {
                Some(start) => format!("^{}", regex_lite::escape(start)),
                None => format!("^{}$", regex_lite::escape(pattern.as_str())),
            });
        let ignored: Map<String, Json> = open.map(|pattern| (pattern, Json::Bool(true))).collect();
        if let Some(object) = schema.as_object_mut() {
            object.insert("$schema".into(), "https://json-schema.org/draft/2020-12/schema".into());
            object.insert("title".into(), format!("A case for the policy {}", self.stamp.name).into());
            object.insert("required".into(), names.into());
            if !ignored.is_empty() {
                object.insert("patternProperties".into(), ignored.into());
            }
        }
        schema
    }

    /// Reads a condition, its CEL text or its tree, against this policy's vocabulary.
    #[must_use]
    pub fn condition(&self, condition: &Value) -> ConditionReport {
        let read = match condition {
            Value::Text(text) => Condition::from_text(text, &self.vocabulary),
            other => Condition::from_tree(other, &self.vocabulary),
        };
        match read {
            Ok(read) => ConditionReport {
                cel: Some(read.to_cel(&self.vocabulary)),
                tree: read.to_tree(&self.vocabulary),
                reads: read.reads().iter().map(|slot| self.vocabulary.path(*slot).to_owned()).collect(),
                diagnostics: Vec::new(),
            },
            Err(problems) => ConditionReport {
                cel: None,
                tree: None,
                reads: Vec::new(),
                diagnostics: problems
                    .into_iter()
                    .map(|problem| problem.into_diagnostic(&Pointer::root()))
                    .collect(),
            },
        }
    }
}

/// An object's schema while its properties are gathered.
#[derive(Default)]
struct Schema {
    leaf: Option<Json>,
    inside: BTreeMap<String, Self>,
}

impl Schema {
    fn put(&mut self, path: &str, schema: Json) {
        let place = path.split('.').fold(self, |at, key| at.inside.entry(key.to_owned()).or_default());
        place.leaf = Some(schema);
    }

    fn into_json(self, required: &[&str]) -> Json {
        if let Some(leaf) = self.leaf {
            return leaf;
        }
        let properties: Map<String, Json> = self
            .inside
            .into_iter()
            .map(|(key, inner)| {
                let required: &[&str] = if key == "action" { &["name"] } else { &[] };
                (key, inner.into_json(required))
            })
            .collect();
        let mut object = json!({ "type": "object", "properties": properties, "additionalProperties": false });
        if !required.is_empty() {
            object["required"] = required.into();
        }
        object
    }
}

fn builtin_schema(path: &str, kind: FieldKind) -> Json {
    match (path, kind) {
        ("id" | "action.name", _) => json!({ "type": "string", "minLength": 1, "maxLength": 200 }),
        ("action.currency" | "lead.currency", _) => json!({ "type": "string", "pattern": "^[A-Z]{3}$" }),
        ("data.conflicts", _) => json!({
            "type": "array",
            "items": { "anyOf": [
                { "type": "string" },
                {
                    "type": "object",
                    "properties": {
                        "field": { "type": "string" },
                        "values": { "type": "array", "items": {
                            "type": "object",
                            "properties": { "value": {}, "source": { "type": "string" } },
                            "additionalProperties": false
                        } }
                    },
                    "required": ["field", "values"],
                    "additionalProperties": false
                }
            ] }
        }),
        (_, FieldKind::Text) => json!({ "type": "string" }),
        (_, FieldKind::Words(words)) => json!({ "enum": words() }),
        (_, FieldKind::Number(min, max)) => number_schema(min, max),
        (_, FieldKind::Whole) => json!({ "type": "integer", "minimum": 0 }),
        (_, FieldKind::Bool) => json!({ "type": "boolean" }),
        (_, FieldKind::Time) => time_schema(),
        (_, FieldKind::List) => json!({ "type": "array", "items": { "type": "string" } }),
    }
}

fn input_schema(kind: &InputKind) -> Json {
    match kind {
        InputKind::Text { allowed: Some(allowed), .. } => json!({ "enum": allowed }),
        InputKind::Text { format: Some(format), .. } => {
            json!({ "type": "string", "pattern": format!("^(?:{})$", super::inputs::inner_pattern(format)) })
        }
        InputKind::Text { .. } => json!({ "type": "string" }),
        InputKind::Number { min, max } => number_schema(*min, *max),
        InputKind::Boolean => json!({ "type": "boolean" }),
        InputKind::Time => time_schema(),
        InputKind::List { allowed: Some(allowed) } => {
            json!({ "type": "array", "items": { "enum": allowed } })
        }
        InputKind::List { allowed: None } => json!({ "type": "array", "items": { "type": "string" } }),
    }
}

fn number_schema(min: Option<f64>, max: Option<f64>) -> Json {
    let mut schema = json!({ "type": "number" });
    for (key, bound) in [("minimum", min), ("maximum", max)] {
        if let Some(bound) = bound {
            schema[key] = bound.into();
        }
    }
    schema
}

fn time_schema() -> Json {
    json!({ "anyOf": [{ "type": "string", "format": "date-time" }, { "type": "number" }] })
}
