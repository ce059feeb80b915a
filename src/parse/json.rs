//! JSON text to value. Duplicate keys are refused: which one was meant can't be known.

use crate::{
    diagnostic::{Code, Diagnostic, Pointer, Position},
    model::{Value, read_number, repeated},
};

/// How deep a text may nest.
const DEPTH: usize = 128;

/// Reads JSON text.
///
/// # Errors
///
/// [`Code::NotJson`] or [`Code::DuplicateKey`], with the position where reading stopped. Nesting
/// beyond 128 levels is refused too.
pub fn parse_json(text: &str) -> Result<Value, Diagnostic> {
    let mut reader = Reader { text, at: 0 };
    let read = reader.value(0).and_then(|value| match reader.next_sign() {
        None => Ok(value),
        Some(_) => Err(reader.fault("the text goes on behind its value")),
    });
    read.map_err(|fault| {
        let end = text.get(fault.at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        Diagnostic::new(fault.code, Pointer::root(), fault.message)
            .at(Position::of(text, fault.at..fault.at + end.max(1)))
    })
}

/// The first key that is another's double, and where it stands.
fn double<'e>(entries: &'e [(String, Value)], places: &[usize]) -> Option<(&'e str, usize)> {
    // Most objects are written in the order of their keys, or are small.
    if entries.is_sorted_by(|(a, _), (b, _)| a < b) {
        return None;
    }
    let keys: Vec<&str> = entries.iter().map(|(key, _)| key.as_str()).collect();
    let again = repeated(&keys).into_iter().position(|again| again)?;
    Some((keys.get(again).copied()?, places.get(again).copied()?))
}

struct Fault {
    code: Code,
    message: String,
    at: usize,
}

struct Reader<'t> {
    text: &'t str,
    /// Byte offset, always between characters.
    at: usize,
}

impl<'t> Reader<'t> {
    /// What is wrong where reading stands; at the end of the text that is what is wrong.
    fn fault(&self, message: &str) -> Fault {
        let message = if self.at < self.text.len() { message } else { "the text ends too early" };
        Fault { code: Code::NotJson, message: message.to_owned(), at: self.at }
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// The next byte that is no space; reading stands before it.
    fn next_sign(&mut self) -> Option<u8> {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
        self.peek()
    }

    /// Steps over a sign, if it comes next.
    fn takes(&mut self, sign: u8) -> bool {
        let comes = self.next_sign() == Some(sign);
        self.at += usize::from(comes);
        comes
    }

    // Recursion is bounded by DEPTH, not by the text.
    fn value(&mut self, depth: usize) -> Result<Value, Fault> {
        match self.next_sign() {
            Some(b'{' | b'[') if depth == DEPTH => Err(self.fault("this nests deeper than 128 levels")),
            Some(b'{') => self.map(depth + 1),
            Some(b'[') => self.list(depth + 1),
            Some(b'"') => self.string().map(Value::Text),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ => {
                let words =
                    [("null", Value::Null), ("true", Value::Bool(true)), ("false", Value::Bool(false))];
                for (word, value) in words {
                    if self.rest().starts_with(word) {
                        self.at += word.len();
                        return Ok(value);
                    }
                }
                Err(self.fault("expected a value"))
            }
        }
    }

    fn list(&mut self, depth: usize) -> Result<Value, Fault> {
        let mut entries = Vec::new();
        self.at += 1;
        if self.takes(b']') {
            return Ok(Value::List(entries));
        }
        loop {
            entries.push(self.value(depth)?);
            if self.takes(b']') {
                return Ok(Value::List(entries));
            }
            if !self.takes(b',') {
                return Err(self.fault("expected `,` or `]`"));
            }
        }
    }

    fn map(&mut self, depth: usize) -> Result<Value, Fault> {
        let (mut entries, mut places) = (Vec::new(), Vec::new());
        let read = self.entries(depth, &mut entries, &mut places);
        // A key that stands there twice comes before whatever is wrong behind it.
        if let Some((key, at)) = double(&entries, &places) {
            let message = format!("duplicate key `{key}`");
            return Err(Fault { code: Code::DuplicateKey, message, at });
        }
        read.map(|()| Value::Map(entries.into_iter().collect()))
    }

    /// The entries of an object, and where the key of each begins, as far as they can be read.
    fn entries(
        &mut self,
        depth: usize,
        entries: &mut Vec<(String, Value)>,
        places: &mut Vec<usize>,
    ) -> Result<(), Fault> {
        self.at += 1;
        if self.takes(b'}') {
            return Ok(());
        }
        loop {
            if self.next_sign() != Some(b'"') {
                return Err(self.fault("expected a key in quotes"));
            }
            let at = self.at;
            let key = self.string()?;
            if !self.takes(b':') {
                return Err(self.fault("expected `:`"));
            }
            let entry = self.value(depth)?;
            entries.push((key, entry));
            places.push(at);
            if self.takes(b'}') {
                return Ok(());
            }
            if !self.takes(b',') {
                return Err(self.fault("expected `,` or `}`"));
            }
        }
    }

    fn number(&mut self) -> Result<Value, Fault> {
        let start = self.at;
        self.at += usize::from(self.peek() == Some(b'-'));
        let first = self.peek();
        let digits = self.digits()?;
        if first == Some(b'0') && digits > 1 {
            self.at = start;
            return Err(self.fault("a number doesn't begin with a zero"));
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            self.at += usize::from(matches!(self.peek(), Some(b'+' | b'-')));
            self.digits()?;
        }
        match self.text.get(start..self.at).and_then(read_number).filter(|number| number.is_finite()) {
            // `-0` and `0` are one number to a person; keep one of them.
            Some(number) => Ok(Value::Number(if number == 0.0 { 0.0 } else { number })),
            None => {
                self.at = start;
                Err(self.fault("this number is too large"))
            }
        }
    }

    /// Steps over digits, of which there has to be one, and counts them.
    fn digits(&mut self) -> Result<usize, Fault> {
        let count = self.rest().bytes().take_while(u8::is_ascii_digit).count();
        if count == 0 {
            return Err(self.fault("expected a digit"));
        }
        self.at += count;
        Ok(count)
    }

    fn string(&mut self) -> Result<String, Fault> {
        let mut text = String::new();
        self.at += 1;
        loop {
            let plain =
                self.rest().bytes().take_while(|byte| !matches!(byte, b'"' | b'\\' | 0..=0x1f)).count();
            text.push_str(self.rest().get(..plain).unwrap_or_default());
            self.at += plain;
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(text);
                }
                Some(b'\\') => text.push(self.escape()?),
                _ => {
                    return Err(
                        self.fault("a text can't hold control characters: write `\\n`, `\\t` or `\\u…`")
                    );
                }
            }
        }
    }

    fn escape(&mut self) -> Result<char, Fault> {
        let letter = match self.text.as_bytes().get(self.at + 1) {
            Some(b'b') => '\x08',
            Some(b'f') => '\x0c',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(sign @ (b'"' | b'\\' | b'/')) => char::from(*sign),
            Some(b'u') => return self.code_unit(),
            Some(_) => return Err(self.fault("this is no escape")),
            None => {
                self.at += 1;
                return Err(self.fault(""));
            }
        };
        self.at += 2;
        Ok(letter)
    }

    /// `\u0041`, and the two that make a character beyond U+FFFF.
    fn code_unit(&mut self) -> Result<char, Fault> {
        let unit = |at: usize| {
            let digits = self.text.get(at..at + 6)?.strip_prefix("\\u")?;
            let hexadecimal = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
            u32::from_str_radix(digits, 16).ok().filter(|_| hexadecimal)
        };
        let Some(first) = unit(self.at) else {
            return Err(self.fault("`\\u` needs four hexadecimal digits"));
        };
        let (code, length) = match (first, unit(self.at + 6)) {
            (0xD800..=0xDBFF, Some(second @ 0xDC00..=0xDFFF)) => {
                (0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00), 12)
            }
            _ => (first, 6),
        };
        let letter = char::from_u32(code);
        let letter = letter.ok_or_else(|| self.fault("this is half of a surrogate pair, so no character"))?;
        self.at += length;
        Ok(letter)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Code, Value, parse_json};

    /// The same as another reader sees it.
    fn reference(text: &str) -> Option<Value> {
        fn convert(json: serde_json::Value) -> Value {
            match json {
                serde_json::Value::Null => Value::Null,
                serde_json::Value::Bool(flag) => Value::Bool(flag),
                serde_json::Value::Number(number) => Value::Number(number.as_f64().unwrap() + 0.0),
                serde_json::Value::String(text) => Value::Text(text),
                serde_json::Value::Array(entries) => Value::List(entries.into_iter().map(convert).collect()),
                serde_json::Value::Object(entries) => {
                    Value::Map(entries.into_iter().map(|(key, entry)| (key, convert(entry))).collect())
                }
            }
        }
        serde_json::from_str(text).ok().map(convert)
    }

    fn pieces() -> impl Strategy<Value = String> {
        let piece = prop::sample::select(vec![
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            " ",
            "\n",
            "\"",
            "\"a\"",
            "\"b\":",
            "\\u00e9",
            "\\ud83d\\ude00",
            "\\ud83d",
            "\\n",
            "\\x",
            "é",
            "\t",
            "0",
            "-0",
            "1.5",
            "-2e3",
            "1E-400",
            "1e400",
            "01",
            ".5",
            "2.",
            "null",
            "true",
            "false",
            "nul",
            "\u{1}",
            "12345678901234567890.123",
        ]);
        prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn every_text_is_read_as_another_reader_reads_it(text in pieces()) {
            match parse_json(&text) {
                Ok(value) => prop_assert_eq!(reference(&text), Some(value)),
                Err(problem) if problem.code == Code::DuplicateKey => {}
                Err(_) => prop_assert_eq!(reference(&text), None),
            }
        }

        #[test]
        fn what_is_written_is_read(text in any::<String>(), number in prop::num::f64::NORMAL) {
            let json = serde_json::json!({ "text": &text, "number": [number] }).to_string();
            let Ok(Value::Map(read)) = parse_json(&json) else { panic!("{json}") };
            prop_assert_eq!(read.get("text"), Some(&Value::Text(text)));
            prop_assert_eq!(read.get("number"), Some(&Value::List(vec![Value::Number(number)])));
        }
    }

    #[test]
    fn a_mistake_is_shown_where_it_stands() {
        for (text, line, column, message) in [
            ("", 1, 1, "the text ends too early"),
            ("{\"a\": 1,\n \"b\": }", 2, 7, "expected a value"),
            ("{\"a\": 1,}", 1, 9, "expected a key in quotes"),
            ("[1 2]", 1, 4, "expected `,` or `]`"),
            ("{\"é\" 1}", 1, 6, "expected `:`"),
            ("[1] x", 1, 5, "the text goes on behind its value"),
            ("[1e]", 1, 4, "expected a digit"),
            ("[1e999]", 1, 2, "this number is too large"),
            ("[\"a\\q\"]", 1, 4, "this is no escape"),
            ("[\"\\ud800\"]", 1, 3, "this is half of a surrogate pair, so no character"),
            ("{\"a\": 1, \"b\": 2, \"a\": 3}", 1, 18, "duplicate key `a`"),
            ("{\"b\": 1, \"a\": 2, \"a\": 3, \"b\": {\"c\" 4}}", 1, 18, "duplicate key `a`"),
            ("[\"abc", 1, 6, "the text ends too early"),
        ] {
            let problem = parse_json(text).expect_err(text);
            let place = problem.position.expect(text);
            assert_eq!(
                (place.line, place.column, problem.message.as_str()),
                (line, column, message),
                "{text}"
            );
        }
    }

    #[test]
    fn nesting_ends() {
        let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
        assert!(parse_json(&nested(128)).is_ok());
        assert_eq!(parse_json(&nested(129)).map_err(|problem| problem.code), Err(Code::NotJson));
        assert!(parse_json(&"[".repeat(1_000_000)).is_err());
    }
}
