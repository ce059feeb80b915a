//! Chance that can be computed again: numbers drawn from a seed, an incident and a counter.

/// Where the delays of one incident are drawn from.
///
/// The hash is SplitMix64's finaliser over eight bytes at a time: each block is added to the state
/// with the golden-ratio constant and mixed. Texts are preceded by their length, so that no two pairs
/// of seed and incident run into each other. It spreads well and is no secret: whoever knows the seed
/// can compute every delay.
#[derive(Clone, Copy, Debug)]
pub struct Spread {
    state: u64,
}

/// 2⁶⁴ divided by the golden ratio, odd.
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

impl Spread {
    /// Draws for this seed and this incident.
    #[must_use]
    pub fn new(seed: &str, incident: &str) -> Self {
        Self { state: text(text(0, seed), incident) }
    }

    /// A number from zero to `most`, both included, each as likely: the same for the same counter.
    #[must_use]
    pub fn draw(self, counter: u64, most: u64) -> u64 {
        let drawn = u128::from(mixed(self.state, counter)) * (u128::from(most) + 1);
        // The product is below 2⁶⁴ · (most + 1), so its upper half is at most `most`.
        u64::try_from(drawn >> 64).unwrap_or(most)
    }
}

fn text(state: u64, text: &str) -> u64 {
    let state = mixed(state, text.len() as u64);
    text.as_bytes().chunks(8).fold(state, |state, block| {
        let number = block.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte));
        mixed(state, number)
    })
}

fn mixed(state: u64, block: u64) -> u64 {
    let mut number = (state ^ block).wrapping_add(GOLDEN);
    number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_splitmix64() {
        // The first numbers of the generator with the seed 0, as its author's program prints them.
        let mut state = 0_u64;
        for expected in [0xe220_a839_7b1d_cdaf, 0x6e78_9e6a_a1b9_65f4, 0x06c4_5d18_8009_454f] {
            assert_eq!(mixed(state, 0), expected);
            state = state.wrapping_add(GOLDEN);
        }
    }

    #[test]
    fn draws_are_as_likely_as_each_other() {
        let spread = Spread::new("seed", "incident");
        let mut counts = [0_u32; 10];
        for counter in 0..100_000 {
            let drawn = spread.draw(counter, 9);
            counts[usize::try_from(drawn).unwrap()] += 1;
        }
        // Five standard deviations around 10,000.
        assert!(counts.iter().all(|count| (9_525..=10_475).contains(count)), "{counts:?}");
        assert_eq!(spread.draw(7, 0), 0);
    }

    #[test]
    fn what_differs_draws_differently() {
        let drawn = |seed, incident, counter| Spread::new(seed, incident).draw(counter, u64::MAX);
        let all = [
            drawn("a", "bc", 1),
            drawn("ab", "c", 1),
            drawn("a", "bc", 2),
            drawn("", "abc", 1),
            drawn("abc", "", 1),
            drawn("a", "bc\0", 1),
            drawn("a", "long enough for two blocks", 1),
            drawn("a", "long enough for two blockz", 1),
        ];
        for (at, number) in all.iter().enumerate() {
            assert!(!all[..at].contains(number), "{all:?}");
        }
        assert_eq!(drawn("a", "bc", 1), all[0]);
    }
}
