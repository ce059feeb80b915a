//! What a host handed over, before anything is known about its meaning.

use super::{Map, Timestamp};

/// A value as it arrived: JSON's kinds, moments, and what could not be read.
///
/// Maps are ordered by key, so the order in which a host wrote its keys can't reach a decision.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `null` or `undefined`: the same as an absent key.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A finite number.
    Number(f64),
    /// A text of whole Unicode characters.
    Text(String),
    /// A text in which lone surrogates were replaced by U+FFFD, one for one, so that UTF-16
    /// offsets still fit the text as it was given. Only free text may be like this.
    MendedText(String),
    /// A JavaScript `Date`.
    Time(Timestamp),
    /// A list.
    List(Vec<Value>),
    /// An object.
    Map(Map<Value>),
    /// Something that is no data; reported where it stands, never guessed at.
    Refused(Refusal),
}

impl Value {
    /// What a person would call this kind of value, with its article.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::Text(_) | Self::MendedText(_) => "a text",
            Self::Time(_) => "a time",
            Self::List(_) => "a list",
            Self::Map(_) => "an object",
            Self::Refused(_) => "something unreadable",
        }
    }
}

/// Why a value could not be read at the boundary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What is wrong.
    pub kind: RefusalKind,
    /// What the host's runtime said, or the limit that was passed; may be empty.
    pub detail: String,
}

macro_rules! refusals {
    ($($(#[$doc:meta])* $name:ident = $number:literal,)*) => {
        /// The ways in which a value can be no data. The numbers are the boundary's own and are
        /// written by the JavaScript reader.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u8)]
        pub enum RefusalKind { $($(#[$doc])* $name = $number,)* }

        impl RefusalKind {
            /// The kind with this number.
            #[must_use]
            pub fn from_number(number: u8) -> Option<Self> {
                match number { $($number => Some(Self::$name),)* _ => None }
            }
        }
    };
}

refusals! {
    /// `NaN`, `Infinity` or `-Infinity`.
    NotFinite = 1,
    /// A `BigInt`.
    BigInt = 2,
    /// A function.
    Function = 3,
    /// A symbol.
    Symbol = 4,
    /// A `Map`, `Set`, `Promise`, typed array or another built-in that holds its data inside.
    Exotic = 5,
    /// An object that contains itself.
    Cycle = 6,
    /// A getter or a proxy trap threw, or the proxy was revoked.
    Threw = 7,
    /// A `__proto__` key.
    ProtoKey = 8,
    /// A list with holes.
    Sparse = 9,
    /// A key with half a surrogate pair.
    BrokenKey = 10,
    /// An invalid `Date`.
    InvalidDate = 11,
    /// Deeper than the limit.
    TooDeep = 12,
    /// More keys in one object than the limit.
    TooManyKeys = 13,
    /// More entries in one list than the limit.
    TooManyEntries = 14,
    /// More values in all than the limit.
    TooManyValues = 15,
    /// A text longer than the limit.
    TextTooLong = 16,
    /// Texts that together are longer than the limit.
    TooMuchText = 17,
}
