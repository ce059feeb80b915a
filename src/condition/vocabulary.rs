//! What a condition may read.

/// The number of a field in a policy's vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot(pub u16);

/// Slots in order, each once. Written by hand because each instance of the library's sort weighs
/// several kilobytes in wasm, and a vocabulary has some dozens of fields.
pub(super) fn in_order(slots: Vec<Slot>) -> Vec<Slot> {
    let mut ordered: Vec<Slot> = Vec::new();
    for slot in slots {
        if let Err(at) = ordered.binary_search(&slot) {
            ordered.insert(at, slot);
        }
    }
    ordered
}

/// A field that a condition may read.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Its number.
    pub slot: Slot,
    /// What its values are.
    pub kind: Kind,
}

/// What the values of a field are.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// Any text.
    Text,
    /// One of these texts; comparing with another is a mistake, and they have no order.
    Enum(Vec<String>),
    /// A number, within bounds that are included.
    Number {
        /// The least value, if there is one.
        min: Option<f64>,
        /// The greatest value, if there is one.
        max: Option<f64>,
    },
    /// `true` or `false`.
    Bool,
    /// A moment.
    Time,
    /// A list of texts, whose order means nothing.
    TextList,
}

/// The fields of a policy: the built-in ones and its inputs.
///
/// Each path has to be one that CEL can write: see [`is_path`].
pub trait Vocabulary {
    /// The field at a dotted path.
    fn field(&self, path: &str) -> Option<&Field>;

    /// The path of a slot that [`Vocabulary::field`] gave.
    fn path(&self, slot: Slot) -> &str;

    /// All paths, for "did you mean".
    fn paths(&self) -> Vec<&str>;
}

/// Words that CEL keeps to itself everywhere.
const KEYWORDS: [&str; 4] = ["false", "in", "null", "true"];
/// Words that may not begin a path, though they may follow a dot.
const RESERVED: [&str; 17] = [
    "as",
    "break",
    "const",
    "continue",
    "else",
    "for",
    "function",
    "if",
    "import",
    "let",
    "loop",
    "namespace",
    "package",
    "return",
    "var",
    "void",
    "while",
];

/// Whether a text is a dotted path that a condition can name: identifiers of ASCII letters,
/// digits and `_`, none of them a word that CEL keeps to itself.
#[must_use]
pub fn is_path(text: &str) -> bool {
    let mut parts = text.split('.');
    parts.next().is_some_and(|first| is_name(first) && !is_reserved(first)) && parts.all(is_name)
}

pub(super) fn is_reserved(name: &str) -> bool {
    RESERVED.contains(&name)
}

fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && !KEYWORDS.contains(&name)
}
