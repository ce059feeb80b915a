//! How long the checker takes in native code; the package's own bench measures it in Node.

use std::time::Instant;

use holdpoint::check::check;
use serde_json::{Value as Json, json};

use crate::support::{compiled, policy};

/// `cargo test --release --test prover five_hundred -- --nocapture` prints the time.
#[test]
#[expect(clippy::disallowed_methods, reason = "it measures, and the engine has no clock to look at")]
fn five_hundred_rules_are_checked() {
    let rules: Vec<Json> = (0..500)
        .map(|n| {
            let when = match n % 5 {
                0 => format!("action.name == \"send\" && lead.value >= {}", 1000 + n * 10),
                1 => format!("intent.label == \"intent_{}\" && score > {}", n % 30, n % 10),
                2 => format!("\"legal\" in signals && vendor.tier == \"tier-{n}\""),
                3 => format!("message.text.contains(\"part {n}\") || labels.exists(x, x == \"{n}\")"),
                _ => format!("now - dueAt > duration(\"{n}h\") && flagged"),
            };
            json!({ "id": format!("rule-{n}"), "when": when, "lane": "review" })
        })
        .collect();
    let compiled = compiled(&policy(&json!(rules)));
    let start = Instant::now();
    let report = check(&compiled);
    println!(
        "500 rules in {:?}: {} findings, {} not analysed",
        start.elapsed(),
        report.findings.len(),
        report.not_analysed.len()
    );
    assert!(report.not_analysed.is_empty(), "{:?}", report.not_analysed.first());
    assert!(!report.findings.is_empty());
}
