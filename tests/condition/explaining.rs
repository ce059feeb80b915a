//! Why a condition came out as it did, and what it is made of.

use holdpoint::condition::{Evidence, Subject, Vocabulary};

use super::support::{Case, Given, Words};

fn told(words: &Words, evidence: &[Evidence]) -> Vec<String> {
    let one = |one: &Evidence| {
        let items = if one.items.is_empty() { String::new() } else { format!(" {:?}", one.items) };
        format!("{}: {}{items}", words.path(one.slot), one.needed())
    };
    evidence.iter().map(one).collect()
}

#[test]
fn evidence_says_what_was_asked() {
    let words = Words::new();
    let list = |items: &[&str]| Given::List(items.iter().map(|item| (*item).to_owned()).collect());
    let case = Case::new(
        &words,
        &[
            ("lead.value", Given::Number(60_000.0)),
            ("action.amount", Given::Number(5.0)),
            ("intent.label", Given::Text("refund".to_owned())),
            ("action.currency", Given::Text("EUR".to_owned())),
            ("history.complete", Given::Bool(false)),
            ("data.missing", list(&["email", "phone", "name"])),
            ("signals", list(&["refund"])),
        ],
    );
    let rows: &[(&str, &[&str])] = &[
        // It holds: what the values were compared with.
        ("lead.value >= 50000", &["lead.value: >= 50000"]),
        ("50000 <= lead.value && action.amount < 10", &["lead.value: >= 50000", "action.amount: < 10"]),
        (
            "lead.value >= 50000 || action.amount > 10 || intent.label == \"refund\"",
            &["lead.value: >= 50000", "intent.label: == \"refund\""],
        ),
        (
            "!(lead.value < 50000 || history.complete)",
            &["lead.value: >= 50000", "history.complete: == false"],
        ),
        ("\"refund\" in signals", &["signals: includes \"refund\" [\"refund\"]"]),
        (
            "intent.label in signals",
            &["intent.label: in signals", "signals: includes intent.label [\"refund\"]"],
        ),
        ("!(\"legal\" in signals)", &["signals: not includes \"legal\""]),
        (
            "data.missing.exists(f, f in [\"email\", \"phone\"])",
            &["data.missing: exists (f, f in [\"email\", \"phone\"]) [\"email\", \"phone\"]"],
        ),
        ("data.missing.size() > 0", &["data.missing: data.missing.size() > 0"]),
        ("lead.value > action.amount", &["lead.value: > action.amount", "action.amount: < lead.value"]),
        (
            "lead.value - action.amount > 1",
            &["lead.value: lead.value - action.amount > 1", "action.amount: lead.value - action.amount > 1"],
        ),
        ("!has(now)", &["now: not has"]),
        (
            "intent.label.contains(\"fun\") && !intent.label.matches(\"x\")",
            &["intent.label: contains \"fun\"", "intent.label: not matches \"x\""],
        ),
        (
            "(lead.value > 1) == !history.complete",
            &[
                "lead.value: (lead.value > 1) == !history.complete",
                "history.complete: (lead.value > 1) == !history.complete",
            ],
        ),
        // It doesn't: what was needed.
        ("lead.value >= 70000", &["lead.value: >= 70000"]),
        ("lead.value >= 70000 || action.amount > 10", &["lead.value: >= 70000", "action.amount: > 10"]),
        (
            "lead.value >= 50000 && action.amount > 10 && history.complete",
            &["action.amount: > 10", "history.complete: == true"],
        ),
        ("!(intent.label in [\"refund\"])", &["intent.label: not in [\"refund\"]"]),
        ("data.missing.all(f, f != \"phone\")", &["data.missing: all (f, f != \"phone\") [\"phone\"]"]),
        ("has(now)", &["now: has"]),
        // It is open: what can't be told.
        ("lead.value >= 50000 && lead.urgency == \"high\"", &["lead.urgency: == \"high\""]),
        (
            "now - history.lastContactAt > duration(\"48h\")",
            &[
                "now: now - history.lastContactAt > duration(\"48h\")",
                "history.lastContactAt: now - history.lastContactAt > duration(\"48h\")",
            ],
        ),
        (
            "workflow.paused || lead.urgency == \"high\" || lead.value < 1",
            &["workflow.paused: == true", "lead.urgency: == \"high\""],
        ),
        ("true", &[]),
    ];
    for (cel, expected) in rows {
        let condition = words.read(cel);
        assert_eq!(told(&words, &condition.justify(&case, &words)), *expected, "{cel}");
    }
}

#[test]
fn evidence_keeps_the_constants() {
    let words = Words::new();
    let condition = words.read("lead.urgency in [\"low\", \"high\"]");
    let case = Case::new(&words, &[("lead.urgency", Given::Text("low".to_owned()))]);
    let evidence = condition.justify(&case, &words);
    assert_eq!(evidence[0].constants.len(), 2);
    assert_eq!(evidence[0].with, "[\"low\", \"high\"]");
}

#[test]
fn atoms_say_what_they_ask_about() {
    let words = Words::new();
    let condition = words.read(
        "!(lead.value > 1 && !(\"a\" in signals)) || has(now) || data.missing.size() >= 2 || \
         lead.value > action.amount || intent.label.size() == 3 || history.complete || true || \
         data.missing.exists(f, f in [\"x\", \"y\"]) || now - history.lastContactAt > duration(\"1h\")",
    );
    let slot = |path: &str| words.slot(path);
    let expected = [
        (Subject::Value(slot("lead.value")), ">", 1, 1),
        (Subject::Value(slot("signals")), "includes", 1, 2),
        (Subject::Presence(slot("now")), "has", 0, 0),
        (Subject::Size(slot("data.missing")), ">=", 1, 0),
        (Subject::Mixed, ">", 0, 0),
        (Subject::Size(slot("intent.label")), "==", 1, 0),
        (Subject::Value(slot("history.complete")), "is", 0, 0),
        (Subject::Nothing, "constant", 0, 0),
        (Subject::Value(slot("data.missing")), "exists", 2, 0),
        (Subject::Mixed, ">", 1, 0),
    ];
    let found: Vec<_> = condition
        .atoms()
        .iter()
        .map(|atom| (atom.subject, atom.op, atom.constants.len(), atom.negations))
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn has_is_reported_where_it_can_break_law_c2() {
    let words = Words::new();
    for (cel, expected) in [
        ("has(now)", &["now"][..]),
        ("!has(now)", &[]),
        ("!!has(now)", &["now"]),
        ("!(has(now) && !has(lead.value))", &["lead.value"]),
        ("has(now) == true", &["now"]),
        ("has(now) == false", &[]),
        ("has(now) != true", &[]),
        ("has(now) == has(lead.value)", &["lead.value", "now"]),
        ("!(has(now) == history.complete)", &["now"]),
        ("!(has(now) in [true])", &["now"]),
        ("lead.value > 1 || !has(lead.value)", &[]),
        ("lead.value > 1 && has(lead.value)", &["lead.value"]),
    ] {
        assert_eq!(words.named(&words.read(cel).breaks_monotonicity()), expected, "{cel}");
    }
}
