//! What an entry says, as far as the measures ask.

use crate::{
    compile::CompiledPolicy,
    model::{
        Span, Timestamp, Value,
        audit::DecisionKind,
        entries,
        log::{LogEntry, Outcome, entry as at},
        policy::Level,
    },
};

/// What the policy knows about actions: which touch customers or revenue. By name.
#[derive(Clone, Debug)]
pub(super) struct Library(Vec<(String, bool)>);

impl Library {
    pub(super) fn of(policy: &CompiledPolicy) -> Self {
        let mut actions = Vec::new();
        for (name, action) in entries(policy.document.actions.as_ref()) {
            let touches = action.customer_facing == Some(true) || action.revenue_impacting == Some(true);
            actions.push((name.clone(), touches));
        }
        Self(actions)
    }

    fn touches_people(&self, action: &Value) -> bool {
        let Value::Text(action) = action else { return false };
        let found = self.0.binary_search_by(|(name, _)| name.as_str().cmp(action));
        found.ok().and_then(|index| self.0.get(index)).is_some_and(|(_, touches)| *touches)
    }
}

/// One entry.
pub(super) struct Facts<'e> {
    pub(super) id: &'e str,
    pub(super) at: Timestamp,
    pub(super) outcome: Option<Outcome>,
    /// Whether somebody's approval was asked for.
    pub(super) approval: bool,
    pub(super) escalated: bool,
    pub(super) bypassed: bool,
    pub(super) by_human: Option<bool>,
    pub(super) level: Option<Level>,
    /// How long it took, where it is settled.
    pub(super) took: Option<Span>,
    /// Whether it was settled in time, where it had a time and is settled.
    pub(super) in_time: Option<bool>,
    /// When its time is over, where it isn't settled.
    pub(super) open_until: Option<Timestamp>,
    pub(super) retries: f64,
    pub(super) conflict: bool,
    /// Whether the case's data was in order, where that was looked at.
    pub(super) consistent: Option<bool>,
    /// An undo that was to be carried out; a preflight is none.
    pub(super) rollback: bool,
    pub(super) silent: bool,
    /// Whether it is a case that needed a person.
    pub(super) exception: bool,
    pub(super) unknown: bool,
    /// Whether nobody can explain the output, and customers or revenue are touched.
    pub(super) unexplained_impact: bool,
    /// Needed a person, and was completed without one and without a bypass.
    pub(super) unreviewed: bool,
    /// Waits for a person.
    pub(super) waits: bool,
    pub(super) backlog: Option<f64>,
    pub(super) capacity: Option<f64>,
    pub(super) decision: &'e Value,
}

impl<'e> Facts<'e> {
    pub(super) fn of(entry: &'e LogEntry, library: &Library) -> Self {
        let decision = &entry.decision.0;
        let case = entry.case.as_ref().map_or(&Value::Null, |case| &case.0);
        let incident = entry.incident.as_ref().map_or(&Value::Null, |incident| &incident.0);
        let run = entry.run.as_ref().map_or(&Value::Null, |run| &run.0);
        let is = |path: &[&str], text: &str| is_text(at(decision, path), text);
        let classify = entry.kind == DecisionKind::Classify;
        let exception = classify && (is(&["lane"], "review") || is(&["lane"], "takeover"));
        let level = entry.level.or_else(|| level(at(decision, &["level"])));
        let escalated = entry.escalated.unwrap_or(matches!(level, Some(Level::L2 | Level::L3 | Level::L4)));
        let settled = entry.resolved_at.is_some() || entry.outcome.is_some();
        let conflict = entry.conflict.unwrap_or_else(|| is_text(at(incident, &["type"]), "conflict"));
        let bypassed = entry.bypassed.unwrap_or(false);
        let failed = entry.outcome == Some(Outcome::Failed);
        let touches = ["customer_facing", "revenue_impacting"]
            .iter()
            .any(|class| is(&["class"], class) || holds_text(at(decision, &["classes"]), class));
        Self {
            id: entry.id.as_str(),
            at: entry.at,
            outcome: entry.outcome,
            approval: exception || escalated || bypassed || entry.kind == DecisionKind::Escalation,
            escalated,
            bypassed,
            by_human: entry.by_human,
            level,
            took: entry.resolved_at.map(|resolved| resolved.since(entry.at)),
            in_time: entry.due_at.zip(entry.resolved_at).map(|(due, resolved)| resolved <= due),
            open_until: entry.due_at.filter(|_| entry.resolved_at.is_none()),
            retries: entry.retries.map_or(0.0, |retries| retries.get()),
            conflict,
            consistent: consistent(at(decision, &["validation", "ok"]), classify, entry.conflict),
            rollback: entry.kind == DecisionKind::Rollback && !is_text(at(run, &["phase"]), "before"),
            silent: failed && entry.notified.as_ref().is_none_or(Vec::is_empty),
            exception,
            unknown: is(&["class"], "unknown"),
            unexplained_impact: names_rule(decision, UNEXPLAINED)
                && (touches || library.touches_people(at(case, &["action", "name"]))),
            unreviewed: exception
                && entry.outcome == Some(Outcome::Completed)
                && entry.by_human == Some(false)
                && !bypassed,
            waits: exception && !settled,
            backlog: number(at(case, &["workflow", "backlog"])),
            capacity: number(at(case, &["workflow", "reviewerCapacity"])),
            decision,
        }
    }
}

/// The stop condition by which a host says that it can't explain what it sees.
const UNEXPLAINED: &str = "pattern.unexplained";

fn consistent(ok: &Value, classify: bool, conflict: Option<bool>) -> Option<bool> {
    match (ok, conflict) {
        (_, Some(true)) => Some(false),
        (Value::Bool(ok), _) if classify => Some(*ok),
        (_, conflict) => conflict.map(|conflict| !conflict),
    }
}

fn level(value: &Value) -> Option<Level> {
    let name = |level: &&Level| is_text(value, level.as_str());
    Level::ALL.iter().find(name).copied()
}

/// Whether a decision, short or whole, names a rule among its reasons.
fn names_rule(decision: &Value, rule: &str) -> bool {
    holds_text(at(decision, &["rules"]), rule)
        || list(at(decision, &["reasons"])).iter().any(|reason| is_text(at(reason, &["rule"]), rule))
}

fn holds_text(entries: &Value, text: &str) -> bool {
    list(entries).iter().any(|entry| is_text(entry, text))
}

/// The entries of a list; none of anything else.
pub(super) fn list(value: &Value) -> &[Value] {
    match value {
        Value::List(entries) => entries,
        _ => &[],
    }
}

fn is_text(value: &Value, text: &str) -> bool {
    matches!(value, Value::Text(found) if found == text)
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => Some(*number),
        _ => None,
    }
}
