//! Measures the built package, beside the other ways across the boundary.

use anyhow::Result;

use crate::{
    proc::{self, Line as _},
    setup, wasm,
};

/// Builds the package and the other ways, then runs the benches of the package.
pub(crate) fn run() -> Result<()> {
    wasm::build()?;
    let module = wasm::compile("xtask-boundary", "")?;
    let glue = wasm::bind(&module, "boundary")?;
    // As ours is, or the comparison would be one of modules and not of ways.
    let module = glue.join("xtask_boundary_bg.wasm");
    proc::step("shrink it as the engine is", || proc::run(wasm::wasm_opt(&module)?.arg("-o").arg(&module)))?;
    let mut command = setup::npm("pkg");
    proc::show(command.line("run bench --").arg(glue))?;
    proc::show(setup::npm("pkg").line("run bench:listen"))
}
