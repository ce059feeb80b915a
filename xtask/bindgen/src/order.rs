//! Puts the functions of a module in an order that compresses well.
//!
//! gzip sees 32 KB back. Functions that look alike (the same loop over another list, the same struct filled
//! elsewhere) cost little when they are neighbours and their full price when they are far apart. Finding the
//! best order is the travelling salesman's problem; going on to whatever is most like the last few functions
//! gets most of it.

use std::collections::{BTreeMap, VecDeque};
use std::path::Path;

use anyhow::{Context as _, Result, bail, ensure};
use wasm_encoder::reencode::{self, Reencode, utils};
use wasm_encoder::{CodeSection, FunctionSection, Module};
use wasmparser::{CodeSectionReader, FunctionSectionReader, Parser, Payload, TypeRef};

/// How many bytes in a row make a likeness.
const RUN: usize = 6;
/// How many bytes back likenesses are looked for; half of what gzip sees, as it sees less when it is full.
const WINDOW: usize = 16 * 1024;
/// A run that stands in more functions than this tells nothing about any of them.
const COMMON: usize = 300;
/// Added to a function's size when likenesses are weighed, so that the smallest don't always win.
const SMALL: usize = 30;

/// Writes the module with its functions in another order.
pub(crate) fn write(module: &Path, ordered: &Path) -> Result<()> {
    let bytes = std::fs::read(module).with_context(|| format!("{} can't be read", module.display()))?;
    let (imported, bodies) = functions(&bytes)?;
    let mut reorder = Reorder::new(imported, chain(&bodies));
    let mut written = Module::new();
    reorder
        .parse_core_module(&mut written, Parser::new(0), &bytes)
        .map_err(|problem| anyhow::anyhow!("{} can't be written anew: {problem}", module.display()))?;
    let written = written.finish();
    let (_, after) = functions(&written)?;
    ensure!(after.len() == bodies.len(), "a function got lost");
    std::fs::write(ordered, written).with_context(|| format!("{} can't be written", ordered.display()))
}

/// How many functions a module imports, and the bodies of its own.
fn functions(bytes: &[u8]) -> Result<(u32, Vec<&[u8]>)> {
    let mut imported = 0;
    let mut bodies = Vec::new();
    for payload in Parser::new(0).parse_all(bytes) {
        match payload? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionEntry(body) => bodies.push(&bytes[body.range()]),
            _ => {}
        }
    }
    if bodies.is_empty() {
        bail!("the module has no functions");
    }
    Ok((imported, bodies))
}

/// The functions, each after those that it is most like.
fn chain(bodies: &[&[u8]]) -> Vec<usize> {
    let runs = runs(bodies);
    let mut standing: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    for (function, runs) in runs.iter().enumerate() {
        for run in runs {
            standing.entry(*run).or_default().push(function);
        }
    }
    standing.retain(|_, functions| (2..=COMMON).contains(&functions.len()));

    let mut largest_first: Vec<usize> = (0..bodies.len()).collect();
    largest_first.sort_by_key(|&function| std::cmp::Reverse(bodies[function].len()));
    let mut largest_first = largest_first.into_iter();

    let mut order = Vec::with_capacity(bodies.len());
    let mut placed = vec![false; bodies.len()];
    // How many runs of a function are in the window, and how often each run is there.
    let mut alike = vec![0_usize; bodies.len()];
    let mut seen: BTreeMap<u64, usize> = BTreeMap::new();
    let (mut window, mut size) = (VecDeque::new(), 0);
    loop {
        let most_alike = (0..bodies.len())
            .filter(|&function| !placed[function] && alike[function] > 0)
            .max_by(|&one, &other| {
                // As fractions, without a rounding that might differ.
                (alike[one] * (bodies[other].len() + SMALL))
                    .cmp(&(alike[other] * (bodies[one].len() + SMALL)))
            });
        let Some(next) = most_alike.or_else(|| largest_first.find(|&function| !placed[function])) else {
            return order;
        };
        placed[next] = true;
        order.push(next);
        window.push_back(next);
        size += bodies[next].len();
        for run in &runs[next] {
            let times = seen.entry(*run).or_default();
            *times += 1;
            if *times == 1 {
                standing.get(run).into_iter().flatten().for_each(|&function| alike[function] += 1);
            }
        }
        while size > WINDOW && window.len() > 1 {
            let Some(gone) = window.pop_front() else { break };
            size -= bodies[gone].len();
            for run in &runs[gone] {
                let times = seen.entry(*run).or_default();
                *times -= 1;
                if *times == 0 {
                    standing.get(run).into_iter().flatten().for_each(|&function| alike[function] -= 1);
                }
            }
        }
    }
}

/// The runs of each function, each once.
fn runs(bodies: &[&[u8]]) -> Vec<Vec<u64>> {
    let runs_of = |body: &&[u8]| {
        let mut runs: Vec<u64> = body
            .windows(RUN)
            .map(|run| run.iter().fold(0, |all, byte| all << 8 | u64::from(*byte)))
            .collect();
        runs.sort_unstable();
        runs.dedup();
        runs
    };
    bodies.iter().map(runs_of).collect()
}

/// Writes a module with its own functions in the order `order`, and every mention of one renumbered.
struct Reorder {
    imported: u32,
    order: Vec<usize>,
    /// Old place → new place.
    places: Vec<u32>,
}

impl Reorder {
    fn new(imported: u32, order: Vec<usize>) -> Self {
        let mut places = vec![0; order.len()];
        for (place, &function) in (0..).zip(&order) {
            places[function] = place;
        }
        Self { imported, order, places }
    }
}

type Written<T> = Result<T, reencode::Error<std::convert::Infallible>>;

impl Reencode for Reorder {
    type Error = std::convert::Infallible;

    fn function_index(&mut self, function: u32) -> Written<u32> {
        let own = function.checked_sub(self.imported);
        Ok(own.map_or(function, |own| self.imported + self.places[own as usize]))
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        section: FunctionSectionReader<'_>,
    ) -> Written<()> {
        let types = section.into_iter().collect::<Result<Vec<u32>, _>>()?;
        for &function in &self.order {
            functions.function(types[function]);
        }
        Ok(())
    }

    fn parse_code_section(&mut self, code: &mut CodeSection, section: CodeSectionReader<'_>) -> Written<()> {
        let bodies = section.into_iter().collect::<Result<Vec<_>, _>>()?;
        for function in self.order.clone() {
            utils::parse_function_body(self, code, bodies[function].clone())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{ExportKind, ExportSection, Function, TypeSection};
    use wasmparser::{ExternalKind, Operator};

    use super::*;

    /// Twelve functions of which each pushes its number and calls the next one.
    fn ring() -> Vec<u8> {
        let (mut types, mut functions) = (TypeSection::new(), FunctionSection::new());
        let (mut exports, mut code) = (ExportSection::new(), CodeSection::new());
        types.ty().function([], []);
        for number in 0_i32..12 {
            functions.function(0);
            exports.export(&format!("f{number}"), ExportKind::Func, number.unsigned_abs());
            let mut body = Function::new([]);
            // Every third one has the same beginning.
            for _ in 0..20 {
                body.instructions().i32_const(number % 3).drop();
            }
            body.instructions().i32_const(number).drop().call((number.unsigned_abs() + 1) % 12).end();
            code.function(&body);
        }
        let mut module = Module::new();
        module.section(&types).section(&functions).section(&exports).section(&code);
        module.finish()
    }

    /// Exported name → the last constant and the callee's exported name; and the names in their order.
    fn read(bytes: &[u8]) -> (BTreeMap<String, (i32, String)>, Vec<String>) {
        let mut names = BTreeMap::new();
        let mut bodies = Vec::new();
        for payload in Parser::new(0).parse_all(bytes) {
            match payload.expect("a payload") {
                Payload::ExportSection(exports) => {
                    for export in exports {
                        let export = export.expect("an export");
                        assert_eq!(export.kind, ExternalKind::Func);
                        names.insert(export.index, export.name.to_owned());
                    }
                }
                Payload::CodeSectionEntry(body) => {
                    let mut last = (0, 0);
                    for operator in body.get_operators_reader().expect("operators") {
                        match operator.expect("an operator") {
                            Operator::I32Const { value } => last.0 = value,
                            Operator::Call { function_index } => last.1 = function_index,
                            _ => {}
                        }
                    }
                    bodies.push(last);
                }
                _ => {}
            }
        }
        let named = |index: usize| names[&u32::try_from(index).expect("small")].clone();
        let said = bodies
            .iter()
            .enumerate()
            .map(|(index, &(number, callee))| (named(index), (number, named(callee as usize))));
        (said.collect(), (0..bodies.len()).map(named).collect())
    }

    #[test]
    fn functions_move_and_mean_the_same() {
        let directory = std::env::temp_dir().join(format!("holdpoint-order-{}", std::process::id()));
        std::fs::create_dir_all(&directory).expect("a directory");
        let (from, to) = (directory.join("from.wasm"), directory.join("to.wasm"));
        std::fs::write(&from, ring()).expect("written");
        write(&from, &to).expect("ordered");
        let ordered = std::fs::read(&to).expect("read");
        std::fs::remove_dir_all(&directory).expect("removed");
        let ((before, _), (after, order)) = (read(&ring()), read(&ordered));
        assert_eq!(before, after);
        let kinds: Vec<i32> = order.iter().map(|name| after[name].0 % 3).collect();
        let changes = kinds.windows(2).filter(|pair| pair[0] != pair[1]).count();
        assert_eq!(changes, 2, "alike functions are neighbours: {order:?}");
    }
}
