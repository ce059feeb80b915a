//! What can't be read or typed, and what is said of it: `reading.txt` holds the table.

use holdpoint::condition::{Condition, MAX_DEPTH, MAX_TEXT};

use super::support::{Words, shown};

/// Each line of the table is a condition, and below it, indented, what is said of it: `ok` and its
/// printed form, or the problems. `BLESS=1` writes it anew; read the difference before committing.
#[test]
fn the_table_of_mistakes() {
    let words = Words::new();
    let expected = include_str!("reading.txt");
    let mut found = String::new();
    for text in expected.lines().filter(|line| !line.starts_with("    ")) {
        let said = if text.is_empty() || text.starts_with('#') {
            String::new()
        } else {
            match Condition::from_text(text, &words) {
                Ok(condition) => format!("    ok {}\n", condition.to_cel(&words)),
                Err(problems) => shown(&problems).lines().map(|line| format!("    {line}\n")).collect(),
            }
        };
        found.push_str(&format!("{text}\n{said}"));
    }
    if std::env::var_os("BLESS").is_some() {
        let table = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/condition/reading.txt");
        std::fs::write(table, &found).unwrap();
    }
    for (found, expected) in found.lines().zip(expected.lines()) {
        assert_eq!(found, expected);
    }
    assert_eq!(found.lines().count(), expected.lines().count());
}

#[test]
fn places_are_counted_as_editors_count() {
    let words = Words::new();
    let text = "intent.label == \"😀\" // 😀\n  && lead.valeu > 1";
    let problems = Condition::from_text(text, &words).unwrap_err();
    let position = problems[0].diagnostic.position.unwrap();
    assert_eq!((position.line, position.column), (2, 6));
    let utf16: Vec<u16> = text.encode_utf16().collect();
    let marked = String::from_utf16(&utf16[position.start as usize..position.end as usize]).unwrap();
    assert_eq!(marked, "lead.valeu");
    assert_eq!(&text[problems[0].span.clone().unwrap()], "lead.valeu");
}

#[test]
fn size_and_nesting_are_bounded() {
    let words = Words::new();
    let refused = |text: &str| shown(&Condition::from_text(text, &words).unwrap_err());
    // Chains are flat: only the text bounds them.
    let chain = vec!["history.complete"; 3000].join(" && ");
    assert!(Condition::from_text(&chain, &words).is_ok());
    let nested = |open: &str, close: &str, times: usize| {
        format!("{}history.complete{}", open.repeat(times), close.repeat(times))
    };
    for (open, close, most) in [("!", "", MAX_DEPTH - 1), ("(", ")", 2 * MAX_DEPTH - 1)] {
        assert!(Condition::from_text(&nested(open, close, most), &words).is_ok(), "{open}");
        assert!(refused(&nested(open, close, most + 1)).contains("HP0306"), "{open}");
        assert!(refused(&nested(open, close, 30_000)).contains("HP0306"), "{open}");
    }
    for text in [
        "-".repeat(60_000),
        "[".repeat(60_000),
        "size(".repeat(10_000),
        "a?".repeat(30_000),
        "a?b:".repeat(15_000),
        "a[".repeat(30_000),
        "history.complete == ".repeat(3000) + "true",
        "1 + ".repeat(10_000) + "1 > 0",
    ] {
        assert!(refused(&text).contains("HP0306"), "{}", &text[..40]);
    }
    let long = format!("intent.label == \"{}\"", "x".repeat(MAX_TEXT));
    assert!(refused(&long).starts_with("HP0306 1:1 this condition is too long"));
    // A text full of mistakes is answered in time, and not with all of them.
    let wrong = vec!["lead.valeu > 1"; 3000].join(" || ");
    assert_eq!(Condition::from_text(&wrong, &words).unwrap_err().len(), 100);
}
