//! Gathers the lexicon files into the one text that the engine embeds, comments left out.

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use holdpoint::signals::Lexicons;

/// Writes `fold.txt` and `lexicons.txt` into a directory.
pub fn write(directory: &Path) -> Result<(), Box<dyn Error>> {
    for (name, text) in files()? {
        std::fs::write(directory.join(name), text)?;
    }
    Ok(())
}

/// The generated files, name and text.
fn files() -> Result<[(&'static str, String); 2], Box<dyn Error>> {
    let lexicons = gathered(&root().join("lexicons"))?;
    if let Err(problems) = Lexicons::from_text(&lexicons) {
        let lines: Vec<String> =
            problems.iter().map(|problem| format!("{}: {}", problem.signal, problem.message())).collect();
        return Err(lines.join("\n").into());
    }
    Ok([("fold.txt", crate::fold::table()), ("lexicons.txt", lexicons)])
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// All files of all languages, groups first: entries refer to them.
fn gathered(lexicons: &Path) -> Result<String, Box<dyn Error>> {
    let mut text = String::new();
    for language in names(lexicons)? {
        let directory = lexicons.join(&language);
        let mut files = names(&directory)?;
        files.sort_by_key(|file| (file != "groups.txt", file.clone()));
        for file in files {
            let Some(name) = file.strip_suffix(".txt") else { continue };
            let _ = writeln!(text, "== {language} {name}");
            for line in std::fs::read_to_string(directory.join(&file))?.lines() {
                let entry = line.split_once('#').map_or(line, |(entry, _)| entry);
                let entry = entry.split_whitespace().collect::<Vec<_>>().join(" ");
                if !entry.is_empty() {
                    let _ = writeln!(text, "{entry}");
                }
            }
        }
    }
    Ok(text)
}

fn names(directory: &Path) -> Result<Vec<String>, Box<dyn Error>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(directory)? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::{files, root};

    #[test]
    fn the_committed_files_are_what_their_sources_make() {
        for (name, text) in files().unwrap() {
            let committed = std::fs::read_to_string(root().join("src/signals/generated").join(name)).unwrap();
            assert!(
                committed == text,
                "{name} is stale: run `cargo xtask signals generate src/signals/generated`"
            );
        }
    }
}
