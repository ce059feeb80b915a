//! May the automation act, and if not, who takes it, what class of exception is it, and what do
//! they need to know? (000: three lanes; 001: five classes and who owns them)

mod answer;
mod audited;
mod boundary;
mod builtin;
mod evidence;
mod handoff;
mod hearing;
mod judge;
mod knobs;
mod near_misses;
mod nearest;
mod options;
mod route;
mod shown;
mod situation;
mod validation;

pub use answer::Answer;
pub use audited::{decide, decide_many};
pub use options::{ClassifyOptions, Explain, Options, Request};

use crate::{
    compile::{CASE_KEYS, CompiledPolicy, InputState},
    condition::{Expr, Outcome},
    diagnostic::{Code, Diagnostic},
    model::{Lane, Map, Value, case::Case, decision::ReasonStatus},
    parse::{Cx, Read},
};
use hearing::Heard;
use situation::Situation;

/// A case that was read under a policy, ready to be decided.
#[derive(Clone, Debug)]
pub struct ReadCase {
    case: Case,
    inputs: Vec<InputState>,
}

impl ReadCase {
    /// Reads a case as it came from a host.
    ///
    /// # Errors
    ///
    /// Every problem of the integrator's making: unknown keys, wrong types and ranges in the
    /// built-in vocabulary, unreadable values. A fault in the policy's own inputs is a finding of
    /// the decision instead.
    pub fn from_value(value: Value, policy: &CompiledPolicy) -> Result<Self, Vec<Diagnostic>> {
        let mut cx = Cx::hiding(policy.sensitive.pointers());
        let mut entries = match value {
            Value::Map(entries) => entries,
            other => {
                cx.wrong_type(&other, "a case: an object");
                return cx.finish(None);
            }
        };
        entries.retain(&mut |key| !policy.ignores(key));
        // Apart from each other, so that the mistakes of one part don't hide those of the other.
        let (mut own, mut rest) = (Map::default(), Map::default());
        for (key, entry) in entries {
            let part = if CASE_KEYS.contains(&key.as_str()) { &mut own } else { &mut rest };
            part.push(key, entry);
        }
        let case = Case::read(Value::Map(own), &mut cx);
        let inputs = policy.inputs.read(&rest, &mut cx);
        let Some(case) = case.map(|case| Case { inputs: rest, ..case }) else { return cx.finish(None) };
        if case.signals.as_ref().is_some_and(|signals| signals.iter().any(String::is_empty)) {
            cx.under("signals", |cx| {
                let diagnostic = Diagnostic::new(Code::OutOfRange, cx.pointer(), "a signal without a name");
                cx.push(diagnostic.expected("names of signals"));
            });
        }
        cx.finish(Some(Self { case, inputs }))
    }
}

/// What speaks against a case running by itself, without the answer that defends it.
#[derive(Clone, Debug)]
pub struct Weighed {
    /// The lane.
    pub lane: Lane,
    /// The reasons in their documented order, strictest first.
    pub reasons: Vec<WeighedReason>,
}

/// A reason, as far as the lane needs it.
#[derive(Clone, Debug)]
pub struct WeighedReason {
    /// The rule's id.
    pub rule: String,
    /// The lane it asks for.
    pub lane: Lane,
    /// Whether it holds, or can't be told.
    pub status: ReasonStatus,
}

/// Weighs a case: the lane and its reasons as [`classify`] gives them, for analyses that ask often.
#[must_use]
pub fn weigh(policy: &CompiledPolicy, read: &ReadCase) -> Weighed {
    let heard = Heard::listen(policy, &read.case);
    let situation = Situation::new(policy, &read.case, &read.inputs, &heard);
    let judgement = judge::judge(&situation);
    let reasons = judgement.raised.iter().map(|raised| WeighedReason {
        rule: raised.cause.id().to_owned(),
        lane: raised.lane,
        status: raised.status,
    });
    Weighed { lane: judgement.lane, reasons: reasons.collect() }
}

/// What a condition, or a part of one, says of a case: for analyses that confirm what they claim.
#[must_use]
pub fn ask(policy: &CompiledPolicy, read: &ReadCase, condition: &Expr) -> Outcome {
    let heard = Heard::listen(policy, &read.case);
    condition.eval(&Situation::new(policy, &read.case, &read.inputs, &heard))
}

/// Decides about a case.
#[must_use]
pub fn classify(policy: &CompiledPolicy, read: &ReadCase, options: Options) -> Answer {
    let heard = Heard::listen(policy, &read.case);
    let situation = Situation::new(policy, &read.case, &read.inputs, &heard);
    answer::compose(&situation, read, options)
}
