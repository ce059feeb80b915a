//! A policy described to builders that draw forms: its vocabulary and its conditions.

use holdpoint_derive::Json;
use serde::Serialize;
use serde_with::skip_serializing_none;

use super::{BUILTIN_FIELDS, BuiltinId, CompiledPolicy, FieldKind, InputKind};
use crate::{
    condition::{Condition, Vocabulary},
    diagnostic::{Diagnostic, Pointer},
    model::{Need, Value, lane::words, sorted_texts},
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
#[derive(Clone, Debug, PartialEq, Serialize, Json)]
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
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Json)]
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
#[derive(Clone, Debug, PartialEq, Serialize, Json)]
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
            let (kind, allowed, range) = match &input.kind {
                InputKind::Text { allowed, .. } => (FieldType::String, allowed.clone(), None),
                InputKind::Number { min, max } => (FieldType::Number, None, NumberRange::new(*min, *max)),
                InputKind::Boolean => (FieldType::Boolean, None, None),
                InputKind::Time => (FieldType::Time, None, None),
                InputKind::List { allowed } => (FieldType::List, allowed.clone(), None),
            };
            entries.push(field(&input.path, kind, allowed, range, None));
        }
        let mut signals = SIGNALS.to_vec();
        signals.extend_from_slice(&["unexplained", "high_risk"]);
        for (name, _) in crate::model::entries(self.document.signals.as_ref()) {
            signals.push(name);
        }
        for name in sorted_texts(signals) {
            entries.push(field(name, FieldType::Signal, None, None, None));
        }
        for id in BuiltinId::ALL {
            entries.push(field(id.as_str(), FieldType::Builtin, None, None, None));
        }
        entries
    }

    /// Reads a condition, its CEL text or its tree, against this policy's vocabulary.
    #[must_use]
    pub fn condition(&self, condition: &Value) -> ConditionReport {
        let read = match condition {
            Value::Text(text) => Condition::from_text(text, &self.vocabulary),
            other => Condition::from_tree(other, &self.vocabulary),
        };
        let mut report =
            ConditionReport { cel: None, tree: None, reads: Vec::new(), diagnostics: Vec::new() };
        match read {
            Ok(read) => {
                report.cel = Some(read.to_cel(&self.vocabulary));
                report.tree = read.to_tree(&self.vocabulary);
                for slot in read.reads() {
                    report.reads.push(self.vocabulary.path(*slot).to_owned());
                }
            }
            Err(problems) => {
                for problem in problems {
                    report.diagnostics.push(problem.into_diagnostic(&Pointer::root()));
                }
            }
        }
        report
    }
}
