//! Rules by themselves and in pairs: never, always, superfluous, and two places for one case.

use super::{
    Proof, Subject,
    axes::{Space, Truth},
    region::{Existence, Leaf, Region, together},
    subject,
    witness::{Decided, confirmed, confirmed_in},
};
use crate::{
    check::tell,
    compile::{CompiledPolicy, CompiledRule},
    diagnostic::{Code, Pointer},
    model::Lane,
};

/// A rule of the policy, taken apart.
pub(super) struct Rule<'p> {
    pub(super) rule: &'p CompiledRule,
    pub(super) subject: Subject<'p>,
    /// Its place among the rules as they are written.
    pub(super) index: usize,
}

/// The rules of a policy, in the order in which they are written.
pub(super) fn subjects<'p>(space: &mut Space<'p>, policy: &'p CompiledPolicy) -> Vec<Rule<'p>> {
    let written = policy.document.rules.as_deref().unwrap_or_default();
    let mut rules = Vec::new();
    for (index, written) in written.iter().enumerate() {
        let id = written.id.as_str();
        // The compiled ones stand in the order of their ids.
        let Ok(at) = policy.rules.binary_search_by(|rule| rule.id.as_str().cmp(id)) else { continue };
        let Some(rule) = policy.rules.get(at) else { continue };
        let at = Pointer::root().key("rules").index(index);
        rules.push(Rule { rule, subject: subject(space, at, &rule.when), index });
    }
    rules
}

impl Rule<'_> {
    pub(super) fn lane(&self, truth: Truth) -> Lane {
        match truth {
            Truth::True => self.rule.lane.into(),
            Truth::Open => self.rule.undetermined.into(),
            Truth::False => Lane::Automate,
        }
    }
}

/// Whether a condition never holds, and whether it always does.
pub(super) fn alone(space: &Space<'_>, rules: &[Rule<'_>], proof: &mut Proof) {
    for Rule { rule, subject, .. } in rules {
        let at = subject.at.key("when");
        let Some(region) = &subject.region else {
            for question in [NEVER, ALWAYS, SUPERFLUOUS] {
                proof.open(&at, question);
            }
            continue;
        };
        match region.ever(Truth::True) {
            Existence::Certain => {}
            // What isn't analysed may be tried.
            Existence::Possible if tried(space, region, Truth::True, &|found| found.fired(&rule.id)) => {}
            Existence::Possible => proof.open(&at, NEVER),
            Existence::Impossible => match closest(space, region, &|decided| !decided.fired(&rule.id)) {
                Some(decided) => {
                    let message = format!("rule `{}` never holds, whatever is known of a case", rule.id);
                    tell(
                        &mut proof.findings,
                        Code::NeverHolds,
                        at.clone(),
                        message,
                        "parts of it exclude each other or the declared values; look at the case that comes close",
                        Some(decided.shown(&[&rule.id])),
                    );
                }
                None => proof.open(&at, NEVER),
            },
        }
        match region.ever(Truth::False) {
            Existence::Certain => {}
            Existence::Possible
                if tried(space, region, Truth::False, &|found| found.status(&rule.id).is_none()) => {}
            Existence::Possible => proof.open(&at, ALWAYS),
            Existence::Impossible => {
                let stops = |decided: &Decided| decided.status(&rule.id).is_some();
                match confirmed_in(space, &region.stops(), &stops) {
                    Some(decided) => {
                        let message = format!("rule `{}` holds, or can't be told, for every case", rule.id);
                        tell(
                            &mut proof.findings,
                            Code::AlwaysHolds,
                            at,
                            message,
                            "it stops everything: narrow it, or set `workflow.mode: manual` if that is meant",
                            Some(decided.shown(&[&rule.id])),
                        );
                    }
                    None => proof.open(&at, ALWAYS),
                }
            }
        }
    }
}

/// Whether some box of a value holds a case that is found by trying.
fn tried(space: &Space<'_>, region: &Region, truth: Truth, claim: &dyn Fn(&Decided) -> bool) -> bool {
    let mut leaves = region.of(truth);
    leaves.truncate(MOST_TRIED);
    confirmed_in(space, &leaves, claim).is_some()
}

/// So many boxes are tried for a case where that is all that can be done.
const MOST_TRIED: usize = 16;

pub(super) const NEVER: &str = "whether it can ever hold";
const ALWAYS: &str = "whether it holds, or can't be told, for every case";
const SUPERFLUOUS: &str = "whether another rule makes it superfluous";

/// A case in which as many parts as possible hold and the whole doesn't.
pub(super) fn closest(
    space: &Space<'_>,
    region: &Region,
    claim: &dyn Fn(&Decided) -> bool,
) -> Option<Decided> {
    let mut leaves = region.of(Truth::False);
    leaves.extend(region.of(Truth::Open));
    // The more a box asks, the further its condition was followed; one that is false is nearer than one
    // in which something is missing.
    let rank = |leaf: &&Leaf| (leaf.cell.sides.len(), leaf.truth == Truth::False);
    while let Some(at) = (0..leaves.len()).max_by_key(|at| leaves.get(*at).map(rank)) {
        let leaf = leaves.swap_remove(at);
        if let Some(decided) = confirmed(space, &leaf.cell, claim) {
            return Some(decided);
        }
    }
    None
}

/// Rules that another makes superfluous: wherever one holds or can't be told, the other asks for as much.
pub(super) fn superfluous(space: &Space<'_>, rules: &[Rule<'_>], proof: &mut Proof) {
    for rule in rules {
        let Some(region) = rule.subject.region.as_ref() else { continue };
        // What never holds has been told.
        if region.ever(Truth::True) == Existence::Impossible {
            continue;
        }
        let (mut unsure, mut trials) = (false, MOST_TRIED);
        let mut found = None;
        for other in rules.iter().filter(|other| other.index != rule.index) {
            match covers(space, other, rule) {
                Existence::Certain => {
                    // Of two that do the same, the first may stay.
                    if other.index > rule.index && covers(space, rule, other) == Existence::Certain {
                        continue;
                    }
                    found = both_fire(space, rule, other).map(|decided| (other, decided));
                    if found.is_some() {
                        break;
                    }
                    unsure = true;
                }
                Existence::Possible => unsure = unsure || !is_stricter(space, rule, other, &mut trials),
                Existence::Impossible => {}
            }
        }
        let at = rule.subject.at.clone();
        match found {
            Some((other, decided)) => {
                let (id, by) = (&rule.rule.id, &other.rule.id);
                let message = format!(
                    "rule `{id}` never makes a case stricter: wherever it holds or can't be told, `{by}` asks for at least as much"
                );
                let witness = Some(decided.shown(&[id, by]));
                tell(&mut proof.findings, Code::Superfluous, at, message, &keeps(rule, other), witness);
            }
            None if unsure => proof.open(&at.key("when"), SUPERFLUOUS),
            None => {}
        }
    }
}

/// Whether trying finds a case in which a rule asks for more than another.
fn is_stricter(space: &Space<'_>, rule: &Rule<'_>, other: &Rule<'_>, trials: &mut usize) -> bool {
    let claim = |decided: &Decided| decided.lane_of(&rule.rule.id) > decided.lane_of(&other.rule.id);
    let (Some(own), Some(theirs)) = (&rule.subject.region, &other.subject.region) else { return false };
    for leaf in own.leaves.iter().filter(|leaf| leaf.truth != Truth::False) {
        let lane = rule.lane(leaf.truth);
        for laxer in theirs.leaves.iter().filter(|laxer| other.lane(laxer.truth) < lane) {
            let Some(cell) = leaf.cell.and(&laxer.cell) else { continue };
            let Some(left) = trials.checked_sub(1) else { return false };
            *trials = left;
            if confirmed(space, &cell, &claim).is_some() {
                return true;
            }
        }
    }
    false
}

/// What a superfluous rule still does.
fn keeps(rule: &Rule<'_>, other: &Rule<'_>) -> String {
    let mut does = Vec::new();
    if rule.rule.class > other.rule.class {
        does.push(format!("gives class `{}`", rule.rule.class.as_str()));
    }
    if let Some(queue) = rule.rule.queue.as_ref().filter(|queue| other.rule.queue.as_ref() != Some(*queue)) {
        does.push(format!("names queue `{queue}`"));
    }
    if does.is_empty() {
        return "remove it, or make the other narrower".to_owned();
    }
    format!(
        "it still {}; if that isn't what it is for, remove it, or make the other narrower",
        does.join(" and ")
    )
}

/// Whether one rule is at least as strict as another for every case.
fn covers(space: &Space<'_>, by: &Rule<'_>, rule: &Rule<'_>) -> Existence {
    let (Some(theirs), Some(own)) = (&by.subject.region, &rule.subject.region) else {
        return Existence::Possible;
    };
    if !theirs.may_cover(own) {
        return Existence::Impossible;
    }
    let mut covers = Existence::Certain;
    for leaf in own.leaves.iter().filter(|leaf| leaf.truth != Truth::False) {
        let lane = rule.lane(leaf.truth);
        for other in theirs.leaves.iter().filter(|other| by.lane(other.truth) < lane) {
            match together(space, leaf, other) {
                Existence::Certain => return Existence::Impossible,
                Existence::Possible => covers = Existence::Possible,
                Existence::Impossible => {}
            }
        }
    }
    covers
}

/// A case in which both hold, or at least the first.
fn both_fire(space: &Space<'_>, rule: &Rule<'_>, other: &Rule<'_>) -> Option<Decided> {
    let claim = |decided: &Decided| {
        decided.fired(&rule.rule.id) && decided.lane_of(&other.rule.id) >= decided.lane_of(&rule.rule.id)
    };
    common(space, rule, other, Truth::True, &claim)
        .or_else(|| common(space, rule, other, Truth::Open, &claim))
}

/// A case of which something is confirmed where the first rule holds and the second has a value.
fn common(
    space: &Space<'_>,
    rule: &Rule<'_>,
    other: &Rule<'_>,
    truth: Truth,
    claim: &dyn Fn(&Decided) -> bool,
) -> Option<Decided> {
    let (Some(own), Some(theirs)) = (&rule.subject.region, &other.subject.region) else { return None };
    let theirs = theirs.of(truth);
    for leaf in own.of(Truth::True) {
        for other in &theirs {
            let cell = leaf.cell.and(&other.cell);
            let decided = cell.and_then(|cell| confirmed(space, &cell, claim));
            if decided.is_some() {
                return decided;
            }
        }
    }
    None
}

/// Two rules that can hold at once, with nothing but their ids to decide where the case goes.
pub(super) fn contradictions(space: &Space<'_>, rules: &[Rule<'_>], proof: &mut Proof) {
    for rule in rules.iter().filter(|rule| rule.rule.queue.is_some()) {
        for other in rules.iter().take_while(|other| other.index != rule.index) {
            let (one, two) = (rule.rule, other.rule);
            if two.queue.is_none() || one.queue == two.queue || (one.lane, one.class) != (two.lane, two.class)
            {
                continue;
            }
            let (Some(own), Some(theirs)) = (&rule.subject.region, &other.subject.region) else { continue };
            let theirs = theirs.of(Truth::True);
            let meets = |leaf: &&Leaf| {
                theirs.iter().any(|other| together(space, leaf, other) != Existence::Impossible)
            };
            let meet = own.of(Truth::True).iter().any(meets);
            if !meet {
                continue;
            }
            let claim = |decided: &Decided| decided.fired(&one.id) && decided.fired(&two.id);
            let question = format!("whether it and rule `{}` send a case to two places", two.id);
            let Some(decided) = common(space, rule, other, Truth::True, &claim) else {
                proof.open(&rule.subject.at.key("when"), &question);
                continue;
            };
            let queues = [&one.queue, &two.queue].map(|queue| queue.as_deref().unwrap_or_default());
            let [own, theirs] = queues;
            let message = format!(
                "rules `{}` and `{}` can hold at once, with one lane and class, and send the case to `{theirs}` and to `{own}`",
                two.id, one.id
            );
            tell(
                &mut proof.findings,
                Code::RouteContradiction,
                rule.subject.at.key("queue"),
                message,
                "only the order of their ids decides: tell them apart by class, or make one narrower",
                Some(decided.shown(&[&one.id, &two.id])),
            );
            // One is enough to look into it.
            break;
        }
    }
}
