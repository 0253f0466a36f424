//! Deletions that are forgotten, and phones that had not heard of them.

use proptest::prelude::*;

use crate::{fixture::cases, step::any_step, world::World};

proptest! {
    #![proptest_config(cases(96))]

    /// Whenever that happens, a phone that was behind begins anew, and nobody keeps what is gone.
    #[test]
    fn phones_agree_whenever_deletions_are_forgotten(
        steps in prop::collection::vec(any_step(), 1..100),
        forgets in prop::collection::btree_set(0..100_usize, 1..4),
    ) {
        let mut world = World::new();
        for (at, step) in steps.into_iter().enumerate() {
            if forgets.contains(&at) {
                world.forget_deletions();
            }
            world.step(step);
        }
        world.forget_deletions();
        world.settle();
        world.check_at_rest();
    }
}
