//! The lexicons of a policy: the built-in ones, with what the policy adds and takes away.

use std::sync::{Arc, Mutex, OnceLock};

use super::coverage::{Coverage, coverage};
use super::engine::{Engine, build};
use super::hear::{Recognition, recognition};
use super::lexicon::{Contents, Effect, INCOMING, Line, OUTGOING, policy_line, read};
use super::notation::Fault;
use super::reader::Place;
use super::scan::scan;
use crate::{diagnostic::closest, model::Map};

/// The built-in signals that language is searched for.
pub const SIGNALS: [&str; 12] = [
    "refund",
    "cancellation",
    "complaint",
    "negative_sentiment",
    "legal",
    "pricing",
    "guarantee",
    "exception_promise",
    "regulated_health",
    "regulated_finance",
    "urgency",
    "human_request",
];

/// The built-in lexicons, comments left out, as `cargo xtask signals generate` gathers them.
pub(super) const BUILTIN: &str = include_str!("generated/lexicons.txt");

/// What a policy changes about one signal, in the notation of docs/lexicons.md.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Adjustment {
    /// Entries that are heard as well.
    pub add: Vec<String>,
    /// Entries that are heard no more.
    pub remove: Vec<String>,
}

/// Which text is scanned: some entries count on one side only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// The message that came in.
    Message,
    /// Its subject.
    Subject,
    /// The draft that is about to go out.
    Draft,
}

/// Something heard in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found<'l> {
    /// The signal.
    pub signal: &'l str,
    /// The lexicon's word or phrase.
    pub entry: &'l str,
    /// Where it begins, in UTF-16 units of the text as it was given.
    pub start: usize,
    /// Where it ends, likewise.
    pub end: usize,
    /// Whether it is negated (`no complaints`): then it is no signal.
    pub negated: bool,
    /// Who wrote it: only what is written counts, a quote doesn't.
    pub place: Place,
}

impl Found<'_> {
    /// Whether it is a signal: neither negated nor in a quote or a signature.
    #[must_use]
    pub fn counts(&self) -> bool {
        !self.negated && self.place == Place::Written
    }
}

/// An adjustment that can't be carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LexiconProblem {
    /// The signal under which it stands.
    pub signal: String,
    /// The entry.
    pub entry: String,
    /// What is wrong.
    pub kind: ProblemKind,
}

/// What is wrong with an adjustment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// The entry to be taken out isn't in the lexicon; the closest one that is.
    UnknownRemoval {
        /// What may have been meant.
        closest: Option<String>,
    },
    /// The entry can't be read.
    Unreadable(Fault),
}

impl LexiconProblem {
    /// What is wrong, as a sentence without capital and full stop.
    #[must_use]
    pub fn message(&self) -> String {
        let Self { signal, entry, kind } = self;
        match kind {
            ProblemKind::UnknownRemoval { .. } => format!("the lexicon of `{signal}` has no entry `{entry}`"),
            ProblemKind::Unreadable(fault) => match fault {
                Fault::NoWord => format!("`{entry}` holds no word that could be heard"),
                Fault::Unbalanced => {
                    format!("`{entry}` has a bracket that isn't closed, or one inside another")
                }
                Fault::LooseGap => format!("`{entry}` has `...` with no word before or behind it"),
                Fault::NoGroup(name) => format!("`{entry}` refers to the group `@{name}`, which isn't there"),
                Fault::TooLong => format!("`{entry}` is too long, or can be written in too many ways"),
            },
        }
    }

    /// The way out.
    #[must_use]
    pub fn help(&self) -> String {
        match &self.kind {
            ProblemKind::UnknownRemoval { closest: Some(closest) } => format!("did you mean `{closest}`?"),
            ProblemKind::UnknownRemoval { closest: None } => {
                "remove an entry as an answer names it".to_owned()
            }
            ProblemKind::Unreadable(Fault::TooLong) => {
                "words have at most 64 letters, phrases at most 24 words; write several entries".to_owned()
            }
            ProblemKind::Unreadable(_) => "write words, with `*` at the end for any ending".to_owned(),
        }
    }
}

/// Compiled lexicons: made once for a policy, used for every text. A clone is cheap.
#[derive(Clone, Debug)]
pub struct Lexicons {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    engine: Engine,
    signals: Vec<String>,
    covered: Vec<String>,
}

impl Lexicons {
    /// The built-in lexicons as they are.
    #[must_use]
    pub fn builtin() -> Self {
        static LEXICONS: OnceLock<Lexicons> = OnceLock::new();
        LEXICONS
            .get_or_init(|| Self::made_of(contents(), SIGNALS.map(str::to_owned).to_vec(), Vec::new()).0)
            .clone()
    }

    /// The built-in lexicons with what a policy changes, by signal; a name that isn't built in is a new signal.
    ///
    /// # Errors
    ///
    /// All entries that can't be read, and all removals that name nothing.
    pub fn compile(adjustments: &Map<Adjustment>) -> Result<Self, Vec<LexiconProblem>> {
        let changes_nothing =
            |adjustment: &Adjustment| adjustment.add.is_empty() && adjustment.remove.is_empty();
        if adjustments.iter().all(|(name, adjustment)| SIGNALS.contains(&name) && changes_nothing(adjustment))
        {
            return Ok(Self::builtin());
        }
        // Most policies change nothing, or what the default policy changes: they share what is ready.
        static LAST: Mutex<Option<(Map<Adjustment>, Lexicons)>> = Mutex::new(None);
        if let Ok(last) = LAST.lock()
            && let Some((of, lexicons)) = last.as_ref()
            && of == adjustments
        {
            return Ok(lexicons.clone());
        }
        let mut signals = SIGNALS.map(str::to_owned).to_vec();
        signals.extend(adjustments.keys().filter(|name| !SIGNALS.contains(name)).map(str::to_owned));
        let mut problems = Vec::new();
        let mut more = Vec::new();
        for (signal, adjustment) in adjustments {
            for entry in &adjustment.remove {
                match Self::builtin().removal(signal, entry) {
                    // Whoever takes `money back` out means `give the money back` as well, which another
                    // entry hears.
                    Removal::Known => more.push(Line {
                        signal,
                        effect: Effect::Removed,
                        sides: INCOMING | OUTGOING,
                        entry: entry.trim(),
                    }),
                    Removal::Unknown(closest) => problems.push(LexiconProblem {
                        signal: signal.to_owned(),
                        entry: entry.clone(),
                        kind: ProblemKind::UnknownRemoval { closest },
                    }),
                }
            }
            more.extend(adjustment.add.iter().map(|entry| policy_line(entry, signal)));
        }
        let (lexicons, faults) = Self::made_of(contents(), signals, more);
        problems.extend(faults.into_iter().map(|(signal, entry, fault)| LexiconProblem {
            signal,
            entry,
            kind: ProblemKind::Unreadable(fault),
        }));
        if !problems.is_empty() {
            return Err(problems);
        }
        if let Ok(mut last) = LAST.lock() {
            *last = Some((adjustments.clone(), lexicons.clone()));
        }
        Ok(lexicons)
    }

    /// Lexicons from files of one's own alone, as `cargo xtask signals` gathers them.
    ///
    /// # Errors
    ///
    /// The lines that can't be read.
    pub fn from_text(text: &str) -> Result<Self, Vec<LexiconProblem>> {
        let contents = read(text);
        let mut problems: Vec<LexiconProblem> = Vec::new();
        let mut report = |signal: &str, entry: &str, fault: Fault| {
            let kind = ProblemKind::Unreadable(fault);
            problems.push(LexiconProblem { signal: signal.to_owned(), entry: entry.to_owned(), kind });
        };
        contents.faults.iter().for_each(|(line, fault)| report("groups", line, fault.clone()));
        let mut signals = SIGNALS.map(str::to_owned).to_vec();
        for line in &contents.lines {
            if !signals.iter().any(|signal| signal == line.signal) {
                signals.push(line.signal.to_owned());
            }
        }
        let (lexicons, faults) = Self::made_of(contents, signals, Vec::new());
        faults.into_iter().for_each(|(signal, entry, fault)| report(&signal, &entry, fault));
        if problems.is_empty() { Ok(lexicons) } else { Err(problems) }
    }

    fn made_of(
        contents: Contents<'_>,
        signals: Vec<String>,
        more: Vec<Line<'_>>,
    ) -> (Self, Vec<(String, String, Fault)>) {
        let covered = contents.covered.iter().map(|language| (*language).to_owned()).collect();
        let lines = contents.lines.into_iter().chain(more);
        let (engine, faults) = build(lines, &signals, &contents.groups, contents.pieces, &contents.words);
        let faults = faults.into_iter();
        let faults =
            faults.map(|(line, fault)| (line.signal.to_owned(), line.entry.to_owned(), fault)).collect();
        (Self { shared: Arc::new(Shared { engine, signals, covered }) }, faults)
    }

    /// The names of the signals that can be heard: the built-in ones, then the policy's own by code point.
    #[must_use]
    pub fn signals(&self) -> &[String] {
        &self.shared.signals
    }

    /// Everything that is heard in a text, by place; what is negated or quoted is marked and left in.
    /// Takes time linear in the text.
    #[must_use]
    pub fn scan(&self, text: &str, side: Side) -> Vec<Found<'_>> {
        self.scan_with_work(text, side).0
    }

    /// The same, and how many steps the search took: a measure of work that no clock is needed for.
    #[must_use]
    pub fn scan_with_work(&self, text: &str, side: Side) -> (Vec<Found<'_>>, u64) {
        let sides = if side == Side::Draft { OUTGOING } else { INCOMING };
        let (heard, work) = scan(&self.shared.engine, text, sides);
        let found = heard.iter().filter_map(|heard| {
            let entry = self.shared.engine.entries.get(heard.entry as usize)?;
            Some(Found {
                signal: self.shared.signals.get(usize::from(entry.signal))?,
                entry: &entry.text,
                start: heard.start as usize,
                end: heard.end as usize,
                negated: heard.negated,
                place: heard.place,
            })
        });
        (found.collect(), work)
    }

    /// Whether a lexicon covers the language of a text: the one that the host declares (BCP 47), and the
    /// script that most letters are of. What isn't covered is never to be taken for harmless.
    #[must_use]
    pub fn covers(&self, text: &str, declared: Option<&str>) -> Coverage {
        coverage(text, declared, &self.shared.covered)
    }

    /// How a word that stands alone is taken: for those who write lexicons.
    #[must_use]
    pub fn recognition(&self, word: &str) -> Recognition {
        recognition(&self.shared.engine, word)
    }

    /// Every entry that is heard: its signal and its text, in the order of the files.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &str)> {
        self.shared.engine.entries.iter().filter(|entry| entry.effect.is_heard()).filter_map(|entry| {
            Some((self.shared.signals.get(usize::from(entry.signal))?.as_str(), entry.text.as_str()))
        })
    }

    fn removal(&self, signal: &str, entry: &str) -> Removal {
        let entry = entry.trim();
        let entries: Vec<&str> =
            self.entries().filter(|(of, _)| *of == signal).map(|(_, text)| text).collect();
        if entries.contains(&entry) {
            return Removal::Known;
        }
        let length = entry.encode_utf16().count();
        let mut found = self.scan(entry, Side::Message);
        found.extend(self.scan(entry, Side::Draft));
        if found.iter().any(|found| found.signal == signal && (found.start, found.end) == (0, length)) {
            return Removal::Known;
        }
        Removal::Unknown(closest(entry, &entries).map(str::to_owned))
    }
}

enum Removal {
    /// It is an entry, or one of the ways in which an entry may be written.
    Known,
    /// The closest entry.
    Unknown(Option<String>),
}

fn contents() -> Contents<'static> {
    read(BUILTIN)
}

#[cfg(test)]
mod tests {
    use super::{BUILTIN, Lexicons, SIGNALS};

    #[test]
    fn every_built_in_line_can_be_read() {
        let lexicons = Lexicons::from_text(BUILTIN).unwrap();
        assert_eq!(lexicons.signals(), SIGNALS);
    }
}
