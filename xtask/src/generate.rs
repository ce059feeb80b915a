//! The files that are made from the Rust sources and committed, so that a review sees them change.
//!
//! The default policy is turned into JSON here, before the engine is compiled, because the engine
//! embeds it. The rest is made by `xtask-generate`, which is the engine with the feature `generate`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use crate::proc::{self, Line as _};
use crate::yaml;

const POLICY: &str = "policies/default.yaml";
const POLICY_JSON: &str = "pkg/generated/default-policy.json";

/// Brings every generated file up to date; a file that is so already keeps its modification time.
pub(crate) fn write() -> Result<()> {
    proc::step("generate types, schema and catalogue", || {
        // The policy first: the engine embeds it, and the rest is made by the engine.
        let (path, text) = default_policy()?;
        write_if_changed(&proc::root().join(path), &text)?;
        for (path, text) in from_engine()? {
            write_if_changed(&proc::root().join(path), &text)?;
        }
        Ok(())
    })
}

/// Fails when a generated file isn't what its sources make.
pub(crate) fn check() -> Result<()> {
    let stale = proc::step("compare the generated files with their sources", || {
        let files = [default_policy()?].into_iter().chain(from_engine()?);
        Ok(files.filter(|(path, text)| !is_current(path, text)).map(|(path, _)| path).collect::<Vec<_>>())
    })?;
    if stale.is_empty() {
        return Ok(());
    }
    bail!("stale: {}; run `cargo xtask generate` and commit the result", stale.join(", "));
}

fn default_policy() -> Result<(String, String)> {
    let text = std::fs::read_to_string(proc::root().join(POLICY)).with_context(|| format!("no {POLICY}"))?;
    let document = yaml::to_json(&text).with_context(|| format!("{POLICY} can't be read"))?;
    Ok((POLICY_JSON.to_owned(), serde_json::to_string_pretty(&document)? + "\n"))
}

/// The other files, path and text, as the engine makes them.
fn from_engine() -> Result<BTreeMap<String, String>> {
    let directory = proc::target().join("generated");
    if directory.exists() {
        std::fs::remove_dir_all(&directory)?;
    }
    proc::run(proc::cargo().line("run --quiet --package xtask-generate --").arg(&directory))?;
    let mut files = BTreeMap::new();
    read_tree(&directory, &directory, &mut files)?;
    if files.is_empty() {
        bail!("xtask-generate made no file");
    }
    Ok(files)
}

fn read_tree(base: &Path, directory: &Path, files: &mut BTreeMap<String, String>) -> Result<()> {
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
