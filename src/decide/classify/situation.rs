//! A case under a policy, as conditions see it.

use super::hearing::Heard;
use crate::{
    compile::{CompiledAction, CompiledPolicy, FieldId, InputState, SlotMeaning},
    condition::{Fact, Facts, Slot},
    model::{
        FreeText, Need, Timestamp, Value,
        case::{Case, Conflict},
        decision::SignalSource,
        sorted, sorted_texts,
    },
};

/// What is known when a decision is made.
pub(super) struct Situation<'a> {
    pub(super) policy: &'a CompiledPolicy,
    pub(super) case: &'a Case,
    pub(super) action: Option<&'a CompiledAction>,
    pub(super) inputs: &'a [InputState],
    pub(super) heard: &'a Heard<'a>,
    message_signals: Heap<'a>,
    action_signals: Heap<'a>,
    all_signals: Heap<'a>,
    missing: Vec<&'a str>,
    conflicts: Vec<&'a str>,
    owners: Vec<&'a str>,
}

/// A list that may be known in part.
#[derive(Default)]
struct Heap<'a> {
    items: Vec<&'a str>,
    unfinished: Vec<Slot>,
}

impl<'a> Situation<'a> {
    pub(super) fn new(
        policy: &'a CompiledPolicy,
        case: &'a Case,
        inputs: &'a [InputState],
        heard: &'a Heard<'a>,
    ) -> Self {
        let heap = |sources: &[SignalSource], gaps: &[Option<FieldId>]| {
            let mut items = texts(case.signals.as_ref());
            for (source, found) in heard.counting() {
                if sources.contains(source) {
                    items.push(found.signal);
                }
            }
            let mut unfinished = Vec::new();
            for gap in gaps {
                unfinished.extend(gap.map(FieldId::slot));
            }
            let mut unfinished = sorted(unfinished, Slot::cmp);
            unfinished.dedup();
            Heap { items: sorted_texts(items), unfinished }
        };
        use SignalSource::{Draft, Message, Subject};
        Self {
            policy,
            case,
            action: policy.library.get(case.action.name.as_str()),
            inputs,
            heard,
            message_signals: heap(&[Message, Subject], &[heard.message_gap]),
            action_signals: heap(&[Draft], &[heard.draft_gap]),
            all_signals: heap(&[Message, Subject, Draft], &[heard.message_gap, heard.draft_gap]),
            missing: texts(case.data.as_ref().and_then(|data| data.missing.as_ref())),
            conflicts: case
                .data
                .as_ref()
                .and_then(|data| data.conflicts.as_deref())
                .unwrap_or_default()
                .iter()
                .map(Conflict::field)
                .collect(),
            owners: texts(case.data.as_ref().and_then(|data| data.owners.as_ref())),
        }
    }

    /// Whether the action asks for this evidence; an action outside the library asks for none.
    pub(super) fn needs(&self, need: Need) -> bool {
        self.action.is_some_and(|action| action.needs(need))
    }

    /// Whether the host asserts a signal.
    pub(super) fn asserts(&self, signal: &str) -> bool {
        self.case.signals.as_ref().is_some_and(|asserted| asserted.iter().any(|asserted| asserted == signal))
    }

    /// Whether a signal was heard in one of these texts and counts.
    pub(super) fn hears(&self, signal: &str, sources: &[SignalSource]) -> bool {
        self.heard.counting().any(|(source, found)| found.signal == signal && sources.contains(source))
    }

    /// A number, unless it or its currency is missing.
    pub(super) fn number(&self, field: FieldId) -> Result<f64, Slot> {
        match self.builtin(field) {
            Fact::Number(number) => Ok(number),
            Fact::Missing(slot) => Err(slot),
            _ => Err(field.slot()),
        }
    }

    /// The names in one of the host's lists of faults.
    pub(super) fn names(&self, field: FieldId) -> Vec<&'a str> {
        match field {
            FieldId::DataMissing => self.missing.clone(),
            FieldId::DataConflicts => self.conflicts.clone(),
            FieldId::DataOwners => self.owners.clone(),
            _ => Vec::new(),
        }
    }

    /// The moment of the decision.
    pub(super) fn now(&self) -> Option<Timestamp> {
        self.case.now
    }

    /// The path of a slot.
    pub(super) fn path(&self, slot: Slot) -> &str {
        crate::condition::Vocabulary::path(&self.policy.vocabulary, slot)
    }

    /// The value of a slot as it may be shown: null where it is missing, hidden where it is sensitive.
    pub(super) fn shown(&self, slot: Slot) -> Value {
        self.policy.sensitive.shown(self.path(slot), self.value(slot))
    }

    /// The value of a slot as the case has it.
    pub(super) fn value(&self, slot: Slot) -> Value {
        let list =
            |items: &[&str]| Value::List(items.iter().map(|item| Value::Text((*item).to_owned())).collect());
        let case = self.case;
        match self.policy.vocabulary.meaning(slot) {
            SlotMeaning::Input(index) => self.inputs.get(index).map_or(Value::Null, InputState::to_value),
            // Money is shown whatever its currency is.
            SlotMeaning::Builtin(FieldId::ActionAmount) => optional(case.action.amount.map(Value::Number)),
            SlotMeaning::Builtin(FieldId::LeadValue) => {
                optional(case.lead.as_ref().and_then(|lead| lead.value).map(Value::Number))
            }
            SlotMeaning::Builtin(field) => match self.builtin(field) {
                Fact::Missing(_) => Value::Null,
                Fact::Bool(flag) => Value::Bool(flag),
                Fact::Number(number) => Value::Number(number),
                Fact::Text(text) => Value::Text(text.to_owned()),
                Fact::Time(moment) => Value::Time(moment),
                Fact::List { .. } => match field {
                    FieldId::DataMissing => list(&self.missing),
                    FieldId::DataConflicts => list(&self.conflicts),
                    FieldId::DataOwners => list(&self.owners),
                    FieldId::MessageSignals => list(&self.message_signals.items),
                    FieldId::ActionSignals => list(&self.action_signals.items),
                    _ => list(&self.all_signals.items),
                },
            },
        }
    }

    fn builtin(&self, field: FieldId) -> Fact<'_> {
        self.find(field).unwrap_or(Fact::Missing(field.slot()))
    }

    fn find(&self, field: FieldId) -> Option<Fact<'_>> {
        use FieldId as Id;
        let case = self.case;
        let (message, intent, customer) =
            (case.message.as_ref(), case.intent.as_ref(), case.customer.as_ref());
        let (lead, history, data) = (case.lead.as_ref(), case.history.as_ref(), case.data.as_ref());
        let (workflow, action) = (case.workflow.as_ref(), self.action);
        Some(match field {
            Id::Id => Fact::Text(case.id.as_str()),
            Id::ActionName => Fact::Text(case.action.name.as_str()),
            Id::ActionChannel => text(case.action.channel.as_ref()?),
            Id::ActionText => free(case.action.text.as_ref()?),
            Id::ActionRecords => Fact::Number(case.action.records?.get()),
            Id::ActionAmount => self.money(
                case.action.amount?,
                case.action.currency.as_ref().map(|c| c.as_str()),
                Id::ActionCurrency,
            ),
            Id::ActionCurrency => Fact::Text(case.action.currency.as_ref()?.as_str()),
            Id::ActionKindOf => Fact::Text(action?.kind.as_str()),
            Id::ActionCustomerFacing => Fact::Bool(action?.customer_facing),
            Id::ActionRevenueImpacting => Fact::Bool(action?.revenue_impacting),
            Id::ActionFinancial => Fact::Bool(action?.financial),
            Id::ActionEffect => Fact::Text(action?.effect?.as_str()),
            Id::ActionSignals => self.action_signals.fact(),
            Id::MessageText => free(message?.text.as_ref()?),
            Id::MessageSubject => free(message?.subject.as_ref()?),
            Id::MessageLanguage => Fact::Text(message?.language.as_ref()?.as_str()),
            Id::MessageSentiment => Fact::Number(message?.sentiment?.get()),
            Id::MessageSignals => self.message_signals.fact(),
            Id::IntentLabel => text(intent?.label.as_ref()?),
            Id::IntentConfidence => Fact::Number(intent?.confidence?.get()),
            Id::CustomerId => text(customer?.id.as_ref()?),
            Id::CustomerSegment => text(customer?.segment.as_ref()?),
            Id::CustomerIndustry => text(customer?.industry.as_ref()?),
            Id::CustomerTier => text(customer?.tier.as_ref()?),
            Id::LeadValue => {
                self.money(lead?.value?, lead?.currency.as_ref().map(|c| c.as_str()), Id::LeadCurrency)
            }
            Id::LeadCurrency => Fact::Text(lead?.currency.as_ref()?.as_str()),
            Id::LeadUrgency => Fact::Text(lead?.urgency?.as_str()),
            Id::HistoryComplete => Fact::Bool(history?.complete?),
            Id::HistoryTurns => Fact::Number(history?.turns?.get()),
            Id::HistoryValidationFailures => Fact::Number(history?.validation_failures?.get()),
            Id::HistoryLastContactAt => Fact::Time(history?.last_contact_at?),
            Id::DataMissing => data?.missing.as_ref().map(|_| whole(&self.missing))?,
            Id::DataConflicts => data?.conflicts.as_ref().map(|_| whole(&self.conflicts))?,
            Id::DataOwners => data?.owners.as_ref().map(|_| whole(&self.owners))?,
            Id::DataDuplicateOf => text(data?.duplicate_of.as_ref()?),
            Id::DataUpdatedAt => Fact::Time(data?.updated_at?),
            Id::WorkflowPaused => Fact::Bool(workflow?.paused?),
            Id::WorkflowUnknownRate => Fact::Number(workflow?.unknown_rate?.get()),
            Id::WorkflowBacklog => Fact::Number(workflow?.backlog?.get()),
            Id::WorkflowReviewerCapacity => Fact::Number(workflow?.reviewer_capacity?.get()),
            Id::Signals => self.all_signals.fact(),
            Id::Now => Fact::Time(case.now?),
        })
    }

    /// An amount, unless it is in another currency than the policy's numbers: a million euros
    /// don't slip under a rule about dollars.
    fn money(&self, amount: f64, currency: Option<&str>, blame: FieldId) -> Fact<'_> {
        match &self.policy.currency {
            Some(expected) if currency != Some(expected.as_str()) => Fact::Missing(blame.slot()),
            _ => Fact::Number(amount),
        }
    }
}

impl Facts for Situation<'_> {
    fn fact(&self, slot: Slot) -> Fact<'_> {
        match self.policy.vocabulary.meaning(slot) {
            SlotMeaning::Builtin(field) => self.builtin(field),
            SlotMeaning::Input(index) => match self.inputs.get(index) {
                None | Some(InputState::Missing | InputState::Malformed) => Fact::Missing(slot),
                Some(InputState::Text(text)) => Fact::Text(text),
                Some(InputState::Number(number)) => Fact::Number(*number),
                Some(InputState::Boolean(flag)) => Fact::Bool(*flag),
                Some(InputState::Time(moment)) => Fact::Time(*moment),
                Some(InputState::List(entries)) => Fact::List { items: entries, unfinished: &[] },
            },
        }
    }

    fn present(&self, slot: Slot) -> bool {
        self.value(slot) != Value::Null
    }
}

impl Heap<'_> {
    fn fact(&self) -> Fact<'_> {
        Fact::List { items: &self.items, unfinished: &self.unfinished }
    }
}

fn whole<'a>(items: &'a Vec<&str>) -> Fact<'a> {
    Fact::List { items, unfinished: &[] }
}

fn text(text: &str) -> Fact<'_> {
    Fact::Text(text)
}

fn free(text: &FreeText) -> Fact<'_> {
    Fact::Text(&text.0)
}

/// A list of texts that may be left out.
pub(super) fn texts(list: Option<&Vec<String>>) -> Vec<&str> {
    list.map_or(&[][..], Vec::as_slice).iter().map(String::as_str).collect()
}

fn optional(value: Option<Value>) -> Value {
    value.unwrap_or(Value::Null)
}
