//! What the laws share: deciding, and looking into answers.

use std::{collections::BTreeSet, sync::OnceLock};

use holdpoint::{
    compile::{CompiledPolicy, Limits},
    decide::classify::{Explain, Options, ReadCase, classify},
    diagnostic::Failure,
    model::{Value, to_json},
    parse::parse_json,
};
use proptest::test_runner::Config;
use serde_json::Value as Json;

/// A law is tried so often; what breaks it is made smaller for a while, not for ever.
pub(crate) fn law(cases: u32) -> Config {
    Config {
        cases,
        failure_persistence: None,
        max_shrink_iters: 60 * 5,
        max_shrink_time: 6000,
        ..Config::default()
    }
}

pub(crate) const LANES: [&str; 3] = ["automate", "review", "takeover"];
pub(crate) const CLASSES: [&str; 5] =
    ["expected", "risky", "customer_facing", "revenue_impacting", "unknown"];

pub(crate) const FULL: Options = Options { explain: Explain::Full, nearest: false };
pub(crate) const NEAREST: Options = Options { explain: Explain::Reasons, nearest: true };

pub(crate) fn value(json: &Json) -> Value {
    parse_json(&json.to_string()).unwrap()
}

pub(crate) fn compile(policy: &Json) -> CompiledPolicy {
    CompiledPolicy::from_value(value(policy), Limits::default())
        .unwrap_or_else(|problems| panic!("{policy:#}\n{problems:#?}"))
}

pub(crate) fn embedded() -> &'static CompiledPolicy {
    static EMBEDDED: OnceLock<CompiledPolicy> = OnceLock::new();
    EMBEDDED.get_or_init(|| CompiledPolicy::embedded().unwrap())
}

/// The policy without choices: every built-in condition on, no rules. It knows every generated case.
pub(crate) fn usual() -> &'static CompiledPolicy {
    static USUAL: OnceLock<CompiledPolicy> = OnceLock::new();
    USUAL.get_or_init(|| compile(&super::policies::policy(&[])))
}

/// The answer's bytes, or the error's.
pub(crate) fn bytes(policy: &CompiledPolicy, case: Value, options: Options) -> Result<String, String> {
    match ReadCase::from_value(case, policy) {
        Ok(read) => Ok(to_json(&classify(policy, &read, options))),
        Err(problems) => {
            let failure = Failure::of(problems).expect("a refusal names its problems");
            Err(to_json(&failure))
        }
    }
}

/// The answer, or the error.
pub(crate) fn decide(policy: &CompiledPolicy, case: &Json, options: Options) -> Result<Json, Json> {
    let read = |text: String| serde_json::from_str(&text).unwrap();
    bytes(policy, value(case), options).map(read).map_err(read)
}

/// The answer to a case that is well-formed.
pub(crate) fn answer(policy: &CompiledPolicy, case: &Json) -> Json {
    decide(policy, case, Options::default()).unwrap_or_else(|error| panic!("{error:#}\n{case:#}"))
}

/// How strict an answer's lane is: 0, 1 or 2.
pub(crate) fn lane(answer: &Json) -> usize {
    LANES.iter().position(|lane| answer["lane"] == *lane).unwrap_or_else(|| panic!("no lane: {answer}"))
}

pub(crate) fn texts<'a>(list: &'a Json, key: &str) -> BTreeSet<&'a str> {
    list.as_array().into_iter().flatten().filter_map(|entry| entry[key].as_str()).collect()
}

/// The value at a dotted path.
pub(crate) fn at<'a>(json: &'a Json, path: &str) -> &'a Json {
    path.split('.').fold(json, |json, key| &json[key])
}

/// Whether the checker says that a `has()` may let a case run by itself.
pub(crate) fn reports_has(policy: &CompiledPolicy) -> bool {
    holdpoint::check::check(policy).findings.iter().any(|finding| finding.code.as_str() == "HP0327")
}
