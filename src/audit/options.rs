//! The options of a decision that has no others.

use holdpoint_derive::{Json, Read};
use serde::Serialize;

use crate::{
    diagnostic::Diagnostic,
    model::{
        Value,
        audit::{AuditOption, AuditRequest},
    },
    parse::Cx,
};

/// The options of `decideEscalation` and `planRollback` as a host writes them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Json, Read)]
#[cfg_attr(feature = "generate", derive(ts_rs::TS), ts(export_to = "types.ts", optional_fields = nullable))]
pub struct AuditedOptions {
    /// Add an audit record: `true` for one that stands alone; an object for one in a chain, with the
    /// record before it (or its id) as `previous`.
    pub audit: Option<AuditOption>,
}

impl AuditedOptions {
    /// Reads options as they came from a host.
    ///
    /// # Errors
    ///
    /// Unknown keys and values.
    pub fn from_value(value: Value) -> Result<Option<AuditRequest>, Vec<Diagnostic>> {
        let given = Cx::run::<Option<Self>>(value)?.unwrap_or_default();
        Ok(given.audit.and_then(AuditOption::request))
    }
}
