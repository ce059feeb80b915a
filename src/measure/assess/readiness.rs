//! 001's verdict: a narrow pilot, rules only, or by hand until trust improves.

use super::facts::{Facts, list};
use crate::model::{
    Value,
    assessment::{PauseTrigger, ReadinessVerdict, VerdictCause, VerdictCode},
    decision::BoundaryCode,
    log::entry as at,
    policy::Mode,
};

/// The causes for staying with rules, as answers name them.
const BOUNDARIES: [(BoundaryCode, VerdictCode, &str); 4] = [
    (BoundaryCode::VisibleThresholds, VerdictCode::VisibleThresholds, "follow visible thresholds"),
    (BoundaryCode::Routing, VerdictCode::Routing, "are about routing"),
    (
        BoundaryCode::CustomerCommunication,
        VerdictCode::CustomerCommunication,
        "are about what a model says to customers",
    ),
    (BoundaryCode::Ownership, VerdictCode::Ownership, "are about who owns what"),
];

/// A log's decisions may name rules that no policy has any more; beyond this many they aren't told apart.
const RULES: usize = 500;

/// What exceptions have in common.
#[derive(Clone, Debug, Default)]
pub(super) struct Readiness {
    /// Exceptions of which it is known whether rules would do better.
    told: u32,
    bounded: u32,
    causes: [u32; BOUNDARIES.len()],
    /// How often each rule stopped something that can be explained. By name.
    rules: Vec<(String, u32)>,
}

impl Readiness {
    pub(super) fn add(&mut self, facts: &Facts<'_>) {
        let reasons = at(facts.decision, &["reasons"]);
        // A short answer doesn't say.
        if !facts.exception || !matches!(reasons, Value::List(_)) {
            return;
        }
        self.told = self.told.saturating_add(1);
        let boundary = at(facts.decision, &["rulesBoundary"]);
        self.bounded = self.bounded.saturating_add(u32::from(*boundary != Value::Null));
        for cause in list(at(boundary, &["because"])) {
            let code = at(cause, &["code"]);
            for ((known, ..), count) in BOUNDARIES.iter().zip(&mut self.causes) {
                *count += u32::from(is_text(code, known.as_str()));
            }
        }
        if !facts.unknown {
            list(reasons).iter().for_each(|reason| self.add_rule(at(reason, &["rule"])));
        }
    }

    fn add_rule(&mut self, rule: &Value) {
        let Value::Text(rule) = rule else { return };
        match self.rules.binary_search_by(|(known, _)| known.cmp(rule)) {
            Ok(index) => {
                if let Some((_, count)) = self.rules.get_mut(index) {
                    *count = count.saturating_add(1);
                }
            }
            Err(index) if self.rules.len() < RULES => self.rules.insert(index, (rule.clone(), 1)),
            Err(_) => {}
        }
    }

    pub(super) fn finish(&self, triggers: &[PauseTrigger], silent: f64, entries: u32) -> ReadinessVerdict {
        let mut because = Vec::new();
        let mut cause = |code, message: String| because.push(VerdictCause { code, message });
        for trigger in triggers.iter().filter(|trigger| trigger.holds) {
            cause(VerdictCode::PauseTrigger, trigger.message.clone());
        }
        if silent > 0.0 {
            cause(VerdictCode::SilentFailures, "failures that nobody was told of".to_owned());
        }
        if entries == 0 {
            cause(VerdictCode::NothingLogged, "the log is empty".to_owned());
        }
        if !because.is_empty() {
            return ReadinessVerdict { mode: Mode::Manual, because };
        }
        let told = self.told;
        if self.bounded.saturating_mul(2) <= told {
            let message = format!(
                "rules would do better for {} of {told} exceptions, and nothing asks for a pause",
                self.bounded
            );
            let because = vec![VerdictCause { code: VerdictCode::Explained, message }];
            return ReadinessVerdict { mode: Mode::Pilot, because };
        }
        for ((_, code, what), count) in BOUNDARIES.iter().zip(self.causes).filter(|(_, count)| *count > 0) {
            because
                .push(VerdictCause { code: *code, message: format!("{count} of {told} exceptions {what}") });
        }
        for (rule, count) in self.rules.iter().filter(|(_, count)| *count > 2 && count * 2 > told) {
            let message = format!("`{rule}` stopped {count} of {told} exceptions");
            because.push(VerdictCause { code: VerdictCode::Repeating, message });
        }
        ReadinessVerdict { mode: Mode::RulesBased, because }
    }
}

fn is_text(value: &Value, text: &str) -> bool {
    matches!(value, Value::Text(found) if found == text)
}
