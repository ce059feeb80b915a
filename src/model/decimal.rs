//! Decimal digits of doubles, and back: the shortest that read back, and the nearest double to digits.
//!
//! The standard library does the same with tables of powers, which are 20 KB of what every page would
//! load. Whole numbers of any size do as well, for the few numbers that a document or an answer holds.

use std::cmp::Ordering;

/// A whole number, its lowest 32 bits first, without zeros at the end.
#[derive(Clone)]
struct Whole(Vec<u32>);

impl Whole {
    fn new(number: u64) -> Self {
        let mut whole = Self(vec![low(number), low(number >> 32)]);
        whole.trim();
        whole
    }

    fn trim(&mut self) {
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
    }

    /// Becomes `self × factor + more`.
    fn scale(&mut self, factor: u32, more: u32) {
        let mut carry = u64::from(more);
        for limb in &mut self.0 {
            carry += u64::from(*limb) * u64::from(factor);
            *limb = low(carry);
            carry >>= 32;
        }
        if carry > 0 {
            self.0.push(low(carry));
        }
    }

    fn scale_by_ten_to(&mut self, exponent: u32) {
        for _ in 0..exponent {
            self.scale(10, 0);
        }
    }

    fn shift(&mut self, bits: u32) {
        if self.0.is_empty() {
            return;
        }
        self.scale(1 << (bits % 32), 0);
        self.0.splice(0..0, std::iter::repeat_n(0, (bits / 32) as usize));
    }

    fn bits(&self) -> i32 {
        let top = self.0.last().map_or(32, |limb| limb.leading_zeros());
        i32::try_from(self.0.len() * 32).unwrap_or(i32::MAX) - top.cast_signed()
    }

    fn compare(&self, other: &Self) -> Ordering {
        self.0.len().cmp(&other.0.len()).then_with(|| self.0.iter().rev().cmp(other.0.iter().rev()))
    }

    /// Takes away what is no larger.
    fn subtract(&mut self, other: &Self) {
        let mut borrow = false;
        let others = other.0.iter().copied().chain(std::iter::repeat(0));
        for (limb, other) in self.0.iter_mut().zip(others) {
            let (rest, first) = limb.overflowing_sub(other);
            let (rest, second) = rest.overflowing_sub(u32::from(borrow));
            (*limb, borrow) = (rest, first || second);
        }
        self.trim();
    }

    fn plus(&self, other: &Self) -> Self {
        let mut sum = Self(Vec::with_capacity(self.0.len().max(other.0.len()) + 1));
        let mut carry = 0;
        for at in 0..self.0.len().max(other.0.len()) {
            let limb = |whole: &Self| u64::from(whole.0.get(at).copied().unwrap_or(0));
            carry += limb(self) + limb(other);
            sum.0.push(low(carry));
            carry >>= 32;
        }
        if carry > 0 {
            sum.0.push(low(carry));
        }
        sum
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the lower half is what is asked for")]
fn low(number: u64) -> u32 {
    number as u32
}

const FRACTION_BITS: i32 = 52;
const HIDDEN: u64 = 1 << FRACTION_BITS;
/// The exponent of the smallest double: 2⁻¹⁰⁷⁴.
const LOWEST: i32 = -1074;

/// The fewest digits that read back as a positive finite number, the nearest of such, the even ones if
/// two are as near; and the power of ten that `0.digits` is multiplied by.
pub(super) fn shortest(number: f64) -> (u64, i32) {
    let bits = number.to_bits();
    let (fraction, biased) = (bits & (HIDDEN - 1), i32::try_from(bits >> FRACTION_BITS).unwrap_or(0));
    let fraction = if biased == 0 { fraction } else { fraction | HIDDEN };
    let exponent = biased.max(1) - 1 + LOWEST;
    // The number is `rest / unit`; what lies nearer to it than half the step to its neighbours reads
    // back as it (Steele and White). Below a power of two the step is half as wide.
    let even = fraction.is_multiple_of(2);
    let mut rest = Whole::new(fraction << 2);
    let mut unit = Whole::new(4);
    let mut above = Whole::new(2);
    let mut below = Whole::new(if fraction == HIDDEN && biased > 1 { 1 } else { 2 });
    match u32::try_from(exponent) {
        Ok(up) => [&mut rest, &mut above, &mut below].into_iter().for_each(|whole| whole.shift(up)),
        Err(_) => unit.shift(exponent.unsigned_abs()),
    }
    // At most one too low.
    let mut point = (rest.bits() - unit.bits()) * 1233 / 4096 - 1;
    match u32::try_from(point) {
        Ok(up) => unit.scale_by_ten_to(up),
        Err(_) => {
            let down = point.unsigned_abs();
            [&mut rest, &mut above, &mut below].into_iter().for_each(|whole| whole.scale_by_ten_to(down));
        }
    }
    let reaches = |sum: Ordering| sum == Ordering::Greater || (even && sum == Ordering::Equal);
    while reaches(rest.plus(&above).compare(&unit)) {
        unit.scale(10, 0);
        point += 1;
    }
    let mut digits = 0;
    loop {
        [&mut rest, &mut above, &mut below].into_iter().for_each(|whole| whole.scale(10, 0));
        let mut digit = 0;
        while rest.compare(&unit) != Ordering::Less {
            rest.subtract(&unit);
            digit += 1;
        }
        let down = reaches(below.compare(&rest));
        let up = reaches(rest.plus(&above).compare(&unit));
        if !down && !up {
            digits = digits * 10 + digit;
            continue;
        }
        let half = rest.plus(&rest).compare(&unit);
        let nearer = half == Ordering::Greater || (half == Ordering::Equal && digit % 2 == 1);
        let rounded = up && (nearer || !down);
        return (digits * 10 + digit + u64::from(rounded), point);
    }
}

/// How many digits are looked at one by one: more never tell two doubles apart, except by being there.
const MOST_DIGITS: usize = 800;

/// The double nearest to a number as JSON and CEL write it (`12`, `.5`, `-1.5e-3`), the even one if two
/// are as near; infinite if it is too large. `None` if this is no number.
#[must_use]
pub fn read_number(text: &str) -> Option<f64> {
    let (negative, rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (mantissa, exponent) = rest.split_once(['e', 'E']).map_or((rest, None), |(a, b)| (a, Some(b)));
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let mut digits: Vec<u8> = whole.bytes().chain(part.bytes()).collect();
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let mut exponent = exponent.map_or(Some(0), read_exponent)?;
    exponent = exponent.saturating_sub(i32::try_from(part.len()).ok()?);
    let zeros = digits.iter().take_while(|digit| **digit == b'0').count();
    digits.drain(..zeros);
    if digits.len() > MOST_DIGITS {
        exponent = exponent.saturating_add(i32::try_from(digits.len() - MOST_DIGITS).ok()?);
        let cut = digits.split_off(MOST_DIGITS);
        // No middle of two doubles has so many digits: that something is there puts it beyond the middle.
        if let Some(last) = digits.last_mut().filter(|_| cut.iter().any(|digit| *digit != b'0')) {
            *last |= 1;
        }
    }
    let number = nearest(&digits, exponent);
    Some(if negative { -number } else { number })
}

fn read_exponent(text: &str) -> Option<i32> {
    let (down, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    // Far beyond any double, and far from overflowing.
    let size =
        digits.bytes().fold(0, |size: i32, digit| (size * 10 + i32::from(digit - b'0')).min(100_000_000));
    Some(if down { -size } else { size })
}

/// The double nearest to `digits × 10^exponent`; the first digit is not zero.
fn nearest(digits: &[u8], exponent: i32) -> f64 {
    let magnitude = exponent.saturating_add(i32::try_from(digits.len()).unwrap_or(i32::MAX));
    if digits.is_empty() || magnitude < -330 {
        return 0.0;
    }
    if magnitude > 310 {
        return f64::INFINITY;
    }
    let mut rest = Whole(Vec::new());
    digits.iter().for_each(|digit| rest.scale(10, u32::from(digit - b'0')));
    let mut unit = Whole::new(1);
    match u32::try_from(exponent) {
        Ok(up) => rest.scale_by_ten_to(up),
        Err(_) => unit.scale_by_ten_to(exponent.unsigned_abs()),
    }
    // 63 or 64 bits of `rest / unit`, of which the lowest counts 2^lowest.
    let lowest = rest.bits() - unit.bits() - 63;
    match u32::try_from(lowest) {
        Ok(up) => unit.shift(up),
        Err(_) => rest.shift(lowest.unsigned_abs()),
    }
    unit.shift(63);
    let mut quotient = 0u64;
    for _ in 0..64 {
        quotient <<= 1;
        if rest.compare(&unit) != Ordering::Less {
            rest.subtract(&unit);
            quotient |= 1;
        }
        rest.shift(1);
    }
    let length = 64 - quotient.leading_zeros().cast_signed();
    // What a double has room for, from its own lowest bit on.
    let own = (lowest + length - FRACTION_BITS - 1).max(LOWEST);
    let dropped = u64::try_from(own - lowest).unwrap_or(0);
    let kept = quotient.checked_shr(low(dropped)).unwrap_or(0);
    let half = 1u64.checked_shl(low(dropped.saturating_sub(1))).unwrap_or(0);
    let behind = quotient - kept.checked_shl(low(dropped)).unwrap_or(0);
    let inexact = !rest.0.is_empty();
    let up = half > 0 && (behind > half || (behind == half && (inexact || kept % 2 == 1)));
    let exponent = u64::try_from(own - LOWEST).unwrap_or(0);
    // A fraction that rounds up to a power of two carries into the exponent, as it should.
    let bits = (exponent << FRACTION_BITS) + kept + u64::from(up);
    f64::from_bits(bits.min(f64::INFINITY.to_bits()))
}

#[cfg(test)]
mod tests {
    use super::{read_number, shortest};

    fn wild() -> impl Iterator<Item = f64> {
        let bits = (0_u64..6_000).map(|n| n.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ (n << 40));
        let edges = (0..2047_u64).flat_map(|exponent| {
            [0, 1, (1 << 52) - 1].map(|fraction| f64::from_bits((exponent << 52) | fraction))
        });
        bits.map(f64::from_bits).map(f64::abs).filter(|number| number.is_finite()).chain(edges)
    }

    #[test]
    fn shortest_digits_read_back() {
        for number in wild().filter(|number| *number > 0.0) {
            let (digits, point) = shortest(number);
            let text = format!("0.{digits}e{point}");
            assert_eq!(text.parse(), Ok(number), "{number:e} {text}");
            let standard = format!("{number:e}");
            let count = standard.split('e').next().unwrap().replace('.', "").len();
            assert_eq!(digits.to_string().len(), count, "{number:e} {text}");
        }
    }

    #[test]
    fn digits_read_as_the_standard_library_reads_them() {
        let written = wild().flat_map(|number| {
            [format!("{number:e}"), format!("{number}"), format!("{number:.30e}"), format!("{number:.3e}")]
        });
        // The middle between two doubles, and just beside it.
        let middles = wild().step_by(97).filter(|number| *number < 1e300).flat_map(|number| {
            let next = number.next_up();
            let exact = |number: f64| format!("{number:.1074}");
            let middle = halved_sum(&exact(number), &exact(next));
            [middle.clone(), format!("{middle}1"), format!("{middle}{}1", "0".repeat(900))]
        });
        let odd = [
            "0",
            "0.0",
            "00012",
            ".5",
            "5.",
            "1e400",
            "1e-400",
            "2.5e-324",
            "2.4703282292062327e-324",
            "1e99999999999",
        ];
        for text in written.chain(middles).chain(odd.map(str::to_owned)) {
            assert_eq!(read_number(&text), text.parse().ok(), "{text}");
        }
        for text in ["", "-", ".", "e5", "1e", "1e+", "+1", "1 ", "inf", "NaN", "0x1", "1.2.3", "--1"] {
            assert_eq!(read_number(text), None, "{text}");
        }
    }

    /// Half the sum of two decimals with the same number of digits behind the point.
    fn halved_sum(a: &str, b: &str) -> String {
        let width = a.len().max(b.len());
        let digits = |text: &str| -> Vec<u32> {
            format!("{text:0>width$}").chars().map(|c| c.to_digit(10).unwrap_or(99)).collect()
        };
        let (a, b) = (digits(a), digits(b));
        let mut sum = vec![0; width];
        let mut carry = 0;
        for at in (0..width).rev().filter(|at| a[*at] != 99) {
            let digit = a[at] + b[at] + carry;
            (sum[at], carry) = (digit % 10, digit / 10);
        }
        let mut text = String::new();
        let mut left = carry;
        for at in 0..width {
            if a[at] == 99 {
                text.push('.');
                continue;
            }
            let digit = left * 10 + sum[at];
            text.push_str(&(digit / 2).to_string());
            left = digit % 2;
        }
        if left == 1 { text + "5" } else { text }
    }
}
