//! What a case can vary in, and the points that stand for all values of it.
//!
//! Two values between which no condition of the policy can tell stand for each other, so an axis has
//! finitely many points: of a number every constant that it is compared with and one value of each
//! gap between them, of a text every constant and one that is none of them, and "missing".

use crate::{
    compile::{CompiledPolicy, FieldId, SlotMeaning},
    condition::{Expr, Fact, Facts, Kind, Slot, Vocabulary},
    model::{Need, Timestamp, Value},
};

/// What an axis stands for.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Origin<'p> {
    /// The action: its name, and with it what the library says of it.
    Action,
    /// The value of a field.
    Field(Slot),
    /// A signal of this name: silent, asserted by the host, heard in the message, heard in the draft.
    Signal(&'p str),
    /// Whether the message (or the draft) is in a language that a lexicon covers: yes, no.
    Understood(FieldId),
    /// What a question says of a value that stands for many: false, true.
    Question(Slot, &'p Expr),
    /// A part of a condition that isn't analysed: false, true, open.
    Unknown(&'p Expr),
}

/// One point of the axis of a field.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Point {
    /// Nothing is known.
    Missing,
    Bool(bool),
    Number(f64),
    Text(String),
    Time(Timestamp),
    /// Any list; questions tell lists apart.
    List,
    /// Any text but those that are points of their own; an example, if one was found.
    OtherText(Option<String>),
}

#[derive(Debug)]
pub(super) struct Axis<'p> {
    pub(super) origin: Origin<'p>,
    /// The points of a field or of the action; the others have only a number of them.
    pub(super) points: Vec<Point>,
    pub(super) count: usize,
}

/// One truth value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Truth {
    False,
    Open,
    True,
}

/// Number of the points of a [`Origin::Signal`] axis.
pub(super) const SILENT: usize = 0;
pub(super) const ASSERTED: usize = 1;
pub(super) const IN_MESSAGE: usize = 2;
pub(super) const IN_DRAFT: usize = 3;

/// The axes of one policy, or of several with the same vocabulary.
pub(super) struct Space<'p> {
    pub(super) policy: &'p CompiledPolicy,
    pub(super) axes: Vec<Axis<'p>>,
}

impl<'p> Space<'p> {
    pub(super) fn axis(&self, index: usize) -> Option<&Axis<'p>> {
        self.axes.get(index)
    }

    /// The points of the axis of a field or of the action.
    pub(super) fn points_of(&self, axis: usize) -> &[Point] {
        self.axis(axis).map(|axis| axis.points.as_slice()).unwrap_or_default()
    }

    pub(super) fn count(&self, axis: usize) -> usize {
        self.axis(axis).map_or(1, |axis| axis.count)
    }

    pub(super) fn push(&mut self, axis: Axis<'p>) -> usize {
        self.axes.push(axis);
        self.axes.len() - 1
    }

    /// The axis of a field; the action's for what the library says.
    pub(super) fn of_field(&self, slot: Slot) -> Option<usize> {
        self.axes.iter().position(|axis| match axis.origin {
            Origin::Action => is_of_action(slot),
            Origin::Field(other) => other == slot,
            _ => false,
        })
    }

    pub(super) fn kind(&self, slot: Slot) -> Option<&Kind> {
        let vocabulary = &self.policy.vocabulary;
        vocabulary.field(vocabulary.path(slot)).map(|field| &field.kind)
    }

    pub(super) fn path(&self, slot: Slot) -> &str {
        self.policy.vocabulary.path(slot)
    }

    /// Whether the action of a name asks for this evidence.
    pub(super) fn needs(&self, action: &Point, need: Need) -> bool {
        let name = action.text().unwrap_or_default();
        self.policy.library.get(name).is_some_and(|action| action.needs(need))
    }
}

/// Whether the action decides the value of a field.
pub(super) fn is_of_action(slot: Slot) -> bool {
    use FieldId as Id;
    [
        Id::ActionName,
        Id::ActionKindOf,
        Id::ActionCustomerFacing,
        Id::ActionRevenueImpacting,
        Id::ActionFinancial,
        Id::ActionEffect,
    ]
    .iter()
    .any(|field| field.slot() == slot)
}

impl Point {
    /// The text that the point is, or an example of what it stands for.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) | Self::OtherText(Some(text)) => Some(text),
            _ => None,
        }
    }

    /// The point as it stands in a case; `None` where it isn't there or has no example.
    pub(super) fn value(&self) -> Option<Value> {
        Some(match self {
            Self::Missing | Self::OtherText(None) => return None,
            Self::Bool(flag) => Value::Bool(*flag),
            Self::Number(number) => Value::Number(*number),
            Self::Text(text) | Self::OtherText(Some(text)) => Value::Text(text.clone()),
            Self::Time(moment) => Value::Time(*moment),
            Self::List => Value::List(Vec::new()),
        })
    }

    pub(super) fn fact(&self, slot: Slot) -> Fact<'_> {
        match self {
            Self::Missing | Self::OtherText(None) => Fact::Missing(slot),
            Self::Bool(flag) => Fact::Bool(*flag),
            Self::Number(number) => Fact::Number(*number),
            Self::Text(text) | Self::OtherText(Some(text)) => Fact::Text(text),
            Self::Time(moment) => Fact::Time(*moment),
            Self::List => Fact::List { items: &NO_ITEMS, unfinished: &[] },
        }
    }
}

static NO_ITEMS: Vec<String> = Vec::new();

/// A case of which only a few fields are known.
pub(super) struct Known<'a> {
    pub(super) policy: &'a CompiledPolicy,
    pub(super) action: Option<&'a Point>,
    pub(super) fields: &'a [(Slot, Fact<'a>)],
}

impl Facts for Known<'_> {
    fn fact(&self, slot: Slot) -> Fact<'_> {
        if let (true, Some(action)) = (is_of_action(slot), self.action) {
            return self.of_action(slot, action);
        }
        let known = self.fields.iter().find(|(other, _)| *other == slot);
        known.map_or(Fact::Missing(slot), |(_, fact)| *fact)
    }

    fn present(&self, slot: Slot) -> bool {
        !matches!(self.fact(slot), Fact::Missing(_))
    }
}

impl Known<'_> {
    fn of_action<'s>(&'s self, slot: Slot, action: &'s Point) -> Fact<'s> {
        use FieldId as Id;
        let name = action.text().unwrap_or_default();
        let library = self.policy.library.get(name);
        let SlotMeaning::Builtin(field) = self.policy.vocabulary.meaning(slot) else {
            return Fact::Missing(slot);
        };
        let fact = match (field, library) {
            (Id::ActionName, _) => Some(Fact::Text(name)),
            (Id::ActionKindOf, Some(action)) => Some(Fact::Text(action.kind.as_str())),
            (Id::ActionCustomerFacing, Some(action)) => Some(Fact::Bool(action.customer_facing)),
            (Id::ActionRevenueImpacting, Some(action)) => Some(Fact::Bool(action.revenue_impacting)),
            (Id::ActionFinancial, Some(action)) => Some(Fact::Bool(action.financial)),
            (Id::ActionEffect, Some(action)) => action.effect.map(|effect| Fact::Text(effect.as_str())),
            _ => None,
        };
        fact.unwrap_or(Fact::Missing(slot))
    }
}
