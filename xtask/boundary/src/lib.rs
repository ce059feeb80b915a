//! The ways across the boundary that Holdpoint doesn't take, to be measured beside the one it does.
//!
//! Each reads the same case, asks the same engine under the same policy, and gives back the whole
//! answer as the host would use it. What differs is the crossing.

use holdpoint::{
    compile::CompiledPolicy,
    decide::classify::{Answer, Options, ReadCase, classify},
    model::{Value, to_json},
};
use serde::Serialize as _;
use wasm_bindgen::prelude::*;

/// The default policy, behind the other boundaries.
#[wasm_bindgen]
pub struct Ways(CompiledPolicy);

#[wasm_bindgen]
impl Ways {
    /// Compiles the default policy.
    ///
    /// # Errors
    ///
    /// None that a test would let through.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Result<Self, JsValue> {
        CompiledPolicy::embedded()
            .map(Self)
            .map_err(|_| JsValue::from_str("the default policy doesn't stand"))
    }

    /// An object in and an object out, property by property: `serde-wasm-bindgen`.
    ///
    /// # Errors
    ///
    /// A text where the case isn't read.
    #[wasm_bindgen(js_name = serdeWasmBindgen)]
    pub fn serde_wasm_bindgen(&self, case: JsValue) -> Result<JsValue, JsValue> {
        let answer = self.decide(serde_wasm_bindgen::from_value(case)?)?;
        let objects = serde_wasm_bindgen::Serializer::json_compatible();
        Ok(answer.serialize(&objects)?)
    }

    /// JSON text in and JSON text out: the host calls `JSON.stringify` and `JSON.parse`.
    ///
    /// # Errors
    ///
    /// A text where the case isn't read.
    #[wasm_bindgen(js_name = jsonText)]
    pub fn json_text(&self, case: &str) -> Result<String, JsValue> {
        let case = serde_json::from_str(case).map_err(|error| JsValue::from_str(&error.to_string()))?;
        Ok(to_json(&self.decide(case)?))
    }

    fn decide(&self, case: serde_json::Value) -> Result<Answer, JsValue> {
        let read = ReadCase::from_value(value(case), &self.0)
            .map_err(|problems| JsValue::from_str(&format!("{problems:?}")))?;
        Ok(classify(&self.0, &read, Options::default()))
    }
}

fn value(json: serde_json::Value) -> Value {
    match json {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(truth) => Value::Bool(truth),
        serde_json::Value::Number(number) => Value::Number(number.as_f64().unwrap_or(f64::NAN)),
        serde_json::Value::String(text) => Value::Text(text),
        serde_json::Value::Array(items) => Value::List(items.into_iter().map(value).collect()),
        serde_json::Value::Object(entries) => {
            Value::Map(entries.into_iter().map(|(key, entry)| (key, value(entry))).collect())
        }
    }
}
