//! Numbers as ECMAScript prints them.

use super::decimal::shortest;

/// A finite number as ECMAScript prints it (`Number::toString`, and so RFC 8785): the shortest
/// digits that read back as it, with an exponent below 10⁻⁶ and from 10²¹.
#[must_use]
pub fn js_number(number: f64) -> String {
    let mut text = String::new();
    write_number(number, &mut text);
    text
}

pub(super) fn write_number(number: f64, text: &mut String) {
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
pub(super) fn write_whole(number: u64, text: &mut String) {
    if number >= 10 {
        // At most twenty levels deep.
        write_whole(number / 10, text);
    }
    text.push(char::from(b'0' + u8::try_from(number % 10).unwrap_or(0)));
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
