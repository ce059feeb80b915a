//! `cargo xtask incidents FILE.csv`: replays an incident log. Every update of the log is an event, and at
//! every update and every deadline the engine is asked what now; the host of the replay asks whom it names.

mod log;
mod replay;

use std::collections::BTreeMap;
use std::error::Error;
use std::process::ExitCode;
use std::time::Instant;

use holdpoint::compile::CompiledPolicy;
use replay::{Pace, Tally, replay};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [path] = arguments.as_slice() else {
        eprintln!("usage: cargo xtask incidents FILE.csv");
        return ExitCode::FAILURE;
    };
    match run(path) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(mistakes) => {
            eprintln!("error: {mistakes} answers were stuck, silent or went back");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(path: &str) -> Result<usize, Box<dyn Error>> {
    let log = log::read(&std::fs::read_to_string(path)?)?;
    let policy = CompiledPolicy::embedded().map_err(|problems| format!("{problems:?}"))?;
    let rows: usize = log.values().map(Vec::len).sum();
    println!("{rows} events of {} incidents", log.len());
    let mut mistakes = 0;
    for (name, pace) in [
        ("a host that comes at every deadline", Pace::Prompt),
        ("a host that comes at updates only", Pace::Lazy),
    ] {
        let mut tally = Tally::default();
        let start = Instant::now();
        for (number, rows) in &log {
            replay(&policy, number, rows, pace, &mut tally)?;
        }
        let seconds = start.elapsed().as_secs_f64();
        println!("\n{name}: {} decisions, {:.0} a second", tally.decisions, tally.decisions as f64 / seconds);
        show("status at the end", &tally.statuses);
        show("highest level", &tally.levels);
        show("actions", &tally.actions);
        show("not obeyed", &tally.void);
        println!("  stepped back in time: {}", tally.back_in_time);
        println!("  missed the log's own deadline: {}, escalated past L1: {}", tally.late, tally.escalated);
        for mistake in tally.mistakes.iter().take(10) {
            println!("  MISTAKE {mistake}");
        }
        mistakes += tally.mistakes.len();
    }
    println!("\nstuck, silent or gone back: {mistakes}");
    Ok(mistakes)
}

fn show(title: &str, counts: &BTreeMap<String, usize>) {
    let parts: Vec<String> = counts.iter().map(|(name, count)| format!("{name} {count}")).collect();
    println!("  {title}: {}", parts.join(", "));
}
