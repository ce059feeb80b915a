//! Whether two policies put any case into different lanes: proved where it can be, tried where it can't.

use std::collections::BTreeMap;

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
    model::{Value, lane::words, sorted_texts},
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
#[derive(Clone, Debug, PartialEq, Serialize)]
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
    let keys = sorted_texts(a.keys().chain(b.keys()).map(String::as_str).collect());
    keys.into_iter().filter(|key| a.get(*key) != b.get(*key)).map(str::to_owned).collect()
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
            match value {
                Some(value) => drop(values.insert(path.clone(), value.clone())),
                None => drop(values.remove(path)),
            }
        }
        values.insert("action.name".to_owned(), Value::Text(action.clone()));
        compared(one, other, values, sections)
    })
}

/// Decides a case under both; told if the lanes differ.
fn compared(
    one: &CompiledPolicy,
    other: &CompiledPolicy,
    values: BTreeMap<String, Value>,
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
fn probes(one: &CompiledPolicy, other: &CompiledPolicy) -> Vec<BTreeMap<String, Value>> {
    let both = [one, other];
    let names = |of: &dyn Fn(&CompiledPolicy) -> Vec<String>| {
        let all: Vec<String> = both.iter().flat_map(|policy| of(policy)).collect();
        sorted_texts(all.iter().map(String::as_str).collect())
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let actions = names(&|policy| policy.library.names().map(str::to_owned).collect());
    let intents = names(&|policy| policy.intents.clone());
    let industries =
        names(&|policy| policy.builtins.iter().flat_map(|builtin| builtin.industries.clone()).collect());
    let words = names(&|policy| {
        let changes = policy.document.signals.iter().flatten();
        let words =
            changes.flat_map(|(_, change)| change.add.iter().flatten().chain(change.remove.iter().flatten()));
        words.map(|word| word.as_str().replace('*', "")).collect()
    });
    let signals = names(&|policy| policy.lexicons.signals().to_vec());
    let numbers: Vec<f64> = both
        .iter()
        .flat_map(|policy| {
            let shares = actions.iter().flat_map(|action| {
                intents.iter().map(|intent| policy.thresholds.of(intent, action)).collect::<Vec<_>>()
            });
            policy.builtins.iter().filter_map(|builtin| builtin.threshold).chain(shares).collect::<Vec<_>>()
        })
        .collect();
    let mut numbers = crate::model::sorted(numbers, f64::total_cmp);
    numbers.dedup();
    let mut changes: Vec<Vec<(&str, Option<Value>)>> = vec![Vec::new()];
    let text = |text: &str| Some(Value::Text(text.to_owned()));
    for number in numbers {
        for value in [number - 0.01, number, number + 0.01, number.floor(), number.ceil()] {
            let paths =
                ["intent.confidence", "lead.value", "message.sentiment", "history.validationFailures"];
            for path in paths {
                changes.push(vec![(path, Some(Value::Number(value)))]);
            }
        }
    }
    changes.extend(intents.iter().map(|intent| vec![("intent.label", text(intent))]));
    changes.extend(industries.iter().map(|industry| vec![("customer.industry", text(industry))]));
    for word in &words {
        changes.push(vec![("message.text", text(word))]);
        changes.push(vec![("action.text", text(word))]);
    }
    for signal in signals.iter().map(String::as_str).chain(["unexplained", "high_risk"]) {
        changes.push(vec![("signals", Some(Value::List(text(signal).into_iter().collect())))]);
    }
    let listed = Some(Value::List(text("email").into_iter().collect()));
    changes.push(vec![("data.missing", listed.clone())]);
    changes.push(vec![("data.conflicts", listed)]);
    changes.push(vec![("data.duplicateOf", text("earlier"))]);
    changes.push(vec![("history.complete", Some(Value::Bool(false)))]);
    changes.push(vec![("lead.urgency", text("high"))]);
    changes.push(vec![("workflow.paused", Some(Value::Bool(true)))]);
    changes.push(vec![("lead.currency", text("USD"))]);
    changes.push(vec![("now", text("2027-06-15T12:00:00Z"))]);
    let gaps = ["message.text", "action.text", "intent.label", "intent.confidence", "history.complete"];
    let gaps = gaps.into_iter().chain(["data.missing", "data.conflicts", "lead.value", "lead.currency"]);
    changes.extend(gaps.map(|path| vec![(path, None)]));
    let mut cases = Vec::new();
    for action in &actions {
        for base in both {
            for change in &changes {
                let mut values = harmless(base, action);
                for (path, value) in change {
                    match value {
                        Some(value) => drop(values.insert((*path).to_owned(), value.clone())),
                        None => drop(values.remove(*path)),
                    }
                }
                cases.push(values);
            }
        }
    }
    cases
}
