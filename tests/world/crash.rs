//! Law R2: after a crash behind any prefix of a plan the end is the same.

use std::collections::BTreeMap;

use super::{
    BAD_DAY,
    api::{NONE, SECOND},
    host::Host,
    workflows,
};

/// What counts of the world at the end: not versions, which a second call under one key leaves alone.
fn essence(host: &Host) -> String {
    let ledger: BTreeMap<&String, i64> =
        host.world.ledger.iter().map(|(doc, entries)| (doc, entries.iter().sum())).collect();
    let records: BTreeMap<&String, &Vec<String>> =
        host.world.records.iter().map(|(name, record)| (name, &record.content)).collect();
    format!("{ledger:?} {records:?} {:?} {:?}", host.world.orders, host.world.done)
}

#[test]
fn law_r2_a_crash_anywhere_leads_to_the_same_end() {
    let planner = workflows::ours();
    let (mut prefixes, mut mistakes) = (0, Vec::new());
    let one = std::env::var("HOLDPOINT_SEED").ok().map(|seed| seed.parse::<u64>().unwrap());
    for seed in one.map_or(0..400, |seed| seed..seed + 1) {
        let mut broken = workflows::broken_among(seed, BAD_DAY, &workflows::PROBED);
        // Nothing else goes wrong from here on, so that only the crash differs.
        broken.mischief = NONE;
        broken.world.pass(600 * SECOND);
        broken.calls = 0;
        let mut smooth = broken.clone();
        smooth.settle(&planner);
        for call in 1..=smooth.calls {
            for behind in [false, true] {
                prefixes += 1;
                let mut crashed = broken.clone();
                crashed.crash_at = Some((call, behind));
                crashed.settle(&planner);
                if essence(&crashed) != essence(&smooth) {
                    mistakes.push(format!(
                        "seed {seed}, crash {} call {call}:\n  {}\n  {}",
                        if behind { "behind" } else { "before" },
                        essence(&crashed),
                        essence(&smooth)
                    ));
                }
                for (law, (_, what)) in &crashed.violations.0 {
                    mistakes.push(format!("seed {seed}, {law}: {what}"));
                }
            }
        }
    }
    println!("{prefixes} crashes");
    assert!(prefixes > 500, "only {prefixes} crashes were tried");
    assert!(
        mistakes.is_empty(),
        "{} mistakes in {prefixes} crashes:\n{}",
        mistakes.len(),
        mistakes[..mistakes.len().min(5)].join("\n")
    );
}
