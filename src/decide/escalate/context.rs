//! What the next approver gets to see: everything, but for what is sensitive.

use super::{calls::Calls, climb::Climb};
use crate::{
    compile::{REDACTED, Sensitive},
    model::{
        Map, Value,
        chain::{EscalationContext, ShownError, ShownRequest},
        incident::Request,
    },
};

pub(super) fn context(climb: &Climb<'_>) -> EscalationContext {
    let (s, incident) = (climb.s, climb.s.incident);
    let hidden = &s.policy.sensitive;
    EscalationContext {
        kind: incident.kind,
        severity: incident.severity,
        impact: incident.impact,
        opened_at: s.opened_at,
        original_approver: s.approvers.iter().map(|name| (*name).to_owned()).collect(),
        reason: climb.reason(),
        requests: incident
            .requests
            .iter()
            .zip(&s.digests)
            .map(|(request, digest)| shown(request, digest, hidden))
            .collect(),
        error: incident.error.as_ref().map(|error| ShownError {
            at: error.at,
            kind: Calls::sort(s).as_str().to_owned(),
            status: error.status,
            code: error.code.as_ref().map(|code| code.as_str().to_owned()),
        }),
        chain: climb.chain.clone(),
    }
}

fn shown(request: &Request, digest: &str, hidden: &Sensitive) -> ShownRequest {
    let free = |fields: &Option<Map<Value>>, root: &str| {
        let mut shown = Map::default();
        for (key, value) in fields.clone().unwrap_or_default() {
            // The policy names paths of a case; a request keeps the same facts under the same names.
            let roots = match root {
                "arguments" => ["", "data.fields.", "action.", "arguments."],
                _ => ["", "data.fields.", "", "context."],
            };
            let value =
                roots.iter().fold(value, |value, root| hidden.shown(&[root, key.as_str()].concat(), value));
            shown.push(key, value);
        }
        Value::Map(shown)
    };
    let money = |path: &str, value: Value| match hidden.hides(path) {
        true => Value::Text(REDACTED.to_owned()),
        false => value,
    };
    ShownRequest {
        id: request.id.as_str().to_owned(),
        action: request.action.as_str().to_owned(),
        arguments: free(&request.arguments, "arguments"),
        amount: request.amount.map(|amount| money("action.amount", Value::Number(amount))),
        currency: request
            .currency
            .as_ref()
            .map(|currency| money("action.currency", Value::Text(currency.as_str().to_owned()))),
        requested_by: request.requested_by.as_str().to_owned(),
        approver: request.approver.as_str().to_owned(),
        resource: request.resource.clone(),
        idempotency_key: request.idempotency_key.as_ref().map(|key| key.as_str().to_owned()),
        context: free(&request.context, "context"),
        opened_at: request.opened_at,
        digest: digest.to_owned(),
    }
}
