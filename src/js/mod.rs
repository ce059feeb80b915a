//! The boundary: the only place that knows wasm-bindgen and js-sys. It converts, calls, converts back.
//!
//! A host's value comes in as a tape (see [`crate::parse::parse_tape`]), an answer leaves as the
//! object that its JSON text makes. An error leaves as a plain object, never as a panic: a trap
//! would poison the host's instance.

mod audit;
mod compare;
mod cross;
mod measure;
mod policy;
mod zones;

use wasm_bindgen::prelude::wasm_bindgen;

/// What the engine's memory comes from. A decision is hundreds of small allocations that end with it.
#[cfg(target_family = "wasm")]
#[global_allocator]
static MEMORY: rlsf::GlobalTlsf = rlsf::GlobalTlsf::new();

/// The version of the package.
#[wasm_bindgen]
#[must_use]
#[expect(unreachable_pub, reason = "an export of the module, not of the crate")]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}
