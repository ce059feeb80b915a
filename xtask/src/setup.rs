//! Fetches what a build needs and the machine lacks: the wasm target, npm packages, Chromium.
//!
//! Nothing is fetched before a command needs it.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::proc::{self, Line as _};

/// The target of the build.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// How the engine is compiled to wasm on this machine.
#[derive(Debug)]
pub(crate) enum WasmToolchain {
    /// The compiler that runs xtask, which builds the standard library from its own source: for size, and
    /// without the texts of panics that nobody would see.
    Source,
    /// The compiler that runs xtask, with the target's standard library as it is shipped.
    Plain,
    /// Debian's compiler, which builds the standard library from its own source.
    Debian {
        /// The linker, which Debian's compiler doesn't bring.
        linker: PathBuf,
    },
}

const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
const CHOICE: &str = "HOLDPOINT_WASM_TOOLCHAIN";

/// Fetches everything at once.
pub(crate) fn all() -> Result<()> {
    wasm_toolchain()?;
    for folder in npm_folders() {
        npm_packages(&folder)?;
    }
    chromium().map(|_| ())
}

/// Finds a way to compile to wasm, and makes one when there is none.
///
/// The decisions are the same bytes whichever it is; the module is a tenth smaller with the first.
///
/// `HOLDPOINT_WASM_TOOLCHAIN=source`, `=rustup` or `=debian` leaves no choice, which is how all are tested.
pub(crate) fn wasm_toolchain() -> Result<WasmToolchain> {
    match std::env::var(CHOICE).as_deref() {
        Ok("source") => source()?.context("the standard library can't be built from its source here"),
        Ok("rustup") => {
            plain()?.context(format!("rustup can't add {TARGET}, and {CHOICE}=rustup forbids Debian's"))
        }
        Ok("debian") => debian(),
        Ok(other) => bail!("{CHOICE} is `source`, `rustup` or `debian`, not `{other}`"),
        Err(_) => match source()? {
            Some(found) => Ok(found),
            None => match plain()? {
                Some(found) => Ok(found),
                None => debian(),
            },
        },
    }
}

/// The compiler that runs xtask, when it can build the standard library from source.
fn source() -> Result<Option<WasmToolchain>> {
    if !knows_immediate_abort("rustc") {
        return Ok(None);
    }
    let library = || sysroot("rustc").map(|sysroot| sysroot.join("lib/rustlib/src/rust/library/Cargo.toml"));
    let there = || library().is_some_and(|manifest| manifest.exists());
    if !there() && on_path("rustup").is_some() {
        proc::step("rustup component add rust-src", || {
            Ok(proc::succeeds(proc::program("rustup").line("component add rust-src")))
        })?;
    }
    let Some(manifest) = library().filter(|_| there()) else { return Ok(None) };
    // Its crates come from the registry, which may be out of reach.
    let mut fetch = proc::cargo();
    fetch.line("fetch --locked --target").arg(TARGET).arg("--manifest-path").arg(manifest);
    let fetched = proc::succeeds(fetch.env("RUSTC_BOOTSTRAP", "1"));
    if !fetched {
        println!("  the crates of the standard library can't be fetched");
    }
    Ok(fetched.then_some(WasmToolchain::Source))
}

/// Whether a compiler can leave out what a panic would print. That, and building the standard library, are
/// unstable: a compiler may lose them, and then the next way to wasm is taken.
fn knows_immediate_abort(rustc: &str) -> bool {
    let mut command = proc::program(rustc);
    command.args(IMMEDIATE_ABORT).line("--print cfg --target").arg(TARGET).env("RUSTC_BOOTSTRAP", "1");
    proc::succeeds(&mut command)
}

const IMMEDIATE_ABORT: [&str; 2] = ["-Zunstable-options", "-Cpanic=immediate-abort"];

/// The plain compiler, when it has the target or rustup can add it.
fn plain() -> Result<Option<WasmToolchain>> {
    if has_target() {
        return Ok(Some(WasmToolchain::Plain));
    }
    let added = proc::step(&format!("rustup target add {TARGET}"), || {
        Ok(proc::succeeds(proc::program("rustup").line("target add").arg(TARGET)))
    })?;
    if added && has_target() {
        return Ok(Some(WasmToolchain::Plain));
    }
    println!("  rustup is missing or can't add {TARGET}");
    Ok(None)
}

fn has_target() -> bool {
    sysroot("rustc").is_some_and(|sysroot| {
        let libraries = sysroot.join("lib/rustlib").join(TARGET).join("lib");
        std::fs::read_dir(libraries).is_ok_and(|mut entries| entries.next().is_some())
    })
}

fn debian() -> Result<WasmToolchain> {
    if debian_source().is_none() {
        install(&["rustc-web", "rust-web-src"])?;
        if debian_source().is_none() {
            bail!(
                "Debian's packages rustc-web and rust-web-src are there, but not the source of the standard library"
            );
        }
    }
    let linker = match linker() {
        Some(linker) => linker,
        None => {
            install(&["lld"])?;
            linker().context("the package lld is there, but not its `wasm-ld`")?
        }
    };
    Ok(WasmToolchain::Debian { linker })
}

fn debian_source() -> Option<PathBuf> {
    let source = sysroot(DEBIAN_RUSTC)?.join("lib/rustlib/src/rust/library/std/Cargo.toml");
    source.exists().then_some(source)
}

fn linker() -> Option<PathBuf> {
    let host = proc::answer(proc::program("rustc").arg("-vV"))
        .and_then(|text| text.lines().find_map(|line| line.strip_prefix("host: ").map(str::to_owned)));
    let shipped = sysroot("rustc")
        .zip(host)
        .map(|(sysroot, host)| sysroot.join("lib/rustlib").join(host).join("bin/rust-lld"));
    shipped.filter(|path| path.exists()).or_else(|| on_path("wasm-ld"))
}

fn sysroot(rustc: &str) -> Option<PathBuf> {
    proc::answer(proc::program(rustc).line("--print sysroot")).map(PathBuf::from)
}

impl WasmToolchain {
    /// What it is, for a person.
    pub(crate) fn describe(&self) -> &'static str {
        match self {
            Self::Source => "the plain toolchain, standard library from source",
            Self::Plain => "the plain toolchain",
            Self::Debian { .. } => "Debian's compiler, standard library from source",
        }
    }

    /// Whether its standard library is built for size.
    pub(crate) fn builds_std(&self) -> bool {
        !matches!(self, Self::Plain)
    }

    /// Where its builds go: apart, or they would throw away each other's work.
    pub(crate) fn target_directory(&self) -> PathBuf {
        match self {
            Self::Source => proc::target().join("wasm-source"),
            Self::Plain => proc::target(),
            Self::Debian { .. } => proc::target().join("wasm-debian"),
        }
    }

    /// A Cargo command set up for it, up to the subcommand, with `flags` behind.
    pub(crate) fn cargo(&self, line: &str) -> Command {
        let mut command = proc::cargo();
        command.line(line).args(["--target", TARGET]).arg("--target-dir").arg(self.target_directory());
        command.env("CARGO_ENCODED_RUSTFLAGS", self.flags());
        if self.builds_std() {
            command.line("-Zbuild-std=std,panic_abort -Zbuild-std-features=optimize_for_size");
            command.env("RUSTC_BOOTSTRAP", "1");
        }
        if let Self::Debian { linker } = self {
            command.env("RUSTC", DEBIAN_RUSTC).env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker);
        }
        command
    }

    fn rustc(&self) -> &'static str {
        if matches!(self, Self::Debian { .. }) { DEBIAN_RUSTC } else { "rustc" }
    }

    fn flags(&self) -> OsString {
        let mut flags = self.remapped_paths();
        if self.builds_std() && knows_immediate_abort(self.rustc()) {
            flags.extend(IMMEDIATE_ABORT.map(OsString::from));
        }
        flags.join(OsStr::new("\u{1f}"))
    }

    /// Flags that keep this machine's paths out of the module, so that it is the same everywhere.
    fn remapped_paths(&self) -> Vec<OsString> {
        let home = std::env::var_os("CARGO_HOME")
            .map(PathBuf::from)
            .or_else(|| std::env::home_dir().map(|home| home.join(".cargo")));
        let places = [(home, "/cargo"), (sysroot(self.rustc()), "/rust"), (Some(proc::root()), "/holdpoint")];
        let named = places.into_iter().filter_map(|(place, name)| place.map(|it| (it, name)));
        let flag = |(place, name): (PathBuf, &str)| {
            let mut flag = OsString::from("--remap-path-prefix=");
            flag.push(place);
            flag.push("=");
            flag.push(name);
            flag
        };
        named.map(flag).collect()
    }
}

/// Installs the npm packages of a folder as its lock file says, unless that is already done.
pub(crate) fn npm_packages(folder: &str) -> Result<()> {
    let folder_path = proc::root().join(folder);
    let lock = std::fs::read(folder_path.join("package-lock.json"))
        .with_context(|| format!("{folder} has no package-lock.json"))?;
    // The copy stands inside `node_modules`, so it goes when that goes.
    let copy = folder_path.join("node_modules/.installed-lock.json");
    if std::fs::read(&copy).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    proc::step(&format!("npm ci in {folder}"), || {
        proc::run(npm(folder).line("ci --no-audit --no-fund"))?;
        std::fs::create_dir_all(folder_path.join("node_modules"))?;
        Ok(std::fs::write(&copy, &lock)?)
    })
}

/// The folders of the repository that are npm packages, the one that is published first.
pub(crate) fn npm_folders() -> Vec<String> {
    let fixed = ["pkg", "www"].into_iter().filter(|folder| is_npm_package(folder)).map(str::to_owned);
    fixed.chain(examples()).collect()
}

/// The examples that are npm packages.
pub(crate) fn examples() -> Vec<String> {
    let entries = std::fs::read_dir(proc::root().join("examples")).into_iter().flatten().flatten();
    let folders = entries.map(|entry| format!("examples/{}", entry.file_name().to_string_lossy()));
    let mut folders: Vec<String> = folders.filter(|folder| is_npm_package(folder)).collect();
    folders.sort();
    folders
}

/// Whether there is an npm package in a folder of the repository.
pub(crate) fn is_npm_package(folder: &str) -> bool {
    proc::root().join(folder).join("package.json").exists()
}

/// npm, in a folder of the repository.
pub(crate) fn npm(folder: &str) -> Command {
    let mut command = proc::program("npm");
    command.current_dir(proc::root().join(folder)).env("npm_config_update_notifier", "false");
    command
}

/// Whether the package of a folder has a script of that name.
pub(crate) fn has_script(folder: &str, script: &str) -> Result<bool> {
    let path = proc::root().join(folder).join("package.json");
    let text = std::fs::read_to_string(&path).with_context(|| format!("{} can't be read", path.display()))?;
    let package: serde_json::Value = serde_json::from_str(&text)?;
    Ok(package.pointer(&format!("/scripts/{script}")).is_some())
}

/// The browser of the tests: `CHROME`, the system's Chromium, or the one that apt-get brings.
pub(crate) fn chromium() -> Result<PathBuf> {
    if let Some(chosen) = std::env::var_os("CHROME").map(PathBuf::from) {
        if chosen.exists() {
            return Ok(chosen);
        }
        bail!("CHROME names {}, which isn't there", chosen.display());
    }
    let find = || ["chromium", "chromium-browser", "google-chrome"].into_iter().find_map(on_path);
    if let Some(found) = find() {
        return Ok(found);
    }
    install(&["chromium"])?;
    find().context("the package chromium is there, but no `chromium` on the PATH")
}

fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|directory| directory.join(name)).find(|candidate| candidate.exists())
}

/// Installs Debian packages, as root or through sudo.
fn install(packages: &[&str]) -> Result<()> {
    let names = packages.join(" ");
    if on_path("apt-get").is_none() {
        bail!("this machine has no apt-get: install {names} (or what goes by that name here) and try again");
    }
    let root = proc::answer(proc::program("id").arg("-u")).is_some_and(|id| id == "0");
    if !root && on_path("sudo").is_none() {
        bail!("installing needs root: run `apt-get install --no-install-recommends {names}` and try again");
    }
    let apt = |line: &str| {
        let mut command = proc::program(if root { "apt-get" } else { "sudo" });
        if !root {
            // Without a password at hand it fails at once instead of waiting for one.
            command.line("-n apt-get");
        }
        command.line(line).env("DEBIAN_FRONTEND", "noninteractive");
        command
    };
    // A stale package list names files that the mirror no longer has.
    proc::step("apt-get update", || proc::run(&mut apt("update")))?;
    proc::step(&format!("apt-get install {names}"), || {
        proc::run(apt("install -y --no-install-recommends").args(packages))
            .with_context(|| format!("install {names} by hand and try again"))
    })?;
    Ok(())
}
