//! Lists in order: one way for all types. What the standard library compiles for every type it sorts is 4 KB of the
//! phone's code each, for lists of at most some thousands.

use std::{cmp::Ordering, collections::BTreeSet};

/// `list` in the order of `compare`; what is equal keeps its order.
pub fn ordered<T: Copy>(list: &[T], compare: &dyn Fn(&T, &T) -> Ordering) -> Vec<T> {
    let places = places(list.len(), &|a, b| compare(&list[a], &list[b]));
    places.into_iter().map(|at| list[at]).collect()
}

/// Each goes behind the last one that is not greater.
fn places(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places = Vec::with_capacity(count);
    for next in 0..count {
        let at = places.partition_point(|placed| compare(*placed, next).is_le());
        places.insert(at, next);
    }
    places
}

/// Things once each, in order. Put in one by one: what the standard library collects into a set it sorts first.
pub fn set<T: Ord>(things: impl IntoIterator<Item = T>) -> BTreeSet<T> {
    let mut set = BTreeSet::new();
    set.extend(things);
    set
}

/// Puts `thing` into a list in order, once.
pub fn put<T: Ord>(list: &mut Vec<T>, thing: T) {
    if let Err(at) = list.binary_search(&thing) {
        list.insert(at, thing);
    }
}

/// Takes `thing` out of a list in order.
pub fn take<T: Ord>(list: &mut Vec<T>, thing: &T) {
    if let Ok(at) = list.binary_search(thing) {
        list.remove(at);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_order_is_that_of_the_standard_library(list in prop::collection::vec((0..8_u8, any::<u8>()), 0..40)) {
            let mut sorted = list.clone();
            sorted.sort_by_key(|(key, _)| *key);
            prop_assert_eq!(ordered(&list, &|a, b| a.0.cmp(&b.0)), sorted);
        }
    }
}
