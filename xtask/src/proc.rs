//! Runs programs, and tells a person which step is on and how long it took.

use std::ffi::OsStr;
use std::io::{Read as _, Seek as _, Write as _};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    // Cargo sets it at run time too, so a moved checkout with an old target directory still works.
    let manifest = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    manifest.parent().map_or(manifest.clone(), PathBuf::from)
}

/// Where Cargo puts what it builds.
pub(crate) fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |it| root().join(it))
}

/// A program, started in the root of the repository.
pub(crate) fn program(name: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(name);
    command.current_dir(root());
    command
}

/// The Cargo that runs xtask.
pub(crate) fn cargo() -> Command {
    program(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// `program` with its arguments in one line, split at blanks.
pub(crate) trait Line {
    /// Adds the words of `line` as arguments.
    fn line(&mut self, line: &str) -> &mut Self;
}

impl Line for Command {
    fn line(&mut self, line: &str) -> &mut Self {
        self.args(line.split_whitespace())
    }
}

/// Does a piece of work under a name, and prints the name with the time it took.
pub(crate) fn step<T>(name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    print!("  {name} ... ");
    std::io::stdout().flush()?;
    let start = Instant::now();
    let result = work();
    let verdict = if result.is_ok() { "" } else { "FAILED after " };
    println!("{verdict}{}", seconds(start.elapsed()));
    result
}

/// A duration as people read it.
pub(crate) fn seconds(duration: Duration) -> String {
    let all = duration.as_secs_f64();
    if all < 60.0 { format!("{all:.1} s") } else { format!("{} min {:.0} s", all as u64 / 60, all % 60.0) }
}

/// Runs a program to its end and gives what it wrote (both streams, in order). A failure prints all of it.
///
/// With `HOLDPOINT_VERBOSE` set, the program writes straight to the terminal and the text is empty.
pub(crate) fn run(command: &mut Command) -> Result<String> {
    let shown = describe(command);
    command.stdin(Stdio::null());
    if std::env::var_os("HOLDPOINT_VERBOSE").is_some() {
        println!("\n$ {shown}");
        return show(command).map(|()| String::new());
    }
    // One file for both streams keeps their order, which two pipes would not.
    let mut file = scratch_file()?;
    let status = command
        .stdout(file.try_clone()?)
        .stderr(file.try_clone()?)
        .status()
        .with_context(|| format!("`{shown}` can't be started"))?;
    let mut written = Vec::new();
    file.rewind()?;
    file.read_to_end(&mut written)?;
    let written = String::from_utf8_lossy(&written).into_owned();
    if !status.success() {
        println!("\n$ {shown}\n{}", written.trim_end());
        bail!("`{shown}` ended with {status}");
    }
    Ok(written)
}

/// Runs a program whose output is what the person asked for.
pub(crate) fn show(command: &mut Command) -> Result<()> {
    let shown = describe(command);
    let status = command.status().with_context(|| format!("`{shown}` can't be started"))?;
    if !status.success() {
        bail!("`{shown}` ended with {status}");
    }
    Ok(())
}

/// Whether a program can be started and ends well; what it writes is of no interest.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// What a program writes to its standard output, trimmed; `None` when it can't be had.
pub(crate) fn answer(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}

fn describe(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

/// A file that vanishes with its handle.
fn scratch_file() -> Result<std::fs::File> {
    let directory = target();
    std::fs::create_dir_all(&directory)?;
    let path = directory.join(format!("xtask-{}.log", std::process::id()));
    let file = std::fs::OpenOptions::new().create(true).truncate(true).read(true).write(true).open(&path)?;
    std::fs::remove_file(&path)?;
    Ok(file)
}
