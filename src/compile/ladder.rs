//! The escalation settings, ready to decide with: clocks, roles, and who is asked at the end.

use super::{
    Problems,
    approvers::{People, texts},
    conflicts,
    conflicts::CompiledConflict,
    matrix::Matrix,
};
use crate::model::{
    Count, Names, Span,
    decision::Owner,
    policy::{
        Authorities, Escalation, Ladder, LevelSettings, OpenIncidents, PolicyDocument, RetrySettings,
        ReviewDuty, Roles,
    },
};

/// A level's clocks.
#[derive(Clone, Copy, Debug)]
pub struct LevelClock {
    /// How long it may take.
    pub clock: Span,
    /// How often to remind, if at all.
    pub remind_every: Option<Span>,
    /// How long an acknowledgement holds it.
    pub acknowledged: Span,
}

/// The escalation of one policy.
#[derive(Debug)]
pub struct CompiledEscalation {
    /// What an incident opens with.
    pub matrix: Matrix,
    /// Rules that settle conflicts, tried in this order.
    pub conflicts: Vec<CompiledConflict>,
    /// L1 to L4.
    pub levels: [LevelClock; 4],
    /// How often the end reminds.
    pub end_every: Span,
    /// How many delegates of delegates are followed.
    pub max_hops: u32,
    /// The review that a bypass leaves: its kind, who owes it, by when.
    pub review: (String, Vec<Owner>, Span),
    /// How many other approvers may be asked after a no.
    pub alternates: u32,
    /// How calls are retried.
    pub retry: RetrySettings,
    /// How far clocks may disagree.
    pub skew: Span,
    /// Whether an open incident keeps the policy it was opened under.
    pub pinned: bool,
    /// Whether the workflow is critical, so that a bypass is allowed.
    pub critical: bool,
    /// Rules on policy violations.
    pub compliance: Vec<String>,
    /// Runs the manual fallback.
    pub on_call: Vec<String>,
    /// Decides on severe rejections.
    pub department_head: Vec<String>,
    /// Grants a bypass.
    pub executive: Vec<String>,
    /// Who is asked at the end, the first that can be: pause owners, workflow owners, any other.
    pub last: Vec<String>,
    /// Who owns the data, for a resource without an owner.
    pub data: Vec<String>,
    /// Who sees failures of actions that name nobody.
    pub watchers: Vec<String>,
    /// The approvers.
    pub people: People,
}

/// The queue that is asked where the policy names nobody who can be.
const NOBODYS: &str = "incidents";

impl CompiledEscalation {
    pub(super) fn compile(document: &PolicyDocument, problems: &mut Problems) -> Self {
        let none = Escalation::default();
        let written = document.escalation.as_ref().unwrap_or(&none);
        let people = People::compile(document);
        let no_roles = Roles::default();
        let roles = written.roles.as_ref().unwrap_or(&no_roles);
        let nobody = Authorities::default();
        let owners = document.owners.as_ref().and_then(|owners| owners.default.as_ref()).unwrap_or(&nobody);
        let no_ladder = Ladder::default();
        let ladder = written.ladder.as_ref().unwrap_or(&no_ladder);
        let review = ladder.l4.as_ref().and_then(|level| level.review.as_ref());
        let compliance = texts(Names::of(roles.compliance.as_ref()));
        let mut last = Vec::new();
        for names in [
            &owners.pause,
            &owners.workflow,
            &owners.overrule,
            &owners.review,
            &owners.data,
            &roles.compliance,
            &roles.on_call,
        ] {
            add(&mut last, names.as_ref());
        }
        last.push(NOBODYS.to_owned());
        let mut watchers = texts(Names::of(owners.workflow.as_ref()));
        if watchers.is_empty() {
            watchers = texts(Names::of(owners.review.as_ref()));
        }
        let hops = ladder.l2.as_ref().and_then(|level| level.max_hops);
        Self {
            matrix: Matrix::compile(written.matrix.as_deref().unwrap_or_default(), problems),
            conflicts: conflicts::compile(written.conflicts.as_deref().unwrap_or_default(), problems),
            levels: [
                level(ladder.l1.as_ref(), 30),
                level(ladder.l2.as_ref(), 120),
                level(ladder.l3.as_ref(), 240),
                level(ladder.l4.as_ref(), 60),
            ],
            end_every: ladder.end.as_ref().and_then(|end| end.remind_every).unwrap_or(minutes(60)),
            max_hops: whole(hops, 3),
            review: review_duty(review, roles, &people, &compliance),
            alternates: whole(written.rejections.as_ref().and_then(|it| it.alternate_approvers), 1),
            retry: written.retry.clone().unwrap_or_default(),
            skew: written.skew_tolerance.unwrap_or(Span::from_millis(5000)),
            pinned: written.open_incidents != Some(OpenIncidents::Latest),
            critical: document.workflow.as_ref().and_then(|workflow| workflow.critical) == Some(true),
            compliance,
            on_call: texts(Names::of(roles.on_call.as_ref())),
            department_head: texts(Names::of(roles.department_head.as_ref())),
            executive: texts(Names::of(roles.executive.as_ref())),
            last,
            data: texts(Names::of(owners.data.as_ref().or(owners.overrule.as_ref()))),
            watchers,
            people,
        }
    }
}

fn level(settings: Option<&LevelSettings>, usual: i64) -> LevelClock {
    LevelClock {
        clock: settings.and_then(|level| level.clock).unwrap_or(minutes(usual)),
        remind_every: settings.and_then(|level| level.remind_every),
        acknowledged: settings.and_then(|level| level.acknowledged_clock).unwrap_or(minutes(0)),
    }
}

fn minutes(count: i64) -> Span {
    Span::from_millis(count * 60_000)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it saturates")]
fn whole(count: Option<Count>, usual: u32) -> u32 {
    count.map_or(usual, |count| count.get() as u32)
}

fn add(list: &mut Vec<String>, names: Option<&Names>) {
    for name in texts(Names::of(names)) {
        if !list.contains(&name) {
            list.push(name);
        }
    }
}

/// The owner of the review is a role, or a name of its own.
fn review_duty(
    duty: Option<&ReviewDuty>,
    roles: &Roles,
    people: &People,
    compliance: &[String],
) -> (String, Vec<Owner>, Span) {
    let owners = |names: &[String]| {
        let mut owners = Vec::new();
        for name in names {
            owners.push(people.owner(name));
        }
        owners
    };
    let Some(duty) = duty else {
        return ("compliance_review".to_owned(), owners(compliance), minutes(48 * 60));
    };
    let role = match duty.owner.as_str() {
        "compliance" => roles.compliance.as_ref(),
        "onCall" => roles.on_call.as_ref(),
        "departmentHead" => roles.department_head.as_ref(),
        "executive" => roles.executive.as_ref(),
        _ => None,
    };
    let names = match role {
        Some(_) => texts(Names::of(role)),
        None => vec![duty.owner.as_str().to_owned()],
    };
    (duty.kind.as_str().to_owned(), owners(&names), duty.within)
}
