//! [`Ast`] to [`Expr`]: every name resolved, every type checked, every mistake told at once.

mod calls;
mod compare;
mod names;

use std::ops::Range;

use super::{
    ast::{Ast, Node, Operator},
    eval,
    expr::{Expr, Literal, Term},
    problem::{Problem, Problems},
    vocabulary::{Kind, Slot, Vocabulary},
};
use crate::diagnostic::Code;

/// The types of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Type {
    Bool,
    Number,
    Text,
    Time,
    Span,
}

impl Type {
    /// With its article.
    fn name(self) -> &'static str {
        match self {
            Self::Bool => "a boolean",
            Self::Number => "a number",
            Self::Text => "a text",
            Self::Time => "a time",
            Self::Span => "a duration",
        }
    }
}

/// What a part of a condition turned out to be.
pub(super) enum Typed<'v> {
    /// Something that is true, false or undetermined.
    Truth(Expr),
    /// A value of a type; for a field with a closed list of texts, these.
    Term(Term, Type, Option<&'v [String]>),
    /// Literals of one type (none if there are none); the place of each.
    List(Vec<(Literal, Range<usize>)>, Option<Type>),
    /// A list field.
    Field(Slot),
    /// Something already reported.
    Hole,
}

impl Typed<'_> {
    /// With its article.
    fn name(&self) -> &'static str {
        match self {
            Self::Truth(_) => Type::Bool.name(),
            Self::Term(_, of, _) => of.name(),
            Self::List(..) | Self::Field(_) => "a list",
            Self::Hole => "something",
        }
    }
}

/// Checks one condition; the problems tell what came of it.
pub(super) struct Checker<'v, 'p> {
    vocabulary: &'v dyn Vocabulary,
    problems: &'p mut Problems,
    /// Inside the body of a macro: its name and that of its variable.
    body: Option<(String, String)>,
}

impl<'v, 'p> Checker<'v, 'p> {
    pub(super) fn new(vocabulary: &'v dyn Vocabulary, problems: &'p mut Problems) -> Self {
        Self { vocabulary, problems, body: None }
    }

    /// A part that has to be true or false; `None` after a report.
    pub(super) fn condition(&mut self, ast: &Ast) -> Option<Expr> {
        let typed = self.part(ast);
        let problem = match typed {
            Typed::Truth(expr) => return Some(expr),
            Typed::Hole => return None,
            other => {
                let message = format!("{} and neither true nor false", subject(ast, &other));
                let problem =
                    Problem::new(Code::ConditionType, ast.span.clone(), message).expected("a condition");
                match (&other, path(ast)) {
                    (Typed::Field(_), Some(path)) => {
                        problem.help(format!("ask `{path}.size() > 0`, or `\"…\" in {path}`"))
                    }
                    (_, Some(path)) => problem.help(format!(
                        "compare it with something, or ask whether it is there: `has({path})`"
                    )),
                    _ => problem.help("compare it with something"),
                }
            }
        };
        self.problems.push(problem);
        None
    }

    fn part(&mut self, ast: &Ast) -> Typed<'v> {
        if self.problems.is_full() {
            return Typed::Hole;
        }
        match &ast.node {
            Node::Number(number) => literal(Literal::number(*number)),
            Node::Text(text) => literal(Literal::Text(text.clone())),
            Node::Time(time) => literal(Literal::Time(*time)),
            Node::Bool(constant) => Typed::Truth(Expr::Constant(*constant)),
            Node::Path(path) => self.name(path, &ast.span),
            Node::List(items) => self.list(items),
            Node::All(parts) => self.chain(parts).map_or(Typed::Hole, |parts| Typed::Truth(Expr::all(parts))),
            Node::Any(parts) => self.chain(parts).map_or(Typed::Hole, |parts| Typed::Truth(Expr::any(parts))),
            Node::Not(part) => self.condition(part).map_or(Typed::Hole, |part| Typed::Truth(part.negate())),
            Node::Negate(part) => self.minus(part),
            Node::Binary(Operator::Relation(relation), place, left, right) => {
                self.comparison(*relation, place, left, right)
            }
            Node::Binary(Operator::In, place, left, right) => self.membership(place, left, right),
            Node::Binary(operator, place, left, right) => self.sum(*operator, place, left, right),
            Node::Call { target, name, place, arguments } => {
                self.call(ast, target.as_deref(), name, place, arguments)
            }
            Node::Hole => Typed::Hole,
        }
    }

    fn chain(&mut self, parts: &[Ast]) -> Option<Vec<Expr>> {
        let mut typed = Vec::new();
        for part in parts {
            typed.extend(self.condition(part));
        }
        (typed.len() == parts.len()).then_some(typed)
    }

    fn name(&mut self, name: &str, span: &Range<usize>) -> Typed<'v> {
        if let Some((of, variable)) = &self.body {
            if name == variable {
                return Typed::Term(Term::Item, Type::Text, None);
            }
            let problem = names::foreign_to_body(of, variable, name, span);
            self.problems.push(problem);
            return Typed::Hole;
        }
        let vocabulary = self.vocabulary;
        let Some(field) = vocabulary.field(name) else {
            self.problems.push(names::unknown(vocabulary, name, span));
            return Typed::Hole;
        };
        let value = |of| Typed::Term(Term::Field(field.slot), of, None);
        match &field.kind {
            Kind::Text => value(Type::Text),
            Kind::Enum(allowed) => Typed::Term(Term::Field(field.slot), Type::Text, Some(allowed)),
            Kind::Number { .. } => value(Type::Number),
            Kind::Time => value(Type::Time),
            Kind::Bool => Typed::Truth(Expr::Field(field.slot)),
            Kind::TextList => Typed::Field(field.slot),
        }
    }

    fn list(&mut self, items: &[Ast]) -> Typed<'v> {
        let mut literals = Vec::new();
        let mut of: Option<Type> = None;
        let mut whole = true;
        for item in items {
            let found = match self.part(item) {
                Typed::Hole => None,
                Typed::Truth(Expr::Constant(constant)) => Some((Literal::Bool(constant), Type::Bool)),
                Typed::Term(Term::Literal(literal), of, _) => Some((literal, of)),
                _ => {
                    let message = "a list may hold only literals";
                    let problem = Problem::new(Code::ConditionUnsupported, item.span.clone(), message);
                    self.problems.push(problem.help("compare with each by itself: `a == b || a == \"c\"`"));
                    None
                }
            };
            let Some((literal, its)) = found else {
                whole = false;
                continue;
            };
            let first = *of.get_or_insert(its);
            if first == its {
                literals.push((literal, item.span.clone()));
            } else {
                let message = format!("a list of {} and {} holds two types", first.name(), its.name());
                self.report(Code::ConditionType, &item.span, message);
                whole = false;
            }
        }
        if whole { Typed::List(literals, of) } else { Typed::Hole }
    }

    fn minus(&mut self, part: &Ast) -> Typed<'v> {
        let problem = match self.part(part) {
            Typed::Hole => return Typed::Hole,
            Typed::Term(Term::Literal(Literal::Number(number)), ..) => {
                return literal(Literal::number(-number));
            }
            Typed::Term(term, Type::Number, _) => {
                return Typed::Term(Term::Negate(Box::new(term)), Type::Number, None);
            }
            Typed::Term(_, Type::Span, _) => {
                let message = "a duration can't be negated";
                Problem::new(Code::ConditionUnsupported, part.span.clone(), message)
                    .help("write the sign inside: `duration(\"-1h\")`")
            }
            other => {
                let message = format!("{} and can't be negated", subject(part, &other));
                Problem::new(Code::ConditionType, part.span.clone(), message).expected("a number")
            }
        };
        self.problems.push(problem);
        Typed::Hole
    }

    fn sum(&mut self, operator: Operator, place: &Range<usize>, left: &Ast, right: &Ast) -> Typed<'v> {
        let (first, second) = (self.part(left), self.part(right));
        let minus = matches!(operator, Operator::Minus);
        let (one, other, of) = match (first, second) {
            (Typed::Hole, _) | (_, Typed::Hole) => return Typed::Hole,
            (Typed::Term(one, a, _), Typed::Term(other, b, _)) if sum_type(minus, a, b).is_some() => {
                (one, other, sum_type(minus, a, b).unwrap_or(a))
            }
            (first, second) => {
                let sign = if minus { "-" } else { "+" };
                let message = format!("`{sign}` can't join {} and {}", first.name(), second.name());
                let both_texts = matches!(first, Typed::Term(_, Type::Text, _))
                    && matches!(second, Typed::Term(_, Type::Text, _));
                let (code, help) = match (&first, &second) {
                    _ if both_texts => {
                        (Code::ConditionUnsupported, "texts are compared as they are, never joined")
                    }
                    (Typed::Term(_, Type::Time, _), Typed::Term(_, Type::Time, _)) => {
                        (Code::ConditionType, "the time between two moments is their difference, with `-`")
                    }
                    _ => (Code::ConditionType, "`+` and `-` are for numbers, times and durations"),
                };
                self.problems.push(Problem::new(code, place.clone(), message).help(help));
                return Typed::Hole;
            }
        };
        let (one, other) = (Box::new(one), Box::new(other));
        let term = if minus { Term::Minus(one, other) } else { Term::Plus(one, other) };
        if eval::overflows(&term) {
            self.report(Code::OutOfRange, place, "this sum leaves the range of what can be held");
            return Typed::Hole;
        }
        Typed::Term(term, of, None)
    }

    fn report(&mut self, code: Code, span: &Range<usize>, message: impl Into<String>) {
        self.problems.push(Problem::new(code, span.clone(), message));
    }
}

/// The type of a sum or difference, if there is one.
fn sum_type(minus: bool, left: Type, right: Type) -> Option<Type> {
    match (left, right, minus) {
        (Type::Number, Type::Number, _) => Some(Type::Number),
        (Type::Span, Type::Span, _) | (Type::Time, Type::Time, true) => Some(Type::Span),
        (Type::Time, Type::Span, _) | (Type::Span, Type::Time, false) => Some(Type::Time),
        _ => None,
    }
}

fn literal<'v>(literal: Literal) -> Typed<'v> {
    let of = type_of(&literal);
    Typed::Term(Term::Literal(literal), of, None)
}

fn type_of(literal: &Literal) -> Type {
    match literal {
        Literal::Bool(_) => Type::Bool,
        Literal::Number(_) => Type::Number,
        Literal::Text(_) => Type::Text,
        Literal::Time(_) => Type::Time,
        Literal::Span(_) => Type::Span,
    }
}

fn path(ast: &Ast) -> Option<&str> {
    match &ast.node {
        Node::Path(path) => Some(path),
        _ => None,
    }
}

/// `` `lead.value` is a number``, or `this is a number` where it has no name.
fn subject(ast: &Ast, typed: &Typed<'_>) -> String {
    match path(ast) {
        Some(path) => format!("`{path}` is {}", typed.name()),
        None => format!("this is {}", typed.name()),
    }
}
