//! Rules that settle conflicts before a person is asked (002).

use holdpoint_derive::Read;
use serde::{Serialize, Serializer};
use serde_with::skip_serializing_none;

use super::When;
use crate::{
    diagnostic::Code,
    model::{Json, Value, Writer},
    parse::{Cx, Read as ReadTrait},
};

/// A rule that settles a conflict.
#[skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Json, Read)]
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

impl Json for Winner {
    fn write(&self, to: &mut Writer) {
        match self {
            Self::Newest => to.text("newest"),
            Self::Oldest => to.text("oldest"),
            Self::Source(name) => to.text(&["source:", name].concat()),
        }
    }
}

impl ReadTrait for Winner {
    fn blank() -> Self {
        Self::Newest
    }

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
