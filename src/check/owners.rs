//! Who holds what (001's authority stack).

use super::tell;
use crate::{
    compile::CompiledPolicy,
    diagnostic::{Code, Diagnostic, Pointer, Witness},
    model::{ExceptionClass, decision::OwnerKind},
};

/// The authorities (001), as a policy names them.
const DUTIES: [&str; 6] = ["review", "override", "pause", "rulesBoundary", "data", "workflow"];

/// Duties that nobody holds, and one person who holds them all.
pub(super) fn duties(policy: &CompiledPolicy, findings: &mut Vec<Diagnostic>) {
    let owners = policy.owners.of(ExceptionClass::Expected);
    let at = Pointer::root().key("owners").key("default");
    let vacant =
        [("rulesBoundary", &owners.rules_boundary), ("data", &owners.data), ("workflow", &owners.workflow)];
    for (duty, holders) in vacant {
        if holders.is_empty() {
            let message = format!("nobody holds `{duty}`, so the workflow is not ready");
            let witness = Witness::Duty {
                class: ExceptionClass::Expected.as_str().to_owned(),
                duties: vec![duty.to_owned()],
                holders: Vec::new(),
            };
            let help = "name who holds it; what nobody wants to own is not ready";
            tell(findings, Code::VacantDuty, at.key(duty), message, help, Some(witness));
        }
    }
    for class in ExceptionClass::ALL {
        let owners = policy.owners.of(*class);
        let all = [
            &owners.review,
            &owners.overrule,
            &owners.pause,
            &owners.rules_boundary,
            &owners.data,
            &owners.workflow,
        ];
        let Some(first) = all.iter().find_map(|owners| owners.first()) else { continue };
        let all_his = all.iter().all(|owners| owners.iter().all(|owner| owner == first));
        if first.kind == OwnerKind::Person && all_his {
            let message =
                format!("`{}` holds every authority over class `{}`: too fragile", first.id, class.as_str());
            let witness = Witness::Duty {
                class: class.as_str().to_owned(),
                duties: DUTIES.map(str::to_owned).to_vec(),
                holders: vec![first.id.clone()],
            };
            let help = "share the authorities among people or queues";
            tell(findings, Code::OnePersonHoldsAll, at, message, help, Some(witness));
            return;
        }
    }
}
