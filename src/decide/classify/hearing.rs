//! What is heard in the texts that an action needs, and what couldn't be heard.

use crate::{
    compile::{CompiledPolicy, FieldId},
    model::{Need, case::Case, decision::SignalSource},
    signals::{Found, Side},
};

/// Everything that was heard. Hearing costs the most of a decision, so it is done once.
#[derive(Debug, Default)]
pub(super) struct Heard<'p> {
    /// What was found, by text and then by place; negated ones are among them.
    pub(super) found: Vec<(SignalSource, Found<'p>)>,
    /// Why the message may hold more than was heard; `None` if it can't.
    pub(super) message_gap: Option<FieldId>,
    /// Why the draft may hold more than was heard; `None` if it can't.
    pub(super) draft_gap: Option<FieldId>,
}

impl<'p> Heard<'p> {
    /// Listens to the message and the draft, as far as the action needs them.
    pub(super) fn listen(policy: &'p CompiledPolicy, case: &Case) -> Self {
        let mut heard = Self::default();
        let Some(action) = policy.library.get(case.action.name.as_str()) else { return heard };
        let message = case.message.as_ref();
        let language = message.and_then(|message| message.language.as_ref()).map(|tag| tag.as_str());
        if action.needs(Need::Message) {
            let text = message.and_then(|message| message.text.as_ref()).map(|text| text.0.as_str());
            let subject = message.and_then(|message| message.subject.as_ref()).map(|text| text.0.as_str());
            heard.scan(policy, text, Side::Message, SignalSource::Message);
            heard.scan(policy, subject, Side::Subject, SignalSource::Subject);
            heard.message_gap = gap(policy, [text, subject], language, FieldId::MessageText);
        }
        if action.needs(Need::Draft) {
            let text = case.action.text.as_ref().map(|text| text.0.as_str());
            heard.scan(policy, text, Side::Draft, SignalSource::Draft);
            // A reply is written in the language of the message it answers.
            heard.draft_gap = gap(policy, [text, Some("")], language, FieldId::ActionText);
        }
        heard
    }

    fn scan(&mut self, policy: &'p CompiledPolicy, text: Option<&str>, side: Side, source: SignalSource) {
        if let Some(text) = text {
            self.found.extend(policy.lexicons.scan(text, side).into_iter().map(|found| (source, found)));
        }
    }

    /// What was heard and counts: what is negated or only quoted doesn't.
    pub(super) fn counting(&self) -> impl Iterator<Item = &(SignalSource, Found<'p>)> {
        self.found.iter().filter(|(_, found)| found.counts())
    }
}

fn gap(
    policy: &CompiledPolicy,
    texts: [Option<&str>; 2],
    language: Option<&str>,
    missing: FieldId,
) -> Option<FieldId> {
    let [Some(text), subject] = texts else { return Some(missing) };
    // No words, nothing to understand.
    let understood =
        |text: &str| text.trim().is_empty() || policy.lexicons.covers(text, language).is_covered();
    (!understood(text) || !subject.is_none_or(understood)).then_some(FieldId::MessageLanguage)
}
