//! Things by record id, tens of thousands of them on a phone.
//!
//! A hash table that is compiled for every type it holds is 1 KB of the phone's code each; this one holds places in a list.

use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
};

use super::RecordId;

/// Ids are spread already, so that hashing one takes three multiplications. Whoever makes up ids can make them collide:
/// only for what phones of one site share.
type Places = HashMap<RecordId, u32, BuildHasherDefault<IdHasher>>;

/// In no order.
#[derive(Clone, Debug)]
pub struct IdMap<T> {
    places: Places,
    things: Vec<(RecordId, T)>,
}

impl<T> Default for IdMap<T> {
    fn default() -> Self {
        Self {
            places: Places::default(),
            things: Vec::new(),
        }
    }
}

impl<T> IdMap<T> {
    pub fn with_capacity(count: usize) -> Self {
        let mut map = Self::default();
        map.reserve(count);
        map
    }

    pub fn reserve(&mut self, count: usize) {
        self.places.reserve(count);
        self.things.reserve(count);
    }

    pub const fn len(&self) -> usize {
        self.things.len()
    }

    pub const fn is_empty(&self) -> bool {
        self.things.is_empty()
    }

    pub fn contains_key(&self, id: &RecordId) -> bool {
        self.places.contains_key(id)
    }

    pub fn get(&self, id: &RecordId) -> Option<&T> {
        let at = place(&self.places, id)?;
        self.things.get(at).map(|(_, thing)| thing)
    }

    pub fn get_mut(&mut self, id: &RecordId) -> Option<&mut T> {
        let at = place(&self.places, id)?;
        self.things.get_mut(at).map(|(_, thing)| thing)
    }

    /// What was there before.
    pub fn insert(&mut self, id: RecordId, thing: T) -> Option<T> {
        if let Some(there) = self.get_mut(&id) {
            return Some(std::mem::replace(there, thing));
        }
        settle(&mut self.places, id, self.things.len());
        self.things.push((id, thing));
        None
    }

    /// What is there, or is from now on.
    pub fn or_default(&mut self, id: RecordId) -> &mut T
    where
        T: Default,
    {
        let at = place(&self.places, &id).unwrap_or_else(|| {
            settle(&mut self.places, id, self.things.len());
            self.things.push((id, T::default()));
            self.things.len() - 1
        });
        &mut self.things[at].1
    }

    pub fn remove(&mut self, id: &RecordId) -> Option<T> {
        let at = self.places.remove(id)? as usize;
        let (_, thing) = self.things.swap_remove(at);
        // The last one has taken its place.
        if let Some((moved, _)) = self.things.get(at) {
            settle(&mut self.places, *moved, at);
        }
        Some(thing)
    }

    pub fn clear(&mut self) {
        self.places.clear();
        self.things.clear();
    }

    pub fn keys(&self) -> impl Iterator<Item = &RecordId> {
        self.things.iter().map(|(id, _)| id)
    }

    pub fn values(&self) -> impl Iterator<Item = &T> {
        self.things.iter().map(|(_, thing)| thing)
    }

    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.things.iter_mut().map(|(_, thing)| thing)
    }
}

fn place(places: &Places, id: &RecordId) -> Option<usize> {
    places.get(id).map(|at| *at as usize)
}

fn settle(places: &mut Places, id: RecordId, at: usize) {
    // Four thousand million records don't fit in a phone.
    places.insert(id, at as u32);
}

impl<T: PartialEq> PartialEq for IdMap<T> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.things.iter().all(|(id, thing)| other.get(id) == Some(thing))
    }
}

impl<T: Eq> Eq for IdMap<T> {}

impl<T> FromIterator<(RecordId, T)> for IdMap<T> {
    fn from_iter<I: IntoIterator<Item = (RecordId, T)>>(all: I) -> Self {
        let mut map = Self::default();
        for (id, thing) in all {
            map.insert(id, thing);
        }
        map
    }
}

#[derive(Clone, Copy, Debug, Default)]
struct IdHasher(u64);

/// 2^64 over the golden ratio: multiplied with it, a bit reaches all bits above it.
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

impl Hasher for IdHasher {
    fn write(&mut self, bytes: &[u8]) {
        for word in bytes.as_chunks().0 {
            self.0 = (self.0.rotate_left(23) ^ u64::from_le_bytes(*word)).wrapping_mul(SPREAD);
        }
    }

    /// An id's length is always the same.
    fn write_usize(&mut self, _: usize) {}

    fn finish(&self) -> u64 {
        let folded = (self.0 ^ (self.0 >> 32)).wrapping_mul(SPREAD);
        folded ^ (folded >> 32)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::{id::derived_id, time::UnixMs};

    proptest! {
        #[test]
        fn it_holds_what_a_map_of_the_standard_library_holds(steps in prop::collection::vec((0..4, 0..12_u8, any::<u8>()), 0..80)) {
            let (mut map, mut model) = (IdMap::default(), BTreeMap::new());
            for (what, key, value) in steps {
                let id = RecordId::made(UnixMs(1), [key; 10]);
                match what {
                    0 => prop_assert_eq!(map.insert(id, value), model.insert(id, value)),
                    1 => prop_assert_eq!(map.remove(&id), model.remove(&id)),
                    2 => prop_assert_eq!(map.or_default(id), model.entry(id).or_default()),
                    _ => prop_assert_eq!(map.get(&id), model.get(&id)),
                }
                let held: BTreeMap<RecordId, u8> = map.keys().copied().zip(map.values().copied()).collect();
                prop_assert_eq!(&held, &model);
                prop_assert!(held.keys().all(|id| map.contains_key(id)));
                prop_assert_eq!(&map, &model.iter().map(|(id, value)| (*id, *value)).collect());
            }
        }
    }

    #[test]
    fn hashes_of_ids_are_spread_over_their_lower_and_upper_bits() {
        use std::{collections::BTreeSet, hash::BuildHasher};
        let hasher = BuildHasherDefault::<IdHasher>::default();
        let derived = (0..4_096).map(|n: i32| derived_id("tick", RecordId::NIL, "daily", "food", &n.to_string()));
        let made = (0..4_096_u16).map(|n| {
            let [a, b] = n.to_le_bytes();
            // All of one millisecond, and alike but for two bytes.
            RecordId::made(UnixMs(1_668_384_000_000), [0, 0, 0, 0, 0, 0, 0, 0, a, b])
        });
        for hashes in [
            derived.map(|id| hasher.hash_one(id)).collect::<Vec<_>>(),
            made.map(|id| hasher.hash_one(id)).collect(),
        ] {
            let buckets: BTreeSet<u64> = hashes.iter().map(|hash| hash & 0xfff).collect();
            let tags: BTreeSet<u64> = hashes.iter().map(|hash| hash >> 57).collect();
            // At random about 63 % of as many buckets are hit.
            assert!(
                buckets.len() > 2_000 && tags.len() == 128,
                "{} {}",
                buckets.len(),
                tags.len()
            );
        }
    }
}
