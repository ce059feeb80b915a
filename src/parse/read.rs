//! Reading typed documents out of values. Unlike serde's `Deserialize` it goes on after a mistake.

use crate::{
    diagnostic::{Code, Diagnostic, Pointer, listed},
    model::{Map, Refusal, RefusalKind, Value, shortened},
};

/// A type that can be read out of a value.
pub trait Read: Sized + 'static {
    /// Whether an absent (or null) value has a meaning: then it is the blank one. Otherwise it is an error.
    const OPTIONAL: bool = false;

    /// What stands in the place of a value until it is read. Nobody sees it: where reading fails, nothing
    /// of what surrounds it is handed out.
    fn blank() -> Self;

    /// Reads `value`; what is wrong goes to `cx`, and then there is nothing to return.
    fn read(value: Value, cx: &mut Cx) -> Option<Self>;

    /// Reads `value` into the place of a blank; whether it could be read.
    fn fill(&mut self, value: Value, cx: &mut Cx) -> bool {
        let Some(read) = Self::read(value, cx) else { return false };
        *self = read;
        true
    }
}

/// A place that a value is read into, whatever its type: so objects, lists and maps are read by code that
/// exists once, and not once for each type.
pub trait Slot {
    /// See [`Read::fill`].
    fn fill_slot(&mut self, value: Value, cx: &mut Cx) -> bool;

    /// See [`Read::OPTIONAL`].
    fn is_optional(&self) -> bool;
}

impl<T: Read> Slot for T {
    fn fill_slot(&mut self, value: Value, cx: &mut Cx) -> bool {
        self.fill(value, cx)
    }

    fn is_optional(&self) -> bool {
        T::OPTIONAL
    }
}

/// A struct while its fields are being read; `#[derive(Read)]` implements it.
pub trait Fields {
    /// The keys, in the order of the fields.
    fn keys(&self) -> &'static [&'static str];

    /// The field of a key, by the key's place.
    fn slot(&mut self, at: usize) -> Option<&mut dyn Slot>;

    /// Where the keys go that no field takes; without such a place they are mistakes.
    fn rest(&mut self) -> Option<&mut Map<Value>> {
        None
    }
}

/// Something that holds entries of one type.
pub(super) trait Entries {
    /// A blank entry at the end, under the key that is taken if it has keys.
    fn add(&mut self, key: &mut String) -> Option<&mut dyn Slot>;
}

enum Step {
    Key(String),
    Index(usize),
}

/// Where reading stands, and what was wrong so far.
#[derive(Default)]
pub struct Cx {
    path: Vec<Step>,
    diagnostics: Vec<Diagnostic>,
    hidden: Vec<Pointer>,
}

/// What stands in a path for a key that is hidden.
const HIDDEN_KEY: &str = "[redacted]";

impl Cx {
    /// Starts at the whole document.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Starts at the whole document; what stands at these places is quoted in no message (law A3).
    #[must_use]
    pub fn hiding(hidden: Vec<Pointer>) -> Self {
        Self { hidden, ..Self::default() }
    }

    /// A piece of the document as a message may quote it: in backticks, shortened, or not at all.
    #[must_use]
    pub fn quoted(&self, text: &str) -> String {
        if self.is_hidden() { "this".into() } else { format!("`{}`", shortened(text)) }
    }

    /// Whether what stands here may be quoted nowhere.
    pub fn is_hidden(&self) -> bool {
        if self.hidden.is_empty() {
            return false;
        }
        let here = self.pointer();
        let inside = |place: &Pointer| {
            here.as_str()
                .strip_prefix(place.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.hidden.iter().any(inside)
    }

    /// Reads a whole value. `Err` holds every problem that was found, none of them lost.
    pub fn run<T: Read>(value: Value) -> Result<T, Vec<Diagnostic>> {
        let mut cx = Self::new();
        let read = cx.value(value);
        cx.finish(read)
    }

    /// The result of reading: `Err` if anything was reported, or if nothing came of it.
    pub fn finish<T>(self, read: Option<T>) -> Result<T, Vec<Diagnostic>> {
        match read {
            Some(read) if self.diagnostics.is_empty() => Ok(read),
            _ => Err(self.diagnostics),
        }
    }

    /// The place where reading stands.
    #[must_use]
    pub fn pointer(&self) -> Pointer {
        self.path.iter().fold(Pointer::root(), |pointer, step| match step {
            Step::Key(key) => pointer.key(key),
            Step::Index(index) => pointer.index(*index),
        })
    }

    /// Reports a problem at the place where reading stands; the result lets its details be added.
    pub fn report(&mut self, code: Code, message: impl Into<String>) -> Option<&mut Diagnostic> {
        let diagnostic = Diagnostic::new(code, self.pointer(), message);
        self.push(diagnostic)
    }

    /// Takes over a problem that is already placed.
    pub fn push(&mut self, diagnostic: Diagnostic) -> Option<&mut Diagnostic> {
        self.diagnostics.push(diagnostic);
        self.diagnostics.last_mut()
    }

    /// Reports that something else was expected than `found`.
    pub fn wrong_type(&mut self, found: &Value, expected: &str) {
        if let Value::Refused(refusal) = found {
            self.refused(refusal);
        } else if let Value::MendedText(_) = found {
            self.report(
                Code::BrokenText,
                "this text holds half of a surrogate pair, so it is not whole Unicode",
            );
        } else {
            let diagnostic = Diagnostic::new(
                Code::WrongType,
                self.pointer(),
                format!("expected {expected}, found {}", found.kind()),
            );
            self.push(diagnostic.expected(expected));
        }
    }

    /// Reports a value that could not be read at the boundary.
    pub fn refused(&mut self, refusal: &Refusal) {
        let mut refusal = refusal.clone();
        if self.is_hidden() {
            // What a getter threw may tell what it hides.
            refusal.detail.clear();
        }
        let (code, message, help) = describe(&refusal);
        let diagnostic = Diagnostic::new(code, self.pointer(), message);
        self.push(diagnostic.help(help));
    }

    /// Reads a value at the place where reading stands; null counts as absent.
    pub fn value<T: Read>(&mut self, value: Value) -> Option<T> {
        let mut read = T::blank();
        self.slot(&mut read, value).then_some(read)
    }

    /// Reads a value by filling a blank, for a type that knows better how to be filled.
    pub fn filled<T: Read>(&mut self, value: Value) -> Option<T> {
        let mut read = T::blank();
        read.fill(value, self).then_some(read)
    }

    fn slot(&mut self, slot: &mut dyn Slot, value: Value) -> bool {
        match value {
            Value::Null if slot.is_optional() => true,
            Value::Null => {
                self.report(Code::MissingKey, "this is required");
                false
            }
            value => slot.fill_slot(value, self),
        }
    }

    /// Reads an object into the fields of a struct, every field even after one failed.
    pub fn fields(&mut self, fields: &mut dyn Fields, value: Value) -> bool {
        let Some(mut object) = self.object(value) else { return false };
        let mut whole = true;
        let keys = fields.keys();
        for (at, key) in keys.iter().enumerate() {
            let Some(slot) = fields.slot(at) else { continue };
            let value = object.take(key);
            self.enter(key);
            whole &= self.slot(slot, value);
            self.leave();
        }
        match fields.rest() {
            Some(rest) => *rest = object.rest(),
            None => object.finish(keys, self),
        }
        whole
    }

    /// Reads a list, every entry even after one failed.
    pub(super) fn list(&mut self, entries: &mut dyn Entries, value: Value) -> bool {
        let Value::List(values) = value else {
            self.wrong_type(&value, "a list");
            return false;
        };
        let mut whole = true;
        for (index, value) in values.into_iter().enumerate() {
            self.enter_index(index);
            whole &= entries.add(&mut String::new()).is_some_and(|slot| self.slot(slot, value));
            self.leave();
        }
        whole
    }

    /// Reads an object whose keys are free, every entry even after one failed.
    pub(super) fn map(&mut self, entries: &mut dyn Entries, value: Value) -> bool {
        let Some(object) = self.object(value) else { return false };
        let mut whole = true;
        for (mut key, value) in object.rest() {
            self.enter_free(&key);
            whole &= entries.add(&mut key).is_some_and(|slot| self.slot(slot, value));
            self.leave();
        }
        whole
    }

    /// Goes one key deeper, until [`Cx::leave`].
    pub fn enter(&mut self, key: &str) {
        self.path.push(Step::Key(key.to_owned()));
    }

    /// Goes deeper by a key that whoever wrote the document made up, until [`Cx::leave`]. Inside a
    /// hidden place such a key is part of the value, and hidden with it.
    pub fn enter_free(&mut self, key: &str) {
        let shown = if self.is_hidden() { HIDDEN_KEY } else { key };
        self.enter(shown);
    }

    /// Goes one list entry deeper, until [`Cx::leave`].
    pub fn enter_index(&mut self, index: usize) {
        self.path.push(Step::Index(index));
    }

    /// Comes back from a key or an entry.
    pub fn leave(&mut self) {
        self.path.pop();
    }

    /// Does something one key deeper.
    pub fn under<T>(&mut self, key: &str, work: impl FnOnce(&mut Self) -> T) -> T {
        self.enter(key);
        let result = work(self);
        self.leave();
        result
    }

    /// An object's keys to be taken one by one.
    pub fn object(&mut self, value: Value) -> Option<Object> {
        match value {
            Value::Map(entries) => Some(Object { entries }),
            other => {
                self.wrong_type(&other, "an object");
                None
            }
        }
    }

    /// A text of whole characters.
    pub fn text(&mut self, value: Value, expected: &str) -> Option<String> {
        match value {
            Value::Text(text) => Some(text),
            other => {
                self.wrong_type(&other, expected);
                None
            }
        }
    }

    /// Reports the key by which reading came here, as none that is known.
    fn unknown_key(&mut self, key: &str, known: &[&str]) {
        let listed = listed(known);
        let (message, close) = match self.is_hidden() {
            true => ("unknown key".to_owned(), ""),
            false => (format!("unknown key `{key}`"), key),
        };
        let diagnostic = Diagnostic::new(Code::UnknownKey, self.pointer(), message);
        self.push(diagnostic.expected(format!("one of {listed}")).did_you_mean(close, known));
    }

    /// The place of a text among a fixed set of texts.
    pub fn choice(&mut self, value: Value, names: &[&'static str]) -> Option<usize> {
        let listed = listed(names);
        let expected = format!("one of {listed}");
        let text = self.text(value, &expected)?;
        let found = names.iter().position(|name| *name == text);
        if found.is_none() {
            let message = format!("{} is not one of the allowed values", self.quoted(&text));
            let diagnostic = Diagnostic::new(Code::NotAllowed, self.pointer(), message).expected(expected);
            let close = if self.is_hidden() { "" } else { text.as_str() };
            self.push(diagnostic.did_you_mean(close, names));
        }
        found
    }
}

/// An object while its keys are being taken.
pub struct Object {
    entries: Map<Value>,
}

impl Object {
    fn take(&mut self, key: &str) -> Value {
        self.entries.remove(key).unwrap_or(Value::Null)
    }

    /// Takes and reads one key.
    pub fn field<T: Read>(&mut self, key: &str, cx: &mut Cx) -> Option<T> {
        let value = self.take(key);
        cx.enter(key);
        let read = cx.value(value);
        cx.leave();
        read
    }

    /// Reports the keys that nobody took.
    pub fn finish(self, known: &[&str], cx: &mut Cx) {
        for (key, value) in self.entries {
            cx.enter_free(&key);
            match value {
                Value::Refused(refusal) if refusal.kind != RefusalKind::Function => cx.refused(&refusal),
                _ => cx.unknown_key(&key, known),
            }
            cx.leave();
        }
    }

    /// The keys that nobody took.
    #[must_use]
    pub fn rest(self) -> Map<Value> {
        self.entries
    }
}

fn describe(refusal: &Refusal) -> (Code, String, &'static str) {
    use RefusalKind as Kind;
    let detail = &refusal.detail;
    match refusal.kind {
        Kind::NotFinite => (
            Code::NotFinite,
            format!("`{detail}` is no finite number"),
            "leave the key out if the number isn't known",
        ),
        Kind::BigInt => (
            Code::NotData,
            "a BigInt is no number here".into(),
            "convert it with Number() if it is within ±2^53",
        ),
        Kind::Function => (
            Code::NotData,
            "a function is no data".into(),
            "hand over plain data, or list the key under `ignore`",
        ),
        Kind::Symbol => (Code::NotData, "a symbol is no data".into(), "hand over its description as text"),
        Kind::Exotic => (
            Code::NotData,
            format!("`{detail}` keeps its data where it can't be read"),
            "hand over a plain object or list",
        ),
        Kind::Cycle => (
            Code::Cycle,
            "this object contains itself".into(),
            "hand over a tree, or list the key under `ignore`",
        ),
        Kind::Threw => (
            Code::Threw,
            if detail.is_empty() {
                "reading this threw".into()
            } else {
                format!("reading this threw: {detail}")
            },
            "hand over a plain copy of the object",
        ),
        Kind::ProtoKey => (Code::ProtoKey, "a `__proto__` key is never read".into(), "rename the key"),
        Kind::Sparse => {
            (Code::Sparse, "this list has holes".into(), "fill them, or build the list without them")
        }
        Kind::BrokenKey => (
            Code::BrokenText,
            "a key holds half of a surrogate pair, so it is not whole Unicode".into(),
            "mend the key with String.prototype.toWellFormed()",
        ),
        Kind::InvalidDate => {
            (Code::BadFormat, "this Date is invalid".into(), "check the text that it was made from")
        }
        Kind::TooDeep => (
            Code::TooDeep,
            limit("nested deeper than", detail, "levels"),
            "raise `limits.depth` when compiling, or hand over less",
        ),
        Kind::TooManyKeys => (
            Code::TooManyKeys,
            limit("an object with more than", detail, "keys"),
            "raise `limits.keys` when compiling, or hand over less",
        ),
        Kind::TooManyEntries => (
            Code::TooManyEntries,
            limit("a list with more than", detail, "entries"),
            "raise `limits.entries` when compiling, or hand over less",
        ),
        Kind::TooManyValues => (
            Code::TooManyValues,
            limit("more than", detail, "values in all"),
            "raise `limits.values` when compiling, or hand over less",
        ),
        Kind::TextTooLong => (
            Code::TextTooLong,
            limit("a text of more than", detail, "bytes"),
            "raise `limits.text` when compiling; a text is never cut",
        ),
        Kind::TooMuchText => (
            Code::TextTooLong,
            limit("texts of more than", detail, "bytes in all"),
            "hand over less; a text is never cut",
        ),
    }
}

fn limit(what: &str, detail: &str, unit: &str) -> String {
    format!("{what} {detail} {unit}")
}
