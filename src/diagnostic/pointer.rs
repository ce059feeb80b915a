//! Places inside a document.

use std::fmt;

use holdpoint_derive::Json;
use serde::Serialize;

/// A JSON Pointer (RFC 6901): `""` for the whole, else `/key/0/…` with `~` and `/` escaped.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Json)]
#[serde(transparent)]
#[cfg_attr(feature = "generate", derive(ts_rs::TS), ts(export_to = "types.ts"))]
pub struct Pointer(String);

impl Pointer {
    /// The whole document.
    #[must_use]
    pub fn root() -> Self {
        Self::default()
    }

    /// The place under this one with this key.
    #[must_use]
    pub fn key(&self, key: &str) -> Self {
        let mut inner = self.0.clone();
        inner.push('/');
        inner.push_str(&key.replace('~', "~0").replace('/', "~1"));
        Self(inner)
    }

    /// The place under this one with this index.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        Self(format!("{}/{index}", self.0))
    }

    /// The pointer's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// This place seen from above: `prefix` followed by it.
    #[must_use]
    pub fn under(&self, prefix: &Self) -> Self {
        Self(format!("{}{}", prefix.0, self.0))
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
