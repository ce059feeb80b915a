//! A3: what stands at a sensitive path is copied nowhere.

use proptest::{collection::vec, prelude::*};
use serde_json::{Value as Json, json};

use holdpoint::decide::classify::{Explain, Options};

use super::{
    cases,
    dice::Dice,
    policies,
    support::{bytes, compile, law, value},
};

/// What stands at hidden places, as text and as number.
const MARK: &str = "Zq7Xw";
const NUMBER: &str = "918273645";

/// Plants marks at a hidden path: well-formed ones, or such as validation refuses.
fn plant(case: &mut Json, path: &str, dice: &mut Dice<'_>) {
    let text = || json!(format!("{MARK} refund my lawyer gold {MARK}"));
    let number: Json = serde_json::from_str(NUMBER).unwrap();
    let wrong = |dice: &mut Dice<'_>| {
        [json!([MARK]), json!({ MARK: MARK }), json!(MARK), number.clone(), json!({ "text": { MARK: 1 } })]
            [dice.below(5)]
        .clone()
    };
    let value = match (dice.below(3), path) {
        (2, _) => wrong(dice),
        (_, "message") => json!({ "text": text(), "subject": MARK }),
        (_, "customer") => json!({ "id": MARK, "tier": MARK, "industry": MARK, "segment": "gold" }),
        (_, "lead") => json!({ "value": number }),
        (_, "intent") => {
            json!({ "label": MARK, "confidence": 0.4, "alternatives": [{ "label": MARK, "confidence": 0.1 }] })
        }
        (_, "lead.value" | "action.amount") => number,
        (_, "intent.alternatives") => json!([{ "label": MARK, "confidence": 0.2 }]),
        (_, "data.fields") => json!({ "note": MARK, "deep": { "list": [MARK, number], MARK: 1 }, MARK: 2 }),
        (_, "data.fields.note") => json!({ "a": [MARK] }),
        (_, "data.missing" | "data.owners") => json!([MARK, format!("{MARK}-2")]),
        (_, "data.conflicts") => {
            json!([MARK, { "field": MARK, "values": [{ "value": MARK, "source": MARK }] }])
        }
        _ => text(),
    };
    cases::set(case, path, value);
}

proptest! {
    #![proptest_config(law(60))]

    #[test]
    fn law_a3_hidden_values_are_copied_nowhere(
        genes in policies::genes(),
        hidden in vec(0..policies::HIDEABLE.len(), 1..4),
        cases in vec((cases::genes(), vec(any::<u8>(), 12)), 5),
    ) {
        let hidden: Vec<&str> = hidden.into_iter().map(|index| policies::HIDEABLE[index]).collect();
        let mut written = policies::policy(&genes);
        written["sensitive"] = json!(hidden);
        let policy = compile(&written);
        for (genes, places) in cases {
            let mut case = cases::case(&genes);
            let dice = &mut Dice::new(&places);
            hidden.iter().for_each(|path| plant(&mut case, path, dice));
            for explain in [Explain::Lane, Explain::Reasons, Explain::Full] {
                let options = Options { explain, nearest: true };
                let said = bytes(&policy, value(&case), options).unwrap_or_else(|error| error);
                prop_assert!(!said.contains(MARK) && !said.contains(NUMBER), "{:?} {:#}\n{}", hidden, case, said);
            }
        }
    }
}

/// A rule that compares two fields must not have one's hidden value proposed for the other.
#[test]
fn law_a3_nearest_proposes_nothing_hidden() {
    for (hidden, open) in [("lead.value", "action.amount"), ("action.amount", "lead.value")] {
        for op in ["<", ">", "<=", ">=", "!="] {
            let policy = json!({ "holdpoint": 1, "name": "p", "signals": { "urgency": { "add": [] } }, "sensitive": [hidden],
                "rules": [{ "id": "r", "when": format!("{open} {op} {hidden}"), "lane": "takeover" }] });
            let policy = compile(&policy);
            for amount in [1.0, 1e12] {
                let mut case = json!({ "id": "c", "action": { "name": "tag_record" } });
                cases::set(&mut case, hidden, serde_json::from_str(NUMBER).unwrap());
                cases::set(&mut case, open, json!(amount));
                let said =
                    bytes(&policy, value(&case), Options { explain: Explain::Full, nearest: true }).unwrap();
                assert!(!said.contains(NUMBER), "{open} {op} {hidden}: {said}");
            }
        }
    }
}
