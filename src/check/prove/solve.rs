//! Values that answer questions as a box asks: a text that contains this and doesn't begin with
//! that, a list of at least two entries none of which is the other.
//!
//! Three answers: here is one; there is none; not found, which proves nothing.

use super::{
    axes::{Axis, Known, Origin, Space},
    cell::{Cell, Points},
    sample::sample,
};
use crate::{
    compile::CompiledPolicy,
    condition::{Expr, Fact, Kind, Literal, Outcome, Relation, Slot, Term, TextTest},
    model::Value,
};

/// What came of looking for a value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Solution {
    Found(Value),
    None,
    Unknown,
}

/// A question about one field, and what it has to answer.
type Wanted<'p> = (&'p Expr, bool);

/// What a box asks of the values that stand for many, field by field.
pub(super) fn wanted<'p>(space: &Space<'p>, cell: &Cell) -> Vec<(Slot, Vec<Wanted<'p>>)> {
    let mut fields: Vec<(Slot, Vec<Wanted<'p>>)> = Vec::new();
    for (axis, points) in &cell.sides {
        let Some(Axis { origin: Origin::Question(slot, expr), .. }) = space.axis(*axis) else { continue };
        if !asks_for_one(points) {
            continue;
        }
        let question = (*expr, points.has(1));
        match fields.iter_mut().find(|(other, _)| other == slot) {
            Some((_, questions)) => questions.push(question),
            None => fields.push((*slot, vec![question])),
        }
    }
    fields
}

/// A box that allows both answers of a question asks for none.
pub(super) fn asks_for_one(answers: &Points) -> bool {
    !(answers.has(0) && answers.has(1))
}

/// A value for a field that answers these questions like this.
pub(super) fn solve(space: &Space<'_>, slot: Slot, wanted: &[Wanted<'_>]) -> Solution {
    match space.kind(slot) {
        Some(Kind::TextList) => list(space, slot, wanted),
        _ => text(space, slot, wanted),
    }
}

fn answers(policy: &CompiledPolicy, slot: Slot, fact: Fact<'_>, (expr, truth): &Wanted<'_>) -> bool {
    let fields = [(slot, fact)];
    let outcome = expr.eval(&Known { policy, action: None, fields: &fields });
    outcome == if *truth { Outcome::True } else { Outcome::False }
}

/// What the questions about a text want, taken apart.
#[derive(Default)]
struct Asked<'p> {
    starts: Vec<&'p str>,
    ends: Vec<&'p str>,
    contains: Vec<&'p str>,
    no_starts: Vec<&'p str>,
    no_ends: Vec<&'p str>,
    lacks: Vec<&'p str>,
    patterns: Vec<&'p str>,
    /// The size from and up to.
    size: (f64, f64),
    others: Vec<&'p str>,
}

fn asked<'p>(wanted: &[Wanted<'p>]) -> Asked<'p> {
    let mut asked = Asked { size: (0.0, f64::MAX), ..Asked::default() };
    for (expr, truth) in wanted {
        match expr {
            Expr::Text(test, _, Term::Literal(Literal::Text(part))) => {
                let list = match (test, truth) {
                    (TextTest::Contains, true) => &mut asked.contains,
                    (TextTest::StartsWith, true) => &mut asked.starts,
                    (TextTest::EndsWith, true) => &mut asked.ends,
                    (TextTest::Contains, false) => &mut asked.lacks,
                    (TextTest::StartsWith, false) => &mut asked.no_starts,
                    (TextTest::EndsWith, false) => &mut asked.no_ends,
                };
                list.push(part);
            }
            Expr::Matches(_, pattern) if *truth => asked.patterns.push(pattern.as_str()),
            Expr::Compare(
                relation,
                Term::Length(_) | Term::Count(_),
                Term::Literal(Literal::Number(size)),
            ) => {
                let relation = if *truth { *relation } else { relation.opposite() };
                bound(&mut asked.size, relation, *size);
            }
            Expr::Compare(_, _, Term::Literal(Literal::Text(text))) => asked.others.push(text),
            _ => {}
        }
    }
    asked
}

/// Narrows a range of sizes, which are whole numbers.
fn bound((from, to): &mut (f64, f64), relation: Relation, size: f64) {
    match relation {
        Relation::Less => *to = to.min(size.ceil() - 1.0),
        Relation::AtMost => *to = to.min(size.floor()),
        Relation::More => *from = from.max(size.floor() + 1.0),
        Relation::AtLeast => *from = from.max(size.ceil()),
        Relation::Equal => {
            *from = from.max(size.ceil());
            *to = to.min(size.floor());
        }
        // One size less is nearly always another that fits; the trial tells.
        Relation::NotEqual => {}
    }
}

/// Texts longer than this aren't made up.
const LONGEST: f64 = 2_000.0;

fn text(space: &Space<'_>, slot: Slot, wanted: &[Wanted<'_>]) -> Solution {
    let asked = asked(wanted);
    if contradicts(&asked) {
        return Solution::None;
    }
    let taken: &[super::axes::Point] =
        space.of_field(slot).and_then(|axis| space.axis(axis)).map_or(&[], |axis| axis.points.as_slice());
    let fits = |text: &str| {
        !taken.iter().any(|point| matches!(point, super::axes::Point::Text(other) if other == text))
            && space.is_text_of(slot, text)
            && wanted.iter().all(|question| answers(space.policy, slot, Fact::Text(text), question))
    };
    let (start, end) = (longest(&asked.starts), longest(&asked.ends));
    for middle in &middles(&asked) {
        for glue in ["", " "] {
            let mut candidate = [start, middle.as_str(), end].join(if middle.is_empty() { "" } else { glue });
            let missing = asked.size.0 - candidate.chars().count() as f64;
            if missing > 0.0 && missing <= LONGEST {
                let pad = "x".repeat(missing as usize);
                candidate = [start, middle.as_str(), pad.as_str(), end].concat();
            }
            if fits(&candidate) {
                return Solution::Found(Value::Text(candidate));
            }
            // What begins like it ends needs to stand only once.
            if let Some(overlapped) = overlapped(start, end).filter(|text| middle.is_empty() && fits(text)) {
                return Solution::Found(Value::Text(overlapped));
            }
        }
    }
    // Last, what the format itself allows, and the example of any other text.
    let example = taken.iter().find_map(|point| match point {
        super::axes::Point::OtherText(Some(text)) => Some(text.clone()),
        _ => None,
    });
    match example.filter(|example| fits(example)) {
        Some(example) => Solution::Found(Value::Text(example)),
        None => Solution::Unknown,
    }
}

/// What may stand between how a text begins and how it ends.
fn middles(asked: &Asked<'_>) -> Vec<String> {
    let contained = asked.contains.join(" ");
    let mut middles = vec![String::new(), contained.clone(), asked.contains.concat()];
    for turn in 0..6 {
        let mut samples = Vec::new();
        for pattern in &asked.patterns {
            samples.extend(sample(pattern, turn));
        }
        if !samples.is_empty() && samples.len() == asked.patterns.len() {
            middles.push(format!("{contained} {}", samples.join(" ")).trim().to_owned());
            middles.push(samples.concat());
        }
    }
    for other in &asked.others {
        middles.push(format!("{other}~"));
        middles.push((*other).to_owned());
        let mut shorter = (*other).to_owned();
        shorter.pop();
        middles.push(shorter);
    }
    for usual in ["~", "0", "other"] {
        middles.push(usual.to_owned());
    }
    middles
}

fn longest<'t>(texts: &[&'t str]) -> &'t str {
    texts.iter().copied().max_by_key(|text| text.len()).unwrap_or_default()
}

/// The shortest text that begins with one and ends with the other.
fn overlapped(start: &str, end: &str) -> Option<String> {
    let at = (0..=start.len()).find(|at| start.get(*at..).is_some_and(|rest| end.starts_with(rest)))?;
    Some(start.get(..at)?.to_owned() + end)
}

/// Whether no text at all can answer like this.
fn contradicts(asked: &Asked<'_>) -> bool {
    let starts = longest(&asked.starts);
    let ends = longest(&asked.ends);
    let parts = [asked.starts.as_slice(), asked.ends.as_slice(), asked.contains.as_slice()].concat();
    let least = parts.iter().map(|part| part.chars().count()).max().unwrap_or(0) as f64;
    asked.starts.iter().any(|start| !starts.starts_with(start))
        || asked.ends.iter().any(|end| !ends.ends_with(end))
        || asked.no_starts.iter().any(|no| starts.starts_with(no) || no.is_empty())
        || asked.no_ends.iter().any(|no| ends.ends_with(no) || no.is_empty())
        || asked.lacks.iter().any(|no| no.is_empty() || parts.iter().any(|part| part.contains(no)))
        || asked.size.0.max(least) > asked.size.1
}

/// A list: which entries may stand in it, and of which kinds there has to be one.
fn list(space: &Space<'_>, slot: Slot, wanted: &[Wanted<'_>]) -> Solution {
    let allowed = space.entries_of(slot);
    let mut entries: Vec<String> = allowed.map(<[String]>::to_vec).unwrap_or_default();
    // Bodies that only compare whole texts tell no two other entries apart.
    let mut exact = true;
    if allowed.is_none() {
        for (expr, _) in wanted {
            names_in(expr, &mut entries, &mut exact);
        }
        let mut other = "other".to_owned();
        while entries.contains(&other) {
            other.push('_');
        }
        entries.push(other);
    }
    let alone = |expr: &Expr, entry: &str| {
        let items = vec![entry];
        let fact = Fact::List { items: &items, unfinished: &[] };
        answers(space.policy, slot, fact, &(expr, true))
    };
    let mut size = (0.0, f64::MAX);
    let mut needs: Vec<Wanted<'_>> = Vec::new();
    for question in wanted {
        let (expr, truth) = *question;
        match (expr, truth) {
            (Expr::Includes(..) | Expr::Exists(..), true) | (Expr::Every(..), false) => needs.push(*question),
            // What each entry has to be by itself.
            (Expr::Includes(..) | Expr::Exists(..), false) | (Expr::Every(..), true) => {
                entries.retain(|entry| alone(expr, entry) == truth);
            }
            (Expr::Compare(relation, Term::Count(_), Term::Literal(Literal::Number(number))), _) => {
                bound(&mut size, if truth { *relation } else { relation.opposite() }, *number);
            }
            _ => {}
        }
    }
    let mut chosen: Vec<&str> = Vec::new();
    for (expr, truth) in &needs {
        if chosen.iter().any(|entry| alone(expr, entry) == *truth) {
            continue;
        }
        // One that meets the most of what is still needed.
        let (mut best, mut most) = (None, 0);
        for entry in &entries {
            let met = needs.iter().filter(|(expr, truth)| alone(expr, entry) == *truth).count();
            if alone(expr, entry) == *truth && met >= most {
                (best, most) = (Some(entry.as_str()), met);
            }
        }
        match best {
            Some(entry) => chosen.push(entry),
            None if exact => return Solution::None,
            None => return Solution::Unknown,
        }
    }
    if size.0 > size.1 {
        return Solution::None;
    }
    if (chosen.len() as f64) > size.1 {
        // Only one or two needs are sure to be met by as few entries as can be.
        return if exact && needs.len() <= 2 { Solution::None } else { Solution::Unknown };
    }
    let pad = chosen.first().copied().or_else(|| entries.first().map(String::as_str));
    for more in 0..4_usize {
        let mut items = chosen.clone();
        while (items.len() as f64) < size.0 + more as f64 && items.len() < 1_000 {
            match pad {
                Some(pad) => items.push(pad),
                None if exact && more == 0 => return Solution::None,
                None => break,
            }
        }
        let fact = Fact::List { items: &items, unfinished: &[] };
        if wanted.iter().all(|question| answers(space.policy, slot, fact, question)) {
            return Solution::Found(Value::List(
                items.iter().map(|text| Value::Text((*text).to_owned())).collect(),
            ));
        }
    }
    Solution::Unknown
}

/// The entries that a question about a list names.
fn names_in(expr: &Expr, names: &mut Vec<String>, exact: &mut bool) {
    let mut add = |literal: &Literal| {
        if let Literal::Text(text) = literal
            && !names.contains(text)
        {
            names.push(text.clone());
        }
    };
    match expr {
        Expr::Includes(_, Term::Literal(literal)) => add(literal),
        Expr::Compare(Relation::Equal | Relation::NotEqual, Term::Item, Term::Literal(literal)) => {
            add(literal)
        }
        Expr::OneOf(Term::Item, literals) => literals.iter().for_each(add),
        Expr::Exists(_, _, body) | Expr::Every(_, _, body) | Expr::Not(body) => names_in(body, names, exact),
        Expr::All(parts) | Expr::Any(parts) => parts.iter().for_each(|part| names_in(part, names, exact)),
        Expr::Compare(_, Term::Count(_), _) | Expr::Constant(_) => {}
        other => {
            *exact = false;
            // What it looks for may be an entry by itself.
            if let Expr::Text(_, _, Term::Literal(literal)) | Expr::Compare(_, _, Term::Literal(literal)) =
                other
            {
                add(literal);
            }
        }
    }
}
