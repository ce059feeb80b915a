//! The conditions of a document that doesn't stand: what is wrong with them is told together with
//! what is wrong with its structure, so that nobody mends one mistake only to be shown the next.

use super::{Inputs, PolicyVocabulary, Problems};
use crate::{
    condition::Condition,
    diagnostic::{Diagnostic, Pointer},
    model::{Map, Value, policy::PolicyDocument},
    parse::Cx,
};

/// The problems of a document's structure, and behind them those of its conditions.
pub(super) fn with_conditions(written: &Value, mut found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let Value::Map(sections) = written else { return found };
    let Some(vocabulary) = vocabulary(sections) else { return found };
    let mut problems = Problems::default();
    for section in ["rules", "routes"] {
        let Some(Value::List(entries)) = sections.get(section) else { continue };
        for (index, entry) in entries.iter().enumerate() {
            let at = Pointer::root().key(section).index(index).key("when");
            let known = |problem: &Diagnostic| problem.path.as_str().starts_with(at.as_str());
            let Value::Map(entry) = entry else { continue };
            let Some(when) = entry.get("when") else { continue };
            if found.iter().any(known) {
                continue;
            }
            let read = match when {
                Value::Text(text) => Condition::from_text(text, &vocabulary),
                tree => Condition::from_tree(tree, &vocabulary),
            };
            for problem in read.err().unwrap_or_default() {
                problems.push(problem.into_diagnostic(&at));
            }
        }
    }
    found.extend(problems.into_vec());
    found
}

/// What the conditions may name, where the document's own inputs can be read.
fn vocabulary(sections: &Map<Value>) -> Option<PolicyVocabulary> {
    let mut least =
        Map::of(vec![("holdpoint", Value::Number(1.0)), ("name", Value::Text("conditions".to_owned()))]);
    if let Some(inputs) = sections.get("inputs") {
        least.insert("inputs".to_owned(), inputs.clone());
    }
    let document: PolicyDocument = Cx::run(Value::Map(least)).ok()?;
    let mut problems = Problems::default();
    let inputs = Inputs::compile(&document, &mut problems);
    problems.is_empty().then(|| PolicyVocabulary::new(&inputs))
}
