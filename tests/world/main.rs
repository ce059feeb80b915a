//! Rollbacks in a simulated world: random workflows run in it, break anywhere, are planned and carried
//! out, crash anywhere, and are planned again. The laws R1 to R12 hold, and a planner that undoes the
//! last first, as many do, breaks most of them in the same worlds.
//!
//! `HOLDPOINT_RUNS=100000 cargo test --release --test world -- --nocapture` tries more.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_possible_wrap,
    reason = "a broken test stops"
)]

mod api;
mod crash;
mod dice;
mod exhaustive;
mod host;
mod laws;
mod naive;
mod workflows;

use std::collections::BTreeMap;

use api::{Mischief, NONE};
use host::Planner;

/// A bad day: much fails, and machines die.
pub(crate) const BAD_DAY: Mischief = Mischief { fail: 14, refuse: 4, lose: 10, late: 4, edit: 6, crash: 5 };

fn runs() -> u64 {
    std::env::var("HOLDPOINT_RUNS").ok().map_or(2000, |runs| runs.parse().unwrap())
}

/// Law → violations, the runs with any, and the first one in words.
fn tried(planner: &Planner, runs: u64) -> BTreeMap<&'static str, (u32, u32, String)> {
    let mut all: BTreeMap<&'static str, (u32, u32, String)> = BTreeMap::new();
    // To look into one of them: HOLDPOINT_SEED=234.
    let one = std::env::var("HOLDPOINT_SEED").ok().map(|seed| seed.parse::<u64>().unwrap());
    // Two worlds that once broke a law, rare enough to be named.
    let seeds =
        one.map_or((0..runs).chain(25_070..25_071).chain(29_281..29_282).collect(), |seed| vec![seed]);
    for seed in seeds {
        let mischief = if seed % 5 == 0 { NONE } else { BAD_DAY };
        let mut host = workflows::broken(seed, mischief);
        let plan = host.settle(planner);
        if !plan.is_null() {
            laws::end(&mut host, &plan, planner);
        }
        for (law, (count, what)) in host.violations.0 {
            let entry = all.entry(law).or_insert((0, 0, format!("seed {seed}: {what}")));
            entry.0 += count;
            entry.1 += 1;
        }
    }
    all
}

#[test]
fn laws_r1_to_r12_hold_where_a_naive_planner_breaks_them() {
    let ours = tried(&workflows::ours(), runs());
    for (law, (count, runs, what)) in &ours {
        println!("ours: {law} {count} in {runs} runs, {what}");
    }
    let naive = tried(&naive::planner(), runs());
    for (law, (count, runs, _)) in &naive {
        println!("naive: {law} {count} in {runs} runs");
    }
    assert!(ours.is_empty(), "{ours:#?}");
    for law in ["R1", "R3", "R4", "R6", "R9", "R12"] {
        assert!(naive.contains_key(law), "the world is too kind: even a naive planner keeps {law}");
    }
}
