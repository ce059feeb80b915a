//! What happens when something fails or nobody answers (003).

use holdpoint_derive::Read;
use serde::{Serialize, Serializer};
use serde_with::skip_serializing_none;

use super::When;
use crate::{
    diagnostic::Code,
    model::{Count, Name, Names, Span, Value, lane::words},
    parse::{Cx, Read as ReadTrait},
};

words! {
    /// What went wrong (003's five).
    pub enum ExceptionType {
        /// The approver does not respond within the window.
        Timeout,
        /// The approver denies the action.
        Rejection,
        /// Two requests target one resource.
        Conflict,
        /// The target system is unavailable or fails.
        SystemFailure,
        /// The action violates a rule.
        PolicyViolation,
    }

    /// How severe an incident is.
    pub enum Grade {
        /// Low.
        Low,
        /// Medium.
        Medium,
        /// High.
        High,
        /// Critical: an emergency bypass (L4) is allowed.
        Critical,
    }

    /// How much business hangs on it.
    pub enum Impact {
        /// Low.
        Low,
        /// Medium.
        Medium,
        /// High.
        High,
    }

    /// A rung of the ladder.
    pub enum Level {
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
    }

    /// What a cell of the matrix opens with.
    pub enum EscalationAction {
        /// Retry within a longer window, remind the approver.
        RetryExtendedWindow,
        /// Ask the approver's delegate at once.
        EscalateDelegate,
        /// Ask another approver.
        RouteAlternate,
        /// Ask the department head, with context.
        EscalateDepartmentHead,
        /// Ask the next management level.
        EscalateManager,
        /// Pause all sides, ask the resource's owner.
        PauseBothEscalateOwner,
        /// Queue for retry with backoff.
        RetryBackoff,
        /// Alert on-call, activate the manual fallback.
        AlertOnCallManualFallback,
        /// Block, ask compliance.
        BlockEscalateCompliance,
    }

    /// Where a row of the matrix comes from.
    pub enum Origin {
        /// One of the article's eight (003).
        Article,
        /// Ours, to fill a hole.
        Holdpoint,
        /// The policy's author.
        Policy,
    }

    /// How a delay is spread.
    pub enum Jitter {
        /// Not at all.
        None,
        /// Anywhere from zero to the delay.
        Full,
        /// Half the delay, and up to as much again.
        Equal,
        /// From the base to three times the last delay.
        Decorrelated,
    }

    /// Under which version of the policy an open incident goes on.
    pub enum OpenIncidents {
        /// The one it was opened under.
        Pinned,
        /// The newest.
        Latest,
    }
}

/// The escalation settings.
#[skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Serialize, Read)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(
    feature = "generate",
    derive(ts_rs::TS, schemars::JsonSchema),
    ts(export_to = "types.ts", optional_fields),
    schemars(deny_unknown_fields)
)]
pub struct Escalation {
    /// Who fills the roles that the matrix and the ladder speak of.
    pub roles: Option<Roles>,
    /// Exception type × severity × impact → action; the first match wins.
    pub matrix: Option<Vec<MatrixRow>>,
    /// The levels and their clocks.
    pub ladder: Option<Ladder>,
    /// What follows a rejection.
    pub rejections: Option<Rejections>,
    /// How calls are retried.
    pub retry: Option<RetrySettings>,
    /// How far the clocks of event sources may disagree.
    pub skew_tolerance: Option<Span>,
    /// Under which version of the policy an open incident goes on.
    pub open_incidents: Option<OpenIncidents>,
    /// Rules that settle conflicts, tried before a person is asked.
    pub conflicts: Option<Vec<ConflictRule>>,
}

/// Who fills the roles.
#[skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Serialize, Read)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(
    feature = "generate",
    derive(ts_rs::TS, schemars::JsonSchema),
    ts(export_to = "types.ts", optional_fields),
    schemars(deny_unknown_fields)
)]
pub struct Roles {
    /// Rules on policy violations and bypass reviews.
    pub compliance: Option<Names>,
    /// Runs the manual fallback.
    pub on_call: Option<Names>,
    /// Decides on severe rejections.
    pub department_head: Option<Names>,
    /// Grants an emergency bypass.
    pub executive: Option<Names>,
}

/// A row of the matrix.
#[skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Read)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(
    feature = "generate",
    derive(ts_rs::TS, schemars::JsonSchema),
    ts(export_to = "types.ts", optional_fields),
    schemars(deny_unknown_fields)
)]
pub struct MatrixRow {
    /// Its id.
    pub id: Name,
    /// The exception types it matches.
    #[serde(rename = "type")]
    pub kind: AnyOf<ExceptionType>,
    /// The severities it matches.
    pub severity: AnyOf<Grade>,
    /// The impacts it matches.
    pub impact: AnyOf<Impact>,
    /// What it opens with.
    pub action: EscalationAction,
    /// The level it starts at; L1 unless said.
    pub start_level: Option<Level>,
    /// Where it comes from.
    pub origin: Option<Origin>,
}

/// `"*"` for any, one value, or a list of values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnyOf<T>(Vec<T>, bool);

impl<T: Copy + PartialEq> AnyOf<T> {
    /// Whether it matches.
    #[must_use]
    pub fn matches(&self, value: T) -> bool {
        self.0.contains(&value)
    }
}

impl<T: Serialize> Serialize for AnyOf<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match (self.1, self.0.as_slice()) {
            (true, _) => serializer.serialize_str("*"),
            (false, [one]) => one.serialize(serializer),
            (false, many) => many.serialize(serializer),
        }
    }
}

/// The words that can stand in a matrix cell.
pub trait Word: Copy + 'static {
    /// Every word.
    const WORDS: &'static [Self];
}

macro_rules! word { ($($name:ident)*) => { $(impl Word for $name { const WORDS: &'static [Self] = Self::ALL; })* }; }
word!(ExceptionType Grade Impact);

impl<T: Word + ReadTrait> ReadTrait for AnyOf<T> {
    fn read(value: Value, cx: &mut Cx) -> Option<Self> {
        match value {
            Value::Text(text) if text == "*" => Some(Self(T::WORDS.to_vec(), true)),
            Value::List(entries) if entries.is_empty() => {
                cx.report(Code::OutOfRange, "an empty list matches nothing");
                None
            }
            Value::List(_) => Vec::read(value, cx).map(|list| Self(list, false)),
            other => T::read(other, cx).map(|one| Self(vec![one], false)),
        }
    }
}

#[cfg(feature = "generate")]
mod any_of_types {
    use super::AnyOf;

    impl<T: ts_rs::TS> ts_rs::TS for AnyOf<T> {
        type WithoutGenerics = Self;
        type OptionInnerType = Self;

        fn name(cfg: &ts_rs::Config) -> String {
            Self::inline(cfg)
        }

        fn inline(cfg: &ts_rs::Config) -> String {
            let one = T::name(cfg);
            format!("\"*\" | {one} | Array<{one}>")
        }

        fn visit_generics(visitor: &mut impl ts_rs::TypeVisitor)
        where
            Self: 'static,
        {
            T::visit_generics(visitor);
            visitor.visit::<T>();
        }

        fn visit_dependencies(visitor: &mut impl ts_rs::TypeVisitor)
        where
            Self: 'static,
        {
            visitor.visit::<T>();
        }
    }

    impl<T: schemars::JsonSchema> schemars::JsonSchema for AnyOf<T> {
        fn inline_schema() -> bool {
            true
        }

        fn schema_name() -> std::borrow::Cow<'static, str> {
            format!("AnyOf{}", T::schema_name()).into()
        }

        fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
            let one = generator.subschema_for::<T>();
            schemars::json_schema!({ "anyOf": [{ "const": "*" }, one, { "type": "array", "items": one, "minItems": 1 }] })
        }
    }
}

/// The ladder's levels and its end.
#[skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Serialize, Read)]
#[cfg_attr(
    feature = "generate",
    derive(ts_rs::TS, schemars::JsonSchema),
    ts(export_to = "types.ts", optional_fields),
    schemars(deny_unknown_fields)
)]
pub struct Ladder {
    /// Automatic retry and reminders.
    #[serde(rename = "L1")]
    pub l1: Option<LevelSettings>,
    /// An alternate approver.
    #[serde(rename = "L2")]
    pub l2: Option<LevelSettings>,
    /// The next management level.
    #[serde(rename = "L3")]
    pub l3: Option<LevelSettings>,
    /// Emergency bypass.
    #[serde(rename = "L4")]
    pub l4: Option<LevelSettings>,
    /// The end: workflow paused, an explicit decision asked for.
    pub end: Option<EndSettings>,
}

/// A level's clock and what belongs to it.
#[skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Serialize, Read)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(
    feature = "generate",
    derive(ts_rs::TS, schemars::JsonSchema),
    ts(export_to = "types.ts", optional_fields),
    schemars(deny_unknown_fields)
)]
pub struct LevelSettings {
    /// How long it may take before the next level.
    pub clock: Option<Span>,
    /// How often to remind.
    pub remind_every: Option<Span>,
    /// How long an acknowledgement holds the level.
    pub acknowledged_clock: Option<Span>,
    /// How many delegates of delegates to follow.
    pub max_hops: Option<Count>,
    /// The review that a bypass creates (L4).
    pub review: Option<ReviewDuty>,
}

/// The review that a bypass creates.
#[derive(Clone, Debug, PartialEq, Serialize, Read)]
#[cfg_attr(
    feature = "generate",
    derive(ts_rs::TS, schemars::JsonSchema),
    ts(export_to = "types.ts"),
    schemars(deny_unknown_fields)
)]
pub struct ReviewDuty {
    /// What kind of duty it is.
    pub kind: Name,
    /// The role, person or queue that owes it.
    pub owner: Name,
    /// By when, from the bypass.
    pub within: Span,
}

/// The ladder's end.
#[skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Serialize, Read)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(
    feature = "generate",
    derive(ts_rs::TS, schemars::JsonSchema),
    ts(export_to = "types.ts", optional_fields),
    schemars(deny_unknown_fields)
)]
pub struct EndSettings {
    /// How often to remind, for ever.
    pub remind_every: Option<Span>,
}

/// What follows a rejection.
#[skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Serialize, Read)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(
    feature = "generate",
    derive(ts_rs::TS, schemars::JsonSchema),
    ts(export_to = "types.ts", optional_fields),
    schemars(deny_unknown_fields)
)]
pub struct Rejections {
    /// How many other approvers may be asked after a rejection.
    pub alternate_approvers: Option<Count>,
}

/// How calls are retried.
#[skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Serialize, Read)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(
    feature = "generate",
    derive(ts_rs::TS, schemars::JsonSchema),
    ts(export_to = "types.ts", optional_fields),
    schemars(deny_unknown_fields)
)]
pub struct RetrySettings {
    /// The first delay.
    pub base: Option<Span>,
    /// How much longer each delay is than the last.
    pub factor: Option<f64>,
    /// The longest delay.
    pub cap: Option<Span>,
    /// How delays are spread.
    pub jitter: Option<Jitter>,
    /// How many retries; the first try doesn't count.
    pub max_retries: Option<Count>,
    /// How long from the first try.
    pub max_elapsed: Option<Span>,
}

/// A rule that settles a conflict.
#[skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Read)]
#[cfg_attr(
    feature = "generate",
    derive(ts_rs::TS, schemars::JsonSchema),
    ts(export_to = "types.ts", optional_fields),
    schemars(deny_unknown_fields)
)]
pub struct ConflictRule {
    /// When it applies.
    pub when: Option<When>,
    /// Which side wins.
    pub winner: Winner,
}

/// Which side of a conflict wins: `newest`, `oldest` or `source:<name>`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "generate",
    derive(ts_rs::TS),
    ts(export_to = "types.ts", type = "\"newest\" | \"oldest\" | `source:${string}`")
)]
pub enum Winner {
    /// The newest request.
    Newest,
    /// The oldest request.
    Oldest,
    /// The one from this source.
    Source(String),
}

impl Serialize for Winner {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Newest => serializer.serialize_str("newest"),
            Self::Oldest => serializer.serialize_str("oldest"),
            Self::Source(name) => serializer.collect_str(&format_args!("source:{name}")),
        }
    }
}

impl ReadTrait for Winner {
    fn read(value: Value, cx: &mut Cx) -> Option<Self> {
        const EXPECTED: &str = "`newest`, `oldest` or `source:<name>`";
        let text = cx.text(value, EXPECTED)?;
        match text.as_str() {
            "newest" => Some(Self::Newest),
            "oldest" => Some(Self::Oldest),
            other => match other.strip_prefix("source:").filter(|name| !name.is_empty()) {
                Some(name) => Some(Self::Source(name.to_owned())),
                None => {
                    if let Some(problem) = cx.report(Code::NotAllowed, format!("`{other}` says no winner")) {
                        problem.expected = Some(EXPECTED.into());
                    }
                    None
                }
            },
        }
    }
}

#[cfg(feature = "generate")]
impl schemars::JsonSchema for Winner {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Winner".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^(newest|oldest|source:.+)$" })
    }
}
