//! Runs every test of the project, or one part of it, and sums up.

mod counts;

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use self::counts::Counts;
use crate::proc::{self, Line as _};
use crate::setup::{self, WasmToolchain};
use crate::{generate, wasm};

/// The parts, as they are named on the command line.
const PARTS: &[&str] = &["lint", "rust", "generated", "npm", "hosts", "examples", "page"];

/// One step of the summary.
struct Step {
    name: String,
    part: &'static str,
    /// Whether it tests what `build` makes.
    built: bool,
    /// The npm folder and the script that it runs.
    script: Option<(String, &'static str)>,
    work: Box<dyn Fn() -> Result<Counts>>,
}

/// How a step ended.
enum Outcome {
    Passed(Counts),
    Failed(String),
    /// The folder that it tests isn't in the repository, or lacks the script.
    Absent,
}

/// Runs the named part, or all of them.
pub(crate) fn run(part: Option<&str>) -> Result<()> {
    let mut steps = steps();
    if let Some(part) = part {
        if !PARTS.contains(&part) {
            bail!("no part `{part}`; there are {}", PARTS.join(", "));
        }
        steps.retain(|step| step.part == part);
    }
    if let Some(first) = steps.iter().position(|step| step.built) {
        steps.insert(first, Step::new("build", "build", false, || wasm::build().map(|()| Counts::default())));
    }
    let results = run_steps(&steps)?;
    summarise(&results)
}

fn run_steps(steps: &[Step]) -> Result<Vec<(&str, Outcome, Duration)>> {
    let mut results = Vec::new();
    let mut built = true;
    for step in steps {
        println!("{}", step.name);
        let start = Instant::now();
        let outcome = if step.is_absent()? {
            Outcome::Absent
        } else if step.built && !built {
            // Testing what an earlier build left behind would tell nothing about this one.
            Outcome::Failed("not run, because the build failed".to_owned())
        } else {
            match (step.work)() {
                Ok(counts) => Outcome::Passed(counts),
                Err(error) => Outcome::Failed(format!("{error:#}")),
            }
        };
        if let Outcome::Failed(why) = &outcome {
            println!("  FAILED: {why}");
            built &= step.part != "build";
        }
        results.push((step.name.as_str(), outcome, start.elapsed()));
    }
    Ok(results)
}

fn summarise(results: &[(&str, Outcome, Duration)]) -> Result<()> {
    let width = results.iter().map(|(name, ..)| name.len()).max().unwrap_or(0);
    println!("\n{:width$}  result        time  tests", "step");
    for (name, outcome, duration) in results {
        let (verdict, tests) = match outcome {
            Outcome::Passed(counts) => ("passed", counts.to_string()),
            Outcome::Failed(_) => ("FAILED", String::new()),
            Outcome::Absent => ("absent", String::new()),
        };
        println!(
            "{}",
            format!("{name:width$}  {verdict}  {:>10}  {tests}", proc::seconds(*duration)).trim_end()
        );
    }
    let failed = results.iter().filter(|(_, outcome, _)| matches!(outcome, Outcome::Failed(_))).count();
    let passed = results.iter().filter(|(_, outcome, _)| matches!(outcome, Outcome::Passed(_))).count();
    println!("\n{passed} passed, {failed} failed");
    if failed > 0 {
        bail!("{failed} of {} steps failed", results.len());
    }
    Ok(())
}

impl Step {
    fn new(
        name: impl Into<String>,
        part: &'static str,
        built: bool,
        work: impl Fn() -> Result<Counts> + 'static,
    ) -> Self {
        Self { name: name.into(), part, built, script: None, work: Box::new(work) }
    }

    fn is_absent(&self) -> Result<bool> {
        let Some((folder, script)) = &self.script else { return Ok(false) };
        Ok(!setup::is_npm_package(folder) || !setup::has_script(folder, script)?)
    }
}

/// Every step, cheap ones first.
fn steps() -> Vec<Step> {
    let mut steps = vec![
        Step::new("format", "lint", false, || checked("cargo fmt", "fmt --all --check")),
        Step::new("lock files", "lint", false, || lock_files().map(|()| Counts::default())),
        Step::new("clippy", "lint", false, || {
            checked("cargo clippy", "clippy --workspace --all-targets -- --deny warnings")
        }),
        Step::new("clippy of the JavaScript boundary", "lint", false, lint_boundary),
        Step::new("engine", "rust", false, || cargo_test(&["holdpoint"])),
        Step::new("tools", "rust", false, || {
            cargo_test(&[
                "holdpoint-derive",
                "holdpoint-against-steno",
                "xtask",
                "xtask-generate",
                "xtask-bindgen",
                "xtask-signals",
            ])
        }),
        Step::new("generated files", "generated", false, || generate::check().map(|()| Counts::default())),
        npm_step("package", "npm", "pkg", "test"),
        npm_step("package in its hosts", "hosts", "pkg", "test:hosts"),
    ];
    for folder in setup::examples() {
        steps.push(npm_step(&folder, "examples", &folder, "test"));
    }
    steps.push(npm_step("page", "page", "www", "test"));
    steps
}

fn checked(name: &str, line: &str) -> Result<Counts> {
    proc::step(name, || proc::run(proc::cargo().line(line)))?;
    Ok(Counts::default())
}

/// A lock file with addresses would send everybody to the registry of whoever wrote it.
fn lock_files() -> Result<()> {
    let mut mistakes = Vec::new();
    for folder in setup::npm_folders() {
        let path = proc::root().join(&folder);
        match std::fs::read_to_string(path.join("package-lock.json")) {
            Ok(lock) if lock.contains("\"resolved\": \"http") => {
                mistakes
                    .push(format!("{folder}/package-lock.json names a registry: remove the `resolved` keys"));
            }
            Ok(_) => {}
            Err(error) => mistakes.push(format!("{folder}/package-lock.json: {error}")),
        }
        let settings = std::fs::read_to_string(path.join(".npmrc")).unwrap_or_default();
        if !settings.contains("omit-lockfile-registry-resolved=true") {
            mistakes.push(format!(
                "{folder} lacks the .npmrc of the root, which keeps addresses out of the lock file"
            ));
        }
    }
    if mistakes.is_empty() { Ok(()) } else { bail!("{}", mistakes.join("\n")) }
}

fn lint_boundary() -> Result<Counts> {
    const LINE: &str = "clippy --package holdpoint --features js";
    let toolchain = setup::wasm_toolchain()?;
    proc::step("cargo clippy with the feature js", || {
        // Clippy belongs to the plain compiler. Where that one lacks the target, the host's has to do.
        let mut command = match toolchain {
            WasmToolchain::Plain => toolchain.cargo(LINE),
            WasmToolchain::Source | WasmToolchain::Debian { .. } => {
                let mut command = proc::cargo();
                command.line(LINE);
                command
            }
        };
        proc::run(command.line("-- --deny warnings"))
    })?;
    Ok(Counts::default())
}

/// Tests each package by itself. Together, the features of one would be on in the others: the engine
/// wouldn't be tested as it is shipped, and what the build compiles would be compiled twice.
fn cargo_test(packages: &[&str]) -> Result<Counts> {
    let mut all = Counts::default();
    for package in packages {
        let written = proc::step(&format!("cargo test of {package}"), || {
            proc::run(proc::cargo().line("test --no-fail-fast --package").arg(package))
        })?;
        all = all.and(Counts::of_cargo(&written));
    }
    all.at_least_one()
}

/// A test script of an npm package, with everything it needs installed.
fn npm_step(name: &str, part: &'static str, folder: &str, script: &'static str) -> Step {
    let known = Some((folder.to_owned(), script));
    let folder = folder.to_owned();
    let step = Step::new(name, part, true, move || {
        setup::npm_packages(&folder)?;
        let chromium = setup::chromium()?;
        // The page is tested as it is deployed.
        if part == "page" {
            proc::step("build the page", || proc::run(setup::npm(&folder).line("run build")))?;
        }
        let written = proc::step(&format!("npm run {script} in {folder}"), || {
            proc::run(setup::npm(&folder).line("run").arg(script).env("CHROME", chromium))
        })
        .with_context(|| format!("the tests of {folder}"))?;
        Counts::of_node(&written).at_least_one()
    });
    Step { script: known, ..step }
}
