//! Texts with a form: each is its own type, so that what was checked once stays checked.

use serde::{Serialize, Serializer};

use super::{Json, Value, Writer};
use crate::{
    diagnostic::{Code, Diagnostic},
    parse::{Cx, Read},
};

macro_rules! text_types {
    ($($(#[$doc:meta])* $name:ident, $expected:literal, $code:ident, $check:expr;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Json)]
        #[serde(transparent)]
        #[cfg_attr(feature = "generate", derive(ts_rs::TS, schemars::JsonSchema), ts(export_to = "types.ts"))]
        pub struct $name(String);

        impl $name {
            /// The text, if it is of the form.
            #[must_use]
            pub fn new(text: &str) -> Option<Self> {
                let check: fn(&str) -> bool = $check;
                check(text).then(|| Self(text.to_owned()))
            }

            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl Read for $name {
            fn blank() -> Self {
                Self(String::new())
            }

            fn read(value: Value, cx: &mut Cx) -> Option<Self> {
                cx.filled(value)
            }

            fn fill(&mut self, value: Value, cx: &mut Cx) -> bool {
                of_form(&mut self.0, value, cx, $check, $expected, Code::$code)
            }
        }
    )*};
}

fn of_form(
    place: &mut String,
    value: Value,
    cx: &mut Cx,
    is_of_form: fn(&str) -> bool,
    expected: &str,
    code: Code,
) -> bool {
    let Some(text) = cx.text(value, expected) else { return false };
    if is_of_form(&text) {
        *place = text;
        return true;
    }
    let message = format!("{} is not {expected}", cx.quoted(&text));
    let diagnostic = Diagnostic::new(code, cx.pointer(), message);
    cx.push(diagnostic.expected(expected));
    false
}

text_types! {
    /// An id or name that a person chose: 1 to 200 characters.
    Name, "a text of 1 to 200 characters", OutOfRange, |text| (1..=200).contains(&text.chars().count());
    /// A currency, ISO 4217: three capital letters.
    Currency, "a currency code of three capital letters (ISO 4217)", BadFormat,
        |text| text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase());
    /// A language tag, BCP 47: `en`, `es-MX`, `zh-Hant`.
    LanguageTag, "a language tag such as `en` or `es-MX` (BCP 47)", BadFormat, is_language_tag;
    /// A template: text in which `{{name}}` stands for a value of the step.
    Template, "a template whose `{{…}}` pieces are closed and named", BadFormat, is_template;
    /// A time of day, `09:00`.
    TimeOfDay, "a time of day such as `09:00`", BadFormat, is_time_of_day;
}

/// A text that a customer or a colleague wrote. Half a surrogate pair in it was replaced by U+FFFD.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Json)]
#[serde(transparent)]
#[cfg_attr(feature = "generate", derive(ts_rs::TS, schemars::JsonSchema), ts(export_to = "types.ts"))]
pub struct FreeText(pub String);

impl TimeOfDay {
    /// Minutes since midnight, up to 1440 for `24:00`.
    #[must_use]
    pub fn minutes(&self) -> i64 {
        let mut parts = self.0.split(':').filter_map(|part| part.parse::<i64>().ok());
        parts.next().unwrap_or(0) * 60 + parts.next().unwrap_or(0)
    }
}

impl Read for FreeText {
    fn blank() -> Self {
        Self(String::new())
    }

    fn read(value: Value, cx: &mut Cx) -> Option<Self> {
        match value {
            Value::MendedText(text) => Some(Self(text)),
            other => cx.text(other, "a text").map(Self),
        }
    }
}

/// One name or a list of names, never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "generate", derive(ts_rs::TS, schemars::JsonSchema), ts(export_to = "types.ts"))]
pub struct Names(
    #[cfg_attr(feature = "generate", ts(type = "string | Array<string>"), schemars(with = "OneOrMany"))]
    Vec<Name>,
);

#[cfg(feature = "generate")]
#[derive(schemars::JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "only its schema is used")]
enum OneOrMany {
    One(Name),
    Many(Vec<Name>),
}

impl Names {
    /// The names, at least one.
    #[must_use]
    pub fn as_slice(&self) -> &[Name] {
        &self.0
    }

    /// The names of an entry that may be left out.
    #[must_use]
    pub fn of(names: Option<&Self>) -> &[Name] {
        names.map_or(&[], Self::as_slice)
    }
}

impl Serialize for Names {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.as_slice() {
            [one] => one.serialize(serializer),
            many => many.serialize(serializer),
        }
    }
}

impl Json for Names {
    fn write(&self, to: &mut Writer) {
        match self.0.as_slice() {
            [one] => one.write(to),
            many => many.write(to),
        }
    }
}

impl Read for Names {
    fn blank() -> Self {
        Self(Vec::new())
    }

    fn read(value: Value, cx: &mut Cx) -> Option<Self> {
        let names = match value {
            Value::List(_) => Vec::read(value, cx)?,
            Value::Text(_) => vec![Name::read(value, cx)?],
            other => {
                cx.wrong_type(&other, "a name or a list of names");
                return None;
            }
        };
        if names.is_empty() {
            cx.report(Code::OutOfRange, "an empty list names nobody");
            return None;
        }
        Some(Self(names))
    }
}

/// A text as it may stand in a message: at most 60 characters of it.
#[must_use]
pub fn shortened(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text.to_owned(),
    }
}

fn is_language_tag(text: &str) -> bool {
    let mut parts = text.split('-');
    let primary = parts.next().unwrap_or_default();
    (2..=8).contains(&primary.len())
        && primary.bytes().all(|byte| byte.is_ascii_alphabetic())
        && parts.all(|part| {
            (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
}

fn is_template(text: &str) -> bool {
    let mut rest = text;
    while let Some(open) = rest.find("{{") {
        let Some(inside) = rest.get(open + 2..) else { return false };
        let Some(close) = inside.find("}}") else { return false };
        let name = inside.get(..close).unwrap_or_default();
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
        if name.is_empty() || !name.bytes().all(fits) {
            return false;
        }
        rest = inside.get(close + 2..).unwrap_or_default();
    }
    !text.is_empty() && !rest.contains("}}")
}

fn is_time_of_day(text: &str) -> bool {
    let Some((hours, minutes)) = text.split_once(':') else { return false };
    let below = |part: &str, limit: u32| {
        part.len() == 2
            && part.bytes().all(|byte| byte.is_ascii_digit())
            && part.parse::<u32>().is_ok_and(|n| n < limit)
    };
    below(minutes, 60) && (below(hours, 24) || text == "24:00")
}
