//! A small map that stays in the order of its keys.
//!
//! Documents hold many kinds of maps, each read once and then looked up. A sorted list does that in
//! a tenth of the code that a tree needs, which counts in a module that browsers load.

use serde::{Serialize, Serializer};

use super::{Json, Writer};

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

    fn insert(&mut self, key: String, entry: T) {
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

    /// Whether there is an entry of this key.
    #[must_use]
    pub fn contains_key(&self, key: &str) -> bool {
        self.find(key).is_ok()
    }

    /// The entries in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&str, &T)> + Clone {
        self.0.iter().map(|(key, entry)| (key.as_str(), entry))
    }

    /// The keys in order.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &str> + Clone {
        self.0.iter().map(|(key, _)| key.as_str())
    }
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
    }
}
