//! A compiled policy as the npm package holds it.

use holdpoint_derive::Json;
use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::{
    cross::{error_object, object, value},
    zones::Zones,
};
use crate::{
    audit::AuditedOptions,
    calendar::ZoneSource,
    check,
    compile::{CompiledPolicy, Limits},
    decide::{
        classify::{Answer, Request, decide, decide_many},
        escalate::{self, ReadAnswers, ReadIncident, simulate},
        rollback,
    },
    diagnostic::{Failure, Pointer},
    model::Value,
    parse::parse_json,
};

/// A compiled policy. The package wraps it; nobody else should.
#[wasm_bindgen]
pub struct RawPolicy(CompiledPolicy);

/// One entry of a batch's answer.
#[derive(Serialize, Json)]
#[serde(untagged)]
enum Entry {
    Decided(Answer),
    Refused(Failure),
}

impl RawPolicy {
    /// The policy itself.
    pub(super) fn inner(&self) -> &CompiledPolicy {
        &self.0
    }
}

#[wasm_bindgen]
impl RawPolicy {
    /// Compiles a policy document from its tape. `zones` is asked for the time zones that it names.
    ///
    /// # Errors
    ///
    /// An error object that holds every problem.
    pub fn compile(document: &[u8], options: &[u8], zones: Option<Zones>) -> Result<Self, JsValue> {
        Self::from_value(value(document)?, options, zones)
    }

    /// Compiles a policy document from its JSON text. `zones` is asked for the time zones that it names.
    ///
    /// # Errors
    ///
    /// An error object that holds every problem.
    #[wasm_bindgen(js_name = compileText)]
    pub fn compile_text(text: &str, options: &[u8], zones: Option<Zones>) -> Result<Self, JsValue> {
        let document = parse_json(text).map_err(|problem| error_object(vec![problem]))?;
        Self::from_value(document, options, zones)
    }

    /// Compiles the embedded default policy.
    ///
    /// # Errors
    ///
    /// None that a test would let through.
    #[wasm_bindgen(js_name = default)]
    pub fn embedded() -> Result<Self, JsValue> {
        CompiledPolicy::embedded().map(Self).map_err(error_object)
    }

    pub(super) fn compiled(&self) -> &CompiledPolicy {
        &self.0
    }

    fn from_value(document: Value, options: &[u8], zones: Option<Zones>) -> Result<Self, JsValue> {
        let limits = Limits::from_options(value(options)?).map_err(error_object)?;
        let zones = zones.as_ref().map(|zones| zones as &dyn ZoneSource);
        CompiledPolicy::with_zones(document, limits, zones).map(Self).map_err(error_object)
    }

    /// Decides one case.
    ///
    /// # Errors
    ///
    /// An error object where the case or the options can't be read.
    pub fn classify(&self, case: &[u8], options: &[u8]) -> Result<JsValue, JsValue> {
        let request = Request::from_value(value(options)?).map_err(error_object)?;
        object(&decide(value(case)?, &self.0, &request).map_err(error_object)?)
    }

    /// Decides the cases of a list, in their order. A case that is refused leaves its error object.
    ///
    /// # Errors
    ///
    /// An error object where the list itself or the options can't be read.
    #[wasm_bindgen(js_name = classifyMany)]
    pub fn classify_many(&self, cases: &[u8], options: &[u8]) -> Result<JsValue, JsValue> {
        let request = Request::from_value(value(options)?).map_err(error_object)?;
        let Value::List(cases) = value(cases)? else { return Err(error_object(Vec::new())) };
        let decided =
            decide_many(cases, &self.0, request).enumerate().filter_map(|(index, decided)| match decided {
                Ok(answer) => Some(Entry::Decided(answer)),
                Err(problems) => Failure::of(problems)
                    .map(|failure| Entry::Refused(failure.under(&Pointer::root().index(index)))),
            });
        object(&decided.collect::<Vec<_>>())
    }

    /// Decides about one incident. Where it has no seed, `seed` is it.
    ///
    /// # Errors
    ///
    /// An error object where the incident or the options can't be read.
    #[wasm_bindgen(js_name = decideEscalation)]
    pub fn decide_escalation(
        &self,
        incident: &[u8],
        options: &[u8],
        seed: String,
    ) -> Result<JsValue, JsValue> {
        let audit = AuditedOptions::from_value(value(options)?).map_err(error_object)?;
        let incident = value(incident)?;
        object(&escalate::decide(incident, &self.0, audit.as_ref(), || seed).map_err(error_object)?)
    }

    /// Walks an incident forward over every deadline. Where it has no seed, `seed` is it.
    ///
    /// # Errors
    ///
    /// An error object where the incident or the answers can't be read.
    #[wasm_bindgen(js_name = simulateEscalation)]
    pub fn simulate_escalation(
        &self,
        incident: &[u8],
        answers: &[u8],
        seed: String,
    ) -> Result<JsValue, JsValue> {
        let answers = ReadAnswers::from_value(value(answers)?).map_err(error_object)?;
        let mut read = ReadIncident::from_value(value(incident)?, &self.0).map_err(error_object)?;
        read.seed_with(|| seed);
        object(&simulate(&self.0, &read, &answers))
    }

    /// Plans a run's way back, or decides whether it may start.
    ///
    /// # Errors
    ///
    /// An error object where the run or the options can't be read.
    #[wasm_bindgen(js_name = planRollback)]
    pub fn plan_rollback(&self, run: &[u8], options: &[u8]) -> Result<JsValue, JsValue> {
        let audit = AuditedOptions::from_value(value(options)?).map_err(error_object)?;
        object(&rollback::decide(value(run)?, &self.0, audit.as_ref()).map_err(error_object)?)
    }

    /// What the checker finds.
    ///
    /// # Errors
    ///
    /// None.
    pub fn check(&self) -> Result<JsValue, JsValue> {
        object(&check::check(&self.0))
    }

    /// The fields, signals and built-in ids that a condition or a policy can name.
    ///
    /// # Errors
    ///
    /// None.
    pub fn vocabulary(&self) -> Result<JsValue, JsValue> {
        object(&self.0.vocabulary())
    }

    /// The JSON Schema of a case.
    ///
    /// # Errors
    ///
    /// None.
    #[wasm_bindgen(js_name = caseSchema)]
    pub fn case_schema(&self) -> Result<JsValue, JsValue> {
        object(&self.0.case_schema())
    }

    /// Reads a condition, its CEL text or its tree.
    ///
    /// # Errors
    ///
    /// An error object where the tape can't be read; a condition's own problems are in the report.
    pub fn condition(&self, condition: &[u8]) -> Result<JsValue, JsValue> {
        object(&self.0.condition(&value(condition)?))
    }

    /// The top-level keys of a case that are neither read nor refused.
    ///
    /// # Errors
    ///
    /// None.
    pub fn ignore(&self) -> Result<JsValue, JsValue> {
        object(&self.0.document.ignore.clone().unwrap_or_default())
    }

    /// How large an input may be.
    ///
    /// # Errors
    ///
    /// None.
    pub fn limits(&self) -> Result<JsValue, JsValue> {
        object(&self.0.limits)
    }

    /// The document with every section filled in.
    ///
    /// # Errors
    ///
    /// None.
    pub fn document(&self) -> Result<JsValue, JsValue> {
        object(&self.0.whole)
    }
}
