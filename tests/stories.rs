//! The golden stories: each case is decided, held against what a person expected, and its whole
//! answer against the reviewed snapshot. `UPDATE_STORIES=1 cargo test --test stories` writes the
//! snapshots anew; read them before they are committed.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a broken test stops")]

use std::{
    fs,
    path::{Path, PathBuf},
};

use holdpoint::{
    audit::AuditedOptions,
    calendar::ZoneTable,
    compile::{CompiledPolicy, Limits},
    decide::{
        classify::{Request, decide as decide_case},
        escalate::{self, ReadAnswers, ReadIncident},
        rollback,
    },
    diagnostic::Failure,
    model::{Value, to_json},
    parse::parse_json,
};
use serde_json::Value as Json;

#[test]
fn stories_end_as_they_should() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let mut stories: Vec<PathBuf> = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    // Other stories are told by other tests.
    stories.retain(|path| KINDS.iter().any(|(kind, _)| path.join(format!("{kind}s.yaml")).is_file()));
    stories.sort();
    let (mut cases, mut mistakes) = (0, Vec::new());
    for story in &stories {
        cases += tell(story, &mut mistakes);
    }
    assert!(cases > 200, "only {cases} cases were found");
    assert!(mistakes.is_empty(), "{} of {cases} cases:\n{}", mistakes.len(), mistakes.join("\n"));
}

#[test]
fn example_cases_end_as_a_person_expects() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("examples/cases");
    let expected: Json =
        serde_json::from_str(&fs::read_to_string(root.join("expected.json")).unwrap()).unwrap();
    let policy = CompiledPolicy::embedded().unwrap();
    let (mut seen, mut mistakes) = (0, Vec::new());
    let mut files: Vec<PathBuf> = fs::read_dir(&root).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for file in files.iter().filter(|file| file.extension().is_some_and(|extension| extension == "jsonl")) {
        for line in fs::read_to_string(file).unwrap().lines() {
            let case = parse_json(line).unwrap();
            let answer = decide(&policy, case, &Request::default());
            let id = answer["id"].as_str().unwrap_or_default().to_owned();
            let expect = &expected[&id];
            assert!(expect.is_object(), "{id} has no expectation: {answer}");
            seen += 1;
            for key in ["lane", "class"] {
                if !expect[key].is_null() && expect[key] != answer[key] {
                    mistakes.push(format!(
                        "{id}: {key} is {}, not {}; {}",
                        answer[key],
                        expect[key],
                        rules(&answer).join(" ")
                    ));
                }
            }
            for rule in expect["rules"].as_array().into_iter().flatten() {
                if !rules(&answer).contains(&rule.as_str().unwrap().to_owned()) {
                    mistakes.push(format!("{id}: {rule} is missing among {}", rules(&answer).join(" ")));
                }
            }
        }
    }
    assert_eq!(seen, expected.as_object().unwrap().len());
    assert!(mistakes.is_empty(), "{} mistakes:\n{}", mistakes.len(), mistakes.join("\n"));
}

/// The answer's bytes, of an input and its options.
type Decide = fn(&CompiledPolicy, Value, Value) -> String;

/// What a story's entries hold, and how it is decided. A story is told in one file, `<kind>s.yaml`.
const KINDS: [(&str, Decide); 3] = [
    ("case", |policy, case, options| decide_text(policy, case, &Request::from_value(options).unwrap())),
    ("incident", |policy, incident, options| {
        // With `answers` the whole simulation is told.
        let answered = match options {
            Value::Map(mut options) if options.contains_key("answers") => {
                let answers = ReadAnswers::from_value(options.remove("answers").unwrap());
                let read = ReadIncident::from_value(incident, policy);
                answers.and_then(|answers| Ok(written(&escalate::simulate(policy, &read?, &answers))))
            }
            options => {
                let audit = AuditedOptions::from_value(options).unwrap();
                let answer = escalate::decide(incident, policy, audit.as_ref(), String::new);
                answer.map(|answer| written(&answer))
            }
        };
        answered.unwrap_or_else(|problems| written(&Failure::of(problems).unwrap()))
    }),
    ("run", |policy, run, options| {
        let audit = AuditedOptions::from_value(options).unwrap();
        match rollback::decide(run, policy, audit.as_ref()) {
            Ok(answer) => written(&answer),
            Err(problems) => written(&Failure::of(problems).unwrap()),
        }
    }),
];

fn tell(story: &Path, mistakes: &mut Vec<String>) -> usize {
    let name = story.file_name().unwrap().to_string_lossy().into_owned();
    let zones =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("pkg/generated/zones.txt")).unwrap();
    let zones = ZoneTable::new(&zones);
    let policy = match fs::read_to_string(story.join("policy.yaml")) {
        Ok(text) => CompiledPolicy::with_zones(from_yaml(&text), Limits::default(), Some(&zones)),
        Err(_) => CompiledPolicy::embedded(),
    };
    let policy = policy.unwrap_or_else(|problems| panic!("{name}: {problems:#?}"));
    let found = KINDS.iter().find_map(|(kind, decide)| {
        let text = fs::read_to_string(story.join(format!("{kind}s.yaml"))).ok()?;
        Some((*kind, *decide, yaml_serde::from_str::<Json>(&text).unwrap()))
    });
    let (kind, decide, told) = found.unwrap_or_else(|| panic!("{name} tells nothing"));
    let mut decisions = Vec::new();
    for entry in told.as_array().unwrap() {
        let text = decide(&policy, to_value(&entry[kind]), to_value(&entry["options"]));
        let answer = serde_json::from_str(&text).unwrap();
        for problem in against(&entry["expect"], &answer) {
            mistakes.push(format!("{name} / {}: {problem}", entry["title"].as_str().unwrap_or("?")));
        }
        decisions.push(format!(r#"{{"title":{},"decision":{text}}}"#, entry["title"]));
    }
    let text = indented(&format!("[{}]", decisions.join(",")));
    let snapshot = story.join("decisions.json");
    if std::env::var_os("UPDATE_STORIES").is_some() {
        fs::write(&snapshot, text).unwrap();
    } else if fs::read_to_string(&snapshot).unwrap_or_default() != text {
        mistakes.push(format!("{name}: the answers are not those of decisions.json"));
    }
    decisions.len()
}

fn decide(policy: &CompiledPolicy, case: Value, request: &Request) -> Json {
    serde_json::from_str(&decide_text(policy, case, request)).unwrap()
}

fn decide_text(policy: &CompiledPolicy, case: Value, request: &Request) -> String {
    match decide_case(case, policy, request) {
        Ok(answer) => written(&answer),
        Err(problems) => written(&Failure::of(problems).unwrap()),
    }
}

/// The text of an answer, which says what serde says of it.
fn written<T: holdpoint::model::Json + serde::Serialize>(answer: &T) -> String {
    let text = to_json(answer);
    let serdes = to_value(&serde_json::to_value(answer).unwrap());
    assert_eq!(parse_json(&text).unwrap(), serdes, "{text}");
    text
}

/// The same JSON over lines, its keys in the order in which they stand.
fn indented(json: &str) -> String {
    let (mut text, mut depth, mut in_text, mut escaped) = (String::new(), 0, false, false);
    let mut letters = json.chars().peekable();
    while let Some(letter) = letters.next() {
        if in_text {
            text.push(letter);
            in_text = escaped || letter != '"';
            escaped = letter == '\\' && !escaped;
            continue;
        }
        let line = |depth: usize| format!("\n{}", "  ".repeat(depth));
        match letter {
            '{' | '[' if letters.peek().is_some_and(|next| matches!(next, '}' | ']')) => {
                text.push(letter);
                text.extend(letters.next());
            }
            '{' | '[' => {
                depth += 1;
                text.push(letter);
                text.push_str(&line(depth));
            }
            '}' | ']' => {
                depth -= 1;
                text.push_str(&line(depth));
                text.push(letter);
            }
            ',' => {
                text.push(letter);
                text.push_str(&line(depth));
            }
            ':' => text.push_str(": "),
            _ => {
                in_text = letter == '"';
                text.push(letter);
            }
        }
    }
    text + "\n"
}

fn from_yaml(text: &str) -> Value {
    to_value(&yaml_serde::from_str::<Json>(text).unwrap())
}

fn to_value(json: &Json) -> Value {
    parse_json(&json.to_string()).unwrap()
}

fn rules(answer: &Json) -> Vec<String> {
    let ids = |key: &str| answer[key].as_array().cloned().unwrap_or_default();
    let reasons = ids("reasons").into_iter().map(|reason| reason["rule"].clone());
    let mut rules: Vec<String> =
        reasons.chain(ids("rules")).map(|rule| rule.as_str().unwrap_or_default().to_owned()).collect();
    rules.sort();
    rules
}

fn against(expect: &Json, answer: &Json) -> Vec<String> {
    let mut problems = Vec::new();
    let found = rules(answer);
    for (key, wanted) in expect.as_object().unwrap() {
        let texts = || wanted.as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned());
        match key.as_str() {
            "rules" => {
                let mut wanted: Vec<String> = texts().collect();
                wanted.sort();
                if wanted != found {
                    problems.push(format!("rules are [{}], not [{}]", found.join(" "), wanted.join(" ")));
                }
            }
            "includes" => {
                for rule in texts().filter(|rule| !found.contains(rule)) {
                    problems.push(format!("{rule} is not among [{}]", found.join(" ")));
                }
            }
            "absent" => {
                for text in texts().filter(|text| answer.to_string().contains(text)) {
                    problems.push(format!("`{text}` stands in the answer"));
                }
            }
            _ if !part_of(wanted, &answer[key]) => {
                problems.push(format!(
                    "{key} is {}, not {wanted} (rules [{}])",
                    answer[key],
                    found.join(" ")
                ));
            }
            _ => {}
        }
    }
    problems
}

/// Whether everything that is named is there: of objects the named keys, of lists every entry.
fn part_of(wanted: &Json, found: &Json) -> bool {
    match (wanted, found) {
        (Json::Object(wanted), Json::Object(_)) => {
            wanted.iter().all(|(key, value)| part_of(value, &found[key]))
        }
        (Json::Array(wanted), Json::Array(found)) => {
            wanted.len() == found.len()
                && wanted.iter().zip(found).all(|(wanted, found)| part_of(wanted, found))
        }
        (Json::Number(a), Json::Number(b)) => a.as_f64() == b.as_f64(),
        (wanted, found) => wanted == found,
    }
}
