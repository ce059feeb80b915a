//! A run as it came from a host: read, and held against itself, before anything is planned by it.

use super::graph::{Graph, Per};
use crate::{
    compile::{CompiledPolicy, Sensitive},
    diagnostic::{Code, Diagnostic, Pointer, closest},
    model::{
        Refusal, Value, each_once, numbered,
        run::{Checkpoint, Mark, Run, RunPhase, RunStep, StepStatus},
        shortened, sorted,
    },
    parse::Cx,
};

/// A run that was read under a policy, ready to be planned.
#[derive(Clone, Debug)]
pub struct ReadRun {
    pub(super) run: Run,
    /// What depends on what; the steps are numbered in the order of their ids.
    pub(super) graph: Graph,
}

impl ReadRun {
    /// Reads a run as it came from a host.
    ///
    /// # Errors
    ///
    /// Every problem that was found: unknown keys, wrong types, ids given twice, dependencies that
    /// go in circles or nowhere, actions that the policy doesn't know, contradictions. Each names its step.
    pub fn from_value(mut value: Value, policy: &CompiledPolicy) -> Result<Self, Vec<Diagnostic>> {
        hide(&mut value, &policy.sensitive);
        let mut cx = Cx::new();
        let run = cx.value::<Run>(value);
        let mut run = cx.finish(run)?;
        let places = sorted((0..run.steps.len()).collect(), |a: &usize, b| {
            run.steps.get(*a).map(|step| &step.id).cmp(&run.steps.get(*b).map(|step| &step.id))
        });
        let mut check =
            Check { run: &run, policy, places: &places, problems: Vec::new(), guesses: 20, doubled: false };
        let graph = check.all();
        let problems = check.problems;
        match graph {
            Some(graph) if problems.is_empty() => {
                let mut steps: Vec<Option<RunStep>> = run.steps.into_iter().map(Some).collect();
                run.steps =
                    places.iter().filter_map(|place| steps.get_mut(*place).and_then(Option::take)).collect();
                Ok(Self { run, graph })
            }
            _ => Err(problems),
        }
    }
}

/// What can't be read inside a sensitive argument is reported at the argument itself, without detail.
fn hide(value: &mut Value, sensitive: &Sensitive) {
    let Value::Map(run) = value else { return };
    let Some(Value::List(steps)) = run.get_mut("steps") else { return };
    for step in steps {
        let Value::Map(step) = step else { continue };
        for part in ["arguments", "output"] {
            let Some(Value::Map(entries)) = step.get_mut(part) else { continue };
            for (name, entry) in entries.iter_mut() {
                if sensitive.shown(name, entry.clone()) != *entry
                    && let Some(kind) = refused(entry)
                {
                    *entry = kind;
                }
            }
        }
    }
}

/// The first thing in a value that can't be read. Its depth is bounded by the limit on nesting.
fn refused(value: &Value) -> Option<Value> {
    match value {
        Value::Refused(refusal) => {
            Some(Value::Refused(Refusal { kind: refusal.kind, detail: String::new() }))
        }
        Value::MendedText(_) => Some(Value::MendedText(String::new())),
        Value::List(entries) => entries.iter().find_map(refused),
        Value::Map(entries) => entries.values().find_map(refused),
        _ => None,
    }
}

struct Check<'a> {
    run: &'a Run,
    policy: &'a CompiledPolicy,
    /// Where each step stands in the run, in the order of the steps' ids.
    places: &'a [usize],
    problems: Vec<Diagnostic>,
    /// How many more names are guessed at: guessing takes time for each known name.
    guesses: usize,
    /// Whether two steps have one id.
    doubled: bool,
}

impl<'a> Check<'a> {
    fn all(&mut self) -> Option<Graph> {
        self.ids();
        for (place, step) in self.run.steps.iter().enumerate() {
            let at = Pointer::root().key("steps").index(place);
            self.step(step, &at);
        }
        self.trigger();
        let graph = self.graph()?;
        self.order(&graph);
        Some(graph)
    }

    fn step_at(&self, node: usize) -> Option<&'a RunStep> {
        self.places.get(node).and_then(|place| self.run.steps.get(*place))
    }

    fn place(&self, node: usize) -> Pointer {
        Pointer::root().key("steps").index(self.places.get(node).copied().unwrap_or(0))
    }

    fn add(&mut self, code: Code, at: Pointer, message: String) {
        self.problems.push(Diagnostic::new(code, at, message));
    }

    fn guess<'n>(&mut self, name: &str, known: &dyn Fn() -> Vec<&'n str>) -> Option<String> {
        self.guesses = self.guesses.saturating_sub(1);
        if self.guesses == 0 { None } else { closest(name, &known()).map(str::to_owned) }
    }

    fn ids(&mut self) {
        for node in 1..self.places.len() {
            if let (Some(before), Some(step)) = (self.step_at(node - 1), self.step_at(node))
                && before.id == step.id
            {
                let message = format!("two steps have the id `{}`", shortened(step.id.as_str()));
                self.add(Code::DuplicateId, self.place(node).key("id"), message);
                self.doubled = true;
            }
        }
    }

    fn trigger(&mut self) {
        let Some(trigger) = &self.run.trigger else {
            if self.run.phase == RunPhase::After {
                let at = Pointer::root().key("trigger");
                self.add(Code::MissingKey, at, "after a run, `trigger` says why it is asked about".into());
            }
            return;
        };
        if let Some(name) = &trigger.step {
            self.node_of(name.as_str(), Pointer::root().key("trigger").key("step"));
        }
    }

    /// The step of this id; what there isn't is reported.
    fn node_of(&mut self, id: &str, at: Pointer) -> Option<usize> {
        let id_at = |place: &usize| self.run.steps.get(*place).map_or("", |step| step.id.as_str());
        if let Ok(node) = self.places.binary_search_by(|place| id_at(place).cmp(id)) {
            return Some(node);
        }
        let steps = &self.run.steps;
        let suggestion = self.guess(id, &|| steps.iter().map(|step| step.id.as_str()).collect());
        let mut problem =
            Diagnostic::new(Code::UnknownStep, at, format!("the run has no step `{}`", shortened(id)));
        problem.suggestion = suggestion;
        self.problems.push(problem);
        None
    }

    fn graph(&mut self) -> Option<Graph> {
        let mut dependencies = Vec::new();
        for node in 0..self.places.len() {
            let named = self.step_at(node).and_then(|step| step.depends_on.as_deref()).unwrap_or_default();
            let at = self.place(node).key("dependsOn");
            let mut below = Vec::new();
            for (index, name) in named.iter().enumerate() {
                below.extend(self.node_of(name.as_str(), at.index(index)));
            }
            dependencies.push(each_once(below));
        }
        // Which of two steps with one id is meant isn't known, so no circle through them is either.
        if self.doubled {
            return None;
        }
        let knot = match Graph::new(dependencies) {
            Ok(graph) => return Some(graph),
            Err(knot) => knot,
        };
        let circle = knot.circle();
        let name = |node: &usize| {
            let id = self.step_at(*node).map_or("", |step| step.id.as_str());
            format!("`{}`", shortened(id))
        };
        let mut names: Vec<String> = circle.iter().take(20).map(name).collect();
        if circle.len() > names.len() {
            names.push("…".to_owned());
        }
        names.extend(circle.first().map(name));
        let at = self.place(circle.first().copied().unwrap_or(0)).key("dependsOn");
        let message = format!("steps that wait for each other: {}", names.join(" → "));
        let problem = Diagnostic::new(Code::StepCycle, at, message);
        self.problems.push(problem.help("take one of these dependencies away"));
        None
    }

    fn step(&mut self, step: &RunStep, at: &Pointer) {
        let (id, action) = (shortened(step.id.as_str()), step.action.as_str());
        let library = &self.policy.library;
        if library.get(action).is_none() {
            let suggestion = self.guess(action, &|| library.names());
            let message = format!("step `{id}`: the policy has no action `{}`", shortened(action));
            let mut problem = Diagnostic::new(Code::UnknownName, at.key("action"), message);
            problem.suggestion = suggestion;
            self.problems.push(problem);
        }
        let before = self.run.phase == RunPhase::Before;
        match step.status {
            None if !before => {
                self.add(
                    Code::MissingKey,
                    at.key("status"),
                    format!("what became of step `{id}` isn't said"),
                );
            }
            Some(status) if before && status != StepStatus::Pending => {
                let message = format!("step `{id}` is `{}` in a run that is yet to start", status.as_str());
                self.add(Code::ContradictoryStep, at.key("status"), message);
            }
            _ => {}
        }
        if step.status == Some(StepStatus::Pending) && step.undo.is_some() {
            let message = format!("step `{id}` never ran, and yet its undo was begun");
            self.add(Code::ContradictoryStep, at.key("undo"), message);
        }
        if let Some(checkpoint) = &step.checkpoint {
            self.checkpoint(step, checkpoint, &at.key("checkpoint"));
        }
    }

    fn checkpoint(&mut self, step: &RunStep, checkpoint: &Checkpoint, at: &Pointer) {
        let id = shortened(step.id.as_str());
        let mut marks: Vec<&Mark> = checkpoint.items.iter().collect();
        for list in [&checkpoint.done, &checkpoint.unknown] {
            marks.extend(list.as_deref().unwrap_or_default());
        }
        let mut numbers = numbered(marks.len(), &|a, b| marks.get(a).cmp(&marks.get(b))).into_iter();
        let (mut all, mut items) = (Per::new(marks.len(), false), 0);
        for (index, number) in numbers.by_ref().take(checkpoint.items.len()).enumerate() {
            if all.at(number) {
                let message = format!("step `{id}` has two items with one id");
                self.add(Code::DuplicateId, at.key("items").index(index), message);
            } else {
                all.set(number, true);
                items += 1;
            }
        }
        let mut told = Per::new(marks.len(), false);
        for (key, list) in [("done", &checkpoint.done), ("unknown", &checkpoint.unknown)] {
            let length = list.as_ref().map_or(0, Vec::len);
            for (index, number) in numbers.by_ref().take(length).enumerate() {
                let message = match (all.at(number), told.at(number)) {
                    (false, _) => format!("step `{id}` has no such item"),
                    (true, true) => format!("step `{id}` has an item that is told of twice"),
                    (true, false) => {
                        told.set(number, true);
                        continue;
                    }
                };
                self.add(Code::ContradictoryStep, at.key(key).index(index), message);
            }
        }
        let count = |list: &Option<Vec<_>>| list.as_ref().map_or(0, Vec::len);
        let (done, unknown) = (count(&checkpoint.done), count(&checkpoint.unknown));
        let contradiction = match step.status {
            Some(StepStatus::Pending) if done + unknown > 0 => {
                "never ran, and yet has items that are done or unknown"
            }
            Some(StepStatus::Failed) if done + unknown > 0 => {
                "failed without applying anything, and yet has items that are done or unknown"
            }
            Some(StepStatus::Succeeded) if done < items => "succeeded, and yet not all of its items are done",
            Some(StepStatus::Partial) if done == items => "is partly done, and yet all of its items are",
            _ => return,
        };
        self.add(Code::ContradictoryStep, at.key("done"), format!("step `{id}` {contradiction}"));
    }

    /// What never ran can't have been waited for.
    fn order(&mut self, graph: &Graph) {
        let pending = |step: &RunStep| step.status.is_none_or(|status| status == StepStatus::Pending);
        for node in graph.order() {
            let Some(step) = self.step_at(node).filter(|step| !pending(step)) else { continue };
            let early = graph.dependencies(node).iter().filter_map(|below| self.step_at(*below));
            if let Some(below) = early.into_iter().find(|below| pending(below)) {
                let message = format!(
                    "step `{}` ran, and yet `{}`, which it depends on, never did",
                    shortened(step.id.as_str()),
                    shortened(below.id.as_str())
                );
                self.add(Code::ContradictoryStep, self.place(node).key("status"), message);
            }
        }
    }
}
