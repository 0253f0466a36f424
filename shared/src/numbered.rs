//! Things by number, in rising order: the outbox, what waits for an answer.
//!
//! Numbers are given out in order, so that a new thing nearly always goes to the end; and a tree or a hash table that is
//! compiled for every type it holds is 4 KB of the phone's code each.

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Numbered<T>(Vec<(u64, T)>);

impl<T> Default for Numbered<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Numbered<T> {
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn contains(&self, n: u64) -> bool {
        self.place(n).is_ok()
    }

    pub fn get(&self, n: u64) -> Option<&T> {
        let at = self.place(n).ok()?;
        Some(&self.0[at].1)
    }

    pub fn get_mut(&mut self, n: u64) -> Option<&mut T> {
        let at = self.place(n).ok()?;
        Some(&mut self.0[at].1)
    }

    /// In the place of what had this number before.
    pub fn insert(&mut self, n: u64, thing: T) {
        match self.place(n) {
            Ok(at) => self.0[at].1 = thing,
            Err(at) => self.0.insert(at, (n, thing)),
        }
    }

    pub fn remove(&mut self, n: u64) -> Option<T> {
        let at = self.place(n).ok()?;
        Some(self.0.remove(at).1)
    }

    /// Takes out everything for which `test` holds.
    pub fn extract(&mut self, mut test: impl FnMut(u64, &T) -> bool) -> Vec<(u64, T)> {
        self.0.extract_if(.., |(n, thing)| test(*n, thing)).collect()
    }

    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (u64, &T)> {
        self.0.iter().map(|(n, thing)| (*n, thing))
    }

    /// Those with a greater number than `n`.
    pub fn above_mut(&mut self, n: u64) -> impl Iterator<Item = (u64, &mut T)> {
        let from = self.0.partition_point(|(number, _)| *number <= n);
        self.0[from..].iter_mut().map(|(n, thing)| (*n, thing))
    }

    pub fn numbers(&self) -> impl Iterator<Item = u64> {
        self.0.iter().map(|(n, _)| *n)
    }

    pub fn values(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.0.iter().map(|(_, thing)| thing)
    }

    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.0.iter_mut().map(|(_, thing)| thing)
    }

    /// Where it stands, or would.
    fn place(&self, n: u64) -> Result<usize, usize> {
        self.0.binary_search_by_key(&n, |(n, _)| *n)
    }
}

impl<T> FromIterator<(u64, T)> for Numbered<T> {
    fn from_iter<I: IntoIterator<Item = (u64, T)>>(all: I) -> Self {
        let mut numbered = Self::default();
        for (n, thing) in all {
            numbered.insert(n, thing);
        }
        numbered
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_holds_what_a_map_of_the_standard_library_holds(steps in prop::collection::vec((0..5, 0..12_u64, any::<u8>()), 0..80)) {
            let (mut numbered, mut model) = (Numbered::default(), BTreeMap::new());
            for (what, n, value) in steps {
                match what {
                    0 | 1 => {
                        numbered.insert(n, value);
                        model.insert(n, value);
                    }
                    2 => prop_assert_eq!(numbered.remove(n), model.remove(&n)),
                    3 => {
                        let extracted = numbered.extract(|number, thing| number > n && *thing < value);
                        let expected = model.extract_if(n + 1.., |_, thing| *thing < value);
                        prop_assert_eq!(extracted, expected.collect::<Vec<_>>());
                    }
                    _ => {
                        numbered.above_mut(n).for_each(|(_, thing)| *thing = value);
                        model.range_mut(n + 1..).for_each(|(_, thing)| *thing = value);
                    }
                }
                prop_assert_eq!(numbered.get(n), model.get(&n));
                prop_assert_eq!(numbered.contains(n), model.contains_key(&n));
                prop_assert!(numbered.iter().eq(model.iter().map(|(n, thing)| (*n, thing))));
            }
        }
    }
}
