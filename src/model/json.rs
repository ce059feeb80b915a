//! The bytes of an answer: its JSON text, the same from every host (law A1).

use super::digits::{write_number, write_whole};

/// The JSON text of an answer: no spaces, keys in their documented order, numbers as ECMAScript
/// prints them (RFC 8785).
#[must_use]
pub fn to_json(answer: &dyn Json) -> String {
    let mut writer = Writer(String::with_capacity(1024));
    answer.write(&mut writer);
    writer.0
}

/// What answers are made of. `#[derive(Json)]` writes what serde's `Serialize` would write; that could
/// write anything, and so its code is several times as large.
pub trait Json {
    /// Writes this as JSON.
    fn write(&self, to: &mut Writer);
}

/// JSON text under way. The commas follow from what stands there already.
#[derive(Debug)]
pub struct Writer(String);

impl Writer {
    /// Begins an object.
    pub fn begin(&mut self) {
        self.0.push('{');
    }

    /// Writes a key; its value comes next.
    pub fn key(&mut self, key: &str) {
        self.divide();
        self.text(key);
        self.0.push(':');
    }

    /// Writes a key that is a word of an enum.
    pub fn key_of(&mut self, word: &dyn Json) {
        self.divide();
        word.write(self);
        self.0.push(':');
    }

    /// Writes the entries of an object into the one that is under way.
    pub fn flatten(&mut self, object: &dyn Json) {
        let start = self.0.len();
        self.divide();
        let opened = self.0.len();
        object.write(self);
        // Its braces give way to those around it; of an empty one nothing stays.
        self.0.pop();
        if self.0.len() > opened + 1 {
            self.0.remove(opened);
        } else {
            self.0.truncate(start);
        }
    }

    /// Ends an object.
    pub fn end(&mut self) {
        self.0.push('}');
    }

    /// Begins a list.
    pub fn begin_list(&mut self) {
        self.0.push('[');
    }

    /// Goes on to an entry of a list, which comes next.
    pub fn entry(&mut self) {
        self.divide();
    }

    /// Ends a list.
    pub fn end_list(&mut self) {
        self.0.push(']');
    }

    /// What is written so far is followed by something else inside the same object or list.
    fn divide(&mut self) {
        if !self.0.ends_with(['{', '[']) {
            self.0.push(',');
        }
    }

    /// Writes a text.
    pub fn text(&mut self, text: &str) {
        self.0.push('"');
        let mut from = 0;
        for (at, byte) in text.bytes().enumerate() {
            let letter = match byte {
                b'"' | b'\\' => byte,
                0x08 => b'b',
                0x09 => b't',
                0x0a => b'n',
                0x0c => b'f',
                0x0d => b'r',
                0..=0x1f => b'u',
                _ => continue,
            };
            self.0.push_str(text.get(from..at).unwrap_or_default());
            self.0.push('\\');
            self.0.push(char::from(letter));
            if letter == b'u' {
                self.0.push_str("00");
                [byte >> 4, byte & 15]
                    .into_iter()
                    .filter_map(|digit| char::from_digit(u32::from(digit), 16))
                    .for_each(|digit| self.0.push(digit));
            }
            from = at + 1;
        }
        self.0.push_str(text.get(from..).unwrap_or_default());
        self.0.push('"');
    }

    /// Writes one of a list of texts.
    pub fn word(&mut self, words: &[&str], place: usize) {
        self.text(words.get(place).copied().unwrap_or_default());
    }

    /// Writes a number; `null` for one that isn't finite.
    pub fn number(&mut self, number: f64) {
        if number.is_finite() {
            write_number(number, &mut self.0);
        } else {
            self.null();
        }
    }

    /// Writes `null`.
    pub fn null(&mut self) {
        self.0.push_str("null");
    }
}

impl Json for bool {
    fn write(&self, to: &mut Writer) {
        to.0.push_str(if *self { "true" } else { "false" });
    }
}

impl Json for f64 {
    fn write(&self, to: &mut Writer) {
        to.number(*self);
    }
}

macro_rules! whole_numbers {
    ($($name:ident)*) => {$(
        impl Json for $name {
            fn write(&self, to: &mut Writer) {
                write_whole(u64::from(*self), &mut to.0);
            }
        }
    )*};
}

whole_numbers! { u32 u64 }

impl Json for i64 {
    fn write(&self, to: &mut Writer) {
        if *self < 0 {
            to.0.push('-');
        }
        write_whole(self.unsigned_abs(), &mut to.0);
    }
}

impl Json for str {
    fn write(&self, to: &mut Writer) {
        to.text(self);
    }
}

impl Json for String {
    fn write(&self, to: &mut Writer) {
        to.text(self);
    }
}

impl<T: Json + ?Sized> Json for &T {
    fn write(&self, to: &mut Writer) {
        (**self).write(to);
    }
}

impl<T: Json + ?Sized> Json for Box<T> {
    fn write(&self, to: &mut Writer) {
        (**self).write(to);
    }
}

impl<T: Json> Json for Option<T> {
    fn write(&self, to: &mut Writer) {
        match self {
            Some(value) => value.write(to),
            None => to.null(),
        }
    }
}

impl<T: Json> Json for [T] {
    fn write(&self, to: &mut Writer) {
        to.begin_list();
        for entry in self {
            to.entry();
            entry.write(to);
        }
        to.end_list();
    }
}

impl<T: Json> Json for Vec<T> {
    fn write(&self, to: &mut Writer) {
        self.as_slice().write(to);
    }
}

/// The order in which JavaScript keeps the keys of an object, and so `JSON.stringify` prints them:
/// array indices first, ascending, then the others. (By code point, since the maps are sorted.)
#[must_use]
pub(super) fn array_index(key: &str) -> Option<u32> {
    let canonical = key == "0" || (!key.starts_with('0') && key.bytes().all(|byte| byte.is_ascii_digit()));
    key.parse().ok().filter(|index| canonical && *index < u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::{Json, Value},
        parse::parse_json,
    };

    #[derive(serde::Serialize, Json)]
    #[serde(rename_all = "camelCase")]
    struct Outer {
        first_key: u32,
        #[serde(flatten)]
        none: Inner,
        #[serde(flatten)]
        some: Inner,
        list: Vec<Kind>,
    }

    #[derive(serde::Serialize, Json)]
    struct Inner {
        #[serde(skip_serializing_if = "Option::is_none")]
        left_out: Option<bool>,
    }

    #[derive(serde::Serialize, Json)]
    #[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase")]
    enum Kind {
        NoData,
        Around(Inner),
        With { two_words: Option<String> },
    }

    #[test]
    fn the_derive_writes_what_serde_writes() {
        let outer = Outer {
            first_key: 7,
            none: Inner { left_out: None },
            some: Inner { left_out: Some(true) },
            list: vec![
                Kind::NoData,
                Kind::Around(Inner { left_out: None }),
                Kind::Around(Inner { left_out: Some(false) }),
                Kind::With { two_words: None },
            ],
        };
        assert_eq!(to_json(&outer), serde_json::to_string(&outer).unwrap());
    }

    #[test]
    fn numbers_and_keys_are_javascripts() {
        for (text, printed) in [
            (
                "[1.0, -0.0, 1e21, 1e-7, 0.1, 123456789012345680000]",
                "[1,0,1e+21,1e-7,0.1,123456789012345680000]",
            ),
            (r#"{"b":1,"a":2,"10":3,"9":4,"01":5,"-1":6}"#, r#"{"9":4,"10":3,"-1":6,"01":5,"a":2,"b":1}"#),
            (r#""\u001f\u2028é\/""#, "\"\\u001f\u{2028}é/\""),
        ] {
            assert_eq!(to_json(&parse_json(text).expect(text)), printed);
        }
        assert_eq!(to_json(&Value::Null), "null");
    }
}
