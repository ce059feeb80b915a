//! Gathers the lexicon files into the one text that the engine embeds, comments left out.

use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;

use holdpoint::signals::Lexicons;

/// Writes `fold.txt` and `lexicons.txt` into a directory.
pub fn write(directory: &Path) -> Result<(), Box<dyn Error>> {
    std::fs::write(directory.join("fold.txt"), crate::fold::table())?;
    let lexicons = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../lexicons");
    let text = gathered(&lexicons)?;
    if let Err(problems) = Lexicons::from_text(&text) {
        let lines: Vec<String> =
            problems.iter().map(|problem| format!("{}: {}", problem.signal, problem.message())).collect();
        return Err(lines.join("\n").into());
    }
    std::fs::write(directory.join("lexicons.txt"), text)?;
    Ok(())
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
