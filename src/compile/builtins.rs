//! The built-in stop conditions (000–003), as a policy may have changed them.

use super::{Problems, place};
use crate::{
    diagnostic::{Code, Diagnostic},
    model::{
        ExceptionClass, Map, Span, StrictLane,
        lane::words,
        policy::{BuiltinChange, BuiltinSetting, OnOff, PolicyDocument},
    },
};

words! {
    /// A built-in stop condition.
    pub enum BuiltinId {
        /// The action isn't in the approved library.
        #[serde(rename = "action.unknown")]
        ActionUnknown,
        /// The intent is none of the policy's.
        #[serde(rename = "intent.unknown")]
        IntentUnknown,
        /// The host asserts `unexplained`.
        #[serde(rename = "pattern.unexplained")]
        PatternUnexplained,
        /// The confidence is below its threshold.
        #[serde(rename = "confidence")]
        Confidence,
        /// Facts are missing.
        #[serde(rename = "data.missing")]
        DataMissing,
        /// An input has the wrong type, format or range.
        #[serde(rename = "data.malformed")]
        DataMalformed,
        /// Facts contradict each other, or there are two owners.
        #[serde(rename = "data.conflicting")]
        DataConflicting,
        /// Already handled.
        #[serde(rename = "data.duplicate")]
        DataDuplicate,
        /// The facts are older than `maxAge`.
        #[serde(rename = "data.stale")]
        DataStale,
        /// Validation failed repeatedly.
        #[serde(rename = "validation.repeated")]
        ValidationRepeated,
        /// The earlier conversation isn't complete.
        #[serde(rename = "history.incomplete")]
        HistoryIncomplete,
        /// Refund language in the customer's message.
        #[serde(rename = "language.refund")]
        LanguageRefund,
        /// Cancellation language in the customer's message.
        #[serde(rename = "language.cancellation")]
        LanguageCancellation,
        /// A complaint in the customer's message.
        #[serde(rename = "language.complaint")]
        LanguageComplaint,
        /// Legal language in the customer's message.
        #[serde(rename = "language.legal")]
        LanguageLegal,
        /// The customer asks for a person.
        #[serde(rename = "language.human_request")]
        LanguageHumanRequest,
        /// Negative sentiment in the customer's message.
        #[serde(rename = "language.negative_sentiment")]
        LanguageNegativeSentiment,
        /// The customer asks for an exception or refers to a promise.
        #[serde(rename = "language.exception_promise")]
        LanguageExceptionPromise,
        /// Unusual urgency in the customer's message.
        #[serde(rename = "language.urgency")]
        LanguageUrgency,
        /// The lead is unusually urgent.
        #[serde(rename = "lead.urgent")]
        LeadUrgent,
        /// The lead is unusually valuable.
        #[serde(rename = "lead.valuable")]
        LeadValuable,
        /// The host asserts `high_risk`.
        #[serde(rename = "lead.high_risk")]
        LeadHighRisk,
        /// A regulated health scenario.
        #[serde(rename = "regulated.health")]
        RegulatedHealth,
        /// A regulated finance scenario.
        #[serde(rename = "regulated.finance")]
        RegulatedFinance,
        /// Prices or offers in what goes out.
        #[serde(rename = "draft.pricing")]
        DraftPricing,
        /// A refund promised in what goes out.
        #[serde(rename = "draft.refund")]
        DraftRefund,
        /// A guarantee in what goes out.
        #[serde(rename = "draft.guarantee")]
        DraftGuarantee,
        /// An exception promised in what goes out.
        #[serde(rename = "draft.exception_promise")]
        DraftExceptionPromise,
        /// The action can't be undone.
        #[serde(rename = "effect.no_way_back")]
        EffectNoWayBack,
        /// The workflow is paused.
        #[serde(rename = "workflow.paused")]
        WorkflowPaused,
    }
}

/// A question for the person who takes over, and whether it is asked of the one who may pause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The question.
    pub text: String,
    /// Asked of the `pause` owner instead of the reviewer.
    pub of_pause_owner: bool,
}

/// A built-in stop condition that is on.
#[derive(Clone, Debug)]
pub struct Builtin {
    /// Which one.
    pub id: BuiltinId,
    /// The lane it asks for.
    pub lane: StrictLane,
    /// The class it gives a case.
    pub class: ExceptionClass,
    /// The lane when it can't be told.
    pub undetermined: StrictLane,
    /// Who gets the case.
    pub queue: Option<String>,
    /// What the person has to decide.
    pub ask: Question,
    /// The number it compares with, where it has one.
    pub threshold: Option<f64>,
    /// How old facts may be (`data.stale`).
    pub max_age: Option<Span>,
    /// The industries it asks about (`regulated.*`), in normal form.
    pub industries: Vec<String>,
}

struct Row {
    lane: StrictLane,
    class: ExceptionClass,
    because: &'static str,
    ask: &'static str,
}

impl BuiltinId {
    fn row(self) -> Row {
        use {BuiltinId as Id, ExceptionClass as Class, StrictLane as Lane};
        let (lane, class, because, ask) = match self {
            Id::ActionUnknown => (
                Lane::Takeover,
                Class::Unknown,
                "the action is not in the approved library",
                "Should this action be approved and added to the library, or refused?",
            ),
            Id::IntentUnknown => (
                Lane::Takeover,
                Class::Unknown,
                "the intent is none of those that this workflow handles",
                "What does the customer want, and who should handle it?",
            ),
            Id::PatternUnexplained => (
                Lane::Takeover,
                Class::Unknown,
                "nobody can explain this pattern yet",
                "What explains this pattern?",
            ),
            Id::Confidence => (
                Lane::Review,
                Class::Expected,
                "the classification is not confident enough",
                "Is the classification right?",
            ),
            Id::DataMissing => (
                Lane::Review,
                Class::Expected,
                "facts are missing",
                "Can the missing facts be found, or is it safe without them?",
            ),
            Id::DataMalformed => (
                Lane::Review,
                Class::Expected,
                "facts have the wrong type, format or range",
                "What are the right values?",
            ),
            Id::DataConflicting => (
                Lane::Review,
                Class::Risky,
                "facts contradict each other",
                "Which of the conflicting facts is right, and who owns the record?",
            ),
            Id::DataDuplicate => (
                Lane::Review,
                Class::Risky,
                "this was handled already",
                "Is this a duplicate that should be dropped?",
            ),
            Id::DataStale => {
                (Lane::Review, Class::Risky, "the facts are out of date", "Do these facts still hold?")
            }
            Id::ValidationRepeated => (
                Lane::Takeover,
                Class::Risky,
                "validation failed repeatedly",
                "Why does validation keep failing, and what should happen to this case?",
            ),
            Id::HistoryIncomplete => (
                Lane::Review,
                Class::Risky,
                "the earlier conversation is not complete",
                "What was said before, and does this still fit?",
            ),
            Id::LanguageRefund => (
                Lane::Takeover,
                Class::CustomerFacing,
                "the customer speaks of a refund",
                "Is a refund due, and how much?",
            ),
            Id::LanguageCancellation => (
                Lane::Takeover,
                Class::CustomerFacing,
                "the customer speaks of cancelling",
                "Should it be cancelled, and on which terms?",
            ),
            Id::LanguageComplaint => (
                Lane::Takeover,
                Class::CustomerFacing,
                "the customer complains",
                "What went wrong, and what does the customer get?",
            ),
            Id::LanguageLegal => (
                Lane::Takeover,
                Class::CustomerFacing,
                "the customer uses legal language",
                "Does this need legal counsel before anything is answered?",
            ),
            Id::LanguageHumanRequest => (
                Lane::Takeover,
                Class::CustomerFacing,
                "the customer asks for a person",
                "Who calls or writes back?",
            ),
            Id::LanguageNegativeSentiment => (
                Lane::Takeover,
                Class::CustomerFacing,
                "the customer is upset",
                "How should this customer be answered?",
            ),
            Id::LanguageExceptionPromise => (
                Lane::Review,
                Class::CustomerFacing,
                "the customer asks for an exception or refers to a promise",
                "Was this promised, and is the exception approved?",
            ),
            Id::LanguageUrgency => (
                Lane::Takeover,
                Class::Risky,
                "the message is unusually urgent",
                "What has to happen now, and who does it?",
            ),
            Id::LeadUrgent => {
                (Lane::Takeover, Class::Risky, "the lead is unusually urgent", "Who contacts this lead now?")
            }
            Id::LeadValuable => (
                Lane::Takeover,
                Class::RevenueImpacting,
                "the lead is unusually valuable",
                "Who gives this lead direct attention?",
            ),
            Id::LeadHighRisk => (
                Lane::Takeover,
                Class::Risky,
                "the host marks this as high risk",
                "What is the risk, and is it acceptable?",
            ),
            Id::RegulatedHealth => (
                Lane::Takeover,
                Class::Risky,
                "this touches regulated health matters",
                "May this be said or done under the health rules?",
            ),
            Id::RegulatedFinance => (
                Lane::Takeover,
                Class::Risky,
                "this touches regulated financial matters",
                "May this be said or done under the financial rules?",
            ),
            Id::DraftPricing => (
                Lane::Review,
                Class::CustomerFacing,
                "the draft speaks of prices or offers",
                "Are these prices and offers right?",
            ),
            Id::DraftRefund => (
                Lane::Takeover,
                Class::CustomerFacing,
                "the draft speaks of a refund",
                "May this refund be promised?",
            ),
            Id::DraftGuarantee => (
                Lane::Takeover,
                Class::CustomerFacing,
                "the draft gives a guarantee",
                "May this be guaranteed?",
            ),
            Id::DraftExceptionPromise => (
                Lane::Takeover,
                Class::CustomerFacing,
                "the draft promises an exception",
                "May this exception be promised?",
            ),
            Id::EffectNoWayBack => (
                Lane::Review,
                Class::Risky,
                "nothing leads back from this action",
                "Should this be done, although it can't be undone?",
            ),
            Id::WorkflowPaused => (
                Lane::Takeover,
                Class::Risky,
                "the workflow is paused",
                "Should the workflow be resumed, narrowed or rolled back?",
            ),
        };
        Row { lane, class, because, ask }
    }

    /// The reason in a sentence.
    #[must_use]
    pub fn because(self) -> &'static str {
        self.row().because
    }

    /// Whether it can neither be switched off nor softened.
    #[must_use]
    pub fn is_fixed(self) -> bool {
        matches!(self, Self::ActionUnknown | Self::PatternUnexplained | Self::WorkflowPaused)
    }

    fn threshold(self) -> Option<f64> {
        match self {
            Self::ValidationRepeated => Some(3.0),
            Self::LanguageNegativeSentiment => Some(-0.6),
            Self::LeadValuable => Some(50_000.0),
            _ => None,
        }
    }

    fn industries(self) -> &'static [&'static str] {
        match self {
            Self::RegulatedHealth => &["healthcare", "health", "medical", "dental", "pharma"],
            Self::RegulatedFinance => &["finance", "financial_services", "banking", "insurance"],
            _ => &[],
        }
    }

    fn queue(self) -> Option<&'static str> {
        // 000: route any complaint or negative sentiment to a manager queue.
        matches!(self, Self::LanguageComplaint | Self::LanguageNegativeSentiment).then_some("manager")
    }

    fn usual(self) -> Builtin {
        let row = self.row();
        Builtin {
            id: self,
            lane: row.lane,
            class: row.class,
            undetermined: StrictLane::Review,
            queue: self.queue().map(str::to_owned),
            ask: Question { text: row.ask.to_owned(), of_pause_owner: self == Self::WorkflowPaused },
            threshold: self.threshold(),
            max_age: None,
            industries: self.industries().iter().map(|name| (*name).to_owned()).collect(),
        }
    }
}

/// The form in which industries are compared: `Financial Services` is `financial_services`.
#[must_use]
pub fn industry_form(text: &str) -> String {
    let mut form = String::with_capacity(text.len());
    let mut divided = false;
    for character in text.trim().to_lowercase().chars() {
        if matches!(character, ' ' | '-' | '_') {
            divided = true;
            continue;
        }
        if divided && !form.is_empty() {
            form.push('_');
        }
        divided = false;
        form.push(character);
    }
    form
}

pub(super) fn compile(document: &PolicyDocument, problems: &mut Problems) -> Vec<Builtin> {
    let none = Map::default();
    let settings = document.builtin.as_ref().unwrap_or(&none);
    let known: Vec<&str> = BuiltinId::ALL.iter().map(|known| known.as_str()).collect();
    for id in settings.keys().filter(|id| !known.contains(id)) {
        problems.unknown_name(place("builtin", id), "built-in stop condition", id, &known);
    }
    let mut builtins = Vec::new();
    for id in BuiltinId::ALL {
        if let Some(builtin) = with_setting(*id, settings.get(id.as_str()), problems) {
            builtins.push(builtin);
        }
    }
    builtins
}

fn with_setting(id: BuiltinId, setting: Option<&BuiltinSetting>, problems: &mut Problems) -> Option<Builtin> {
    let usual = id.usual();
    let at = place("builtin", id.as_str());
    let none = BuiltinChange::default();
    let change = match setting {
        None | Some(BuiltinSetting::Switch(true) | BuiltinSetting::Word(OnOff::On)) => &none,
        Some(BuiltinSetting::Switch(false) | BuiltinSetting::Word(OnOff::Off)) => {
            if id.is_fixed() {
                let message = format!("`{}` can't be switched off", id.as_str());
                problems.add(Code::CannotSoften, at, message);
            }
            return None;
        }
        Some(BuiltinSetting::Change(change)) => change,
    };
    let softened = change.lane.is_some_and(|lane| lane < usual.lane)
        || change.class.is_some_and(|class| class < usual.class);
    if id.is_fixed() && softened {
        problems.add(Code::CannotSoften, at.clone(), format!("`{}` can't be softened", id.as_str()));
    }
    let mut without_effect = |key: &str, given: bool, usable: bool| {
        if given && !usable {
            let message = format!("`{}` has no `{key}`", id.as_str());
            problems.push(Diagnostic::new(Code::NoEffect, at.key(key), message));
        }
    };
    without_effect("threshold", change.threshold.is_some(), usual.threshold.is_some());
    without_effect("maxAge", change.max_age.is_some(), id == BuiltinId::DataStale);
    without_effect("industries", change.industries.is_some(), !usual.industries.is_empty());
    if id == BuiltinId::DataStale && change.max_age.is_none() {
        if setting.is_some() {
            let diagnostic =
                Diagnostic::new(Code::MissingKey, at.key("maxAge"), "`data.stale` needs to know how old");
            problems.push(diagnostic.expected("a duration such as `30d`"));
        }
        return None;
    }
    let of_pause_owner = usual.ask.of_pause_owner;
    Some(Builtin {
        lane: change.lane.unwrap_or(usual.lane),
        class: change.class.unwrap_or(usual.class),
        undetermined: change.undetermined.unwrap_or(usual.undetermined),
        queue: change.queue.as_ref().map(|queue| queue.as_str().to_owned()).or(usual.queue),
        ask: match &change.ask {
            Some(text) => Question { text: text.clone(), of_pause_owner },
            None => usual.ask,
        },
        threshold: change.threshold.or(usual.threshold),
        max_age: change.max_age,
        industries: match &change.industries {
            Some(names) => names.iter().map(|name| industry_form(name.as_str())).collect(),
            None => usual.industries,
        },
        ..usual
    })
}
