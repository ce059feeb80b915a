//! The JSON tree that a builder's form sends: in and out.

use std::ops::Range;

use super::{
    MAX_DEPTH, MAX_TEXT,
    ast::{Ast, Node, Operator},
    expr::{Expr, Literal, Relation, Term},
    print,
    problem::{Problem, Problems},
    typing::Checker,
    vocabulary::{Kind, Slot, Vocabulary},
    whole::read_text,
};
use crate::{
    diagnostic::{Code, Pointer, listed},
    model::{Map, Timestamp, Value},
};

/// The operators of a leaf.
const OPERATORS: [&str; 14] = [
    "==",
    "!=",
    "<",
    "<=",
    ">",
    ">=",
    "in",
    "contains",
    "startsWith",
    "endsWith",
    "matches",
    "includes",
    "has",
    "missing",
];

/// Reads a tree.
pub(super) fn read(tree: &Value, vocabulary: &dyn Vocabulary) -> Result<Expr, Vec<Problem>> {
    let mut reader = Reader { vocabulary, problems: Problems::default() };
    let read = reader.node(tree, &Pointer::root(), 1);
    let fits =
        |expr: &Expr| expr.depth() <= MAX_DEPTH && print::condition(expr, vocabulary).len() <= MAX_TEXT;
    match read {
        Some(expr) if reader.problems.is_empty() && fits(&expr) => Ok(expr),
        Some(_) if reader.problems.is_empty() => Err(vec![too_large(Pointer::root())]),
        _ => Err(reader.problems.into_vec()),
    }
}

fn too_large(path: Pointer) -> Problem {
    Problem::at(Code::ConditionTooLarge, path, "this condition is too large")
        .expected(format!("at most {MAX_DEPTH} levels, and {MAX_TEXT} bytes when it is written as a text"))
        .help("split the rule in two")
}

struct Reader<'v> {
    vocabulary: &'v dyn Vocabulary,
    problems: Problems,
}

impl Reader<'_> {
    fn node(&mut self, tree: &Value, path: &Pointer, depth: usize) -> Option<Expr> {
        if depth > MAX_DEPTH {
            self.problems.push(too_large(path.clone()));
            return None;
        }
        let Value::Map(entries) = tree else {
            let help = match tree {
                Value::Text(_) => "write `{ \"cel\": \"…\" }`",
                _ => "write `{ \"field\": …, \"op\": …, \"value\": … }`, `all`, `any`, `not` or `cel`",
            };
            self.wrong(path, tree, "an object", help);
            return None;
        };
        let given = |key: &str| entries.get(key).filter(|value| **value != Value::Null);
        let forms = ["all", "any", "not", "cel", "field"];
        let Some((form, inner)) = forms.into_iter().find_map(|form| given(form).map(|inner| (form, inner)))
        else {
            self.unknown_keys(entries, &["field", "op", "value", "all", "any", "not", "cel"], path);
            let problem = Problem::at(Code::MissingKey, path.clone(), "this says no condition");
            self.problems.push(problem.expected("one of `field`, `all`, `any`, `not`, `cel`"));
            return None;
        };
        let known: &[&str] = if form == "field" { &["field", "op", "value"] } else { &[form] };
        self.unknown_keys(entries, known, path);
        let below = path.key(form);
        match form {
            "all" => self.chain(inner, &below, depth).map(Expr::all),
            "any" => self.chain(inner, &below, depth).map(Expr::any),
            "not" => self.node(inner, &below, depth + 1).map(Expr::negate),
            "cel" => self.text(inner, &below),
            _ => self.leaf(inner, given("op"), given("value"), path),
        }
    }

    fn chain(&mut self, parts: &Value, path: &Pointer, depth: usize) -> Option<Vec<Expr>> {
        let Value::List(parts) = parts else {
            self.wrong(path, parts, "a list of conditions", "put the one condition into a list");
            return None;
        };
        if parts.is_empty() {
            let problem = Problem::at(Code::OutOfRange, path.clone(), "an empty list says nothing");
            self.problems.push(problem.expected("at least one condition"));
            return None;
        }
        let mut read = Vec::new();
        for (index, part) in parts.iter().enumerate() {
            read.extend(self.node(part, &path.index(index), depth + 1));
        }
        (read.len() == parts.len()).then_some(read)
    }

    fn text(&mut self, text: &Value, path: &Pointer) -> Option<Expr> {
        let Value::Text(text) = text else {
            self.wrong(path, text, "a condition's text", "write it as in `when`");
            return None;
        };
        if self.problems.is_full() {
            return None;
        }
        let mut found = Problems::default();
        let expr = read_text(text, self.vocabulary, &mut found);
        for mut problem in found.into_vec() {
            problem.diagnostic.path = path.clone();
            self.problems.push_last(problem);
        }
        expr
    }

    fn leaf(
        &mut self,
        field: &Value,
        op: Option<&Value>,
        value: Option<&Value>,
        path: &Pointer,
    ) -> Option<Expr> {
        let field = match field {
            Value::Text(field) => Some(field),
            other => {
                self.wrong(&path.key("field"), other, "a field's path", "such as `lead.value`");
                None
            }
        };
        let op = self.operator(op, path);
        let (field, op) = (field?, op?);
        if op == "has" || op == "missing" {
            if value.is_some() {
                let problem =
                    Problem::at(Code::UnknownKey, path.key("value"), format!("`{op}` compares with nothing"));
                self.problems.push(problem.help("leave `value` out"));
            }
            let has = call(None, "has", vec![named(field)]);
            let read = self.typed(&has, path);
            return if op == "has" { read } else { read.map(Expr::negate) };
        }
        let Some(value) = value else {
            let problem = Problem::at(Code::MissingKey, path.clone(), format!("`{op}` needs a `value`"));
            self.problems.push(problem.help("to ask whether a field is there, use `has` or `missing`"));
            return None;
        };
        // An unknown field is reported by typing, which then looks no further: so the value is read
        // as if it were a text's.
        let moment = self.vocabulary.field(field).is_some_and(|field| field.kind == Kind::Time);
        let operand = self.operand(value, &path.key("value"), moment, PLACE_VALUE..PLACE_VALUE + 1)?;
        let (left, right) = (named(field), operand);
        let ast = match Relation::from_symbol(op) {
            Some(relation) => binary(Operator::Relation(relation), left, right),
            None if op == "in" => binary(Operator::In, left, right),
            None if op == "includes" => binary(Operator::In, right, left),
            None => call(Some(left), op, vec![right]),
        };
        self.typed(&ast, path)
    }

    fn operator(&mut self, op: Option<&Value>, path: &Pointer) -> Option<&'static str> {
        let problem = match op {
            Some(Value::Text(op)) => match OPERATORS.into_iter().find(|known| known == op) {
                Some(known) => return Some(known),
                None => Problem::at(Code::NotAllowed, path.key("op"), format!("`{op}` is no operator"))
                    .did_you_mean(op, &OPERATORS),
            },
            Some(other) => {
                self.wrong(&path.key("op"), other, "an operator", "such as `==`");
                return None;
            }
            None => Problem::at(Code::MissingKey, path.clone(), "a comparison needs an `op`"),
        };
        let listed = listed(&OPERATORS);
        self.problems.push(problem.expected(format!("one of {listed}")));
        None
    }

    /// A value as a literal. Where the field is a moment, a text is one too: a tree has no calls.
    fn operand(&mut self, value: &Value, path: &Pointer, moment: bool, place: Range<usize>) -> Option<Ast> {
        let node = match value {
            Value::Bool(truth) => Node::Bool(*truth),
            Value::Number(number) => Node::Number(*number),
            Value::Time(time) => Node::Time(*time),
            Value::Text(text) if moment => match Timestamp::parse(text) {
                Some(time) => Node::Time(time),
                None => {
                    let problem = Problem::at(Code::BadFormat, path.clone(), format!("`{text}` is no time"));
                    self.problems.push(
                        problem.expected("a time with its offset, such as `2026-11-20T09:00:00+01:00`"),
                    );
                    return None;
                }
            },
            Value::Text(text) => Node::Text(text.clone()),
            Value::List(items) if place.start == PLACE_VALUE => {
                let mut read = Vec::new();
                for (index, item) in items.iter().enumerate() {
                    let place = PLACE_ITEMS + index;
                    read.extend(self.operand(item, &path.index(index), moment, place..place + 1));
                }
                if read.len() < items.len() {
                    return None;
                }
                Node::List(read)
            }
            other => {
                self.wrong(
                    path,
                    other,
                    "a text, a number, a boolean or a time",
                    "a tree compares with constants",
                );
                return None;
            }
        };
        Some(Ast::new(node, place))
    }

    /// Types a leaf. Its parts have made-up places, by which problems find their pointers.
    fn typed(&mut self, ast: &Ast, path: &Pointer) -> Option<Expr> {
        let mut found = Problems::default();
        let expr = Checker::new(self.vocabulary, &mut found).condition(ast);
        for mut problem in found.into_vec() {
            problem.diagnostic.path = match problem.span.take().map(|span| span.start) {
                Some(PLACE_FIELD) => path.key("field"),
                Some(PLACE_OPERATOR) => path.key("op"),
                Some(PLACE_VALUE) => path.key("value"),
                Some(item) if item >= PLACE_ITEMS => path.key("value").index(item - PLACE_ITEMS),
                _ => path.clone(),
            };
            self.problems.push(problem);
        }
        expr
    }

    fn wrong(&mut self, path: &Pointer, found: &Value, expected: &str, help: &str) {
        let message = format!("expected {expected}, found {}", found.kind());
        self.problems.push(Problem::at(Code::WrongType, path.clone(), message).expected(expected).help(help));
    }

    fn unknown_keys(&mut self, entries: &Map<Value>, known: &[&str], path: &Pointer) {
        for key in entries.keys().filter(|key| !known.contains(key)) {
            let listed = listed(known);
            let problem = Problem::at(Code::UnknownKey, path.key(key), format!("unknown key `{key}`"));
            self.problems.push(problem.expected(format!("one of {listed}")).did_you_mean(key, known));
        }
    }
}

const PLACE_OPERATOR: usize = 1;
const PLACE_FIELD: usize = 2;
const PLACE_VALUE: usize = 3;
const PLACE_ITEMS: usize = 4;

fn named(field: &str) -> Ast {
    Ast::new(Node::Path(field.to_owned()), PLACE_FIELD..PLACE_FIELD + 1)
}

fn binary(operator: Operator, left: Ast, right: Ast) -> Ast {
    let place = PLACE_OPERATOR..PLACE_OPERATOR + 1;
    Ast::new(Node::Binary(operator, place, Box::new(left), Box::new(right)), 0..1)
}

fn call(target: Option<Ast>, name: &str, arguments: Vec<Ast>) -> Ast {
    let (target, place) = (target.map(Box::new), PLACE_OPERATOR..PLACE_OPERATOR + 1);
    Ast::new(Node::Call { target, name: name.to_owned(), place, arguments }, 0..1)
}

/// Writes a tree; `None` if nothing but a `cel` leaf would come of it.
pub(super) fn write(expr: &Expr, vocabulary: &dyn Vocabulary) -> Option<Value> {
    let writer = Writer { vocabulary };
    match expr {
        Expr::All(_) | Expr::Any(_) | Expr::Not(_) => Some(writer.node(expr)),
        other => writer.leaf(other),
    }
}

struct Writer<'v> {
    vocabulary: &'v dyn Vocabulary,
}

impl Writer<'_> {
    fn node(&self, expr: &Expr) -> Value {
        let chain = |parts: &[Expr]| Value::List(parts.iter().map(|part| self.node(part)).collect());
        match expr {
            Expr::All(parts) => map([("all", chain(parts))]),
            Expr::Any(parts) => map([("any", chain(parts))]),
            Expr::Not(part) => match **part {
                Expr::Field(slot) => self.comparison(slot, "==", Value::Bool(false)),
                Expr::Has(slot) => self.presence(slot, "missing"),
                ref part => map([("not", self.node(part))]),
            },
            leaf => {
                let cel = || map([("cel", Value::Text(print::condition(leaf, self.vocabulary)))]);
                self.leaf(leaf).unwrap_or_else(cel)
            }
        }
    }

    fn leaf(&self, expr: &Expr) -> Option<Value> {
        let leaf = |term: &Term, op: &str, value: Option<Value>| match term {
            Term::Field(slot) => value.map(|value| self.comparison(*slot, op, value)),
            _ => None,
        };
        match expr {
            Expr::Field(slot) => Some(self.comparison(*slot, "==", Value::Bool(true))),
            Expr::Has(slot) => Some(self.presence(*slot, "has")),
            Expr::Compare(relation, left, right) => leaf(left, relation.symbol(), constant(right)),
            Expr::Text(test, left, right) => leaf(left, test.symbol(), constant(right)),
            Expr::Matches(term, pattern) => {
                leaf(term, "matches", Some(Value::Text(pattern.as_str().to_owned())))
            }
            Expr::Includes(slot, term) => {
                constant(term).map(|value| self.comparison(*slot, "includes", value))
            }
            Expr::OneOf(term, literals) => {
                let items: Option<Vec<Value>> = literals.iter().map(value).collect();
                match term {
                    Term::Truth(inner) => match **inner {
                        Expr::Field(slot) => {
                            items.map(|items| self.comparison(slot, "in", Value::List(items)))
                        }
                        _ => None,
                    },
                    term => leaf(term, "in", items.map(Value::List)),
                }
            }
            _ => None,
        }
    }

    fn comparison(&self, slot: Slot, op: &str, value: Value) -> Value {
        map([("field", self.path(slot)), ("op", Value::Text(op.to_owned())), ("value", value)])
    }

    fn presence(&self, slot: Slot, op: &str) -> Value {
        map([("field", self.path(slot)), ("op", Value::Text(op.to_owned()))])
    }

    fn path(&self, slot: Slot) -> Value {
        Value::Text(self.vocabulary.path(slot).to_owned())
    }
}

fn constant(term: &Term) -> Option<Value> {
    match term {
        Term::Literal(literal) => value(literal),
        _ => None,
    }
}

/// A literal as a value; a duration has none, and no field is one.
fn value(literal: &Literal) -> Option<Value> {
    Some(match literal {
        Literal::Bool(truth) => Value::Bool(*truth),
        Literal::Number(number) => Value::Number(*number),
        Literal::Text(text) => Value::Text(text.clone()),
        Literal::Time(time) => Value::Text(time.to_string()),
        Literal::Span(_) => return None,
    })
}

fn map<const N: usize>(entries: [(&str, Value); N]) -> Value {
    Value::Map(Map::of(entries.into()))
}
