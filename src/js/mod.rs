//! The boundary: the only place that knows wasm-bindgen and js-sys.
#![allow(unreachable_pub, reason = "wasm-bindgen exports what is `pub`; no Rust code uses it")]

use wasm_bindgen::prelude::*;

/// The version of the package.
#[wasm_bindgen]
#[must_use]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}
