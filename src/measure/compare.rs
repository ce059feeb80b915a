//! Two policies over the same cases: which cases move, and which rules move them.

use holdpoint_derive::Json;
use serde::Serialize;

use crate::{
    check::{PolicyDifference, difference},
    compile::CompiledPolicy,
    decide::classify::{Answer, Options, ReadCase, classify},
    diagnostic::{Diagnostic, Failure, Pointer},
    model::{
        ExceptionClass, Lane, Value,
        decision::{Decision, PolicyStamp, ReasonStatus},
        lane::words,
        sorted,
    },
};

macro_rules! answers {
    ($($(#[$meta:meta])* pub struct $name:ident { $($body:tt)* })*) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Serialize, Json)]
        #[serde(rename_all = "camelCase")]
        #[cfg_attr(feature = "generate", derive(ts_rs::TS), ts(export_to = "types.ts"))]
        pub struct $name { $($body)* }
    )*};
}

words! {
    /// One of the two policies that are compared.
    pub enum Which {
        /// The first.
        First,
        /// The second.
        Second,
    }
}

answers! {
    /// What two policies make of the same cases, and whether they differ at all.
    pub struct ComparisonReport {
        /// The first policy.
        pub first: PolicyStamp,
        /// The second policy.
        pub second: PolicyStamp,
        /// How many cases both decided.
        pub cases: u32,
        /// By the lane under the first policy: how many went to which lane under the second.
        pub lanes: LaneTable,
        /// Each case whose lane the second policy changes, in the order of the cases.
        pub moved: Vec<Moved>,
        /// How many cases each class got.
        pub classes: Vec<ClassTotals>,
        /// How often each rule was a reason, by id.
        pub rules: Vec<RuleTotals>,
        /// Cases that one of the two refuses to read.
        pub refused: Vec<Refused>,
        /// Whether there is any case that the two put into different lanes, among these or not.
        pub difference: PolicyDifference,
    }

    /// By the lane under the first policy.
    #[derive(Default)]
    pub struct LaneTable {
        /// Of what ran by itself.
        pub automate: LaneRow,
        /// Of what a person looked at.
        pub review: LaneRow,
        /// Of what a person took over.
        pub takeover: LaneRow,
    }

    /// How many cases each lane got under the second policy.
    #[derive(Default)]
    pub struct LaneRow {
        /// They run by themselves.
        pub automate: u32,
        /// A person looks at them.
        pub review: u32,
        /// A person takes them over.
        pub takeover: u32,
    }

    /// A case that moved.
    pub struct Moved {
        /// Its place among the cases, from 0.
        pub index: u32,
        /// Its id.
        pub id: String,
        /// Its lane under the first policy.
        pub from: Lane,
        /// Its lane under the second.
        pub to: Lane,
        /// The rules that moved it: of the stricter decision, the reasons for its lane that the laxer
        /// doesn't give as strictly.
        pub by: Vec<MovedBy>,
    }

    /// A rule that moved a case.
    pub struct MovedBy {
        /// The rule's id.
        pub rule: String,
        /// Whether it holds, or can't be told.
        pub status: ReasonStatus,
        /// The policy that stops the case by it.
        pub policy: Which,
    }

    /// How many cases have a class.
    pub struct ClassTotals {
        /// The class.
        pub class: ExceptionClass,
        /// Under the first policy.
        pub first: u32,
        /// Under the second.
        pub second: u32,
    }

    /// How many cases a rule was a reason for.
    pub struct RuleTotals {
        /// The rule's id.
        pub rule: String,
        /// Under the first policy.
        pub first: u32,
        /// Under the second.
        pub second: u32,
    }

    /// A case that can't be read.
    pub struct Refused {
        /// Its place among the cases, from 0.
        pub index: u32,
        /// The policy that refuses it; the first where both do.
        pub policy: Which,
        /// Why.
        pub error: Failure,
    }
}

/// A comparison while cases come in.
#[derive(Debug, Default)]
pub struct Comparison {
    seen: u32,
    cases: u32,
    lanes: LaneTable,
    moved: Vec<Moved>,
    classes: Vec<ClassTotals>,
    /// By id.
    rules: Vec<RuleTotals>,
    refused: Vec<Refused>,
}

impl Comparison {
    /// Decides a case under both policies.
    pub fn add(&mut self, first: &CompiledPolicy, second: &CompiledPolicy, case: Value) {
        let index = self.seen;
        self.seen += 1;
        let (one, other) = match (decide(first, case.clone()), decide(second, case)) {
            (Ok(one), Ok(other)) => (one, other),
            (Err(problems), _) => return self.refuse(index, Which::First, problems),
            (_, Err(problems)) => return self.refuse(index, Which::Second, problems),
        };
        self.cases += 1;
        *self.lanes.cell(one.lane, other.lane) += 1;
        self.count(Which::First, &one);
        self.count(Which::Second, &other);
        if one.lane != other.lane {
            self.moved.push(Moved {
                index,
                from: one.lane,
                to: other.lane,
                by: moved_by(&one, &other),
                id: one.id,
            });
        }
    }

    fn count(&mut self, which: Which, decision: &Decision) {
        let add = |first: &mut u32, second: &mut u32| match which {
            Which::First => *first += 1,
            Which::Second => *second += 1,
        };
        let known = self.classes.iter().position(|totals| totals.class == decision.class);
        let at = known.unwrap_or_else(|| {
            self.classes.push(ClassTotals { class: decision.class, first: 0, second: 0 });
            self.classes.len() - 1
        });
        if let Some(totals) = self.classes.get_mut(at) {
            add(&mut totals.first, &mut totals.second);
        }
        for reason in &decision.reasons {
            let known = self.rules.binary_search_by(|totals| totals.rule.as_str().cmp(&reason.rule));
            let at = known.unwrap_or_else(|at| {
                self.rules.insert(at, RuleTotals { rule: reason.rule.clone(), first: 0, second: 0 });
                at
            });
            if let Some(totals) = self.rules.get_mut(at) {
                add(&mut totals.first, &mut totals.second);
            }
        }
    }

    fn refuse(&mut self, index: u32, policy: Which, problems: Vec<Diagnostic>) {
        if let Some(error) = Failure::of(problems) {
            let error = error.under(&Pointer::root().index(index as usize));
            self.refused.push(Refused { index, policy, error });
        }
    }

    /// The whole comparison: what was seen, and whether the policies differ at all.
    #[must_use]
    pub fn finish(self, first: &CompiledPolicy, second: &CompiledPolicy) -> ComparisonReport {
        let classes = sorted(self.classes, |a, b| b.class.cmp(&a.class));
        ComparisonReport {
            first: first.stamp.clone(),
            second: second.stamp.clone(),
            cases: self.cases,
            lanes: self.lanes,
            moved: self.moved,
            classes,
            rules: self.rules,
            refused: self.refused,
            difference: difference(first, second),
        }
    }
}

fn decide(policy: &CompiledPolicy, case: Value) -> Result<Box<Decision>, Vec<Diagnostic>> {
    let read = ReadCase::from_value(case, policy)?;
    match classify(policy, &read, Options::default()) {
        Answer::Whole(decision) => Ok(decision),
        // INVARIANT: the default options ask for the whole answer.
        Answer::Lane(_) => Err(Vec::new()),
    }
}

/// The reasons of the stricter decision for its lane that the laxer doesn't give as strictly.
fn moved_by(one: &Decision, other: &Decision) -> Vec<MovedBy> {
    let (strict, lax, policy) =
        if one.lane > other.lane { (one, other, Which::First) } else { (other, one, Which::Second) };
    let mut moved_by = Vec::new();
    for reason in &strict.reasons {
        let given = lax.reasons.iter().any(|other| other.rule == reason.rule && other.lane >= reason.lane);
        if reason.lane > lax.lane && !given {
            moved_by.push(MovedBy { rule: reason.rule.clone(), status: reason.status, policy });
        }
    }
    moved_by
}

impl LaneTable {
    fn cell(&mut self, from: Lane, to: Lane) -> &mut u32 {
        let row = match from {
            Lane::Automate => &mut self.automate,
            Lane::Review => &mut self.review,
            Lane::Takeover => &mut self.takeover,
        };
        match to {
            Lane::Automate => &mut row.automate,
            Lane::Review => &mut row.review,
            Lane::Takeover => &mut row.takeover,
        }
    }
}
