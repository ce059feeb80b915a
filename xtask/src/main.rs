//! `cargo xtask`: builds, generates, tests and serves Holdpoint.

mod bench;
mod demo;
mod generate;
mod incidents;
mod proc;
mod setup;
mod signals;
mod size;
mod test;
mod wasm;
mod yaml;

use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Result, anyhow, bail};

const USAGE: &str = "\
usage: cargo xtask COMMAND

  setup                fetch the wasm target, the npm packages and Chromium, where they are missing
  build                generate, compile to wasm, bundle: afterwards `npm pack` works in pkg
  generate [--check]   write the generated files, or fail when they are stale
  test [PART]          everything, or one of: lint, rust, generated, npm, hosts, examples, page
  demo [--port N] [--no-serve]
                       decide the example cases with the packed package, then serve the page
  incidents FILE.csv   replay an incident log
  size                 where the bytes of the module go
  bench                measure the built package, beside other ways across the boundary
  signals ...          gather the lexicons, or measure what is heard in a text

HOLDPOINT_VERBOSE=1 shows what each program writes.
HOLDPOINT_WASM_TOOLCHAIN=source|rustup|debian leaves no choice of the way to wasm.";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let start = Instant::now();
    match dispatch(&arguments) {
        Ok(()) => {
            println!("done in {}", proc::seconds(start.elapsed()));
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &[String]) -> Result<()> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["setup"] => setup::all(),
        ["build"] => wasm::build(),
        ["generate"] => generate::write(),
        ["generate", "--check"] => generate::check(),
        ["test" | "ci"] => test::run(None),
        ["test", part] => test::run(Some(part)),
        ["demo", rest @ ..] => demo::run(rest),
        ["bench"] => bench::run(),
        ["signals", ..] => {
            signals::run(arguments.get(1..).unwrap_or_default()).map_err(|error| anyhow!("{error}"))
        }
        ["incidents", ..] => {
            incidents::run(arguments.get(1..).unwrap_or_default()).map_err(|error| anyhow!("{error}"))
        }
        ["size"] => size::run(),
        _ => bail!("no such command\n\n{USAGE}"),
    }
}
