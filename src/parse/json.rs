//! JSON text to value. Duplicate keys are refused: which one was meant can't be known.

use std::{collections::BTreeMap, fmt};

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use crate::{
    diagnostic::{Code, Diagnostic, Pointer, Position},
    model::Value,
};

/// Reads JSON text.
///
/// # Errors
///
/// [`Code::NotJson`] or [`Code::DuplicateKey`], with the position where reading stopped. Nesting
/// beyond 128 levels is refused too.
pub fn parse_json(text: &str) -> Result<Value, Diagnostic> {
    serde_json::from_str::<Json>(text).map(|json| json.0).map_err(|error| problem(text, &error))
}

fn problem(text: &str, error: &serde_json::Error) -> Diagnostic {
    let line_start =
        text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum::<usize>();
    // serde_json counts bytes in a line from 1, and 0 for "before the line".
    let at = (line_start + error.column().saturating_sub(1)).min(text.len());
    let full = error.to_string();
    let reason = full.split(" at line ").next().unwrap_or(&full).to_owned();
    let code = if reason.starts_with(DUPLICATE) { Code::DuplicateKey } else { Code::NotJson };
    Diagnostic::new(code, Pointer::root(), reason).at(Position::of(text, at..at + 1))
}

const DUPLICATE: &str = "duplicate key";

struct Json(Value);

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(JsonVisitor).map(Self)
    }
}

struct JsonVisitor;

impl<'de> Visitor<'de> for JsonVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Value, E> {
        Ok(Value::Bool(flag))
    }

    #[expect(clippy::cast_precision_loss, reason = "JSON's numbers are doubles, as in JavaScript")]
    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Number(number as f64))
    }

    #[expect(clippy::cast_precision_loss, reason = "JSON's numbers are doubles, as in JavaScript")]
    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(Value::Number(number as f64))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        // `-0` and `0` are one number to a person; keep one of them.
        Ok(Value::Number(if number == 0.0 { 0.0 } else { number }))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Value, E> {
        Ok(Value::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(Json(entry)) = entries.next_element()? {
            list.push(entry);
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut map = BTreeMap::new();
        while let Some(key) = entries.next_key::<String>()? {
            let Json(entry) = entries.next_value()?;
            if map.contains_key(&key) {
                return Err(A::Error::custom(format_args!("{DUPLICATE} `{key}`")));
            }
            map.insert(key, entry);
        }
        Ok(Value::Map(map))
    }
}
