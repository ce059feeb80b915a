//! The internal form: typed, over slots, the same whether a text or a tree was written.
//!
//! INVARIANT: it is canonical. `All` and `Any` are flat and hold at least two parts, a literal
//! stands on the right of a comparison with something else, a comparison of a condition with
//! `true` or `false` is the condition or its negation, a negated number is a number. So two ways to
//! write the same thing compare equal, and printing and reading gives the same form back.

use std::{cmp::Ordering, fmt};

use super::{
    atoms, eval,
    facts::{Facts, Outcome},
    vocabulary::Slot,
};
use crate::model::{Span, Timestamp};

/// Something that is true, false or undetermined.
#[derive(Clone, Debug, PartialEq)]
pub enum Expr {
    /// `true` or `false` as written.
    Constant(bool),
    /// A boolean field.
    Field(Slot),
    /// `has(field)`.
    Has(Slot),
    /// `a && b && …`.
    All(Vec<Expr>),
    /// `a || b || …`.
    Any(Vec<Expr>),
    /// `!a`.
    Not(Box<Expr>),
    /// Two terms of one type.
    Compare(Relation, Term, Term),
    /// A term among literals of its type.
    OneOf(Term, Vec<Literal>),
    /// A list field has the text.
    Includes(Slot, Term),
    /// One text inside, at the start or at the end of another.
    Text(TextTest, Term, Term),
    /// A text in which the pattern is found.
    Matches(Term, Pattern),
    /// `list.exists(variable, body)`.
    Exists(Slot, String, Box<Expr>),
    /// `list.all(variable, body)`.
    Every(Slot, String, Box<Expr>),
}

/// Something with a value.
#[derive(Clone, Debug, PartialEq)]
pub enum Term {
    /// A constant.
    Literal(Literal),
    /// A field that is no list and no boolean.
    Field(Slot),
    /// The variable of the surrounding `exists` or `all`.
    Item,
    /// A condition as a value, in comparisons of booleans.
    Truth(Box<Expr>),
    /// How many characters (code points) a text has.
    Length(Box<Term>),
    /// How many entries a list field has.
    Count(Slot),
    /// A sum of numbers, of durations, or of a moment and a duration.
    Plus(Box<Term>, Box<Term>),
    /// A difference of numbers, durations or moments, or a moment less a duration.
    Minus(Box<Term>, Box<Term>),
    /// A number with the other sign.
    Negate(Box<Term>),
}

/// A constant.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    /// `true` or `false`.
    Bool(bool),
    /// A finite number; never `-0`.
    Number(f64),
    /// A text.
    Text(String),
    /// `timestamp("…")`.
    Time(Timestamp),
    /// `duration("…")`.
    Span(Span),
}

/// How two values stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    More,
    /// `>=`
    AtLeast,
}

/// How one text is looked for in another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextTest {
    /// Anywhere.
    Contains,
    /// At the start.
    StartsWith,
    /// At the end.
    EndsWith,
}

/// A regular expression of the linear-time syntax, found anywhere in a text unless it is anchored.
#[derive(Clone)]
pub struct Pattern {
    source: String,
    regex: regex_lite::Regex,
}

/// Bytes that a compiled pattern may take: what `a{1000}` repeated would cost, evaluation pays for.
const PATTERN_SIZE: usize = 32_768;

impl Pattern {
    /// Reads a pattern; the error is a sentence about it.
    pub(super) fn new(source: &str) -> Result<Self, String> {
        let built = regex_lite::RegexBuilder::new(source).size_limit(PATTERN_SIZE).build();
        match built {
            Ok(regex) => Ok(Self { source: source.to_owned(), regex }),
            Err(error) => Err(error.to_string()),
        }
    }

    /// The pattern as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.source
    }

    /// Whether it is found in a text.
    #[must_use]
    pub fn is_in(&self, text: &str) -> bool {
        self.regex.is_match(text)
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.source, f)
    }
}

impl Relation {
    /// How CEL writes it.
    #[must_use]
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::More => ">",
            Self::AtLeast => ">=",
        }
    }

    /// The relation that CEL writes like this.
    #[must_use]
    pub fn from_symbol(symbol: &str) -> Option<Self> {
        [Self::Equal, Self::NotEqual, Self::Less, Self::AtMost, Self::More, Self::AtLeast]
            .into_iter()
            .find(|relation| relation.symbol() == symbol)
    }

    /// The relation that holds exactly when this one doesn't.
    #[must_use]
    pub fn opposite(self) -> Self {
        match self {
            Self::Equal => Self::NotEqual,
            Self::NotEqual => Self::Equal,
            Self::Less => Self::AtLeast,
            Self::AtMost => Self::More,
            Self::More => Self::AtMost,
            Self::AtLeast => Self::Less,
        }
    }

    /// The same relation seen from the other side.
    #[must_use]
    pub fn flipped(self) -> Self {
        match self {
            Self::Less => Self::More,
            Self::AtMost => Self::AtLeast,
            Self::More => Self::Less,
            Self::AtLeast => Self::AtMost,
            same => same,
        }
    }

    /// Whether it holds between two values that stand in this order.
    #[must_use]
    pub fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::NotEqual => order.is_ne(),
            Self::Less => order.is_lt(),
            Self::AtMost => order.is_le(),
            Self::More => order.is_gt(),
            Self::AtLeast => order.is_ge(),
        }
    }

    /// Whether it asks for more than being the same.
    pub(super) fn orders(self) -> bool {
        !matches!(self, Self::Equal | Self::NotEqual)
    }
}

impl TextTest {
    /// How CEL writes it.
    #[must_use]
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Contains => "contains",
            Self::StartsWith => "startsWith",
            Self::EndsWith => "endsWith",
        }
    }

    /// Whether it holds.
    #[must_use]
    pub fn holds(self, text: &str, part: &str) -> bool {
        match self {
            Self::Contains => text.contains(part),
            Self::StartsWith => text.starts_with(part),
            Self::EndsWith => text.ends_with(part),
        }
    }
}

impl Literal {
    /// A number; `-0` becomes `0`, which CEL can't tell apart either.
    pub(super) fn number(number: f64) -> Self {
        Self::Number(if number == 0.0 { 0.0 } else { number })
    }
}

impl Expr {
    /// What this part of a condition says by itself, for analyses.
    pub fn eval(&self, facts: &dyn Facts) -> Outcome {
        eval::outcome(self, facts)
    }

    /// The fields that this part reads, in order, each once.
    #[must_use]
    pub fn reads(&self) -> Vec<Slot> {
        atoms::reads(self)
    }

    /// All of these; flat.
    pub(super) fn all(parts: Vec<Self>) -> Self {
        let mut flat = Vec::with_capacity(parts.len());
        for part in parts {
            match part {
                Self::All(inner) => flat.extend(inner),
                other => flat.push(other),
            }
        }
        alone(flat, true).unwrap_or_else(Self::All)
    }

    /// Any of these; flat.
    pub(super) fn any(parts: Vec<Self>) -> Self {
        let mut flat = Vec::with_capacity(parts.len());
        for part in parts {
            match part {
                Self::Any(inner) => flat.extend(inner),
                other => flat.push(other),
            }
        }
        alone(flat, false).unwrap_or_else(Self::Any)
    }

    /// Not this.
    pub(super) fn negate(self) -> Self {
        Self::Not(Box::new(self))
    }

    /// Two conditions compared: with a constant it is one of them, or its negation.
    pub(super) fn same(left: Self, right: Self, equal: bool) -> Self {
        let (one, constant) = match (left, right) {
            (one, Self::Constant(constant)) | (Self::Constant(constant), one) => (one, constant),
            (left, right) => {
                let relation = if equal { Relation::Equal } else { Relation::NotEqual };
                return Self::Compare(relation, Term::Truth(Box::new(left)), Term::Truth(Box::new(right)));
            }
        };
        if constant == equal { one } else { one.negate() }
    }

    /// Two terms compared, a literal on the right.
    pub(super) fn compare(relation: Relation, left: Term, right: Term) -> Self {
        match (&left, &right) {
            (Term::Literal(_), Term::Literal(_)) => Self::Compare(relation, left, right),
            (Term::Literal(_), _) => Self::Compare(relation.flipped(), right, left),
            _ => Self::Compare(relation, left, right),
        }
    }

    /// Levels from here to the deepest leaf, as the parser counts them.
    pub(super) fn depth(&self) -> usize {
        1 + match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().map(Self::depth).max().unwrap_or(0),
            Self::Not(part) | Self::Exists(_, _, part) | Self::Every(_, _, part) => part.depth(),
            Self::Compare(_, left, right) | Self::Text(_, left, right) => left.depth().max(right.depth()),
            Self::OneOf(term, _) | Self::Matches(term, _) => term.depth().max(3),
            Self::Includes(_, term) => term.depth(),
            Self::Constant(_) | Self::Field(_) => 0,
            Self::Has(_) => 1,
        }
    }
}

impl Term {
    /// Levels from here to the deepest leaf; a literal may take two (`-1`, `timestamp("…")`).
    fn depth(&self) -> usize {
        match self {
            Self::Literal(_) => 2,
            Self::Field(_) | Self::Item => 1,
            Self::Count(_) => 2,
            Self::Truth(expr) => expr.depth(),
            Self::Length(term) | Self::Negate(term) => 1 + term.depth(),
            Self::Plus(left, right) | Self::Minus(left, right) => 1 + left.depth().max(right.depth()),
        }
    }
}

/// The one part of a chain that has only one, or what an empty chain amounts to.
fn alone(mut parts: Vec<Expr>, empty: bool) -> Result<Expr, Vec<Expr>> {
    if parts.len() > 1 {
        return Err(parts);
    }
    Ok(parts.pop().unwrap_or(Expr::Constant(empty)))
}
