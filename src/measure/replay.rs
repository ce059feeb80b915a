//! Deciding logged inputs again: where does the answer differ from the logged one?

use holdpoint_derive::Json;
use serde::Serialize;
use serde_with::skip_serializing_none;

use crate::{
    audit::{canonical_json, canonical_text, input_digest, sha256_hex},
    compile::CompiledPolicy,
    decide::{
        classify::{self, Explain, Options, Request},
        escalate, rollback,
    },
    diagnostic::{Diagnostic, Failure, Pointer},
    model::{
        Value,
        audit::DecisionKind,
        lane::words,
        log::{LogEntry, entry as at},
        to_json,
    },
    parse::{Cx, parse_json},
};

/// What came of deciding one entry again.
#[skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Json)]
#[cfg_attr(feature = "generate", derive(ts_rs::TS), ts(export_to = "types.ts", optional_fields))]
pub struct Replayed {
    /// The entry's place in the log, from 0.
    pub index: u32,
    /// Its id.
    pub id: String,
    /// Which decision it was.
    pub kind: DecisionKind,
    /// What came of it.
    pub status: ReplayStatus,
    /// Where the answers differ, at most twenty places.
    pub differences: Vec<Difference>,
    /// Why the input is refused.
    pub diagnostics: Option<Vec<Diagnostic>>,
}

words! {
    /// What came of deciding an entry again.
    pub enum ReplayStatus {
        /// The same answer.
        Same,
        /// Another answer.
        Differs,
        /// The input is refused.
        Refused,
        /// The entry holds no input of its kind.
        Skipped,
    }
}

/// One place where two answers differ.
#[derive(Clone, Debug, PartialEq, Serialize, Json)]
#[cfg_attr(feature = "generate", derive(ts_rs::TS), ts(export_to = "types.ts"))]
pub struct Difference {
    /// Where: a JSON Pointer into the answer. `/audit/inputDigest` and `/audit/resultDigest` say that the
    /// logged input or answer isn't what its audit record vouches for.
    pub path: Pointer,
    /// What the log has there; null where it has nothing.
    #[cfg_attr(feature = "generate", ts(type = "unknown"))]
    pub logged: Value,
    /// What the answer has now.
    #[cfg_attr(feature = "generate", ts(type = "unknown"))]
    pub replayed: Value,
}

/// What was found in a whole log.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Json)]
#[cfg_attr(feature = "generate", derive(ts_rs::TS), ts(export_to = "types.ts"))]
pub struct ReplayReport {
    /// How many entries the log has.
    pub entries: u32,
    /// How many gave the same answer again.
    pub same: u32,
    /// How many gave another.
    pub differs: u32,
    /// How many inputs were refused.
    pub refused: u32,
    /// How many entries hold no input.
    pub skipped: u32,
    /// The first thousand that didn't give the same answer.
    pub results: Vec<Replayed>,
}

/// Results beyond this many are counted and not kept.
const KEPT: usize = 1000;

/// Differences of one entry beyond this many aren't listed.
const LISTED: usize = 20;

impl ReplayReport {
    /// Decides the next entry of the log again.
    ///
    /// # Errors
    ///
    /// Every problem of an entry that isn't one.
    pub fn push(&mut self, entry: Value, policy: &CompiledPolicy) -> Result<(), Vec<Diagnostic>> {
        let entry: LogEntry = Cx::run(entry)?;
        let replayed = replay(entry, self.entries, policy);
        self.entries = self.entries.saturating_add(1);
        let counter = match replayed.status {
            ReplayStatus::Same => &mut self.same,
            ReplayStatus::Differs => &mut self.differs,
            ReplayStatus::Refused => &mut self.refused,
            ReplayStatus::Skipped => &mut self.skipped,
        };
        *counter = counter.saturating_add(1);
        if replayed.status != ReplayStatus::Same && self.results.len() < KEPT {
            self.results.push(replayed);
        }
        Ok(())
    }
}

/// Decides one entry again. The policy's name and version may differ; everything else counts.
fn replay(entry: LogEntry, index: u32, policy: &CompiledPolicy) -> Replayed {
    let mut replayed = Replayed {
        index,
        id: entry.id.as_str().to_owned(),
        kind: entry.kind,
        status: ReplayStatus::Skipped,
        differences: Vec::new(),
        diagnostics: None,
    };
    let Some(input) = entry.input() else { return replayed };
    let mut logged = entry.decision.0.clone();
    let own = taken(&mut logged, "audit");
    let record = entry.audit.as_ref().map_or(&own, |audit| &audit.0);
    vouched(record, entry.kind, input, &logged, policy, &mut replayed.differences);
    taken(&mut logged, "policy");
    let answer = match again(entry.kind, input.clone(), &logged, policy) {
        Ok(answer) => answer,
        Err(problems) => {
            // A refusal may have been logged as such.
            if at(&logged, &["diagnostics"]) == &Value::Null {
                replayed.status = ReplayStatus::Refused;
                replayed.diagnostics = Some(problems);
                return replayed;
            }
            Failure::of(problems).map(|failure| to_json(&failure)).unwrap_or_default()
        }
    };
    compare(&logged, &answer, &mut replayed.differences);
    replayed.status =
        if replayed.differences.is_empty() { ReplayStatus::Same } else { ReplayStatus::Differs };
    replayed
}

/// The JSON text of the answer, as far as the logged one was asked for.
fn again(
    kind: DecisionKind,
    input: Value,
    logged: &Value,
    policy: &CompiledPolicy,
) -> Result<String, Vec<Diagnostic>> {
    let has = |key: &str| at(logged, &[key]) != &Value::Null;
    match kind {
        DecisionKind::Classify => {
            let explain = match (has("nearMisses"), has("rules")) {
                (true, _) => Explain::Full,
                (_, true) => Explain::Lane,
                _ => Explain::Reasons,
            };
            let options = Options { explain, nearest: has("nearest") };
            let request = Request { options, audit: None };
            classify::decide(input, policy, &request).map(|answer| to_json(&answer))
        }
        DecisionKind::Escalation => {
            // What the spread of the retries was drawn from stands in the answer.
            let seed = || match at(logged, &["seed"]) {
                Value::Text(seed) => seed.clone(),
                _ => String::new(),
            };
            escalate::decide(input, policy, None, seed).map(|answer| to_json(&answer))
        }
        DecisionKind::Rollback => rollback::decide(input, policy, None).map(|answer| to_json(&answer)),
    }
}

/// Whether an audit record vouches for this input and this answer.
fn vouched(
    record: &Value,
    kind: DecisionKind,
    input: &Value,
    logged: &Value,
    policy: &CompiledPolicy,
    differences: &mut Vec<Difference>,
) {
    let mut check = |key: &str, digest: &dyn Fn() -> String| {
        let Value::Text(recorded) = at(record, &[key]) else { return };
        let digest = digest();
        if *recorded != digest {
            differences.push(Difference {
                path: Pointer::root().key("audit").key(key),
                logged: Value::Text(recorded.clone()),
                replayed: Value::Text(digest),
            });
        }
    };
    check("inputDigest", &|| {
        let mut input = input.clone();
        if let (DecisionKind::Classify, Value::Map(entries)) = (kind, &mut input) {
            entries.retain(&mut |key| !policy.ignores(key));
        }
        input_digest(&input)
    });
    check("resultDigest", &|| sha256_hex(canonical_json(logged).as_bytes()));
}

fn compare(logged: &Value, answer: &str, differences: &mut Vec<Difference>) {
    let Ok(mut answer) = parse_json(answer) else {
        // Deeper than text is read: then only whether it is the same can be told.
        if canonical_json(logged) != canonical_text(answer) {
            let (logged, replayed) = (Value::Null, Value::Null);
            differences.push(Difference { path: Pointer::root(), logged, replayed });
        }
        return;
    };
    taken(&mut answer, "policy");
    differ(logged, &answer, &Pointer::root(), differences);
}

/// Its depth is that of two values that were read, which reading bounds.
fn differ(logged: &Value, replayed: &Value, here: &Pointer, differences: &mut Vec<Difference>) {
    if differences.len() >= LISTED || logged == replayed {
        return;
    }
    match (logged, replayed) {
        (Value::Map(a), Value::Map(b)) => {
            // An absent key and null are the same everywhere.
            for (key, entry) in a {
                differ(entry, b.get(key).unwrap_or(&Value::Null), &here.key(key), differences);
            }
            for (key, entry) in b.iter().filter(|(key, _)| !a.contains_key(key)) {
                differ(&Value::Null, entry, &here.key(key), differences);
            }
        }
        (Value::List(a), Value::List(b)) if a.len() == b.len() => {
            for (index, (a, b)) in a.iter().zip(b).enumerate() {
                differ(a, b, &here.index(index), differences);
            }
        }
        _ => differences.push(Difference {
            path: here.clone(),
            logged: logged.clone(),
            replayed: replayed.clone(),
        }),
    }
}

fn taken(value: &mut Value, key: &str) -> Value {
    match value {
        Value::Map(entries) => entries.remove(key).unwrap_or(Value::Null),
        _ => Value::Null,
    }
}
