//! The approvers, ready to be asked.

use crate::model::{
    Map, Name, Names, Timestamp,
    decision::{Owner, OwnerKind},
    entries,
    policy::PolicyDocument,
};

/// An approver.
#[derive(Debug)]
pub struct Member {
    /// Who stands in, in this order.
    pub delegates: Vec<String>,
    /// The next management level.
    pub manager: Option<String>,
    /// The greatest amount they may approve, by currency.
    pub limits: Vec<(String, f64)>,
    /// When they are away, the ends not included.
    pub away: Vec<(Timestamp, Option<Timestamp>)>,
}

/// The approvers by name.
#[derive(Debug)]
pub struct People(Map<Member>);

impl People {
    pub(super) fn compile(document: &PolicyDocument) -> Self {
        let mut people = Map::default();
        for (name, person) in entries(document.people.as_ref()) {
            let mut member = Member {
                delegates: texts(Names::of(person.delegate.as_ref())),
                manager: person.manager.as_ref().map(|manager| manager.as_str().to_owned()),
                limits: Vec::new(),
                away: Vec::new(),
            };
            for (currency, limit) in entries(person.limits.as_ref()) {
                member.limits.push((currency.clone(), limit.get()));
            }
            for absence in person.out_of_office.as_deref().unwrap_or_default() {
                member.away.push((absence.from, absence.until));
            }
            people.push(name.clone(), member);
        }
        Self(people)
    }

    /// The person of this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Member> {
        self.0.get(name)
    }

    /// The name as an owner: a person if it is known, else a queue.
    #[must_use]
    pub fn owner(&self, name: &str) -> Owner {
        let kind = if self.0.contains_key(name) { OwnerKind::Person } else { OwnerKind::Queue };
        Owner { kind, id: name.to_owned() }
    }
}

/// The names as texts.
pub(super) fn texts(names: &[Name]) -> Vec<String> {
    names.iter().map(|name| name.as_str().to_owned()).collect()
}
