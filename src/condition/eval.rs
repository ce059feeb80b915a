//! Evaluation in three values (strong Kleene logic). It is total: it can't fail, loop or recurse
//! deeper than the condition nests, and its cost is linear in the condition and in the data.
//!
//! What can't be computed is open like what is missing: a sum that leaves the range of finite
//! numbers or of 64-bit milliseconds, and a fact of another kind than its field's.

use std::cmp::Ordering;

use super::{
    atoms,
    expr::{Expr, Literal, Relation, Term},
    facts::{Fact, Facts, Items, Outcome, each},
    vocabulary::{Slot, in_order},
};

/// The three values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Truth {
    False,
    Open,
    True,
}

impl From<bool> for Truth {
    fn from(truth: bool) -> Self {
        if truth { Self::True } else { Self::False }
    }
}

impl Truth {
    pub(super) fn opposite(self) -> Self {
        match self {
            Self::False => Self::True,
            Self::Open => Self::Open,
            Self::True => Self::False,
        }
    }
}

/// A value while it is being compared. Moments and durations are milliseconds.
#[derive(Clone, Copy)]
enum Datum<'a> {
    Bool(bool),
    Number(f64),
    Text(&'a str),
    Time(i64),
    Span(i64),
    /// The size of a list of which only a part is known, and what the rest hangs on.
    SizeFrom(f64, &'a [Slot]),
}

/// Evaluates a condition. Nothing is allocated unless it is undetermined.
pub(super) fn outcome(expr: &Expr, facts: &dyn Facts) -> Outcome {
    match (Walk { facts, blame: None }).truth(expr, None) {
        Truth::True => Outcome::True,
        Truth::False => Outcome::False,
        Truth::Open => {
            let mut walk = Walk { facts, blame: Some(Vec::new()) };
            walk.truth(expr, None);
            Outcome::Undetermined(in_order(walk.blame.unwrap_or_default()))
        }
    }
}

/// The value of one part, and what it hangs on if it is open.
pub(super) fn part(expr: &Expr, facts: &dyn Facts) -> (Truth, Vec<Slot>) {
    let mut walk = Walk { facts, blame: Some(Vec::new()) };
    let truth = walk.truth(expr, None);
    (truth, walk.blame.unwrap_or_default())
}

/// Whether the body of `exists` or `all` holds for an entry.
pub(super) fn holds_for(body: &Expr, item: &str) -> bool {
    (Walk { facts: &Nothing, blame: None }).truth(body, Some(item)) == Truth::True
}

/// Whether a term of literals alone can't be computed. `Open` has no slot to blame there.
pub(super) fn overflows(term: &Term) -> bool {
    constant(term) && (Walk { facts: &Nothing, blame: None }).term(term, None).is_none()
}

fn constant(term: &Term) -> bool {
    match term {
        Term::Literal(_) => true,
        Term::Field(_) | Term::Item | Term::Truth(_) | Term::Count(_) => false,
        Term::Length(inner) | Term::Negate(inner) => constant(inner),
        Term::Plus(left, right) | Term::Minus(left, right) => constant(left) && constant(right),
    }
}

/// The facts of a term that reads none.
struct Nothing;

impl Facts for Nothing {
    fn fact(&self, slot: Slot) -> Fact<'_> {
        Fact::Missing(slot)
    }

    fn present(&self, _: Slot) -> bool {
        false
    }
}

struct Walk<'a> {
    facts: &'a dyn Facts,
    /// The slots that leave parts open, if they are asked for.
    // INVARIANT: a part that is true or false leaves no slot of its own here.
    blame: Option<Vec<Slot>>,
}

impl<'a> Walk<'a> {
    fn truth(&mut self, expr: &'a Expr, item: Option<&'a str>) -> Truth {
        match expr {
            Expr::Constant(constant) => Truth::from(*constant),
            Expr::Field(slot) => match self.facts.fact(*slot) {
                Fact::Bool(truth) => truth.into(),
                other => self.open(*slot, &other),
            },
            Expr::Has(slot) => self.facts.present(*slot).into(),
            Expr::All(parts) => self.chain(parts, item, Truth::False),
            Expr::Any(parts) => self.chain(parts, item, Truth::True),
            Expr::Not(part) => self.truth(part, item).opposite(),
            Expr::Compare(relation, left, right) => {
                // Both sides are looked at even if the first is open: both may be to blame.
                let (left_value, right_value) = (self.term(left, item), self.term(right, item));
                match (left_value, right_value) {
                    (Some(one), Some(other)) => self.compare(*relation, one, other).unwrap_or_else(|| {
                        self.unlike(left);
                        self.unlike(right)
                    }),
                    (one, other) => {
                        self.unpaired(one, other);
                        Truth::Open
                    }
                }
            }
            Expr::OneOf(term, literals) => self.one_of(term, literals, item),
            Expr::Includes(slot, term) => match self.term(term, item) {
                Some(Datum::Text(text)) => self.search(*slot, Truth::True, &|entry| (entry == text).into()),
                Some(_) => self.unlike(term),
                None => {
                    // The list may be open too, and then both are to blame.
                    self.search(*slot, Truth::True, &|_| Truth::False);
                    Truth::Open
                }
            },
            Expr::Text(test, term, part) => match (self.term(term, item), self.term(part, item)) {
                (Some(Datum::Text(text)), Some(Datum::Text(part))) => test.holds(text, part).into(),
                (Some(_), Some(_)) => {
                    self.unlike(term);
                    self.unlike(part)
                }
                _ => Truth::Open,
            },
            Expr::Matches(term, pattern) => match self.term(term, item) {
                Some(Datum::Text(text)) => pattern.is_in(text).into(),
                Some(_) => self.unlike(term),
                None => Truth::Open,
            },
            Expr::Exists(slot, _, body) => self.search(*slot, Truth::True, &|entry| body_truth(body, entry)),
            Expr::Every(slot, _, body) => self.search(*slot, Truth::False, &|entry| body_truth(body, entry)),
        }
    }

    /// `&&` is decided by a false part, `||` by a true one.
    fn chain(&mut self, parts: &'a [Expr], item: Option<&'a str>, decides: Truth) -> Truth {
        let mark = self.mark();
        let mut result = decides.opposite();
        for part in parts {
            let truth = self.truth(part, item);
            if truth == decides {
                self.forget(mark);
                return decides;
            }
            if truth == Truth::Open {
                result = Truth::Open;
            }
        }
        result
    }

    /// `exists` is decided by a true entry, `all` by a false one; otherwise a list that is known in
    /// part stays open.
    fn search(&mut self, slot: Slot, decides: Truth, test: &dyn Fn(&'a str) -> Truth) -> Truth {
        let (items, unfinished) = match self.facts.fact(slot) {
            Fact::List { items, unfinished } => (items, unfinished),
            other => return self.open(slot, &other),
        };
        let mut result = decides.opposite();
        for entry in each(items) {
            match test(entry) {
                truth if truth == decides => return decides,
                Truth::Open => result = Truth::Open,
                _ => {}
            }
        }
        if result == Truth::Open {
            self.blame(&[slot]);
        }
        if !unfinished.is_empty() {
            self.blame(unfinished);
            result = Truth::Open;
        }
        result
    }

    fn one_of(&mut self, term: &'a Term, literals: &'a [Literal], item: Option<&'a str>) -> Truth {
        let Some(value) = self.term(term, item) else { return Truth::Open };
        let mark = self.mark();
        let mut result = Truth::False;
        for literal in literals {
            match self.compare(Relation::Equal, value, datum(literal)) {
                Some(Truth::True) => {
                    self.forget(mark);
                    return Truth::True;
                }
                Some(Truth::Open) => result = Truth::Open,
                Some(Truth::False) => {}
                None => return self.unlike(term),
            }
        }
        result
    }

    /// `None` if the two are of different types, which typing rules out for what facts promise.
    fn compare(&mut self, relation: Relation, left: Datum<'a>, right: Datum<'a>) -> Option<Truth> {
        let order = match (left, right) {
            (Datum::Bool(a), Datum::Bool(b)) => a.cmp(&b),
            (Datum::Text(a), Datum::Text(b)) => a.cmp(b),
            (Datum::Time(a), Datum::Time(b)) | (Datum::Span(a), Datum::Span(b)) => a.cmp(&b),
            // INVARIANT: both are finite, so they have an order.
            (Datum::Number(a), Datum::Number(b)) => a.partial_cmp(&b).unwrap_or(Ordering::Equal),
            (Datum::SizeFrom(least, hangs_on), Datum::Number(b)) => {
                return Some(self.grows(relation, least, b, hangs_on));
            }
            (Datum::Number(a), Datum::SizeFrom(least, hangs_on)) => {
                return Some(self.grows(relation.flipped(), least, a, hangs_on));
            }
            (Datum::SizeFrom(_, one), Datum::SizeFrom(_, other)) => {
                self.blame(one);
                self.blame(other);
                return Some(Truth::Open);
            }
            _ => return None,
        };
        Some(relation.holds(order).into())
    }

    /// A size that is at least `least`, compared with a number.
    fn grows(&mut self, relation: Relation, least: f64, number: f64, hangs_on: &[Slot]) -> Truth {
        let beyond = least > number;
        let reached = least >= number;
        match relation {
            Relation::More | Relation::NotEqual if beyond => Truth::True,
            Relation::AtLeast if reached => Truth::True,
            Relation::AtMost | Relation::Equal if beyond => Truth::False,
            Relation::Less if reached => Truth::False,
            _ => {
                self.blame(hangs_on);
                Truth::Open
            }
        }
    }

    /// The value of a term; `None` if it is open, and then what it hangs on is noted.
    fn term(&mut self, term: &'a Term, item: Option<&'a str>) -> Option<Datum<'a>> {
        match term {
            Term::Literal(literal) => Some(datum(literal)),
            Term::Field(slot) => match self.facts.fact(*slot) {
                Fact::Number(number) if number.is_finite() => Some(Datum::Number(number)),
                Fact::Text(text) => Some(Datum::Text(text)),
                Fact::Time(time) => Some(Datum::Time(time.millis())),
                other => {
                    self.open(*slot, &other);
                    None
                }
            },
            Term::Item => item.map(Datum::Text),
            Term::Truth(expr) => match self.truth(expr, item) {
                Truth::True => Some(Datum::Bool(true)),
                Truth::False => Some(Datum::Bool(false)),
                Truth::Open => None,
            },
            Term::Length(inner) => match self.term(inner, item)? {
                // A text is never longer than 2^53.
                Datum::Text(text) => Some(Datum::Number(text.chars().count() as f64)),
                other => self.unsummed(inner, other, None),
            },
            Term::Count(slot) => match self.facts.fact(*slot) {
                Fact::List { items, unfinished } => Some(size(items, unfinished)),
                other => {
                    self.open(*slot, &other);
                    None
                }
            },
            Term::Negate(inner) => match self.term(inner, item)? {
                Datum::Number(number) => Some(Datum::Number(-number)),
                other => self.unsummed(term, other, None),
            },
            Term::Plus(left, right) | Term::Minus(left, right) => {
                let minus = matches!(term, Term::Minus(..));
                // Both sides are looked at even if the first is open.
                let (left, right) = (self.term(left, item), self.term(right, item));
                match (left, right) {
                    (Some(one), Some(other)) => {
                        sum(minus, one, other).or_else(|| self.unsummed(term, one, Some(other)))
                    }
                    (left, right) => self.unpaired(left, right),
                }
            }
        }
    }

    /// One side is open; if the other is the size of an unfinished list, the whole hangs on that too.
    fn unpaired(&mut self, left: Option<Datum<'a>>, right: Option<Datum<'a>>) -> Option<Datum<'a>> {
        if let Some(Datum::SizeFrom(_, hangs_on)) = left.or(right) {
            self.blame(hangs_on);
        }
        None
    }

    /// Blames what keeps a sum from being reckoned: what the size of an unfinished list hangs on,
    /// else every field of the sum.
    fn unsummed(&mut self, term: &Term, one: Datum<'a>, other: Option<Datum<'a>>) -> Option<Datum<'a>> {
        let mut unfinished = false;
        for value in [Some(one), other] {
            if let Some(Datum::SizeFrom(_, hangs_on)) = value {
                self.blame(hangs_on);
                unfinished = true;
            }
        }
        if !unfinished {
            self.unlike(term);
        }
        None
    }

    /// Blames every field of a term whose value is there and of no use.
    fn unlike(&mut self, term: &Term) -> Truth {
        if let Some(blame) = &mut self.blame {
            atoms::term_slots(term, blame);
        }
        Truth::Open
    }

    fn open(&mut self, asked: Slot, fact: &Fact<'_>) -> Truth {
        match fact {
            Fact::Missing(slot) => self.blame(&[*slot]),
            _ => self.blame(&[asked]),
        }
        Truth::Open
    }

    fn blame(&mut self, slots: &[Slot]) {
        if let Some(blame) = &mut self.blame {
            blame.extend_from_slice(slots);
        }
    }

    fn mark(&self) -> usize {
        self.blame.as_ref().map_or(0, Vec::len)
    }

    fn forget(&mut self, mark: usize) {
        if let Some(blame) = &mut self.blame {
            blame.truncate(mark);
        }
    }
}

fn body_truth(body: &Expr, item: &str) -> Truth {
    (Walk { facts: &Nothing, blame: None }).truth(body, Some(item))
}

fn size<'a>(items: &dyn Items, unfinished: &'a [Slot]) -> Datum<'a> {
    // A list is never longer than 2^53.
    let known = items.count() as f64;
    if unfinished.is_empty() { Datum::Number(known) } else { Datum::SizeFrom(known, unfinished) }
}

fn datum(literal: &Literal) -> Datum<'_> {
    match literal {
        Literal::Bool(truth) => Datum::Bool(*truth),
        Literal::Number(number) => Datum::Number(*number),
        Literal::Text(text) => Datum::Text(text),
        Literal::Time(time) => Datum::Time(time.millis()),
        Literal::Span(span) => Datum::Span(span.millis()),
    }
}

/// A sum or difference; `None` if it can't be held. Moments aren't clamped to the years that can be
/// printed, so that `a + b > c` says what it says everywhere.
fn sum<'a>(minus: bool, left: Datum<'a>, right: Datum<'a>) -> Option<Datum<'a>> {
    let whole = |a: i64, b: i64| if minus { a.checked_sub(b) } else { a.checked_add(b) };
    match (left, right) {
        (Datum::Number(a), Datum::Number(b)) => {
            let sum = if minus { a - b } else { a + b };
            sum.is_finite().then_some(Datum::Number(sum))
        }
        (Datum::Time(a), Datum::Time(b)) | (Datum::Span(a), Datum::Span(b)) => whole(a, b).map(Datum::Span),
        (Datum::Time(a), Datum::Span(b)) | (Datum::Span(a), Datum::Time(b)) => whole(a, b).map(Datum::Time),
        _ => None,
    }
}
