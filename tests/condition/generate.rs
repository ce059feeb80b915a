//! Conditions and cases at random, in a form of the tests' own, written in full parentheses.

use proptest::{
    collection::vec,
    prelude::*,
    sample::{select, subsequence},
};

use holdpoint::model::Timestamp;

use super::support::{BOOLS, Case, Given, LEVELS, LISTS, NUMBERS, TEXTS, TIMES, URGENCY, Words};

/// For whom a condition is written.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Dialect {
    /// This language.
    Ours,
    /// CEL as its crate has it: every number a double.
    Cel,
}

/// A condition.
#[derive(Clone, Debug)]
pub(crate) enum Cond {
    Constant(bool),
    Field(&'static str),
    Has(&'static str),
    All(Vec<Cond>),
    Any(Vec<Cond>),
    Not(Box<Cond>),
    Same(&'static str, Box<Cond>, Box<Cond>),
    Compare(&'static str, Val, Val),
    OneOf(Val, Vec<Val>),
    Includes(Val, &'static str),
    Method(&'static str, Val, Val),
    Macro(&'static str, &'static str, Box<Cond>),
}

/// A value.
#[derive(Clone, Debug)]
pub(crate) enum Val {
    Number(f64),
    Text(String),
    Time(i64),
    Span(i64),
    Field(&'static str),
    Item,
    Size(Box<Val>),
    Sum(&'static str, Box<Val>, Box<Val>),
    Negate(Box<Val>),
}

impl Cond {
    pub(crate) fn text(&self, dialect: Dialect) -> String {
        let chain = |parts: &[Cond], sign: &str| {
            parts.iter().map(|part| format!("({})", part.text(dialect))).collect::<Vec<_>>().join(sign)
        };
        match self {
            Self::Constant(constant) => constant.to_string(),
            Self::Field(path) => (*path).to_owned(),
            Self::Has(path) => format!("has({path})"),
            Self::All(parts) => chain(parts, " && "),
            Self::Any(parts) => chain(parts, "||"),
            Self::Not(part) => format!("!({})", part.text(dialect)),
            Self::Same(op, left, right) => format!("({}) {op} ({})", left.text(dialect), right.text(dialect)),
            Self::Compare(op, left, right) => {
                format!("({}) {op} ({})", left.text(dialect), right.text(dialect))
            }
            Self::OneOf(one, among) => {
                let among = among.iter().map(|one| one.text(dialect)).collect::<Vec<_>>().join(",");
                format!("({}) in [{among}]", one.text(dialect))
            }
            Self::Includes(one, list) => format!("({}) in {list}", one.text(dialect)),
            Self::Method(name, of, with) => format!("({}).{name}({})", of.text(dialect), with.text(dialect)),
            Self::Macro(name, list, body) => format!("{list}.{name}(x, {})", body.text(dialect)),
        }
    }
}

impl Val {
    fn text(&self, dialect: Dialect) -> String {
        match self {
            Self::Number(number) if dialect == Dialect::Cel => format!("{number:?}"),
            Self::Number(number) => number.to_string(),
            Self::Text(text) => format!("{text:?}").replace("\\u{", "\\u00").replace('}', ""),
            Self::Time(millis) => format!("timestamp(\"{}\")", Timestamp::from_millis(*millis).unwrap()),
            Self::Span(millis) => format!("duration(\"{millis}ms\")"),
            Self::Field(path) => (*path).to_owned(),
            Self::Item => "x".to_owned(),
            Self::Size(of) if dialect == Dialect::Cel => format!("double(size({}))", of.text(dialect)),
            Self::Size(of) => format!("size({})", of.text(dialect)),
            Self::Sum(op, left, right) => format!("({}) {op} ({})", left.text(dialect), right.text(dialect)),
            Self::Negate(of) => format!("-({})", of.text(dialect)),
        }
    }
}

/// The texts that cases hold and conditions compare with: few, so that they meet.
pub(crate) const WORDS: [&str; 6] = ["", "a", "ab", "b", "é😀", "a\"\\\n"];
/// Likewise numbers, halves among them so that sums are exact.
pub(crate) const FEW: [f64; 4] = [-1.5, 0.0, 1.0, 2.5];
const DAY: i64 = 86_400_000;
pub(crate) const MOMENTS: [i64; 3] = [0, DAY, 3 * DAY + 1];

const ORDERS: [&str; 6] = ["==", "!=", "<", "<=", ">", ">="];
const EQUALS: [&str; 2] = ["==", "!="];

fn number() -> BoxedStrategy<Val> {
    let leaf = prop_oneof![
        3 => select(&NUMBERS[..]).prop_map(Val::Field),
        2 => select(&FEW[..]).prop_map(Val::Number),
        1 => select(&LISTS[..]).prop_map(|list| Val::Size(Box::new(Val::Field(list)))),
        1 => text().prop_map(|text| Val::Size(Box::new(text))),
    ];
    leaf.prop_recursive(2, 6, 2, |inner| {
        prop_oneof![
            (select(&["+", "-"][..]), inner.clone(), inner.clone()).prop_map(|(op, left, right)| Val::Sum(
                op,
                Box::new(left),
                Box::new(right)
            )),
            inner.prop_map(|of| Val::Negate(Box::new(of))),
        ]
    })
    .boxed()
}

fn word() -> impl Strategy<Value = Val> {
    select(&WORDS[..]).prop_map(|word| Val::Text(word.to_owned()))
}

fn text() -> impl Strategy<Value = Val> {
    prop_oneof![select(&TEXTS[..]).prop_map(Val::Field), word()]
}

fn span() -> BoxedStrategy<Val> {
    let time = || select(&TIMES[..]).prop_map(|path| Box::new(Val::Field(path)));
    let leaf = prop_oneof![
        select(&[-DAY, 0, 1, DAY, 2 * DAY][..]).prop_map(Val::Span),
        (time(), time()).prop_map(|(left, right)| Val::Sum("-", left, right)),
    ];
    leaf.prop_recursive(1, 2, 2, |inner| {
        (select(&["+", "-"][..]), inner.clone(), inner)
            .prop_map(|(op, left, right)| Val::Sum(op, Box::new(left), Box::new(right)))
    })
    .boxed()
}

fn time() -> BoxedStrategy<Val> {
    let leaf = prop_oneof![
        2 => select(&TIMES[..]).prop_map(Val::Field),
        1 => select(&MOMENTS[..]).prop_map(Val::Time),
    ];
    prop_oneof![
        3 => leaf.clone(),
        1 => (select(&["+", "-"][..]), leaf, span())
            .prop_map(|(op, left, right)| Val::Sum(op, Box::new(left), Box::new(right))),
    ]
    .boxed()
}

fn level() -> impl Strategy<Value = Val> {
    select(&LEVELS[..]).prop_map(|level| Val::Text(level.to_owned()))
}

fn pattern() -> impl Strategy<Value = Val> {
    select(&["a", "^a", "b$", "^a?b*$", "[^a]", "a|é", "(ab)+", "^$", "\\\\", "^.$"][..])
        .prop_map(|pattern| Val::Text(pattern.to_owned()))
}

/// A question about a text, in a body or outside.
fn about(text: impl Strategy<Value = Val> + Clone + 'static) -> BoxedStrategy<Cond> {
    let methods = &["contains", "startsWith", "endsWith"][..];
    prop_oneof![
        (select(&ORDERS[..]), text.clone(), word()).prop_map(|(op, of, with)| Cond::Compare(op, of, with)),
        (text.clone(), vec(word(), 0..3)).prop_map(|(of, among)| Cond::OneOf(of, among)),
        (select(methods), text.clone(), word()).prop_map(|(name, of, with)| Cond::Method(name, of, with)),
        (text.clone(), pattern()).prop_map(|(of, with)| Cond::Method("matches", of, with)),
        (select(&ORDERS[..]), text, select(&FEW[..])).prop_map(|(op, of, with)| Cond::Compare(
            op,
            Val::Size(Box::new(of)),
            Val::Number(with)
        )),
    ]
    .boxed()
}

fn body() -> BoxedStrategy<Cond> {
    about(Just(Val::Item)).prop_recursive(2, 4, 2, joined).boxed()
}

fn joined(inner: BoxedStrategy<Cond>) -> BoxedStrategy<Cond> {
    prop_oneof![
        vec(inner.clone(), 2..4).prop_map(Cond::All),
        vec(inner.clone(), 2..4).prop_map(Cond::Any),
        inner.prop_map(|part| Cond::Not(Box::new(part))),
    ]
    .boxed()
}

/// Fields that CEL's `has` can ask for: it wants a dot.
fn dotted() -> Vec<&'static str> {
    let all = [&NUMBERS[..], &TEXTS, &BOOLS, &TIMES, &LISTS, &[URGENCY]].concat();
    all.into_iter().filter(|path| path.contains('.')).collect()
}

fn atom(has: bool) -> BoxedStrategy<Cond> {
    let equality = (select(&EQUALS[..]), Just(Val::Field(URGENCY)), level());
    prop_oneof![
        1 => any::<bool>().prop_map(Cond::Constant),
        3 => select(&BOOLS[..]).prop_map(Cond::Field),
        4 => (select(&ORDERS[..]), number(), number()).prop_map(|(op, left, right)| Cond::Compare(op, left, right)),
        2 => (number(), vec(select(&FEW[..]).prop_map(Val::Number), 0..3)).prop_map(|(of, among)| Cond::OneOf(of, among)),
        2 => (select(&ORDERS[..]), text(), text()).prop_map(|(op, left, right)| Cond::Compare(op, left, right)),
        2 => about(text().boxed()),
        1 => equality.prop_map(|(op, left, right)| Cond::Compare(op, left, right)),
        1 => vec(level(), 1..3).prop_map(|among| Cond::OneOf(Val::Field(URGENCY), among)),
        2 => (text(), select(&LISTS[..])).prop_map(|(of, list)| Cond::Includes(of, list)),
        2 => (select(&["exists", "all"][..]), select(&LISTS[..]), body())
            .prop_map(|(name, list, body)| Cond::Macro(name, list, Box::new(body))),
        2 => (select(&ORDERS[..]), time(), time()).prop_map(|(op, left, right)| Cond::Compare(op, left, right)),
        2 => (select(&ORDERS[..]), span(), span()).prop_map(|(op, left, right)| Cond::Compare(op, left, right)),
        1 => select(dotted()).prop_map(move |path| if has { Cond::Has(path) } else { Cond::Field(BOOLS[0]) }),
    ]
    .boxed()
}

/// Any condition, with `has()` in it or without.
pub(crate) fn condition(has: bool) -> BoxedStrategy<Cond> {
    atom(has)
        .prop_recursive(4, 12, 3, |inner| {
            prop_oneof![
                4 => joined(inner.clone()),
                1 => (select(&EQUALS[..]), inner.clone(), inner)
                    .prop_map(|(op, left, right)| Cond::Same(op, Box::new(left), Box::new(right))),
            ]
        })
        .boxed()
}

/// The values that a field may take in these tests.
pub(crate) fn domain(path: &str) -> Vec<Given> {
    let words = || WORDS.map(|word| Given::Text(word.to_owned())).to_vec();
    if NUMBERS.contains(&path) {
        FEW.map(Given::Number).to_vec()
    } else if TEXTS.contains(&path) {
        words()
    } else if BOOLS.contains(&path) {
        vec![Given::Bool(false), Given::Bool(true)]
    } else if TIMES.contains(&path) {
        MOMENTS.map(|millis| Given::Time(Timestamp::from_millis(millis).unwrap())).to_vec()
    } else if LISTS.contains(&path) {
        lists(&[]).into_iter().map(Given::List).collect()
    } else {
        LEVELS.map(|level| Given::Text(level.to_owned())).to_vec()
    }
}

/// All lists of a few words that begin with these.
pub(crate) fn lists(known: &[String]) -> Vec<Vec<String>> {
    let mut all = vec![known.to_vec()];
    for word in ["a", "b", "é😀"] {
        let longer: Vec<Vec<String>> =
            all.iter().map(|list| [&list[..], &[word.to_owned()]].concat()).collect();
        all.extend(longer);
    }
    all
}

/// A case in which every field has a value.
pub(crate) fn whole_case() -> impl Strategy<Value = Case> {
    let words = Words::new();
    let paths: Vec<&'static str> = words.all();
    let values: Vec<_> = paths.iter().map(|path| select(domain(path))).collect();
    values.prop_map(move |values| {
        let given: Vec<(&str, Given)> = paths.iter().copied().zip(values).collect();
        Case::new(&words, &given)
    })
}

/// A case in which fields are missing and lists are known in part.
pub(crate) fn partial_case() -> impl Strategy<Value = Case> {
    let count = Words::new().all().len();
    (whole_case(), subsequence((0..count).collect::<Vec<_>>(), 0..=count), any::<[bool; 2]>()).prop_map(
        |(mut case, kept, parts)| {
            let words = Words::new();
            case.given.retain(|slot, _| kept.contains(&usize::from(slot.0)));
            for (path, part) in LISTS.iter().zip(parts) {
                if let Some(Given::List(items)) = case.given.get(&words.slot(path)).cloned()
                    && part
                {
                    // What an unfinished list hangs on is missing itself.
                    case.given.remove(&words.slot("message.text"));
                    case.given.insert(words.slot(path), Given::Part(items));
                }
            }
            case
        },
    )
}
