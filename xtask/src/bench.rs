//! Measures the built package, beside the other ways across the boundary.

use anyhow::Result;

use crate::{
    proc::{self, Line as _},
    setup, wasm,
};

/// Builds the package and the other ways, then runs the bench of the package.
pub(crate) fn run() -> Result<()> {
    wasm::build()?;
    let module = wasm::compile("xtask-boundary", "")?;
    let glue = wasm::bind(&module, "boundary")?;
    let mut command = setup::npm("pkg");
    proc::show(command.line("run bench --").arg(glue))
}
