//! A condition over the axes: every question asked point by point, once, before anything is proved.

use super::{
    axes::{ASSERTED, Axis, IN_DRAFT, IN_MESSAGE, Known, Origin, Point, SILENT, Space, Truth, is_of_action},
    cell::{Cell, Points},
    shape::{Shape, currency_of, shape},
};
use crate::{
    compile::FieldId,
    condition::{Expr, Fact, Literal, Outcome, Slot, Term},
    model::Need,
};

/// A condition over the axes.
#[derive(Debug)]
pub(super) enum Form {
    Always(Truth),
    Atom(Node),
    All(Vec<Form>),
    Any(Vec<Form>),
    Not(Box<Form>),
    /// Two conditions compared, for being equal or for not.
    Same(Box<Form>, Box<Form>, bool),
    /// A condition whose values mean others: when true, when false.
    Mapped(Box<Form>, Truth, Truth),
}

/// What a question answers, point by point of one axis after the other.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    Leaf(Truth),
    Test(usize, Vec<(Points, Node)>),
}

/// Whether a value that is none of the constants answers this question like any other such value.
fn is_whole(expr: &Expr) -> bool {
    use crate::condition::Relation as Is;
    matches!(
        expr,
        Expr::Has(_)
            | Expr::Compare(Is::Equal | Is::NotEqual, Term::Field(_), _)
            | Expr::OneOf(Term::Field(_), _)
    )
}

impl<'p> Space<'p> {
    /// A condition over the axes, which have to exist for all its fields.
    pub(super) fn form(&mut self, expr: &'p Expr) -> Form {
        match expr {
            Expr::Constant(constant) => Form::Always(if *constant { Truth::True } else { Truth::False }),
            Expr::All(parts) => Form::All(parts.iter().map(|part| self.form(part)).collect()),
            Expr::Any(parts) => Form::Any(parts.iter().map(|part| self.form(part)).collect()),
            Expr::Not(part) => Form::Not(Box::new(self.form(part))),
            Expr::Compare(relation, Term::Truth(left), Term::Truth(right)) => {
                let equal = *relation == crate::condition::Relation::Equal;
                Form::Same(Box::new(self.form(left)), Box::new(self.form(right)), equal)
            }
            Expr::OneOf(Term::Truth(part), literals) => {
                let among = |truth| {
                    if literals.contains(&Literal::Bool(truth)) { Truth::True } else { Truth::False }
                };
                Form::Mapped(Box::new(self.form(part)), among(true), among(false))
            }
            question => Form::Atom(self.node(question)),
        }
    }

    fn node(&mut self, expr: &'p Expr) -> Node {
        let node = match shape(expr) {
            Shape::One(slot) => self.of_one(slot, expr),
            Shape::Apart(slot) => self.apart(slot, expr),
            Shape::Signal(name, slot) => self.signal(name, slot),
            Shape::Rich => None,
        };
        node.unwrap_or_else(|| {
            let axis = self.shared(Origin::Unknown(expr), 3);
            Node::Test(
                axis,
                vec![branch(3, 0, Truth::False), branch(3, 1, Truth::Open), branch(3, 2, Truth::True)],
            )
        })
    }

    /// The axis that stands for this, or a new one with so many points.
    fn shared(&mut self, origin: Origin<'p>, count: usize) -> usize {
        match self.axes.iter().position(|axis| axis.origin == origin) {
            Some(axis) => axis,
            None => self.push(Axis { origin, points: Vec::new(), count }),
        }
    }

    /// One question inside a set of points of an axis, another outside.
    fn either(&self, axis: usize, within: Points, inside: Node, outside: Node) -> Node {
        let rest = Points::all(self.count(axis)).without(&within);
        test(axis, vec![(within, inside), (rest, outside)])
    }

    fn of_one(&mut self, slot: Slot, expr: &'p Expr) -> Option<Node> {
        let axis = self.of_field(slot)?;
        let points = &self.axis(axis)?.points;
        let count = points.len();
        let mut answers = Answers::none(count);
        let mut asked = Points::none(count);
        for (index, point) in points.iter().enumerate() {
            let many = matches!(point, Point::OtherText(_) | Point::List);
            // What the library says of an action that isn't in it is missing, whatever its name.
            let from_library = is_of_action(slot) && slot != FieldId::ActionName.slot();
            if many && !is_whole(expr) && !from_library {
                asked.add(index);
                continue;
            }
            answers.add(index, self.answer(slot, point, expr));
        }
        let mut branches = answers.branches();
        if !asked.is_empty() {
            let question = self.shared(Origin::Question(slot, expr), 2);
            let answers = Node::Test(question, vec![branch(2, 1, Truth::True), branch(2, 0, Truth::False)]);
            branches.push((asked, answers));
        }
        let node = test(axis, branches);
        Some(if matches!(expr, Expr::Has(_)) { node } else { self.in_currency(slot, node) })
    }

    fn answer(&self, slot: Slot, point: &Point, expr: &Expr) -> Truth {
        // Most points are numbers, and most questions about them are these.
        if let (
            Expr::Compare(relation, Term::Field(_), Term::Literal(Literal::Number(limit))),
            Point::Number(number),
        ) = (expr, point)
            && let Some(order) = number.partial_cmp(limit)
        {
            return if relation.holds(order) { Truth::True } else { Truth::False };
        }
        const NONE_OF_THEM: &str = "\u{1}";
        let action = is_of_action(slot);
        let fact = match point {
            Point::OtherText(None) => Fact::Text(NONE_OF_THEM),
            point => point.fact(slot),
        };
        let fields = [(slot, fact)];
        let known = Known { policy: self.policy, action: action.then_some(point), fields: &fields };
        truth(&expr.eval(&known))
    }

    /// Money in another currency than the policy's can't be compared.
    fn in_currency(&self, slot: Slot, node: Node) -> Node {
        let Some((currency, axis)) = self.policy.currency.as_ref().zip(self.currency_axis(slot)) else {
            return node;
        };
        let count = self.count(axis);
        let points = self.points_of(axis);
        let right = |index: usize| matches!(points.get(index), Some(Point::Text(text)) if text == currency);
        self.either(axis, Points::of(count, &right), node, Node::Leaf(Truth::Open))
    }

    fn currency_axis(&self, slot: Slot) -> Option<usize> {
        self.of_field(currency_of(slot)?)
    }

    fn apart(&self, slot: Slot, expr: &Expr) -> Option<Node> {
        let now = FieldId::Now.slot();
        let (now_axis, axis) = (self.of_field(now)?, self.of_field(slot)?);
        let (moments, points) = (&self.axis(now_axis)?.points, &self.axis(axis)?.points);
        let mut rows: Vec<(Points, Node)> = Vec::new();
        for (index, moment) in moments.iter().enumerate() {
            let mut answers = Answers::none(points.len());
            for (other, point) in points.iter().enumerate() {
                let fields = [(now, moment.fact(now)), (slot, point.fact(slot))];
                let known = Known { policy: self.policy, action: None, fields: &fields };
                answers.add(other, truth(&expr.eval(&known)));
            }
            let node = test(axis, answers.branches());
            match rows.iter_mut().find(|(_, other)| *other == node) {
                Some((points, _)) => points.add(index),
                None => rows.push((Points::one(moments.len(), index), node)),
            }
        }
        Some(test(now_axis, rows))
    }

    /// `"name" in signals`: true if asserted or heard; else open while a needed text isn't
    /// understood, else false.
    fn signal(&mut self, name: &'p str, slot: Slot) -> Option<Node> {
        let heard = self.policy.lexicons.signals().iter().any(|signal| signal == name);
        let axis = self.shared(Origin::Signal(name), if heard { 4 } else { 2 });
        let message = slot != FieldId::ActionSignals.slot();
        let draft = slot != FieldId::MessageSignals.slot();
        let is = |point: usize| {
            point == ASSERTED || (point == IN_MESSAGE && message) || (point == IN_DRAFT && draft)
        };
        let mut silent = Node::Leaf(Truth::False);
        if draft {
            silent = self.gap(Need::Draft, FieldId::ActionText, silent)?;
        }
        if message {
            silent = self.gap(Need::Message, FieldId::MessageText, silent)?;
        }
        let count = self.count(axis);
        debug_assert!(SILENT < count, "every signal can be silent");
        Some(self.either(axis, Points::of(count, &is), Node::Leaf(Truth::True), silent))
    }

    /// Open where the action needs a text that is missing or not understood, else what is given.
    fn gap(&mut self, need: Need, text: FieldId, otherwise: Node) -> Option<Node> {
        let (action, texts) = (self.of_field(FieldId::ActionName.slot())?, self.of_field(text.slot())?);
        let understood = self.shared(Origin::Understood(text), 2);
        let open = || Node::Leaf(Truth::Open);
        let language = self.either(understood, Points::one(2, 0), otherwise.clone(), open());
        let points = &self.axis(texts)?.points;
        let there = |point: usize| points.get(point) != Some(&Point::Missing);
        let asked = self.either(texts, Points::of(points.len(), &there), language, open());
        let points = &self.axis(action)?.points;
        let needs = |point: usize| points.get(point).is_some_and(|point| self.needs(point, need));
        Some(self.either(action, Points::of(points.len(), &needs), asked, otherwise))
    }
}

/// The points of an axis, by what a question answers there.
struct Answers {
    is: Points,
    isnt: Points,
    open: Points,
}

impl Answers {
    fn none(count: usize) -> Self {
        Self { is: Points::none(count), isnt: Points::none(count), open: Points::none(count) }
    }

    fn add(&mut self, point: usize, truth: Truth) {
        let points = match truth {
            Truth::True => &mut self.is,
            Truth::False => &mut self.isnt,
            Truth::Open => &mut self.open,
        };
        points.add(point);
    }

    fn branches(self) -> Vec<(Points, Node)> {
        vec![
            (self.is, Node::Leaf(Truth::True)),
            (self.isnt, Node::Leaf(Truth::False)),
            (self.open, Node::Leaf(Truth::Open)),
        ]
    }
}

fn truth(outcome: &Outcome) -> Truth {
    match outcome {
        Outcome::True => Truth::True,
        Outcome::False => Truth::False,
        Outcome::Undetermined(_) => Truth::Open,
    }
}

/// What is answered at one of so many points.
fn branch(count: usize, point: usize, truth: Truth) -> (Points, Node) {
    (Points::one(count, point), Node::Leaf(truth))
}

/// A test without branches that no point takes; of one branch, that branch.
fn test(axis: usize, mut branches: Vec<(Points, Node)>) -> Node {
    branches.retain(|(points, _)| !points.is_empty());
    match branches.len() {
        1 => branches.pop().map_or(Node::Leaf(Truth::Open), |(_, node)| node),
        _ => Node::Test(axis, branches),
    }
}

/// Truth values that something may have, as bits.
const CAN_BE_FALSE: u8 = 1;
const CAN_BE_OPEN: u8 = 2;
const CAN_BE_TRUE: u8 = 4;

fn bit(truth: Truth) -> u8 {
    match truth {
        Truth::False => CAN_BE_FALSE,
        Truth::Open => CAN_BE_OPEN,
        Truth::True => CAN_BE_TRUE,
    }
}

fn opposite(mask: u8) -> u8 {
    (mask & CAN_BE_OPEN)
        | if mask & CAN_BE_TRUE != 0 { CAN_BE_FALSE } else { 0 }
        | if mask & CAN_BE_FALSE != 0 { CAN_BE_TRUE } else { 0 }
}

impl Form {
    /// The one value that the condition has all over a box; `None` if it may have several.
    pub(super) fn settled(&self, cell: &Cell) -> Option<Truth> {
        match self.may_be(cell) {
            CAN_BE_FALSE => Some(Truth::False),
            CAN_BE_OPEN => Some(Truth::Open),
            CAN_BE_TRUE => Some(Truth::True),
            _ => None,
        }
    }

    fn may_be(&self, cell: &Cell) -> u8 {
        match self {
            Self::Always(truth) => bit(*truth),
            Self::Atom(node) => node.may_be(cell),
            Self::All(parts) => {
                let mut whole = CAN_BE_TRUE;
                for part in parts {
                    whole = both(whole, part.may_be(cell));
                    if whole == CAN_BE_FALSE {
                        break;
                    }
                }
                whole
            }
            Self::Any(parts) => {
                let mut whole = CAN_BE_TRUE;
                for part in parts {
                    whole = both(whole, opposite(part.may_be(cell)));
                    if whole == CAN_BE_FALSE {
                        break;
                    }
                }
                opposite(whole)
            }
            Self::Not(part) => opposite(part.may_be(cell)),
            Self::Same(left, right, equal) => {
                let (left, right) = (left.may_be(cell), right.may_be(cell));
                let mut whole = (left | right) & CAN_BE_OPEN;
                if left & right & (CAN_BE_TRUE | CAN_BE_FALSE) != 0 {
                    whole |= bit(if *equal { Truth::True } else { Truth::False });
                }
                if left & opposite(right) & (CAN_BE_TRUE | CAN_BE_FALSE) != 0 {
                    whole |= bit(if *equal { Truth::False } else { Truth::True });
                }
                whole
            }
            Self::Mapped(part, when_true, when_false) => {
                let part = part.may_be(cell);
                (part & CAN_BE_OPEN)
                    | if part & CAN_BE_TRUE != 0 { bit(*when_true) } else { 0 }
                    | if part & CAN_BE_FALSE != 0 { bit(*when_false) } else { 0 }
            }
        }
    }

    /// The axis on which to split a box next, and how.
    pub(super) fn next<'s>(&'s self, cell: &Cell) -> Option<(usize, Vec<&'s Points>)> {
        match self {
            Self::Always(_) => None,
            Self::Atom(node) => node.next(cell),
            Self::All(parts) | Self::Any(parts) => {
                parts.iter().filter(|part| part.settled(cell).is_none()).find_map(|part| part.next(cell))
            }
            Self::Not(part) | Self::Mapped(part, ..) => part.next(cell),
            Self::Same(left, right, _) => left.next(cell).or_else(|| right.next(cell)),
        }
    }
}

/// What `&&` may be of two that may be these.
fn both(left: u8, right: u8) -> u8 {
    let mut whole = (left | right) & CAN_BE_FALSE;
    whole |= left & right & CAN_BE_TRUE;
    let open = |one: u8, other: u8| one & CAN_BE_OPEN != 0 && other & (CAN_BE_OPEN | CAN_BE_TRUE) != 0;
    if open(left, right) || open(right, left) {
        whole |= CAN_BE_OPEN;
    }
    whole
}

impl Node {
    fn may_be(&self, cell: &Cell) -> u8 {
        match self {
            Self::Leaf(truth) => bit(*truth),
            Self::Test(axis, branches) => {
                let side = cell.side(*axis);
                let reached =
                    branches.iter().filter(|(points, _)| side.is_none_or(|side| side.meets(points)));
                reached.fold(0, |whole, (_, node)| whole | node.may_be(cell))
            }
        }
    }

    fn next(&self, cell: &Cell) -> Option<(usize, Vec<&Points>)> {
        let Self::Test(axis, branches) = self else { return None };
        let side = cell.side(*axis);
        let (mut reached, mut last) = (Vec::new(), None);
        for (points, node) in branches {
            if side.is_none_or(|side| side.meets(points)) {
                reached.push(points);
                last = Some(node);
            }
        }
        match last {
            Some(only) if reached.len() == 1 => only.next(cell),
            _ => Some((*axis, reached)),
        }
    }
}
