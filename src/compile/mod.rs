//! Document to compiled policy. Mistakes of meaning are born here, all of them at once.
//!
//! Only [`CompiledPolicy::compile`] makes a [`CompiledPolicy`], so a decision never checks the
//! policy again and can't fail.

mod actions;
mod approvers;
mod builtins;
mod case_schema;
mod conditions;
mod conflicts;
mod defaults;
mod describe;
mod escalation;
mod inputs;
mod ladder;
mod limits;
mod matrix;
mod owners;
mod people;
mod rules;
mod sensitive;
mod undo;
mod vocabulary;

pub use actions::{CompiledAction, Library};
pub use approvers::{Member, People};
pub use builtins::{Builtin, BuiltinId, Question, industry_form};
pub use conflicts::{CONFLICT_FIELDS, CompiledConflict, ConflictVocabulary};
pub use defaults::{default_policy, laid_over};
pub use describe::{ConditionReport, FieldType, NumberRange, VocabularyEntry};
pub(crate) use inputs::CASE_KEYS;
pub use inputs::{CompiledInput, InputKind, InputRequired, InputState, Inputs, raw_value};
pub use ladder::{CompiledEscalation, LevelClock};
pub use limits::Limits;
pub use matrix::{Matrix, Row};
pub use owners::OwnerTable;
pub use rules::{CompiledRoute, CompiledRule, Thresholds};
pub use sensitive::{REDACTED, Sensitive};
pub use undo::{CompiledCall, CompiledUndo, Filled, FilledText, Piece, Recorded};
pub use vocabulary::{BUILTIN_FIELDS, BuiltinField, FieldId, FieldKind, PolicyVocabulary, SlotMeaning};

use std::sync::OnceLock;

use crate::{
    audit::{canonical_json, sha256_hex},
    calendar::{Schedule, ZoneSource},
    diagnostic::{Code, Diagnostic, Pointer},
    model::{
        Map, Span, Value,
        decision::PolicyStamp,
        policy::{Mode, PolicyDocument},
    },
    parse::Cx,
    signals::Lexicons,
};

/// A policy that is ready to decide.
#[derive(Debug)]
pub struct CompiledPolicy {
    /// The document with every section filled in.
    pub document: PolicyDocument,
    /// The same as it would be written.
    pub whole: Value,
    /// Name and version, as every answer bears them.
    pub stamp: PolicyStamp,
    /// Whether every action is looked at by a person.
    pub manual: bool,
    /// The currency of bare numbers compared with money.
    pub currency: Option<String>,
    /// The labels that the workflow handles.
    pub intents: Vec<String>,
    /// The fields that conditions may read.
    pub vocabulary: PolicyVocabulary,
    /// The policy's own inputs.
    pub inputs: Inputs,
    /// The approved actions.
    pub library: Library,
    /// The built-in stop conditions that are on.
    pub builtins: Vec<Builtin>,
    /// The policy's own stop conditions.
    pub rules: Vec<CompiledRule>,
    /// Fallback routing.
    pub routes: Vec<CompiledRoute>,
    /// Least confidences.
    pub thresholds: Thresholds,
    /// Who holds which authority, per class.
    pub owners: OwnerTable,
    /// When the people are there who can be asked, by their names.
    pub schedules: Map<Schedule>,
    /// What happens when something fails or nobody answers.
    pub escalation: CompiledEscalation,
    /// How long a review may take.
    pub review_within: Option<Span>,
    /// How long a takeover may take.
    pub takeover_within: Option<Span>,
    /// What may appear in no answer.
    pub sensitive: Sensitive,
    /// What is heard in language.
    pub lexicons: Lexicons,
    /// How large an input may be.
    pub limits: Limits,
    digest: OnceLock<String>,
}

impl CompiledPolicy {
    /// Compiles a policy that names no time zones, as it came from a host.
    ///
    /// # Errors
    ///
    /// Those of [`Self::with_zones`], and a time zone that is named.
    pub fn from_value(written: Value, limits: Limits) -> Result<Self, Vec<Diagnostic>> {
        Self::with_zones(written, limits, None)
    }

    /// Compiles a policy, as it came from a host. `zones` is asked for the zones that it names.
    ///
    /// # Errors
    ///
    /// Every problem of structure and of the conditions; where the structure stands, every problem of
    /// meaning. Each names its place in the document as it was written.
    pub fn with_zones(
        written: Value,
        limits: Limits,
        zones: Option<&dyn ZoneSource>,
    ) -> Result<Self, Vec<Diagnostic>> {
        let own = match Cx::run(written.clone()) {
            Ok(own) => own,
            Err(found) => return Err(conditions::with_conditions(&written, found)),
        };
        let whole = laid_over(written, default_policy()?);
        let document = Cx::run(whole.clone())?;
        Self::compile(&own, document, whole, limits, zones)
    }

    /// Compiles the embedded default policy.
    ///
    /// # Errors
    ///
    /// None that a test would let through.
    pub fn embedded() -> Result<Self, Vec<Diagnostic>> {
        Self::from_value(default_policy()?, Limits::default())
    }

    fn compile(
        written: &PolicyDocument,
        document: PolicyDocument,
        whole: Value,
        limits: Limits,
        zones: Option<&dyn ZoneSource>,
    ) -> Result<Self, Vec<Diagnostic>> {
        let mut problems = Problems::default();
        let inputs = Inputs::compile(&document, &mut problems);
        let vocabulary = PolicyVocabulary::new(&inputs);
        let library = Library::compile(&document, &mut problems);
        inputs.check_actions(&library, &mut problems);
        let builtins = builtins::compile(&document, &mut problems);
        let rules = rules::compile_rules(&document, &vocabulary, &mut problems);
        let routes = rules::compile_routes(&document, &vocabulary, &mut problems);
        let thresholds = Thresholds::compile(written, &document, &library, &mut problems);
        let owners = OwnerTable::compile(&document, &mut problems);
        let sensitive = Sensitive::compile(&document, &inputs, &mut problems);
        undo::check_keys(&document, &sensitive, &mut problems);
        let lexicons = rules::compile_signals(&document, &mut problems);
        escalation::check(written, &document, &mut problems);
        let schedules = people::schedules(&document, zones, &mut problems);
        let escalation = CompiledEscalation::compile(&document, &mut problems);
        rules::check_ignore(&document, &inputs, &mut problems);

        let (Some(owners), Some(lexicons), true) = (owners, lexicons, problems.is_empty()) else {
            return Err(problems.into_vec());
        };
        let workflow = document.workflow.as_ref();
        let sla = document.sla.as_ref();
        Ok(Self {
            stamp: PolicyStamp {
                name: document.name.as_str().to_owned(),
                version: document.version.as_ref().map(|version| version.as_str().to_owned()),
            },
            manual: workflow.and_then(|workflow| workflow.mode) == Some(Mode::Manual),
            currency: workflow
                .and_then(|workflow| workflow.currency.as_ref())
                .map(|currency| currency.as_str().to_owned()),
            intents: approvers::texts(document.intents.as_deref().unwrap_or_default()),
            vocabulary,
            inputs,
            library,
            builtins,
            rules,
            routes,
            thresholds,
            owners,
            schedules,
            escalation,
            review_within: sla.and_then(|sla| sla.review),
            takeover_within: sla.and_then(|sla| sla.takeover),
            sensitive,
            lexicons,
            limits,
            document,
            whole,
            digest: OnceLock::new(),
        })
    }

    /// The digest of the whole document, everything filled in. Made when it is first asked for.
    #[must_use]
    pub fn digest(&self) -> &str {
        self.digest.get_or_init(|| sha256_hex(canonical_json(&self.whole).as_bytes()))
    }

    /// Whether a top-level key of a case is neither read nor refused.
    #[must_use]
    pub fn ignores(&self, key: &str) -> bool {
        self.document.ignore.as_deref().unwrap_or_default().iter().any(|pattern| {
            match pattern.as_str().strip_suffix('*') {
                Some(start) => key.starts_with(start),
                None => key == pattern.as_str(),
            }
        })
    }
}

/// The problems of meaning found so far.
#[derive(Default)]
pub(crate) struct Problems(Vec<Diagnostic>);

impl Problems {
    /// Adds one.
    pub(crate) fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// Adds one at a place.
    pub(crate) fn add(&mut self, code: Code, at: Pointer, message: impl Into<String>) {
        self.push(Diagnostic::new(code, at, message));
    }

    /// Adds one about a name that isn't among the known ones.
    pub(crate) fn unknown_name(&mut self, at: Pointer, what: &str, name: &str, known: &[&str]) {
        let message = format!("unknown {what} `{name}`");
        self.push(Diagnostic::new(Code::UnknownName, at, message).did_you_mean(name, known));
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn into_vec(self) -> Vec<Diagnostic> {
        self.0
    }
}

/// The place of a section's entry.
pub(crate) fn place(section: &str, key: &str) -> Pointer {
    Pointer::root().key(section).key(key)
}
