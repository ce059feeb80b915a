//! Names that lead nowhere, and where they may have been meant to lead.

use std::ops::Range;

use super::super::{
    problem::Problem,
    vocabulary::{Kind, Vocabulary},
};
use crate::diagnostic::{Code, closest, listed};

/// A name that the vocabulary doesn't know.
pub(super) fn unknown(vocabulary: &dyn Vocabulary, name: &str, span: &Range<usize>) -> Problem {
    let problem = |message: String| Problem::new(Code::UnknownField, span.clone(), message);
    let paths = vocabulary.paths();
    let mut under = Vec::new();
    for path in &paths {
        if path.strip_prefix(name).is_some_and(|rest| rest.starts_with('.')) {
            under.push(*path);
        }
    }
    if !under.is_empty() {
        let listed = listed(&under);
        return problem(format!("`{name}` is a group of fields and no field"))
            .expected(format!("one of {listed}"));
    }
    let above = name.rmatch_indices('.').find_map(|(dot, _)| {
        let (parent, rest) = name.split_at(dot);
        vocabulary.field(parent).map(|field| (parent, rest, field))
    });
    if let Some((parent, rest, field)) = above {
        let message = format!("`{parent}` is {} and has no `{rest}`", kind(&field.kind));
        return problem(message)
            .help("objects inside a field aren't read; declare what rules read under `inputs`");
    }
    let meant = closest(name, &paths);
    let help = match name.to_ascii_lowercase().as_str() {
        "and" | "or" | "not" => "write `&&`, `||` or `!`",
        _ if name.contains('.') => "correct the name, or declare the field under `inputs`",
        _ => "put it in quotes if it is a text, or declare the field under `inputs`",
    };
    problem(format!("unknown field `{name}`")).did_you_mean(name, meant.as_slice()).help(help)
}

/// A name other than the variable, in the body of `exists` or `all`.
pub(super) fn foreign_to_body(of: &str, variable: &str, name: &str, span: &Range<usize>) -> Problem {
    let message = format!("the body of `{of}` reads nothing but its variable, so not `{name}`");
    Problem::new(Code::ConditionUnsupported, span.clone(), message)
        .expected(format!("comparisons of `{variable}` with literals"))
        .help("ask for the other field outside of the parentheses; a text stands in quotes")
}

fn kind(kind: &Kind) -> &'static str {
    match kind {
        Kind::Text | Kind::Enum(_) => "a text",
        Kind::Number { .. } => "a number",
        Kind::Bool => "a boolean",
        Kind::Time => "a time",
        Kind::TextList => "a list",
    }
}
