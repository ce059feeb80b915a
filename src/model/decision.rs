//! What `classify` answers. The order of the fields is the documented order of the keys.

use holdpoint_derive::Json;
use serde::Serialize;
use serde_with::skip_serializing_none;

use super::{ExceptionClass, Lane, Map, Posture, Timestamp, Value, audit::AuditRecord, lane::words};

/// Derives what every part of an answer needs.
macro_rules! answers {
    ($($(#[$meta:meta])* pub struct $name:ident { $($body:tt)* })*) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Serialize, Json)]
        #[serde(rename_all = "camelCase")]
        #[cfg_attr(feature = "generate", derive(ts_rs::TS), ts(export_to = "types.ts"))]
        pub struct $name { $($body)* }
    )*};
}

answers! {
    /// Which policy decided.
    pub struct PolicyStamp {
        /// Its name.
        pub name: String,
        /// Its version, if it has one.
        pub version: Option<String>,
    }

    /// The answer with its reasons.
    pub struct Decision {
        /// The case's id.
        pub id: String,
        /// Which policy decided.
        pub policy: PolicyStamp,
        /// Who acts.
        pub lane: Lane,
        /// The gravest class.
        pub class: ExceptionClass,
        /// Every class, gravest first.
        pub classes: Vec<ExceptionClass>,
        /// What the automation may do meanwhile.
        pub posture: Posture,
        /// Why; none in lane `automate`.
        pub reasons: Vec<Reason>,
        /// Who holds which authority over a case of this class.
        pub owners: CaseOwners,
        /// Where the case goes; null in lane `automate`.
        pub route: Option<CaseRoute>,
        /// What validation found.
        pub validation: Validation,
        /// What was heard in language or asserted by the host.
        pub signals: Vec<Signal>,
        /// What the person who takes over needs; null in lane `automate`.
        pub handoff: Option<Handoff>,
        /// Whether a rule would do better than a model (001); null where it wouldn't, and in lane `automate`.
        pub rules_boundary: Option<RulesBoundary>,
        /// Asked for by `nearest`: what would make the lane less strict.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "generate", ts(optional))]
        pub nearest: Option<Nearest>,
        /// Given by `explain: "full"`: the rules that didn't fire, and by how much.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "generate", ts(optional))]
        pub near_misses: Option<Vec<NearMiss>>,
        /// Asked for by `audit`: what the decision was made of and what came out, as digests.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "generate", ts(optional))]
        pub audit: Option<AuditRecord>,
    }

    /// The short answer that `explain: "lane"` asks for.
    pub struct LaneDecision {
        /// The case's id.
        pub id: String,
        /// Which policy decided.
        pub policy: PolicyStamp,
        /// Who acts.
        pub lane: Lane,
        /// The gravest class.
        pub class: ExceptionClass,
        /// What the automation may do meanwhile.
        pub posture: Posture,
        /// The rules of all reasons, in their order.
        pub rules: Vec<String>,
        /// Asked for by `nearest`: what would make the lane less strict.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "generate", ts(optional))]
        pub nearest: Option<Nearest>,
        /// Asked for by `audit`: what the decision was made of and what came out, as digests.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "generate", ts(optional))]
        pub audit: Option<AuditRecord>,
    }

    /// Why a case isn't in a less strict lane.
    pub struct Reason {
        /// The rule's id.
        pub rule: String,
        /// What kind of rule it is.
        pub code: ReasonCode,
        /// The lane it asks for.
        pub lane: Lane,
        /// The class it gives the case.
        pub class: ExceptionClass,
        /// Whether it holds, or can't be told.
        pub status: ReasonStatus,
        /// The reason in a sentence.
        pub message: String,
        /// What it rests on.
        pub evidence: Vec<Evidence>,
    }

    /// Who holds which authority over a case.
    pub struct CaseOwners {
        /// Decides whether the output is usable.
        pub review: Vec<Owner>,
        /// Changes the output.
        #[serde(rename = "override")]
        pub overrule: Vec<Owner>,
        /// Pauses the workflow or rolls it back.
        pub pause: Vec<Owner>,
        /// Decides when a branch stays deterministic.
        pub rules_boundary: Vec<Owner>,
        /// Watches the data.
        pub data: Vec<Owner>,
        /// Accountable for the outcome.
        pub workflow: Vec<Owner>,
    }

    /// A person or a queue.
    pub struct Owner {
        /// Which of the two.
        pub kind: OwnerKind,
        /// The name.
        pub id: String,
    }

    /// What validation found (002: before any system write).
    pub struct Validation {
        /// Whether nothing was found.
        pub ok: bool,
        /// What was found.
        pub findings: Vec<Finding>,
    }

    /// What the person who takes over needs (000).
    pub struct Handoff {
        /// What the automation was trying to do.
        pub attempting: String,
        /// Why it stopped.
        pub why_stopped: Vec<String>,
        /// What is known: path → value.
        #[cfg_attr(feature = "generate", ts(type = "Record<string, unknown>"))]
        pub captured: Map<Value>,
        /// What could not be determined.
        pub undetermined: Vec<Undetermined>,
        /// What the person has to decide.
        pub decide: Vec<Question>,
        /// By when; null where the case has no `now`.
        pub due_by: Option<Timestamp>,
    }

    /// A path that is missing, and the rules that asked for it.
    pub struct Undetermined {
        /// The path.
        pub path: String,
        /// The rules that asked for it.
        pub rules: Vec<String>,
    }

    /// A question for the person who takes over.
    pub struct Question {
        /// The question.
        pub question: String,
        /// The rule that asks it.
        pub rule: String,
        /// Who has to answer.
        pub owner: Vec<Owner>,
    }

    /// Why a rule would do better than a model in this branch (001).
    pub struct RulesBoundary {
        /// Always `rules_based`.
        pub verdict: RulesVerdict,
        /// Who decides about it.
        pub owner: Vec<Owner>,
        /// Why.
        pub because: Vec<BoundaryCause>,
    }

    /// One cause for staying with rules.
    pub struct BoundaryCause {
        /// Which cause.
        pub code: BoundaryCode,
        /// The rules that show it.
        pub rules: Vec<String>,
    }

    /// A change to the case.
    pub struct Change {
        /// Where.
        pub path: String,
        /// What stands there now; null where nothing does.
        #[cfg_attr(feature = "generate", ts(type = "unknown"))]
        pub from: Value,
        /// What would have to stand there.
        #[cfg_attr(feature = "generate", ts(type = "unknown"))]
        pub to: Value,
    }

    /// A rule that didn't fire, and what it would have taken.
    pub struct NearMiss {
        /// The rule's id.
        pub rule: String,
        /// What was needed.
        pub by: Vec<Miss>,
    }

    /// One comparison that failed.
    pub struct Miss {
        /// The path.
        pub path: String,
        /// Its value.
        #[cfg_attr(feature = "generate", ts(type = "unknown"))]
        pub value: Value,
        /// What would have made it hold, such as `>= 50000`.
        pub needed: String,
    }
}

words! {
    /// What kind of rule a reason comes from.
    pub enum ReasonCode {
        /// A rule of the policy.
        Rule,
        /// A built-in stop condition.
        Builtin,
        /// The action's floor lane.
        Floor,
        /// The workflow's mode.
        Mode,
    }

    /// Whether a reason holds, or can't be told.
    pub enum ReasonStatus {
        /// It holds.
        Fired,
        /// It can't be told, because something is missing.
        Undetermined,
    }

    /// Whether an owner is a person.
    pub enum OwnerKind {
        /// The policy's `people` knows the name.
        Person,
        /// A queue or group.
        Queue,
    }

    /// What is wrong with a fact.
    pub enum FindingKind {
        /// Not there.
        Missing,
        /// Of the wrong type, format or range.
        Malformed,
        /// Contradicts another.
        Conflicting,
        /// Handled already.
        Duplicate,
    }

    /// Who says so.
    pub enum FindingSource {
        /// The host.
        Host,
        /// The policy's `inputs`.
        Policy,
    }

    /// Where a signal comes from.
    pub enum SignalSource {
        /// The host asserts it.
        Host,
        /// Heard in the message.
        Message,
        /// Heard in the message's subject.
        Subject,
        /// Heard in the draft.
        Draft,
    }

    /// A place in a text where its writer doesn't speak.
    pub enum ElsePlace {
        /// A quoted reply or a forwarded message.
        Quoted,
        /// The signature.
        Signature,
    }

    /// How a route was found.
    pub enum RouteBy {
        /// By the rule that fired.
        Rule,
        /// By the policy's `routes`.
        Fallback,
        /// By the owner of the review.
        Owner,
    }

    /// The one verdict of the rules boundary.
    pub enum RulesVerdict {
        /// Keep it rules-based.
        RulesBased,
    }

    /// Why a rule would do better than a model.
    pub enum BoundaryCode {
        /// Every reason compares fields with constants.
        VisibleThresholds,
        /// The workflow touches routing.
        Routing,
        /// A model speaks to customers.
        CustomerCommunication,
        /// The disagreement is over ownership.
        Ownership,
    }
}

/// What a reason rests on.
#[skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Json)]
#[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[cfg_attr(feature = "generate", derive(ts_rs::TS), ts(export_to = "types.ts", optional_fields))]
pub enum Evidence {
    /// A value, and what it was compared with.
    Value {
        /// Where it stands.
        path: String,
        /// The value; null where it is missing.
        #[cfg_attr(feature = "generate", ts(type = "unknown"))]
        value: Value,
        /// What it was compared with, such as `>= 50000`.
        compared: Option<String>,
    },
    /// A signal.
    Signal {
        /// Its name.
        signal: String,
        /// Where it comes from.
        source: SignalSource,
        /// Where in the text, UTF-16; left out where the host asserts it.
        span: Option<TextSpan>,
        /// The words.
        text: Option<String>,
    },
}

/// A stretch of a text: UTF-16 offsets, the end not included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Json)]
#[cfg_attr(feature = "generate", derive(ts_rs::TS), ts(export_to = "types.ts"))]
pub struct TextSpan {
    /// The first unit.
    pub start: u32,
    /// Behind the last unit.
    pub end: u32,
}

/// Something that was heard or asserted.
#[skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Json)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "generate", derive(ts_rs::TS), ts(export_to = "types.ts"))]
pub struct Signal {
    /// Its name.
    pub signal: String,
    /// Where it comes from.
    pub source: SignalSource,
    /// Where in the text, so that `text.slice(start, end)` is what matched; null from the host.
    #[serialize_always]
    pub span: Option<TextSpan>,
    /// What matched, as it was written; null from the host.
    #[serialize_always]
    pub text: Option<String>,
    /// The lexicon's word or phrase; null from the host.
    #[serialize_always]
    pub entry: Option<String>,
    /// Given by `explain: "full"`: it was negated, so it counts for nothing.
    #[cfg_attr(feature = "generate", ts(optional))]
    pub negated: Option<bool>,
    /// Given by `explain: "full"`: it stands where the writer doesn't speak, so it counts for nothing.
    #[cfg_attr(feature = "generate", ts(optional))]
    pub place: Option<ElsePlace>,
}

impl Signal {
    /// Whether it counts: neither negated nor merely quoted.
    #[must_use]
    pub fn counts(&self) -> bool {
        self.negated.is_none() && self.place.is_none()
    }
}

/// One finding of the validation.
#[skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Json)]
#[cfg_attr(feature = "generate", derive(ts_rs::TS), ts(export_to = "types.ts", optional_fields))]
pub struct Finding {
    /// What is wrong.
    pub kind: FindingKind,
    /// Where.
    pub path: String,
    /// Who says so.
    pub source: FindingSource,
    /// What was expected.
    pub expected: Option<String>,
}

/// Where a case goes.
#[skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Json)]
#[cfg_attr(feature = "generate", derive(ts_rs::TS), ts(export_to = "types.ts"))]
pub struct CaseRoute {
    /// The queue or person.
    pub to: String,
    /// How it was found.
    pub by: RouteBy,
    /// The rule that names the queue.
    #[cfg_attr(feature = "generate", ts(optional))]
    pub rule: Option<String>,
    /// The targets of fallback routes that couldn't be told, and were passed over.
    pub passed: Vec<String>,
    /// Missing paths that the record should be enriched with.
    pub enrich: Vec<String>,
}

/// What would make the lane less strict.
#[derive(Clone, Debug, PartialEq, Serialize, Json)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "generate", derive(ts_rs::TS), ts(export_to = "types.ts"))]
pub enum Nearest {
    /// These changes together; no part of them is enough.
    Changes {
        /// The lane they lead to.
        lane: Lane,
        /// The changes.
        changes: Vec<Change>,
    },
    /// No data can change it.
    Blocked {
        /// The rules that stand in the way.
        rules: Vec<String>,
    },
    /// Too much to look at.
    NotAnalysed {
        /// The rules that couldn't be analysed.
        rules: Vec<String>,
    },
}
