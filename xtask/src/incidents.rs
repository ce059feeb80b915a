//! `cargo xtask incidents FILE.csv`: handed on to `xtask-incidents`, which links the engine.

use std::error::Error;
use std::process::Command;

/// Replays a log.
///
/// # Errors
///
/// What the program itself has printed already, as its exit status.
pub fn run(arguments: &[String]) -> Result<(), Box<dyn Error>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["run", "--quiet", "--release", "--package", "xtask-incidents", "--"]).args(arguments);
    let status = command.status()?;
    if status.success() { Ok(()) } else { Err(format!("xtask-incidents: {status}").into()) }
}
