//! The other side: records with versions, a ledger, orders, letters. Its APIs fail, lose answers, apply
//! late, and forget keys after their lifetime; other people edit its records.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::dice::Dice;

pub(crate) const SECOND: i64 = 1000;
pub(crate) const HOUR: i64 = 3600 * SECOND;
/// How long the other side remembers a key.
pub(crate) const LIFETIME: i64 = 24 * HOUR;

/// A record: who wrote into it, in order, and its version.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Record {
    pub(crate) content: Vec<String>,
    pub(crate) version: i64,
}

/// How likely each mischief is, in percent of calls.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mischief {
    pub(crate) fail: u64,
    pub(crate) refuse: u64,
    pub(crate) lose: u64,
    pub(crate) late: u64,
    pub(crate) edit: u64,
    pub(crate) crash: u64,
}

pub(crate) const NONE: Mischief = Mischief { fail: 0, refuse: 0, lose: 0, late: 0, edit: 0, crash: 0 };

/// What a call answers.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Answer {
    Done(Json),
    /// Nothing was applied; another try may help.
    Failed,
    /// Nothing was applied; no other try helps.
    Refused,
    /// Some items were applied: these; of the last one nobody may know.
    Partly {
        done: Vec<String>,
        unknown: Option<String>,
    },
    /// No answer came.
    Lost,
}

/// One call.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) action: String,
    pub(crate) arguments: Json,
    pub(crate) key: String,
    pub(crate) items: Vec<String>,
    pub(crate) guards: Vec<(String, i64)>,
}

/// The world.
#[derive(Clone, Debug, Default)]
pub(crate) struct World {
    pub(crate) now: i64,
    pub(crate) records: BTreeMap<String, Record>,
    snapshots: BTreeMap<(String, String), Record>,
    /// Document → what was booked on it.
    pub(crate) ledger: BTreeMap<String, Vec<i64>>,
    /// Document → items, each with how often it exists.
    pub(crate) orders: BTreeMap<String, BTreeMap<String, u32>>,
    /// Document → how often it was sent, shipped or done.
    pub(crate) done: BTreeMap<String, u32>,
    /// Key → until when it is remembered, and the answer.
    memory: BTreeMap<String, (i64, Json)>,
    /// Key → how often something was applied under it.
    pub(crate) applied: BTreeMap<String, u32>,
    late: Vec<(i64, Call)>,
    edits: u32,
    /// Whether all snapshots were taken before the run. Then an edit between two writes of ours can't be told from
    /// ours, and only one since our last write counts (R6).
    pub(crate) one_snapshot: bool,
    /// Edits of other people that were overwritten.
    pub(crate) overwritten: Vec<String>,
}

impl World {
    /// Lets time pass; what is late arrives.
    pub(crate) fn pass(&mut self, time: i64) {
        self.now += time;
        let (due, rest): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.late).into_iter().partition(|it| it.0 <= self.now);
        self.late = rest;
        for (_, call) in due {
            let _ = self.apply(&call);
        }
    }

    pub(crate) fn in_flight(&self, key: &str) -> bool {
        self.late.iter().any(|(_, call)| call.key == key)
    }

    pub(crate) fn record(&mut self, name: &str) -> &mut Record {
        self.records.entry(name.to_owned()).or_insert_with(|| Record { content: Vec::new(), version: 1 })
    }

    /// Somebody else writes into a record.
    pub(crate) fn edit(&mut self, name: &str) {
        self.edits += 1;
        let mark = format!("edit-{}", self.edits);
        let record = self.record(name);
        record.content.push(mark);
        record.version += 1;
    }

    pub(crate) fn snapshot(&mut self, reference: &str, name: &str) -> i64 {
        let record = self.record(name).clone();
        let version = record.version;
        self.snapshots.insert((reference.to_owned(), name.to_owned()), record);
        version
    }

    /// A call as it comes in over the wire.
    pub(crate) fn call(&mut self, call: &Call, mischief: Mischief, dice: &mut Dice) -> Answer {
        self.pass(SECOND);
        if let Some((until, answer)) = self.memory.get(&call.key)
            && *until > self.now
            && call.items.is_empty()
        {
            return Answer::Done(answer.clone());
        }
        if dice.percent(mischief.fail) {
            return Answer::Failed;
        }
        if dice.percent(mischief.refuse) {
            return Answer::Refused;
        }
        if dice.percent(mischief.late) {
            self.late.push((self.now + dice.below(90) * SECOND, call.clone()));
            return Answer::Lost;
        }
        let stops = call.items.len() > 1 && dice.percent(mischief.fail + mischief.lose);
        if stops {
            let until = usize::try_from(dice.below(call.items.len() as i64 - 1)).unwrap() + 1;
            let done = call.items[..until].to_vec();
            let _ = self.apply(&Call { items: done.clone(), ..call.clone() });
            let next = call.items[until].clone();
            let unknown = dice.percent(40).then_some(next.clone());
            if unknown.is_some() && dice.percent(50) {
                let _ = self.apply(&Call { items: vec![next], ..call.clone() });
            }
            return Answer::Partly { done, unknown };
        }
        if dice.percent(mischief.lose) {
            if dice.percent(60) {
                let _ = self.apply(call);
            }
            return Answer::Lost;
        }
        self.apply(call)
    }

    /// Does what a call asks for, once under its key.
    fn apply(&mut self, call: &Call) -> Answer {
        if call.items.is_empty()
            && let Some((until, answer)) = self.memory.get(&call.key)
            && *until > self.now
        {
            return Answer::Done(answer.clone());
        }
        if call.guards.iter().any(|(record, version)| self.record(record).version != *version) {
            return Answer::Refused;
        }
        let text = |name: &str| call.arguments[name].as_str().unwrap_or_default().to_owned();
        let doc = text("doc");
        let mut answer = json!({ "id": format!("id-{doc}") });
        match call.action.as_str() {
            "pay" | "blind_pay" => {
                let amount = call.arguments["amount"].as_i64().unwrap();
                self.ledger.entry(doc.clone()).or_default().push(amount);
            }
            "credit" => {
                let of = text("of").trim_start_matches("id-").to_owned();
                let amount = call.arguments["amount"].as_i64().unwrap();
                let entries = self.ledger.entry(of).or_default();
                // There is nothing to offset: then that is the answer.
                if !entries.is_empty() {
                    entries.push(-amount);
                }
            }
            "order" => {
                for item in &call.items {
                    let key = format!("{}:{item}", call.key);
                    if self.memory.get(&key).is_some_and(|(until, _)| *until > self.now) {
                        continue;
                    }
                    *self.orders.entry(doc.clone()).or_default().entry(item.clone()).or_default() += 1;
                    self.memory.insert(key.clone(), (self.now + LIFETIME, Json::Null));
                    *self.applied.entry(key).or_default() += 1;
                }
                return Answer::Done(answer);
            }
            "cancel" => {
                self.orders.remove(text("of").trim_start_matches("id-"));
            }
            "config" | "config_unseen" | "tag" | "book" => {
                let mut versions = json!({});
                for record in call.arguments["records"].as_array().unwrap() {
                    let record = record.as_str().unwrap();
                    let place = self.record(record);
                    place.content.push(doc.clone());
                    place.version += 1;
                    versions[record] = json!(place.version);
                }
                answer["versions"] = versions;
            }
            "untag" => {
                let mut versions = json!({});
                for record in call.arguments["records"].as_array().unwrap() {
                    let record = record.as_str().unwrap();
                    let place = self.record(record);
                    place.content.retain(|mark| *mark != doc);
                    place.version += 1;
                    versions[record] = json!(place.version);
                }
                answer["versions"] = versions;
            }
            "restore_snapshot" => {
                let mut versions = json!({});
                for entry in call.arguments["records"].as_array().unwrap() {
                    let name = entry["record"].as_str().unwrap();
                    let place = (entry["snapshot"].as_str().unwrap().to_owned(), name.to_owned());
                    let state = self.snapshots[&place].content.clone();
                    let now = self.record(name).clone();
                    let own = now.content.iter().rposition(|mark| !mark.starts_with("edit-"));
                    let from = if self.one_snapshot { own.map_or(0, |at| at + 1) } else { 0 };
                    let lost = now.content[from..]
                        .iter()
                        .filter(|mark| mark.starts_with("edit-") && !state.contains(mark));
                    self.overwritten.extend(lost.cloned().collect::<Vec<_>>());
                    self.records.insert(name.to_owned(), Record { content: state, version: now.version + 1 });
                    versions[name] = json!(now.version + 1);
                }
                answer["versions"] = versions;
            }
            "mail" | "ship" | "raw" => *self.done.entry(doc).or_default() += 1,
            other => panic!("no such action: {other}"),
        }
        self.memory.insert(call.key.clone(), (self.now + LIFETIME, answer.clone()));
        *self.applied.entry(call.key.clone()).or_default() += 1;
        Answer::Done(answer)
    }

    /// Whether a call under this key went through, as far as it can be told now.
    pub(crate) fn find(&mut self, key: &str) -> Option<bool> {
        self.pass(SECOND);
        if self.in_flight(key) { None } else { Some(self.applied.contains_key(key)) }
    }

    pub(crate) fn found(&self, key: &str) -> Json {
        self.memory.get(key).map_or(Json::Null, |(_, answer)| answer.clone())
    }
}
