//! What must never happen: on paper, for each plan, and in the world, at the end.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::host::{Host, Planner, text, texts};

/// Which laws were broken, how often, and the first time in words.
#[derive(Clone, Debug, Default)]
pub(crate) struct Violations(pub(crate) BTreeMap<&'static str, (u32, String)>);

const ACCOUNT: [&str; 9] =
    ["undone", "finished", "person", "settled", "toSettle", "toUndo", "toFinish", "untouched", "kept"];
const FINANCIAL: [&str; 3] = ["pay", "blind_pay", "book"];

impl Violations {
    pub(crate) fn add(&mut self, law: &'static str, what: String) {
        let entry = self.0.entry(law).or_insert((0, what));
        entry.0 += 1;
    }

    /// The laws that a plan can break on paper.
    pub(crate) fn plan(&mut self, run: &Json, plan: &Json) {
        let steps: BTreeMap<&str, &Json> =
            run["steps"].as_array().unwrap().iter().map(|step| (text(&step["id"]), step)).collect();
        let mut wave_of: BTreeMap<String, usize> = BTreeMap::new();
        let mut undone = BTreeSet::new();
        let mut keys = BTreeSet::new();
        for (number, wave) in plan["waves"].as_array().into_iter().flatten().enumerate() {
            for operation in wave.as_array().unwrap() {
                let pattern = text(&operation["pattern"]);
                if pattern != "probe" && !keys.insert(text(&operation["idempotencyKey"])) {
                    self.add("R3", format!("two operations under one key: {operation}"));
                }
                for id in texts(&operation["steps"]) {
                    let step = steps[id.as_str()];
                    self.operation(&id, step, pattern, operation);
                    wave_of.insert(id.clone(), number);
                    if matches!(pattern, "compensate" | "restore_snapshot") {
                        undone.insert(id);
                    }
                }
            }
        }
        self.order(&steps, &wave_of, &undone, plan);
        self.account(run, plan);
    }

    fn operation(&mut self, id: &str, step: &Json, pattern: &str, operation: &Json) {
        let status = text(&step["status"]);
        if status == "pending" {
            self.add("R5", format!("`{id}` never ran: {operation}"));
        }
        if FINANCIAL.contains(&text(&step["action"])) && pattern == "restore_snapshot" {
            self.add("R8", format!("`{id}` books money: {operation}"));
        }
        let begun = if status == "undo_unknown" { &step["undo"]["at"] } else { &step["at"] };
        let probed = step["probed"]["at"].as_i64() > begun.as_i64() && step["probed"]["at"].is_i64();
        let unknown = matches!(status, "unknown" | "running" | "undo_unknown");
        if pattern != "probe" && unknown && !probed && !self.shows_untouched(step) {
            self.add("R9", format!("`{id}` is `{status}`: {operation}"));
        }
        if pattern == "restore_snapshot" && status != "undoing" && status != "undo_unknown" {
            for guard in operation["guards"].as_array().into_iter().flatten() {
                let seen = &step["current"]["versions"][text(&guard["record"])];
                if !seen.is_null() && *seen != guard["version"] {
                    self.add("R6", format!("`{id}`: the record is at {seen}: {operation}"));
                }
            }
        }
    }

    /// A record that still has our own last version shows by itself that no restore went through.
    fn shows_untouched(&self, step: &Json) -> bool {
        text(&step["status"]) == "undo_unknown" && step["written"] == step["current"]
    }

    fn order(
        &mut self,
        steps: &BTreeMap<&str, &Json>,
        wave_of: &BTreeMap<String, usize>,
        undone: &BTreeSet<String>,
        plan: &Json,
    ) {
        let after = closure(steps);
        for (below, above) in after.iter().flat_map(|(id, all)| all.iter().map(move |below| (*below, *id))) {
            let (waves, merged) =
                ((wave_of.get(below), wave_of.get(above)), same_operation(plan, below, above));
            if merged {
                continue;
            }
            match waves {
                (Some(a), Some(b)) if a == b && text(&plan["verdict"]) != "settle_first" => {
                    self.add("R4", format!("`{above}` depends on `{below}`, and both are in one wave"));
                }
                (Some(a), Some(b)) if undone.contains(below) && a < b => {
                    self.add("R4", format!("`{below}` is undone before `{above}`"));
                }
                (Some(_), None) if undone.contains(below) => {
                    let status = text(&steps[above]["status"]);
                    let action = text(&steps[above]["action"]);
                    let stands = matches!(status, "succeeded" | "partial" | "undo_failed" | "undoing");
                    // A probe may have found that its undo went through.
                    let gone = texts(&plan["remaining"]["undone"]).iter().any(|step| step == above);
                    if stands && !gone && action != "mail" {
                        let law = if action == "ship" { "R12" } else { "R4" };
                        self.add(law, format!("`{below}` is undone, `{above}` (`{status}`) isn't: {plan}"));
                    }
                    if matches!(status, "unknown" | "running") && step_is_unprobed(steps[above]) {
                        self.add("R9", format!("`{below}` is undone, and `{above}` is `{status}`"));
                    }
                }
                _ => {}
            }
        }
    }

    fn account(&mut self, run: &Json, plan: &Json) {
        let account = &plan["remaining"];
        let mut told: Vec<String> = ACCOUNT
            .iter()
            .flat_map(|list| match *list {
                "kept" => account["kept"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|it| text(&it["step"]).to_owned())
                    .collect(),
                list => texts(&account[list]),
            })
            .collect();
        told.extend(account["waiting"].as_array().unwrap().iter().map(|it| text(&it["step"]).to_owned()));
        told.sort();
        let mut all: Vec<String> =
            run["steps"].as_array().unwrap().iter().map(|step| text(&step["id"]).to_owned()).collect();
        all.sort();
        if told != all {
            self.add("R11", format!("the account tells {told:?} of {all:?}"));
        }
        let changed = run["steps"].as_array().unwrap().iter().filter(|step| {
            let status = text(&step["status"]);
            let nothing =
                matches!(status, "pending" | "failed") || text(&step["probed"]["outcome"]) == "not_applied";
            !nothing
        });
        let untouched = texts(&account["untouched"]);
        for step in changed.filter(|step| untouched.contains(&text(&step["id"]).to_owned())) {
            self.add("R11", format!("{step} isn't untouched"));
        }
        for task in plan["manual"].as_array().into_iter().flatten() {
            let of = |step: &&Json| step["id"] == task["step"] && step["status"] == "pending";
            if run["steps"].as_array().unwrap().iter().any(|step| of(&step)) {
                self.add("R5", format!("it never ran: {task}"));
            }
            let owned = texts(&account["person"]).contains(&text(&task["step"]).to_owned());
            let complete = !task["owner"].as_array().unwrap().is_empty()
                && !task["chain"].as_array().unwrap().is_empty();
            if !owned || !complete {
                self.add("R7", format!("a task without all that a person needs: {task}"));
            }
        }
    }
}

fn step_is_unprobed(step: &Json) -> bool {
    step["probed"]["at"].as_i64() <= step["at"].as_i64() || !step["probed"]["at"].is_i64()
}

/// Each step with all that it depends on, directly or not.
fn closure<'a>(steps: &BTreeMap<&'a str, &'a Json>) -> BTreeMap<&'a str, BTreeSet<&'a str>> {
    let mut after: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for _ in 0..steps.len() {
        for (id, step) in steps {
            let mut all = BTreeSet::new();
            for below in step["dependsOn"].as_array().into_iter().flatten() {
                all.insert(text(below));
                all.extend(after.get(text(below)).into_iter().flatten().copied());
            }
            after.insert(id, all);
        }
    }
    after
}

fn same_operation(plan: &Json, a: &str, b: &str) -> bool {
    plan["waves"].as_array().into_iter().flatten().flat_map(|wave| wave.as_array().unwrap()).any(
        |operation| {
            let steps = texts(&operation["steps"]);
            steps.iter().any(|step| step == a) && steps.iter().any(|step| step == b)
        },
    )
}

/// The laws of the end: the world is as the account says.
pub(crate) fn end(host: &mut Host, plan: &Json, planner: &Planner) {
    host.world.pass(3600 * 1000);
    let account = plan["remaining"].clone();
    let list = |name: &str| texts(&account[name]);
    let mut wrong = Vec::new();
    for id in list("undone").iter().chain(&list("untouched")) {
        if host.is_present(id) {
            wrong.push(("R1", format!("`{id}` should be gone")));
        }
    }
    let kept: Vec<String> =
        account["kept"].as_array().into_iter().flatten().map(|it| text(&it["step"]).to_owned()).collect();
    for id in list("finished").iter().chain(&kept) {
        if !host.is_whole(id) {
            wrong.push(("R1", format!("`{id}` should be there, whole and once")));
        }
    }
    for id in host.steps().iter().map(|step| text(&step["id"]).to_owned()).collect::<Vec<_>>() {
        let doc = host.doc(&id);
        let booked = host
            .world
            .ledger
            .get(&doc)
            .map_or(0, |entries| entries.iter().filter(|entry| **entry > 0).count());
        let twice = host.world.orders.get(&doc).is_some_and(|items| items.values().any(|count| *count > 1));
        let done = host.world.done.get(&doc).is_some_and(|count| *count > 1);
        if booked > 1 || twice || done {
            wrong.push(("R3", format!("`{id}` happened twice")));
        }
        if host.status(&id) == "pending" && host.is_present(&id) {
            wrong.push(("R5", format!("`{id}` never ran, and is there")));
        }
        let action = text(&host.step(&id)["action"]).to_owned();
        let way_back = !matches!(action.as_str(), "mail" | "raw" | "book");
        if !way_back && list("undone").contains(&id) {
            wrong.push(("R7", format!("`{id}` can't be undone, and is said to be")));
        }
    }
    for (key, times) in &host.world.applied {
        if *times > 1 {
            wrong.push(("R3", format!("{times} times under the key `{key}`")));
        }
    }
    for edit in &host.world.overwritten {
        wrong.push(("R6", format!("{edit} was overwritten")));
    }
    // Whatever was planned again says the same.
    let again = planner(&host.input());
    let idle = again["waves"].as_array().is_some_and(Vec::is_empty)
        && again["manual"].as_array().is_some_and(Vec::is_empty);
    if text(&again["verdict"]) != "nothing_to_do" || !idle {
        wrong.push(("R10", format!("{again}")));
    }
    for (law, what) in wrong {
        host.violations.add(law, what);
    }
}
