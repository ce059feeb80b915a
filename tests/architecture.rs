//! The modules import in one direction. A new edge is a decision, so it is written down here first.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a broken test stops")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// Layer → the layers that it may name, lowest first. A module that isn't listed may not exist.
const MAY_NAME: &[(&str, &[&str])] = &[
    (VALUES, &[]),
    ("diagnostic", &[VALUES]),
    ("parse", &[VALUES, "diagnostic"]),
    ("model", &[VALUES, "diagnostic", "parse"]),
    ("condition", &[VALUES, "diagnostic", "model"]),
    ("signals", &[VALUES, "diagnostic", "model"]),
    // Zones, working hours and absences: when somebody is there.
    ("calendar", &[VALUES, "diagnostic", "model"]),
    // Canonical JSON, digests and chains of records.
    ("audit", &[VALUES, "diagnostic", "parse", "model"]),
    // A compiled policy knows its own digest.
    ("compile", &[VALUES, "diagnostic", "parse", "model", "condition", "signals", "calendar", "audit"]),
    // A decision reads its own input, since the compiled policy says which keys it may have.
    (
        "decide",
        &[VALUES, "diagnostic", "parse", "model", "condition", "signals", "calendar", "audit", "compile"],
    ),
    // The checker confirms each finding by deciding it.
    ("check", &[VALUES, "diagnostic", "parse", "model", "condition", "calendar", "compile", "decide"]),
    // What many decisions say together: comparing, replaying, assessing.
    ("measure", &[VALUES, "diagnostic", "parse", "model", "audit", "compile", "decide", "check"]),
    ("js", BELOW_THE_BOUNDARY),
    ("generate", BELOW_THE_BOUNDARY),
];

/// Everything that a host's call may need.
const BELOW_THE_BOUNDARY: &[&str] = &[
    VALUES,
    "diagnostic",
    "parse",
    "model",
    "condition",
    "signals",
    "calendar",
    "audit",
    "compile",
    "check",
    "decide",
    "measure",
];

/// The part of `model` below `parse`: what a text is read into before anything is known about it.
const VALUES: &str = "model values";
const VALUE_FILES: &[&str] =
    &["value", "time", "civil", "decimal", "digits", "serialize", "json", "map", "order"];
const VALUE_TYPES: &[&str] = &[
    "Value",
    "Refusal",
    "RefusalKind",
    "Timestamp",
    "Span",
    "Map",
    "Json",
    "Writer",
    "js_number",
    "read_number",
    "TextSet",
    "each_once",
    "repeated",
    "sorted",
    "sorted_texts",
    "shortened",
];

/// The decisions are siblings: what two of them need stands below them.
const SIBLINGS: &[&str] = &["classify", "escalate", "rollback"];

/// Crates of the boundary, and who may name them.
const BOUNDARY_CRATES: &[&str] = &["wasm_bindgen", "js_sys", "getrandom", "web_sys"];
const BOUNDARY: &str = "js";

#[test]
fn modules_import_in_one_direction() {
    let allowed: BTreeMap<&str, &[&str]> = MAY_NAME.iter().copied().collect();
    let mut mistakes = Vec::new();
    for file in source_files() {
        // It only gathers what stands in its files, from both layers.
        if file.module == ["model"] {
            continue;
        }
        let from = layer(&file.module);
        let Some(may_name) = allowed.get(from) else {
            mistakes.push(format!("{}: the module `{from}` isn't in the list", file.path));
            continue;
        };
        for path in &file.names {
            let to = layer(path);
            if to != from && allowed.contains_key(to) && !may_name.contains(&to) {
                mistakes.push(format!("{}: `{from}` names `{}`", file.path, path.join("::")));
            }
        }
    }
    assert!(mistakes.is_empty(), "{}", mistakes.join("\n"));
}

/// The layer of a module or of something in it.
fn layer(path: &[String]) -> &str {
    match path {
        [model, inner, ..]
            if model == "model"
                && (VALUE_FILES.contains(&inner.as_str()) || VALUE_TYPES.contains(&inner.as_str())) =>
        {
            VALUES
        }
        [module, ..] => module,
        [] => "",
    }
}

#[test]
fn the_list_itself_has_one_direction() {
    for (at, (name, below)) in MAY_NAME.iter().enumerate() {
        let earlier: BTreeSet<&str> = MAY_NAME[..at].iter().map(|(name, _)| *name).collect();
        assert!(below.iter().all(|it| earlier.contains(it)), "`{name}` names a later one");
    }
}

#[test]
fn decisions_do_not_import_each_other() {
    let mut mistakes = Vec::new();
    for file in source_files() {
        let [decide, own, ..] = file.module.as_slice() else { continue };
        if decide != "decide" || !SIBLINGS.contains(&own.as_str()) {
            continue;
        }
        for path in &file.names {
            if let [decide, other, ..] = path.as_slice()
                && decide == "decide"
                && other != own
                && SIBLINGS.contains(&other.as_str())
            {
                mistakes.push(format!("{}: `{own}` names `{}`", file.path, path.join("::")));
            }
        }
    }
    assert!(mistakes.is_empty(), "{}", mistakes.join("\n"));
}

#[test]
fn only_the_boundary_knows_javascript() {
    let mut mistakes = Vec::new();
    for file in source_files().into_iter().filter(|file| file.module[0] != BOUNDARY) {
        for word in BOUNDARY_CRATES.iter().filter(|word| file.words.contains(**word)) {
            mistakes.push(format!("{}: names `{word}`", file.path));
        }
    }
    assert!(mistakes.is_empty(), "{}", mistakes.join("\n"));
}

#[test]
fn every_way_to_name_a_module_is_seen() {
    let source = r#"
        use crate::parse::Reader;
        use holdpoint::{compile, js::face};
        use crate::{diagnostic::{Code, Pointer}, model};
        use super::signals::scan;
        mod inner { use super::super::decide::classify; use super::own; }
        mod tests { use crate::untold::tests; }
        pub(super) fn f() { vec![crate::generate::types()]; let text = "crate::nothing"; } // crate::comment
    "#;
    let mut file = SourceFile::new("src/condition/mod.rs", vec!["condition".to_owned()]);
    file.read(source.parse().unwrap());
    let seen: BTreeSet<&str> = file.names.iter().map(|path| path[0].as_str()).collect();
    let expected =
        ["parse", "compile", "js", "diagnostic", "model", "signals", "decide", "generate", "condition"];
    assert_eq!(seen, BTreeSet::from(expected));
    assert!(file.names.contains(&vec!["decide".to_owned(), "classify".to_owned()]));
    assert!(file.names.contains(&vec!["condition".to_owned(), "own".to_owned()]));
}

/// One source file: where it stands, and what it names.
struct SourceFile {
    path: String,
    /// Its module path below the crate.
    module: Vec<String>,
    /// The paths below the crate that it names, in `use` lines and elsewhere.
    names: Vec<Vec<String>>,
    /// Every word outside comments and texts.
    words: BTreeSet<String>,
}

/// Every file below `src` but those of tests and the crate's root, which names everything.
fn source_files() -> Vec<SourceFile> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    collect(&root.join("src"), &mut paths);
    let mut files = Vec::new();
    for path in paths {
        let relative = path.strip_prefix(root.join("src")).unwrap().with_extension("");
        let mut module: Vec<String> =
            relative.iter().map(|part| part.to_string_lossy().into_owned()).collect();
        module.pop_if(|last| last == "mod");
        if module == ["lib"] || module.last().is_some_and(|last| last == "tests") {
            continue;
        }
        let source = fs::read_to_string(&path).unwrap();
        let mut file = SourceFile::new(&path.display().to_string(), module);
        file.read(source.parse().unwrap_or_else(|error| panic!("{}: {error}", path.display())));
        files.push(file);
    }
    assert!(files.len() > 5, "the sources weren't found");
    files
}

fn collect(directory: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, paths);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            paths.push(path);
        }
    }
    paths.sort();
}

impl SourceFile {
    fn new(path: &str, module: Vec<String>) -> Self {
        Self { path: path.to_owned(), module, names: Vec::new(), words: BTreeSet::new() }
    }

    /// Reads tokens and not syntax, so that the insides of macro calls count as well.
    fn read(&mut self, tokens: TokenStream) {
        self.scan(tokens, &self.module.clone());
    }

    fn scan(&mut self, tokens: TokenStream, module: &[String]) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        for (at, token) in tokens.iter().enumerate() {
            match token {
                TokenTree::Ident(word) => {
                    let word = word.to_string();
                    let inside = at > 0 && is_colon(&tokens[at - 1]);
                    let path = tokens.get(at + 1).is_some_and(is_colon) && !inside;
                    if let Some(base) = base(&word, module).filter(|_| path) {
                        self.name(base, &tokens[at + 1..]);
                    }
                    self.words.insert(word);
                }
                TokenTree::Group(group) => {
                    let mut inner = module.to_vec();
                    if group.delimiter() == Delimiter::Brace && at > 1 && tokens[at - 2].to_string() == "mod"
                    {
                        // What a test needs isn't part of what is shipped.
                        if tokens[at - 1].to_string() == "tests" {
                            continue;
                        }
                        inner.push(tokens[at - 1].to_string());
                    }
                    self.scan(group.stream(), &inner);
                }
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
        }
    }

    /// Follows a path from its first word: `:: name`, `:: super`, `:: { … }`.
    fn name(&mut self, mut path: Vec<String>, mut rest: &[TokenTree]) {
        while let [first, second, next, behind @ ..] = rest {
            if !(is_colon(first) && is_colon(second)) {
                break;
            }
            match next {
                TokenTree::Ident(word) if word == "super" => drop(path.pop()),
                TokenTree::Ident(word) => path.push(word.to_string()),
                TokenTree::Group(group) => {
                    let tokens: Vec<TokenTree> = group.stream().into_iter().collect();
                    for branch in tokens.split(|it| matches!(it, TokenTree::Punct(it) if it.as_char() == ','))
                    {
                        if let [TokenTree::Ident(word), behind @ ..] = branch {
                            let mut path = path.clone();
                            path.push(word.to_string());
                            self.name(path, behind);
                        }
                    }
                    return;
                }
                _ => break,
            }
            rest = behind;
        }
        if !path.is_empty() {
            self.names.push(path);
        }
    }
}

/// The module that a path's first word stands for, if it leads into this crate.
fn base(word: &str, module: &[String]) -> Option<Vec<String>> {
    match word {
        "crate" | "holdpoint" => Some(Vec::new()),
        "super" => Some(module[..module.len().saturating_sub(1)].to_vec()),
        _ => None,
    }
}

fn is_colon(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(it) if it.as_char() == ':')
}
