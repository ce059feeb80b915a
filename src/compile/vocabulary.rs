//! The fields that a condition may read: the built-in ones, then the policy's inputs.

use super::{CompiledInput, InputKind, Inputs};
use crate::{
    condition::{Field, Kind, Slot, Vocabulary},
    model::{
        Map, Need,
        case::Urgency,
        policy::{ActionKind, Effect},
    },
};

/// What the values of a built-in field are.
#[derive(Clone, Copy, Debug)]
pub enum FieldKind {
    /// Any text.
    Text,
    /// One of a fixed set of words.
    Words(fn() -> Vec<&'static str>),
    /// A number within bounds.
    Number(Option<f64>, Option<f64>),
    /// A whole number from 0.
    Whole,
    /// A boolean.
    Bool,
    /// A moment.
    Time,
    /// A list of texts.
    List,
}

/// A field that every policy knows.
#[derive(Clone, Copy, Debug)]
pub struct BuiltinField {
    /// Which one.
    pub id: FieldId,
    /// Its dotted path.
    pub path: &'static str,
    /// What its values are.
    pub kind: FieldKind,
    /// The need whose evidence it is.
    pub need: Option<Need>,
    /// Whether a case may give it; the others come from the library or from listening.
    pub given: bool,
}

macro_rules! fields {
    ($($id:ident $path:literal $kind:expr, $need:expr, $given:literal;)*) => {
        /// A field that every policy knows; its number is its slot.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[expect(missing_docs, reason = "the path in the table below says it")]
        pub enum FieldId { $($id,)* }

        /// The fields that every policy knows, in the order of their slots.
        pub const BUILTIN_FIELDS: &[BuiltinField] =
            &[$(BuiltinField { id: FieldId::$id, path: $path, kind: $kind, need: $need, given: $given },)*];
    };
}

const TEXT: FieldKind = FieldKind::Text;
const ANY: FieldKind = FieldKind::Number(None, None);
const LIST: FieldKind = FieldKind::List;
const NO: Option<Need> = None;

fields! {
    Id "id" TEXT, NO, true;
    ActionName "action.name" TEXT, NO, true;
    ActionChannel "action.channel" TEXT, NO, true;
    ActionText "action.text" TEXT, Some(Need::Draft), true;
    ActionRecords "action.records" FieldKind::Whole, NO, true;
    ActionAmount "action.amount" ANY, NO, true;
    ActionCurrency "action.currency" TEXT, NO, true;
    ActionKindOf "action.kind" FieldKind::Words(|| ActionKind::ALL.iter().map(|kind| kind.as_str()).collect()), NO, false;
    ActionCustomerFacing "action.customerFacing" FieldKind::Bool, NO, false;
    ActionRevenueImpacting "action.revenueImpacting" FieldKind::Bool, NO, false;
    ActionFinancial "action.financial" FieldKind::Bool, NO, false;
    ActionEffect "action.effect" FieldKind::Words(|| Effect::ALL.iter().map(|effect| effect.as_str()).collect()), NO, false;
    ActionSignals "action.signals" LIST, Some(Need::Draft), false;
    MessageText "message.text" TEXT, Some(Need::Message), true;
    MessageSubject "message.subject" TEXT, NO, true;
    MessageLanguage "message.language" TEXT, NO, true;
    MessageSentiment "message.sentiment" FieldKind::Number(Some(-1.0), Some(1.0)), NO, true;
    MessageSignals "message.signals" LIST, Some(Need::Message), false;
    IntentLabel "intent.label" TEXT, Some(Need::Intent), true;
    IntentConfidence "intent.confidence" FieldKind::Number(Some(0.0), Some(1.0)), Some(Need::Intent), true;
    CustomerId "customer.id" TEXT, NO, true;
    CustomerSegment "customer.segment" TEXT, NO, true;
    CustomerIndustry "customer.industry" TEXT, NO, true;
    CustomerTier "customer.tier" TEXT, NO, true;
    LeadValue "lead.value" ANY, Some(Need::Lead), true;
    LeadCurrency "lead.currency" TEXT, NO, true;
    LeadUrgency "lead.urgency" FieldKind::Words(|| Urgency::ALL.iter().map(|urgency| urgency.as_str()).collect()), NO, true;
    HistoryComplete "history.complete" FieldKind::Bool, Some(Need::History), true;
    HistoryTurns "history.turns" FieldKind::Whole, NO, true;
    HistoryValidationFailures "history.validationFailures" FieldKind::Whole, NO, true;
    HistoryLastContactAt "history.lastContactAt" FieldKind::Time, NO, true;
    DataMissing "data.missing" LIST, Some(Need::Data), true;
    DataConflicts "data.conflicts" LIST, Some(Need::Data), true;
    DataOwners "data.owners" LIST, NO, true;
    DataDuplicateOf "data.duplicateOf" TEXT, NO, true;
    DataUpdatedAt "data.updatedAt" FieldKind::Time, NO, true;
    WorkflowPaused "workflow.paused" FieldKind::Bool, NO, true;
    WorkflowUnknownRate "workflow.unknownRate" FieldKind::Number(Some(0.0), Some(1.0)), NO, true;
    WorkflowBacklog "workflow.backlog" FieldKind::Whole, NO, true;
    WorkflowReviewerCapacity "workflow.reviewerCapacity" FieldKind::Number(Some(0.0), None), NO, true;
    Signals "signals" LIST, NO, true;
    Now "now" FieldKind::Time, NO, true;
}

impl FieldId {
    /// The field's slot.
    #[must_use]
    pub fn slot(self) -> Slot {
        Slot(self as u16)
    }

    /// The field's path.
    #[must_use]
    pub fn path(self) -> &'static str {
        BUILTIN_FIELDS.get(self as usize).map_or("", |field| field.path)
    }
}

impl FieldKind {
    /// The same as conditions see it.
    #[must_use]
    pub fn for_conditions(self) -> Kind {
        match self {
            Self::Text => Kind::Text,
            Self::Words(words) => Kind::Enum(words().into_iter().map(str::to_owned).collect()),
            Self::Number(min, max) => Kind::Number { min, max },
            Self::Whole => Kind::Number { min: Some(0.0), max: None },
            Self::Bool => Kind::Bool,
            Self::Time => Kind::Time,
            Self::List => Kind::TextList,
        }
    }
}

/// What a slot stands for.
#[derive(Clone, Copy, Debug)]
pub enum SlotMeaning {
    /// A built-in field.
    Builtin(FieldId),
    /// The input with this index.
    Input(usize),
}

/// The fields of one policy.
#[derive(Debug)]
pub struct PolicyVocabulary {
    by_path: Map<Field>,
    paths: Vec<String>,
}

impl PolicyVocabulary {
    pub(super) fn new(inputs: &Inputs) -> Self {
        let builtin = BUILTIN_FIELDS.iter().map(|field| (field.path.to_owned(), field.kind.for_conditions()));
        let own = inputs.list().iter().map(|input| (input.path.clone(), input_kind(input)));
        let (mut by_path, mut paths) = (Map::default(), Vec::new());
        for ((path, kind), number) in builtin.chain(own).zip(0..) {
            by_path.push(path.clone(), Field { slot: Slot(number), kind });
            paths.push(path);
        }
        Self { by_path, paths }
    }

    /// What a slot stands for.
    #[must_use]
    pub fn meaning(&self, slot: Slot) -> SlotMeaning {
        let index = usize::from(slot.0);
        match BUILTIN_FIELDS.get(index) {
            Some(field) => SlotMeaning::Builtin(field.id),
            None => SlotMeaning::Input(index - BUILTIN_FIELDS.len()),
        }
    }

    /// The slot of an input.
    #[must_use]
    pub fn input_slot(&self, index: usize) -> Slot {
        Slot(u16::try_from(BUILTIN_FIELDS.len() + index).unwrap_or(u16::MAX))
    }
}

impl Vocabulary for PolicyVocabulary {
    fn field(&self, path: &str) -> Option<&Field> {
        self.by_path.get(path)
    }

    fn path(&self, slot: Slot) -> &str {
        self.paths.get(usize::from(slot.0)).map_or("", String::as_str)
    }

    fn paths(&self) -> Vec<&str> {
        self.paths.iter().map(String::as_str).collect()
    }
}

fn input_kind(input: &CompiledInput) -> Kind {
    match &input.kind {
        InputKind::Text { allowed: Some(allowed), .. } => Kind::Enum(allowed.clone()),
        InputKind::Text { .. } => Kind::Text,
        InputKind::Number { min, max } => Kind::Number { min: *min, max: *max },
        InputKind::Boolean => Kind::Bool,
        InputKind::Time => Kind::Time,
        InputKind::List { .. } => Kind::TextList,
    }
}
