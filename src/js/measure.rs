//! Logs as the npm package hands them over: entries come in pieces, so that a log may be of any length.

use wasm_bindgen::prelude::*;

use super::{
    cross::{error_object, object, value},
    policy::RawPolicy,
};
use crate::{
    diagnostic::{Diagnostic, Pointer},
    measure::{Assessing, ReplayReport},
    model::{Value, assessment::AssessOptions},
    parse::Cx,
};

/// Problems beyond this many aren't reported: a file that is no log has one in every line.
const REPORTED: usize = 100;

/// A log that is being added up.
#[wasm_bindgen]
pub struct RawAssessing {
    log: Assessing,
    seen: usize,
}

/// A log whose inputs are being decided again.
#[wasm_bindgen]
pub struct RawReplaying {
    log: ReplayReport,
    seen: usize,
}

#[wasm_bindgen]
impl RawAssessing {
    /// Begins with nothing, by the targets of a policy.
    ///
    /// # Errors
    ///
    /// An error object where the options can't be read.
    #[wasm_bindgen(js_name = begin)]
    pub fn begin(policy: &RawPolicy, options: &[u8]) -> Result<Self, JsValue> {
        let options = Cx::run::<Option<AssessOptions>>(value(options)?).map_err(error_object)?;
        Ok(Self { log: Assessing::new(policy.compiled(), options.unwrap_or_default()), seen: 0 })
    }

    /// Takes the next entries.
    ///
    /// # Errors
    ///
    /// An error object that names each entry that isn't one by its index.
    pub fn push(&mut self, entries: &[u8]) -> Result<(), JsValue> {
        each(entries, &mut self.seen, &mut |entry| self.log.push(entry))
    }

    /// What came out.
    ///
    /// # Errors
    ///
    /// None.
    pub fn finish(self) -> Result<JsValue, JsValue> {
        object(&self.log.finish())
    }
}

#[wasm_bindgen]
impl RawReplaying {
    /// Begins with nothing.
    #[wasm_bindgen(js_name = begin)]
    #[must_use]
    pub fn begin() -> Self {
        Self { log: ReplayReport::default(), seen: 0 }
    }

    /// Decides the next entries again.
    ///
    /// # Errors
    ///
    /// An error object that names each entry that isn't one by its index.
    pub fn push(&mut self, policy: &RawPolicy, entries: &[u8]) -> Result<(), JsValue> {
        each(entries, &mut self.seen, &mut |entry| self.log.push(entry, policy.compiled()))
    }

    /// What came out.
    ///
    /// # Errors
    ///
    /// None.
    pub fn finish(self) -> Result<JsValue, JsValue> {
        object(&self.log)
    }
}

/// Hands over the entries of a piece and gathers their problems, placed by where they stand in the log.
fn each(
    entries: &[u8],
    seen: &mut usize,
    push: &mut dyn FnMut(Value) -> Result<(), Vec<Diagnostic>>,
) -> Result<(), JsValue> {
    let Value::List(entries) = value(entries)? else { return Err(error_object(Vec::new())) };
    let mut problems = Vec::new();
    for entry in entries {
        let here = Pointer::root().index(*seen);
        *seen += 1;
        for mut problem in push(entry).err().into_iter().flatten() {
            problem.path = problem.path.under(&here);
            if problems.len() < REPORTED {
                problems.push(problem);
            }
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(error_object(problems)) }
}
