//! A vocabulary and facts for the tests.

use std::collections::BTreeMap;

use holdpoint::{
    condition::{Condition, Fact, Facts, Field, Kind, Outcome, Problem, Slot, Vocabulary},
    model::Timestamp,
};

/// A small vocabulary in which every kind of field stands at least twice.
pub(crate) struct Words(Vec<(&'static str, Field)>);

pub(crate) const NUMBERS: [&str; 3] = ["lead.value", "action.amount", "history.turns"];
pub(crate) const TEXTS: [&str; 3] = ["message.text", "intent.label", "action.currency"];
pub(crate) const BOOLS: [&str; 2] = ["history.complete", "workflow.paused"];
pub(crate) const TIMES: [&str; 2] = ["now", "history.lastContactAt"];
pub(crate) const LISTS: [&str; 2] = ["data.missing", "signals"];
pub(crate) const URGENCY: &str = "lead.urgency";
pub(crate) const LEVELS: [&str; 4] = ["low", "normal", "high", "critical"];

impl Words {
    pub(crate) fn new() -> Self {
        let levels = Kind::Enum(LEVELS.map(str::to_owned).to_vec());
        let kinds = NUMBERS
            .map(|path| (path, Kind::Number { min: None, max: None }))
            .into_iter()
            .chain(TEXTS.map(|path| (path, Kind::Text)))
            .chain(BOOLS.map(|path| (path, Kind::Bool)))
            .chain(TIMES.map(|path| (path, Kind::Time)))
            .chain(LISTS.map(|path| (path, Kind::TextList)))
            .chain([(URGENCY, levels)]);
        Self(
            kinds
                .enumerate()
                .map(|(slot, (path, kind))| (path, Field { slot: Slot(slot as u16), kind }))
                .collect(),
        )
    }

    pub(crate) fn slot(&self, path: &str) -> Slot {
        self.field(path).expect(path).slot
    }

    pub(crate) fn read(&self, text: &str) -> Condition {
        Condition::from_text(text, self).unwrap_or_else(|problems| panic!("{text}: {}", shown(&problems)))
    }

    pub(crate) fn all(&self) -> Vec<&'static str> {
        self.0.iter().map(|(path, _)| *path).collect()
    }

    pub(crate) fn named(&self, slots: &[Slot]) -> Vec<&str> {
        slots.iter().map(|slot| self.path(*slot)).collect()
    }
}

impl Vocabulary for Words {
    fn field(&self, path: &str) -> Option<&Field> {
        self.0.iter().find(|(known, _)| *known == path).map(|(_, field)| field)
    }

    fn path(&self, slot: Slot) -> &str {
        self.0[usize::from(slot.0)].0
    }

    fn paths(&self) -> Vec<&str> {
        self.0.iter().map(|(path, _)| *path).collect()
    }
}

/// A fact of a test.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Given {
    Bool(bool),
    Number(f64),
    Text(String),
    Time(Timestamp),
    List(Vec<String>),
    /// Known in part; the rest hangs on `message.text`.
    Part(Vec<String>),
}

/// The facts of a test, by path.
#[derive(Clone, Debug, Default)]
pub(crate) struct Case {
    pub(crate) given: BTreeMap<Slot, Given>,
    /// What an unfinished list hangs on.
    pub(crate) hangs_on: Vec<Slot>,
}

impl Case {
    pub(crate) fn new(words: &Words, given: &[(&str, Given)]) -> Self {
        Self {
            given: given.iter().map(|(path, given)| (words.slot(path), given.clone())).collect(),
            hangs_on: vec![words.slot("message.text")],
        }
    }
}

impl Facts for Case {
    fn fact(&self, slot: Slot) -> Fact<'_> {
        match self.given.get(&slot) {
            None => Fact::Missing(slot),
            Some(Given::Bool(truth)) => Fact::Bool(*truth),
            Some(Given::Number(number)) => Fact::Number(*number),
            Some(Given::Text(text)) => Fact::Text(text),
            Some(Given::Time(time)) => Fact::Time(*time),
            Some(Given::List(items)) => Fact::List { items, unfinished: &[] },
            Some(Given::Part(items)) => Fact::List { items, unfinished: &self.hangs_on },
        }
    }

    fn present(&self, slot: Slot) -> bool {
        self.given.contains_key(&slot)
    }
}

/// An outcome as a word and the paths that it hangs on.
pub(crate) fn told(words: &Words, outcome: &Outcome) -> String {
    match outcome {
        Outcome::True => "true".to_owned(),
        Outcome::False => "false".to_owned(),
        Outcome::Undetermined(slots) => format!("? {}", words.named(slots).join(" ")).trim_end().to_owned(),
    }
}

/// Problems as a person would look at them.
pub(crate) fn shown(problems: &[Problem]) -> String {
    let one = |problem: &Problem| {
        let told = &problem.diagnostic;
        let place = match told.position {
            Some(position) => format!("{}{}:{}", told.path, position.line, position.column),
            None => told.path.to_string(),
        };
        let mut text = format!("{} {place} {}", told.code.as_str(), told.message);
        for (label, part) in
            [("expected", &told.expected), ("did you mean", &told.suggestion), ("help", &told.help)]
        {
            if let Some(part) = part {
                text.push_str(&format!(" | {label}: {part}"));
            }
        }
        text
    };
    problems.iter().map(one).collect::<Vec<_>>().join("\n")
}
