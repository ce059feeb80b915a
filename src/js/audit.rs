//! A chain of audit records as the npm package follows it.

use wasm_bindgen::prelude::*;

use super::cross::{error_object, object, value};
use crate::{
    audit::Chain,
    model::{Value, audit::VerifyOptions},
    parse::Cx,
};

/// A chain that is being followed; records come in pieces, so that a log may be of any length.
#[wasm_bindgen]
pub struct RawChain(Chain);

#[wasm_bindgen]
impl RawChain {
    /// A chain from its start, or from where the options say.
    ///
    /// # Errors
    ///
    /// An error object where the options can't be read.
    #[wasm_bindgen(js_name = follow)]
    pub fn follow(options: &[u8]) -> Result<Self, JsValue> {
        let options = Cx::run::<Option<VerifyOptions>>(value(options)?).map_err(error_object)?;
        Ok(Self(Chain::new(options.unwrap_or_default())))
    }

    /// Takes the next records of the chain.
    ///
    /// # Errors
    ///
    /// An error object where the list itself can't be read.
    pub fn push(&mut self, records: &[u8]) -> Result<(), JsValue> {
        let Value::List(records) = value(records)? else { return Err(error_object(Vec::new())) };
        records.into_iter().for_each(|record| self.0.push(record));
        Ok(())
    }

    /// What came out.
    ///
    /// # Errors
    ///
    /// None.
    pub fn finish(self) -> Result<JsValue, JsValue> {
        object(&self.0.finish())
    }
}
