//! The files that are made from the Rust sources and committed, so that a review sees them change.
//!
//! First what the engine embeds: the default policy, turned into JSON here, and the tables of the
//! signals, which `xtask-signals` gathers. Then what is made from the engine: `xtask-generate` is the
//! engine with the feature `generate`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use crate::proc::{self, Line as _};
use crate::yaml;

const POLICY: &str = "policies/default.yaml";
const POLICY_JSON: &str = "pkg/generated/default-policy.json";

const SIGNALS: &str = "src/signals/generated";

/// Brings every generated file up to date; a file that is so already keeps its modification time.
pub(crate) fn write() -> Result<()> {
    proc::step("generate types, schema, tables and catalogue", || {
        for make in [default_policy, signal_tables, from_engine] {
            for (path, text) in make()? {
                write_if_changed(&proc::root().join(path), &text)?;
            }
        }
        Ok(())
    })
}

/// Fails when a generated file isn't what its sources make.
pub(crate) fn check() -> Result<()> {
    let stale = proc::step("compare the generated files with their sources", || {
        let mut stale = Vec::new();
        for make in [default_policy, signal_tables, from_engine] {
            stale.extend(
                make()?.into_iter().filter(|(path, text)| !is_current(path, text)).map(|(path, _)| path),
            );
        }
        Ok(stale)
    })?;
    if stale.is_empty() {
        return Ok(());
    }
    bail!("stale: {}; run `cargo xtask generate` and commit the result", stale.join(", "));
}

/// Files below the root of the repository: path and text.
type Files = BTreeMap<String, String>;

fn default_policy() -> Result<Files> {
    let text = std::fs::read_to_string(proc::root().join(POLICY)).with_context(|| format!("no {POLICY}"))?;
    let document = yaml::to_json(&text).with_context(|| format!("{POLICY} can't be read"))?;
    Ok(Files::from([(POLICY_JSON.to_owned(), serde_json::to_string_pretty(&document)? + "\n")]))
}

fn signal_tables() -> Result<Files> {
    let made = made_by("run --quiet --package xtask-signals -- generate")?;
    Ok(made.into_iter().map(|(name, text)| (format!("{SIGNALS}/{name}"), text)).collect())
}

fn from_engine() -> Result<Files> {
    made_by("run --quiet --package xtask-generate --")
}

/// What a tool writes into the empty directory that it is given.
fn made_by(line: &str) -> Result<Files> {
    let directory = proc::target().join("generated");
    if directory.exists() {
        std::fs::remove_dir_all(&directory)?;
    }
    std::fs::create_dir_all(&directory)?;
    proc::run(proc::cargo().line(line).arg(&directory))?;
    let mut files = Files::new();
    read_tree(&directory, &directory, &mut files)?;
    if files.is_empty() {
        bail!("`cargo {line}` made no file");
    }
    Ok(files)
}

fn read_tree(base: &Path, directory: &Path, files: &mut Files) -> Result<()> {
    for entry in std::fs::read_dir(directory)? {
        let path: PathBuf = entry?.path();
        if path.is_dir() {
            read_tree(base, &path, files)?;
        } else {
            let name = path.strip_prefix(base)?.to_string_lossy().into_owned();
            files.insert(name, std::fs::read_to_string(&path)?);
        }
    }
    Ok(())
}

fn is_current(path: &str, text: &str) -> bool {
    std::fs::read_to_string(proc::root().join(path)).is_ok_and(|committed| committed == text)
}

fn write_if_changed(path: &Path, text: &str) -> Result<()> {
    if std::fs::read_to_string(path).is_ok_and(|old| old == text) {
        return Ok(());
    }
    if let Some(directory) = path.parent() {
        std::fs::create_dir_all(directory)?;
    }
    std::fs::write(path, text).with_context(|| format!("{} can't be written", path.display()))
}
