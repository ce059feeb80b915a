//! Who holds which authority over a case of which class (001's authority stack).

use std::collections::BTreeSet;

use super::{Problems, place};
use crate::{
    diagnostic::Code,
    model::{
        ExceptionClass, Names,
        decision::{CaseOwners, Owner, OwnerKind},
        policy::{Authorities, PolicyDocument},
    },
};

/// The owners of every class, resolved.
#[derive(Debug)]
pub struct OwnerTable([CaseOwners; 5]);

impl OwnerTable {
    pub(super) fn compile(document: &PolicyDocument, problems: &mut Problems) -> Option<Self> {
        let people: BTreeSet<&str> =
            document.people.iter().flatten().map(|(name, _)| name.as_str()).collect();
        let owners = document.owners.clone().unwrap_or_default();
        let base = owners.default.clone().unwrap_or_default();
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
        let of = |class| {
            let own = owners.of(class).cloned().unwrap_or_default();
            resolved(&laid_over(own, &base), &people)
        };
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

fn laid_over(own: Authorities, base: &Authorities) -> Authorities {
    Authorities {
        review: own.review.or_else(|| base.review.clone()),
        overrule: own.overrule.or_else(|| base.overrule.clone()),
        pause: own.pause.or_else(|| base.pause.clone()),
        rules_boundary: own.rules_boundary.or_else(|| base.rules_boundary.clone()),
        data: own.data.or_else(|| base.data.clone()),
        workflow: own.workflow.or_else(|| base.workflow.clone()),
    }
}

fn resolved(authorities: &Authorities, people: &BTreeSet<&str>) -> CaseOwners {
    let list = |names: &Option<Names>| -> Vec<Owner> {
        let names = names.iter().flat_map(Names::as_slice);
        names
            .map(|name| Owner {
                kind: if people.contains(name.as_str()) { OwnerKind::Person } else { OwnerKind::Queue },
                id: name.as_str().to_owned(),
            })
            .collect()
    };
    CaseOwners {
        review: list(&authorities.review),
        overrule: list(&authorities.overrule),
        pause: list(&authorities.pause),
        rules_boundary: list(&authorities.rules_boundary),
        data: list(&authorities.data),
        workflow: list(&authorities.workflow),
    }
}
