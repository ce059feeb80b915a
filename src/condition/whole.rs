//! A condition: what reading gives, and everything that can be asked of it.

use super::{
    Atom, Evidence, Expr, Facts, MAX_TEXT, Outcome, Problem, Slot, Vocabulary, atoms, eval, explain, parse,
    print, problem::Problems, tree, typing::Checker,
};
use crate::{diagnostic::Code, model::Value};

/// A typed condition over the slots of one vocabulary.
///
/// Only reading makes one, so evaluating it can't fail. Whatever asks for a [`Vocabulary`] has to be
/// given the one that it was read with.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    expr: Expr,
    reads: Vec<Slot>,
}

impl Condition {
    /// Reads a condition from its text.
    ///
    /// # Errors
    /// Every mistake that was found, in the order of the text, each with its place.
    pub fn from_text(text: &str, vocabulary: &dyn Vocabulary) -> Result<Self, Vec<Problem>> {
        let mut problems = Problems::default();
        let expr = read_text(text, vocabulary, &mut problems);
        match expr {
            Some(expr) if problems.is_empty() => Ok(Self::new(expr)),
            _ => Err(problems.into_vec()),
        }
    }

    /// Reads a condition from its tree: `{ all | any | not }`, `{ field, op, value }` or `{ cel }`.
    ///
    /// # Errors
    /// Every mistake that was found, each with its JSON Pointer from the tree's root.
    pub fn from_tree(tree: &Value, vocabulary: &dyn Vocabulary) -> Result<Self, Vec<Problem>> {
        tree::read(tree, vocabulary).map(Self::new)
    }

    fn new(expr: Expr) -> Self {
        let reads = atoms::reads(&expr);
        Self { expr, reads }
    }

    /// What it says of a case. Linear in the condition and in the data that it reads; allocates
    /// only if it is undetermined.
    pub fn eval(&self, facts: &dyn Facts) -> Outcome {
        eval::outcome(&self.expr, facts)
    }

    /// Why it says so; empty only for a condition of constants.
    pub fn justify(&self, facts: &dyn Facts, vocabulary: &dyn Vocabulary) -> Vec<Evidence> {
        explain::justify(&self.expr, facts, vocabulary)
    }

    /// As CEL; reading it gives this condition again.
    #[must_use]
    pub fn to_cel(&self, vocabulary: &dyn Vocabulary) -> String {
        print::condition(&self.expr, vocabulary)
    }

    /// As a tree, with `{ cel }` for parts that a tree can't say; `None` if it can't say any.
    #[must_use]
    pub fn to_tree(&self, vocabulary: &dyn Vocabulary) -> Option<Value> {
        tree::write(&self.expr, vocabulary)
    }

    /// The fields that it reads, `has()` included, in order, each once.
    #[must_use]
    pub fn reads(&self) -> &[Slot] {
        &self.reads
    }

    /// Its questions, from left to right.
    #[must_use]
    pub fn atoms(&self) -> Vec<Atom<'_>> {
        atoms::atoms(&self.expr)
    }

    /// The fields in a `has()` that can break law C2: taking such a field away may turn the
    /// condition from true to false.
    #[must_use]
    pub fn breaks_monotonicity(&self) -> Vec<Slot> {
        atoms::breaks(&self.expr)
    }

    /// The internal form, for analyses.
    #[must_use]
    pub fn expr(&self) -> &Expr {
        &self.expr
    }
}

/// Reads a text; what is wrong goes to the problems, each with its position.
pub(super) fn read_text(text: &str, vocabulary: &dyn Vocabulary, problems: &mut Problems) -> Option<Expr> {
    if text.len() > MAX_TEXT {
        let problem = Problem::new(Code::ConditionTooLarge, 0..text.len(), "this condition is too long");
        let problem = problem.expected(format!("at most {MAX_TEXT} bytes")).help("split the rule in two");
        problems.push(problem.within(text));
        return None;
    }
    let mut found = Problems::default();
    let ast = parse::parse(text, &mut found);
    let expr = ast.and_then(|ast| Checker::new(vocabulary, &mut found).condition(&ast));
    if !problems.is_full() {
        found.in_order().into_iter().for_each(|problem| problems.push_last(problem.within(text)));
    }
    expr
}
