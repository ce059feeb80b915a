//! A small map that stays in the order of its keys.
//!
//! Documents hold many kinds of maps, each read once and then looked up. A sorted list does that in
//! a tenth of the code that a tree needs, which counts in a module that browsers load.

use serde::{Serialize, Serializer};

use super::{Json, Writer, order::sorted};

/// Entries in the order of their keys' code points, each key once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Map<T>(Vec<(String, T)>);

impl<T> Default for Map<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Map<T> {
    /// Takes entries that are in order already, as those of a [`super::Value`] are.
    ///
    /// An entry that isn't in order is put where it belongs; of two with one key the last stays.
    pub fn push(&mut self, key: String, entry: T) {
        match self.0.last() {
            Some((last, _)) if *last >= key => self.insert(key, entry),
            _ => self.0.push((key, entry)),
        }
    }

    /// Takes an entry whose key is known to come behind all others.
    pub(crate) fn append(&mut self, key: String, entry: T) {
        self.0.push((key, entry));
    }

    /// Takes entries in any order; of two with one key what `choose` makes of them stays.
    #[must_use]
    pub fn gather(entries: Vec<(String, T)>, choose: &mut dyn FnMut(T, T) -> T) -> Self {
        let mut map = Self(Vec::with_capacity(entries.len()));
        for (key, entry) in sorted(entries, |(a, _), (b, _)| a.cmp(b)) {
            let entry = match map.0.pop_if(|(last, _)| *last == key) {
                Some((_, first)) => choose(first, entry),
                None => entry,
            };
            map.0.push((key, entry));
        }
        map
    }

    /// A few entries under keys that are known, in any order.
    #[must_use]
    pub fn of(entries: Vec<(&str, T)>) -> Self {
        let mut map = Self::default();
        for (key, entry) in entries {
            map.insert(key.to_owned(), entry);
        }
        map
    }

    /// The entry of a key, put there if there is none.
    pub fn entry_or(&mut self, key: &str, make: impl FnOnce() -> T) -> Option<&mut T> {
        let index = self.find(key).unwrap_or_else(|index| {
            self.0.insert(index, (key.to_owned(), make()));
            index
        });
        self.0.get_mut(index).map(|(_, entry)| entry)
    }

    /// The entries in order.
    #[must_use]
    pub fn into_entries(self) -> Vec<(String, T)> {
        self.0
    }

    /// The entry of the last key.
    pub fn last_mut(&mut self) -> Option<&mut T> {
        self.0.last_mut().map(|(_, entry)| entry)
    }

    /// Puts an entry where it belongs, in the place of one with the same key. What holds more entries than
    /// people write is gathered instead: here each moves those behind it.
    pub fn insert(&mut self, key: String, entry: T) {
        match self.find(&key) {
            Ok(index) => {
                if let Some(place) = self.0.get_mut(index) {
                    place.1 = entry;
                }
            }
            Err(index) => self.0.insert(index, (key, entry)),
        }
    }

    fn find(&self, key: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|(other, _)| other.as_str().cmp(key))
    }

    /// The entry of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&T> {
        self.find(key).ok().and_then(|index| self.0.get(index)).map(|(_, entry)| entry)
    }

    /// The entry of a key, to be changed.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut T> {
        self.find(key).ok().and_then(|index| self.0.get_mut(index)).map(|(_, entry)| entry)
    }

    /// Takes the entry of a key out.
    pub fn remove(&mut self, key: &str) -> Option<T> {
        self.find(key).ok().map(|index| self.0.remove(index).1)
    }

    /// Keeps the entries of these keys.
    pub fn retain(&mut self, keep: &mut dyn FnMut(&str) -> bool) {
        self.0.retain(|(key, _)| keep(key));
    }

    /// How many entries there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no entry.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether there is an entry of this key.
    #[must_use]
    pub fn contains_key(&self, key: &str) -> bool {
        self.find(key).is_ok()
    }

    /// The entries in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&str, &T)> + Clone {
        self.0.iter().map(|(key, entry)| (key.as_str(), entry))
    }

    /// The entries without their keys, in the order of these.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &T> + Clone {
        self.0.iter().map(|(_, entry)| entry)
    }

    /// The entries in order, to be changed.
    pub fn iter_mut(&mut self) -> impl DoubleEndedIterator<Item = (&str, &mut T)> {
        self.0.iter_mut().map(|(key, entry)| (key.as_str(), entry))
    }

    /// The keys in order.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &str> + Clone {
        self.0.iter().map(|(key, _)| key.as_str())
    }
}

impl<T> IntoIterator for Map<T> {
    type Item = (String, T);
    type IntoIter = std::vec::IntoIter<(String, T)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<T> FromIterator<(String, T)> for Map<T> {
    fn from_iter<I: IntoIterator<Item = (String, T)>>(entries: I) -> Self {
        Self::gather(entries.into_iter().collect(), &mut |_, last| last)
    }
}

/// The entries of a map that may be left out, in order.
#[must_use]
pub fn entries<T>(map: Option<&Map<T>>) -> &[(String, T)] {
    map.map_or(&[], |map| &map.0)
}

impl<'m, T> IntoIterator for &'m Map<T> {
    type Item = (&'m str, &'m T);
    type IntoIter =
        std::iter::Map<std::slice::Iter<'m, (String, T)>, fn(&'m (String, T)) -> (&'m str, &'m T)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter().map(|(key, entry)| (key.as_str(), entry))
    }
}

impl<T: Serialize> Serialize for Map<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<T: Json> Json for Map<T> {
    fn write(&self, to: &mut Writer) {
        to.begin();
        for (key, entry) in &self.0 {
            to.key(key);
            entry.write(to);
        }
        to.end();
    }
}

#[cfg(feature = "generate")]
mod generated {
    use std::{borrow::Cow, collections::BTreeMap};

    use super::Map;

    impl<T: ts_rs::TS> ts_rs::TS for Map<T> {
        type WithoutGenerics = Map<ts_rs::Dummy>;
        type OptionInnerType = Self;

        fn name(cfg: &ts_rs::Config) -> String {
            BTreeMap::<String, T>::name(cfg)
        }

        fn inline(cfg: &ts_rs::Config) -> String {
            BTreeMap::<String, T>::inline(cfg)
        }

        fn visit_generics(visitor: &mut impl ts_rs::TypeVisitor)
        where
            Self: 'static,
        {
            T::visit_generics(visitor);
            visitor.visit::<T>();
        }
    }

    impl<T: schemars::JsonSchema> schemars::JsonSchema for Map<T> {
        fn inline_schema() -> bool {
            true
        }

        fn schema_name() -> Cow<'static, str> {
            BTreeMap::<String, T>::schema_name()
        }

        fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
            BTreeMap::<String, T>::json_schema(generator)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Map;

    #[test]
    fn entries_stay_in_order() {
        let mut map = Map::default();
        for (key, entry) in [("b", 1), ("c", 2), ("a", 3), ("b", 4)] {
            map.push(key.to_owned(), entry);
        }
        assert_eq!(map.iter().collect::<Vec<_>>(), [("a", &3), ("b", &4), ("c", &2)]);
        assert_eq!((map.get("b"), map.get("d")), (Some(&4), None));
        assert_eq!((map.remove("b"), map.remove("b")), (Some(4), None));
        map.retain(&mut |key| key != "a");
        assert_eq!(map, Map::of(vec![("c", 2)]));
    }

    #[test]
    fn entries_are_gathered_from_any_order() {
        let entries = [("b", 1), ("c", 2), ("a", 3), ("b", 4), ("b", 5)];
        let entries = || entries.map(|(key, entry)| (key.to_owned(), entry));
        let added = Map::gather(entries().into(), &mut |first, second| first * 10 + second);
        assert_eq!(added, Map::of(vec![("a", 3), ("b", 145), ("c", 2)]));
        assert_eq!(Map::from_iter(entries()), Map::of(vec![("a", 3), ("b", 5), ("c", 2)]));
    }
}
