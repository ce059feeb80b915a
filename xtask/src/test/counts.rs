//! How many tests a run says it made.

use std::fmt;

use anyhow::{Result, bail};

/// The tests of one step. Nothing is counted where a step has no tests of its own (a format check),
/// and where the programs write straight to the terminal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    counted: bool,
    passed: u64,
    skipped: u64,
}

impl Counts {
    /// What `cargo test` wrote: one result line a test binary.
    pub(crate) fn of_cargo(written: &str) -> Self {
        let results = written.lines().filter(|line| line.starts_with("test result: "));
        Self::add_up(written, results.flat_map(|line| line.split(['.', ';'])), "passed", "ignored", true)
    }

    /// What `node:test` wrote, as a report for people (`ℹ pass 3`) or in TAP (`# pass 3`), or a
    /// program of ours (`3 passed, 0 failed`).
    pub(crate) fn of_node(written: &str) -> Self {
        let lines =
            written.lines().filter_map(|line| line.strip_prefix("ℹ ").or_else(|| line.strip_prefix("# ")));
        let own = written.lines().filter(|line| line.ends_with(" failed") && line.contains(" passed, "));
        let own = own.flat_map(|line| line.split(','));
        Self::add_up(written, lines, "pass", "skipped", false)
            .and(Self::add_up(written, own, "passed", "skipped", true))
    }

    fn add_up<'a>(
        written: &str,
        parts: impl Iterator<Item = &'a str>,
        passed: &str,
        skipped: &str,
        number_first: bool,
    ) -> Self {
        let mut counts = Self { counted: !written.is_empty(), ..Self::default() };
        for part in parts {
            let Some((first, second)) = part.trim().split_once(' ') else { continue };
            let (number, word) = if number_first { (first, second) } else { (second, first) };
            let Ok(number) = number.parse::<u64>() else { continue };
            counts.passed += if word == passed { number } else { 0 };
            counts.skipped += if word == skipped { number } else { 0 };
        }
        counts
    }

    /// The tests of both.
    pub(crate) fn and(self, other: Self) -> Self {
        Self {
            counted: self.counted || other.counted,
            passed: self.passed + other.passed,
            skipped: self.skipped + other.skipped,
        }
    }

    /// A test step that tests nothing has lost its tests, and must not look green.
    pub(crate) fn at_least_one(self) -> Result<Self> {
        if self.counted && self.passed == 0 {
            bail!("not one test ran");
        }
        Ok(self)
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self { counted: false, .. } => Ok(()),
            Self { passed, skipped: 0, .. } => write!(f, "{passed}"),
            Self { passed, skipped, .. } => write!(f, "{passed}, {skipped} skipped"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Counts;

    #[test]
    fn adds_up_the_binaries_of_cargo() {
        let written = "running 2 tests\ntest a ... ok\n\
            test result: ok. 2 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\
            test result: ok. 40 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.20s\n";
        assert_eq!(Counts::of_cargo(written), Counts { counted: true, passed: 42, skipped: 1 });
        assert_eq!(Counts::of_cargo(written).to_string(), "42, 1 skipped");
    }

    #[test]
    fn reads_both_reports_of_node() {
        let people = "✔ a (0.4ms)\nℹ tests 4\nℹ suites 0\nℹ pass 3\nℹ fail 0\nℹ skipped 1\n";
        let tap = "TAP version 13\nok 1 - a\n# tests 4\n# pass 3\n# fail 0\n# skipped 1\n";
        let expected = Counts { counted: true, passed: 3, skipped: 1 };
        assert_eq!(Counts::of_node(people), expected);
        assert_eq!(Counts::of_node(tap), expected);
        let own = Counts { counted: true, passed: 17, skipped: 0 };
        assert_eq!(Counts::of_node("ok      deno (9 ms)\n17 passed, 0 failed\n"), own);
    }

    #[test]
    fn a_run_without_tests_is_a_failure() {
        assert!(Counts::of_cargo("test result: ok. 0 passed; 0 failed; 0 ignored\n").at_least_one().is_err());
        assert!(Counts::of_node("nothing here\n").at_least_one().is_err());
        assert!(Counts::of_node("ℹ pass 1\n").at_least_one().is_ok());
        assert!(Counts::default().at_least_one().is_ok(), "a step that counts nothing");
    }
}
