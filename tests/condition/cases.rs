//! Conditions with cases, and what comes out: the table of the three values.

use holdpoint::model::Timestamp;

use super::support::{Case, Given, Words, told};

fn number(number: f64) -> Given {
    Given::Number(number)
}

fn text(text: &str) -> Given {
    Given::Text(text.to_owned())
}

fn time(text: &str) -> Given {
    Given::Time(Timestamp::parse(text).unwrap())
}

fn list(items: &[&str]) -> Given {
    Given::List(items.iter().map(|item| (*item).to_owned()).collect())
}

fn part(items: &[&str]) -> Given {
    Given::Part(items.iter().map(|item| (*item).to_owned()).collect())
}

fn check(condition: &str, given: &[(&str, Given)], outcome: &str) {
    let words = Words::new();
    let found = words.read(condition).eval(&Case::new(&words, given));
    assert_eq!(told(&words, &found), outcome, "{condition} with {given:?}");
}

#[test]
fn the_examples_of_the_documentation() {
    let valuable = "lead.value >= 50000 || lead.urgency == \"high\"";
    check(valuable, &[("lead.value", number(50_000.0))], "true");
    check(valuable, &[("lead.value", number(1.0)), ("lead.urgency", text("low"))], "false");
    check(valuable, &[("lead.value", number(1.0))], "? lead.urgency");
    check(valuable, &[], "? lead.value lead.urgency");
    check("\"refund\" in signals", &[("signals", list(&["legal", "refund"]))], "true");
    check("\"refund\" in signals", &[("signals", list(&["legal"]))], "false");
    check("message.text.contains(\"warranty\")", &[("message.text", text("the warranty"))], "true");
    check("data.missing.size() > 0", &[("data.missing", list(&[]))], "false");
    let late = "now - history.lastContactAt > duration(\"48h\")";
    let now = ("now", time("2026-11-20T10:00:00Z"));
    check(late, &[now.clone(), ("history.lastContactAt", time("2026-11-18T10:00:00Z"))], "false");
    check(late, &[now.clone(), ("history.lastContactAt", time("2026-11-18T09:59:59.999Z"))], "true");
    check(late, &[now], "? history.lastContactAt");
    let some = "data.missing.exists(f, f in [\"email\", \"phone\"])";
    check(some, &[("data.missing", list(&["name", "phone"]))], "true");
    check(some, &[("data.missing", list(&["name"]))], "false");
    check(some, &[], "? data.missing");
}

#[test]
fn strong_kleene() {
    let yes = ("history.complete", Given::Bool(true));
    let no = ("history.complete", Given::Bool(false));
    for (condition, known, outcome) in [
        ("history.complete && workflow.paused", &yes, "? workflow.paused"),
        ("history.complete && workflow.paused", &no, "false"),
        ("workflow.paused && history.complete", &no, "false"),
        ("history.complete || workflow.paused", &yes, "true"),
        ("workflow.paused || history.complete", &yes, "true"),
        ("workflow.paused || history.complete", &no, "? workflow.paused"),
        ("!workflow.paused", &no, "? workflow.paused"),
        ("!(workflow.paused && !history.complete)", &yes, "true"),
        ("workflow.paused == history.complete", &yes, "? workflow.paused"),
        ("workflow.paused in [true, false]", &yes, "? workflow.paused"),
        ("has(workflow.paused)", &yes, "false"),
        ("!has(workflow.paused) && history.complete", &yes, "true"),
        // What a decided part hung on is nobody's fault.
        ("(workflow.paused || history.complete) && lead.value > 1", &yes, "? lead.value"),
        ("(workflow.paused && !history.complete) || lead.value > 1", &yes, "? lead.value"),
        ("lead.value + action.amount > 1", &yes, "? lead.value action.amount"),
        ("intent.label in data.missing", &yes, "? intent.label data.missing"),
        ("message.text.contains(intent.label)", &yes, "? message.text intent.label"),
    ] {
        check(condition, std::slice::from_ref(known), outcome);
    }
}

#[test]
fn lists_known_in_part() {
    let found = ("signals", part(&["refund", "legal"]));
    for (condition, outcome) in [
        ("\"refund\" in signals", "true"),
        ("\"pricing\" in signals", "? message.text"),
        ("!(\"refund\" in signals)", "false"),
        ("signals.exists(s, s.startsWith(\"re\"))", "true"),
        ("signals.exists(s, s == \"x\")", "? message.text"),
        ("signals.all(s, s != \"legal\")", "false"),
        ("signals.all(s, s != \"x\")", "? message.text"),
        ("signals.size() >= 2", "true"),
        ("signals.size() > 1", "true"),
        ("signals.size() > 2", "? message.text"),
        ("signals.size() < 2", "false"),
        ("signals.size() <= 1", "false"),
        ("signals.size() <= 2", "? message.text"),
        ("signals.size() == 1", "false"),
        ("signals.size() == 2", "? message.text"),
        ("signals.size() != 1", "true"),
        ("1 < signals.size()", "true"),
        ("signals.size() in [0, 1]", "false"),
        ("signals.size() in [0, 2]", "? message.text"),
        ("signals.size() + 1 > 0", "? message.text"),
        ("-signals.size() < 0", "? message.text"),
        ("signals.size() > lead.value", "? lead.value message.text"),
        ("signals.size() > signals.size()", "? message.text"),
        ("intent.label in signals", "? message.text intent.label"),
    ] {
        check(condition, std::slice::from_ref(&found), outcome);
    }
}

#[test]
fn values_compare_as_what_they_are() {
    let given = [
        ("lead.value", number(0.1)),
        ("action.amount", number(0.2)),
        ("message.text", text("Grüße\nan Zoë 😀")),
        ("intent.label", text("b")),
        ("lead.urgency", text("high")),
        ("now", time("2026-11-20T10:00:00+01:00")),
        ("history.lastContactAt", time("1969-12-31T00:00:00Z")),
        ("data.missing", list(&["email"])),
        ("history.complete", Given::Bool(true)),
    ];
    for (condition, outcome) in [
        ("1 == 1.0", "true"),
        ("-0.0 == 0", "true"),
        ("lead.value + action.amount == 0.3", "false"),
        ("lead.value + action.amount - 0.3 < 0.0000001", "true"),
        ("-lead.value < 0", "true"),
        ("lead.value - -1 > 1", "true"),
        ("message.text.size() == 14", "true"),
        ("size(message.text) == 14", "true"),
        ("message.text.matches(\"Zo. 😀$\")", "true"),
        ("message.text.matches(\"^an\")", "false"),
        ("message.text.matches(\"(?m)^an\")", "true"),
        ("message.text.startsWith(\"Gr\\u00fc\") && message.text.endsWith('\\U0001F600')", "true"),
        ("intent.label > \"a\" && intent.label < \"ba\" && intent.label <= \"b\"", "true"),
        ("lead.urgency in [\"high\", \"critical\"] && lead.urgency != \"low\"", "true"),
        ("now == timestamp(\"2026-11-20T09:00:00Z\")", "true"),
        ("now + duration(\"1h\") == timestamp(\"2026-11-20T10:00:00Z\")", "true"),
        ("duration(\"-1h\") + now < now", "true"),
        ("now - history.lastContactAt > duration(\"20000d\")", "true"),
        ("duration(\"1h\") + duration(\"30m\") == duration(\"90m\")", "true"),
        ("history.lastContactAt < timestamp(\"1970-01-01T00:00:00Z\")", "true"),
        ("now in [timestamp(\"2026-11-20T09:00:00Z\")]", "true"),
        ("intent.label in []", "false"),
        ("data.missing.all(f, f.size() == 5 && !(f in [\"x\"]))", "true"),
        ("history.complete == (lead.value > 0)", "true"),
        ("history.complete != true", "false"),
        ("history.complete in [true]", "true"),
        // Moments past the year 9999 are still moments.
        ("now + duration(\"9999999d\") > timestamp(\"9999-12-31T23:59:59Z\")", "true"),
    ] {
        check(condition, &given, outcome);
    }
}

#[test]
fn what_cannot_be_held_is_open_and_names_its_fields() {
    let huge = [("lead.value", number(f64::MAX)), ("action.amount", number(f64::MAX))];
    check("lead.value + action.amount > 0", &huge, "? lead.value action.amount");
    check("lead.value + action.amount > 0 || lead.value > 0", &huge, "true");
    check("lead.value > 0", &[("lead.value", number(f64::NAN))], "? lead.value");
    check("lead.value > 0", &[("lead.value", text("12"))], "? lead.value");
    check("message.text == \"a\"", &[("message.text", number(1.0))], "? message.text");
    check("message.text.contains(\"a\")", &[("message.text", number(1.0))], "? message.text");
    check("\"a\" in data.missing", &[("data.missing", text("a"))], "? data.missing");
    let ages = "now + duration(\"9223372036854775807ms\") > now";
    check(ages, &[("now", time("2026-11-20T10:00:00Z"))], "? now");
}
