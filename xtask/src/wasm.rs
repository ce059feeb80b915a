//! Builds the wasm module and the npm package around it.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::proc::{self, Line as _};
use crate::setup::{self, TARGET};

/// What the compressed module should weigh at most, in bytes, with everything in: what a page or a
/// function loads before it decides anything.
const BUDGET: u64 = 200 * 1024;

/// The module is over its budget (README, Limits). Until it is within again, it may not grow past this;
/// whoever makes it lighter lowers the number.
const CEILING: u64 = 380 * 1024;

/// What the standard library as it is shipped adds, and the texts of its panics.
const SHIPPED_STD: u64 = 28 * 1024;

/// Builds everything up to a `pkg` that can be packed.
pub(crate) fn build() -> Result<()> {
    crate::generate::write()?;
    let glue = engine_with_names()?;
    let shipped = optimise(&glue)?;
    let (raw, weight) = weigh(&shipped)?;
    println!("  {raw} bytes of wasm, {weight} after gzip -9 ({} % of the budget)", weight * 100 / BUDGET);
    bundle()?;
    // Only now, so that a module that is too heavy can still be tried out.
    let ceiling = CEILING + if setup::wasm_toolchain()?.builds_std() { 0 } else { SHIPPED_STD };
    if weight > ceiling {
        bail!("the module weighs {weight} bytes after gzip -9; it may not weigh more than {ceiling}");
    }
    Ok(())
}

/// Compiles the engine with its JavaScript boundary and makes its glue.
pub(crate) fn engine_with_names() -> Result<PathBuf> {
    let glue = bind(&compile("holdpoint", "--features js")?, "bindgen")?;
    let mut command = proc::cargo();
    command.line("run --quiet --package xtask-bindgen -- lean").arg(glue.join("holdpoint_bg.wasm"));
    proc::run(&mut command)?;
    Ok(glue)
}

/// Compiles a crate of the workspace to wasm.
pub(crate) fn compile(package: &str, features: &str) -> Result<PathBuf> {
    let toolchain = setup::wasm_toolchain()?;
    proc::step(&format!("compile {package} to wasm ({})", toolchain.describe()), || {
        // Named here and not in the manifest: a crate that is also an ordinary library isn't optimised as
        // a whole at link time, which made the module a tenth larger and a third slower.
        let line = format!("rustc --release --package {package} --lib --crate-type cdylib {features}");
        proc::run(&mut toolchain.cargo(&line))
    })?;
    let file = format!("release/{}.wasm", package.replace('-', "_"));
    Ok(toolchain.target_directory().join(TARGET).join(file))
}

/// Makes the glue in a directory of the target's, with the function names still in the module.
pub(crate) fn bind(module: &Path, directory: &str) -> Result<PathBuf> {
    let directory = proc::target().join(directory);
    proc::step("compile wasm-bindgen", || proc::run(proc::cargo().line("build --package xtask-bindgen")))?;
    proc::step("make the JavaScript glue", || {
        if directory.exists() {
            std::fs::remove_dir_all(&directory)?;
        }
        let mut command = proc::cargo();
        command.line("run --quiet --package xtask-bindgen -- glue").arg(module).arg(&directory);
        proc::run(&mut command)
    })?;
    Ok(directory)
}

/// Shrinks the module and puts it, with its glue, where the package's own build looks for them.
fn optimise(glue: &Path) -> Result<PathBuf> {
    let build = proc::root().join("pkg/build");
    std::fs::create_dir_all(&build)?;
    for name in ["holdpoint.js", "holdpoint.d.ts", "holdpoint_bg.wasm.d.ts"] {
        std::fs::copy(glue.join(name), build.join(name)).with_context(|| format!("the glue lacks {name}"))?;
    }
    let (small, shipped) = (glue.join("small.wasm"), build.join("holdpoint_bg.wasm"));
    let mut command = wasm_opt(&glue.join("holdpoint_bg.wasm"))?;
    proc::step("shrink the module with wasm-opt", || proc::run(command.arg("-o").arg(&small)))?;
    let mut command = proc::cargo();
    command.line("run --quiet --package xtask-bindgen -- order").arg(&small).arg(&shipped);
    proc::step("put functions that look alike side by side", || proc::run(&mut command))?;
    Ok(shipped)
}

/// wasm-opt as the package's lock file has it, set to shrink a module.
pub(crate) fn wasm_opt(module: &Path) -> Result<Command> {
    setup::npm_packages("pkg")?;
    let mut command = proc::program("node");
    command.line("pkg/node_modules/binaryen/bin/wasm-opt -Oz --converge");
    // Below the first kilobyte lies the end of the stack, which no pointer with an offset reaches.
    command.line("--low-memory-unused --optimize-added-constants-propagate");
    command.arg(module);
    Ok(command)
}

/// Runs the package's own build.
fn bundle() -> Result<()> {
    proc::step("bundle the npm package", || proc::run(setup::npm("pkg").line("run build")))?;
    let (raw, packed) = weigh(&proc::root().join("pkg/dist/index.js"))?;
    println!("  {raw} bytes of index.js, the module in it, {packed} after gzip -9");
    Ok(())
}

/// The size of a file and its compressed size, in bytes.
fn weigh(file: &Path) -> Result<(u64, u64)> {
    let raw = std::fs::metadata(file)?.len();
    // zlib at its highest level, which is what `gzip -9` does.
    let measure =
        "console.log(require('zlib').gzipSync(require('fs').readFileSync(process.argv[1]),{level:9}).length)";
    let packed = proc::answer(proc::program("node").arg("-e").arg(measure).arg(file))
        .with_context(|| format!("node can't compress {}", file.display()))?
        .parse()?;
    Ok((raw, packed))
}
