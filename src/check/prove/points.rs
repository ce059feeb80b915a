//! The points of every axis: the constants of all conditions, what lies between them, and nothing.

use super::{
    axes::{Axis, Origin, Point, Space, is_of_action},
    sample::sample,
    shape::{Shape, currency_of, is_signals, questions, shape},
};
use crate::{
    compile::{BUILTIN_FIELDS, CompiledPolicy, FieldId, FieldKind, InputKind, SlotMeaning},
    condition::{Expr, Kind, Literal, Slot, Term},
    model::{Currency, LanguageTag, Name, Timestamp, sorted, sorted_texts},
};

/// An axis with more points than this is not analysed: its questions count as unknown.
const MOST_POINTS: usize = 4_096;

/// The constants that a field is compared with.
#[derive(Default)]
struct Constants<'p> {
    numbers: Vec<f64>,
    texts: Vec<&'p str>,
    times: Vec<i64>,
    /// Distances from `now`.
    spans: Vec<i64>,
}

/// The axes for these conditions.
pub(super) fn space<'p>(policy: &'p CompiledPolicy, conditions: &[&'p Expr]) -> Space<'p> {
    let mut fields: Vec<(Slot, Constants<'p>)> = Vec::new();
    for expr in conditions {
        let mut found = Vec::new();
        questions(expr, &mut found);
        for question in found {
            gather(policy, question, &mut fields);
        }
    }
    let mut space = Space { policy, axes: Vec::new() };
    space.action(&fields);
    let now =
        at(&fields, FieldId::Now.slot()).map(|constants| moments(&fields, constants)).unwrap_or_default();
    for (slot, constants) in fields.iter().filter(|(slot, _)| !is_of_action(*slot) && !is_signals(*slot)) {
        let mut points = vec![Point::Missing];
        if *slot == FieldId::Now.slot() {
            add_times(&mut points, &now);
        } else {
            space.add_points(&mut points, *slot, constants, &now);
        }
        if points.len() <= MOST_POINTS {
            let count = points.len();
            space.push(Axis { origin: Origin::Field(*slot), points, count });
        }
    }
    space
}

fn at<'f, 'p>(fields: &'f [(Slot, Constants<'p>)], slot: Slot) -> Option<&'f Constants<'p>> {
    fields.iter().find(|(other, _)| *other == slot).map(|(_, constants)| constants)
}

fn entry<'f, 'p>(fields: &'f mut Vec<(Slot, Constants<'p>)>, slot: Slot) -> Option<&'f mut Constants<'p>> {
    let at = match fields.iter().position(|(other, _)| *other == slot) {
        Some(at) => at,
        None => {
            fields.push((slot, Constants::default()));
            fields.len() - 1
        }
    };
    fields.get_mut(at).map(|(_, constants)| constants)
}

fn gather<'p>(policy: &'p CompiledPolicy, question: &'p Expr, fields: &mut Vec<(Slot, Constants<'p>)>) {
    let asked = shape(question);
    for slot in question.reads() {
        if is_signals(slot) {
            for text in [FieldId::MessageText, FieldId::ActionText] {
                entry(fields, text.slot());
            }
        }
        if let (Some(currency), Some(expected)) = (currency_of(slot), &policy.currency)
            && let Some(constants) = entry(fields, currency)
        {
            constants.texts.push(expected);
        }
        entry(fields, slot);
    }
    let (slot, apart) = match asked {
        Shape::One(slot) => (slot, false),
        Shape::Apart(slot) => (slot, true),
        Shape::Signal(..) => return,
        // Not exact, but worth trying: its constants, and a step to each side.
        Shape::Rich => return hints(question, fields),
    };
    let sized = matches!(
        question,
        Expr::Compare(_, Term::Length(_) | Term::Count(_), _)
            | Expr::OneOf(Term::Length(_) | Term::Count(_), _)
    );
    let whole = matches!(question, Expr::Compare(..) | Expr::OneOf(..));
    let Some(constants) = entry(fields, slot).filter(|_| whole && !sized) else { return };
    let negated = matches!(question, Expr::Compare(_, Term::Negate(_), _) | Expr::OneOf(Term::Negate(_), _));
    for literal in literals(question) {
        match literal {
            Literal::Number(number) => constants.numbers.push(if negated { -number } else { *number }),
            Literal::Text(text) => constants.texts.push(text),
            Literal::Time(time) => constants.times.push(time.millis()),
            Literal::Span(span) => constants.spans.push(span.millis()),
            Literal::Bool(_) => {}
        }
    }
    if apart {
        // Sums of several spans: what counts is how far apart the two are at most.
        let mut together = 0_i64;
        for span in &constants.spans {
            together = together.saturating_add(span.saturating_abs());
        }
        constants.spans.extend_from_slice(&distances(question));
        constants.spans.push(together);
    }
}

/// The numbers of a question that isn't analysed, for each of its fields.
fn hints<'p>(question: &'p Expr, fields: &mut Vec<(Slot, Constants<'p>)>) {
    for slot in question.reads() {
        let Some(constants) = entry(fields, slot) else { continue };
        for literal in literals(question) {
            if let Literal::Number(number) = literal {
                constants.numbers.extend_from_slice(&[*number - 1.0, *number, *number + 1.0]);
            }
        }
    }
}

/// Of more spans in one question the sums aren't looked at.
const MOST_SPANS: usize = 4;

/// The distances at which a comparison of sums of moments changes its answer: all signed sums of
/// its spans.
fn distances(question: &Expr) -> Vec<i64> {
    let (mut sums, mut spans) = (vec![0_i64], 0);
    for literal in literals(question) {
        let Literal::Span(span) = literal else { continue };
        if spans == MOST_SPANS {
            break;
        }
        spans += 1;
        let mut with = Vec::new();
        for sum in sums {
            with.extend_from_slice(&[
                sum.saturating_add(span.millis()),
                sum.saturating_sub(span.millis()),
                sum,
            ]);
        }
        sums = with;
    }
    sums
}

fn literals(question: &Expr) -> Vec<&Literal> {
    fn of<'e>(term: &'e Term, found: &mut Vec<&'e Literal>) {
        match term {
            Term::Literal(literal) => found.push(literal),
            Term::Plus(left, right) | Term::Minus(left, right) => {
                of(left, found);
                of(right, found);
            }
            _ => {}
        }
    }
    let mut found = Vec::new();
    match question {
        Expr::Compare(_, left, right) => {
            of(left, &mut found);
            of(right, &mut found);
        }
        Expr::OneOf(_, literals) => found.extend(literals),
        _ => {}
    }
    found
}

/// Where `now` is looked at when no condition names a moment.
const SOME_DAY: i64 = 1_781_524_800_000; // 2026-06-15T12:00:00Z

/// The moments that stand for every `now`: its constants, and those of other fields moved by the
/// distances that are asked for.
fn moments(fields: &[(Slot, Constants<'_>)], now: &Constants<'_>) -> Vec<i64> {
    let mut moments = now.times.clone();
    for (_, constants) in fields {
        add_apart(&mut moments, &constants.times, &constants.spans);
    }
    if moments.is_empty() {
        return vec![SOME_DAY];
    }
    // A field a millisecond behind its constant, and a millisecond more than a distance behind that: it
    // takes two to be further than both.
    around(moments, 3)
}

/// What lies each of these distances before and behind each of these moments.
fn add_apart(found: &mut Vec<i64>, moments: &[i64], distances: &[i64]) {
    for moment in moments {
        for distance in distances {
            found.push(moment.saturating_add(*distance));
            found.push(moment.saturating_sub(*distance));
        }
    }
}

/// Each moment, and so many milliseconds on each side of it.
fn around(moments: Vec<i64>, reach: i64) -> Vec<i64> {
    let mut all = Vec::new();
    for moment in moments {
        for step in -reach..=reach {
            all.push(moment.saturating_add(step));
        }
    }
    let mut all = sorted(all, i64::cmp);
    all.dedup();
    all
}

fn add_times(points: &mut Vec<Point>, millis: &[i64]) {
    for millis in millis {
        points.extend(Timestamp::from_millis(*millis).map(Point::Time));
    }
}

impl<'p> Space<'p> {
    fn action(&mut self, fields: &[(Slot, Constants<'p>)]) {
        let mut names = self.policy.library.names();
        if let Some(named) = at(fields, FieldId::ActionName.slot()) {
            names.extend(named.texts.iter().filter(|name| Name::new(name).is_some()));
        }
        let mut points: Vec<Point> = sorted_texts(names).into_iter().map(text).collect();
        points.push(Point::OtherText(fresh("another_action", &points)));
        let count = points.len();
        self.push(Axis { origin: Origin::Action, points, count });
    }

    fn add_points(&self, points: &mut Vec<Point>, slot: Slot, constants: &Constants<'p>, now: &[i64]) {
        match self.kind(slot) {
            Some(Kind::Bool) => points.extend([Point::Bool(true), Point::Bool(false)]),
            Some(Kind::Enum(words)) => {
                self.add_texts(points, slot, words.iter().map(String::as_str).collect())
            }
            Some(Kind::Number { min, max }) => {
                let numbers = numbers(&constants.numbers, (*min, *max), self.is_whole(slot));
                points.extend(numbers.into_iter().map(Point::Number));
            }
            Some(Kind::Time) => {
                let mut times = constants.times.clone();
                add_apart(&mut times, now, &constants.spans);
                if times.is_empty() {
                    times.push(SOME_DAY);
                }
                add_times(points, &around(times, 1));
            }
            Some(Kind::TextList) => points.push(Point::List),
            Some(Kind::Text) | None => {
                self.add_texts(points, slot, sorted_texts(constants.texts.clone()));
                points.push(Point::OtherText(self.other_text(slot, points)));
                if slot == FieldId::Id.slot() {
                    points.remove(0);
                }
            }
        }
    }

    /// Those texts that may stand in a field.
    fn add_texts(&self, points: &mut Vec<Point>, slot: Slot, texts: Vec<&str>) {
        for one in texts {
            if self.is_text_of(slot, one) {
                points.push(text(one));
            }
        }
    }

    pub(super) fn is_whole(&self, slot: Slot) -> bool {
        let field = BUILTIN_FIELDS.get(usize::from(slot.0));
        field.is_some_and(|field| matches!(field.kind, FieldKind::Whole))
    }

    /// Whether a text may stand in a field.
    pub(super) fn is_text_of(&self, slot: Slot, text: &str) -> bool {
        match self.policy.vocabulary.meaning(slot) {
            SlotMeaning::Builtin(FieldId::ActionCurrency | FieldId::LeadCurrency) => {
                Currency::new(text).is_some()
            }
            SlotMeaning::Builtin(FieldId::MessageLanguage) => LanguageTag::new(text).is_some(),
            SlotMeaning::Builtin(FieldId::Id | FieldId::ActionName) => Name::new(text).is_some(),
            SlotMeaning::Builtin(_) => true,
            SlotMeaning::Input(index) => self.policy.inputs.list().get(index).is_some_and(|input| {
                input.kind.read_value(&crate::model::Value::Text(text.to_owned())).is_some()
            }),
        }
    }

    /// The entries that a list may have; any where none are named.
    pub(super) fn entries_of(&self, slot: Slot) -> Option<&'p [String]> {
        let SlotMeaning::Input(index) = self.policy.vocabulary.meaning(slot) else { return None };
        match &self.policy.inputs.list().get(index)?.kind {
            InputKind::List { allowed } => allowed.as_deref(),
            _ => None,
        }
    }

    /// A text that is none of these points.
    fn other_text(&self, slot: Slot, points: &[Point]) -> Option<String> {
        let taken = |one: &str| points.iter().any(|point| matches!(point, Point::Text(text) if text == one));
        let usual = ["other", "XTS", "ZZZ", "en", "de", "zz"];
        let mut candidates: Vec<String> = usual.iter().map(|one| (*one).to_owned()).collect();
        if let SlotMeaning::Input(index) = self.policy.vocabulary.meaning(slot)
            && let Some(InputKind::Text { format: Some(format), .. }) =
                self.policy.inputs.list().get(index).map(|input| &input.kind)
        {
            candidates.extend((0..8).filter_map(|turn| sample(format.as_str(), turn)));
        }
        candidates.extend(fresh("other", points));
        candidates.into_iter().find(|one| !taken(one) && self.is_text_of(slot, one))
    }
}

fn text(text: &str) -> Point {
    Point::Text(text.to_owned())
}

/// A name that is none of these points.
fn fresh(name: &str, points: &[Point]) -> Option<String> {
    let mut name = name.to_owned();
    while points.iter().any(|point| point.text() == Some(&name)) {
        name.push('_');
    }
    Some(name)
}

/// Every constant within bounds, and one number of each gap.
fn numbers(constants: &[f64], (min, max): (Option<f64>, Option<f64>), whole: bool) -> Vec<f64> {
    let within = |number: &f64| {
        number.is_finite()
            && min.is_none_or(|min| *number >= min)
            && max.is_none_or(|max| *number <= max)
            && (!whole || (number.fract() == 0.0 && *number <= 9_007_199_254_740_991.0))
    };
    let mut known: Vec<f64> = constants.to_vec();
    if whole {
        for number in constants {
            known.extend_from_slice(&[number.floor(), number.ceil()]);
        }
    }
    known.extend(min);
    known.extend(max);
    if known.is_empty() {
        known.push(0.0);
    }
    known.retain(within);
    let mut known = sorted(known, f64::total_cmp);
    known.dedup();
    let mut all: Vec<f64> = Vec::new();
    if let Some(first) = known.first() {
        all.extend([first - 1.0, f64::MIN].into_iter().find(|below| below < first && within(below)));
    }
    for (index, number) in known.iter().enumerate() {
        all.push(*number);
        let between = match known.get(index + 1) {
            Some(next) if whole => Some(number + 1.0).filter(|between| between < next),
            Some(next) => {
                Some(number / 2.0 + next / 2.0).filter(|between| number < between && between < next)
            }
            None => [number + 1.0, f64::MAX].into_iter().find(|above| above > number && within(above)),
        };
        all.extend(between);
    }
    all
}
