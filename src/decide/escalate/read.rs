//! Reading an incident. What the integrator got wrong is an error, all of it at once.

use crate::{
    compile::CompiledPolicy,
    diagnostic::{Code, Diagnostic, Pointer},
    model::{
        TextSet, Timestamp, Value,
        incident::{Event, Incident, Seed},
        numbered,
        policy::ExceptionType,
    },
    parse::{Cx, Read},
};

/// An incident that was read under a policy, ready to be decided.
#[derive(Clone, Debug)]
pub struct ReadIncident {
    incident: Incident,
}

/// More sides than these are no conflict that a person could settle.
const MOST_REQUESTS: usize = 100;

/// Clocks have to fit between `now` and the end of the year 9999.
const LATEST_NOW: &str = "9900-01-01T00:00:00Z";

impl ReadIncident {
    /// Reads an incident as it came from a host.
    ///
    /// # Errors
    ///
    /// Every problem: unknown keys, wrong types and ranges, two events under one id, a conflict with
    /// one side, an incident that was opened under another version of the policy.
    pub fn from_value(value: Value, policy: &CompiledPolicy) -> Result<Self, Vec<Diagnostic>> {
        let mut cx = Cx::hiding(hidden(&value, policy));
        let incident = match &value {
            Value::Map(_) => Incident::read(value, &mut cx),
            other => {
                cx.wrong_type(other, "an incident: an object");
                None
            }
        };
        let Some(mut incident) = incident else { return cx.finish(None) };
        check_requests(&incident, &mut cx);
        check_version(&incident, policy, &mut cx);
        if Timestamp::parse(LATEST_NOW).is_some_and(|latest| incident.now > latest) {
            cx.enter("now");
            cx.report(Code::OutOfRange, "later than the year 9899");
            cx.leave();
        }
        incident.events = Some(once(incident.events.take().unwrap_or_default(), &mut cx));
        cx.finish(Some(Self { incident }))
    }

    /// What was read.
    #[must_use]
    pub fn incident(&self) -> &Incident {
        &self.incident
    }

    /// The same incident at another moment, with more events behind its own.
    #[must_use]
    pub fn later(&self, now: Timestamp, more: Vec<Event>) -> Self {
        let mut incident = self.incident.clone();
        incident.now = now;
        incident.events.get_or_insert_default().extend(more);
        Self { incident }
    }

    /// Gives it a seed where it has none.
    pub fn seed_with(&mut self, draw: impl FnOnce() -> String) {
        self.incident.seed.get_or_insert_with(|| Seed(draw()));
    }
}

/// The places whose values no message may quote: the sensitive paths, wherever a request keeps them.
fn hidden(value: &Value, policy: &CompiledPolicy) -> Vec<Pointer> {
    let Value::Map(entries) = value else { return Vec::new() };
    let Some(Value::List(requests)) = entries.get("requests") else { return Vec::new() };
    let mut places = Vec::new();
    for index in 0..requests.len().min(MOST_REQUESTS) {
        let request = Pointer::root().key("requests").index(index);
        for path in policy.sensitive.paths() {
            let below = |from: Pointer, path: &str| path.split('.').fold(from, |at, key| at.key(key));
            for root in ["arguments", "context"] {
                places.push(below(request.key(root), path));
                if let Some(field) = path.strip_prefix("data.fields.") {
                    places.push(below(request.key(root), field));
                }
            }
            if let Some(field) = path.strip_prefix("action.") {
                places.push(below(request.key("arguments"), field));
                places.push(below(request.clone(), field));
            }
            if path.starts_with("arguments.") || path.starts_with("context.") {
                places.push(below(request.clone(), path));
            }
        }
    }
    places
}

fn check_requests(incident: &Incident, cx: &mut Cx) {
    let count = incident.requests.len();
    cx.enter("requests");
    if count == 0 {
        cx.report(Code::OutOfRange, "an incident is about a request, and there is none");
    } else if count < 2 && incident.kind == ExceptionType::Conflict {
        cx.report(Code::OutOfRange, "a conflict has two sides or more");
    } else if count > MOST_REQUESTS {
        cx.report(Code::OutOfRange, "more than 100 requests in one incident");
    }
    let mut seen = TextSet::default();
    for (index, request) in incident.requests.iter().enumerate() {
        if !seen.insert(request.id.as_str()) {
            cx.enter_index(index);
            let message = ["two requests have the id ", &cx.quoted(request.id.as_str())].concat();
            cx.enter("id");
            cx.report(Code::DuplicateId, message);
            cx.leave();
            cx.leave();
        }
    }
    cx.leave();
}

/// An open incident keeps the policy that it was opened under; a mixture is refused.
fn check_version(incident: &Incident, policy: &CompiledPolicy, cx: &mut Cx) {
    let Some(opened) = &incident.policy_version else { return };
    if !policy.escalation.pinned || policy.stamp.version.as_deref() == Some(opened.as_str()) {
        return;
    }
    let message = ["this incident was opened under version ", &cx.quoted(opened.as_str())].concat();
    cx.enter("policyVersion");
    if let Some(problem) = cx.report(Code::OtherVersion, message) {
        problem.expected = policy.stamp.version.clone();
        problem.help = Some(
            "decide it by the policy of that version, or say `escalation.openIncidents: latest`".to_owned(),
        );
    }
    cx.leave();
}

/// Each event once; one id with two contents is a mistake.
fn once(events: Vec<Event>, cx: &mut Cx) -> Vec<Event> {
    let id_at = |index: usize| events.get(index).map(|event| event.id.as_str());
    let numbers = numbered(events.len(), &|a, b| id_at(a).cmp(&id_at(b)));
    // Where the first event of each id stands in the list.
    let mut kept = vec![usize::MAX; events.len()];
    let mut list: Vec<Event> = Vec::with_capacity(events.len());
    cx.enter("events");
    for (index, (event, number)) in events.into_iter().zip(numbers).enumerate() {
        let Some(place) = kept.get_mut(number) else { continue };
        match list.get(*place) {
            None => {
                *place = list.len();
                list.push(event);
            }
            Some(first) if *first == event => {}
            Some(_) => {
                cx.enter_index(index);
                let message = ["two different events have the id ", &cx.quoted(event.id.as_str())].concat();
                if let Some(problem) = cx.report(Code::TwoContents, message) {
                    problem.help = Some("give each event an id of its own; repeat it unchanged".to_owned());
                }
                cx.leave();
            }
        }
    }
    cx.leave();
    list
}
