//! Rules, routes, thresholds and lexicons.

use super::{
    BuiltinId, Inputs, Library, PolicyVocabulary, Problems, approvers::texts, inputs::CASE_KEYS, place,
};
use crate::{
    condition::{Condition, Vocabulary},
    diagnostic::{Code, Diagnostic, Pointer},
    model::{
        Confidence, ExceptionClass, Map, Name, StrictLane, entries,
        policy::{Confidences, PolicyDocument, When},
        repeated, sorted, sorted_texts,
    },
    signals::{Adjustment, Lexicons, ProblemKind},
};

/// A stop condition of the policy's own, ready to be evaluated.
#[derive(Debug)]
pub struct CompiledRule {
    /// Its id.
    pub id: String,
    /// When it holds.
    pub when: Condition,
    /// The lane it asks for.
    pub lane: StrictLane,
    /// The class it gives a case.
    pub class: ExceptionClass,
    /// The lane when it can't be told.
    pub undetermined: StrictLane,
    /// Who gets the case.
    pub queue: Option<String>,
    /// Why it exists.
    pub because: String,
    /// What the person has to decide.
    pub ask: String,
}

/// A fallback route.
#[derive(Debug)]
pub struct CompiledRoute {
    /// When it applies; always where there is none.
    pub when: Option<Condition>,
    /// Where the case goes.
    pub to: String,
}

/// Ids that reasons bear although no rule does.
const RESERVED: [&str; 4] = ["action.floor", "workflow.manual", "evidence.message", "evidence.draft"];

pub(super) fn compile_rules(
    document: &PolicyDocument,
    vocabulary: &PolicyVocabulary,
    problems: &mut Problems,
) -> Vec<CompiledRule> {
    let written = document.rules.as_deref().unwrap_or_default();
    let repeated = repeated(&written.iter().map(|rule| rule.id.as_str()).collect::<Vec<_>>());
    let mut rules = Vec::new();
    for (index, rule) in written.iter().enumerate() {
        let at = Pointer::root().key("rules").index(index);
        let id = rule.id.as_str();
        if RESERVED.contains(&id) || BuiltinId::ALL.iter().any(|builtin| builtin.as_str() == id) {
            problems.push(
                Diagnostic::new(
                    Code::ReservedName,
                    at.key("id"),
                    format!("`{id}` is a built-in condition's id"),
                )
                .help("change a built-in condition under `builtin`; give a rule an id of its own"),
            );
        }
        if repeated.get(index) == Some(&true) {
            problems.add(Code::DuplicateId, at.key("id"), format!("two rules have the id `{id}`"));
        }
        let Some(when) = compile_when(&rule.when, &at.key("when"), vocabulary, problems) else { continue };
        let because = rule.because.clone().unwrap_or_else(|| format!("rule `{id}` holds"));
        rules.push(CompiledRule {
            id: id.to_owned(),
            when,
            lane: rule.lane,
            // 001: a written rule means that a wrong action would matter.
            class: rule.class.unwrap_or(ExceptionClass::Risky),
            undetermined: rule.undetermined.unwrap_or(StrictLane::Review),
            queue: rule.queue.as_ref().map(|queue| queue.as_str().to_owned()),
            ask: rule
                .ask
                .clone()
                .unwrap_or_else(|| format!("Is this right, although {}?", lower_first(&because))),
            because,
        });
    }
    // The order of rules has no meaning (law C3).
    sorted(rules, |a, b| a.id.cmp(&b.id))
}

fn lower_first(sentence: &str) -> String {
    let sentence = sentence.trim_end_matches(['.', '!', '?']);
    let mut letters = sentence.chars();
    match letters.next() {
        // A word in capitals, such as an abbreviation, stays as it is.
        Some(first) if !letters.clone().next().is_some_and(char::is_uppercase) => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => sentence.to_owned(),
    }
}

pub(super) fn compile_when(
    when: &When,
    at: &Pointer,
    vocabulary: &dyn Vocabulary,
    problems: &mut Problems,
) -> Option<Condition> {
    let compiled = match when {
        When::Text(text) => Condition::from_text(text, vocabulary),
        When::Tree(tree) => Condition::from_tree(tree, vocabulary),
    };
    match compiled {
        Ok(condition) => Some(condition),
        Err(found) => {
            for problem in found {
                problems.push(problem.into_diagnostic(at));
            }
            None
        }
    }
}

pub(super) fn compile_routes(
    document: &PolicyDocument,
    vocabulary: &PolicyVocabulary,
    problems: &mut Problems,
) -> Vec<CompiledRoute> {
    let written = document.routes.as_deref().unwrap_or_default();
    let mut routes = Vec::new();
    for (index, route) in written.iter().enumerate() {
        let at = Pointer::root().key("routes").index(index);
        let last = index + 1 == written.len();
        match (&route.when, last) {
            (None, false) => {
                let message = "a route without `when` takes every case, so those behind it are never reached";
                problems.add(Code::Contradiction, at.clone(), message);
            }
            (Some(_), true) => {
                let diagnostic =
                    Diagnostic::new(Code::Contradiction, at.key("when"), "the last route has no `when`");
                problems.push(diagnostic.help("add a last entry that only names where all other cases go"));
            }
            _ => {}
        }
        let when = match &route.when {
            Some(when) => match compile_when(when, &at.key("when"), vocabulary, problems) {
                Some(when) => Some(when),
                None => continue,
            },
            None => None,
        };
        routes.push(CompiledRoute { when, to: route.to.as_str().to_owned() });
    }
    routes
}

/// Least confidence to go on.
#[derive(Debug)]
pub struct Thresholds {
    default: f64,
    intents: Map<Confidence>,
    actions: Map<Confidence>,
}

/// The threshold where neither the policy nor the default policy names one.
const USUAL_CONFIDENCE: f64 = 0.75;

impl Thresholds {
    pub(super) fn compile(
        written: &PolicyDocument,
        document: &PolicyDocument,
        library: &Library,
        problems: &mut Problems,
    ) -> Self {
        let none = Confidences::default();
        let whole = document.confidence.as_ref().unwrap_or(&none);
        let own = written.confidence.as_ref().unwrap_or(&none);
        let thresholds = Self {
            default: whole.default.map_or(USUAL_CONFIDENCE, Confidence::get),
            intents: whole.intents.clone().unwrap_or_default(),
            actions: whole.actions.clone().unwrap_or_default(),
        };
        // Only what this policy wrote: a default's threshold may name an intent that it replaced.
        let labels =
            sorted_texts(document.intents.as_deref().unwrap_or_default().iter().map(Name::as_str).collect());
        for (key, what, named, known) in [
            ("intents", "intent", &own.intents, labels),
            ("actions", "action", &own.actions, library.names()),
        ] {
            for (name, _) in entries(named.as_ref()) {
                if known.binary_search(&name.as_str()).is_err() {
                    problems.unknown_name(place("confidence", key).key(name), what, name, &known);
                }
            }
        }
        thresholds
    }

    /// The least confidence for an intent and an action: the higher of the two where either is
    /// given, else the default.
    #[must_use]
    pub fn of(&self, intent: &str, action: &str) -> f64 {
        match (self.intents.get(intent), self.actions.get(action)) {
            (Some(a), Some(b)) => a.get().max(b.get()),
            (Some(one), None) | (None, Some(one)) => one.get(),
            (None, None) => self.default,
        }
    }

    /// The least confidence that passes whatever the intent is.
    #[must_use]
    pub fn of_any_intent(&self, action: &str) -> f64 {
        let base = self.actions.get(action).map_or(self.default, |confidence| confidence.get());
        self.intents.iter().map(|(_, confidence)| confidence.get()).fold(base, f64::max)
    }
}

pub(super) fn compile_signals(document: &PolicyDocument, problems: &mut Problems) -> Option<Lexicons> {
    let texts = |list: &Option<Vec<Name>>| texts(list.as_deref().unwrap_or_default());
    let mut adjustments = Map::default();
    for (signal, change) in entries(document.signals.as_ref()) {
        let adjustment = Adjustment { add: texts(&change.add), remove: texts(&change.remove) };
        adjustments.push(signal.to_owned(), adjustment);
    }
    match Lexicons::compile(&adjustments) {
        Ok(lexicons) => Some(lexicons),
        Err(found) => {
            for problem in found {
                let list = match problem.kind {
                    ProblemKind::UnknownRemoval { .. } => "remove",
                    ProblemKind::Unreadable(_) => "add",
                };
                let given = adjustments.get(&problem.signal);
                let entries = given.map(|given| if list == "add" { &given.add } else { &given.remove });
                let index =
                    entries.and_then(|entries| entries.iter().position(|entry| *entry == problem.entry));
                let at = place("signals", &problem.signal).key(list);
                let at = index.map_or_else(|| at.clone(), |index| at.index(index));
                let code = if list == "add" { Code::BadFormat } else { Code::UnknownName };
                problems.push(Diagnostic::new(code, at, problem.message()).help(problem.help()));
            }
            None
        }
    }
}

pub(super) fn check_ignore(document: &PolicyDocument, inputs: &Inputs, problems: &mut Problems) {
    let mut roots = inputs.paths();
    for root in &mut roots {
        *root = root.split('.').next().unwrap_or_default();
    }
    roots.extend(CASE_KEYS);
    for (index, pattern) in document.ignore.as_deref().unwrap_or_default().iter().enumerate() {
        let at = Pointer::root().key("ignore").index(index);
        let text = pattern.as_str();
        let (start, open) = match text.strip_suffix('*') {
            Some(start) => (start, true),
            None => (text, false),
        };
        if start.is_empty() || start.contains('*') {
            let message = format!("`{text}` is no key with perhaps a `*` at its end");
            problems.add(Code::BadFormat, at.clone(), message);
            continue;
        }
        // Ignoring what is read would make missing data of it in silence.
        if let Some(root) =
            roots.iter().find(|root| if open { root.starts_with(start) } else { **root == start })
        {
            problems.add(Code::Contradiction, at, format!("`{text}` would ignore `{root}`, which is read"));
        }
    }
}
