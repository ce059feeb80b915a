//! A host: runs a workflow, writes down what it knows before and after each call, breaks and crashes
//! anywhere, asks for a plan, carries it out, and asks again.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value as Json, json};

use super::{
    api::{Answer, Call, HOUR, Mischief, SECOND, World},
    dice::Dice,
    laws::Violations,
};

/// Asks for a plan.
pub(crate) type Planner = dyn Fn(&Json) -> Json;

/// The machine died.
pub(crate) struct Crash;

/// A host with its run and the world around it.
#[derive(Clone, Debug)]
pub(crate) struct Host {
    pub(crate) world: World,
    pub(crate) run: Json,
    pub(crate) dice: Dice,
    pub(crate) mischief: Mischief,
    /// Tasks that people have, by step.
    pub(crate) tasks: BTreeMap<String, String>,
    /// Crash at the call of this number, before or after it.
    pub(crate) crash_at: Option<(u32, bool)>,
    pub(crate) calls: u32,
    pub(crate) violations: Violations,
}

pub(crate) fn text(json: &Json) -> &str {
    json.as_str().unwrap_or_default()
}

pub(crate) fn texts(json: &Json) -> Vec<String> {
    json.as_array().into_iter().flatten().map(|it| text(it).to_owned()).collect()
}

fn moment(millis: i64) -> Json {
    json!(1_763_000_000_000_i64 + millis)
}

impl Host {
    pub(crate) fn steps(&self) -> &Vec<Json> {
        self.run["steps"].as_array().unwrap()
    }

    pub(crate) fn index(&self, id: &str) -> usize {
        self.steps().iter().position(|step| step["id"] == id).unwrap()
    }

    pub(crate) fn step(&self, id: &str) -> &Json {
        &self.steps()[self.index(id)]
    }

    fn set(&mut self, id: &str, key: &str, value: Json) {
        let index = self.index(id);
        self.run["steps"][index][key] = value;
    }

    pub(crate) fn status(&self, id: &str) -> String {
        text(&self.step(id)["status"]).to_owned()
    }

    pub(crate) fn doc(&self, id: &str) -> String {
        text(&self.step(id)["arguments"]["doc"]).to_owned()
    }

    /// All that depends on a step, directly or not.
    pub(crate) fn dependents(&self, id: &str) -> BTreeSet<String> {
        let mut found = BTreeSet::from([id.to_owned()]);
        loop {
            let before = found.len();
            for step in self.steps() {
                if texts(&step["dependsOn"]).iter().any(|below| found.contains(below)) {
                    found.insert(text(&step["id"]).to_owned());
                }
            }
            if found.len() == before {
                found.remove(id);
                return found;
            }
        }
    }

    /// Whether anything of a step is in the world.
    pub(crate) fn is_present(&self, id: &str) -> bool {
        self.presence(id) > 0
    }

    /// How often a step is in the world; of an order that is only partly there, as often as its item that
    /// is there most.
    pub(crate) fn presence(&self, id: &str) -> u32 {
        let (doc, world) = (self.doc(id), &self.world);
        let booked = world.ledger.get(&doc).map_or(0, |entries| u32::from(entries.iter().sum::<i64>() != 0));
        let ordered = world.orders.get(&doc).and_then(|items| items.values().max().copied()).unwrap_or(0);
        let written = world
            .records
            .values()
            .map(|record| u32::try_from(record.content.iter().filter(|mark| **mark == doc).count()).unwrap());
        booked + ordered + written.max().unwrap_or(0) + world.done.get(&doc).copied().unwrap_or(0)
    }

    /// Whether the whole of a step is in the world, once.
    pub(crate) fn is_whole(&self, id: &str) -> bool {
        let doc = self.doc(id);
        let items = texts(&self.step(id)["checkpoint"]["items"]);
        if !items.is_empty() {
            let there = self.world.orders.get(&doc);
            return items.iter().all(|item| there.and_then(|there| there.get(item)) == Some(&1));
        }
        let records = texts(&self.step(id)["records"]);
        let written = |name: &String| {
            let content = self.world.records.get(name).map_or(&[][..], |record| &record.content);
            content.iter().filter(|mark| **mark == doc).count() == 1
        };
        self.presence(id) == 1 && records.iter().all(written)
    }

    /// Calls a step's action, for the first time or again, and writes down what came of it.
    pub(crate) fn perform(&mut self, id: &str, key: &str, items: Vec<String>) -> Result<(), Crash> {
        let step = self.step(id).clone();
        let attempts = step["attempts"].as_i64().unwrap_or(0) + 1;
        let records = texts(&step["records"]);
        let mut guards = Vec::new();
        for record in &records {
            guards.push((record.clone(), self.world.record(record).version));
        }
        if text(&self.run["snapshots"]) == "each" && !records.is_empty() {
            let reference = format!("snap-{id}-{attempts}");
            let mut versions = json!({});
            for record in &records {
                versions[record] = json!(self.world.snapshot(&reference, record));
            }
            self.set(id, "snapshot", json!({ "ref": reference, "versions": versions }));
        }
        self.set(id, "status", json!("running"));
        self.set(id, "attempts", json!(attempts));
        self.set(id, "at", moment(self.world.now));
        self.set(id, "idempotencyKey", json!(key));
        let call = Call {
            action: text(&step["action"]).to_owned(),
            arguments: step["arguments"].clone(),
            key: key.to_owned(),
            items: items.clone(),
            guards,
        };
        let answer = self.call(&call)?;
        match answer {
            Answer::Done(output) => {
                self.set(id, "status", json!("succeeded"));
                self.learn(id, &output);
                let all = step["checkpoint"]["items"].clone();
                if !all.is_null() {
                    self.set(id, "checkpoint", json!({ "items": all, "done": all }));
                }
            }
            Answer::Failed | Answer::Refused => {
                let some = step["checkpoint"]["done"].as_array().is_some_and(|done| !done.is_empty());
                self.set(id, "status", json!(if some { "partial" } else { "failed" }));
                let status = if answer == Answer::Failed { 503 } else { 422 };
                self.set(id, "error", json!({ "status": status, "message": "no" }));
            }
            Answer::Partly { done, unknown } => {
                let mut all = texts(&step["checkpoint"]["done"]);
                all.extend(done);
                let unknown: Vec<String> = unknown.into_iter().collect();
                let items = step["checkpoint"]["items"].clone();
                self.set(id, "status", json!("partial"));
                self.set(id, "output", json!({ "id": format!("id-{}", self.doc(id)) }));
                self.set(id, "checkpoint", json!({ "items": items, "done": all, "unknown": unknown }));
                self.set(id, "error", json!("the connection broke"));
            }
            Answer::Lost => self.set(id, "status", json!("unknown")),
        }
        Ok(())
    }

    fn learn(&mut self, id: &str, output: &Json) {
        self.set(id, "output", json!({ "id": output["id"] }));
        if output["versions"].is_object() {
            self.set(id, "written", json!({ "versions": output["versions"] }));
        }
    }

    /// A call, unless the machine dies before or after it.
    fn call(&mut self, call: &Call) -> Result<Answer, Crash> {
        self.calls += 1;
        if self.dice.percent(self.mischief.edit) {
            self.someone_edits();
        }
        let forced = self.crash_at.is_some_and(|(at, _)| at == self.calls);
        let late = self.crash_at.is_some_and(|(_, late)| late);
        if forced && !late || self.dice.percent(self.mischief.crash) {
            return Err(Crash);
        }
        let answer = self.world.call(call, self.mischief, &mut self.dice);
        if forced || self.dice.percent(self.mischief.crash) {
            return Err(Crash);
        }
        Ok(answer)
    }

    pub(crate) fn someone_edits(&mut self) {
        let records: BTreeSet<String> =
            self.steps().iter().flat_map(|step| texts(&step["records"])).collect();
        let records: Vec<String> = records.into_iter().collect();
        if !records.is_empty() {
            let record = self.dice.of(&records).clone();
            self.world.edit(&record);
        }
    }

    /// Reads what the records are like now.
    fn look(&mut self) {
        for index in 0..self.steps().len() {
            let records = texts(&self.steps()[index]["records"]);
            let mut versions = json!({});
            for record in &records {
                versions[record] = json!(self.world.record(record).version);
            }
            if !records.is_empty() {
                self.run["steps"][index]["current"] = json!({ "versions": versions });
            }
        }
        self.run["now"] = moment(self.world.now);
    }

    /// Plans and carries out until nothing is to be done. Returns the last plan.
    pub(crate) fn settle(&mut self, planner: &Planner) -> Json {
        for round in 0..300 {
            self.look();
            let input = self.input();
            let plan = planner(&input);
            if text(&plan["verdict"]) == "refused" {
                self.violations.add("input", format!("the host's own record is refused: {}", plan["why"]));
                return Json::Null;
            }
            self.violations.plan(&input, &plan);
            if std::env::var_os("HOLDPOINT_SEED").is_some() {
                println!("{input}\n{}\n{:?} {:?}\n", plan, self.world.ledger, self.world.records);
            }
            if text(&plan["verdict"]) == "nothing_to_do" {
                return plan;
            }
            if self.carry_out(&plan).is_err() {
                self.crash_at = None;
                // It comes up again soon, or after days, when keys are forgotten.
                let days = self.mischief.crash > 0 && self.dice.percent(15);
                let off = if days { 30 * HOUR } else { self.dice.below(3000) * SECOND };
                self.world.pass(off + SECOND);
                continue;
            }
            for task in plan["manual"].as_array().into_iter().flatten() {
                let step = text(&task["step"]).to_owned();
                self.set(&step, "status", json!("handed_over"));
                self.tasks.insert(step, text(&task["code"]).to_owned());
            }
            let idle = plan["waves"].as_array().is_none_or(Vec::is_empty);
            if idle || self.dice.percent(20) {
                if idle && self.tasks.is_empty() {
                    self.violations.add("R10", format!("stuck in round {round}: {plan}"));
                    return plan;
                }
                self.people();
            }
        }
        self.violations.add("R10", "300 rounds and no end".to_owned());
        Json::Null
    }

    /// The run without what only this host needs.
    pub(crate) fn input(&self) -> Json {
        let mut run = self.run.clone();
        run.as_object_mut().unwrap().remove("snapshots");
        run
    }

    fn carry_out(&mut self, plan: &Json) -> Result<(), Crash> {
        for wave in plan["waves"].as_array().into_iter().flatten() {
            let mut operations = wave.as_array().unwrap().clone();
            // What is in one wave goes side by side: in any order.
            self.dice.shuffle(&mut operations);
            let mut failed = false;
            for operation in &operations {
                failed |= !self.operate(operation)?;
            }
            if failed {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Carries out one operation; whether it went well.
    fn operate(&mut self, operation: &Json) -> Result<bool, Crash> {
        let steps = texts(&operation["steps"]);
        let key = text(&operation["idempotencyKey"]).to_owned();
        let first = steps[0].clone();
        match text(&operation["pattern"]) {
            "probe" => {
                self.probe(&first, &key);
                Ok(true)
            }
            "retry_idempotent" => {
                if operation["validUntil"].is_string() && self.is_past(&operation["validUntil"]) {
                    return Ok(false);
                }
                self.perform(&first, &key, texts(&operation["items"]))?;
                Ok(self.status(&first) == "succeeded")
            }
            pattern => self.undo(operation, pattern, &steps, &key),
        }
    }

    fn is_past(&self, until: &Json) -> bool {
        let until = holdpoint::model::Timestamp::parse(text(until)).unwrap();
        until.millis() <= moment(self.world.now).as_i64().unwrap()
    }

    fn undo(&mut self, operation: &Json, pattern: &str, steps: &[String], key: &str) -> Result<bool, Crash> {
        self.check_undo(steps);
        let begun = moment(self.world.now);
        for step in steps {
            self.set(step, "status", json!("undoing"));
            self.set(step, "undo", json!({ "idempotencyKey": key, "at": begun }));
        }
        let guards = operation["guards"].as_array().into_iter().flatten();
        let call = Call {
            action: text(&operation["action"]).to_owned(),
            arguments: operation["arguments"].clone(),
            key: key.to_owned(),
            items: Vec::new(),
            guards: guards
                .map(|it| (text(&it["record"]).to_owned(), it["version"].as_i64().unwrap()))
                .collect(),
        };
        match self.call(&call)? {
            Answer::Done(output) => {
                for step in steps {
                    let status = if pattern == "compensate" { "compensated" } else { "restored" };
                    self.set(step, "status", json!(status));
                    let mut versions = self.step(step)["written"]["versions"].clone();
                    for record in texts(&self.step(step)["records"]) {
                        if !output["versions"][&record].is_null() && versions.is_object() {
                            versions[&record] = output["versions"][&record].clone();
                        }
                    }
                    if versions.is_object() {
                        self.set(step, "written", json!({ "versions": versions }));
                    }
                }
                return Ok(true);
            }
            // It may be called again; for good it fails only when refused.
            Answer::Failed => {}
            Answer::Refused | Answer::Partly { .. } => {
                steps.iter().for_each(|step| self.set(step, "status", json!("undo_failed")));
            }
            Answer::Lost => steps.iter().for_each(|step| self.set(step, "status", json!("undo_unknown"))),
        }
        Ok(false)
    }

    /// R4 and R12, in the world itself and not only on paper.
    fn check_undo(&mut self, steps: &[String]) {
        for step in steps {
            for above in self.dependents(step) {
                let action = text(&self.step(&above)["action"]).to_owned();
                if steps.contains(&above) || !self.is_present(&above) || action == "mail" {
                    continue;
                }
                let by_person = self.status(&above) == "settled_by_person";
                let law = if action == "ship" { "R12" } else { "R4" };
                if !by_person || law == "R12" {
                    self.violations.add(law, format!("`{step}` is undone while `{above}` stands"));
                }
            }
        }
    }

    fn probe(&mut self, id: &str, key: &str) {
        let undo = matches!(self.status(id).as_str(), "undoing" | "undo_unknown");
        let checkpoint = self.step(id)["checkpoint"].clone();
        let at = moment(self.world.now + SECOND);
        if !checkpoint.is_null() && !undo {
            self.world.pass(SECOND);
            if self.world.in_flight(key) {
                self.set(id, "probed", json!({ "at": at, "outcome": "unclear" }));
                return;
            }
            let there = self.world.orders.get(&self.doc(id)).cloned().unwrap_or_default();
            let items = texts(&checkpoint["items"]);
            let done: Vec<&String> = items.iter().filter(|item| there.contains_key(*item)).collect();
            if done.len() == items.len() {
                self.set(id, "status", json!("succeeded"));
                self.set(id, "checkpoint", json!({ "items": items, "done": done }));
            } else {
                self.set(id, "status", json!(if done.is_empty() { "failed" } else { "partial" }));
                self.set(id, "checkpoint", json!({ "items": items, "done": done }));
                self.set(id, "probed", json!({ "at": at, "outcome": "not_applied" }));
            }
            self.set(id, "output", json!({ "id": format!("id-{}", self.doc(id)) }));
            return;
        }
        let outcome = match self.world.find(key) {
            None => "unclear",
            Some(true) => {
                let found = self.world.found(key);
                if !undo {
                    self.learn(id, &found);
                } else if found["versions"].is_object() {
                    self.set(id, "written", json!({ "versions": found["versions"] }));
                }
                "applied"
            }
            Some(false) => "not_applied",
        };
        self.set(id, "probed", json!({ "at": at, "outcome": outcome }));
        // Some hosts translate the finding into a status, some leave that to the planner.
        if !undo && self.dice.percent(50) {
            match outcome {
                "applied" => self.set(id, "status", json!("succeeded")),
                "not_applied" => self.set(id, "status", json!("failed")),
                _ => {}
            }
        }
    }

    /// People do what they were asked for.
    fn people(&mut self) {
        for (id, code) in std::mem::take(&mut self.tasks) {
            self.world.pass(600 * SECOND);
            let leaves = matches!(code.as_str(), "irreversible" | "pivot_passed");
            if !leaves {
                self.remove(&id);
            }
            self.set(&id, "status", json!("settled_by_person"));
        }
    }

    /// Takes whatever a step did out of the world, by hand.
    fn remove(&mut self, id: &str) {
        let doc = self.doc(id);
        if let Some(entries) = self.world.ledger.get_mut(&doc) {
            let rest: i64 = entries.iter().sum();
            entries.push(-rest);
        }
        self.world.orders.remove(&doc);
        // Nobody can take back what has passed a point of no return.
        if text(&self.step(id)["action"]) != "ship" {
            self.world.done.remove(&doc);
        }
        for record in self.world.records.values_mut() {
            if record.content.contains(&doc) {
                record.content.retain(|mark| *mark != doc);
                record.version += 1;
            }
        }
    }
}
