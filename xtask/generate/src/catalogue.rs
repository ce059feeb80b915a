//! The catalogue of codes: `pkg/generated/diagnostics.json` for the command, `docs/diagnostics.md` for people.

use std::fmt::Write as _;

use anyhow::{Context as _, Result, bail};
use holdpoint::diagnostic::{Code, Severity};
use serde_json::{Map, Value, json};

/// An entry, taken apart.
struct Entry {
    code: &'static str,
    severity: Severity,
    /// The first paragraph, one sentence, without its full stop.
    title: String,
    /// The other paragraphs, Markdown.
    text: String,
}

/// Code → severity, title and text.
pub(crate) fn json() -> Result<String> {
    let mut codes = Map::new();
    for entry in entries()? {
        let value = json!({ "severity": entry.severity, "title": entry.title, "text": entry.text });
        codes.insert(entry.code.to_owned(), value);
    }
    Ok(serde_json::to_string_pretty(&Value::Object(codes))? + "\n")
}

/// The catalogue as a page.
pub(crate) fn markdown() -> Result<String> {
    let mut page = String::from(
        "# Diagnostics\n\n\
         <!-- Made by `cargo xtask generate` from src/diagnostic/codes.rs. -->\n\n\
         Every problem has a stable code, which is never reused. An error stops the work; a warning says that the\n\
         policy may not mean what its author thinks. `holdpoint explain CODE` prints an entry.\n",
    );
    let mut stage = "";
    for entry in entries()? {
        let next = stage_of(entry.code)?;
        if next != stage {
            write!(page, "\n## {next}\n")?;
            stage = next;
        }
        let severity = if entry.severity == Severity::Warning { " (warning)" } else { "" };
        write!(page, "\n### {}: {}{severity}\n", entry.code, entry.title)?;
        if !entry.text.is_empty() {
            write!(page, "\n{}\n", entry.text)?;
        }
    }
    Ok(page)
}

fn stage_of(code: &str) -> Result<&'static str> {
    Ok(match code.get(..4) {
        Some("HP01") => "Text",
        Some("HP02") => "Structure",
        Some("HP03") => "Meaning",
        Some("HP04") => "Input",
        Some("HP05") => "Limits",
        Some("HP09") => "The engine itself",
        _ => bail!("`{code}` belongs to no stage"),
    })
}

fn entries() -> Result<Vec<Entry>> {
    Code::ALL.iter().map(|code| entry(*code)).collect()
}

fn entry(code: Code) -> Result<Entry> {
    // A doc comment begins each line with a blank.
    let lines = code.entry().lines().map(|line| line.strip_prefix(' ').unwrap_or(line));
    let whole = lines.collect::<Vec<_>>().join("\n");
    let (title, text) = whole.trim().split_once("\n\n").unwrap_or((whole.trim(), ""));
    let title = title.replace('\n', " ");
    let title =
        title.strip_suffix('.').with_context(|| format!("{} begins with no sentence", code.as_str()))?;
    Ok(Entry {
        code: code.as_str(),
        severity: code.severity(),
        title: title.to_owned(),
        text: text.trim().to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::{entries, markdown};

    #[test]
    fn every_code_has_an_entry_and_codes_ascend() {
        let entries = entries().unwrap();
        assert!(entries.iter().all(|entry| !entry.title.is_empty()));
        assert!(
            entries.windows(2).all(|pair| pair[0].code < pair[1].code),
            "a code stands twice or out of order"
        );
    }

    #[test]
    fn the_page_names_every_code_once() {
        let page = markdown().unwrap();
        for entry in entries().unwrap() {
            assert_eq!(page.matches(&format!("### {}: ", entry.code)).count(), 1, "{}", entry.code);
        }
    }
}
