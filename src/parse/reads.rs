//! Readers of the general types: options, lists, maps, numbers, texts, moments.

use super::{
    Cx, Read,
    read::{Entries, Slot},
};
use crate::{
    diagnostic::{Code, Diagnostic},
    model::{Map, Span, Timestamp, Value, js_number},
};

impl<T: Read> Read for Option<T> {
    const OPTIONAL: bool = true;

    fn blank() -> Self {
        None
    }

    fn read(value: Value, cx: &mut Cx) -> Option<Self> {
        T::read(value, cx).map(Some)
    }

    fn fill(&mut self, value: Value, cx: &mut Cx) -> bool {
        self.get_or_insert_with(T::blank).fill(value, cx)
    }
}

impl<T: Read> Entries for Vec<T> {
    fn add(&mut self, _: &mut String) -> Option<&mut dyn Slot> {
        self.push(T::blank());
        self.last_mut().map(|entry| entry as &mut dyn Slot)
    }
}

impl<T: Read> Read for Vec<T> {
    fn blank() -> Self {
        Self::new()
    }

    fn read(value: Value, cx: &mut Cx) -> Option<Self> {
        cx.filled(value)
    }

    fn fill(&mut self, value: Value, cx: &mut Cx) -> bool {
        cx.list(self, value)
    }
}

impl<T: Read> Entries for Map<T> {
    fn add(&mut self, key: &mut String) -> Option<&mut dyn Slot> {
        // In order already, as the entries of a value are.
        self.append(std::mem::take(key), T::blank());
        self.last_mut().map(|entry| entry as &mut dyn Slot)
    }
}

impl<T: Read> Read for Map<T> {
    fn blank() -> Self {
        Self::default()
    }

    fn read(value: Value, cx: &mut Cx) -> Option<Self> {
        cx.filled(value)
    }

    fn fill(&mut self, value: Value, cx: &mut Cx) -> bool {
        cx.map(self, value)
    }
}

impl Read for bool {
    fn blank() -> Self {
        false
    }

    fn read(value: Value, cx: &mut Cx) -> Option<Self> {
        match value {
            Value::Bool(flag) => Some(flag),
            other => {
                cx.wrong_type(&other, "true or false");
                None
            }
        }
    }
}

impl Read for f64 {
    fn blank() -> Self {
        0.0
    }

    fn read(value: Value, cx: &mut Cx) -> Option<Self> {
        match value {
            Value::Number(number) => Some(number),
            other => {
                cx.wrong_type(&other, "a number");
                None
            }
        }
    }
}

impl Read for u32 {
    fn blank() -> Self {
        0
    }

    fn read(value: Value, cx: &mut Cx) -> Option<Self> {
        let number = f64::read(value, cx)?;
        // In range by the check, so the cast loses nothing.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked just before")]
        if number.fract() == 0.0 && (0.0..=f64::from(Self::MAX)).contains(&number) {
            return Some(number as Self);
        }
        let diagnostic = Diagnostic::new(
            Code::OutOfRange,
            cx.pointer(),
            format!("{} is no whole number from 0", cx.quoted(&js_number(number))),
        );
        cx.push(diagnostic.expected("a whole number from 0"));
        None
    }
}

impl Read for String {
    fn blank() -> Self {
        Self::new()
    }

    fn read(value: Value, cx: &mut Cx) -> Option<Self> {
        cx.text(value, "a text")
    }
}

/// Anything, as it is; what can't be read is still reported at its place.
impl Read for Value {
    const OPTIONAL: bool = true;

    fn blank() -> Self {
        Self::Null
    }

    fn read(value: Value, cx: &mut Cx) -> Option<Self> {
        match value {
            Value::Refused(_) | Value::MendedText(_) => {
                cx.wrong_type(&value, "data");
                None
            }
            Value::List(entries) => Vec::read(Value::List(entries), cx).map(Self::List),
            Value::Map(entries) => Map::read(Value::Map(entries), cx).map(Self::Map),
            plain => Some(plain),
        }
    }
}

/// A number below this is taken for seconds: milliseconds this small lie before March 1973.
const SMALLEST_MILLIS: f64 = 1e11;

impl Read for Timestamp {
    fn blank() -> Self {
        Self::EPOCH
    }

    fn read(value: Value, cx: &mut Cx) -> Option<Self> {
        let problem = match value {
            Value::Time(moment) => return Some(moment),
            Value::Text(text) => match Self::parse(&text) {
                Some(moment) => return Some(moment),
                None => format!("{} is no ISO 8601 time with an offset", cx.quoted(&text)),
            },
            Value::Number(number) if number.abs() < SMALLEST_MILLIS => {
                format!(
                    "{} looks like seconds: epoch milliseconds have 12 or 13 digits",
                    cx.quoted(&js_number(number))
                )
            }
            Value::Number(number) => match millis(number).and_then(Self::from_millis) {
                Some(moment) => return Some(moment),
                None => format!("{} is outside the years 0 to 9999", cx.quoted(&js_number(number))),
            },
            other => {
                cx.wrong_type(&other, TIME);
                return None;
            }
        };
        let diagnostic = Diagnostic::new(Code::BadFormat, cx.pointer(), problem);
        cx.push(diagnostic.expected(TIME));
        None
    }
}

const TIME: &str = "a time: ISO 8601 with an offset, epoch milliseconds or a Date";

/// Whole milliseconds; a `Date` has no finer ones, so fractions are cut like a text's.
fn millis(number: f64) -> Option<i64> {
    #[expect(clippy::cast_possible_truncation, reason = "within the safe range by the check")]
    (number.abs() <= 9_007_199_254_740_991.0).then_some(number.floor() as i64)
}

impl Read for Span {
    fn blank() -> Self {
        Self::from_millis(0)
    }

    fn read(value: Value, cx: &mut Cx) -> Option<Self> {
        const EXPECTED: &str = "a duration such as `90s`, `30m`, `2h` or `90d`";
        let text = cx.text(value, EXPECTED)?;
        let span = Self::parse(&text).filter(|span| span.millis() >= 0);
        if span.is_none() {
            let diagnostic = Diagnostic::new(
                Code::BadFormat,
                cx.pointer(),
                format!("{} is no duration", cx.quoted(&text)),
            );
            cx.push(diagnostic.expected(EXPECTED));
        }
        span
    }
}
