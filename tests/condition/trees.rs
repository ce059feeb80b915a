//! The JSON tree: what it becomes, what is said of a wrong one, and how it is written.

use holdpoint::{
    condition::Condition,
    model::{Map, Value},
    parse::parse_json,
};

use super::support::{Words, shown};

fn tree(json: &str) -> Value {
    parse_json(json).unwrap_or_else(|error| panic!("{json}: {}", error.message))
}

#[test]
fn a_tree_and_a_text_become_one_form() {
    let words = Words::new();
    for (json, cel) in [
        (r#"{"field": "lead.value", "op": ">=", "value": 50000}"#, "lead.value >= 50000"),
        (r#"{"field": "lead.value", "op": "==", "value": -1.5e21}"#, "lead.value == -1.5e+21"),
        (r#"{"field": "lead.urgency", "op": "!=", "value": "low"}"#, "lead.urgency != \"low\""),
        (
            r#"{"field": "lead.urgency", "op": "in", "value": ["low", "high"]}"#,
            "lead.urgency in [\"low\", \"high\"]",
        ),
        (r#"{"field": "lead.value", "op": "in", "value": []}"#, "lead.value in []"),
        (r#"{"field": "history.complete", "op": "==", "value": true}"#, "history.complete"),
        (r#"{"field": "history.complete", "op": "==", "value": false}"#, "!history.complete"),
        (r#"{"field": "history.complete", "op": "in", "value": [true]}"#, "history.complete in [true]"),
        (
            r#"{"field": "now", "op": "<", "value": "2026-11-20T01:00:00+01:00"}"#,
            "now < timestamp(\"2026-11-20T00:00:00Z\")",
        ),
        (
            r#"{"field": "now", "op": "in", "value": ["2026-11-20T00:00:00Z"]}"#,
            "now in [timestamp(\"2026-11-20T00:00:00Z\")]",
        ),
        (
            r#"{"field": "message.text", "op": "contains", "value": "a\"b"}"#,
            "message.text.contains(\"a\\\"b\")",
        ),
        (r#"{"field": "message.text", "op": "startsWith", "value": "a"}"#, "message.text.startsWith(\"a\")"),
        (r#"{"field": "message.text", "op": "endsWith", "value": "a"}"#, "message.text.endsWith(\"a\")"),
        (
            r#"{"field": "message.text", "op": "matches", "value": "^\\d+$"}"#,
            "message.text.matches(\"^\\\\d+$\")",
        ),
        (r#"{"field": "signals", "op": "includes", "value": "refund"}"#, "\"refund\" in signals"),
        (r#"{"field": "message.text", "op": "has"}"#, "has(message.text)"),
        (r#"{"field": "signals", "op": "missing", "value": null}"#, "!has(signals)"),
        (
            r#"{"any": [{"cel": "data.missing.size() > 0"}, {"all": [{"field": "lead.value", "op": ">", "value": 1},
                {"not": {"field": "lead.value", "op": "<", "value": 5}}]}]}"#,
            "data.missing.size() > 0 || lead.value > 1 && !(lead.value < 5)",
        ),
    ] {
        let given = tree(json);
        let condition = Condition::from_tree(&given, &words)
            .unwrap_or_else(|problems| panic!("{json}: {}", shown(&problems)));
        assert_eq!(condition.to_cel(&words), cel);
        assert_eq!(condition, words.read(cel));
        let again = condition.to_tree(&words).unwrap();
        assert_eq!(Condition::from_tree(&again, &words).unwrap(), condition);
        // Times are written in UTC, null isn't written: else the tree is what it was.
        if !json.contains("+01:00") && !json.contains("null") {
            assert_eq!(again, given);
        }
    }
}

#[test]
fn what_a_tree_cannot_say() {
    let words = Words::new();
    let written = |cel: &str| words.read(cel).to_tree(&words);
    for cel in [
        "data.missing.size() > 0",
        "now - history.lastContactAt > duration(\"48h\")",
        "true",
        "data.missing.exists(x, x == \"a\")",
        "history.complete == workflow.paused",
        "intent.label == action.currency",
        "intent.label in signals",
    ] {
        assert_eq!(written(cel), None, "{cel}");
    }
    let mixed =
        tree(r#"{"all": [{"field": "lead.value", "op": ">", "value": 1}, {"not": {"cel": "1 < 2"}}]}"#);
    assert_eq!(written("lead.value > 1 && !(1 < 2)"), Some(mixed));
}

#[test]
fn wrong_trees_are_told_where() {
    let words = Words::new();
    for (json, expected) in [
        ("[]", "HP0203  expected an object, found a list"),
        ("\"lead.value > 1\"", "HP0203  expected an object, found a text"),
        ("{}", "HP0202  this says no condition"),
        (
            r#"{"fields": "lead.value"}"#,
            "HP0201 /fields unknown key `fields`\nHP0202  this says no condition",
        ),
        (r#"{"all": []}"#, "HP0205 /all an empty list says nothing"),
        (r#"{"all": {"field": "a"}}"#, "HP0203 /all expected a list of conditions, found an object"),
        (
            r#"{"any": [1], "all": [2]}"#,
            "HP0201 /any unknown key `any`\nHP0203 /all/0 expected an object, found a number",
        ),
        (r#"{"field": "lead.value"}"#, "HP0202  a comparison needs an `op`"),
        (r#"{"field": "lead.value", "op": ">"}"#, "HP0202  `>` needs a `value`"),
        (r#"{"field": "lead.value", "op": "=>", "value": 1}"#, "HP0204 /op `=>` is no operator"),
        (
            r#"{"field": 1, "op": 2}"#,
            "HP0203 /field expected a field's path, found a number\nHP0203 /op expected an operator, found a number",
        ),
        (r#"{"field": "lead.valeu", "op": ">", "value": 1}"#, "HP0303 /field unknown field `lead.valeu`"),
        (
            r#"{"field": "lead.value", "op": ">", "value": "x"}"#,
            "HP0304 /value `lead.value` is a number and can't be compared with a text",
        ),
        (
            r#"{"field": "lead.value", "op": ">", "value": {}}"#,
            "HP0203 /value expected a text, a number, a boolean or a time, found an object",
        ),
        (
            r#"{"field": "lead.value", "op": "contains", "value": "x"}"#,
            "HP0304 /field `lead.value` is a number, and `contains` is asked of texts",
        ),
        (
            r#"{"field": "lead.urgency", "op": ">", "value": "low"}"#,
            "HP0304 /op `lead.urgency` is one of a list of names, which have no order",
        ),
        (
            r#"{"field": "lead.urgency", "op": "in", "value": ["low", "hihg"]}"#,
            "HP0204 /value/1 `lead.urgency` is never `hihg`",
        ),
        (
            r#"{"field": "lead.urgency", "op": "in", "value": ["low", 1]}"#,
            "HP0304 /value/1 a list of a text and a number holds two types",
        ),
        (
            r#"{"field": "lead.urgency", "op": "in", "value": ["low", ["x"]]}"#,
            "HP0203 /value/1 expected a text, a number, a boolean or a time, found a list",
        ),
        (r#"{"field": "now", "op": "<", "value": "tomorrow"}"#, "HP0206 /value `tomorrow` is no time"),
        (
            r#"{"field": "signals", "op": "==", "value": "x"}"#,
            "HP0304 /op `signals` is a list and can't be compared with `==`",
        ),
        (
            r#"{"field": "message.text", "op": "includes", "value": "x"}"#,
            "HP0304 /field `in` looks into lists, and `message.text` is a text",
        ),
        (
            r#"{"field": "message.text", "op": "matches", "value": "("}"#,
            "HP0305 /value `(` is no pattern: found open group without closing ')'",
        ),
        (
            r#"{"field": "message.text", "op": "has", "value": true}"#,
            "HP0201 /value `has` compares with nothing",
        ),
        (r#"{"not": [{"field": "now", "op": "has"}]}"#, "HP0203 /not expected an object, found a list"),
        (
            r#"{"all": [{"field": "x", "op": "has"}, {"any": [{"cel": "lead.value >\n 1 2"}, {"cel": 1}]}, {"nto": {}}]}"#,
            "HP0303 /all/0/field unknown field `x`\nHP0301 /all/1/any/0/cel2:4 a number can't stand here\n\
             HP0203 /all/1/any/1/cel expected a condition's text, found a number\n\
             HP0201 /all/2/nto unknown key `nto`\nHP0202 /all/2 this says no condition",
        ),
    ] {
        let problems = Condition::from_tree(&tree(json), &words).unwrap_err();
        let said: Vec<String> =
            shown(&problems).lines().map(|line| line.split(" | ").next().unwrap().to_owned()).collect();
        assert_eq!(said.join("\n"), expected, "{json}");
    }
}

#[test]
fn trees_are_bounded() {
    let words = Words::new();
    let leaf = tree(r#"{"field": "now", "op": "has"}"#);
    let nest =
        |times: usize| (0..times).fold(leaf.clone(), |inner, _| Value::Map(Map::of(vec![("not", inner)])));
    let read = |tree: &Value| Condition::from_tree(tree, &words);
    let deepest = (0..100).rev().find(|times| read(&nest(*times)).is_ok()).unwrap();
    let condition = read(&nest(deepest)).unwrap();
    assert_eq!(words.read(&condition.to_cel(&words)), condition);
    for times in [deepest + 1, 1000] {
        let said = shown(&read(&nest(times)).unwrap_err());
        assert!(said.contains("this condition is too large"), "{said}");
    }
    let wide = Value::Map(Map::of(vec![("all", Value::List(vec![leaf; 10_000]))]));
    assert!(shown(&read(&wide).unwrap_err()).contains("this condition is too large"));
}
