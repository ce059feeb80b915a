//! How values cross.

use wasm_bindgen::JsValue;

use crate::{
    diagnostic::{Code, Diagnostic, Failure, Pointer},
    model::{Json, Value, to_json},
    parse::parse_tape,
};

/// A value from its tape; no bytes at all stand for nothing.
pub(super) fn value(tape: &[u8]) -> Result<Value, JsValue> {
    if tape.is_empty() {
        return Ok(Value::Null);
    }
    parse_tape(tape).map_err(|error| {
        // The package's own writer makes no such tape; a host that calls the exports by hand may.
        error_object(vec![Diagnostic::new(Code::NotData, Pointer::root(), error.to_string())])
    })
}

/// The plain object that a value's JSON text makes.
pub(super) fn object(value: &dyn Json) -> Result<JsValue, JsValue> {
    js_sys::JSON::parse(&to_json(value))
}

/// The plain object of an error.
pub(super) fn error_object(problems: Vec<Diagnostic>) -> JsValue {
    match Failure::of(problems) {
        Some(failure) => object(&failure).unwrap_or(JsValue::NULL),
        None => JsValue::NULL,
    }
}
