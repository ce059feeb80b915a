//! What a condition is made of: the fields it reads and the questions it asks of them.

use super::{
    expr::{Expr, Literal, Term},
    vocabulary::{Slot, in_order},
};

/// One question of a condition: a part that holds no other.
#[derive(Clone, Debug)]
pub struct Atom<'c> {
    /// The question itself.
    pub expr: &'c Expr,
    /// What of the fields is asked about.
    pub subject: Subject,
    /// The fields it reads, in order, each once; none for a constant.
    pub slots: Vec<Slot>,
    /// How it is asked: the operator or function as CEL writes it; `includes` for a text in a list
    /// field, `is` for a boolean field, `constant` for `true` and `false`.
    pub op: &'static str,
    /// The constants that it compares with, in the order in which they stand.
    pub constants: Vec<&'c Literal>,
    /// How many `!` stand around it.
    pub negations: usize,
}

/// What an atom asks about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The value of one field, compared with constants.
    Value(Slot),
    /// Whether the field is there.
    Presence(Slot),
    /// How long a text, or how large a list is, compared with a constant.
    Size(Slot),
    /// More than one field, or a sum: fields compared with fields.
    Mixed,
    /// No field.
    Nothing,
}

/// The atoms of a condition, from left to right.
pub(super) fn atoms(expr: &Expr) -> Vec<Atom<'_>> {
    let mut found = Vec::new();
    collect(expr, 0, &mut found);
    found
}

/// The fields that a condition reads, in order, each once.
pub(super) fn reads(expr: &Expr) -> Vec<Slot> {
    let mut slots = Vec::new();
    expr_slots(expr, &mut slots);
    in_order(slots)
}

/// The fields whose absence `has()` may turn into `false` for the whole condition: it stands under
/// an even number of negations, or in a comparison of booleans, where it may turn either way.
pub(super) fn breaks(expr: &Expr) -> Vec<Slot> {
    let mut slots = Vec::new();
    breaking(expr, Turn::Up, &mut slots);
    in_order(slots)
}

/// Which way a part that turns true can turn the whole.
#[derive(Clone, Copy, PartialEq)]
enum Turn {
    Up,
    Down,
    Either,
}

fn breaking(expr: &Expr, turn: Turn, slots: &mut Vec<Slot>) {
    match expr {
        Expr::Has(slot) if turn != Turn::Down => slots.push(*slot),
        Expr::All(parts) | Expr::Any(parts) => parts.iter().for_each(|part| breaking(part, turn, slots)),
        Expr::Not(part) => {
            let turned = match turn {
                Turn::Up => Turn::Down,
                Turn::Down => Turn::Up,
                Turn::Either => Turn::Either,
            };
            breaking(part, turned, slots);
        }
        Expr::Compare(_, left, right) => {
            for term in [left, right] {
                if let Term::Truth(part) = term {
                    breaking(part, Turn::Either, slots);
                }
            }
        }
        Expr::OneOf(Term::Truth(part), _) => breaking(part, Turn::Either, slots),
        _ => {}
    }
}

fn collect<'c>(expr: &'c Expr, negations: usize, found: &mut Vec<Atom<'c>>) {
    match expr {
        Expr::All(parts) | Expr::Any(parts) => parts.iter().for_each(|part| collect(part, negations, found)),
        Expr::Not(part) => collect(part, negations + 1, found),
        other => found.push(atom(other, negations)),
    }
}

/// The atom that a part is, which holds no other part.
pub(super) fn atom(expr: &Expr, negations: usize) -> Atom<'_> {
    let slots = reads(expr);
    let mut constants = Vec::new();
    expr_constants(expr, &mut constants);
    let op = match expr {
        Expr::Constant(_) | Expr::All(_) | Expr::Any(_) | Expr::Not(_) => "constant",
        Expr::Field(_) => "is",
        Expr::Has(_) => "has",
        Expr::Compare(relation, ..) => relation.symbol(),
        Expr::OneOf(..) => "in",
        Expr::Includes(..) => "includes",
        Expr::Text(test, ..) => test.symbol(),
        Expr::Matches(..) => "matches",
        Expr::Exists(..) => "exists",
        Expr::Every(..) => "all",
    };
    Atom { expr, subject: subject(expr, &slots), slots, op, constants, negations }
}

fn subject(expr: &Expr, slots: &[Slot]) -> Subject {
    let of = |term: &Term| match term {
        Term::Field(slot) => Subject::Value(*slot),
        Term::Count(slot) => Subject::Size(*slot),
        Term::Length(inner) => match **inner {
            Term::Field(slot) => Subject::Size(slot),
            _ => Subject::Mixed,
        },
        Term::Truth(inner) => match **inner {
            Expr::Field(slot) => Subject::Value(slot),
            _ => Subject::Mixed,
        },
        _ => Subject::Mixed,
    };
    let literal = |term: &Term| matches!(term, Term::Literal(_));
    match expr {
        _ if slots.is_empty() => Subject::Nothing,
        Expr::Has(slot) => Subject::Presence(*slot),
        Expr::Field(slot) | Expr::Exists(slot, ..) | Expr::Every(slot, ..) => Subject::Value(*slot),
        Expr::Includes(slot, term) if literal(term) => Subject::Value(*slot),
        Expr::Compare(_, left, right) | Expr::Text(_, left, right) if literal(right) => of(left),
        Expr::OneOf(term, _) | Expr::Matches(term, _) => of(term),
        _ => Subject::Mixed,
    }
}

/// The fields of an expression, from left to right; the bodies of `exists` and `all` read none.
fn expr_slots(expr: &Expr, slots: &mut Vec<Slot>) {
    match expr {
        Expr::Constant(_) => {}
        Expr::Field(slot) | Expr::Has(slot) | Expr::Exists(slot, ..) | Expr::Every(slot, ..) => {
            slots.push(*slot)
        }
        Expr::All(parts) | Expr::Any(parts) => parts.iter().for_each(|part| expr_slots(part, slots)),
        Expr::Not(part) => expr_slots(part, slots),
        Expr::Compare(_, left, right) | Expr::Text(_, left, right) => {
            term_slots(left, slots);
            term_slots(right, slots);
        }
        Expr::OneOf(term, _) | Expr::Matches(term, _) => term_slots(term, slots),
        Expr::Includes(slot, term) => {
            slots.push(*slot);
            term_slots(term, slots);
        }
    }
}

/// The fields of a term, from left to right.
pub(super) fn term_slots(term: &Term, slots: &mut Vec<Slot>) {
    match term {
        Term::Literal(_) | Term::Item => {}
        Term::Field(slot) | Term::Count(slot) => slots.push(*slot),
        Term::Truth(expr) => expr_slots(expr, slots),
        Term::Length(inner) | Term::Negate(inner) => term_slots(inner, slots),
        Term::Plus(left, right) | Term::Minus(left, right) => {
            term_slots(left, slots);
            term_slots(right, slots);
        }
    }
}

fn expr_constants<'c>(expr: &'c Expr, found: &mut Vec<&'c Literal>) {
    match expr {
        Expr::Constant(_) | Expr::Field(_) | Expr::Has(_) => {}
        Expr::All(parts) | Expr::Any(parts) => parts.iter().for_each(|part| expr_constants(part, found)),
        Expr::Not(part) | Expr::Exists(_, _, part) | Expr::Every(_, _, part) => expr_constants(part, found),
        Expr::Compare(_, left, right) | Expr::Text(_, left, right) => {
            term_constants(left, found);
            term_constants(right, found);
        }
        Expr::OneOf(term, literals) => {
            term_constants(term, found);
            found.extend(literals);
        }
        Expr::Includes(_, term) | Expr::Matches(term, _) => term_constants(term, found),
    }
}

fn term_constants<'c>(term: &'c Term, found: &mut Vec<&'c Literal>) {
    match term {
        Term::Literal(literal) => found.push(literal),
        Term::Field(_) | Term::Item | Term::Count(_) => {}
        Term::Truth(expr) => expr_constants(expr, found),
        Term::Length(inner) | Term::Negate(inner) => term_constants(inner, found),
        Term::Plus(left, right) | Term::Minus(left, right) => {
            term_constants(left, found);
            term_constants(right, found);
        }
    }
}
