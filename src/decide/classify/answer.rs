//! The answer, put together as far as it was asked for.

use holdpoint_derive::Json;
use serde::Serialize;

use super::{
    ReadCase, boundary, evidence, handoff,
    judge::{Cause, Judgement, Raised, judge},
    near_misses, nearest,
    options::{Explain, Options},
    route,
    situation::Situation,
    validation,
};
use crate::{
    compile::FieldId,
    model::decision::{Decision, LaneDecision, Reason, ReasonStatus, Signal},
};

/// What `classify` answers: short or whole.
#[derive(Clone, Debug, PartialEq, Serialize, Json)]
#[serde(untagged)]
pub enum Answer {
    /// Lane, class, posture and the ids of the rules.
    Lane(Box<LaneDecision>),
    /// With everything that defends it.
    Whole(Box<Decision>),
}

pub(super) fn compose(s: &Situation<'_>, read: &ReadCase, options: Options) -> Answer {
    let judgement = judge(s);
    let id = s.case.id.as_str().to_owned();
    let policy = s.policy.stamp.clone();
    let nearest = if options.nearest { nearest::nearest(s, read, &judgement) } else { None };
    if options.explain == Explain::Lane {
        let rules = judgement.rules(&|_| true);
        let (lane, class, posture) = (judgement.lane, judgement.class(), judgement.posture());
        return Answer::Lane(Box::new(LaneDecision {
            id,
            policy,
            lane,
            class,
            posture,
            rules,
            nearest,
            audit: None,
        }));
    }
    let full = options.explain == Explain::Full;
    let signals = evidence::signals(s, full);
    let reasons: Vec<Reason> = judgement.raised.iter().map(|raised| reason(raised, s, &signals)).collect();
    let owners = s.policy.owners.of(judgement.class()).clone();
    let validation = validation::validate(s);
    Answer::Whole(Box::new(Decision {
        id,
        policy,
        lane: judgement.lane,
        class: judgement.class(),
        posture: judgement.posture(),
        route: route::route(s, &judgement, &owners, &validation),
        handoff: handoff::handoff(s, &judgement, &reasons, &signals, &validation),
        rules_boundary: boundary::boundary(s, &judgement, &owners),
        nearest,
        near_misses: full.then(|| near_misses::near_misses(s, &judgement)),
        reasons,
        owners,
        validation,
        signals,
        audit: None,
        classes: classes(judgement),
    }))
}

fn classes(judgement: Judgement<'_>) -> Vec<crate::model::ExceptionClass> {
    judgement.classes
}

fn reason(raised: &Raised<'_>, s: &Situation<'_>, signals: &[Signal]) -> Reason {
    Reason {
        rule: raised.cause.id().to_owned(),
        code: raised.cause.code(),
        lane: raised.lane,
        class: raised.class,
        status: raised.status,
        message: message(raised, s),
        evidence: evidence::of(raised, s, signals),
    }
}

/// The reason in a sentence. It names paths and never values, so that nothing sensitive is in it.
fn message(raised: &Raised<'_>, s: &Situation<'_>) -> String {
    let because = match raised.cause {
        Cause::Builtin(builtin) => builtin.id.because(),
        Cause::Rule(rule) => rule.because.as_str(),
        Cause::Floor => "this action is never less strict than its floor lane",
        Cause::Manual => "the workflow is manual: a person looks at every action",
        Cause::NoMessage => return unheard("message", FieldId::MessageText, raised),
        Cause::NoDraft => return unheard("draft", FieldId::ActionText, raised),
    };
    if raised.status == ReasonStatus::Fired {
        return because.to_owned();
    }
    let missing: Vec<&str> = raised.missing.iter().map(|slot| s.path(*slot)).collect();
    format!("it can't be told whether {because}, without {}", missing.join(" and "))
}

fn unheard(what: &str, text: FieldId, raised: &Raised<'_>) -> String {
    if raised.missing.contains(&text.slot()) {
        format!("the {what} is missing, so it can't be told whether it is harmless")
    } else {
        format!(
            "the {what} is in a language that no lexicon covers, so it can't be told whether it is harmless"
        )
    }
}
