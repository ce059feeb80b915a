//! Who holds which authority over a case of which class (001's authority stack).

use super::{Problems, place};
use crate::{
    diagnostic::Code,
    model::{
        ExceptionClass, Names,
        decision::{CaseOwners, Owner, OwnerKind},
        policy::{Authorities, Owners, PolicyDocument},
    },
};

/// The owners of every class, resolved.
#[derive(Debug)]
pub struct OwnerTable([CaseOwners; 5]);

impl OwnerTable {
    pub(super) fn compile(document: &PolicyDocument, problems: &mut Problems) -> Option<Self> {
        let none = Owners::default();
        let owners = document.owners.as_ref().unwrap_or(&none);
        let nobody = Authorities::default();
        let base = owners.default.as_ref().unwrap_or(&nobody);
        let at = place("owners", "default");
        let duties = [("review", &base.review), ("override", &base.overrule), ("pause", &base.pause)];
        for (duty, names) in duties {
            if names.is_none() {
                let message = format!("nobody holds `{duty}` by default");
                problems.add(Code::MissingOwner, at.clone(), message);
            }
        }
        if duties.iter().any(|(_, names)| names.is_none()) {
            return None;
        }
        let of = |class| resolved(owners.of(class).unwrap_or(&nobody), base, document);
        use ExceptionClass as Class;
        Some(Self([
            of(Class::Expected),
            of(Class::Risky),
            of(Class::CustomerFacing),
            of(Class::RevenueImpacting),
            of(Class::Unknown),
        ]))
    }

    /// The owners of a class.
    #[must_use]
    pub fn of(&self, class: ExceptionClass) -> &CaseOwners {
        let [expected, risky, customer_facing, revenue_impacting, unknown] = &self.0;
        match class {
            ExceptionClass::Expected => expected,
            ExceptionClass::Risky => risky,
            ExceptionClass::CustomerFacing => customer_facing,
            ExceptionClass::RevenueImpacting => revenue_impacting,
            ExceptionClass::Unknown => unknown,
        }
    }
}

/// A class's entry laid over the default.
fn resolved(own: &Authorities, base: &Authorities, document: &PolicyDocument) -> CaseOwners {
    let list = |own: &Option<Names>, base: &Option<Names>| -> Vec<Owner> {
        let names = Names::of(own.as_ref().or(base.as_ref()));
        let is_person = |name: &str| document.people.as_ref().is_some_and(|people| people.contains_key(name));
        let mut owners = Vec::new();
        for name in names {
            let kind = if is_person(name.as_str()) { OwnerKind::Person } else { OwnerKind::Queue };
            owners.push(Owner { kind, id: name.as_str().to_owned() });
        }
        owners
    };
    CaseOwners {
        review: list(&own.review, &base.review),
        overrule: list(&own.overrule, &base.overrule),
        pause: list(&own.pause, &base.pause),
        rules_boundary: list(&own.rules_boundary, &base.rules_boundary),
        data: list(&own.data, &base.data),
        workflow: list(&own.workflow, &base.workflow),
    }
}
