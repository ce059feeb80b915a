//! The built-in stop conditions, evaluated.

use super::situation::Situation;
use crate::{
    compile::{Builtin, BuiltinId, FieldId, InputState, industry_form},
    condition::Slot,
    model::{Need, case::Urgency, decision::SignalSource},
};

/// What a built-in condition says of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It holds.
    Holds,
    /// It doesn't.
    No,
    /// It can't be told, because these are missing.
    Unknown(Vec<Slot>),
    /// It can't be told, because a text is missing or not understood.
    Unheard {
        /// The message.
        message: bool,
        /// The draft.
        draft: bool,
    },
}

/// What a condition listens for, and where.
pub(super) struct Ear {
    pub(super) signal: &'static str,
    pub(super) sources: &'static [SignalSource],
}

const IN_MESSAGE: &[SignalSource] = &[SignalSource::Message, SignalSource::Subject];
const IN_DRAFT: &[SignalSource] = &[SignalSource::Draft];
const IN_BOTH: &[SignalSource] = &[SignalSource::Message, SignalSource::Subject, SignalSource::Draft];
const NOWHERE: &[SignalSource] = &[];

/// What a built-in condition listens for, if it does.
pub(super) fn ear(id: BuiltinId) -> Option<Ear> {
    use BuiltinId as Id;
    let (signal, sources) = match id {
        Id::LanguageRefund => ("refund", IN_MESSAGE),
        Id::LanguageCancellation => ("cancellation", IN_MESSAGE),
        Id::LanguageComplaint => ("complaint", IN_MESSAGE),
        Id::LanguageLegal => ("legal", IN_MESSAGE),
        Id::LanguageHumanRequest => ("human_request", IN_MESSAGE),
        Id::LanguageNegativeSentiment => ("negative_sentiment", IN_MESSAGE),
        Id::LanguageExceptionPromise => ("exception_promise", IN_MESSAGE),
        Id::LanguageUrgency => ("urgency", IN_MESSAGE),
        Id::RegulatedHealth => ("regulated_health", IN_BOTH),
        Id::RegulatedFinance => ("regulated_finance", IN_BOTH),
        Id::DraftPricing => ("pricing", IN_DRAFT),
        Id::DraftRefund => ("refund", IN_DRAFT),
        Id::DraftGuarantee => ("guarantee", IN_DRAFT),
        Id::DraftExceptionPromise => ("exception_promise", IN_DRAFT),
        Id::PatternUnexplained => ("unexplained", NOWHERE),
        Id::LeadHighRisk => ("high_risk", NOWHERE),
        _ => return None,
    };
    Some(Ear { signal, sources })
}

/// The fields that a built-in condition looks at besides texts.
pub(super) fn looks_at(id: BuiltinId) -> &'static [FieldId] {
    use {BuiltinId as Id, FieldId as Field};
    match id {
        Id::ActionUnknown => &[Field::ActionName],
        Id::IntentUnknown => &[Field::IntentLabel],
        Id::Confidence => &[Field::IntentConfidence, Field::IntentLabel],
        Id::DataMissing => &[Field::DataMissing],
        Id::DataConflicting => &[Field::DataConflicts, Field::DataOwners],
        Id::DataDuplicate => &[Field::DataDuplicateOf],
        Id::DataStale => &[Field::DataUpdatedAt, Field::Now],
        Id::ValidationRepeated => &[Field::HistoryValidationFailures],
        Id::HistoryIncomplete => &[Field::HistoryComplete],
        Id::LanguageNegativeSentiment => &[Field::MessageSentiment],
        Id::LeadUrgent => &[Field::LeadUrgency],
        Id::LeadValuable => &[Field::LeadValue, Field::LeadCurrency],
        Id::RegulatedHealth | Id::RegulatedFinance => &[Field::CustomerIndustry],
        Id::EffectNoWayBack => &[Field::ActionEffect],
        Id::WorkflowPaused => &[Field::WorkflowPaused],
        _ => &[],
    }
}

/// Evaluates a built-in condition.
pub(super) fn verdict(builtin: &Builtin, s: &Situation<'_>) -> Verdict {
    use BuiltinId as Id;
    match builtin.id {
        Id::ActionUnknown => holds_if(s.action.is_none()),
        Id::IntentUnknown => intent_unknown(s),
        Id::Confidence => confidence(s),
        Id::DataMissing => data_missing(s),
        Id::DataMalformed => holds_if(s.inputs.contains(&InputState::Malformed)),
        Id::DataConflicting => data_conflicting(s),
        Id::DataDuplicate => holds_if(s.needs(Need::Data) && is_duplicate(s)),
        Id::DataStale => data_stale(builtin, s),
        Id::ValidationRepeated => at_least(s, FieldId::HistoryValidationFailures, builtin.threshold),
        Id::HistoryIncomplete => history_incomplete(s),
        Id::LeadUrgent => holds_if(
            s.needs(Need::Lead)
                && s.case
                    .lead
                    .as_ref()
                    .and_then(|lead| lead.urgency)
                    .is_some_and(|urgency| urgency >= Urgency::High),
        ),
        Id::LeadValuable => lead_valuable(builtin, s),
        Id::EffectNoWayBack => holds_if(s.action.is_some_and(|action| action.no_way_back)),
        Id::WorkflowPaused => {
            holds_if(s.case.workflow.as_ref().and_then(|workflow| workflow.paused) == Some(true))
        }
        _ => listening(builtin, s),
    }
}

fn holds_if(holds: bool) -> Verdict {
    if holds { Verdict::Holds } else { Verdict::No }
}

fn listening(builtin: &Builtin, s: &Situation<'_>) -> Verdict {
    let Some(ear) = ear(builtin.id) else { return Verdict::No };
    // What the host asserts counts everywhere, whatever the action needs.
    if s.asserts(ear.signal) || s.hears(ear.signal, ear.sources) {
        return Verdict::Holds;
    }
    let message = s.needs(Need::Message) && ear.sources.contains(&SignalSource::Message);
    let draft = s.needs(Need::Draft) && ear.sources.contains(&SignalSource::Draft);
    if (message && is_upset(builtin, s)) || ((message || draft) && is_regulated(builtin, s)) {
        return Verdict::Holds;
    }
    let unheard_message = message && s.heard.message_gap.is_some();
    let unheard_draft = draft && s.heard.draft_gap.is_some();
    if unheard_message || unheard_draft {
        return Verdict::Unheard { message: unheard_message, draft: unheard_draft };
    }
    Verdict::No
}

fn is_upset(builtin: &Builtin, s: &Situation<'_>) -> bool {
    let sentiment = s.case.message.as_ref().and_then(|message| message.sentiment);
    builtin.id == BuiltinId::LanguageNegativeSentiment
        && sentiment.is_some_and(|sentiment| builtin.threshold.is_some_and(|limit| sentiment.get() <= limit))
}

fn is_regulated(builtin: &Builtin, s: &Situation<'_>) -> bool {
    let industry = s.case.customer.as_ref().and_then(|customer| customer.industry.as_ref());
    industry.is_some_and(|industry| builtin.industries.contains(&industry_form(industry)))
}

/// The intent's label; a blank one is missing.
fn label<'a>(s: &Situation<'a>) -> Option<&'a str> {
    let label = s.case.intent.as_ref().and_then(|intent| intent.label.as_deref());
    label.filter(|label| !label.trim().is_empty())
}

fn intent_unknown(s: &Situation<'_>) -> Verdict {
    if !s.needs(Need::Intent) {
        return Verdict::No;
    }
    match label(s) {
        None => Verdict::Unknown(vec![FieldId::IntentLabel.slot()]),
        Some(label) => holds_if(!s.policy.intents.iter().any(|known| known == label)),
    }
}

fn confidence(s: &Situation<'_>) -> Verdict {
    if !s.needs(Need::Intent) {
        return Verdict::No;
    }
    let action = s.case.action.name.as_str();
    let confidence =
        s.case.intent.as_ref().and_then(|intent| intent.confidence).map(|confidence| confidence.get());
    match (confidence, label(s)) {
        (Some(confidence), Some(label)) => holds_if(confidence < s.policy.thresholds.of(label, action)),
        (Some(confidence), None) if confidence >= s.policy.thresholds.of_any_intent(action) => Verdict::No,
        (Some(_), None) => Verdict::Unknown(vec![FieldId::IntentLabel.slot()]),
        (None, Some(_)) => Verdict::Unknown(vec![FieldId::IntentConfidence.slot()]),
        (None, None) => Verdict::Unknown(vec![FieldId::IntentLabel.slot(), FieldId::IntentConfidence.slot()]),
    }
}

/// The least confidence that this case has to have.
pub(super) fn threshold(s: &Situation<'_>) -> f64 {
    let action = s.case.action.name.as_str();
    match label(s) {
        Some(label) => s.policy.thresholds.of(label, action),
        None => s.policy.thresholds.of_any_intent(action),
    }
}

/// The required inputs that aren't there; a blank text is as good as none.
pub(super) fn required_missing<'a>(s: &'a Situation<'_>) -> Vec<(usize, &'a str)> {
    let action = s.case.action.name.as_str();
    let mut missing = Vec::new();
    for (index, (input, state)) in s.policy.inputs.list().iter().zip(s.inputs).enumerate() {
        let absent = match state {
            InputState::Missing => true,
            InputState::Text(text) => text.trim().is_empty(),
            _ => false,
        };
        if absent && input.is_required_for(action) {
            missing.push((index, input.path.as_str()));
        }
    }
    missing
}

fn data_missing(s: &Situation<'_>) -> Verdict {
    if !required_missing(s).is_empty() {
        return Verdict::Holds;
    }
    listed(s, s.case.data.as_ref().and_then(|data| data.missing.as_ref()).map(Vec::len), FieldId::DataMissing)
}

fn data_conflicting(s: &Situation<'_>) -> Verdict {
    if s.needs(Need::Data) && has_two_owners(s) {
        return Verdict::Holds;
    }
    listed(
        s,
        s.case.data.as_ref().and_then(|data| data.conflicts.as_ref()).map(Vec::len),
        FieldId::DataConflicts,
    )
}

/// A list of faults: empty says that the host looked, absent says that nobody did.
fn listed(s: &Situation<'_>, count: Option<usize>, field: FieldId) -> Verdict {
    match count {
        _ if !s.needs(Need::Data) => Verdict::No,
        None => Verdict::Unknown(vec![field.slot()]),
        Some(count) => holds_if(count > 0),
    }
}

/// Whether the record has two different owners.
pub(super) fn has_two_owners(s: &Situation<'_>) -> bool {
    let owners = s.case.data.as_ref().and_then(|data| data.owners.as_deref()).unwrap_or_default();
    owners.iter().any(|owner| Some(owner) != owners.first())
}

/// Whether this case repeats an earlier one.
pub(super) fn is_duplicate(s: &Situation<'_>) -> bool {
    let earlier = s.case.data.as_ref().and_then(|data| data.duplicate_of.as_ref());
    earlier.is_some_and(|earlier| !earlier.trim().is_empty())
}

fn data_stale(builtin: &Builtin, s: &Situation<'_>) -> Verdict {
    let Some(max_age) = builtin.max_age.filter(|_| s.needs(Need::Data)) else { return Verdict::No };
    let updated = s.case.data.as_ref().and_then(|data| data.updated_at);
    match (s.now(), updated) {
        (Some(now), Some(updated)) => holds_if(now.since(updated) > max_age),
        (now, updated) => {
            let gaps = [(updated.is_none(), FieldId::DataUpdatedAt), (now.is_none(), FieldId::Now)];
            Verdict::Unknown(gaps.iter().filter(|(gap, _)| *gap).map(|(_, field)| field.slot()).collect())
        }
    }
}

/// An objection: absent, it is none.
fn at_least(s: &Situation<'_>, field: FieldId, threshold: Option<f64>) -> Verdict {
    holds_if(s.number(field).is_ok_and(|number| threshold.is_some_and(|limit| number >= limit)))
}

fn history_incomplete(s: &Situation<'_>) -> Verdict {
    if !s.needs(Need::History) {
        return Verdict::No;
    }
    match s.case.history.as_ref().and_then(|history| history.complete) {
        Some(complete) => holds_if(!complete),
        None => Verdict::Unknown(vec![FieldId::HistoryComplete.slot()]),
    }
}

fn lead_valuable(builtin: &Builtin, s: &Situation<'_>) -> Verdict {
    if !s.needs(Need::Lead) {
        return Verdict::No;
    }
    match s.number(FieldId::LeadValue) {
        Ok(value) => holds_if(builtin.threshold.is_some_and(|limit| value >= limit)),
        Err(slot) => Verdict::Unknown(vec![slot]),
    }
}
