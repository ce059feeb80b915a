//! The lane: every rule is looked at, none hides another, the strictest wins.

use super::{
    builtin::{Verdict, verdict},
    situation::Situation,
};
use crate::{
    compile::{Builtin, CompiledRule},
    condition::{Outcome, Slot},
    model::{
        ExceptionClass, Lane, Posture,
        decision::{ReasonCode, ReasonStatus},
        sorted,
    },
};

/// What speaks against running by itself.
#[derive(Clone, Copy, Debug)]
pub(super) enum Cause<'a> {
    /// A built-in stop condition.
    Builtin(&'a Builtin),
    /// A rule of the policy.
    Rule(&'a CompiledRule),
    /// The action's floor lane.
    Floor,
    /// The workflow is manual.
    Manual,
    /// The message is missing or not understood; one reason for all that wanted to listen.
    NoMessage,
    /// The draft is missing or not understood; one reason for all that wanted to listen.
    NoDraft,
}

impl Cause<'_> {
    /// The id under which it stands in an answer.
    pub(super) fn id(&self) -> &str {
        match self {
            Self::Builtin(builtin) => builtin.id.as_str(),
            Self::Rule(rule) => &rule.id,
            Self::Floor => "action.floor",
            Self::Manual => "workflow.manual",
            Self::NoMessage => "evidence.message",
            Self::NoDraft => "evidence.draft",
        }
    }

    /// What kind of rule it is.
    pub(super) fn code(&self) -> ReasonCode {
        match self {
            Self::Builtin(_) | Self::NoMessage | Self::NoDraft => ReasonCode::Builtin,
            Self::Rule(_) => ReasonCode::Rule,
            Self::Floor => ReasonCode::Floor,
            Self::Manual => ReasonCode::Mode,
        }
    }

    /// The queue that it names.
    pub(super) fn queue(&self) -> Option<&str> {
        match self {
            Self::Builtin(builtin) => builtin.queue.as_deref(),
            Self::Rule(rule) => rule.queue.as_deref(),
            _ => None,
        }
    }
}

/// A cause, and what it asks for.
#[derive(Clone, Debug)]
pub(super) struct Raised<'a> {
    pub(super) cause: Cause<'a>,
    pub(super) lane: Lane,
    pub(super) class: ExceptionClass,
    pub(super) status: ReasonStatus,
    /// What is missing, where it can't be told.
    pub(super) missing: Vec<Slot>,
}

/// Everything that speaks against running by itself, in the documented order: strictest lane
/// first, fired before undetermined, gravest class first, then by id.
pub(super) struct Judgement<'a> {
    pub(super) raised: Vec<Raised<'a>>,
    pub(super) lane: Lane,
    /// Every class, gravest first; never empty.
    pub(super) classes: Vec<ExceptionClass>,
}

impl Judgement<'_> {
    /// The ids of the causes that are `such`, in their order.
    pub(super) fn rules(&self, such: &dyn Fn(&Raised<'_>) -> bool) -> Vec<String> {
        let mut rules = Vec::new();
        for raised in &self.raised {
            if such(raised) {
                rules.push(raised.cause.id().to_owned());
            }
        }
        rules
    }

    /// The gravest class.
    pub(super) fn class(&self) -> ExceptionClass {
        self.classes.first().copied().unwrap_or(ExceptionClass::Unknown)
    }

    /// What the automation may do meanwhile (001).
    pub(super) fn posture(&self) -> Posture {
        match (self.lane, self.class()) {
            (Lane::Automate, _) => Posture::Proceed,
            (Lane::Review, ExceptionClass::Unknown) | (Lane::Takeover, _) => Posture::Stop,
            (Lane::Review, _) => Posture::Hold,
        }
    }
}

/// Looks at every rule.
pub(super) fn judge<'a>(s: &Situation<'a>) -> Judgement<'a> {
    let own_class = s.action.map_or(ExceptionClass::Unknown, |action| action.class());
    let mut raised = builtins(s);
    for rule in &s.policy.rules {
        if let Some(of_rule) = of_rule(rule, s) {
            raised.push(of_rule);
        }
    }
    let fixed = |cause, lane| Raised {
        cause,
        lane,
        class: own_class,
        status: ReasonStatus::Fired,
        missing: Vec::new(),
    };
    if let Some(floor) = s.action.map(|action| action.floor).filter(|floor| *floor > Lane::Automate) {
        raised.push(fixed(Cause::Floor, floor));
    }
    if s.policy.manual {
        raised.push(fixed(Cause::Manual, Lane::Review));
    }
    let raised = sorted(raised, |a, b| {
        b.lane
            .cmp(&a.lane)
            .then(a.status.cmp(&b.status))
            .then(b.class.cmp(&a.class))
            .then_with(|| a.cause.id().cmp(b.cause.id()))
    });
    let mut classes = ExceptionClass::ALL.to_vec();
    classes.reverse();
    classes.retain(|class| *class == own_class || raised.iter().any(|raised| raised.class == *class));
    let lane = raised.first().map_or(Lane::Automate, |raised| raised.lane);
    Judgement { raised, lane, classes }
}

fn of_rule<'a>(rule: &'a CompiledRule, s: &Situation<'a>) -> Option<Raised<'a>> {
    let (lane, status, missing) = match rule.when.eval(s) {
        Outcome::False => return None,
        Outcome::True => (rule.lane, ReasonStatus::Fired, Vec::new()),
        Outcome::Undetermined(missing) => (rule.undetermined, ReasonStatus::Undetermined, missing),
    };
    Some(Raised { cause: Cause::Rule(rule), lane: lane.into(), class: rule.class, status, missing })
}

fn builtins<'a>(s: &Situation<'a>) -> Vec<Raised<'a>> {
    let mut raised = Vec::new();
    let (mut message, mut draft) = (None, None);
    for builtin in &s.policy.builtins {
        let (lane, status, missing) = match verdict(builtin, s) {
            Verdict::No => continue,
            Verdict::Holds => (builtin.lane, ReasonStatus::Fired, Vec::new()),
            Verdict::Unknown(missing) => (builtin.undetermined, ReasonStatus::Undetermined, missing),
            Verdict::Unheard { message: no_message, draft: no_draft } => {
                let asks = (Lane::from(builtin.undetermined), builtin.class);
                if no_message {
                    message = Some(stricter(message, asks));
                }
                if no_draft {
                    draft = Some(stricter(draft, asks));
                }
                continue;
            }
        };
        let cause = Cause::Builtin(builtin);
        raised.push(Raised { cause, lane: lane.into(), class: builtin.class, status, missing });
    }
    for (cause, asks, gap) in
        [(Cause::NoMessage, message, s.heard.message_gap), (Cause::NoDraft, draft, s.heard.draft_gap)]
    {
        if let (Some((lane, class)), Some(gap)) = (asks, gap) {
            let missing = vec![gap.slot()];
            raised.push(Raised { cause, lane, class, status: ReasonStatus::Undetermined, missing });
        }
    }
    raised
}

fn stricter(
    so_far: Option<(Lane, ExceptionClass)>,
    (lane, class): (Lane, ExceptionClass),
) -> (Lane, ExceptionClass) {
    so_far.map_or((lane, class), |(other_lane, other_class)| (lane.max(other_lane), class.max(other_class)))
}
