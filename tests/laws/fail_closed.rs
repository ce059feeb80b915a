//! C2: what is missing never lets a case run by itself. C7: another stop condition never makes a
//! case less strict.

use std::collections::BTreeSet;

use proptest::{collection::vec, prelude::*};
use serde_json::{Value as Json, json};

use holdpoint::compile::CompiledPolicy;

use super::{
    cases,
    dice::Dice,
    policies,
    support::{answer, compile, embedded, lane, law, reports_has, texts, usual},
};

/// Objections and the built-in conditions that read them: where those are off, an absent objection
/// is undetermined like any other field.
const OBJECTIONS: [(&str, &[&str]); 6] = [
    ("message.sentiment", &["language.negative_sentiment"]),
    ("customer.industry", &["regulated.health", "regulated.finance"]),
    ("lead.urgency", &["lead.urgent"]),
    ("data.duplicateOf", &["data.duplicate"]),
    ("data.owners", &["data.conflicting"]),
    ("history.validationFailures", &["validation.repeated"]),
];

/// The paths that the law leaves out: they speak only when they are there.
fn objections(policy: &CompiledPolicy, answer: &Json) -> BTreeSet<String> {
    let is_on = |id: &str| policy.builtins.iter().any(|builtin| builtin.id.as_str() == id);
    let mut kept: BTreeSet<String> =
        ["signals", "message.subject", "message.language", "workflow.paused"].map(str::to_owned).into();
    kept.extend(
        OBJECTIONS
            .iter()
            .filter(|(_, ids)| ids.iter().any(|id| is_on(id)))
            .map(|(path, _)| (*path).to_owned()),
    );
    // A malformed value of an optional input; what nobody asks for is optional too.
    let action = &policy.inputs.list();
    let name = answer["attempted"].as_str().unwrap_or_default();
    for finding in answer["validation"]["findings"].as_array().unwrap() {
        let input = action.iter().find(|input| finding["path"] == input.path);
        let optional = input.is_some_and(|input| !input.is_required_for(name)) || !is_on("data.missing");
        if finding["kind"] == "malformed" && optional && is_on("data.malformed") {
            kept.insert(finding["path"].as_str().unwrap().to_owned());
        }
    }
    kept
}

/// Takes keys of objects away, or makes them null; never a list's entries, never what is kept.
fn remove(json: &mut Json, path: &str, kept: &BTreeSet<String>, dice: &mut Dice<'_>, sides: usize) {
    let Json::Object(entries) = json else { return };
    for key in entries.keys().cloned().collect::<Vec<_>>() {
        let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        if ["id", "action.name"].contains(&path.as_str()) || kept.contains(&path) {
            continue;
        }
        let holds_more = path == "action" || kept.iter().any(|kept| kept.starts_with(&format!("{path}.")));
        match dice.below(sides) {
            0 if !holds_more => {
                entries.remove(&key);
            }
            1 if !holds_more => entries[&key] = Json::Null,
            _ => remove(&mut entries[&key], &path, kept, dice, sides),
        }
    }
}

fn without(policy: &CompiledPolicy, case: &Json, before: &Json, removal: &[u8]) -> Json {
    let mut before = before.clone();
    before["attempted"] = case["action"]["name"].clone();
    let kept = objections(policy, &before);
    let mut less = case.clone();
    let dice = &mut Dice::new(removal);
    // A third of the keys, or hardly any.
    let sides = [6, 30][dice.below(2)];
    remove(&mut less, "", &kept, dice, sides);
    less
}

proptest! {
    #![proptest_config(law(64))]

    #[test]
    fn law_c2_less_known_never_runs_by_itself(
        genes in policies::genes(),
        cases in vec((cases::genes(), vec(vec(any::<u8>(), 60), 3)), 5),
    ) {
        let policy = compile(&policies::policy(&genes));
        prop_assume!(!reports_has(&policy));
        for (genes, removals) in cases {
            let case = cases::case(&genes);
            let before = answer(&policy, &case);
            for removal in removals.iter().filter(|_| lane(&before) > 0) {
                let less = without(&policy, &case, &before, removal);
                let after = answer(&policy, &less);
                prop_assert!(lane(&after) > 0, "{:#}\n{:#}\nwithout:\n{:#}\n{:#}", case, before["reasons"], less, after["lane"]);
            }
        }
    }

    #[test]
    fn law_c2_less_known_never_sinks_where_doubt_weighs_as_much(
        genes in policies::genes(),
        cases in vec((cases::genes(), vec(vec(any::<u8>(), 60), 3)), 5),
    ) {
        let written = policies::policy(&genes);
        let policy = compile(&policies::strict(written));
        prop_assume!(!reports_has(&policy));
        for (genes, removals) in cases {
            let case = cases::case(&genes);
            let before = answer(&policy, &case);
            for removal in &removals {
                let less = without(&policy, &case, &before, removal);
                let after = answer(&policy, &less);
                prop_assert!(lane(&after) >= lane(&before), "{:#}\n{:#}\nwithout:\n{:#}\n{:#}", case, before["reasons"], less, after["reasons"]);
            }
        }
    }

    #[test]
    fn law_c2_holds_of_the_examples(removal in vec(any::<u8>(), 60), start in 0_usize..20) {
        for text in cases::examples().iter().skip(start).step_by(20) {
            let case: Json = serde_json::from_str(text).unwrap();
            let before = answer(embedded(), &case);
            let less = without(embedded(), &case, &before, &removal);
            prop_assert!(lane(&before) == 0 || lane(&answer(embedded(), &less)) > 0, "{}\n{}", text, less);
        }
    }

    #[test]
    fn law_c7_another_stop_condition_never_softens(
        genes in policies::genes(),
        more in vec(any::<u8>(), 12),
        cases in vec(cases::genes(), 5),
    ) {
        let written = policies::policy(&genes);
        let policy = compile(&written);
        let dice = &mut Dice::new(&more);
        let mut stricter = written.clone();
        let off: Vec<String> = written["builtin"]
            .as_object()
            .unwrap()
            .iter()
            .filter(|(_, setting)| **setting == json!("off"))
            .map(|(id, _)| id.clone())
            .collect();
        if off.is_empty() || dice.once_in(2) {
            stricter["rules"].as_array_mut().unwrap().push(policies::rule(dice, "one-more"));
        } else {
            let setting = [json!("on"), json!({ "lane": "review" }), json!(true)][dice.below(3)].clone();
            stricter["builtin"][&off[dice.below(off.len())]] = setting;
        }
        let stricter = compile(&stricter);
        for genes in cases {
            let case = cases::case(&genes);
            let (before, after) = (answer(&policy, &case), answer(&stricter, &case));
            prop_assert!(lane(&after) >= lane(&before), "{:#}\n{:#}", before, after);
            let silent = ["evidence.message", "evidence.draft"];
            let gone: Vec<&str> = texts(&before["reasons"], "rule")
                .difference(&texts(&after["reasons"], "rule"))
                .copied()
                .filter(|rule| !silent.contains(rule))
                .collect();
            prop_assert!(gone.is_empty(), "another condition hides {:?}", gone);
        }
    }
}

/// One odd field decides, and is taken away or made null: for every field that isn't an objection.
#[test]
fn law_c2_a_field_that_alone_decided_is_missed() {
    let mut stopped = 0;
    for (path, case) in cases::with_one_odd_field() {
        let mut before = answer(usual(), &case);
        before["attempted"] = case["action"]["name"].clone();
        if lane(&before) == 0 || objections(usual(), &before).contains(path) {
            continue;
        }
        stopped += 1;
        let mut null = case.clone();
        cases::set(&mut null, path, Json::Null);
        let mut gone = null.clone();
        let (above, key) = path.rsplit_once('.').unwrap_or(("", path));
        let object = if above.is_empty() { &mut gone } else { &mut gone[above] };
        object.as_object_mut().unwrap().remove(key);
        for less in [null, gone] {
            assert!(lane(&answer(usual(), &less)) > 0, "without {path}: {case:#}");
        }
    }
    assert!(stopped > 40, "only {stopped} cases were stopped");
}

/// `has()` is what the law leaves out, and it is reported wherever it can break it.
#[test]
fn law_c2_a_has_that_breaks_it_is_reported() {
    for (when, reported) in [
        ("has(customer.industry)", true),
        ("!has(customer.industry)", false),
        ("!!has(customer.industry)", true),
        ("has(score) == (score > 3)", true),
        ("has(score) && score > 3", true),
    ] {
        let policy = json!({ "holdpoint": 1, "name": "p", "inputs": { "score": { "type": "number" } },
            "rules": [{ "id": "r", "when": when, "lane": "review" }] });
        assert_eq!(reports_has(&compile(&policy)), reported, "{when}");
    }
}
