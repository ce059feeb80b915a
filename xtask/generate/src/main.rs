//! Writes what is made from the engine's sources into a directory: `xtask-generate DIRECTORY`.

mod catalogue;
mod zones;

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

fn main() -> Result<()> {
    let directory = std::env::args_os().nth(1).map(PathBuf::from).context("give the directory")?;
    let generated = directory.join("pkg/generated");
    std::fs::create_dir_all(&generated)?;
    holdpoint::generate::write_types(&generated).map_err(|error| anyhow::anyhow!("{error}"))?;
    let schema = serde_json::to_string_pretty(&holdpoint::generate::policy_schema())? + "\n";
    write(&directory, "pkg/generated/policy.schema.json", &schema)?;
    write(&directory, "pkg/generated/zones.txt", &zones::table()?)?;
    write(&directory, "pkg/generated/diagnostics.json", &catalogue::json()?)?;
    write(&directory, "docs/diagnostics.md", &catalogue::markdown()?)
}

fn write(directory: &Path, name: &str, text: &str) -> Result<()> {
    let path = directory.join(name);
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent)?;
    }
    std::fs::write(&path, text).with_context(|| format!("{} can't be written", path.display()))
}
