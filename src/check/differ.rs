//! Whether two policies put any case into different lanes: proved where it can be, tried where it can't.

use holdpoint_derive::Json;
use serde::Serialize;

use super::{
    actions::harmless,
    prove::{
        self, Leftover,
        witness::{decided, nested},
    },
};
use crate::{
    compile::CompiledPolicy,
    diagnostic::Shown,
    model::{Map, Value, entries, lane::words, sorted, sorted_texts},
};

words! {
    /// What came of looking for a case that two policies put into different lanes.
    pub enum DifferenceOutcome {
        /// There is one: the witness.
        Differs,
        /// There is none, for any case at all.
        ProvedEqual,
        /// None was found; but parts of the policies that differ are only tried out, not proved.
        NoneFound,
        /// The rules that differ are too rich to be analysed, and none was found by trying.
        NotAnalysed,
    }
}

/// Whether there is any case that two policies put into different lanes.
#[derive(Clone, Debug, PartialEq, Serialize, Json)]
#[cfg_attr(feature = "generate", derive(ts_rs::TS), ts(export_to = "types.ts"))]
pub struct PolicyDifference {
    /// The answer.
    pub outcome: DifferenceOutcome,
    /// The answer in a sentence.
    pub message: String,
    /// The sections that differ, as they are with everything filled in.
    pub sections: Vec<String>,
    /// A case with its decision under the first policy, where they differ.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "generate", ts(optional))]
    pub first: Option<Shown>,
    /// The same case with its decision under the second.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "generate", ts(optional))]
    pub second: Option<Shown>,
}

/// Sections that bear on lanes besides `rules`.
const OF_LANES: [&str; 8] =
    ["actions", "builtin", "confidence", "holdpoint", "ignore", "inputs", "intents", "signals"];
/// Keys of `workflow` that bear on lanes.
const OF_WORKFLOW: [&str; 2] = ["currency", "mode"];

/// Looks for a case that two policies put into different lanes.
#[must_use]
pub fn difference(one: &CompiledPolicy, other: &CompiledPolicy) -> PolicyDifference {
    let sections = differing(one, other);
    let differs = |section: &str| sections.iter().any(|other| other == section);
    let workflow =
        OF_WORKFLOW.iter().any(|key| inside(one, "workflow", key) != inside(other, "workflow", key));
    let only_rules = !workflow && !OF_LANES.iter().any(|section| differs(section));
    let answer = |outcome, message: &str| PolicyDifference {
        outcome,
        message: message.to_owned(),
        sections: sections.clone(),
        first: None,
        second: None,
    };
    if only_rules && !differs("rules") {
        return answer(DifferenceOutcome::ProvedEqual, EQUAL);
    }
    let mut too_rich = false;
    if !differs("inputs") && !workflow && !differs("actions") && !differs("signals") {
        let left = prove::differing(one, other);
        for leftover in &left.cells {
            if let Some(found) = shown(one, other, leftover, &sections) {
                return found;
            }
        }
        if only_rules && left.cells.is_empty() && !left.too_rich {
            return answer(DifferenceOutcome::ProvedEqual, EQUAL);
        }
        too_rich = left.too_rich;
    }
    for case in probes(one, other) {
        if let Some(found) = compared(one, other, case, &sections) {
            return found;
        }
    }
    if too_rich && only_rules {
        return answer(
            DifferenceOutcome::NotAnalysed,
            "not analysed: the rules that differ are too rich, and trying found no difference",
        );
    }
    answer(DifferenceOutcome::NoneFound, "no difference found in the analysed fragment")
}

const EQUAL: &str = "proved equal: both put every case into the same lane";

fn differing(one: &CompiledPolicy, other: &CompiledPolicy) -> Vec<String> {
    let (Value::Map(a), Value::Map(b)) = (&one.whole, &other.whole) else { return Vec::new() };
    let mut keys: Vec<&str> = a.keys().collect();
    keys.extend(b.keys());
    sorted_texts(keys).into_iter().filter(|key| a.get(key) != b.get(key)).map(str::to_owned).collect()
}

fn inside<'p>(policy: &'p CompiledPolicy, section: &str, key: &str) -> Option<&'p Value> {
    let Value::Map(whole) = &policy.whole else { return None };
    let Some(Value::Map(section)) = whole.get(section) else { return None };
    section.get(key)
}

/// A case of a box that the rules of one policy stop more strictly, if both decide so.
fn shown(
    one: &CompiledPolicy,
    other: &CompiledPolicy,
    leftover: &Leftover,
    sections: &[String],
) -> Option<PolicyDifference> {
    leftover.actions.iter().find_map(|action| {
        // As much evidence as there is, so that the built-in conditions keep still.
        let mut values = harmless(one, action);
        for (path, value) in &leftover.values {
            change(&mut values, path, value.as_ref());
        }
        values.insert("action.name".to_owned(), Value::Text(action.clone()));
        compared(one, other, values, sections)
    })
}

/// Puts a value at a path of a case, or takes away what stands there.
fn change(values: &mut Map<Value>, path: &str, value: Option<&Value>) {
    match value {
        Some(value) => values.insert(path.to_owned(), value.clone()),
        None => drop(values.remove(path)),
    }
}

/// Decides a case under both; told if the lanes differ.
fn compared(
    one: &CompiledPolicy,
    other: &CompiledPolicy,
    values: Map<Value>,
    sections: &[String],
) -> Option<PolicyDifference> {
    let case = nested(values);
    let (first, second) = (decided(one, case.clone())?, decided(other, case)?);
    if first.weighed.lane == second.weighed.lane {
        return None;
    }
    let message = format!(
        "they differ: this case goes to `{}` by the first and to `{}` by the second",
        first.weighed.lane.as_str(),
        second.weighed.lane.as_str()
    );
    let [first, second] = [first, second].map(|decided| Some(decided.told(&[])));
    Some(PolicyDifference {
        outcome: DifferenceOutcome::Differs,
        message,
        sections: sections.to_vec(),
        first,
        second,
    })
}

/// Cases on both sides of every setting of the built-in conditions, of every action that either knows.
fn probes(one: &CompiledPolicy, other: &CompiledPolicy) -> Vec<Map<Value>> {
    let both = [one, other];
    let (mut actions, mut changes) = (Vec::new(), Vec::new());
    for policy in both {
        actions.extend(policy.library.names());
    }
    let actions = sorted_texts(actions);
    numbers(both, &actions, &mut changes);
    words(both, &mut changes);
    let listed = || Some(Value::List(vec![Value::Text("email".to_owned())]));
    changes.push(("data.missing", listed()));
    changes.push(("data.conflicts", listed()));
    changes.push(("data.duplicateOf", text("earlier")));
    changes.push(("history.complete", Some(Value::Bool(false))));
    changes.push(("lead.urgency", text("high")));
    changes.push(("workflow.paused", Some(Value::Bool(true))));
    changes.push(("lead.currency", text("USD")));
    changes.push(("now", text("2027-06-15T12:00:00Z")));
    for path in GAPS {
        changes.push((path, None));
    }
    let mut cases = Vec::new();
    for action in &actions {
        for base in both {
            let base = harmless(base, action);
            cases.push(base.clone());
            for (path, value) in &changes {
                let mut values = base.clone();
                change(&mut values, path, value.as_ref());
                cases.push(values);
            }
        }
    }
    cases
}

/// What is left out of a case to see what its absence does.
const GAPS: [&str; 9] = [
    "message.text",
    "action.text",
    "intent.label",
    "intent.confidence",
    "history.complete",
    "data.missing",
    "data.conflicts",
    "lead.value",
    "lead.currency",
];

/// A path of a case and what is put there.
type Change = (&'static str, Option<Value>);

/// Numbers on both sides of every threshold, wherever they may stand.
fn numbers(both: [&CompiledPolicy; 2], actions: &[&str], changes: &mut Vec<Change>) {
    let mut numbers = Vec::new();
    let mut intents: Vec<&str> = Vec::new();
    for policy in both {
        intents.extend(policy.intents.iter().map(String::as_str));
        numbers.extend(policy.builtins.iter().filter_map(|builtin| builtin.threshold));
    }
    let intents = sorted_texts(intents);
    for policy in both {
        for action in actions {
            for intent in &intents {
                numbers.push(policy.thresholds.of(intent, action));
            }
        }
    }
    let mut numbers = sorted(numbers, f64::total_cmp);
    numbers.dedup();
    for number in numbers {
        for value in [number - 0.01, number, number + 0.01, number.floor(), number.ceil()] {
            for path in ["intent.confidence", "lead.value", "message.sentiment", "history.validationFailures"]
            {
                changes.push((path, Some(Value::Number(value))));
            }
        }
    }
    for intent in intents {
        changes.push(("intent.label", text(intent)));
    }
}

/// Every industry, every word that a policy listens for, and every signal.
fn words(both: [&CompiledPolicy; 2], changes: &mut Vec<Change>) {
    let (mut industries, mut words, mut signals): (Vec<&str>, Vec<String>, Vec<&str>) = Default::default();
    for policy in both {
        for builtin in &policy.builtins {
            industries.extend(builtin.industries.iter().map(String::as_str));
        }
        for (_, change) in entries(policy.document.signals.as_ref()) {
            for list in [&change.add, &change.remove] {
                for word in list.as_deref().unwrap_or_default() {
                    words.push(word.as_str().replace('*', ""));
                }
            }
        }
        signals.extend(policy.lexicons.signals().iter().map(String::as_str));
    }
    for industry in sorted_texts(industries) {
        changes.push(("customer.industry", text(industry)));
    }
    for word in sorted_texts(words.iter().map(String::as_str).collect()) {
        changes.push(("message.text", text(word)));
        changes.push(("action.text", text(word)));
    }
    let mut signals = sorted_texts(signals);
    signals.extend_from_slice(&["unexplained", "high_risk"]);
    for signal in signals {
        changes.push(("signals", Some(Value::List(vec![Value::Text(signal.to_owned())]))));
    }
}

fn text(text: &str) -> Option<Value> {
    Some(Value::Text(text.to_owned()))
}
