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

    #[inline(always)]
    pub(super) fn get(&self, hash: u64) -> Option<u32> {
        let (word, bit) = filter_place(hash);
        if self.filter.get(word)? & bit == 0 {
            return None;
        }
        self.find(hash)
    }

    #[inline(never)]
    fn find(&self, hash: u64) -> Option<u32> {
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

    /// The number of a hash; a new one gets the next.
    pub(super) fn number_of(&mut self, hash: u64) -> u32 {
        self.get(hash).unwrap_or_else(|| {
            let next = u32::try_from(self.count).unwrap_or(u32::MAX);
            self.insert(hash, next);
            next
        })
    }

    fn grow(&mut self) {
        let size = (self.slots.len() * 2).max(16);
        let old = std::mem::replace(&mut self.slots, vec![(0, 0); size]);
        self.filter.resize(1 << (FILTER_BITS - 6), 0);
        self.count = 0;
        for (hash, number) in old {
            if hash != 0 {
                self.insert(hash, number);
            }
        }
    }
}

/// Items by hash, those of one hash in a row: put there by counting, without sorting.
#[derive(Clone, Debug, Default)]
pub(super) struct Filed<T> {
    table: Table,
    /// For each number of the table: where its items stand.
    places: Vec<(u32, u32)>,
    items: Vec<T>,
}

impl<T: Copy + Default + PartialEq> Filed<T> {
    /// Files items under the numbers that the table gave to their hashes. The items of one number come one
    /// behind the other, and one that comes again at once is filed once.
    pub(super) fn new(table: Table, pairs: &[(u32, T)]) -> Self {
        let (places, items) = in_rows(pairs, table.count);
        Self { table, places, items }
    }

    /// The items of a hash, if it is known.
    pub(super) fn get(&self, hash: u64) -> Option<&[T]> {
        self.number(hash).map(|number| self.of(number))
    }

    /// The number of a hash.
    pub(super) fn number(&self, hash: u64) -> Option<u32> {
        self.table.get(hash)
    }

    /// The items by the number of their hash.
    pub(super) fn of(&self, number: u32) -> &[T] {
        let (start, end) = self.places.get(number as usize).copied().unwrap_or_default();
        self.items.get(start as usize..end as usize).unwrap_or_default()
    }
}

/// Items by the numbers below a count that they come with: where those of each number stand, and the items.
/// An item that comes twice in a row under its number is taken once.
pub(super) fn in_rows<T: Copy + Default + PartialEq>(
    pairs: &[(u32, T)],
    count: usize,
) -> (Vec<(u32, u32)>, Vec<T>) {
    let mut places = vec![(0u32, 0u32); count];
    for (number, _) in pairs {
        if let Some(place) = places.get_mut(*number as usize) {
            place.1 += 1;
        }
    }
    let mut start = 0;
    for place in &mut places {
        let count = place.1;
        *place = (start, start);
        start += count;
    }
    let mut items = vec![T::default(); pairs.len()];
    for (number, item) in pairs {
        let Some(place) = places.get_mut(*number as usize) else { continue };
        let is_again = place.0 < place.1 && items.get(place.1 as usize - 1) == Some(item);
        if !is_again && let Some(free) = items.get_mut(place.1 as usize) {
            *free = *item;
            place.1 += 1;
        }
    }
    (places, items)
}

#[expect(clippy::cast_possible_truncation, reason = "any bits of the hash will do")]
fn slot(hash: u64) -> usize {
    (hash ^ (hash >> 29)) as usize
}

fn filter_place(hash: u64) -> (usize, u64) {
    let bits = (hash ^ (hash >> 40)) as usize & ((1 << FILTER_BITS) - 1);
    (bits >> 6, 1 << (bits & 63))
}
