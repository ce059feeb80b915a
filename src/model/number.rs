//! Numbers with a range.

use serde::{Serialize, Serializer};

use super::{Json, Value, Writer, js_number};
use crate::{
    diagnostic::{Code, Diagnostic},
    parse::{Cx, Read},
};

macro_rules! ranges {
    ($($(#[$doc:meta])* $name:ident, $from:literal, $to:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
        #[cfg_attr(feature = "generate", derive(ts_rs::TS, schemars::JsonSchema), ts(export_to = "types.ts"))]
        pub struct $name(#[cfg_attr(feature = "generate", schemars(range(min = $from, max = $to)))] f64);

        impl $name {
            /// The least and the greatest value.
            pub const RANGE: (f64, f64) = ($from, $to);

            /// The number, if it is in the range.
            #[must_use]
            pub fn new(number: f64) -> Option<Self> {
                ($from..=$to).contains(&number).then_some(Self(number))
            }

            /// The number.
            #[must_use]
            pub fn get(self) -> f64 {
                self.0
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_f64(self.0)
            }
        }

        impl Json for $name {
            fn write(&self, to: &mut Writer) {
                to.number(self.0);
            }
        }

        impl Read for $name {
            fn blank() -> Self {
                Self($from)
            }

            fn read(value: Value, cx: &mut Cx) -> Option<Self> {
                cx.filled(value)
            }

            fn fill(&mut self, value: Value, cx: &mut Cx) -> bool {
                let expected = concat!("a number from ", $from, " to ", $to);
                let is_in = |number| ($from..=$to).contains(&number);
                in_range(&mut self.0, value, cx, is_in, "is out of range", expected)
            }
        }
    )*};
}

fn in_range(
    place: &mut f64,
    value: Value,
    cx: &mut Cx,
    is_in: fn(f64) -> bool,
    fault: &str,
    expected: &'static str,
) -> bool {
    let Some(number) = f64::read(value, cx) else { return false };
    if is_in(number) {
        *place = number;
        return true;
    }
    let message = format!("{} {fault}", cx.quoted(&js_number(number)));
    let diagnostic = Diagnostic::new(Code::OutOfRange, cx.pointer(), message);
    cx.push(diagnostic.expected(expected));
    false
}

ranges! {
    /// How sure, from 0 (not at all) to 1 (certain). Also a share of a whole.
    Confidence, 0.0, 1.0;
    /// From −1 (hostile) to 1 (delighted).
    Sentiment, -1.0, 1.0;
    /// A number that can't be negative.
    Amount, 0.0, 9_007_199_254_740_991.0;
}

/// A whole number from 0, in JavaScript's safe range.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
#[cfg_attr(feature = "generate", derive(ts_rs::TS, schemars::JsonSchema), ts(export_to = "types.ts"))]
pub struct Count(#[cfg_attr(feature = "generate", schemars(with = "u32"))] f64);

impl Count {
    /// The number.
    #[must_use]
    pub fn get(self) -> f64 {
        self.0
    }
}

impl Serialize for Count {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.0)
    }
}

impl Json for Count {
    fn write(&self, to: &mut Writer) {
        to.number(self.0);
    }
}

impl Read for Count {
    fn blank() -> Self {
        Self(0.0)
    }

    fn read(value: Value, cx: &mut Cx) -> Option<Self> {
        cx.filled(value)
    }

    fn fill(&mut self, value: Value, cx: &mut Cx) -> bool {
        let safe = |number: f64| number.fract() == 0.0 && (0.0..=9_007_199_254_740_991.0).contains(&number);
        in_range(&mut self.0, value, cx, safe, "is no whole number from 0", "a whole number from 0")
    }
}
