//! A small hash table from words to numbers. The standard one is seeded at random, and its order too.

/// The hash of an empty word; each kind of key has a start of its own, so that kinds never meet.
pub(super) const WORD: u64 = 0xcbf2_9ce4_8422_2325;
/// A word under its blurred key.
pub(super) const BLURRED: u64 = 0x9ae1_6a3b_2f90_404f;
/// The beginning of a word, for entries such as `cancel*`.
pub(super) const BEGINNING: u64 = 0xc3a5_c85c_97cb_3127;
/// The end of a word, for entries such as `*itis`.
pub(super) const ENDING: u64 = 0xb492_b66f_be98_f273;
/// A word with a letter left out, for typing errors.
pub(super) const GAPPED: u64 = 0x8ebc_6af0_9c88_c6e3;

/// The hash with one more byte (FNV-1a).
pub(super) fn step(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
}

/// The hash of a whole word.
pub(super) fn hash(start: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(start, |hash, byte| step(hash, *byte))
}

/// Numbers by hash. Two words with one hash would share their number; a test looks that none do.
#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    slots: Vec<(u64, u32)>,
    filter: Vec<u64>,
    count: usize,
}

const FILTER_BITS: u32 = 17;

impl Table {
    pub(super) fn with_capacity(count: usize) -> Self {
        let size = (count.max(8) * 2).next_power_of_two();
        Self { slots: vec![(0, 0); size], filter: vec![0; 1 << (FILTER_BITS - 6)], count: 0 }
    }

    pub(super) fn get(&self, hash: u64) -> Option<u32> {
        let (word, bit) = filter_place(hash);
        if self.filter.get(word)? & bit == 0 {
            return None;
        }
        let mask = self.slots.len().wrapping_sub(1);
        let mut at = slot(hash) & mask;
        loop {
            match self.slots.get(at)? {
                (0, _) => return None,
                (found, number) if *found == hash => return Some(*number),
                _ => at = (at + 1) & mask,
            }
        }
    }

    /// Adds a number; one that is there already stays. The table holds as many as it was made for.
    pub(super) fn insert(&mut self, hash: u64, number: u32) {
        if (self.count + 1) * 4 > self.slots.len() * 3 {
            self.grow();
        }
        let (word, bit) = filter_place(hash);
        if let Some(word) = self.filter.get_mut(word) {
            *word |= bit;
        }
        let mask = self.slots.len().wrapping_sub(1);
        let mut at = slot(hash) & mask;
        while let Some(place) = self.slots.get_mut(at) {
            if place.0 == hash {
                return;
            }
            if place.0 == 0 {
                *place = (hash, number);
                self.count += 1;
                return;
            }
            at = (at + 1) & mask;
        }
    }

    fn grow(&mut self) {
        let old = std::mem::take(self);
        *self = Self::with_capacity(old.slots.len());
        for (hash, number) in old.slots {
            if hash != 0 {
                self.insert(hash, number);
            }
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "any bits of the hash will do")]
fn slot(hash: u64) -> usize {
    (hash ^ (hash >> 29)) as usize
}

fn filter_place(hash: u64) -> (usize, u64) {
    let bits = (hash >> 20) as usize & ((1 << FILTER_BITS) - 1);
    (bits >> 6, 1 << (bits & 63))
}
