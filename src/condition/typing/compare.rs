//! Comparisons: both sides of one type, and for a closed list of texts one of these.

use std::ops::Range;

use super::{
    super::{
        ast::{Ast, Node},
        expr::{Expr, Literal, Relation, Term},
        problem::Problem,
    },
    Checker, Type, Typed, path, subject,
};
use crate::{
    diagnostic::{Code, listed},
    model::{Span, Timestamp, read_number},
};

impl<'v> Checker<'v, '_> {
    pub(super) fn comparison(
        &mut self,
        relation: Relation,
        place: &Range<usize>,
        left: &Ast,
        right: &Ast,
    ) -> Typed<'v> {
        let sign = relation.symbol();
        match (self.part(left), self.part(right)) {
            (Typed::Hole, _) | (_, Typed::Hole) => Typed::Hole,
            (Typed::Truth(one), Typed::Truth(other)) => {
                if relation.orders() {
                    self.report(
                        Code::ConditionType,
                        place,
                        format!("booleans have no order, so no `{sign}`"),
                    );
                    return Typed::Hole;
                }
                Typed::Truth(Expr::same(one, other, relation == Relation::Equal))
            }
            (Typed::Term(one, a, allowed), Typed::Term(other, b, allowed_too)) if a == b => {
                let closed = allowed.is_some() || allowed_too.is_some();
                if closed && relation.orders() {
                    let named = path(if allowed.is_some() { left } else { right });
                    let message = format!("{} is one of a list of names, which have no order", quoted(named));
                    let problem = Problem::new(Code::ConditionType, place.clone(), message);
                    self.problems
                        .push(problem.help("name those that are meant: `in [\"high\", \"critical\"]`"));
                    return Typed::Hole;
                }
                let fits = self.allowed(allowed, left, &other, &right.span)
                    & self.allowed(allowed_too, right, &one, &left.span);
                if fits { Typed::Truth(Expr::compare(relation, one, other)) } else { Typed::Hole }
            }
            (one, other) => {
                self.mismatch(sign, place, (left, &one), (right, &other));
                Typed::Hole
            }
        }
    }

    pub(super) fn membership(&mut self, place: &Range<usize>, left: &Ast, right: &Ast) -> Typed<'v> {
        match (self.part(left), self.part(right)) {
            (Typed::Hole, _) | (_, Typed::Hole) => Typed::Hole,
            (Typed::Term(term, Type::Text, _), Typed::Field(slot)) => {
                Typed::Truth(Expr::Includes(slot, term))
            }
            (Typed::Term(term, a, allowed), Typed::List(items, b)) if b.is_none_or(|b| a == b) => {
                let mut fits = true;
                for (item, span) in &items {
                    fits &= self.allowed_literal(allowed, left, item, span);
                }
                let literals = items.into_iter().map(|(item, _)| item).collect();
                if fits { Typed::Truth(Expr::OneOf(term, literals)) } else { Typed::Hole }
            }
            (Typed::Truth(one), Typed::List(items, b)) if b.is_none_or(|b| b == Type::Bool) => {
                let literals = items.into_iter().map(|(item, _)| item).collect();
                Typed::Truth(Expr::OneOf(Term::Truth(Box::new(one)), literals))
            }
            (one, Typed::Term(_, Type::Text, _)) => {
                let message = format!("`in` looks into lists, and {}", subject(right, &one_text()));
                let problem = Problem::new(Code::ConditionType, right.span.clone(), message);
                let help = match path(right) {
                    Some(path) if matches!(one, Typed::Term(_, Type::Text, _)) => {
                        format!("write `{path}.contains(\"…\")`")
                    }
                    _ => "a text is looked into with `contains`".to_owned(),
                };
                self.problems.push(problem.help(help));
                Typed::Hole
            }
            (Typed::List(..) | Typed::Field(_), Typed::List(..)) => {
                let message = "a whole list isn't looked for in another";
                let problem = Problem::new(Code::ConditionType, place.clone(), message);
                let list = path(left).unwrap_or("data.missing");
                self.problems.push(problem.help(format!("write `{list}.exists(x, x in […])`")));
                Typed::Hole
            }
            (one, Typed::List(items, Some(of))) => {
                let message = format!("{}, and the list holds {}", subject(left, &one), plural(of));
                let span = items.first().map_or(right.span.clone(), |(_, span)| span.clone());
                self.report(Code::ConditionType, &span, message);
                Typed::Hole
            }
            (one, Typed::Field(_)) => {
                let message = format!("{}, and the list holds texts", subject(left, &one));
                self.report(Code::ConditionType, &left.span, message);
                Typed::Hole
            }
            (_, other) => {
                let message = format!("`in` looks into lists, and {}", subject(right, &other));
                self.report(Code::ConditionType, &right.span, message);
                Typed::Hole
            }
        }
    }

    /// Whether a term can be one of a closed list of texts: only a literal is known not to be.
    fn allowed(&mut self, allowed: Option<&[String]>, field: &Ast, term: &Term, span: &Range<usize>) -> bool {
        match term {
            Term::Literal(literal) => self.allowed_literal(allowed, field, literal, span),
            _ => true,
        }
    }

    fn allowed_literal(
        &mut self,
        allowed: Option<&[String]>,
        field: &Ast,
        literal: &Literal,
        span: &Range<usize>,
    ) -> bool {
        let (Some(allowed), Literal::Text(text)) = (allowed, literal) else { return true };
        if allowed.contains(text) {
            return true;
        }
        let allowed: Vec<&str> = allowed.iter().map(String::as_str).collect();
        let listed = listed(&allowed);
        let problem = Problem::new(
            Code::NotAllowed,
            span.clone(),
            format!("{} is never `{text}`", quoted(path(field))),
        );
        self.problems.push(problem.expected(format!("one of {listed}")).did_you_mean(text, &allowed));
        false
    }

    /// Two things that can't be compared; the problem points at a literal, if there is just one.
    fn mismatch(
        &mut self,
        sign: &str,
        place: &Range<usize>,
        left: (&Ast, &Typed<'v>),
        right: (&Ast, &Typed<'v>),
    ) {
        let list = |typed: &Typed<'_>| matches!(typed, Typed::List(..) | Typed::Field(_));
        let problem = if list(left.1) || list(right.1) {
            let (ast, typed) = if list(left.1) { left } else { right };
            let path = path(ast).unwrap_or("data.missing");
            Problem::new(
                Code::ConditionType,
                place.clone(),
                format!("{} and can't be compared with `{sign}`", subject(ast, typed)),
            )
            .help(format!("ask `\"…\" in {path}`, `{path}.size() > 0`, or `{path}.exists(x, x == \"…\")`"))
        } else {
            let span = match (is_literal(left.0), is_literal(right.0)) {
                (false, true) => right.0.span.clone(),
                (true, false) => left.0.span.clone(),
                _ => place.clone(),
            };
            let (one, other) =
                if is_literal(left.0) && !is_literal(right.0) { (right, left) } else { (left, right) };
            let message = format!("{} and can't be compared with {}", subject(one.0, one.1), other.1.name());
            let problem = Problem::new(Code::ConditionType, span, message).expected(one.1.name());
            match way_out(one.1, other.0) {
                Some(help) => problem.help(help),
                None => problem,
            }
        };
        self.problems.push(problem);
    }
}

fn one_text<'v>() -> Typed<'v> {
    Typed::Term(Term::Item, Type::Text, None)
}

/// A field's path in backticks.
fn quoted(path: Option<&str>) -> String {
    path.map_or_else(|| "this".to_owned(), |path| format!("`{path}`"))
}

fn is_literal(ast: &Ast) -> bool {
    matches!(ast.node, Node::Number(_) | Node::Text(_) | Node::Bool(_) | Node::Time(_) | Node::Negate(_))
}

/// What the author may have meant by a literal of the wrong type.
fn way_out(wanted: &Typed<'_>, found: &Ast) -> Option<String> {
    match (wanted, &found.node) {
        (Typed::Term(_, Type::Time, _), Node::Text(text)) => Some(match Timestamp::parse(text) {
            Some(_) => format!("write `timestamp(\"{text}\")`"),
            None => "write `timestamp(\"2026-11-20T09:00:00+01:00\")`, with the offset".to_owned(),
        }),
        (Typed::Term(_, Type::Time, _), _) => Some("write `timestamp(\"…\")`".to_owned()),
        (Typed::Term(_, Type::Span, _), Node::Text(text)) if Span::parse(text).is_some() => {
            Some(format!("write `duration(\"{text}\")`"))
        }
        (Typed::Term(_, Type::Span, _), _) => Some("write `duration(\"48h\")`".to_owned()),
        (Typed::Term(_, Type::Number, _), Node::Text(text))
            if read_number(text.trim()).is_some_and(f64::is_finite) =>
        {
            Some(format!("write `{}`, without the quotes", text.trim()))
        }
        (Typed::Truth(_), Node::Text(text)) if text == "true" || text == "false" => {
            Some(format!("write `{text}`, without the quotes"))
        }
        (Typed::Term(_, Type::Text, _), Node::Number(_) | Node::Bool(_)) => {
            Some("put it in quotes".to_owned())
        }
        _ => None,
    }
}

fn plural(of: Type) -> &'static str {
    match of {
        Type::Bool => "booleans",
        Type::Number => "numbers",
        Type::Text => "texts",
        Type::Time => "times",
        Type::Span => "durations",
    }
}
