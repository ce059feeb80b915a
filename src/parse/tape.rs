//! The tape: a host's value as bytes, the way it crosses from JavaScript (`pkg/src/tape.ts` writes it).
//!
//! A tag, then its payload, little endian; a text is its length in bytes (`u32`) and its UTF-8.
//!
//! | tag | payload | |
//! |---|---|---|
//! | 0, 1, 2 | | null, false, true |
//! | 3 | `f64` | a finite number |
//! | 4 | text | |
//! | 5 | text | lone surrogates were replaced by U+FFFD |
//! | 6 | `u32` count, then the entries | a list |
//! | 7 | `u32` count, then key (text) and value of each | a map |
//! | 8 | `f64` | a `Date`, epoch milliseconds |
//! | 9 | `u8` number of a [`RefusalKind`], then a text | what could not be read |

use thiserror::Error;

use crate::model::{Map, Refusal, RefusalKind, Timestamp, Value};

/// How deep a tape may nest: no limit that a policy can set is beyond it.
pub const TAPE_DEPTH: usize = 260;

/// Bytes that are no tape. The package's own writer never makes such, so this is a fault, not bad input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TapeError {
    /// The bytes end in the middle of a value.
    #[error("the tape ends in the middle of a value")]
    Ended,
    /// Bytes follow the value.
    #[error("the tape goes on behind its value")]
    GoesOn,
    /// No value begins with this tag.
    #[error("the tape has an unknown tag {0}")]
    UnknownTag(u8),
    /// No refusal has this number.
    #[error("the tape has an unknown refusal {0}")]
    UnknownRefusal(u8),
    /// A text that isn't UTF-8.
    #[error("a text on the tape is not UTF-8")]
    NotUtf8,
    /// A number that isn't finite.
    #[error("a number on the tape is not finite")]
    NotFinite,
    /// A key that stands twice in one map.
    #[error("a key stands twice on the tape")]
    DuplicateKey,
    /// Deeper than [`TAPE_DEPTH`].
    #[error("the tape nests too deep")]
    TooDeep,
}

/// Reads a tape that holds one value.
///
/// # Errors
///
/// Any bytes that are no tape; memory and time stay linear in their number, whatever counts they claim.
pub fn parse_tape(bytes: &[u8]) -> Result<Value, TapeError> {
    let mut tape = Tape { rest: bytes };
    let value = tape.value(0)?;
    if tape.rest.is_empty() { Ok(value) } else { Err(TapeError::GoesOn) }
}

struct Tape<'a> {
    rest: &'a [u8],
}

impl<'a> Tape<'a> {
    // Recursion is bounded by TAPE_DEPTH, not by the input.
    fn value(&mut self, depth: usize) -> Result<Value, TapeError> {
        let [tag] = self.array()?;
        Ok(match tag {
            0 => Value::Null,
            1 => Value::Bool(false),
            2 => Value::Bool(true),
            3 => Value::Number(self.number()?),
            4 => Value::Text(self.text()?.to_owned()),
            5 => Value::MendedText(self.text()?.to_owned()),
            6 => self.list(deeper(depth)?)?,
            7 => self.map(deeper(depth)?)?,
            8 => moment(self.number()?),
            9 => Value::Refused(self.refusal()?),
            unknown => return Err(TapeError::UnknownTag(unknown)),
        })
    }

    fn list(&mut self, depth: usize) -> Result<Value, TapeError> {
        let count = self.count(1)?;
        // Room for few: a value takes far more memory than a byte of the tape, and a forged count may
        // claim one for every byte at every level.
        let mut entries = Vec::with_capacity(count.min(16));
        for _ in 0..count {
            entries.push(self.value(depth)?);
        }
        Ok(Value::List(entries))
    }

    fn map(&mut self, depth: usize) -> Result<Value, TapeError> {
        let count = self.count(5)?;
        let mut entries = Vec::with_capacity(count.min(16));
        for _ in 0..count {
            let key = self.text()?.to_owned();
            entries.push((key, self.value(depth)?));
        }
        let mut twice = false;
        // Two keys can become one when lone surrogates are replaced: then one is a refusal, and it stays.
        let entries = Map::gather(entries, &mut |first, second| match (&first, &second) {
            (Value::Refused(_), _) => first,
            (_, Value::Refused(_)) => second,
            _ => {
                twice = true;
                first
            }
        });
        if twice { Err(TapeError::DuplicateKey) } else { Ok(Value::Map(entries)) }
    }

    fn refusal(&mut self) -> Result<Refusal, TapeError> {
        let [number] = self.array()?;
        let kind = RefusalKind::from_number(number).ok_or(TapeError::UnknownRefusal(number))?;
        Ok(Refusal { kind, detail: self.text()?.to_owned() })
    }

    fn number(&mut self) -> Result<f64, TapeError> {
        let number = f64::from_le_bytes(self.array()?);
        // `-0` and `0` are one number to a person; keep one of them.
        let number = if number == 0.0 { 0.0 } else { number };
        number.is_finite().then_some(number).ok_or(TapeError::NotFinite)
    }

    fn text(&mut self) -> Result<&'a str, TapeError> {
        let length = self.count(1)?;
        let (text, rest) = self.rest.split_at_checked(length).ok_or(TapeError::Ended)?;
        self.rest = rest;
        std::str::from_utf8(text).map_err(|_| TapeError::NotUtf8)
    }

    /// A count of things that take `least` bytes each at least, so that more can't be there than fit.
    fn count(&mut self, least: usize) -> Result<usize, TapeError> {
        let count = u32::from_le_bytes(self.array()?);
        let count = usize::try_from(count).map_err(|_| TapeError::Ended)?;
        if count > self.rest.len() / least { Err(TapeError::Ended) } else { Ok(count) }
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], TapeError> {
        let (array, rest) = self.rest.split_first_chunk::<N>().ok_or(TapeError::Ended)?;
        self.rest = rest;
        Ok(*array)
    }
}

fn deeper(depth: usize) -> Result<usize, TapeError> {
    if depth < TAPE_DEPTH { Ok(depth + 1) } else { Err(TapeError::TooDeep) }
}

/// JavaScript's dates reach further than the years 0 to 9999; what lies beyond is no date here.
fn moment(millis: f64) -> Value {
    #[expect(clippy::cast_possible_truncation, reason = "beyond the range it saturates, and is refused")]
    match Timestamp::from_millis(millis.floor() as i64) {
        Some(moment) => Value::Time(moment),
        None => Value::Refused(Refusal { kind: RefusalKind::InvalidDate, detail: String::new() }),
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection, prelude::*};

    use super::*;

    fn write(value: &Value, tape: &mut Vec<u8>) {
        match value {
            Value::Null => tape.push(0),
            Value::Bool(flag) => tape.push(1 + u8::from(*flag)),
            Value::Number(number) => {
                tape.push(3);
                tape.extend(number.to_le_bytes());
            }
            Value::Text(text) => {
                tape.push(4);
                write_text(text, tape);
            }
            Value::MendedText(text) => {
                tape.push(5);
                write_text(text, tape);
            }
            Value::List(entries) => {
                tape.push(6);
                write_count(entries.len(), tape);
                entries.iter().for_each(|entry| write(entry, tape));
            }
            Value::Map(entries) => {
                tape.push(7);
                write_count(entries.len(), tape);
                for (key, entry) in entries {
                    write_text(key, tape);
                    write(entry, tape);
                }
            }
            Value::Time(moment) => {
                tape.push(8);
                tape.extend((moment.millis() as f64).to_le_bytes());
            }
            Value::Refused(refusal) => {
                tape.extend([9, refusal.kind as u8]);
                write_text(&refusal.detail, tape);
            }
        }
    }

    fn write_text(text: &str, tape: &mut Vec<u8>) {
        write_count(text.len(), tape);
        tape.extend(text.as_bytes());
    }

    fn write_count(count: usize, tape: &mut Vec<u8>) {
        tape.extend(u32::try_from(count).expect("a small count").to_le_bytes());
    }

    fn tape_of(value: &Value) -> Vec<u8> {
        let mut tape = Vec::new();
        write(value, &mut tape);
        tape
    }

    fn number() -> impl Strategy<Value = f64> {
        prop_oneof![any::<i32>().prop_map(f64::from), prop::num::f64::NORMAL, Just(0.0)]
    }

    fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::Bool),
            number().prop_map(Value::Number),
            any::<String>().prop_map(Value::Text),
            any::<String>().prop_map(Value::MendedText),
            (-62_167_219_200_000..=253_402_300_799_999_i64)
                .prop_map(|millis| Value::Time(Timestamp::from_millis(millis).expect("in range"))),
            (1..=17_u8, any::<String>()).prop_map(|(kind, detail)| {
                Value::Refused(Refusal { kind: RefusalKind::from_number(kind).expect("a kind"), detail })
            }),
        ];
        leaf.prop_recursive(6, 64, 6, |inner| {
            prop_oneof![
                collection::vec(inner.clone(), 0..6).prop_map(Value::List),
                collection::btree_map(any::<String>(), inner, 0..6)
                    .prop_map(|entries| Value::Map(entries.into_iter().collect())),
            ]
        })
    }

    /// Bytes that look like a tape for a while: mostly tags and small counts.
    fn nearly_a_tape() -> impl Strategy<Value = Vec<u8>> {
        collection::vec(prop_oneof![4 => 0..12_u8, 2 => Just(0), 1 => any::<u8>()], 0..200)
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(value in value()) {
            prop_assert_eq!(parse_tape(&tape_of(&value)), Ok(value));
        }

        #[test]
        fn a_cut_tape_is_an_error(value in value(), at in any::<prop::sample::Index>()) {
            let tape = tape_of(&value);
            let cut = &tape[..at.index(tape.len())];
            prop_assert_eq!(parse_tape(cut), Err(TapeError::Ended));
        }

        #[test]
        fn a_longer_tape_is_an_error(value in value(), more in any::<u8>()) {
            let mut tape = tape_of(&value);
            tape.push(more);
            prop_assert_eq!(parse_tape(&tape), Err(TapeError::GoesOn));
        }

        #[test]
        fn a_changed_byte_never_panics(
            value in value(), at in any::<prop::sample::Index>(), byte in any::<u8>()
        ) {
            let mut tape = tape_of(&value);
            let at = at.index(tape.len());
            tape[at] = byte;
            let _ = parse_tape(&tape);
        }

        /// Whatever is read from arbitrary bytes is a value like any other.
        #[test]
        fn arbitrary_bytes_are_read_or_refused(bytes in nearly_a_tape()) {
            if let Ok(value) = parse_tape(&bytes) {
                prop_assert_eq!(parse_tape(&tape_of(&value)), Ok(value));
            }
        }
    }

    #[test]
    fn each_fault_has_its_error() {
        for (bytes, error) in [
            (&[][..], TapeError::Ended),
            (&[10], TapeError::UnknownTag(10)),
            (&[9, 0, 0, 0, 0, 0], TapeError::UnknownRefusal(0)),
            (&[4, 1, 0, 0, 0, 0xff], TapeError::NotUtf8),
            (&[3, 0, 0, 0, 0, 0, 0, 0xf8, 0x7f], TapeError::NotFinite),
            (&[7, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], TapeError::DuplicateKey),
        ] {
            assert_eq!(parse_tape(bytes), Err(error), "{bytes:?}");
        }
        for error in [TapeError::Ended, TapeError::UnknownTag(7)] {
            assert!(!error.to_string().is_empty());
        }
    }

    #[test]
    fn forged_counts_cost_nothing() {
        // At every level a list that claims four thousand million entries.
        let forged: Vec<u8> = [6, 255, 255, 255, 255].repeat(100);
        assert_eq!(parse_tape(&forged), Err(TapeError::Ended));
        assert_eq!(parse_tape(&[4, 255, 255, 255, 255, 65]), Err(TapeError::Ended));
        assert_eq!(parse_tape(&[7, 255, 255, 255, 255, 65]), Err(TapeError::Ended));
    }

    #[test]
    fn nesting_ends() {
        let nested = |depth: usize| {
            let mut tape = [6, 1, 0, 0, 0].repeat(depth);
            tape.push(0);
            tape
        };
        assert!(parse_tape(&nested(TAPE_DEPTH)).is_ok());
        assert_eq!(parse_tape(&nested(TAPE_DEPTH + 1)), Err(TapeError::TooDeep));
        assert_eq!(parse_tape(&nested(1_000_000)), Err(TapeError::TooDeep));
    }

    #[test]
    fn a_refused_key_wins_over_its_double() {
        let refused = Value::Refused(Refusal { kind: RefusalKind::BrokenKey, detail: String::new() });
        for order in [[refused.clone(), Value::Null], [Value::Null, refused.clone()]] {
            let mut tape = vec![7, 2, 0, 0, 0];
            for value in &order {
                write_text("\u{fffd}", &mut tape);
                write(value, &mut tape);
            }
            let read = Value::Map(Map::of(vec![("\u{fffd}", refused.clone())]));
            assert_eq!(parse_tape(&tape), Ok(read));
        }
    }

    #[test]
    fn numbers_and_dates_are_put_right() {
        let number = |number: f64| parse_tape(&[&[3][..], &number.to_le_bytes()].concat());
        assert!(matches!(number(-0.0), Ok(Value::Number(zero)) if zero.is_sign_positive()));
        let date = |millis: f64| parse_tape(&[&[8][..], &millis.to_le_bytes()].concat());
        assert!(matches!(date(-1.0), Ok(Value::Time(moment)) if moment.millis() == -1));
        for beyond in [8.64e15, -8.64e15, 1e300] {
            assert!(matches!(date(beyond), Ok(Value::Refused(r)) if r.kind == RefusalKind::InvalidDate));
        }
    }
}
