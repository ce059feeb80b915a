//! The bytes of an answer: its JSON text, the same from every host (law A1).

use std::io;

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

/// The JSON text of an answer: no spaces, keys in their documented order, numbers as ECMAScript
/// prints them (RFC 8785).
#[must_use]
pub fn to_json(answer: &impl Serialize) -> String {
    let mut bytes = Vec::with_capacity(1024);
    let mut serializer = Serializer::with_formatter(&mut bytes, Ecmascript);
    // INVARIANT: answers hold no keys but texts, and writing to memory can't fail.
    let written = answer.serialize(&mut serializer);
    debug_assert!(written.is_ok(), "an answer that is no JSON");
    String::from_utf8(bytes).unwrap_or_default()
}

struct Ecmascript;

impl Formatter for Ecmascript {
    fn write_f64<W: ?Sized + io::Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        writer.write_all(ryu_js::Buffer::new().format_finite(value).as_bytes())
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
    use crate::{model::Value, parse::parse_json};

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
