//! How large an input may be.

use holdpoint_derive::{Json, Read};
use serde::Serialize;

use crate::{
    diagnostic::{Code, Diagnostic},
    model::Value,
    parse::Cx,
};

/// The largest inputs that are read; what is larger is refused, never cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Json)]
#[cfg_attr(feature = "generate", derive(ts_rs::TS), ts(export_to = "types.ts"))]
pub struct Limits {
    /// Bytes of UTF-8 in one text: 1 MiB unless set, at most 16 MiB.
    pub text: u32,
    /// Levels of nesting: 64 unless set, at most 128.
    pub depth: u32,
    /// Keys of one object: 10,000 unless set.
    pub keys: u32,
    /// Entries of one list: 100,000 unless set.
    pub entries: u32,
    /// Values in all: a million unless set.
    pub values: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { text: 1 << 20, depth: 64, keys: 10_000, entries: 100_000, values: 1_000_000 }
    }
}

/// The hard limits: what the engine's memory and stack allow for.
const MOST: Limits =
    Limits { text: 16 << 20, depth: 128, keys: 1_000_000, entries: 1_000_000, values: 10_000_000 };

#[derive(Read)]
struct CompileOptions {
    limits: Option<Given>,
}

#[derive(Read)]
struct Given {
    text: Option<u32>,
    depth: Option<u32>,
    keys: Option<u32>,
    entries: Option<u32>,
    values: Option<u32>,
}

impl Limits {
    /// Reads the limits out of the options with which a host compiles; the others stay as they are.
    ///
    /// # Errors
    ///
    /// Unknown keys, and numbers above what the engine allows for.
    pub fn from_options(value: Value) -> Result<Self, Vec<Diagnostic>> {
        let mut cx = Cx::new();
        let given = cx.value::<Option<CompileOptions>>(value);
        let limits = given.map(|options| {
            let given = options.and_then(|options| options.limits);
            cx.under("limits", |cx| Self::default().with(given, cx))
        });
        cx.finish(limits)
    }

    fn with(self, given: Option<Given>, cx: &mut Cx) -> Self {
        let Some(given) = given else { return self };
        Self {
            text: bounded(cx, "text", given.text, self.text, MOST.text),
            depth: bounded(cx, "depth", given.depth, self.depth, MOST.depth),
            keys: bounded(cx, "keys", given.keys, self.keys, MOST.keys),
            entries: bounded(cx, "entries", given.entries, self.entries, MOST.entries),
            values: bounded(cx, "values", given.values, self.values, MOST.values),
        }
    }
}

fn bounded(cx: &mut Cx, key: &str, given: Option<u32>, usual: u32, most: u32) -> u32 {
    let limit = given.unwrap_or(usual);
    if limit == 0 || limit > most {
        cx.under(key, |cx| {
            let message = format!("`{limit}` is no limit that can be set");
            let diagnostic = Diagnostic::new(Code::OutOfRange, cx.pointer(), message);
            cx.push(diagnostic.expected(format!("a whole number from 1 to {most}")));
        });
    }
    limit
}
