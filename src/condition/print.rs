//! The internal form as CEL: one way to write each condition. Parentheses stand where reading back
//! needs them, and around a comparison inside another, where people need them.

use super::{
    expr::{Expr, Literal, Term},
    vocabulary::{Slot, Vocabulary},
};

/// How tightly the parts around a text bind; a part that binds less stands in parentheses.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Level {
    Any,
    All,
    Relation,
    Sum,
    Unary,
    Member,
}

/// A condition as CEL.
pub(super) fn condition(expr: &Expr, vocabulary: &dyn Vocabulary) -> String {
    let mut printer = Printer { vocabulary, variable: None, text: String::new() };
    printer.expr(expr, Level::Any);
    printer.text
}

/// A term as CEL; inside a body, the variable needs its name.
pub(super) fn term(term: &Term, vocabulary: &dyn Vocabulary) -> String {
    let mut printer = Printer { vocabulary, variable: None, text: String::new() };
    printer.term(term, Level::Sum);
    printer.text
}

/// The body of `exists` or `all` as CEL.
pub(super) fn body(expr: &Expr, variable: &str, vocabulary: &dyn Vocabulary) -> String {
    let mut printer = Printer { vocabulary, variable: Some(variable), text: String::new() };
    printer.expr(expr, Level::Any);
    printer.text
}

/// A number as ECMAScript prints it.
pub(super) fn number(number: f64) -> String {
    crate::model::js_number(number)
}

/// A literal as CEL.
pub(super) fn literal(literal: &Literal) -> String {
    match literal {
        Literal::Bool(truth) => truth.to_string(),
        Literal::Number(value) => number(*value),
        Literal::Text(text) => quoted(text),
        Literal::Time(time) => format!("timestamp(\"{time}\")"),
        Literal::Span(span) => format!("duration(\"{span}\")"),
    }
}

/// Literals as a CEL list.
pub(super) fn list(literals: &[Literal]) -> String {
    format!("[{}]", literals.iter().map(literal).collect::<Vec<_>>().join(", "))
}

/// A text as a CEL literal.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            other if other.is_control() => quoted.push_str(&format!("\\u{:04x}", u32::from(other))),
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

struct Printer<'a> {
    vocabulary: &'a dyn Vocabulary,
    variable: Option<&'a str>,
    text: String,
}

impl<'a> Printer<'a> {
    fn expr(&mut self, expr: &'a Expr, around: Level) {
        let own = match expr {
            Expr::Any(_) => Level::Any,
            Expr::All(_) => Level::All,
            Expr::Compare(..) | Expr::OneOf(..) | Expr::Includes(..) => Level::Relation,
            Expr::Not(_) => Level::Unary,
            _ => Level::Member,
        };
        self.wrapped(own < around, |printer| printer.bare(expr));
    }

    fn bare(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Constant(constant) => self.push(if *constant { "true" } else { "false" }),
            Expr::Field(slot) => self.field(*slot),
            Expr::Has(slot) => {
                self.push("has(");
                self.field(*slot);
                self.push(")");
            }
            Expr::All(parts) => self.chain(parts, " && ", Level::Relation),
            Expr::Any(parts) => self.chain(parts, " || ", Level::All),
            Expr::Not(part) => {
                self.push("!");
                self.expr(part, Level::Unary);
            }
            Expr::Compare(relation, left, right) => {
                self.term(left, Level::Sum);
                self.push(" ");
                self.push(relation.symbol());
                self.push(" ");
                self.term(right, Level::Sum);
            }
            Expr::OneOf(term, literals) => {
                self.term(term, Level::Sum);
                self.push(" in ");
                self.push(&list(literals));
            }
            Expr::Includes(slot, term) => {
                self.term(term, Level::Sum);
                self.push(" in ");
                self.field(*slot);
            }
            Expr::Text(test, term, part) => {
                self.method(term, test.symbol());
                self.term(part, Level::Any);
                self.push(")");
            }
            Expr::Matches(term, pattern) => {
                self.method(term, "matches");
                self.push(&quoted(pattern.as_str()));
                self.push(")");
            }
            Expr::Exists(slot, variable, body) => self.macro_call(*slot, "exists", variable, body),
            Expr::Every(slot, variable, body) => self.macro_call(*slot, "all", variable, body),
        }
    }

    fn chain(&mut self, parts: &'a [Expr], between: &str, around: Level) {
        for (index, part) in parts.iter().enumerate() {
            if index > 0 {
                self.push(between);
            }
            self.expr(part, around);
        }
    }

    fn macro_call(&mut self, slot: Slot, name: &str, variable: &'a str, body: &'a Expr) {
        self.field(slot);
        self.push(".");
        self.push(name);
        self.push("(");
        self.push(variable);
        self.push(", ");
        let outer = self.variable.replace(variable);
        self.expr(body, Level::Any);
        self.variable = outer;
        self.push(")");
    }

    fn method(&mut self, term: &'a Term, name: &str) {
        self.term(term, Level::Member);
        self.push(".");
        self.push(name);
        self.push("(");
    }

    fn term(&mut self, term: &'a Term, around: Level) {
        let own = match term {
            Term::Truth(expr) => return self.expr(expr, around),
            Term::Plus(..) | Term::Minus(..) => Level::Sum,
            Term::Negate(_) => Level::Unary,
            _ => Level::Member,
        };
        self.wrapped(own < around, |printer| match term {
            Term::Literal(value) => printer.push(&literal(value)),
            Term::Field(slot) => printer.field(*slot),
            Term::Item => printer.push(printer.variable.unwrap_or("_")),
            Term::Truth(_) => {}
            Term::Length(inner) => {
                printer.method(inner, "size");
                printer.push(")");
            }
            Term::Count(slot) => {
                printer.field(*slot);
                printer.push(".size()");
            }
            Term::Plus(left, right) => printer.sum(left, " + ", right),
            Term::Minus(left, right) => printer.sum(left, " - ", right),
            Term::Negate(inner) => {
                printer.push("-");
                printer.term(inner, Level::Unary);
            }
        });
    }

    fn sum(&mut self, left: &'a Term, sign: &str, right: &'a Term) {
        self.term(left, Level::Sum);
        self.push(sign);
        self.term(right, Level::Unary);
    }

    fn wrapped(&mut self, needed: bool, write: impl FnOnce(&mut Self)) {
        if needed {
            self.push("(");
        }
        write(self);
        if needed {
            self.push(")");
        }
    }

    fn field(&mut self, slot: Slot) {
        self.text.push_str(self.vocabulary.path(slot));
    }

    fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }
}
