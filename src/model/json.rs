//! The bytes of an answer: its JSON text, the same from every host (law A1).

use std::fmt::{self, Display};

use serde::{
    Serialize,
    ser::{self, Serializer},
};

use super::decimal::shortest;

/// The JSON text of an answer: no spaces, keys in their documented order, numbers as ECMAScript
/// prints them (RFC 8785).
#[must_use]
pub fn to_json(answer: &impl Serialize) -> String {
    let mut writer = Writer(String::with_capacity(1024));
    // INVARIANT: answers hold no keys but texts, and nothing else can fail.
    let written = answer.serialize(&mut writer);
    debug_assert!(written.is_ok(), "an answer that is no JSON");
    writer.0
}

/// Writes what serde's derive hands over. `serde_json` does the same with errors and formats that an
/// answer has no use for, and every answer's type would pay for them.
struct Writer(String);

/// What an answer doesn't meet with.
#[derive(Debug)]
struct Unwritable;

impl Display for Unwritable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no JSON")
    }
}

impl std::error::Error for Unwritable {}

impl ser::Error for Unwritable {
    fn custom<T: Display>(_: T) -> Self {
        Self
    }
}

type Written = Result<(), Unwritable>;

impl Writer {
    fn text(&mut self, text: &str) {
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

    fn whole(&mut self, number: i64) {
        if number < 0 {
            self.0.push('-');
        }
        write_whole(number.unsigned_abs(), &mut self.0);
    }

    fn begin(&mut self, start: &str, end: &'static str) -> Group<'_> {
        self.0.push_str(start);
        Group { writer: self, first: true, end }
    }

    fn begin_variant(&mut self, variant: &str, start: &str, end: &'static str) -> Group<'_> {
        self.0.push('{');
        self.text(variant);
        self.0.push(':');
        self.begin(start, end)
    }
}

/// A list or an object under way.
struct Group<'w> {
    writer: &'w mut Writer,
    first: bool,
    end: &'static str,
}

impl Group<'_> {
    fn divide(&mut self) {
        if !std::mem::take(&mut self.first) {
            self.writer.0.push(',');
        }
    }

    fn key(&mut self, key: &str) {
        self.divide();
        self.writer.text(key);
        self.writer.0.push(':');
    }

    fn close(self) {
        self.writer.0.push_str(self.end);
    }
}

macro_rules! whole_numbers {
    ($($name:ident $type:ty;)*) => {$(
        fn $name(self, number: $type) -> Written {
            self.whole(i64::from(number));
            Ok(())
        }
    )*};
}

impl<'w> Serializer for &'w mut Writer {
    type Ok = ();
    type Error = Unwritable;
    type SerializeSeq = Group<'w>;
    type SerializeTuple = Group<'w>;
    type SerializeTupleStruct = Group<'w>;
    type SerializeTupleVariant = Group<'w>;
    type SerializeMap = Group<'w>;
    type SerializeStruct = Group<'w>;
    type SerializeStructVariant = Group<'w>;

    whole_numbers! {
        serialize_i8 i8; serialize_i16 i16; serialize_i32 i32; serialize_i64 i64;
        serialize_u8 u8; serialize_u16 u16; serialize_u32 u32;
    }

    fn serialize_u64(self, number: u64) -> Written {
        write_whole(number, &mut self.0);
        Ok(())
    }

    fn serialize_f32(self, number: f32) -> Written {
        self.serialize_f64(f64::from(number))
    }

    fn serialize_f64(self, number: f64) -> Written {
        if number.is_finite() {
            write_number(number, &mut self.0);
            return Ok(());
        }
        self.serialize_unit()
    }

    fn serialize_bool(self, flag: bool) -> Written {
        self.0.push_str(if flag { "true" } else { "false" });
        Ok(())
    }

    fn serialize_char(self, letter: char) -> Written {
        self.text(letter.encode_utf8(&mut [0; 4]));
        Ok(())
    }

    fn serialize_str(self, text: &str) -> Written {
        self.text(text);
        Ok(())
    }

    fn serialize_bytes(self, _: &[u8]) -> Written {
        Err(Unwritable)
    }

    fn serialize_none(self) -> Written {
        self.serialize_unit()
    }

    fn serialize_some<T: ?Sized + Serialize>(self, value: &T) -> Written {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Written {
        self.0.push_str("null");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Written {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Written {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: ?Sized + Serialize>(self, _: &'static str, value: &T) -> Written {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: ?Sized + Serialize>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Written {
        let group = self.begin_variant(variant, "", "}");
        value.serialize(&mut *group.writer)?;
        group.close();
        Ok(())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Group<'w>, Unwritable> {
        Ok(self.begin("[", "]"))
    }

    fn serialize_tuple(self, _: usize) -> Result<Group<'w>, Unwritable> {
        Ok(self.begin("[", "]"))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Group<'w>, Unwritable> {
        Ok(self.begin("[", "]"))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Group<'w>, Unwritable> {
        Ok(self.begin_variant(variant, "[", "]}"))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Group<'w>, Unwritable> {
        Ok(self.begin("{", "}"))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Group<'w>, Unwritable> {
        Ok(self.begin("{", "}"))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Group<'w>, Unwritable> {
        Ok(self.begin_variant(variant, "{", "}}"))
    }
}

macro_rules! entries {
    ($($part:ident $method:ident;)*) => {$(
        impl ser::$part for Group<'_> {
            type Ok = ();
            type Error = Unwritable;

            fn $method<T: ?Sized + Serialize>(&mut self, value: &T) -> Written {
                self.divide();
                value.serialize(&mut *self.writer)
            }

            fn end(self) -> Written {
                self.close();
                Ok(())
            }
        }
    )*};
}

entries! {
    SerializeSeq serialize_element;
    SerializeTuple serialize_element;
    SerializeTupleStruct serialize_field;
    SerializeTupleVariant serialize_field;
}

macro_rules! fields {
    ($($part:ident)*) => {$(
        impl ser::$part for Group<'_> {
            type Ok = ();
            type Error = Unwritable;

            fn serialize_field<T: ?Sized + Serialize>(&mut self, key: &'static str, value: &T) -> Written {
                self.key(key);
                value.serialize(&mut *self.writer)
            }

            fn end(self) -> Written {
                self.close();
                Ok(())
            }
        }
    )*};
}

fields! { SerializeStruct SerializeStructVariant }

impl ser::SerializeMap for Group<'_> {
    type Ok = ();
    type Error = Unwritable;

    fn serialize_key<T: ?Sized + Serialize>(&mut self, key: &T) -> Written {
        self.divide();
        key.serialize(&mut *self.writer)?;
        self.writer.0.push(':');
        Ok(())
    }

    fn serialize_value<T: ?Sized + Serialize>(&mut self, value: &T) -> Written {
        value.serialize(&mut *self.writer)
    }

    fn end(self) -> Written {
        self.close();
        Ok(())
    }
}

/// A finite number as ECMAScript prints it (`Number::toString`, and so RFC 8785): the shortest
/// digits that read back as it, with an exponent below 10⁻⁶ and from 10²¹.
#[must_use]
pub fn js_number(number: f64) -> String {
    let mut text = String::new();
    write_number(number, &mut text);
    text
}

fn write_number(number: f64, text: &mut String) {
    if number < 0.0 {
        text.push('-');
    }
    let size = number.abs();
    if size < EXACT && size.fract() == 0.0 {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked just before")]
        return write_whole(size as u64, text);
    }
    let (digits, point) = shortest(size);
    let mut plain = String::new();
    write_whole(digits, &mut plain);
    let count = i32::try_from(plain.len()).unwrap_or(i32::MAX);
    let split = |at: i32| plain.split_at_checked(usize::try_from(at).unwrap_or(0)).unwrap_or((&plain, ""));
    let zeros = |count: i32, text: &mut String| (0..count).for_each(|_| text.push('0'));
    match point {
        1..=21 => {
            let (whole, part) = split(point.min(count));
            text.push_str(whole);
            zeros(point - count, text);
            push_part(part, text);
        }
        -5..=0 => {
            text.push_str("0.");
            zeros(-point, text);
            text.push_str(&plain);
        }
        _ => {
            let (first, part) = split(1);
            text.push_str(first);
            push_part(part, text);
            text.push_str(if point < 1 { "e-" } else { "e+" });
            write_whole(u64::from((point - 1).unsigned_abs()), text);
        }
    }
}

/// Below this every whole number is its own.
const EXACT: f64 = 9_007_199_254_740_992.0;

fn push_part(part: &str, text: &mut String) {
    if !part.is_empty() {
        text.push('.');
        text.push_str(part);
    }
}

/// The digits of a whole number.
fn write_whole(number: u64, text: &mut String) {
    if number >= 10 {
        // At most twenty levels deep.
        write_whole(number / 10, text);
    }
    text.push(char::from(b'0' + u8::try_from(number % 10).unwrap_or(0)));
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
    use crate::{model::Value, parse::parse_json};

    #[test]
    fn numbers_print_as_the_reference_prints_them() {
        let bits = (0_u64..400_000).map(|n| n.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ (n << 40));
        let wild = bits.map(f64::from_bits).filter(|number| number.is_finite());
        let tame =
            (-3000..3000).flat_map(|n| [f64::from(n) / 100.0, f64::from(n) * 1e17, f64::from(n) * 1e-9]);
        for number in
            wild.chain(tame).chain([f64::MAX, f64::MIN_POSITIVE, 5e-324, 1e21, 999_999_999_999_999_900_000.0])
        {
            assert_eq!(js_number(number), ryu_js::Buffer::new().format_finite(number), "{number:e}");
        }
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
