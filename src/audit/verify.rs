//! Following a chain of records (law A4).

use super::{canonical_json, sha256_hex};
use crate::model::{
    Value,
    audit::{AuditProblem, AuditProblemKind as Kind, AuditReport, VerifyOptions},
};

/// A chain that is being followed, record by record. Of the records that went by it keeps only the
/// last one's id, so that the length of a log doesn't matter.
#[derive(Clone, Debug)]
pub struct Chain {
    head: Option<String>,
    /// Where the newest record should have been the last one, once it went by.
    behind_head: Option<u32>,
    /// The id that the next record has to follow.
    last: Option<String>,
    records: u32,
    broken: Option<AuditProblem>,
}

/// What matters of a record. What isn't a record has no id.
struct Link {
    id: Option<String>,
    previous: Option<String>,
    /// Whether its id was made from it.
    intact: bool,
}

impl Chain {
    /// A chain from its start, or from behind the record that the options name.
    #[must_use]
    pub fn new(options: VerifyOptions) -> Self {
        let last = options.previous.map(|id| id.0);
        let head = options.head.map(|id| id.0);
        let behind_head = (head.is_some() && head == last).then_some(0);
        Self { head, behind_head, last, records: 0, broken: None }
    }

    /// Takes the next record.
    pub fn push(&mut self, record: Value) {
        let index = self.records;
        self.records = index.saturating_add(1);
        let link = Link::of(record);
        if let Some(problem) = &mut self.broken {
            // What seemed to be missing turns up later: then it is the order that was changed.
            let missing = matches!(problem.kind, Kind::Dropped | Kind::Unchained);
            let follows = link.previous == self.last && (self.last.is_some() || link.id.is_some());
            let missed = problem.id.is_some() && problem.id == link.id && problem.kind == Kind::Dropped;
            if missing && (follows || missed) {
                problem.kind = Kind::Moved;
            }
            return;
        }
        let (kind, id) = match link {
            Link { intact: false, id, .. } => (Kind::Changed, id),
            Link { previous, id, .. } if previous == self.last => {
                if id.is_some() && id == self.head {
                    self.behind_head = Some(self.records);
                }
                self.last = id;
                return;
            }
            Link { previous: None, id, .. } => (Kind::Unchained, id),
            Link { previous, .. } => (Kind::Dropped, previous),
        };
        self.broken = Some(AuditProblem { kind, index, id, message: String::new() });
    }

    /// What came out.
    #[must_use]
    pub fn finish(self) -> AuditReport {
        let records = self.records;
        let at_end = match (self.behind_head, self.head) {
            (Some(index), _) if index < records => Some((Kind::Added, index, None)),
            (None, Some(head)) => Some((Kind::Cut, records, Some(head))),
            _ => None,
        };
        let at_end = at_end.map(|(kind, index, id)| AuditProblem { kind, index, id, message: String::new() });
        let problem =
            self.broken.or(at_end).map(|problem| AuditProblem { message: message(&problem), ..problem });
        AuditReport { ok: problem.is_none(), records, head: self.last.filter(|_| problem.is_none()), problem }
    }
}

impl Link {
    fn of(record: Value) -> Self {
        let Value::Map(mut entries) = record else {
            return Self { id: None, previous: None, intact: false };
        };
        let id = match entries.remove("id") {
            Some(Value::Text(id)) => Some(id),
            _ => None,
        };
        let (previous, linked) = match entries.get("previous") {
            None => (None, true),
            Some(Value::Text(previous)) => (Some(previous.clone()), true),
            Some(_) => (None, false),
        };
        let rest = Value::Map(entries);
        // Digests are taken of JSON: what is none could stand for something that is.
        let intact = linked && is_json(&rest) && id == Some(sha256_hex(canonical_json(&rest).as_bytes()));
        Self { id, previous, intact }
    }
}

/// Its depth is the value's, which reading bounds.
fn is_json(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Text(_) => true,
        Value::List(entries) => entries.iter().all(is_json),
        Value::Map(entries) => entries.values().all(is_json),
        Value::MendedText(_) | Value::Time(_) | Value::Refused(_) => false,
    }
}

fn message(problem: &AuditProblem) -> String {
    let (said, id) = match problem.kind {
        Kind::Changed => ("this is not the record that its id was made from", None),
        Kind::Dropped => {
            ("the record that this one follows is missing, or was rewritten: ", problem.id.as_deref())
        }
        Kind::Moved => ("this record stands elsewhere than it was written, or twice", None),
        Kind::Unchained => ("this record follows none, so it can't be told what stood before it", None),
        Kind::Cut => ("the newest record is missing: ", problem.id.as_deref()),
        Kind::Added => ("this record was added behind the newest one", None),
    };
    [said, id.unwrap_or_default()].concat()
}
