//! What is made from the model: TypeScript types and the JSON Schema of a policy. Only the build
//! turns this on; the engine carries none of it.

use std::{error::Error, path::Path};

use schemars::{Schema, generate::SchemaSettings};
use ts_rs::{Config, TS};

use crate::{
    audit::AuditedOptions,
    check::CheckReport,
    compile::{ConditionReport, Limits, VocabularyEntry},
    decide::classify::ClassifyOptions,
    diagnostic::Diagnostic,
    measure::{ComparisonReport, ReplayReport},
    model::{
        assessment::{AssessOptions, Assessment},
        audit::{AuditReport, VerifyOptions},
        case::Case,
        decision::{Decision, LaneDecision},
        escalation::EscalationDecision,
        incident::Incident,
        log::LogEntry,
        plan::RollbackPlan,
        policy::PolicyDocument,
        preflight::Preflight,
        run::Run,
        simulation::{Simulation, WrittenAnswer},
    },
};

/// Writes `types.ts` into a directory.
///
/// # Errors
///
/// Where the file can't be written.
pub fn write_types(directory: &Path) -> Result<(), Box<dyn Error>> {
    let config = Config::new().with_out_dir(directory);
    PolicyDocument::export_all(&config)?;
    Case::export_all(&config)?;
    ClassifyOptions::export_all(&config)?;
    Decision::export_all(&config)?;
    LaneDecision::export_all(&config)?;
    Incident::export_all(&config)?;
    EscalationDecision::export_all(&config)?;
    WrittenAnswer::export_all(&config)?;
    Simulation::export_all(&config)?;
    AuditedOptions::export_all(&config)?;
    Run::export_all(&config)?;
    RollbackPlan::export_all(&config)?;
    Preflight::export_all(&config)?;
    CheckReport::export_all(&config)?;
    ComparisonReport::export_all(&config)?;
    VocabularyEntry::export_all(&config)?;
    ConditionReport::export_all(&config)?;
    Diagnostic::export_all(&config)?;
    Limits::export_all(&config)?;
    LogEntry::export_all(&config)?;
    AssessOptions::export_all(&config)?;
    Assessment::export_all(&config)?;
    ReplayReport::export_all(&config)?;
    AuditReport::export_all(&config)?;
    VerifyOptions::export_all(&config)?;
    Ok(())
}

/// The JSON Schema (2020-12) of a policy document.
#[must_use]
pub fn policy_schema() -> Schema {
    let mut schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<PolicyDocument>();
    schema.insert("title".into(), "Holdpoint policy".into());
    schema
}
