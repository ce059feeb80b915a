//! The functions and macros of the subset, and those of CEL that it leaves out.

use std::ops::Range;

use super::{
    super::{
        ast::{Ast, Node},
        expr::{Expr, Literal, Pattern, Term, TextTest},
        problem::Problem,
    },
    Checker, Type, Typed, literal, names, path, subject,
};
use crate::{
    diagnostic::{Code, closest},
    model::{Span, Timestamp},
};

/// What the subset has, as functions and behind a dot.
const FUNCTIONS: [&str; 4] = ["duration", "has", "size", "timestamp"];
const METHODS: [&str; 7] = ["all", "contains", "endsWith", "exists", "matches", "size", "startsWith"];

impl<'v> Checker<'v, '_> {
    pub(super) fn call(
        &mut self,
        whole: &Ast,
        target: Option<&Ast>,
        name: &str,
        place: &Range<usize>,
        arguments: &[Ast],
    ) -> Typed<'v> {
        match (target, name, arguments) {
            (None, "has", [field]) => self.has(field),
            (None, "size", [of]) | (Some(of), "size", []) => self.size(of),
            (None, "duration", [text]) => self.moment(text, "a duration such as `48h` or `1h30m`", |text| {
                Span::parse(text).map(Literal::Span)
            }),
            (None, "timestamp", [text]) => {
                self.moment(text, "a time with its offset, such as `2026-11-20T09:00:00+01:00`", |text| {
                    Timestamp::parse(text).map(Literal::Time)
                })
            }
            (Some(of), "contains", [part]) => self.text_test(TextTest::Contains, of, part),
            (Some(of), "startsWith", [part]) => self.text_test(TextTest::StartsWith, of, part),
            (Some(of), "endsWith", [part]) => self.text_test(TextTest::EndsWith, of, part),
            (Some(of), "matches", [pattern]) => self.matches(of, pattern),
            (Some(of), "exists" | "all", [variable, body]) => self.every_or_some(name, of, variable, body),
            _ => {
                self.problems.push(no_such_call(whole, target.is_some(), name, place, arguments.len()));
                Typed::Hole
            }
        }
    }

    fn has(&mut self, field: &Ast) -> Typed<'v> {
        let Some(path) = path(field) else {
            if !matches!(field.node, Node::Hole) {
                let problem = Problem::new(Code::ConditionType, field.span.clone(), "`has` asks for a field");
                self.problems.push(problem.expected("a field's path, such as `customer.industry`"));
            }
            return Typed::Hole;
        };
        if let Some((of, variable)) = &self.body {
            let problem = names::foreign_to_body(of, variable, path, &field.span);
            self.problems.push(problem);
            return Typed::Hole;
        }
        match self.vocabulary.field(path) {
            Some(known) => Typed::Truth(Expr::Has(known.slot)),
            None => {
                self.problems.push(names::unknown(self.vocabulary, path, &field.span));
                Typed::Hole
            }
        }
    }

    fn size(&mut self, of: &Ast) -> Typed<'v> {
        let number = |term| Typed::Term(term, Type::Number, None);
        match self.part(of) {
            Typed::Hole => Typed::Hole,
            Typed::Field(slot) => number(Term::Count(slot)),
            // A list is never longer than 2^53.
            Typed::List(items, _) => literal(Literal::number(items.len() as f64)),
            Typed::Term(term, Type::Text, _) => number(Term::Length(Box::new(term))),
            other => {
                let message = format!("{} and has no size", subject(of, &other));
                let problem = Problem::new(Code::ConditionType, of.span.clone(), message);
                self.problems.push(problem.expected("a list or a text"));
                Typed::Hole
            }
        }
    }

    fn moment(&mut self, text: &Ast, expected: &str, read: fn(&str) -> Option<Literal>) -> Typed<'v> {
        let problem = match &text.node {
            Node::Hole => return Typed::Hole,
            Node::Text(written) => match read(written) {
                Some(read) => return literal(read),
                None => {
                    Problem::new(Code::BadFormat, text.span.clone(), format!("`{written}` can't be read"))
                }
            },
            _ => {
                let message = "only a text literal can stand here: nothing is converted";
                Problem::new(Code::ConditionUnsupported, text.span.clone(), message)
            }
        };
        self.problems.push(problem.expected(expected));
        Typed::Hole
    }

    fn text_test(&mut self, test: TextTest, of: &Ast, part: &Ast) -> Typed<'v> {
        let (of, part) = (self.text(of, test.symbol()), self.text(part, test.symbol()));
        match (of, part) {
            (Some(of), Some(part)) => Typed::Truth(Expr::Text(test, of, part)),
            _ => Typed::Hole,
        }
    }

    fn matches(&mut self, of: &Ast, pattern: &Ast) -> Typed<'v> {
        let term = self.text(of, "matches");
        let problem = match &pattern.node {
            Node::Hole => return Typed::Hole,
            Node::Text(source) => match Pattern::new(source) {
                Ok(pattern) => {
                    return term.map_or(Typed::Hole, |term| Typed::Truth(Expr::Matches(term, pattern)));
                }
                Err(error) => Problem::new(
                    Code::BadPattern,
                    pattern.span.clone(),
                    format!("`{source}` is no pattern: {error}"),
                )
                .help("a backslash is written `\\\\`, or use a raw text, `r\"…\"`"),
            },
            _ => Problem::new(
                Code::ConditionUnsupported,
                pattern.span.clone(),
                "the pattern has to be a text literal",
            ),
        };
        self.problems.push(problem);
        Typed::Hole
    }

    /// A part that has to be a text; `None` after a report.
    fn text(&mut self, ast: &Ast, asked_by: &str) -> Option<Term> {
        let problem = match self.part(ast) {
            Typed::Term(term, Type::Text, _) => return Some(term),
            Typed::Hole => return None,
            other => {
                let message = format!("{}, and `{asked_by}` is asked of texts", subject(ast, &other));
                let problem = Problem::new(Code::ConditionType, ast.span.clone(), message).expected("a text");
                match (other, path(ast)) {
                    (Typed::Field(_), Some(path)) => problem
                        .help(format!("ask `\"…\" in {path}`, or `{path}.exists(x, x.{asked_by}(\"…\"))`")),
                    _ => problem,
                }
            }
        };
        self.problems.push(problem);
        None
    }

    fn every_or_some(&mut self, name: &str, of: &Ast, variable: &Ast, body: &Ast) -> Typed<'v> {
        if self.body.is_some() {
            let message = format!("`{name}` inside the body of another is left out of this language");
            self.report(Code::ConditionUnsupported, &of.span.clone(), message);
            return Typed::Hole;
        }
        let slot = match self.part(of) {
            Typed::Field(slot) => Some(slot),
            Typed::Hole => None,
            Typed::List(..) => {
                let message = format!("`{name}` over a list of literals is left out of this language");
                let problem = Problem::new(Code::ConditionUnsupported, of.span.clone(), message);
                self.problems.push(problem.help("use `in`, or write the comparisons out"));
                None
            }
            other => {
                let message = format!("{}, and `{name}` goes through lists", subject(of, &other));
                let problem = Problem::new(Code::ConditionType, of.span.clone(), message);
                self.problems.push(problem.expected("a list field"));
                None
            }
        };
        let Some(variable) = path(variable).filter(|name| !name.contains('.')) else {
            let message = format!("the first argument of `{name}` is the name that each entry gets");
            let problem = Problem::new(Code::ConditionSyntax, variable.span.clone(), message);
            self.problems.push(problem.expected("a name such as `x`"));
            return Typed::Hole;
        };
        self.body = Some((name.to_owned(), variable.to_owned()));
        let body = self.condition(body);
        self.body = None;
        let (Some(slot), Some(body)) = (slot, body) else { return Typed::Hole };
        let (variable, body) = (variable.to_owned(), Box::new(body));
        Typed::Truth(match name {
            "exists" => Expr::Exists(slot, variable, body),
            _ => Expr::Every(slot, variable, body),
        })
    }
}

fn no_such_call(whole: &Ast, method: bool, name: &str, place: &Range<usize>, arguments: usize) -> Problem {
    let (known, others): (&[&str], &[&str]) =
        if method { (&METHODS, &FUNCTIONS) } else { (&FUNCTIONS, &METHODS) };
    if known.contains(&name) {
        let expected = match name {
            "exists" | "all" => {
                "two arguments, a name and a condition: `data.missing.exists(x, x == \"email\")`"
            }
            "size" if method => "no argument",
            _ => "one argument",
        };
        let message = format!("`{name}` can't take {arguments} arguments");
        return Problem::new(Code::ConditionSyntax, whole.span.clone(), message).expected(expected);
    }
    let problem = |message: String, help: &str| {
        Problem::new(Code::ConditionUnsupported, place.clone(), message).help(help)
    };
    if others.contains(&name) {
        return if method {
            problem(format!("`{name}` is no method"), &format!("write `{name}(…)`"))
        } else {
            problem(format!("`{name}` stands behind a dot"), &format!("write `message.text.{name}(…)`"))
        };
    }
    let left_out = format!("`{name}` is left out of this language");
    match name {
        "int" | "uint" | "double" | "string" | "bool" | "bytes" | "dyn" | "type" => {
            problem(left_out, "nothing is converted: values are compared as what they are")
        }
        "map" | "filter" | "exists_one" | "existsOne" => problem(left_out, "use `exists` or `all`"),
        "lowerAscii" | "upperAscii" | "lower" | "upper" | "toLowerCase" | "toUpperCase" => {
            problem(left_out, "match without regard to case: `message.text.matches(\"(?i)…\")`")
        }
        "now" => problem(left_out, "the moment is the field `now`, without parentheses"),
        _ if name.starts_with("get") => {
            problem(left_out, "compare with `timestamp(\"…\")` or `duration(\"…\")`")
        }
        _ => {
            let mut problem = problem(
                format!("there is no function `{name}`"),
                "`has`, `size`, `contains`, `startsWith`, `endsWith`, `matches`, `exists`, `all`, `duration` and `timestamp` are all there are",
            );
            problem.diagnostic.suggestion = closest(name, known).map(str::to_owned);
            problem
        }
    }
}
