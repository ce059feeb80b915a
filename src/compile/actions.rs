//! The approved library: what each action needs, and what class it is by itself.

use super::{CompiledUndo, Problems, place};
use crate::{
    diagnostic::Code,
    model::{
        ExceptionClass, Lane, Map, Need, entries,
        policy::{Action, ActionKind, Effect, PolicyDocument, UndoPattern},
    },
};

/// An action of the library, ready to decide about.
#[derive(Debug)]
pub struct CompiledAction {
    /// What it does to the world.
    pub kind: ActionKind,
    /// A customer sees its result.
    pub customer_facing: bool,
    /// It changes spend, forecast or pipeline.
    pub revenue_impacting: bool,
    /// It creates financial records.
    pub financial: bool,
    /// How far it can be undone, where that is said or follows from its kind.
    pub effect: Option<Effect>,
    /// Whether nothing leads back from it.
    pub no_way_back: bool,
    /// The least strict lane it may have.
    pub floor: Lane,
    /// The evidence that the built-in conditions ask for.
    pub needs: Vec<Need>,
    /// How it is undone or finished.
    pub undo: CompiledUndo,
}

impl CompiledAction {
    fn new(action: &Action, undo: CompiledUndo) -> Self {
        use ActionKind as Kind;
        let harmless = matches!(action.kind, Kind::Internal | Kind::Draft);
        let effect = action.effect.or(harmless.then_some(Effect::Reversible));
        Self {
            kind: action.kind,
            customer_facing: action.customer_facing.unwrap_or(false),
            revenue_impacting: action.revenue_impacting.unwrap_or(false),
            financial: action.financial.unwrap_or(false),
            effect,
            no_way_back: match effect {
                None | Some(Effect::Irreversible) => true,
                Some(Effect::Compensable) => action.compensation.is_none(),
                Some(Effect::Reversible | Effect::Pivot) => false,
            },
            floor: action.floor.unwrap_or(Lane::Automate),
            needs: match &action.needs {
                Some(needs) => needs.clone(),
                None => usual_needs(action.kind).to_vec(),
            },
            undo,
        }
    }

    /// The class that an exception of this action has by itself (001).
    #[must_use]
    pub fn class(&self) -> ExceptionClass {
        if self.revenue_impacting {
            ExceptionClass::RevenueImpacting
        } else if self.customer_facing {
            ExceptionClass::CustomerFacing
        } else if self.kind == ActionKind::Routing {
            // 001: it can change who gets routed.
            ExceptionClass::Risky
        } else {
            ExceptionClass::Expected
        }
    }

    /// Whether the built-in conditions ask it for this evidence.
    #[must_use]
    pub fn needs(&self, need: Need) -> bool {
        self.needs.contains(&need)
    }
}

fn usual_needs(kind: ActionKind) -> &'static [Need] {
    match kind {
        ActionKind::Internal => &[],
        ActionKind::Draft => &[Need::Draft],
        ActionKind::Outbound => &[Need::Message, Need::Draft, Need::Intent, Need::History],
        ActionKind::RecordWrite => &[Need::Data],
        ActionKind::Routing => &[Need::Message, Need::Intent, Need::Data],
    }
}

/// The approved actions by name.
#[derive(Debug)]
pub struct Library(Map<CompiledAction>);

impl Library {
    pub(super) fn compile(document: &PolicyDocument, problems: &mut Problems) -> Self {
        let mut library = Map::default();
        for (name, action) in entries(document.actions.as_ref()) {
            check(name, action, problems);
            let undo = CompiledUndo::compile(name, action, problems);
            library.push(name.to_owned(), CompiledAction::new(action, undo));
        }
        Self(library)
    }

    /// The action of this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&CompiledAction> {
        self.0.get(name)
    }

    /// The names, in order.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        self.0.keys().collect()
    }
}

fn check(name: &str, action: &Action, problems: &mut Problems) {
    let at = place("actions", name);
    if !(1..=200).contains(&name.chars().count()) {
        problems.add(Code::OutOfRange, at.clone(), "an action's name has 1 to 200 characters");
    }
    let contradicts = match (action.pattern, action.effect) {
        (Some(UndoPattern::RestoreSnapshot), _) if action.financial == Some(true) => Some(
            "financial records are compensated, never restored: pattern `restore_snapshot` can't stand here",
        ),
        (Some(UndoPattern::Compensate | UndoPattern::RestoreSnapshot), Some(Effect::Irreversible)) => {
            Some("an irreversible action has no pattern that undoes it")
        }
        _ => None,
    };
    if let Some(message) = contradicts {
        problems.add(Code::Contradiction, at, message);
    }
}
