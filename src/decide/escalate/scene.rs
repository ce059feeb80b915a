//! An incident under a policy at a moment: what the climb and the answer read.

use super::{
    ReadIncident,
    events::{Turn, in_order},
};
use crate::{
    audit::{canonical_json, sha256_hex},
    compile::{CompiledEscalation, CompiledPolicy, Row},
    model::{
        Map, Timestamp, Value,
        incident::{Event, Happening, Incident, Request},
        policy::ExceptionType,
        sorted,
    },
};

/// What is known when a decision is made.
pub(super) struct Scene<'a> {
    pub(super) policy: &'a CompiledPolicy,
    pub(super) plan: &'a CompiledEscalation,
    pub(super) incident: &'a Incident,
    pub(super) row: &'a Row,
    pub(super) now: Timestamp,
    /// When it began: the first failure, the first no, the last side of a conflict, the request.
    pub(super) opened_at: Timestamp,
    /// The no that the incident is about.
    pub(super) first_no: Option<&'a Event>,
    /// The events up to now, in order.
    pub(super) turns: Vec<Turn<'a>>,
    /// The events after now.
    pub(super) later: Vec<&'a Event>,
    /// Who was to approve, each once.
    pub(super) approvers: Vec<&'a str>,
    /// The digest of each request.
    pub(super) digests: Vec<String>,
    /// The digest of all that is asked for.
    pub(super) digest: String,
}

impl<'a> Scene<'a> {
    /// The incident as it stands at `now`, with these events besides its own.
    pub(super) fn new(
        policy: &'a CompiledPolicy,
        read: &'a ReadIncident,
        more: &'a [Event],
        now: Timestamp,
    ) -> Self {
        let incident = read.incident();
        let plan = &policy.escalation;
        let (mut until_now, mut later) = (Vec::new(), Vec::new());
        for events in [incident.events(), more] {
            for event in events {
                if event.at <= now { until_now.push(event) } else { later.push(event) }
            }
        }
        let later = sorted(later, |a: &&Event, b: &&Event| (a.at, a.id.as_str()).cmp(&(b.at, b.id.as_str())));
        let turns = in_order(until_now.into_iter(), plan.skew);
        let mut approvers: Vec<&str> = Vec::new();
        for request in &incident.requests {
            if !approvers.contains(&request.approver.as_str()) {
                approvers.push(request.approver.as_str());
            }
        }
        let first_no = turns.iter().map(|(_, event)| *event).find(
            |event| matches!(&event.what, Happening::Rejected { by, .. } if approvers.contains(&by.as_str())),
        );
        let first_no = first_no.filter(|_| incident.kind == ExceptionType::Rejection);
        let version = policy.stamp.version.as_deref();
        let digests: Vec<String> =
            incident.requests.iter().map(|request| digest_of(&bound(request, version))).collect();
        let digest = match digests.as_slice() {
            [one] => one.clone(),
            all => digest_of(&Value::List(all.iter().cloned().map(Value::Text).collect())),
        };
        let opened_at = opened(incident, first_no, &turns);
        let row = plan.matrix.row(incident.kind, incident.severity, incident.impact);
        Self {
            policy,
            plan,
            incident,
            row,
            now,
            opened_at,
            first_no,
            turns,
            later,
            approvers,
            digests,
            digest,
        }
    }

    /// Whether this name asked for one of the requests.
    pub(super) fn asked_for_it(&self, name: &str) -> bool {
        self.incident.requests.iter().any(|request| request.requested_by.as_str() == name)
    }

    /// The ids of the requests.
    pub(super) fn ids(&self) -> Vec<String> {
        self.incident.requests.iter().map(|request| request.id.as_str().to_owned()).collect()
    }
}

fn opened(incident: &Incident, first_no: Option<&Event>, turns: &[Turn<'_>]) -> Timestamp {
    let opened = incident.requests.iter().map(|request| request.opened_at);
    let first = opened.clone().min().unwrap_or(incident.now);
    match (incident.kind, first_no, &incident.error) {
        (_, Some(no), _) => no.at,
        (ExceptionType::Conflict, ..) => opened.max().unwrap_or(incident.now),
        // A host that moves `error` along with each failure can't begin the ladder anew.
        (ExceptionType::SystemFailure | ExceptionType::Timeout, _, Some(error)) => {
            let event = turns.iter().map(|(_, event)| event.at).min();
            event.map_or(error.at, |event| event.min(error.at))
        }
        _ => first,
    }
}

/// What an approval is bound to.
fn bound(request: &Request, version: Option<&str>) -> Value {
    let mut bound = Map::default();
    let mut put = |key: &str, value: Value| bound.insert(key.to_owned(), value);
    put("id", Value::Text(request.id.as_str().to_owned()));
    put("action", Value::Text(request.action.as_str().to_owned()));
    put("arguments", Value::Map(request.arguments.clone().unwrap_or_default()));
    put("amount", request.amount.map_or(Value::Null, Value::Number));
    let currency = request.currency.as_ref().map(|currency| currency.as_str().to_owned());
    put("currency", currency.map_or(Value::Null, Value::Text));
    put("policyVersion", version.map_or(Value::Null, |version| Value::Text(version.to_owned())));
    Value::Map(bound)
}

fn digest_of(value: &Value) -> String {
    sha256_hex(canonical_json(value).as_bytes())
}
