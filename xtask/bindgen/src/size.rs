//! Where the bytes of a module go.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use wasmparser::{KnownCustom, Name, NameSectionReader, Parser, Payload};

/// How many functions are listed.
const LISTED: usize = 30;

/// The sizes of a module in bytes, before compression.
#[derive(Default)]
struct Sizes {
    code: usize,
    data: usize,
    whole: usize,
    /// Bodies, in the order of the code section.
    bodies: Vec<usize>,
    imported: usize,
    /// Function index → name.
    names: BTreeMap<usize, String>,
}

/// Prints the sections, the modules of the source and the largest functions of a module that has names.
pub(crate) fn print(path: &Path) -> Result<()> {
    let bytes = std::fs::read(path).with_context(|| format!("{} can't be read", path.display()))?;
    let sizes = measure(&bytes)?;
    let functions = sizes.functions();
    println!("{} bytes without names: code {}, data {}\n", sizes.whole, sizes.code, sizes.data);
    let mut modules: BTreeMap<String, usize> = BTreeMap::new();
    for (name, size) in &functions {
        *modules.entry(module_of(name)).or_default() += size;
    }
    println!("code by module");
    for (name, size) in largest(modules.into_iter().collect()).iter().take(LISTED) {
        println!("{size:>8}  {name}");
    }
    println!("\nlargest functions");
    for (name, size) in largest(functions).iter().take(LISTED) {
        println!("{size:>8}  {name}");
    }
    Ok(())
}

/// What must not get in again unseen: each brings tables that no page should load.
const TABLES: [(&str, &str); 2] = [
    ("core::num::flt2dec", "printing a double with `{}`: use `model::js_number`"),
    ("core::num::dec2flt", "reading a double with `parse`: use `model::read_number`"),
];

/// Fails when a module with names holds what [`TABLES`] lists.
pub(crate) fn refuse_tables(path: &Path) -> Result<()> {
    let bytes = std::fs::read(path).with_context(|| format!("{} can't be read", path.display()))?;
    let sizes = measure(&bytes)?;
    for (place, why) in TABLES {
        if sizes.names.values().any(|name| name.contains(place)) {
            bail!("the module holds `{place}`, 20 KB that come with {why}");
        }
    }
    Ok(())
}

fn measure(bytes: &[u8]) -> Result<Sizes> {
    let mut sizes = Sizes { whole: bytes.len(), ..Sizes::default() };
    for payload in Parser::new(0).parse_all(bytes) {
        match payload? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    sizes.imported += usize::from(matches!(import?.ty, wasmparser::TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionStart { size, .. } => sizes.code = size as usize,
            Payload::CodeSectionEntry(body) => sizes.bodies.push(body.range().len()),
            Payload::DataSection(section) => sizes.data = section.range().len(),
            Payload::CustomSection(section) => {
                if let KnownCustom::Name(names) = section.as_known() {
                    sizes.whole -= section.range().len();
                    read_names(names, &mut sizes.names)?;
                }
            }
            _ => {}
        }
    }
    Ok(sizes)
}

fn read_names(section: NameSectionReader<'_>, names: &mut BTreeMap<usize, String>) -> Result<()> {
    for subsection in section {
        if let Name::Function(map) = subsection? {
            for naming in map {
                let naming = naming?;
                names.insert(naming.index as usize, without_hashes(naming.name));
            }
        }
    }
    Ok(())
}

impl Sizes {
    fn functions(&self) -> Vec<(String, usize)> {
        let named = |(at, size): (usize, &usize)| {
            let index = self.imported + at;
            (self.names.get(&index).cloned().unwrap_or_else(|| format!("function {index}")), *size)
        };
        self.bodies.iter().enumerate().map(named).collect()
    }
}

fn largest(mut sizes: Vec<(String, usize)>) -> Vec<(String, usize)> {
    sizes.sort_by(|(a, left), (b, right)| right.cmp(left).then_with(|| a.cmp(b)));
    sizes
}

/// A demangled name without the hash that stands behind each crate: `core[c5930c85a12de822]::fmt` → `core::fmt`.
fn without_hashes(name: &str) -> String {
    let mut pieces = name.split('[');
    let mut plain = pieces.next().unwrap_or("").to_owned();
    for piece in pieces {
        match piece.split_once(']') {
            Some((hash, rest)) if hash.len() == 16 && hash.chars().all(|it| it.is_ascii_hexdigit()) => {
                plain.push_str(rest);
            }
            _ => {
                plain.push('[');
                plain.push_str(piece);
            }
        }
    }
    plain
}

/// The crate of a demangled name, and for Holdpoint its module: `<holdpoint::parse::Reader as Read>::read`
/// → `holdpoint::parse`.
fn module_of(name: &str) -> String {
    let path = name.trim_start_matches(['<', '&', '*', '[']);
    let path = path.strip_prefix("dyn ").unwrap_or(path);
    let end = path.find(|it: char| !(it.is_alphanumeric() || it == '_' || it == ':')).unwrap_or(path.len());
    let mut parts = path.get(..end).unwrap_or(path).split("::");
    match (parts.next(), parts.next()) {
        (Some("holdpoint"), Some(module)) => format!("holdpoint::{module}"),
        (Some(package), Some(_)) => package.to_owned(),
        _ => "(no path)".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{module_of, without_hashes};

    #[test]
    fn hashes_go_and_other_brackets_stay() {
        let name = "<[u8] as core[c5930c85a12de822]::fmt::Debug>::fmt";
        assert_eq!(without_hashes(name), "<[u8] as core::fmt::Debug>::fmt");
    }

    #[test]
    fn a_name_leads_to_its_module() {
        for (name, module) in [
            ("holdpoint::parse::json::read", "holdpoint::parse"),
            ("<holdpoint::model::Value as core::fmt::Debug>::fmt", "holdpoint::model"),
            ("<&T as core::fmt::Display>::fmt", "(no path)"),
            ("serde_json::ser::format_escaped_str", "serde_json"),
            ("core::ptr::drop_in_place<holdpoint::model::Value>", "core"),
            ("memcpy", "(no path)"),
        ] {
            assert_eq!(module_of(name), module, "{name}");
        }
    }
}
