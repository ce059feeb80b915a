//! `cargo xtask signals`: handed on to `xtask-signals`, which links the engine and Unicode's tables.

use std::error::Error;
use std::process::Command;

/// Runs `generate DIRECTORY` or `measure FILE`.
///
/// # Errors
///
/// What the program itself has printed already, as its exit status.
pub fn run(arguments: &[String]) -> Result<(), Box<dyn Error>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["run", "--quiet", "--release", "--package", "xtask-signals", "--"]).args(arguments);
    let status = command.status()?;
    if status.success() { Ok(()) } else { Err(format!("xtask-signals: {status}").into()) }
}
