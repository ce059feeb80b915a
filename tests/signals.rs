//! What is heard in language, through the crate's public face.

use holdpoint::model::Map;
use holdpoint::signals::{Adjustment, Coverage, Lexicons, Place, ProblemKind, SIGNALS, Side};

/// The signals that count in a message, sorted.
fn heard(lexicons: &Lexicons, text: &str, side: Side) -> Vec<String> {
    let found = lexicons.scan(text, side);
    let mut signals: Vec<String> =
        found.iter().filter(|found| found.counts()).map(|found| found.signal.to_owned()).collect();
    signals.sort();
    signals.dedup();
    signals
}

fn check(cases: &[(&str, &str)]) {
    let lexicons = Lexicons::builtin();
    for (text, expected) in cases {
        assert_eq!(heard(&lexicons, text, Side::Message).join(" "), *expected, "{text}");
    }
}

#[test]
fn a_capital_i_may_be_an_l_where_a_word_begins() {
    check(&[
        ("My Iawyer will call you", "legal"),
        ("Iegal action follows", "legal"),
        ("I am in Iowa, Ian is not. Ideas? Inform me.", ""),
    ]);
}

#[test]
fn negation_is_known() {
    check(&[
        ("I don't want a refund", "refund"),
        ("No complaints at all.", ""),
        ("I have no further complaints", ""),
        ("not urgent, take your time", ""),
        ("there is no rush", ""),
        ("this is urgent", "urgency"),
    ]);
    let lexicons = Lexicons::builtin();
    let found = lexicons.scan("no complaints at all", Side::Message);
    let near: Vec<_> = found.iter().filter(|found| found.negated).map(|found| found.signal).collect();
    assert_eq!(near, ["complaint"], "the near miss is there, marked");
}

#[test]
fn what_is_mild_counts_unless_the_text_is_calm() {
    check(&[
        ("Unfortunately the lamp came in blue.", "negative_sentiment"),
        ("I'm a happy customer of yours. Unfortunately the lamp came in blue.", ""),
        ("I'm a happy customer of yours. The lamp is atrocious.", "complaint negative_sentiment"),
        ("Unfortunately the lamp came in blue.\n> I'm a happy customer of yours.", "negative_sentiment"),
        ("I need it as soon as possible.", "urgency"),
        ("I need it as soon as possible, at your convenience.", ""),
    ]);
    let lexicons = Lexicons::builtin();
    let found = lexicons.scan("A happy customer, unfortunately. Sadly yours.", Side::Message);
    let near: Vec<_> = found.iter().map(|found| (found.entry, found.negated)).collect();
    assert_eq!(near, [("sadly", true)], "what is calm isn't itself heard");
}

#[test]
fn words_stay_whole_and_senses_apart() {
    check(&[
        ("our account is prefunded", ""),
        ("is there a tennis court", ""),
        ("court shoes, size 40", ""),
        ("a pack of legal-size paper", ""),
        ("this issue pursues me", ""),
        ("we go to court", "legal"),
    ]);
}

#[test]
fn what_is_quoted_is_marked_and_does_not_count() {
    let lexicons = Lexicons::builtin();
    for text in [
        "Thanks!\n\n> I want a refund\n> now",
        "Thanks!\n\nOn Tue, 3 Mar 2026 at 10:00, Ann wrote:\nI want a refund",
        "Thanks!\n-----Original Message-----\nI want a refund",
        "<p>Thanks!</p><blockquote>I want a refund</blockquote>",
        "<div>Thanks</div><div class=\"gmail_quote\"><div>I want a refund</div></div>",
    ] {
        let found = lexicons.scan(text, Side::Message);
        assert!(found.iter().any(|found| found.signal == "refund" && found.place == Place::Quoted), "{text}");
        assert!(!found.iter().any(|found| found.signal == "refund" && found.counts()), "{text}");
    }
    // All quote and no word of one's own: forwarded to be heard. And a draft goes out with what it quotes.
    assert!(heard(&lexicons, "> I want a refund", Side::Message).contains(&"refund".to_owned()));
    assert!(heard(&lexicons, "Hello\n> You get a refund", Side::Draft).contains(&"refund".to_owned()));
}

#[test]
fn spans_are_utf16_units_of_the_text_as_given() {
    let lexicons = Lexicons::builtin();
    for (text, expected) in [
        ("😀 I want a refund!", "refund"),
        ("I want a r.e.f.u.n.d", "r.e.f.u.n.d"),
        ("re<b>fund</b> me", "re<b>fund"),
        ("my money\n\n back", "my money\n\n back"),
        ("𝐫𝐞𝐟𝐮𝐧𝐝", "𝐫𝐞𝐟𝐮𝐧𝐝"),
        ("&#114;efund", "&#114;efund"),
    ] {
        let units: Vec<u16> = text.encode_utf16().collect();
        let found = lexicons.scan(text, Side::Message);
        let found = found.iter().filter(|found| found.signal == "refund");
        let matched: Vec<String> =
            found.map(|found| String::from_utf16_lossy(&units[found.start..found.end])).collect();
        assert!(
            matched.iter().any(|matched| matched == expected || expected.ends_with(matched)),
            "{text}: {matched:?}"
        );
    }
}

fn adjusted(signal: &str, add: &[&str], remove: &[&str]) -> Map<Adjustment> {
    let texts = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect();
    let mut adjusted = Map::default();
    adjusted.push(signal.to_owned(), Adjustment { add: texts(add), remove: texts(remove) });
    adjusted
}

#[test]
fn a_policy_adds_and_takes_away() {
    let lexicons = Lexicons::compile(&adjusted("dispute", &["dispute*", "not what we agreed"], &[])).unwrap();
    assert_eq!(lexicons.signals().len(), SIGNALS.len() + 1);
    for text in ["disputed", "D.I.S.P.U.T.E", "dіspute", "not  what\nwe agreed", "disputing? no: DISPUTES"] {
        assert!(heard(&lexicons, text, Side::Message).contains(&"dispute".to_owned()), "{text}");
    }
    let lexicons = Lexicons::compile(&adjusted("refund", &["gimme credit"], &["money back"])).unwrap();
    assert!(!heard(&lexicons, "money back", Side::Message).contains(&"refund".to_owned()));
    assert!(heard(&lexicons, "gimme credit", Side::Message).contains(&"refund".to_owned()));
    assert!(heard(&lexicons, "refund", Side::Message).contains(&"refund".to_owned()));
}

#[test]
fn a_removal_of_one_form_leaves_the_others() {
    let lexicons = Lexicons::compile(&adjusted("refund", &[], &["refunded"])).unwrap();
    assert!(!heard(&lexicons, "refunded", Side::Message).contains(&"refund".to_owned()));
    assert!(heard(&lexicons, "refunds", Side::Message).contains(&"refund".to_owned()));
}

#[test]
fn problems_are_told_all_at_once() {
    let problems =
        Lexicons::compile(&adjusted("refund", &["...", "(a|b", "!!"], &["mony back", "zebra crossing"]))
            .unwrap_err();
    assert_eq!(problems.len(), 5, "{problems:#?}");
    let closest = ProblemKind::UnknownRemoval { closest: Some("money back".to_owned()) };
    assert!(problems.iter().any(|problem| problem.kind == closest), "{problems:#?}");
}

#[test]
fn a_language_without_lexicon_is_undetermined() {
    let lexicons = Lexicons::builtin();
    assert_eq!(lexicons.covers("I am fine", None), Coverage::Covered);
    assert_eq!(lexicons.covers("I am fine", Some("en-GB")), Coverage::Covered);
    assert_eq!(lexicons.covers("I am fine", Some("de")), Coverage::OtherLanguage);
    assert_eq!(lexicons.covers("Хочу вернуть деньги", None), Coverage::OtherScript);
    assert_eq!(lexicons.covers("退款", Some("en")), Coverage::OtherScript);
    assert_eq!(lexicons.covers("Café à la crème, 𝐟𝐢𝐧𝐞 👍", None), Coverage::Covered);
    assert_eq!(lexicons.covers("", None), Coverage::Covered);
}
