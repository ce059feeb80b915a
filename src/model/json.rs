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
        writer.write_all(js_number(value).as_bytes())
    }
}

/// A finite number as ECMAScript prints it (`Number::toString`, and so RFC 8785): the shortest
/// digits that read back as it, with an exponent below 10⁻⁶ and from 10²¹.
#[must_use]
pub fn js_number(number: f64) -> String {
    // Rust finds the same shortest digits; only where it puts the point differs.
    let scientific = format!("{:e}", number.abs());
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let digits = nearest_even(digits.replace('.', ""), exponent, number.abs());
    let (count, exponent) = (digits.len(), exponent.parse::<i32>().unwrap_or(0));
    let zeros = |count: i32| "0".repeat(usize::try_from(count).unwrap_or(0));
    let size = i32::try_from(count).unwrap_or(i32::MAX);
    let text = match exponent {
        _ if number == 0.0 => "0".to_owned(),
        0..=20 if size <= exponent + 1 => digits + &zeros(exponent + 1 - size),
        0..=20 => {
            let (whole, part) = digits.split_at(usize::try_from(exponent + 1).unwrap_or(count).min(count));
            format!("{whole}.{part}")
        }
        -6..=-1 => format!("0.{}{digits}", zeros(-exponent - 1)),
        _ => {
            let (first, part) = digits.split_at(1.min(count));
            let point = if part.is_empty() { "" } else { "." };
            let sign = if exponent < 0 { '-' } else { '+' };
            format!("{first}{point}{part}e{sign}{}", exponent.unsigned_abs())
        }
    };
    if number < 0.0 { format!("-{text}") } else { text }
}

/// Of two shortest texts that are equally near, ECMAScript takes the even one, Rust the upper one.
fn nearest_even(digits: String, exponent: &str, number: f64) -> String {
    let (rest, lower) = match digits.split_at_checked(digits.len().saturating_sub(1)) {
        Some((rest, "1")) => (rest, '0'),
        Some((rest, "3")) => (rest, '2'),
        Some((rest, "5")) => (rest, '4'),
        Some((rest, "7")) => (rest, '6'),
        Some((rest, "9")) => (rest, '8'),
        _ => return digits,
    };
    let even = format!("{rest}{lower}");
    let (first, part) = even.split_at_checked(1).unwrap_or((&even, ""));
    let reads_back = format!("{first}.{part}e{exponent}").parse() == Ok(number);
    // The number lies in the middle if its own digits are the even ones and a five.
    let in_the_middle = || {
        let exact = format!("{number:.60e}");
        let exact = exact.split('e').next().unwrap_or_default().replace('.', "");
        exact.trim_end_matches('0').strip_prefix(even.as_str()) == Some("5")
    };
    if reads_back && in_the_middle() { even } else { digits }
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
