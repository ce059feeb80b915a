//! The matrix: exception type × severity × impact → what an incident opens with (003).

use holdpoint_derive::Read;
use serde::{Serialize, Serializer};
use serde_with::skip_serializing_none;

use crate::{
    diagnostic::Code,
    model::{Json, Name, Value, Writer, lane::words},
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
}

/// A row of the matrix.
#[skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Json, Read)]
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
    /// The level it starts at; unless said the one that its action belongs to.
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

impl<T: Json> Json for AnyOf<T> {
    fn write(&self, to: &mut Writer) {
        match (self.1, self.0.as_slice()) {
            (true, _) => to.text("*"),
            (false, [one]) => one.write(to),
            (false, many) => many.write(to),
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
    fn blank() -> Self {
        Self(Vec::new(), false)
    }

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
