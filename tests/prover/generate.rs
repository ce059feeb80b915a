//! Random policies over a few fields, and all the cases that can make a difference to them.

use serde_json::{Map, Value as Json, json};

use crate::support::policy;

/// Numbers from a seed (SplitMix64).
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0x5851_F42D_4C95_7F2D)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, sides: usize) -> usize {
        usize::try_from(self.next() % sides as u64).unwrap()
    }

    fn of<'a, T: ?Sized>(&mut self, among: &[&'a T]) -> &'a T {
        among[self.below(among.len())]
    }
}

/// A group of fields that hang together: its questions, and every combination of its values.
struct Group {
    atom: fn(&mut Random) -> String,
    values: fn() -> Vec<Vec<(&'static str, Json)>>,
    /// Numbers that lie one after the other: a field and three of its values.
    steps: &'static [(&'static str, [f64; 3])],
}

const GROUPS: &[Group] = &[
    Group { atom: score, values: scores, steps: &[("score", [2.0, 3.0, 4.0]), ("score", [4.0, 5.0, 7.5])] },
    Group {
        atom: money,
        values: monies,
        steps: &[("lead.value", [99.0, 100.0, 300.0]), ("lead.value", [300.0, 500.0, 501.0])],
    },
    Group {
        atom: turns,
        values: many_turns,
        steps: &[("history.turns", [1.0, 2.0, 3.0]), ("history.turns", [3.0, 4.0, 5.0])],
    },
    Group { atom: region, values: regions, steps: &[] },
    Group { atom: flag, values: flags, steps: &[] },
    Group { atom: action, values: actions, steps: &[] },
    Group { atom: tier, values: tiers, steps: &[] },
    Group { atom: tags, values: many_tags, steps: &[] },
    Group { atom: labels, values: many_labels, steps: &[] },
    Group { atom: due, values: dues, steps: &[] },
    Group { atom: signals, values: many_signals, steps: &[] },
];

/// The groups that choose the action.
const ACTION: usize = 5;
const SIGNALS: usize = 10;

/// A policy and what its cases can differ in.
pub(crate) struct Made {
    pub(crate) policy: Json,
    groups: Vec<usize>,
}

pub(crate) fn make(random: &mut Random) -> Made {
    let mut groups: Vec<usize> = Vec::new();
    let wanted = 1 + random.below(3);
    while groups.len() < wanted {
        let group = random.below(GROUPS.len());
        let cases: usize =
            groups.iter().chain([&group]).map(|group| (GROUPS[*group].values)().len()).product();
        // Two groups choose the action; a case has only one.
        let twice =
            |one: usize| matches!(one, ACTION | SIGNALS) && group != one && matches!(group, ACTION | SIGNALS);
        if groups.contains(&group) || cases > 4_000 || groups.iter().any(|one| twice(*one)) {
            if !groups.is_empty() {
                break;
            }
            continue;
        }
        groups.push(group);
    }
    let rules: Vec<Json> = (0..1 + random.below(4))
        .map(|index| {
            let mut rule = json!({
                "id": format!("rule-{}", ["d", "a", "c", "b"][index]),
                "when": condition(random, &groups, 2),
                "lane": random.of(&["review", "takeover"]),
                "class": random.of(&["risky", "risky", "expected"]),
            });
            if random.below(3) == 0 {
                rule["undetermined"] = json!("takeover");
            }
            if random.below(2) == 0 {
                rule["queue"] = json!(random.of(&["desk", "boss"]));
            }
            rule
        })
        .collect();
    let mut routes: Vec<Json> = (0..random.below(3))
        .map(|index| json!({ "when": condition(random, &groups, 1), "to": format!("queue-{index}") }))
        .collect();
    routes.push(json!({ "to": "desk" }));
    let mut policy = policy(&json!(rules));
    policy["routes"] = json!(routes);
    Made { policy, groups }
}

impl Made {
    /// Every combination of values.
    pub(crate) fn cases(&self) -> Vec<Json> {
        let mut cases = vec![Map::from_iter([
            ("id".to_owned(), json!("c")),
            ("action".to_owned(), json!({ "name": "tag" })),
        ])];
        for group in &self.groups {
            let values = (GROUPS[*group].values)();
            let with = |case: &Map<String, Json>| {
                values
                    .iter()
                    .map(|fields| {
                        let mut case = case.clone();
                        for (path, value) in fields.iter().filter(|(_, value)| !value.is_null()) {
                            put(&mut case, path, value);
                        }
                        case
                    })
                    .collect::<Vec<_>>()
            };
            cases = cases.iter().flat_map(with).collect();
        }
        cases.into_iter().map(Json::Object).collect()
    }

    pub(crate) fn steps(&self) -> Vec<(&'static str, Json, Json, Json)> {
        let steps = self.groups.iter().flat_map(|group| GROUPS[*group].steps);
        steps.map(|(path, [below, at, above])| (*path, number(*below), number(*at), number(*above))).collect()
    }
}

fn number(number: f64) -> Json {
    if number.fract() == 0.0 { json!(number as i64) } else { json!(number) }
}

fn put(object: &mut Map<String, Json>, path: &str, value: &Json) {
    match path.split_once('.') {
        None => drop(object.insert(path.to_owned(), value.clone())),
        Some((first, rest)) => {
            let inner = object.entry(first.to_owned()).or_insert_with(|| json!({}));
            put(inner.as_object_mut().unwrap(), rest, value);
        }
    }
}

fn condition(random: &mut Random, groups: &[usize], depth: usize) -> String {
    match if depth == 0 { 0 } else { random.below(8) } {
        0..=2 => (GROUPS[groups[random.below(groups.len())]].atom)(random),
        3 | 4 => format!(
            "({}) && ({})",
            condition(random, groups, depth - 1),
            condition(random, groups, depth - 1)
        ),
        5 | 6 => format!(
            "({}) || ({})",
            condition(random, groups, depth - 1),
            condition(random, groups, depth - 1)
        ),
        _ => format!("!({})", condition(random, groups, depth - 1)),
    }
}

fn order(random: &mut Random) -> &'static str {
    random.of(&["<", "<=", ">", ">=", "==", "!="])
}

fn score(random: &mut Random) -> String {
    match random.below(6) {
        0 => "has(score)".into(),
        1 => "score in [3, 5]".into(),
        2 => format!("-score {} -3", order(random)),
        _ => format!("score {} {}", order(random), random.of(&["0", "3", "5", "10", "11"])),
    }
}

fn scores() -> Vec<Vec<(&'static str, Json)>> {
    let values =
        [json!(null), json!(0), json!(2), json!(3), json!(4), json!(5), json!(7.5), json!(10), json!(11)];
    values.into_iter().map(|value| vec![("score", value)]).collect()
}

fn money(random: &mut Random) -> String {
    match random.below(6) {
        0 => "has(lead.value)".into(),
        1 => format!("lead.currency == \"{}\"", random.of(&["USD", "EUR", "usd"])),
        _ => format!("lead.value {} {}", order(random), random.of(&["100", "500"])),
    }
}

fn monies() -> Vec<Vec<(&'static str, Json)>> {
    let mut all = Vec::new();
    for currency in [json!(null), json!("USD"), json!("EUR"), json!("CHF")] {
        for value in [json!(null), json!(99), json!(100), json!(300), json!(500), json!(501)] {
            all.push(vec![("lead.currency", currency.clone()), ("lead.value", value)]);
        }
    }
    all
}

fn turns(random: &mut Random) -> String {
    format!("history.turns {} {}", order(random), random.of(&["2", "4", "2.5", "0"]))
}

fn many_turns() -> Vec<Vec<(&'static str, Json)>> {
    let missing = vec![("history.turns", json!(null))];
    std::iter::once(missing).chain((0..7).map(|turns| vec![("history.turns", json!(turns))])).collect()
}

fn region(random: &mut Random) -> String {
    match random.below(4) {
        0 => "region in [\"north\", \"coast\"]".into(),
        1 => "has(region)".into(),
        _ => format!("region {} \"{}\"", random.of(&["==", "!="]), random.of(&["north", "south"])),
    }
}

fn regions() -> Vec<Vec<(&'static str, Json)>> {
    let values = [json!(null), json!("north"), json!("south"), json!("coast"), json!("moon")];
    values.into_iter().map(|value| vec![("region", value)]).collect()
}

fn flag(random: &mut Random) -> String {
    random
        .of(&["flagged", "!flagged", "has(flagged)", "flagged == history.complete", "flagged in [true]"])
        .to_owned()
}

fn flags() -> Vec<Vec<(&'static str, Json)>> {
    let values = || [json!(null), json!(true), json!(false)];
    values()
        .into_iter()
        .flat_map(|one| values().map(|two| vec![("flagged", one.clone()), ("history.complete", two)]))
        .collect()
}

fn action(random: &mut Random) -> String {
    random
        .of(&[
            "action.name == \"send\"",
            "action.name in [\"tag\", \"nobody\"]",
            "action.kind == \"outbound\"",
            "action.kind != \"internal\"",
            "action.customerFacing",
            "action.financial",
            "has(action.kind)",
            "action.effect == \"reversible\"",
            "action.name.startsWith(\"p\")",
        ])
        .to_owned()
}

fn actions() -> Vec<Vec<(&'static str, Json)>> {
    ["tag", "send", "pay", "nobody", "somebody", "person"]
        .map(|name| vec![("action.name", json!(name))])
        .into()
}

fn tier(random: &mut Random) -> String {
    let test = random.of(&[
        ".contains(\"a\")",
        ".contains(\"ab\")",
        ".startsWith(\"a\")",
        ".startsWith(\"b\")",
        ".endsWith(\"b\")",
        ".size() > 2",
        ".size() == 0",
        " == \"ab\"",
        " != \"b\"",
        " in [\"a\", \"b\"]",
        ".matches(\"b+c\")",
    ]);
    format!("vendor.tier{test}")
}

/// All texts of up to four of three letters.
fn tiers() -> Vec<Vec<(&'static str, Json)>> {
    let mut texts = vec![String::new()];
    let mut last = texts.clone();
    for _ in 0..4 {
        last = last.iter().flat_map(|text| ["a", "b", "c"].map(|letter| format!("{text}{letter}"))).collect();
        texts.extend(last.clone());
    }
    let texts = texts.into_iter().map(|text| vec![("vendor.tier", json!(text))]);
    std::iter::once(vec![("vendor.tier", json!(null))]).chain(texts).collect()
}

fn tags(random: &mut Random) -> String {
    list("tags", random)
}

fn labels(random: &mut Random) -> String {
    list("labels", random)
}

fn list(name: &str, random: &mut Random) -> String {
    match random.below(6) {
        0 => format!("{name}.size() {} {}", order(random), random.below(3)),
        1 => format!("{name}.all(x, x == \"{}\")", random.of(&["a", "b"])),
        2 => format!("{name}.exists(x, x != \"a\")"),
        3 => format!("{name}.exists(x, x in [\"a\", \"b\"])"),
        _ => format!("\"{}\" in {name}", random.of(&["a", "b"])),
    }
}

/// All lists of up to three of these.
fn lists(name: &'static str, entries: &[&str]) -> Vec<Vec<(&'static str, Json)>> {
    let mut lists: Vec<Vec<&str>> = vec![Vec::new()];
    let mut last = lists.clone();
    for _ in 0..3 {
        last = last
            .iter()
            .flat_map(|list| entries.iter().map(|entry| list.iter().copied().chain([*entry]).collect()))
            .collect();
        lists.extend(last.clone());
    }
    let lists = lists.into_iter().map(|list| vec![(name, json!(list))]);
    std::iter::once(vec![(name, json!(null))]).chain(lists).collect()
}

fn many_tags() -> Vec<Vec<(&'static str, Json)>> {
    lists("tags", &["a", "b"])
}

fn many_labels() -> Vec<Vec<(&'static str, Json)>> {
    lists("labels", &["a", "b", "c"])
}

fn due(random: &mut Random) -> String {
    match random.below(6) {
        0 => format!("dueAt {} timestamp(\"2026-01-01T00:00:00Z\")", order(random)),
        1 => format!("now {} dueAt", order(random)),
        2 => format!("now {} dueAt + duration(\"24h\")", order(random)),
        3 => "has(dueAt)".into(),
        _ => format!("now - dueAt {} duration(\"{}\")", order(random), random.of(&["24h", "48h", "-24h"])),
    }
}

fn dues() -> Vec<Vec<(&'static str, Json)>> {
    const START: i64 = 1_767_225_600_000; // 2026-01-01T00:00:00Z
    const HOUR: i64 = 3_600_000;
    let mut all = Vec::new();
    for due in [None, Some(START - 1), Some(START), Some(START + 1)] {
        all.push(vec![("dueAt", due.map_or(json!(null), |due| json!(due)))]);
        let offsets =
            [-24, 0, 24, 48].into_iter().flat_map(|hours| [-1, 0, 1].map(|step| hours * HOUR + step));
        for offset in offsets {
            let now = due.unwrap_or(START) + offset;
            all.push(vec![("dueAt", due.map_or(json!(null), |due| json!(due))), ("now", json!(now))]);
        }
    }
    all
}

fn signals(random: &mut Random) -> String {
    let name = random.of(&["refund", "odd"]);
    match random.below(6) {
        0 => "action.name == \"send\"".into(),
        1 => "has(message.text)".into(),
        _ => format!("\"{name}\" in {}", random.of(&["signals", "message.signals", "action.signals"])),
    }
}

fn many_signals() -> Vec<Vec<(&'static str, Json)>> {
    let texts = || [json!(null), json!(""), json!("I want a refund please"), json!("Хочу вернуть деньги")];
    let mut all = Vec::new();
    for asserted in [json!(null), json!(["refund"]), json!(["odd"]), json!(["odd", "refund"])] {
        for action in ["tag", "send"] {
            for message in texts() {
                for draft in texts() {
                    for subject in [json!(null), json!("I want a refund please")] {
                        all.push(vec![
                            ("signals", asserted.clone()),
                            ("action.name", json!(action)),
                            ("message.text", message.clone()),
                            ("message.subject", subject),
                            ("action.text", draft.clone()),
                        ]);
                    }
                }
            }
        }
    }
    all
}
