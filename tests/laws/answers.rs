//! C4: the unknown never runs by itself. C5: whoever takes over has what they need. C6: the
//! reasons carry the lane.

use proptest::{collection::vec, prelude::*};
use serde_json::{Value as Json, json};

use super::{
    cases, policies,
    support::{LANES, answer, at, compile, embedded, lane, law, texts},
};

fn law_c4(answer: &Json) -> Result<(), TestCaseError> {
    let unknown =
        answer["class"] == "unknown" || answer["classes"].as_array().unwrap().contains(&json!("unknown"));
    prop_assert!(!unknown || lane(answer) > 0, "{:#}", answer);
    prop_assert_eq!(&answer["class"], &answer["classes"][0]);
    Ok(())
}

/// The action stands in the handoff's first line.
fn is_captured(captured: &Json, path: &str) -> bool {
    let prefix = format!("{path}.");
    path == "action.name"
        || captured.as_object().unwrap().keys().any(|key| key == path || key.starts_with(&prefix))
}

/// Missing; or blank; or what makes the rest of no use: another currency, a language without lexicon.
fn is_no_use(path: &str, value: &Json) -> bool {
    let blank = value.as_str().is_some_and(|text| text.trim().is_empty() || text == "[redacted]");
    value.is_null() || blank || path == "message.language" || path.ends_with(".currency")
}

fn law_c5(case: &Json, answer: &Json) -> Result<(), TestCaseError> {
    for authority in ["review", "override", "pause"] {
        let owners = answer["owners"][authority].as_array().unwrap();
        prop_assert!(
            !owners.is_empty()
                && owners.iter().all(|owner| owner["id"].as_str().is_some_and(|id| !id.is_empty()))
        );
    }
    let reasons = answer["reasons"].as_array().unwrap();
    if lane(answer) == 0 {
        prop_assert!(reasons.is_empty() && answer["handoff"].is_null() && answer["route"].is_null());
        return Ok(());
    }
    prop_assert!(!reasons.is_empty(), "{:#}", answer);
    prop_assert!(answer["route"]["to"].as_str().is_some_and(|to| !to.is_empty()), "{:#}", answer);
    let handoff = &answer["handoff"];
    prop_assert!(
        handoff["attempting"].as_str().unwrap().starts_with(case["action"]["name"].as_str().unwrap())
    );
    prop_assert_eq!(handoff["whyStopped"].as_array().unwrap().len(), reasons.len());
    prop_assert_eq!(handoff["dueBy"].is_null(), case["now"].is_null());
    let asked = texts(&handoff["decide"], "rule");
    for question in handoff["decide"].as_array().unwrap() {
        prop_assert!(
            !question["question"].as_str().unwrap().is_empty()
                && !question["owner"].as_array().unwrap().is_empty()
        );
    }
    for reason in reasons {
        let rule = reason["rule"].as_str().unwrap();
        prop_assert!(asked.contains(rule), "nobody is asked about {}", rule);
        prop_assert!(!reason["message"].as_str().unwrap().is_empty());
        let evidence = reason["evidence"].as_array().unwrap();
        prop_assert!(!evidence.is_empty(), "no evidence: {:#}\n{:#}", reason, case);
        for part in evidence {
            if let Some(signal) = part["signal"].as_str() {
                prop_assert!(texts(&answer["signals"], "signal").contains(signal), "{:#}", part);
                continue;
            }
            let path = part["path"].as_str().unwrap();
            if reason["status"] == "undetermined" {
                prop_assert!(is_no_use(path, &part["value"]), "{:#}", reason);
                prop_assert!(texts(&handoff["undetermined"], "path").contains(path), "{:#}", reason);
            } else if !part["value"].is_null() {
                prop_assert!(
                    is_captured(&handoff["captured"], path),
                    "{} isn't captured: {:#}",
                    path,
                    answer
                );
            }
        }
    }
    Ok(())
}

fn law_c6(answer: &Json) -> Result<(), TestCaseError> {
    let reasons = answer["reasons"].as_array().unwrap();
    let strictest = reasons.iter().map(lane).max().unwrap_or(0);
    prop_assert_eq!(LANES[strictest], answer["lane"].as_str().unwrap());
    Ok(())
}

proptest! {
    #![proptest_config(law(40))]

    #[test]
    fn law_c4_the_unknown_never_runs_by_itself(genes in policies::genes(), cases in vec(cases::genes(), 6)) {
        let policy = compile(&policies::policy(&genes));
        for genes in cases {
            let case = cases::case(&genes);
            let answer = answer(&policy, &case);
            law_c4(&answer)?;
            if case["action"]["name"] == "fly" {
                prop_assert_eq!(lane(&answer), 2);
            }
        }
    }

    #[test]
    fn law_c5_whoever_takes_over_has_what_they_need(genes in policies::genes(), cases in vec(cases::genes(), 6)) {
        let policy = compile(&policies::policy(&genes));
        for genes in cases {
            let case = cases::case(&genes);
            law_c5(&case, &answer(&policy, &case))?;
        }
    }

    /// With nothing but the cited conditions the lane is the same, and so are the reasons.
    #[test]
    fn law_c6_the_reasons_alone_give_the_lane(genes in policies::genes(), case in cases::genes()) {
        let written = policies::policy(&genes);
        let case = cases::case(&case);
        let before = answer(&compile(&written), &case);
        law_c6(&before)?;
        let cited = texts(&before["reasons"], "rule");
        let mut only = written;
        only["rules"].as_array_mut().unwrap().retain(|rule| cited.contains(rule["id"].as_str().unwrap()));
        let unheard = cited.contains("evidence.message") || cited.contains("evidence.draft");
        for id in policies::SWITCHES {
            let listens = ["language.", "draft.", "regulated."].iter().any(|group| id.starts_with(group));
            if !(cited.contains(id) || listens && unheard) {
                only["builtin"][id] = json!("off");
            }
        }
        if !cited.contains("data.stale") {
            only["builtin"].as_object_mut().unwrap().remove("data.stale");
        }
        let after = answer(&compile(&only), &case);
        prop_assert_eq!(&before["lane"], &after["lane"]);
        prop_assert_eq!(cited, texts(&after["reasons"], "rule"));
    }
}

#[test]
fn laws_c4_c5_and_c6_hold_of_the_examples() {
    for text in cases::examples() {
        let case: Json = serde_json::from_str(text).unwrap();
        let answer = answer(embedded(), &case);
        law_c4(&answer).and_then(|()| law_c5(&case, &answer)).and_then(|()| law_c6(&answer)).unwrap();
        assert_eq!(at(&answer, "policy.name"), "service-business");
    }
}
