//! The policy's own inputs: the customer's data, whose faults are findings and never errors.

use regex_lite::Regex;

use super::{Library, Problems, place, vocabulary::BUILTIN_FIELDS};
use crate::{
    condition::is_path,
    diagnostic::{Code, Diagnostic, listed},
    model::{
        Map, Timestamp, Value, js_number,
        policy::{Input, InputType, PolicyDocument, Required},
        sorted,
    },
    parse::{Cx, Read},
};

/// An input that is ready to be read.
#[derive(Debug)]
pub struct CompiledInput {
    /// Its dotted path in a case.
    pub path: String,
    /// What its values are.
    pub kind: InputKind,
    /// For which actions it has to be there.
    pub required: InputRequired,
    /// Its value appears in no answer.
    pub sensitive: bool,
}

/// For which actions an input has to be there.
#[derive(Debug)]
pub enum InputRequired {
    /// For none.
    Never,
    /// For every action.
    Always,
    /// For these.
    For(Vec<String>),
}

/// What the values of an input are.
#[derive(Debug)]
pub enum InputKind {
    /// A text, perhaps one of a set, perhaps of a form.
    Text {
        /// The allowed texts.
        allowed: Option<Vec<String>>,
        /// A pattern for the whole text.
        format: Option<Regex>,
    },
    /// A finite number, perhaps within bounds.
    Number {
        /// The least.
        min: Option<f64>,
        /// The greatest.
        max: Option<f64>,
    },
    /// A boolean.
    Boolean,
    /// A moment.
    Time,
    /// A list of texts, perhaps all of a set.
    List {
        /// The allowed texts.
        allowed: Option<Vec<String>>,
    },
}

/// What is known of an input in one case.
#[derive(Clone, Debug, PartialEq)]
pub enum InputState {
    /// Nothing.
    Missing,
    /// A value that isn't what the policy asked for; conditions read it as missing.
    Malformed,
    /// A text.
    Text(String),
    /// A number.
    Number(f64),
    /// A boolean.
    Boolean(bool),
    /// A moment.
    Time(Timestamp),
    /// A list of texts.
    List(Vec<String>),
}

impl InputState {
    /// The value as it may stand in an answer; null where nothing usable is known.
    #[must_use]
    pub fn to_value(&self) -> Value {
        match self {
            Self::Missing | Self::Malformed => Value::Null,
            Self::Text(text) => Value::Text(text.clone()),
            Self::Number(number) => Value::Number(*number),
            Self::Boolean(flag) => Value::Bool(*flag),
            Self::Time(moment) => Value::Time(*moment),
            Self::List(entries) => Value::List(entries.iter().cloned().map(Value::Text).collect()),
        }
    }
}

/// The inputs of a policy, in the order of their slots.
#[derive(Debug, Default)]
pub struct Inputs {
    list: Vec<CompiledInput>,
}

impl Inputs {
    pub(super) fn compile(document: &PolicyDocument, problems: &mut Problems) -> Self {
        let mut list = Vec::new();
        if let Some(declared) = &document.inputs {
            for (path, input) in declared {
                if name_is_free(path, declared, problems) {
                    list.extend(compile_one(path, input, problems));
                }
            }
        }
        Self { list }
    }

    /// The inputs, in the order of their slots.
    #[must_use]
    pub fn list(&self) -> &[CompiledInput] {
        &self.list
    }

    /// Their paths.
    #[must_use]
    pub fn paths(&self) -> Vec<&str> {
        self.list.iter().map(|input| input.path.as_str()).collect()
    }

    pub(super) fn check_actions(&self, library: &Library, problems: &mut Problems) {
        for input in &self.list {
            let InputRequired::For(actions) = &input.required else { continue };
            for action in actions.iter().filter(|action| library.get(action).is_none()) {
                let at = place("inputs", &input.path).key("required");
                problems.unknown_name(at, "action", action, &library.names());
            }
        }
    }

    /// Reads the inputs out of the keys that the built-in vocabulary left over. Keys that no input
    /// declares are errors; so is what can't be read at all.
    pub fn read(&self, values: &Map<Value>, cx: &mut Cx) -> Vec<InputState> {
        for (key, value) in values {
            cx.under(key, |cx| self.check_keys(key, value, cx));
        }
        let mut states = Vec::with_capacity(self.list.len());
        for input in &self.list {
            states.push(input.kind.read(find(values, &input.path)));
        }
        states
    }

    fn check_keys(&self, path: &str, value: &Value, cx: &mut Cx) {
        if self.list.iter().any(|input| input.path == path) {
            // What the boundary refused is the integrator's affair, not the customer's.
            Value::read(value.clone(), cx);
            return;
        }
        let nested = format!("{path}.");
        let below = || self.list.iter().filter(|input| input.path.starts_with(&nested));
        match value {
            Value::Refused(refusal) => cx.refused(refusal),
            Value::Map(entries) if below().next().is_some() => {
                for (key, entry) in entries {
                    cx.enter_free(key);
                    self.check_keys(&format!("{nested}{key}"), entry, cx);
                    cx.leave();
                }
            }
            _ if below().next().is_some() => {}
            _ => {
                let mut known = self.paths();
                known.extend(CASE_KEYS);
                let (message, close) = match cx.is_hidden() {
                    true => ("unknown key".to_owned(), ""),
                    false => (format!("unknown key `{path}`"), path),
                };
                let diagnostic = Diagnostic::new(Code::UnknownKey, cx.pointer(), message);
                cx.push(
                    diagnostic.did_you_mean(close, &known).help(
                        "declare it under the policy's `inputs`, or list its first part under `ignore`",
                    ),
                );
            }
        }
    }
}

/// The top-level keys that every policy knows.
pub(crate) const CASE_KEYS: [&str; 11] = [
    "action", "customer", "data", "history", "id", "intent", "lead", "message", "now", "signals", "workflow",
];

/// The value that a case has at an input's path, whatever it is.
#[must_use]
pub fn raw_value(values: &Map<Value>, path: &str) -> Value {
    let mut parts = path.split('.');
    let mut value = parts.next().and_then(|first| values.get(first));
    for part in parts {
        value = match value {
            Some(Value::Map(entries)) => entries.get(part),
            other => return other.cloned().unwrap_or(Value::Null),
        };
    }
    value.cloned().unwrap_or(Value::Null)
}

fn find<'a>(values: &'a Map<Value>, path: &str) -> Found<'a> {
    let mut parts = path.split('.');
    let mut value = match parts.next().and_then(|first| values.get(first)) {
        Some(value) => value,
        None => return Found::Nothing,
    };
    for part in parts {
        value = match value {
            Value::Map(entries) => match entries.get(part) {
                Some(value) => value,
                None => return Found::Nothing,
            },
            Value::Null => return Found::Nothing,
            // Where an object should be stands something else: the customer's data is malformed.
            _ => return Found::NoObject,
        };
    }
    if *value == Value::Null { Found::Nothing } else { Found::Value(value) }
}

enum Found<'a> {
    Nothing,
    NoObject,
    Value(&'a Value),
}

impl CompiledInput {
    /// Whether it has to be there for this action.
    #[must_use]
    pub fn is_required_for(&self, action: &str) -> bool {
        match &self.required {
            InputRequired::Never => false,
            InputRequired::Always => true,
            InputRequired::For(actions) => actions.iter().any(|other| other == action),
        }
    }

    /// What was expected, for a finding.
    #[must_use]
    pub fn expected(&self) -> String {
        self.kind.expected()
    }
}

impl InputKind {
    fn read(&self, found: Found<'_>) -> InputState {
        let value = match found {
            Found::Nothing => return InputState::Missing,
            Found::NoObject => return InputState::Malformed,
            Found::Value(value) => value,
        };
        let blank = matches!((self, value), (Self::Text { .. }, Value::Text(text)) if text.trim().is_empty());
        self.read_value(value).unwrap_or(if blank { InputState::Missing } else { InputState::Malformed })
    }

    /// The value, if it is what the policy asked for.
    #[must_use]
    pub fn read_value(&self, value: &Value) -> Option<InputState> {
        match (self, value) {
            (Self::Text { allowed, format }, Value::Text(text)) => {
                let fits = allowed.as_ref().is_none_or(|allowed| allowed.contains(text))
                    && format.as_ref().is_none_or(|format| format.is_match(text));
                fits.then(|| InputState::Text(text.clone()))
            }
            (Self::Number { min, max }, Value::Number(number)) => {
                let fits = min.is_none_or(|min| *number >= min) && max.is_none_or(|max| *number <= max);
                fits.then_some(InputState::Number(*number))
            }
            (Self::Boolean, Value::Bool(flag)) => Some(InputState::Boolean(*flag)),
            (Self::Time, value) => {
                let mut cx = Cx::new();
                Timestamp::read(value.clone(), &mut cx).map(InputState::Time)
            }
            (Self::List { allowed }, Value::List(entries)) => {
                let mut texts = Vec::new();
                for entry in entries {
                    let Value::Text(text) = entry else { return None };
                    if allowed.as_ref().is_some_and(|allowed| !allowed.contains(text)) {
                        return None;
                    }
                    texts.push(text.clone());
                }
                Some(InputState::List(texts))
            }
            _ => None,
        }
    }

    /// What was expected, for a finding.
    #[must_use]
    pub fn expected(&self) -> String {
        let listed = |allowed: &[String]| listed(&allowed.iter().map(String::as_str).collect::<Vec<_>>());
        match self {
            Self::Text { allowed: Some(allowed), .. } => format!("one of {}", listed(allowed)),
            Self::Text { format: Some(format), .. } => {
                format!("a text of the form `{}`", inner_pattern(format))
            }
            Self::Text { .. } => "a text".into(),
            Self::Number { min: Some(min), max: Some(max) } => {
                format!("a number from {} to {}", js_number(*min), js_number(*max))
            }
            Self::Number { min: Some(min), max: None } => format!("a number from {}", js_number(*min)),
            Self::Number { min: None, max: Some(max) } => format!("a number up to {}", js_number(*max)),
            Self::Number { min: None, max: None } => "a number".into(),
            Self::Boolean => "true or false".into(),
            Self::Time => "a time: ISO 8601 with an offset, epoch milliseconds or a Date".into(),
            Self::List { allowed: Some(allowed) } => format!("a list of {}", listed(allowed)),
            Self::List { allowed: None } => "a list of texts".into(),
        }
    }
}

const WHOLE_START: &str = "^(?:";
const WHOLE_END: &str = r")\z";

pub(super) fn inner_pattern(format: &Regex) -> &str {
    let text = format.as_str();
    text.strip_prefix(WHOLE_START).and_then(|text| text.strip_suffix(WHOLE_END)).unwrap_or(text)
}

fn name_is_free(path: &str, declared: &Map<Input>, problems: &mut Problems) -> bool {
    let at = place("inputs", path);
    let root = path.split('.').next().unwrap_or_default();
    let above =
        declared.keys().find(|other| path.strip_prefix(*other).is_some_and(|rest| rest.starts_with('.')));
    let problem = if !is_path(path) {
        Diagnostic::new(Code::BadFormat, at, format!("`{path}` is no name that a condition can read"))
            .expected("letters, digits and `_`, nested by dots")
    } else if BUILTIN_FIELDS.iter().any(|field| field.path.split('.').next() == Some(root)) {
        Diagnostic::new(Code::ReservedName, at, format!("`{root}` belongs to the built-in vocabulary"))
            .help("give the input a name of its own")
    } else if let Some(above) = above {
        Diagnostic::new(Code::ReservedName, at, format!("`{path}` lies inside the input `{above}`"))
    } else {
        return true;
    };
    problems.push(problem);
    false
}

fn compile_one(path: &str, input: &Input, problems: &mut Problems) -> Option<CompiledInput> {
    let at = place("inputs", path);
    let mut no_effect = |key: &str, given: bool, usable: bool| {
        if given && !usable {
            let message = format!("`{key}` has no meaning for type `{}`", input.kind.as_str());
            problems.push(Diagnostic::new(Code::NoEffect, at.key(key), message));
        }
    };
    let texts = matches!(input.kind, InputType::String | InputType::List);
    no_effect("enum", input.allowed.is_some(), texts);
    no_effect("format", input.format.is_some(), input.kind == InputType::String);
    no_effect("min", input.min.is_some(), input.kind == InputType::Number);
    no_effect("max", input.max.is_some(), input.kind == InputType::Number);
    if input.allowed.as_ref().is_some_and(Vec::is_empty) {
        problems.add(Code::OutOfRange, at.key("enum"), "an empty `enum` allows nothing");
    }
    if let (Some(min), Some(max)) = (input.min, input.max)
        && min > max
    {
        problems.add(
            Code::OutOfRange,
            at.key("min"),
            format!("`min` {} is above `max` {}", js_number(min), js_number(max)),
        );
    }
    let allowed = input.allowed.as_ref().map(|texts| sorted(texts.clone(), |a, b| a.cmp(b)));
    let kind = match input.kind {
        InputType::String => {
            let format = match &input.format {
                Some(pattern) => match Regex::new(&format!("{WHOLE_START}{pattern}{WHOLE_END}")) {
                    Ok(format) => Some(format),
                    Err(_) => {
                        let message = format!("`{pattern}` is no pattern of the linear-time syntax");
                        problems.push(
                            Diagnostic::new(Code::BadPattern, at.key("format"), message)
                                .help("look-around and back-references don't exist here; escape what is meant literally"),
                        );
                        return None;
                    }
                },
                None => None,
            };
            InputKind::Text { allowed, format }
        }
        InputType::Number => InputKind::Number { min: input.min, max: input.max },
        InputType::Boolean => InputKind::Boolean,
        InputType::Time => InputKind::Time,
        InputType::List => InputKind::List { allowed },
    };
    Some(CompiledInput {
        path: path.to_owned(),
        kind,
        required: match &input.required {
            None | Some(Required::Always(false)) => InputRequired::Never,
            Some(Required::Always(true)) => InputRequired::Always,
            Some(Required::For(actions)) => {
                InputRequired::For(actions.iter().map(|action| action.as_str().to_owned()).collect())
            }
        },
        sensitive: input.sensitive.unwrap_or(false),
    })
}
