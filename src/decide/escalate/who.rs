//! Who is asked: along delegates, managers, roles and owners, and why each other one is passed over.

use super::climb::Climb;
use crate::model::{
    TextSet, Timestamp,
    chain::Why,
    decision::OwnerKind,
    escalation::{NextAction, PathStep, Via},
    incident::Rung,
    policy::ExceptionType,
};

/// A search for whom to ask.
pub(super) struct Search<'c, 'a> {
    climb: &'c Climb<'a>,
    at: Timestamp,
    seen: TextSet<'a>,
    /// Every candidate, in order.
    pub(super) steps: Vec<PathStep>,
    /// Those who can be asked, in order.
    pub(super) able: Vec<&'a str>,
}

impl<'c, 'a> Search<'c, 'a> {
    /// Looks for those whom the climb's action asks at a moment.
    pub(super) fn new(climb: &'c Climb<'a>, at: Timestamp) -> Self {
        let mut search = Self { climb, at, seen: TextSet::default(), steps: Vec::new(), able: Vec::new() };
        search.run();
        search
    }

    fn run(&mut self) {
        let plan = self.climb.s.plan;
        match self.climb.action {
            NextAction::EscalateDelegate | NextAction::RouteAlternate => {
                self.approvers();
                self.delegates(self.climb.s.approvers.clone());
            }
            NextAction::EscalateManager => {
                self.approvers();
                self.managers();
                self.names(&plan.department_head, Via::Role, "departmentHead");
            }
            NextAction::EscalateDepartmentHead => {
                self.names(&plan.department_head, Via::Role, "departmentHead");
                self.managers();
            }
            NextAction::PauseBothEscalateOwner => {
                let owners = owners(self.climb);
                self.each(&owners, Via::Owner, "resource");
                self.delegates(owners);
            }
            NextAction::AlertOnCallManualFallback => {
                self.names(&plan.on_call, Via::Role, "onCall");
                self.delegates(borrowed(&plan.on_call));
            }
            NextAction::BlockEscalateCompliance => {
                self.names(&plan.compliance, Via::Role, "compliance");
                self.delegates(borrowed(&plan.compliance));
            }
            NextAction::EmergencyBypass => self.names(&plan.executive, Via::Role, "executive"),
            NextAction::PauseWorkflow => self.names(&plan.last, Via::Owner, "pause"),
            NextAction::RetryExtendedWindow
            | NextAction::RetryBackoff
            | NextAction::Probe
            | NextAction::None => {}
        }
    }

    /// Those who were to approve in the first place come first, to say why it isn't they.
    fn approvers(&mut self) {
        if !matches!(self.climb.s.incident.kind, ExceptionType::Timeout | ExceptionType::Rejection) {
            return;
        }
        for name in &self.climb.s.approvers {
            let away = self.climb.is_away(name, self.at).then_some(Why::Away);
            let why = away.or_else(|| self.climb.gap(name, self.at)).unwrap_or(Why::Lapsed);
            self.consider(name, Via::Approver, "request", Some(why));
        }
    }

    fn names(&mut self, names: &'a [String], via: Via, of: &str) {
        self.each(&borrowed(names), via, of);
    }

    fn each(&mut self, names: &[&'a str], via: Via, of: &str) {
        for name in names {
            self.consider(name, via, of, None);
        }
    }

    /// Delegates, then the delegates of these, as far as the policy follows them.
    fn delegates(&mut self, roots: Vec<&'a str>) {
        let people = &self.climb.s.plan.people;
        self.seen.insert_all(&roots);
        let mut ring = roots;
        let most = self.climb.s.plan.max_hops;
        let mut hop = 0;
        while !ring.is_empty() && hop <= most {
            let too_far = (hop == most).then_some(Why::MaxHops);
            let mut next = Vec::new();
            for name in ring {
                for delegate in people.get(name).iter().flat_map(|member| &member.delegates) {
                    if self.consider(delegate, Via::Delegate, name, too_far) {
                        next.push(delegate.as_str());
                    }
                }
            }
            ring = next;
            hop += 1;
        }
    }

    /// The managers of the one who was to decide, upwards.
    fn managers(&mut self) {
        let people = &self.climb.s.plan.people;
        let roots = match self.climb.s.incident.kind {
            ExceptionType::Conflict => owners(self.climb),
            _ => self.climb.s.approvers.clone(),
        };
        self.seen.insert_all(&roots);
        for root in roots {
            let mut at = root;
            // Compiling refuses managers in a circle.
            while let Some(manager) = people.get(at).and_then(|member| member.manager.as_deref()) {
                if !self.seen.contains(manager) {
                    self.consider(manager, Via::Manager, at, None);
                }
                at = manager;
            }
        }
    }

    /// Takes a candidate down; false where it was one before.
    fn consider(&mut self, name: &'a str, via: Via, of: &str, against: Option<Why>) -> bool {
        let new = self.seen.insert(name);
        let passed_over = match new {
            false => Some(Why::Circle),
            true => against.or_else(|| self.climb.gap(name, self.at)),
        };
        if passed_over.is_none() {
            self.able.push(name);
        }
        let kind = self.climb.s.plan.people.owner(name).kind;
        self.steps.push(PathStep { id: name.to_owned(), kind, via, of: of.to_owned(), passed_over });
        new
    }
}

/// Who owns what a conflict is about; who watches the data where no side says.
fn owners<'a>(climb: &Climb<'a>) -> Vec<&'a str> {
    let mut owners: Vec<&str> = Vec::new();
    for request in &climb.s.incident.requests {
        let owner = request.resource.as_ref().and_then(|resource| resource.owner.as_ref());
        if let Some(owner) = owner.filter(|owner| !owners.contains(&owner.as_str())) {
            owners.push(owner.as_str());
        }
    }
    if owners.is_empty() { borrowed(&climb.s.plan.data) } else { owners }
}

fn borrowed(names: &[String]) -> Vec<&str> {
    names.iter().map(String::as_str).collect()
}

impl<'a> Climb<'a> {
    /// Why this name can't be asked at a moment, if it can't.
    pub(super) fn gap(&self, name: &str, at: Timestamp) -> Option<Why> {
        if self.s.asked_for_it(name) {
            return Some(Why::Requester);
        }
        // At the end it is the owners' turn again, whatever they said before.
        if self.rung != Rung::End {
            if self.rejecters.contains(name) {
                return Some(Why::Rejected);
            }
            if self.lapsed.contains(name) {
                return Some(Why::Lapsed);
            }
        }
        if self.is_away(name, at) {
            return Some(Why::Away);
        }
        if self.rung == Rung::End {
            return None;
        }
        (0..self.s.incident.requests.len()).find_map(|index| self.above_limit(name, index))
    }

    /// Whether somebody is away at a moment, by the policy or by an event.
    pub(super) fn is_away(&self, name: &str, at: Timestamp) -> bool {
        let inside =
            |from: Timestamp, until: Option<Timestamp>| from <= at && until.is_none_or(|until| at < until);
        let known = self.s.plan.people.get(name).map_or(&[][..], |member| &member.away);
        known.iter().any(|(from, until)| inside(*from, *until))
            || self.absences.iter().any(|(who, from, until)| *who == name && inside(*from, *until))
    }

    /// When somebody's next absence begins that the policy knows of.
    pub(super) fn leaves_after(&self, name: &str, at: Timestamp) -> Option<Timestamp> {
        let member = self.s.plan.people.get(name)?;
        member.away.iter().map(|(from, _)| *from).filter(|from| *from > at).min()
    }

    /// Whether a request's amount is above what a person may approve. A queue has no limits of its own.
    pub(super) fn above_limit(&self, name: &str, index: usize) -> Option<Why> {
        let request = self.s.incident.requests.get(index)?;
        let member = self.s.plan.people.get(name)?;
        let amount = request.amount?.abs();
        let currency = request.currency.as_ref().map(|currency| currency.as_str());
        let currency = currency.or(self.s.policy.currency.as_deref());
        let limit = member.limits.iter().find(|(of, _)| Some(of.as_str()) == currency);
        match limit {
            None => Some(Why::CurrencyNotNamed),
            Some((_, limit)) if amount > *limit => Some(Why::OverLimit),
            Some(_) => None,
        }
    }

    /// Whether the policy knows the name: as a person, or in a role or authority.
    pub(super) fn knows(&self, name: &str) -> bool {
        let plan = self.s.plan;
        plan.people.owner(name).kind == OwnerKind::Person
            || [&plan.compliance, &plan.on_call, &plan.department_head, &plan.executive, &plan.last]
                .iter()
                .any(|names| names.iter().any(|known| known == name))
    }
}
