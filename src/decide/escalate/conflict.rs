//! Conflicts: the policy's rules are tried before a person is asked (002), and requests that wait for
//! each other are seen.

use super::climb::Climb;
use crate::{
    compile::{CONFLICT_FIELDS, CompiledConflict},
    condition::{Fact, Facts, Outcome, Slot},
    model::{
        Value,
        chain::{ChainKind, EscalationReason, EscalationReasonCode},
        entries,
        escalation::Settlement,
        incident::{Incident, Request, Rung},
        policy::Winner,
        sorted_texts,
    },
};

impl Climb<'_> {
    /// Settles a conflict by the first of the policy's rules that applies and says who wins.
    pub(super) fn settle_conflict(&mut self) {
        self.rung = Rung::L2;
        let waiting = waiting_in_a_circle(self.s.incident);
        if !waiting.is_empty() {
            let message = ["these requests wait for each other: ", &waiting.join(", ")].concat();
            self.reasons.push(reason(EscalationReasonCode::Deadlock, None, message));
        }
        let sides = Sides::new(self.s.incident);
        for (index, rule) in self.s.plan.conflicts.iter().enumerate() {
            let name = ["conflicts/", &index.to_string()].concat();
            let holds = rule.when.as_ref().map_or(Outcome::True, |when| when.eval(&sides));
            let message = match (holds, winner(self.s.incident, rule)) {
                (Outcome::False, _) => continue,
                (Outcome::Undetermined(missing), _) => {
                    let paths: Vec<&str> = missing.iter().map(|slot| path(*slot)).collect();
                    ["it can't be told whether the rule applies, without ", &paths.join(" and ")].concat()
                }
                (Outcome::True, None) => "the rule applies, but names no single winner".to_owned(),
                (Outcome::True, Some(request)) => {
                    let id = request.id.as_str();
                    let message = ["the policy's rule lets `", id, "` go on"].concat();
                    let entry = self.entry(self.s.opened_at, ChainKind::Ruled, message.clone());
                    self.chain.push(entry);
                    self.reasons.push(reason(EscalationReasonCode::Conflict, Some(name), message));
                    let goes_on = vec![id.to_owned()];
                    return self.settle(Settlement::Ruled, None, self.s.opened_at, None, goes_on);
                }
            };
            self.reasons.push(reason(EscalationReasonCode::Conflict, Some(name), message));
        }
    }
}

fn reason(code: EscalationReasonCode, rule: Option<String>, message: String) -> EscalationReason {
    EscalationReason { code, rule, events: Vec::new(), message }
}

fn path(slot: Slot) -> &'static str {
    CONFLICT_FIELDS.get(usize::from(slot.0)).copied().unwrap_or_default()
}

/// The side that a rule prefers, if it is a single one.
fn winner<'a>(incident: &'a Incident, rule: &CompiledConflict) -> Option<&'a Request> {
    let requests = &incident.requests;
    let found: Vec<&Request> = match &rule.winner {
        Winner::Newest => {
            let newest = requests.iter().map(|request| request.opened_at).max()?;
            requests.iter().filter(|request| request.opened_at == newest).collect()
        }
        Winner::Oldest => {
            let oldest = requests.iter().map(|request| request.opened_at).min()?;
            requests.iter().filter(|request| request.opened_at == oldest).collect()
        }
        Winner::Source(source) => {
            requests.iter().filter(|request| request.requested_by.as_str() == source).collect()
        }
    };
    match found.as_slice() {
        [one] => Some(one),
        _ => None,
    }
}

/// The ids of the requests that wait for each other: each one's approver has asked for the next.
fn waiting_in_a_circle(incident: &Incident) -> Vec<String> {
    let requests = &incident.requests;
    let mut inside: Vec<usize> = (0..requests.len()).collect();
    let asks = |from: &Request, to: &Request| from.approver.as_str() == to.requested_by.as_str();
    // Whoever waits for nobody left, or for whom nobody left waits, is in no circle. At most 100 requests.
    loop {
        let keeps = |index: &usize| {
            let others = || inside.iter().filter(|other| *other != index).filter_map(|at| requests.get(*at));
            requests.get(*index).is_some_and(|own| {
                others().any(|other| asks(own, other)) && others().any(|other| asks(other, own))
            })
        };
        let kept: Vec<usize> = inside.iter().copied().filter(keeps).collect();
        if kept.len() == inside.len() {
            break;
        }
        inside = kept;
    }
    inside.into_iter().filter_map(|at| requests.get(at)).map(|it| it.id.as_str().to_owned()).collect()
}

/// A conflict as the condition of a rule sees it.
struct Sides<'a> {
    incident: &'a Incident,
    /// The arguments on which the sides differ.
    fields: Vec<&'a str>,
    /// Who asked.
    sources: Vec<&'a str>,
}

impl<'a> Sides<'a> {
    fn new(incident: &'a Incident) -> Self {
        let requests = &incident.requests;
        let mut names = Vec::new();
        for request in requests {
            for (name, _) in entries(request.arguments.as_ref()) {
                names.push(name.as_str());
            }
        }
        let names = sorted_texts(names);
        let value = |request: &'a Request, name: &str| -> Option<&'a Value> {
            request.arguments.as_ref().and_then(|arguments| arguments.get(name))
        };
        let first = requests.first();
        let differs = |name: &&str| {
            requests.iter().any(|request| value(request, name) != first.and_then(|first| value(first, name)))
        };
        Self {
            incident,
            fields: names.into_iter().filter(differs).collect(),
            sources: sorted_texts(requests.iter().map(|request| request.requested_by.as_str()).collect()),
        }
    }

    /// What all sides say; nothing where they differ.
    fn common(&self, of: impl Fn(&'a Request) -> Option<&'a str>) -> Option<&'a str> {
        let mut all = self.incident.requests.iter().map(of);
        let first = all.next()??;
        all.all(|other| other == Some(first)).then_some(first)
    }

    fn find(&self, slot: Slot) -> Option<Fact<'_>> {
        let resource = |request: &'a Request| request.resource.as_ref();
        Some(match path(slot) {
            "action" => Fact::Text(self.common(|request| Some(request.action.as_str()))?),
            "fields" => Fact::List { items: &self.fields, unfinished: &[] },
            "impact" => Fact::Text(self.incident.impact.as_str()),
            "resource.id" => Fact::Text(self.common(|request| Some(resource(request)?.id.as_str()))?),
            "resource.owner" => {
                Fact::Text(self.common(|request| Some(resource(request)?.owner.as_ref()?.as_str()))?)
            }
            "resource.system" => {
                Fact::Text(self.common(|request| Some(resource(request)?.system.as_ref()?.as_str()))?)
            }
            "severity" => Fact::Text(self.incident.severity.as_str()),
            _ => Fact::List { items: &self.sources, unfinished: &[] },
        })
    }
}

impl Facts for Sides<'_> {
    fn fact(&self, slot: Slot) -> Fact<'_> {
        self.find(slot).unwrap_or(Fact::Missing(slot))
    }

    fn present(&self, slot: Slot) -> bool {
        self.find(slot).is_some()
    }
}
