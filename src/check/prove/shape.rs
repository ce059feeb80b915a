//! What the questions of a condition ask, as far as that can be analysed.

use crate::{
    compile::FieldId,
    condition::{Expr, Literal, Slot, Term},
};

/// What a leaf of a condition asks, as far as it is understood.
pub(super) enum Shape<'c> {
    /// About the value of one field.
    One(Slot),
    /// How far a field's moment is from `now`.
    Apart(Slot),
    /// Whether a signal is among those of one of the three lists.
    Signal(&'c str, Slot),
    /// Something too rich.
    Rich,
}

const SIGNALS: [FieldId; 3] = [FieldId::Signals, FieldId::MessageSignals, FieldId::ActionSignals];

/// Whether a slot holds signals.
pub(super) fn is_signals(slot: Slot) -> bool {
    SIGNALS.iter().any(|field| field.slot() == slot)
}

/// The questions that a condition asks, from left to right.
pub(super) fn questions<'c>(expr: &'c Expr, found: &mut Vec<&'c Expr>) {
    match expr {
        Expr::Constant(_) => {}
        Expr::All(parts) | Expr::Any(parts) => parts.iter().for_each(|part| questions(part, found)),
        Expr::Not(part) | Expr::OneOf(Term::Truth(part), _) => questions(part, found),
        Expr::Compare(_, Term::Truth(left), Term::Truth(right)) => {
            questions(left, found);
            questions(right, found);
        }
        question => found.push(question),
    }
}

/// The one field of a question; `None` if there are several, or none.
fn only_slot(expr: &Expr) -> Option<Slot> {
    match expr.reads().as_slice() {
        [slot] => Some(*slot),
        _ => None,
    }
}

/// What a question asks.
pub(super) fn shape(expr: &Expr) -> Shape<'_> {
    let Some(slot) = only_slot(expr) else {
        return match (expr.reads().as_slice(), expr) {
            ([one, other], Expr::Compare(_, left, right)) => {
                let now = FieldId::Now.slot();
                let field = if *one == now { *other } else { *one };
                let (mut of_now, mut of_field) = (0, 0);
                let sums = moves(left, 1, (now, &mut of_now), (field, &mut of_field))
                    && moves(right, -1, (now, &mut of_now), (field, &mut of_field));
                // Only how far the two are apart counts.
                if sums && (*one == now || *other == now) && of_now * of_field == -1 {
                    Shape::Apart(field)
                } else {
                    Shape::Rich
                }
            }
            _ => Shape::Rich,
        };
    };
    let plain = |term: &Term| matches!(term, Term::Field(_));
    let literal = |term: &Term| matches!(term, Term::Literal(_));
    let signed = |term: &Term| match term {
        Term::Negate(inner) => plain(inner),
        term => plain(term),
    };
    let sized = |term: &Term| match term {
        Term::Length(inner) => plain(inner),
        Term::Count(_) => true,
        _ => false,
    };
    match expr {
        Expr::Has(_) if is_signals(slot) => Shape::Rich,
        Expr::Field(_) | Expr::Has(_) => Shape::One(slot),
        Expr::Includes(_, Term::Literal(Literal::Text(name))) if is_signals(slot) => {
            Shape::Signal(name, slot)
        }
        _ if is_signals(slot) => Shape::Rich,
        Expr::Compare(_, left, right) if literal(right) && (signed(left) || sized(left)) => Shape::One(slot),
        Expr::OneOf(term, _) if signed(term) || sized(term) => Shape::One(slot),
        Expr::Text(_, term, part) if plain(term) && literal(part) => Shape::One(slot),
        Expr::Matches(term, _) if plain(term) => Shape::One(slot),
        Expr::Includes(_, term) if literal(term) => Shape::One(slot),
        Expr::Exists(..) | Expr::Every(..) => Shape::One(slot),
        _ => Shape::Rich,
    }
}

/// Durations longer than this may leave the range of moments, and then nothing is compared.
const LONGEST: i64 = 1_000_000_000_000_000;

/// How often two fields stand in a sum of moments and constant durations; false if it is no such sum.
fn moves(term: &Term, sign: i32, one: (Slot, &mut i32), other: (Slot, &mut i32)) -> bool {
    match term {
        Term::Field(slot) if *slot == one.0 => {
            *one.1 += sign;
            true
        }
        Term::Field(slot) if *slot == other.0 => {
            *other.1 += sign;
            true
        }
        Term::Literal(Literal::Span(span)) => (-LONGEST..=LONGEST).contains(&span.millis()),
        Term::Plus(left, right) | Term::Minus(left, right) => {
            let turned = if matches!(term, Term::Minus(..)) { -sign } else { sign };
            moves(left, sign, (one.0, &mut *one.1), (other.0, &mut *other.1))
                && moves(right, turned, one, other)
        }
        _ => false,
    }
}

/// The field that says in which currency an amount is.
pub(super) fn currency_of(slot: Slot) -> Option<Slot> {
    [(FieldId::ActionAmount, FieldId::ActionCurrency), (FieldId::LeadValue, FieldId::LeadCurrency)]
        .iter()
        .find(|(amount, _)| amount.slot() == slot)
        .map(|(_, currency)| currency.slot())
}
