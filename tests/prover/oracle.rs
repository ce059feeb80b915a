//! The oracle: every finding is held against trying all representative cases, and everything that
//! trying shows has to be found, unless the report says that it isn't analysed.
//!
//! `PROVER_POLICIES=10000 cargo test --release --test prover soak -- --nocapture` tries that many.

use std::collections::BTreeMap;

use holdpoint::{
    check::{CheckReport, check},
    compile::CompiledPolicy,
    condition::{Expr, Outcome},
    decide::classify::{Answer, Options, ReadCase, ask, classify},
    diagnostic::Witness,
    model::to_json,
    parse::parse_json,
};
use serde_json::{Value as Json, json};

use crate::{
    generate::{Made, Random, make},
    support::{compiled, policy},
};

#[test]
fn soak() {
    let policies = std::env::var("PROVER_POLICIES").ok().and_then(|text| text.parse().ok()).unwrap_or(80);
    let first = std::env::var("PROVER_FIRST").ok().and_then(|text| text.parse().ok()).unwrap_or(0);
    let mut tally = Tally::default();
    for seed in first..first + policies {
        let mut random = Random::new(seed);
        let made = make(&mut random);
        let mistakes = hold(&made, &mut tally);
        assert!(
            mistakes.is_empty(),
            "policy {seed}: {:#}\n{:#}\n{}",
            made.policy["rules"],
            made.policy["routes"],
            mistakes.join("\n")
        );
    }
    println!(
        "{policies} policies, {} cases tried, {} findings confirmed ({:?}), {} questions not analysed",
        tally.cases,
        tally.findings.values().sum::<usize>(),
        tally.findings,
        tally.open
    );
    assert!(tally.findings.len() >= 6, "kinds of findings: {:?}", tally.findings);
}

#[derive(Default)]
struct Tally {
    cases: usize,
    findings: BTreeMap<&'static str, usize>,
    open: usize,
}

/// What every case makes of every condition, and the lanes that each rule asks for.
struct Trial {
    rules: Vec<Vec<Outcome3>>,
    routes: Vec<Vec<Outcome3>>,
    cases: Vec<Json>,
}

#[derive(Clone, Copy, PartialEq, Debug)]
enum Outcome3 {
    False,
    Open,
    True,
}

fn hold(made: &Made, tally: &mut Tally) -> Vec<String> {
    let compiled = compiled(&made.policy);
    let report = check(&compiled);
    assert_eq!(report, check(&compiled), "the report isn't the same twice");
    let trial = attempt(&compiled, made);
    tally.cases += trial.cases.len();
    tally.open += report.not_analysed.len();
    for finding in &report.findings {
        *tally.findings.entry(finding.code.as_str()).or_default() += 1;
    }
    let mut mistakes = witnesses(&compiled, &report);
    let text = |rule: usize, key: &str| made.policy["rules"][rule][key].as_str().map(str::to_owned);
    let count = trial.rules.len();
    let open = |path: &str, question: &str| {
        report.not_analysed.iter().any(|open| open.path.as_str() == path && open.question.contains(question))
    };
    let found = |code: &str, path: &str| {
        report.findings.iter().find(|finding| finding.code.as_str() == code && finding.path.as_str() == path)
    };
    let mut agree = |is: bool, code: &str, path: &str, question: &str| match found(code, path) {
        Some(finding) if !is => mistakes.push(format!("wrong: {code} {path}: {}", finding.message)),
        None if is && !open(path, question) => mistakes.push(format!("missed: {code} {path}")),
        _ => {}
    };
    let ever = |outcomes: &[Outcome3], wanted| outcomes.contains(&wanted);
    for (rule, outcomes) in trial.rules.iter().enumerate() {
        let path = format!("/rules/{rule}/when");
        agree(!ever(outcomes, Outcome3::True), "HP0330", &path, "ever hold");
        agree(!ever(outcomes, Outcome3::False), "HP0331", &path, "for every case");
    }
    for (route, outcomes) in trial.routes.iter().enumerate() {
        let path = format!("/routes/{route}/when");
        let never = !ever(outcomes, Outcome3::True);
        agree(never, "HP0330", &path, "ever hold");
        let dead = !never
            && (0..trial.cases.len()).all(|case| {
                outcomes[case] != Outcome3::True
                    || trial.routes[..route].iter().any(|earlier| earlier[case] == Outcome3::True)
            });
        if !open(&path, "ever hold") {
            agree(dead, "HP0334", &path, "leave it any case");
        }
    }
    let lane = |rule: usize, outcome: Outcome3| {
        let word = match outcome {
            Outcome3::False => return 0,
            Outcome3::True => text(rule, "lane"),
            Outcome3::Open => text(rule, "undetermined").or(Some("review".into())),
        };
        if word.as_deref() == Some("takeover") { 2 } else { 1 }
    };
    let covers = |by: usize, rule: usize| {
        (0..trial.cases.len())
            .all(|case| lane(by, trial.rules[by][case]) >= lane(rule, trial.rules[rule][case]))
    };
    for rule in 0..count {
        if !ever(&trial.rules[rule], Outcome3::True) {
            continue;
        }
        let superfluous =
            (0..count).any(|by| by != rule && covers(by, rule) && !(by > rule && covers(rule, by)));
        let at = format!("/rules/{rule}");
        match found("HP0332", &at) {
            Some(finding) if !superfluous => mistakes.push(format!("wrong: {}", finding.message)),
            None if superfluous && !open(&format!("{at}/when"), "superfluous") => {
                mistakes.push(format!("missed: HP0332 {at}"));
            }
            _ => {}
        }
        let contradicts = (0..rule).any(|other| {
            let pair = [other, rule];
            let [one, two] = pair.map(|rule| (text(rule, "lane"), text(rule, "class"), text(rule, "queue")));
            (&one.0, &one.1) == (&two.0, &two.1)
                && one.2.is_some()
                && two.2.is_some()
                && one.2 != two.2
                && (0..trial.cases.len())
                    .any(|case| pair.iter().all(|rule| trial.rules[*rule][case] == Outcome3::True))
        });
        match found("HP0333", &format!("{at}/queue")) {
            Some(finding) if !contradicts => mistakes.push(format!("wrong: {}", finding.message)),
            None if contradicts && !open(&format!("{at}/when"), "two places") => {
                mistakes.push(format!("missed: HP0333 {at}/queue"));
            }
            _ => {}
        }
    }
    let gaps = report.findings.iter().any(|finding| finding.code.as_str() == "HP0336");
    if let Some(gap) = gap(made, &trial).filter(|_| !gaps) {
        mistakes.push(format!("missed: HP0336 at {gap}"));
    }
    mistakes
}

/// Decides every witness again.
fn witnesses(compiled: &CompiledPolicy, report: &CheckReport) -> Vec<String> {
    let mut mistakes = Vec::new();
    for finding in report.findings.iter().filter(|finding| finding.code.as_str() >= "HP0330") {
        let Some(Witness::Case(shown)) = &finding.witness else {
            mistakes.push(format!("{} has no case for a witness", finding.code.as_str()));
            continue;
        };
        // As it is told, so that the text of the case is what is confirmed.
        let case = parse_json(&to_json(&shown.case)).unwrap();
        let read = ReadCase::from_value(case, compiled).unwrap_or_else(|problems| panic!("{problems:#?}"));
        let Answer::Whole(decision) = classify(compiled, &read, Options::default()) else { unreachable!() };
        let fired: Vec<&str> = decision
            .reasons
            .iter()
            .filter(|reason| reason.status == holdpoint::model::decision::ReasonStatus::Fired)
            .map(|reason| reason.rule.as_str())
            .collect();
        if decision.lane.as_str() != shown.lane || fired != shown.fired {
            mistakes.push(format!("{}: the witness isn't decided as it says", finding.code.as_str()));
        }
    }
    mistakes
}

fn attempt(compiled: &CompiledPolicy, made: &Made) -> Trial {
    let written = made.policy["rules"].as_array().unwrap();
    let rules: Vec<&Expr> = written
        .iter()
        .map(|rule| compiled.rules.iter().find(|other| rule["id"] == other.id).unwrap().when.expr())
        .collect();
    let routes: Vec<&Expr> =
        compiled.routes.iter().filter_map(|route| route.when.as_ref()).map(|when| when.expr()).collect();
    let mut trial = Trial {
        rules: vec![Vec::new(); rules.len()],
        routes: vec![Vec::new(); routes.len()],
        cases: Vec::new(),
    };
    for case in made.cases() {
        let read = ReadCase::from_value(parse_json(&case.to_string()).unwrap(), compiled)
            .unwrap_or_else(|problems| panic!("{case}: {problems:#?}"));
        let outcome = |expr: &Expr| match ask(compiled, &read, expr) {
            Outcome::False => Outcome3::False,
            Outcome::True => Outcome3::True,
            Outcome::Undetermined(_) => Outcome3::Open,
        };
        for (outcomes, expr) in trial.rules.iter_mut().zip(&rules) {
            outcomes.push(outcome(expr));
        }
        for (outcomes, expr) in trial.routes.iter_mut().zip(&routes) {
            outcomes.push(outcome(expr));
        }
        trial.cases.push(case);
    }
    trial
}

/// A value of a number between two rules: below it one of them holds, above it the other, at it none.
fn gap(made: &Made, trial: &Trial) -> Option<String> {
    for (path, below, at, above) in made.steps() {
        let pointer = format!("/{}", path.replace('.', "/"));
        let rest = |case: &Json| {
            let mut case = case.clone();
            *case.pointer_mut(&pointer)? = Json::Null;
            Some(case.to_string())
        };
        let mut groups: BTreeMap<String, [Option<usize>; 3]> = BTreeMap::new();
        for (index, case) in trial.cases.iter().enumerate() {
            let value = case.pointer(&pointer).cloned().unwrap_or(Json::Null);
            let place = [&below, &at, &above].iter().position(|one| **one == value);
            if let (Some(place), Some(rest)) = (place, rest(case)) {
                groups.entry(rest).or_default()[place] = Some(index);
            }
        }
        for group in groups.values() {
            let [Some(below), Some(at), Some(above)] = *group else { continue };
            if trial.rules.iter().any(|rule| rule[at] != Outcome3::False) {
                continue;
            }
            let only = |rule: &Vec<Outcome3>, here: usize, there: usize| {
                rule[here] == Outcome3::True && rule[there] != Outcome3::True
            };
            let first = trial.rules.iter().any(|rule| only(rule, below, above));
            if first && trial.rules.iter().any(|rule| only(rule, above, below)) {
                return Some(trial.cases[at].to_string());
            }
        }
    }
    None
}

#[test]
fn it_answers_for_every_policy_that_compiles() {
    // Nothing here is in the fragment that is analysed; the report says so and doesn't throw.
    let long: Vec<String> =
        (0..600).map(|index| format!("(score > {index} && lead.value < {index})")).collect();
    let deep = "!".repeat(50) + "flagged";
    for condition in [
        long.join(" || "),
        deep,
        "score + history.turns * 1 > 3".replace(" * 1", ""),
        "now + (dueAt - timestamp(\"2026-01-01T00:00:00Z\")) > dueAt".to_owned(),
        "signals.size() > 3 && signals.exists(x, x.startsWith(\"a\"))".to_owned(),
        "message.text == message.subject".to_owned(),
        format!("message.text.contains(\"{}\")", "a".repeat(5_000)),
    ] {
        let report = check(&compiled(&policy(&json!([{ "id": "r", "when": condition, "lane": "review" }]))));
        assert!(report.findings.iter().all(|finding| finding.code.as_str() != "HP0330"), "{condition}");
    }
}
