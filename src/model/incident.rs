//! An incident: something failed, or nobody answered. What a host knows of it, and what happened since.

use holdpoint_derive::{Json, Read};
use serde::Serialize;
use serde_with::skip_serializing_none;

use super::{
    Currency, FreeText, Map, Name, Timestamp, Value, js_number,
    lane::words,
    policy::{ExceptionType, Grade, Impact},
    run::ProbeOutcome,
};
use crate::{
    diagnostic::{Code, Diagnostic},
    parse::{Cx, Object, Read as ReadTrait},
};

/// An incident, with every event so far. The host stores it and hands it over again whenever an event
/// arrives or a deadline passes.
#[skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Json, Read)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(
    feature = "generate",
    derive(ts_rs::TS),
    ts(export_to = "types.ts", optional_fields = nullable)
)]
pub struct Incident {
    /// The incident's id, 1 to 200 characters; every answer begins with it.
    pub id: Name,
    /// What went wrong.
    #[serde(rename = "type")]
    pub kind: ExceptionType,
    /// How severe it is.
    pub severity: Grade,
    /// How much business hangs on it.
    pub impact: Impact,
    /// What was asked for: one request, in a conflict two or more, at most 100.
    pub requests: Vec<Request>,
    /// The first failure of a call. Later ones are `retried` events.
    pub error: Option<CallError>,
    /// What happened since, in any order; an event that arrives twice counts once.
    pub events: Option<Vec<Event>>,
    /// The moment of the decision.
    #[cfg_attr(feature = "generate", ts(as = "super::case::Moment"))]
    pub now: Timestamp,
    /// What the spread of retries is drawn from; hand back the one that an answer returned.
    pub seed: Option<Seed>,
    /// The version of the policy under which the incident was opened.
    pub policy_version: Option<Name>,
}

impl Incident {
    /// What happened since.
    #[must_use]
    pub fn events(&self) -> &[Event] {
        self.events.as_deref().unwrap_or_default()
    }
}

/// What an automation asked for.
#[skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Json, Read)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(
    feature = "generate",
    derive(ts_rs::TS),
    ts(export_to = "types.ts", optional_fields = nullable)
)]
pub struct Request {
    /// Its id, unlike any other request's of the incident.
    pub id: Name,
    /// The action's name in the policy's library.
    pub action: Name,
    /// The action's arguments. An approval is bound to them.
    #[cfg_attr(feature = "generate", ts(as = "Option<super::case::Anything>", optional = nullable))]
    pub arguments: Option<Map<Value>>,
    /// The amount of money it moves; credits are negative.
    pub amount: Option<f64>,
    /// The currency of the amount; the policy's unless said.
    pub currency: Option<Currency>,
    /// Who asked: never the one who approves.
    pub requested_by: Name,
    /// Who was to approve.
    pub approver: Name,
    /// What it changes.
    pub resource: Option<Resource>,
    /// The key under which the other side does it once.
    pub idempotency_key: Option<Name>,
    /// Whatever else the next approver should see.
    #[cfg_attr(feature = "generate", ts(as = "Option<super::case::Anything>", optional = nullable))]
    pub context: Option<Map<Value>>,
    /// When it was asked for.
    #[cfg_attr(feature = "generate", ts(as = "super::case::Moment"))]
    pub opened_at: Timestamp,
}

/// What a request changes.
#[skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Json, Read)]
#[cfg_attr(
    feature = "generate",
    derive(ts_rs::TS),
    ts(export_to = "types.ts", optional_fields = nullable)
)]
pub struct Resource {
    /// Its id.
    pub id: Name,
    /// The system that keeps it.
    pub system: Option<Name>,
    /// Who owns it.
    pub owner: Option<Name>,
}

/// A failed call.
#[skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Json, Read)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(
    feature = "generate",
    derive(ts_rs::TS),
    ts(export_to = "types.ts", optional_fields = nullable)
)]
pub struct CallError {
    /// When it failed.
    #[cfg_attr(feature = "generate", ts(as = "super::case::Moment"))]
    pub at: Timestamp,
    /// The HTTP status of the answer, if there was one.
    pub status: Option<u32>,
    /// The error's code, such as `ECONNRESET`.
    pub code: Option<Name>,
    /// The answer's `Retry-After`: seconds, or a date.
    pub retry_after: Option<Patience>,
    /// Whether the request left the house, where that is known.
    pub sent: Option<bool>,
}

/// A `Retry-After`: seconds, or a moment.
#[derive(Clone, Debug, PartialEq, Serialize, Json)]
#[serde(untagged)]
#[cfg_attr(feature = "generate", derive(ts_rs::TS), ts(export_to = "types.ts"))]
pub enum Patience {
    /// So many seconds.
    Seconds(f64),
    /// The header's text: seconds, or a date.
    Text(String),
    /// A moment.
    At(#[cfg_attr(feature = "generate", ts(type = "Date"))] Timestamp),
}

impl ReadTrait for Patience {
    fn blank() -> Self {
        Self::Seconds(0.0)
    }

    fn read(value: Value, cx: &mut Cx) -> Option<Self> {
        const EXPECTED: &str = "seconds or a date, as `Retry-After` has them";
        match value {
            Value::Number(seconds) if seconds >= 0.0 => Some(Self::Seconds(seconds)),
            Value::Number(seconds) => {
                let message = [cx.quoted(&js_number(seconds)).as_str(), " is no time to wait"].concat();
                cx.push(Diagnostic::new(Code::OutOfRange, cx.pointer(), message).expected(EXPECTED));
                None
            }
            Value::Time(at) => Some(Self::At(at)),
            other => cx.text(other, EXPECTED).map(Self::Text),
        }
    }
}

/// What the spread of retries is drawn from: a text, or a whole number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Json)]
#[serde(transparent)]
#[cfg_attr(feature = "generate", derive(ts_rs::TS), ts(export_to = "types.ts", type = "string | number"))]
pub struct Seed(pub String);

impl ReadTrait for Seed {
    fn blank() -> Self {
        Self(String::new())
    }

    fn read(value: Value, cx: &mut Cx) -> Option<Self> {
        match value {
            Value::Number(number) if number.fract() == 0.0 => Some(Self(js_number(number))),
            other => Name::read(other, cx).map(|name| Self(name.as_str().to_owned())),
        }
    }
}

words! {
    /// A rung of the ladder, or its end.
    pub enum Rung {
        /// Automatic retry and reminders.
        #[serde(rename = "L1")]
        L1,
        /// An alternate approver.
        #[serde(rename = "L2")]
        L2,
        /// The next management level.
        #[serde(rename = "L3")]
        L3,
        /// Emergency bypass with a review after.
        #[serde(rename = "L4")]
        L4,
        /// The end: the workflow is paused, and its owner asked for an explicit decision.
        End,
    }

    /// How a retry ended.
    pub enum RetryOutcome {
        /// It went through.
        Succeeded,
        /// It failed again.
        Failed,
    }
}

/// Something that happened to an incident.
#[derive(Clone, Debug, PartialEq, Serialize, Json)]
#[cfg_attr(feature = "generate", derive(ts_rs::TS), ts(export_to = "types.ts"))]
pub struct Event {
    /// The event's id: one that arrives twice counts once.
    pub id: Name,
    /// When it happened.
    #[cfg_attr(feature = "generate", ts(as = "super::case::Moment"))]
    pub at: Timestamp,
    /// What happened.
    #[serde(flatten)]
    #[cfg_attr(feature = "generate", ts(flatten))]
    pub what: Happening,
}

/// What happened.
#[skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Json)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(
    feature = "generate",
    derive(ts_rs::TS),
    ts(export_to = "types.ts", optional_fields = nullable)
)]
pub enum Happening {
    /// Somebody doesn't work.
    OutOfOffice {
        /// Who.
        who: Name,
        /// Until when; open unless said.
        #[cfg_attr(feature = "generate", ts(as = "Option<super::case::Moment>", optional = nullable))]
        until: Option<Timestamp>,
    },
    /// The incident was handed to another at its level.
    Reassigned {
        /// To whom.
        to: Name,
    },
    /// Somebody was asked.
    Notified {
        /// Who.
        to: Name,
        /// At which level.
        level: Rung,
    },
    /// The workflow was paused.
    Paused,
    /// The workflow goes on.
    Resumed,
    /// A probe came back.
    Probed {
        /// With what.
        outcome: ProbeOutcome,
    },
    /// A retry came back.
    Retried {
        /// With what.
        outcome: RetryOutcome,
    },
    /// Somebody said no.
    Rejected {
        /// Who.
        by: Name,
        /// Why.
        note: Option<FreeText>,
    },
    /// It is settled, by whatever way.
    Resolved,
    /// An emergency bypass was granted.
    Bypassed {
        /// By whom.
        by: Name,
    },
    /// Somebody said yes.
    Approved {
        /// Who.
        by: Name,
        /// The digest of what they approved, as an answer gave it.
        digest: Name,
        /// Why.
        note: Option<FreeText>,
    },
    /// Somebody takes care of it: no answer yet.
    Acknowledged {
        /// Who.
        by: Name,
    },
    /// A bypass was reviewed.
    Reviewed {
        /// By whom.
        by: Name,
    },
}

/// The kinds in the order that they have where clocks disagree: who is there and who was asked, then
/// what was answered, a no before a yes, an answer before an acknowledgement.
pub const EVENT_KINDS: [&str; 13] = [
    "out_of_office",
    "reassigned",
    "notified",
    "paused",
    "resumed",
    "probed",
    "retried",
    "rejected",
    "resolved",
    "bypassed",
    "approved",
    "acknowledged",
    "reviewed",
];

impl Happening {
    /// The place of its kind in [`EVENT_KINDS`].
    #[must_use]
    pub fn rank(&self) -> usize {
        match self {
            Self::OutOfOffice { .. } => 0,
            Self::Reassigned { .. } => 1,
            Self::Notified { .. } => 2,
            Self::Paused => 3,
            Self::Resumed => 4,
            Self::Probed { .. } => 5,
            Self::Retried { .. } => 6,
            Self::Rejected { .. } => 7,
            Self::Resolved => 8,
            Self::Bypassed { .. } => 9,
            Self::Approved { .. } => 10,
            Self::Acknowledged { .. } => 11,
            Self::Reviewed { .. } => 12,
        }
    }

    /// The word for its kind.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        EVENT_KINDS.get(self.rank()).copied().unwrap_or_default()
    }
}

impl ReadTrait for Event {
    fn blank() -> Self {
        Self { id: Name::blank(), at: Timestamp::EPOCH, what: Happening::Paused }
    }

    fn read(value: Value, cx: &mut Cx) -> Option<Self> {
        let mut object = cx.object(value)?;
        let id = object.field("id", cx);
        let at = object.field("at", cx);
        let kind = object.field::<EventKind>("kind", cx);
        let what = kind.and_then(|kind| kind.read(object, cx));
        Some(Self { id: id?, at: at?, what: what? })
    }
}

/// A kind of event, before its own keys are read.
struct EventKind(usize);

impl ReadTrait for EventKind {
    fn blank() -> Self {
        Self(0)
    }

    fn read(value: Value, cx: &mut Cx) -> Option<Self> {
        cx.choice(value, &EVENT_KINDS).map(Self)
    }
}

impl EventKind {
    fn read(&self, mut object: Object, cx: &mut Cx) -> Option<Happening> {
        let (what, known): (Option<Happening>, &[&str]) = match self.0 {
            0 => {
                let (who, until) = (object.field("who", cx), object.field("until", cx));
                (
                    pair(who, until).map(|(who, until)| Happening::OutOfOffice { who, until }),
                    &["who", "until"],
                )
            }
            1 => (object.field("to", cx).map(|to| Happening::Reassigned { to }), &["to"]),
            2 => {
                let (to, level) = (object.field("to", cx), object.field("level", cx));
                (pair(to, level).map(|(to, level)| Happening::Notified { to, level }), &["to", "level"])
            }
            3 => (Some(Happening::Paused), &[]),
            4 => (Some(Happening::Resumed), &[]),
            5 => (object.field("outcome", cx).map(|outcome| Happening::Probed { outcome }), &["outcome"]),
            6 => (object.field("outcome", cx).map(|outcome| Happening::Retried { outcome }), &["outcome"]),
            7 => {
                let (by, note) = (object.field("by", cx), object.field("note", cx));
                (pair(by, note).map(|(by, note)| Happening::Rejected { by, note }), &["by", "note"])
            }
            8 => (Some(Happening::Resolved), &[]),
            9 => (object.field("by", cx).map(|by| Happening::Bypassed { by }), &["by"]),
            10 => {
                let (by, digest) = (object.field("by", cx), object.field("digest", cx));
                let note = object.field("note", cx);
                let what = pair(pair(by, digest), note);
                (
                    what.map(|((by, digest), note)| Happening::Approved { by, digest, note }),
                    &["by", "digest", "note"],
                )
            }
            11 => (object.field("by", cx).map(|by| Happening::Acknowledged { by }), &["by"]),
            _ => (object.field("by", cx).map(|by| Happening::Reviewed { by }), &["by"]),
        };
        let mut all = vec!["id", "at", "kind"];
        all.extend(known);
        object.finish(&all, cx);
        what
    }
}

fn pair<A, B>(a: Option<A>, b: Option<B>) -> Option<(A, B)> {
    Some((a?, b?))
}
