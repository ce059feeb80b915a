//! Cases at random. Each field is harmless, absent, null or odd; nothing else is needed to reach
//! every stop condition.

use std::{fs, path::PathBuf, sync::OnceLock};

use proptest::{collection::vec, prelude::*};
use serde_json::{Value as Json, json};

/// A field: where, what is harmless there, what else may stand there (`null` is null).
type Field = (&'static str, Json, Vec<Json>);

fn fields() -> &'static [Field] {
    static FIELDS: OnceLock<Vec<Field>> = OnceLock::new();
    FIELDS.get_or_init(|| {
        let texts = || {
            vec![
                json!("I want a refund"),
                json!("my lawyer will call"),
                json!(""),
                json!("  "),
                json!("Хочу вернуть деньги"),
                json!("no complaints at all"),
                json!("cancel it 😀 now, this is urgent!"),
                json!("Our guarantee: $99, 20% off"),
                json!("we are a gold dental clinic"),
                json!("> I want a refund\n> please"),
                json!("e\u{301}\u{200b}\u{fffd}"),
            ]
        };
        vec![
            ("action.channel", json!("email"), vec![json!("sms"), json!("")]),
            ("action.text", json!("Thanks, we will write on Monday."), texts()),
            ("action.records", json!(1), vec![json!(0), json!(900)]),
            ("action.amount", json!(10), vec![json!(-20), json!(1e6), json!(0.1)]),
            ("action.currency", json!("USD"), vec![json!("EUR")]),
            ("message.text", json!("Could somebody look at the furnace?"), texts()),
            ("message.subject", json!("Furnace"), texts()),
            ("message.language", json!("en"), vec![json!("de"), json!("en-GB")]),
            ("message.sentiment", json!(0.2), vec![json!(-0.9), json!(-0.6), json!(1)]),
            (
                "intent.label",
                json!("new_lead"),
                vec![json!("refund"), json!("question"), json!("world_peace"), json!(""), json!(" ")],
            ),
            ("intent.confidence", json!(0.95), vec![json!(0.1), json!(0.75), json!(0.5), json!(1), json!(0)]),
            (
                "intent.alternatives",
                json!([{ "label": "question", "confidence": 0.1 }]),
                vec![
                    json!([]),
                    json!([{ "label": "x", "confidence": 0.3 }, { "label": "a", "confidence": 0.2 }]),
                ],
            ),
            ("customer.id", json!("c-1"), vec![json!("")]),
            ("customer.segment", json!("residential"), vec![json!("gold")]),
            ("customer.industry", json!("gardening"), vec![json!("Health"), json!("Financial Services")]),
            ("customer.tier", json!("standard"), vec![json!("gold")]),
            ("lead.value", json!(100), vec![json!(60_000), json!(1000), json!(-5), json!(2.5)]),
            ("lead.currency", json!("USD"), vec![json!("EUR")]),
            ("lead.urgency", json!("normal"), vec![json!("high"), json!("critical"), json!("low")]),
            ("history.complete", json!(true), vec![json!(false)]),
            ("history.turns", json!(2), vec![json!(0), json!(40)]),
            ("history.validationFailures", json!(0), vec![json!(3), json!(7)]),
            (
                "history.lastContactAt",
                json!("2026-11-19T09:00:00Z"),
                vec![json!("2020-01-01T00:00:00+01:00"), json!(1_700_000_000_000_i64)],
            ),
            ("data.missing", json!([]), vec![json!(["a"]), json!(["phone", "a"]), json!(["x", "x"])]),
            (
                "data.conflicts",
                json!([]),
                vec![
                    json!(["a", "b"]),
                    json!([{ "field": "a", "values": [{ "value": 1, "source": "crm" }, { "value": null }] }]),
                ],
            ),
            ("data.owners", json!(["team-a"]), vec![json!(["a", "b"]), json!([]), json!(["a", "a"])]),
            ("data.duplicateOf", json!(""), vec![json!("case-0"), json!("gold")]),
            ("data.updatedAt", json!("2026-11-20T09:00:00Z"), vec![json!("2025-01-01T00:00:00Z")]),
            ("data.fields", json!({ "note": "n" }), vec![json!({}), json!({ "a": { "b": [1, null, "c"] } })]),
            ("workflow.paused", json!(false), vec![json!(true)]),
            ("workflow.unknownRate", json!(0.01), vec![json!(1)]),
            ("workflow.backlog", json!(3), vec![json!(0), json!(2000)]),
            ("workflow.reviewerCapacity", json!(10.5), vec![json!(0)]),
            (
                "signals",
                json!([]),
                vec![json!(["refund"]), json!(["high_risk", "mine"]), json!(["unexplained"])],
            ),
            ("now", json!("2026-11-21T09:00:00Z"), vec![json!("2019-02-03T04:05:06.789+02:00")]),
            ("region", json!("north"), vec![json!("south"), json!("mars"), json!(7), json!("")]),
            ("jobNumber", json!("JOB-12"), vec![json!("job"), json!(""), json!({})]),
            ("score", json!(3), vec![json!(0), json!(99), json!("3"), json!(9.5)]),
            ("flagged", json!(false), vec![json!(true), json!("yes")]),
            ("dueAt", json!("2026-11-20T00:00:00Z"), vec![json!("tomorrow"), json!("2020-01-01T00:00:00Z")]),
            ("tags", json!(["a"]), vec![json!(["c", "b"]), json!([]), json!(["z"]), json!("a")]),
            ("vendor.tier", json!("silver"), vec![json!("gold"), json!(["gold"])]),
            ("vendor.since", json!("2020-01-01T00:00:00Z"), vec![json!(12)]),
        ]
    })
}

/// A case's choices: its action, then one for each field.
pub(crate) fn genes() -> impl Strategy<Value = Vec<u8>> {
    // Most fields stay harmless: of some cases nearly all, so that one alone can decide.
    let odd = |harmless: u32| prop_oneof![harmless => 0_u8..100, 1 => any::<u8>()];
    let genes = prop_oneof![vec(odd(3), fields().len() + 1), vec(odd(20), fields().len() + 1)];
    (genes, any::<u8>()).prop_map(|(mut genes, action)| {
        genes[0] = action;
        genes
    })
}

/// The case that these choices make.
pub(crate) fn case(genes: &[u8]) -> Json {
    let mut case = json!({ "id": "case-1", "action": {} });
    let actions = super::policies::ACTIONS;
    let action = usize::from(genes[0]) % (2 * actions.len() + 1);
    case["action"]["name"] = json!(actions.get(action / 2).copied().unwrap_or("fly"));
    for ((path, harmless, others), gene) in fields().iter().zip(&genes[1..]) {
        match usize::from(*gene) {
            0..150 => set(&mut case, path, harmless.clone()),
            150..170 => {}
            170..185 => set(&mut case, path, Json::Null),
            odd => set(&mut case, path, others[odd % others.len()].clone()),
        }
    }
    if genes[1] % 64 == 63 {
        case["lead"] = Json::Null;
    }
    if genes[2] % 64 == 63 {
        case["vendor"] = json!("a text where an object should be");
    }
    case
}

/// Every case in which one field is odd and all others are harmless, with that field's path.
pub(crate) fn with_one_odd_field() -> impl Iterator<Item = (&'static str, Json)> {
    let actions = super::policies::ACTIONS.len();
    fields().iter().enumerate().flat_map(move |(index, (path, _, others))| {
        let odd = move |action: usize, value: Json| {
            let mut genes = vec![0; fields().len() + 1];
            genes[0] = u8::try_from(2 * action).unwrap();
            genes[index + 1] = 1;
            let mut case = case(&genes);
            set(&mut case, path, value);
            (*path, case)
        };
        others.iter().flat_map(move |value| (0..actions).map(move |action| odd(action, value.clone())))
    })
}

/// Puts a value at a dotted path; objects on the way are made.
pub(crate) fn set(case: &mut Json, path: &str, value: Json) {
    let mut place = case;
    for key in path.split('.') {
        if !place.is_object() {
            *place = json!({});
        }
        place = &mut place[key];
    }
    *place = value;
}

/// The example cases, one JSON text each.
pub(crate) fn examples() -> &'static [String] {
    static EXAMPLES: OnceLock<Vec<String>> = OnceLock::new();
    EXAMPLES.get_or_init(|| {
        let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("examples/cases");
        let mut files: Vec<PathBuf> =
            fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.retain(|file| file.extension().is_some_and(|extension| extension == "jsonl"));
        files.sort();
        let lines = files.iter().flat_map(|file| {
            fs::read_to_string(file).unwrap().lines().map(str::to_owned).collect::<Vec<_>>()
        });
        lines.collect()
    })
}
