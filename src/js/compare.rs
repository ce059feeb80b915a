//! A comparison of two policies as the npm package makes it.

use wasm_bindgen::prelude::*;

use super::{
    cross::{error_object, object, value},
    policy::RawPolicy,
};
use crate::{measure::Comparison, model::Value};

/// A comparison in progress; cases come in pieces, so that a log may be of any length.
#[wasm_bindgen]
pub struct RawComparison(Comparison);

#[wasm_bindgen]
impl RawComparison {
    /// A comparison that has seen no case.
    #[wasm_bindgen(js_name = begin)]
    #[must_use]
    pub fn begin() -> Self {
        Self(Comparison::default())
    }

    /// Decides the next cases under both policies.
    ///
    /// # Errors
    ///
    /// An error object where the list itself can't be read.
    pub fn push(&mut self, first: &RawPolicy, second: &RawPolicy, cases: &[u8]) -> Result<(), JsValue> {
        let Value::List(cases) = value(cases)? else { return Err(error_object(Vec::new())) };
        cases.into_iter().for_each(|case| self.0.add(first.inner(), second.inner(), case));
        Ok(())
    }

    /// What came out.
    ///
    /// # Errors
    ///
    /// None.
    pub fn finish(self, first: &RawPolicy, second: &RawPolicy) -> Result<JsValue, JsValue> {
        object(&self.0.finish(first.inner(), second.inner()))
    }
}
