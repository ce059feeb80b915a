//! How an action is undone or finished, ready to be filled in. Templates are read here, once; what
//! they make is text out of recorded values, and nothing in them can run.

use super::{Problems, Sensitive, approvers::texts, place};
use crate::{
    diagnostic::{Code, Pointer},
    model::{
        Names, Span, Template, Timestamp, Value, entries,
        policy::{Action, Call, PolicyDocument, UndoPattern},
    },
};

/// How an action is undone or finished.
#[derive(Debug, Default)]
pub struct CompiledUndo {
    /// The pattern that the policy names.
    pub pattern: Option<UndoPattern>,
    /// What its idempotency key is made of.
    pub key: Option<FilledText>,
    /// How long the other side remembers a key; for ever unless said.
    pub key_lifetime: Option<Span>,
    /// The reverse action.
    pub compensation: Option<CompiledCall>,
    /// The action that finds out whether it happened.
    pub probe: Option<CompiledCall>,
    /// The kinds of state to capture before it runs.
    pub snapshot: Vec<String>,
    /// It works item by item.
    pub checkpoint: bool,
    /// When its rollback was last tested.
    pub tested_at: Option<Timestamp>,
    /// Who hears of a failure.
    pub notify: Vec<String>,
}

/// A call whose arguments are filled in from a step.
#[derive(Debug)]
pub struct CompiledCall {
    /// The action.
    pub action: String,
    /// Its arguments by name.
    pub arguments: Vec<(String, Filled)>,
}

/// A value in which texts may be templates.
#[derive(Debug)]
pub enum Filled {
    /// As it stands.
    Plain(Value),
    /// A template.
    Text(FilledText),
    /// A list.
    List(Vec<Filled>),
    /// An object.
    Map(Vec<(String, Filled)>),
}

/// A template: its pieces in order.
#[derive(Debug)]
pub struct FilledText(pub Vec<Piece>);

/// A piece of a template.
#[derive(Debug)]
pub enum Piece {
    /// Text that stands as it is.
    Literal(String),
    /// A recorded value.
    Recorded(Recorded),
}

/// Where a recorded value stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recorded {
    /// Among the step's arguments, a dotted name nested.
    Argument(String),
    /// In the step's output, a dotted name nested.
    Output(String),
    /// The step's idempotency key.
    Key,
}

impl CompiledUndo {
    pub(super) fn compile(name: &str, action: &Action, problems: &mut Problems) -> Self {
        let at = place("actions", name);
        let key = action.idempotency_key.as_ref().map(FilledText::of);
        // A key is minted before the call, so nothing that the call answers can be part of it.
        for piece in key.iter().flat_map(FilledText::recorded) {
            if *piece != Recorded::Argument(piece.name().to_owned()) {
                let message =
                    format!("a key can't be made of `{}`: it is minted before the call", piece.written());
                problems.add(Code::Contradiction, at.key("idempotencyKey"), message);
            }
        }
        let mut call = |field: &str, call: &Option<Call>| {
            call.as_ref().map(|call| CompiledCall::of(call, at.key(field).key("arguments"), problems))
        };
        Self {
            pattern: action.pattern,
            key,
            key_lifetime: action.key_lifetime,
            compensation: call("compensation", &action.compensation),
            probe: call("probe", &action.probe),
            snapshot: texts(action.snapshot.as_deref().unwrap_or_default()),
            checkpoint: action.checkpoint.unwrap_or(false),
            tested_at: action.tested_at,
            notify: texts(Names::of(action.on_failure.as_ref().map(|notice| &notice.notify))),
        }
    }
}

/// A key stands in answers, so it can't hold what is sensitive.
pub(super) fn check_keys(document: &PolicyDocument, sensitive: &Sensitive, problems: &mut Problems) {
    for (name, action) in entries(document.actions.as_ref()) {
        let Some(template) = &action.idempotency_key else { continue };
        for piece in FilledText::of(template).recorded().filter(|piece| sensitive.hides(piece.name())) {
            let message = format!("a key made of `{}` would show what is sensitive", piece.written());
            problems.add(Code::Contradiction, place("actions", name).key("idempotencyKey"), message);
        }
    }
}

impl CompiledCall {
    fn of(call: &Call, at: Pointer, problems: &mut Problems) -> Self {
        let mut arguments = Vec::new();
        for (name, value) in entries(call.arguments.as_ref()) {
            arguments.push((name.clone(), Filled::of(value, &at.key(name), problems)));
        }
        Self { action: call.action.as_str().to_owned(), arguments }
    }
}

impl Filled {
    /// Its depth is bounded by the limit on a document's nesting.
    fn of(value: &Value, at: &Pointer, problems: &mut Problems) -> Self {
        match value {
            Value::Text(text) if text.contains("{{") || text.contains("}}") => match Template::new(text) {
                Some(template) => Self::Text(FilledText::of(&template)),
                None => {
                    let message = "this is not a template whose `{{…}}` pieces are closed and named";
                    problems.add(Code::BadFormat, at.clone(), message);
                    Self::Plain(Value::Null)
                }
            },
            Value::List(entries) => {
                let mut list = Vec::new();
                for (index, entry) in entries.iter().enumerate() {
                    list.push(Self::of(entry, &at.index(index), problems));
                }
                Self::List(list)
            }
            Value::Map(entries) => {
                let mut map = Vec::new();
                for (key, entry) in entries {
                    map.push((key.to_owned(), Self::of(entry, &at.key(key), problems)));
                }
                Self::Map(map)
            }
            plain => Self::Plain(plain.clone()),
        }
    }
}

impl FilledText {
    fn of(template: &Template) -> Self {
        let mut pieces = Vec::new();
        let mut rest = template.as_str();
        while let Some((before, behind)) = rest.split_once("{{") {
            let (name, after) = behind.split_once("}}").unwrap_or((behind, ""));
            if !before.is_empty() {
                pieces.push(Piece::Literal(before.to_owned()));
            }
            pieces.push(Piece::Recorded(Recorded::of(name)));
            rest = after;
        }
        if !rest.is_empty() {
            pieces.push(Piece::Literal(rest.to_owned()));
        }
        Self(pieces)
    }

    /// The recorded values that it is made of.
    pub fn recorded(&self) -> impl Iterator<Item = &Recorded> {
        self.0.iter().filter_map(|piece| match piece {
            Piece::Recorded(recorded) => Some(recorded),
            Piece::Literal(_) => None,
        })
    }
}

impl Recorded {
    fn of(name: &str) -> Self {
        match name.strip_prefix("output.") {
            Some(path) => Self::Output(path.to_owned()),
            None if name == "idempotencyKey" => Self::Key,
            None => Self::Argument(name.to_owned()),
        }
    }

    /// Its name without what says where it stands.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Argument(path) | Self::Output(path) => path,
            Self::Key => "idempotencyKey",
        }
    }

    /// Its name as a template writes it.
    #[must_use]
    pub fn written(&self) -> String {
        match self {
            Self::Output(path) => format!("output.{path}"),
            Self::Argument(_) | Self::Key => self.name().to_owned(),
        }
    }
}
