//! Typing errors in long words: one letter left out, put in, changed, or swapped with its neighbour.
//!
//! Words are compared with doubled letters made single, so that `dissapointed` is one error away and not
//! two. Every long word is filed under itself and under itself with each letter left out; an unknown word
//! is looked up the same way (the idea of `SymSpell`), which takes time linear in its length.

use super::hash::{Filed, GAPPED, Table, hash, step};

/// Long words by what is left of them when a letter is missing.
#[derive(Clone, Debug, Default)]
pub(super) struct Typos {
    filed: Filed<u32>,
    words: Vec<(Vec<u8>, u32)>,
}

/// Words shorter than this are taken as they are: too many of their neighbours are other words.
const SHORTEST: usize = 6;
/// Words that are no entry by themselves are worth less, and there are more of them.
const SHORTEST_IN_PHRASE: usize = 7;
/// In words shorter than this the first letter has to be right, or swapped with the second.
const FIRST_LETTER_FREE: usize = 9;

impl Typos {
    /// Files the words, each with its number and whether it is an entry by itself.
    pub(super) fn new(words: &[(&[u8], u32, bool)]) -> Self {
        let long = |word: &[u8], alone: bool| word.len() >= if alone { SHORTEST } else { SHORTEST_IN_PHRASE };
        let words: Vec<(Vec<u8>, u32)> = words
            .iter()
            .filter(|(word, _, alone)| long(word, *alone) && word.iter().all(u8::is_ascii_lowercase))
            .map(|(word, number, _)| (squeezed(word), *number))
            .collect();
        let letters: usize = words.iter().map(|(word, _)| word.len() + 1).sum();
        let mut table = Table::with_capacity(letters * 2 / 3);
        let mut pairs: Vec<(u32, u32)> = Vec::with_capacity(letters);
        for (at, (word, _)) in (0..).zip(&words) {
            pairs.push((table.number_of(hash(GAPPED, word)), at));
            pairs.extend((0..word.len()).map(|gap| (table.number_of(gapped(word, gap)), at)));
        }
        Self { filed: Filed::new(table, &pairs), words }
    }

    /// The numbers of the words that it may be meant to be.
    pub(super) fn meant(&self, word: &[u8], found: &mut Vec<u32>) {
        found.clear();
        if word.len() + 1 < SHORTEST || word.len() > 24 || !word.iter().all(u8::is_ascii_lowercase) {
            return;
        }
        let word = squeezed(word);
        let keys = std::iter::once(hash(GAPPED, &word)).chain((0..word.len()).map(|gap| gapped(&word, gap)));
        for filed in keys.filter_map(|key| self.filed.get(key)) {
            for at in filed {
                let Some((candidate, number)) = self.words.get(*at as usize) else { continue };
                if !found.contains(number) && is_one_error(&word, candidate) {
                    found.push(*number);
                }
            }
        }
    }
}

fn squeezed(word: &[u8]) -> Vec<u8> {
    let mut squeezed: Vec<u8> = word.to_vec();
    squeezed.dedup();
    squeezed
}

fn gapped(word: &[u8], gap: usize) -> u64 {
    let kept = word.iter().enumerate().filter(|(at, _)| *at != gap);
    kept.fold(GAPPED, |hash, (_, byte)| step(hash, *byte))
}

/// Whether one error at most makes one word of the other.
fn is_one_error(written: &[u8], meant: &[u8]) -> bool {
    let same = written.iter().zip(meant).take_while(|(a, b)| a == b).count();
    let rest = |word: &'_ [u8], skip: usize| word.get(same + skip..).unwrap_or_default().to_vec();
    let changed = rest(written, 1) == rest(meant, 1) && written.len() == meant.len();
    if changed && (same > 0 || meant.len() >= FIRST_LETTER_FREE) {
        return true;
    }
    // A letter more at the beginning makes another word: `prefunded`, `unpaid`.
    let put_in = same > 0 && written.len() > meant.len() && rest(written, 1) == rest(meant, 0);
    let left_out = written.len() < meant.len() && rest(written, 0) == rest(meant, 1);
    let swapped = written.len() == meant.len()
        && written.get(same).is_some()
        && written.get(same) == meant.get(same + 1)
        && written.get(same + 1) == meant.get(same)
        && rest(written, 2) == rest(meant, 2);
    put_in || left_out || swapped
}

#[cfg(test)]
mod tests {
    use super::Typos;

    #[test]
    fn one_error_is_forgiven_and_two_are_not() {
        let words: Vec<&str> = vec!["refund", "cancellation", "disappointed", "court"];
        let filed: Vec<_> = (0u32..).zip(&words).map(|(at, word)| (word.as_bytes(), at, true)).collect();
        let typos = Typos::new(&filed);
        let meant = |word: &str| {
            let mut found = Vec::new();
            typos.meant(word.as_bytes(), &mut found);
            found.first().map(|at| words[*at as usize])
        };
        for word in ["refnd", "refuns", "refudn", "reffund", "erfund", "reefund", "refunnd", "efund"] {
            assert_eq!(meant(word), Some("refund"), "{word}");
        }
        assert_eq!(meant("dissapointed"), Some("disappointed"));
        assert_eq!(meant("kancellation"), Some("cancellation"));
        for word in ["defund", "prefund", "rebound", "fund", "coutr", "canclelatoin"] {
            assert_eq!(meant(word), None, "{word}");
        }
    }
}
