//! Where the bytes of the module go.

use anyhow::Result;

use crate::proc::{self, Line as _};
use crate::wasm;

/// Builds the module as it is shipped, but with the names of its functions, and prints its parts.
pub(crate) fn run() -> Result<()> {
    let glue = wasm::engine_with_names()?;
    let named = glue.join("named.wasm");
    proc::step("shrink the module and keep its names", || {
        proc::run(wasm::wasm_opt(&glue.join("holdpoint_bg.wasm"))?.arg("--debuginfo").arg("-o").arg(&named))
    })?;
    let listing = proc::run(proc::cargo().line("run --quiet --package xtask-bindgen -- size").arg(&named))?;
    println!("\n{}", listing.trim_end());
    Ok(())
}
