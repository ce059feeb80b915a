//! Who holds what (001's authority stack).

use crate::{
    compile::CompiledPolicy,
    diagnostic::{Code, Diagnostic, Pointer},
    model::{ExceptionClass, decision::OwnerKind},
};

/// Duties that nobody holds, and one person who holds them all.
pub(super) fn duties(policy: &CompiledPolicy, findings: &mut Vec<Diagnostic>) {
    let owners = policy.owners.of(ExceptionClass::Expected);
    let at = Pointer::root().key("owners").key("default");
    let vacant =
        [("rulesBoundary", &owners.rules_boundary), ("data", &owners.data), ("workflow", &owners.workflow)];
    for (duty, holders) in vacant {
        if holders.is_empty() {
            let message = format!("nobody holds `{duty}`, so the workflow is not ready");
            findings.push(Diagnostic::new(Code::VacantDuty, at.key(duty), message));
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
        let mut held = all.into_iter().flatten();
        let Some(first) = held.next().filter(|owner| owner.kind == OwnerKind::Person) else { continue };
        if held.all(|owner| owner == first) {
            let message =
                format!("`{}` holds every authority over class `{}`: too fragile", first.id, class.as_str());
            findings.push(Diagnostic::new(Code::OnePersonHoldsAll, at, message));
            return;
        }
    }
}
