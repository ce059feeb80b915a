//! The boundary: the only place that knows wasm-bindgen and js-sys.

use wasm_bindgen::prelude::*;

/// The version of the package.
#[wasm_bindgen]
#[must_use]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}
