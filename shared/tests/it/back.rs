//! A server that was put back to a backup, and everybody who comes back to it: what was lost stands again as it stood.

use std::collections::BTreeMap;

use model::Deed;
use proptest::prelude::*;
use shared::{
    id::RecordId,
    kind::Kind,
    value::{Fields, Value},
};

use crate::{
    fixture::cases,
    step::{Step, any_deed},
    world::{PHONES, World},
};

/// What the site looks like, without numbers that are given anew.
fn looks(world: &World) -> BTreeMap<RecordId, (Kind, bool, Fields)> {
    let rows = world.server.rows.values().map(|row| {
        let mut fields = row.record.fields.clone();
        // Corrected by what the clocks say at the time of the call; and who said the same twice is whoever came back first.
        fields.remove("at");
        if row.record.kind == Kind::Tick {
            fields.remove("by");
        }
        (row.record.id, (row.record.kind.clone(), row.deleted, fields))
    });
    rows.collect()
}

fn is_told(deed: &Deed) -> bool {
    // What was deleted stays if a visit to it, which the deletion had seen, comes back first.
    !matches!(
        deed,
        Deed::DeleteDoor(_) | Deed::DeleteResident(_) | Deed::RestoreResident(_)
    )
}

/// What is asked arrives now: how far a clock is off does not depend on how long a request was on its way.
fn at_once(world: &mut World, p: usize) {
    world.step(Step::LoseRequest(p));
    world.step(Step::Nudge(p));
    world.step(Step::Deliver(p));
}

/// Everything that phone `p` has made is at the server again.
fn come_back(world: &mut World, p: usize) {
    let (device, made) = (world.phones[p].device(), world.phones[p].storage.made());
    world.step(Step::LoseRequest(p));
    for _ in 0..30 {
        if world.server.last_n(device) == made {
            return;
        }
        if world.phones[p].wire.is_none() {
            world.step(Step::Nudge(p));
        }
        world.step(Step::Deliver(p));
    }
    panic!("phone {p} does not come back");
}

fn settle(world: &mut World) {
    for p in 0..PHONES {
        world.step(Step::LoseRequest(p));
    }
    world.settle();
}

proptest! {
    #![proptest_config(cases(80))]

    #[test]
    fn what_was_lost_stands_again_as_it_stood(
        steps in prop::collection::vec((0..PHONES, any_deed().prop_filter("deletions", is_told), any::<bool>()), 1..40),
        returns in prop::collection::vec(0..PHONES, 0..30),
        cut in 0..40_usize,
    ) {
        let mut world = World::new();
        // Nothing is let go of before a backup has it, and none of this is in the one there is.
        world.server.backed_up = Some(0);
        world.settle();
        let backup = world.server.clone();
        for (n, (p, deed, deliver)) in steps.into_iter().enumerate() {
            world.step(Step::Do(p, deed));
            if deliver {
                at_once(&mut world, p);
            }
            // A life of the server ends here and there on the branch that will be lost, too.
            if n == cut {
                world.step(Step::RestartServer);
            }
        }
        settle(&mut world);
        let before = looks(&world);
        world.server = backup;
        world.step(Step::RestartServer);
        for p in returns {
            at_once(&mut world, p);
        }
        settle(&mut world);
        world.check_at_rest();
        let after = looks(&world);
        for (id, was) in &before {
            prop_assert_eq!(after.get(id), Some(was), "{}", id);
        }
        prop_assert_eq!(after.len(), before.len());
    }
}

/// The later one on the lost branch wins, whoever returns first and whatever the clocks said.
#[test]
fn of_two_that_come_back_the_one_that_stood_later_wins() {
    for order in [[0, 2], [2, 0]] {
        let mut world = World::new();
        world.server.backed_up = Some(0);
        world.settle();
        let backup = world.server.clone();
        // Phone 2's clock is a day fast, phone 0's is right, and phone 0 was the last: later by the branch, not by the clock.
        world.deed(2, &Deed::Name(0, 1));
        world.settle();
        world.deed(0, &Deed::Name(0, 2));
        world.settle();
        world.server = backup;
        world.step(Step::RestartServer);
        for p in order {
            come_back(&mut world, p);
        }
        world.settle();
        world.check_at_rest();
        let name = world.server.rows[&model::site::id(model::site::RESIDENT, 0)]
            .record
            .get("name")
            .clone();
        assert_eq!(name, Value::text(model::site::name(0, 2)), "{order:?}");
        assert!(world.server.conflicts.is_empty(), "the later one had seen the earlier");
    }
}

/// What came back from one loss has its own place here: somebody who comes back from a later one had not seen it because its old
/// place was before theirs.
#[test]
fn two_losses_are_not_taken_for_one() {
    let mut world = World::new();
    world.server.backed_up = Some(0);
    world.settle();
    let backup = world.server.clone();
    world.deed(0, &Deed::Name(0, 1));
    settle(&mut world);
    world.server = backup;
    world.step(Step::RestartServer);
    // Phone 2 reads what there is now, and writes before phone 0 has come back.
    while world.phones[2].replica.place().cursor.epoch != world.server.epochs.current() {
        at_once(&mut world, 2);
    }
    while world.phones[2].replica.place().refreshing {
        at_once(&mut world, 2);
    }
    world.deed(2, &Deed::Name(0, 2));
    come_back(&mut world, 0);
    let second = world.server.clone();
    let conflicts = |world: &World| {
        world
            .server
            .conflicts
            .iter()
            .filter(|conflict| conflict.lost == model::site::name(0, 1).into())
            .count()
    };
    assert_eq!(conflicts(&world), 0);
    settle(&mut world);
    assert_eq!(conflicts(&world), 1, "neither had seen the other");
    world.server = second;
    world.step(Step::RestartServer);
    settle(&mut world);
    world.check_at_rest();
    assert_eq!(conflicts(&world), 1, "nor has by a second loss");
}

/// A deletion that had lost to a visit it had not seen is not done because the visit comes back later.
#[test]
fn a_deletion_that_had_lost_stays_lost() {
    let mut world = World::new();
    world.server.backed_up = Some(0);
    world.settle();
    let backup = world.server.clone();
    let door = model::site::id(model::site::DOOR, 0);
    world.deed(2, &Deed::DeleteDoor(0));
    world.deed(0, &Deed::Visit(0, true));
    at_once(&mut world, 0);
    settle(&mut world);
    assert!(!world.server.rows[&door].deleted);
    world.server = backup;
    world.step(Step::RestartServer);
    come_back(&mut world, 2);
    assert!(!world.server.rows[&door].deleted);
    settle(&mut world);
    world.check_at_rest();
}

/// Once the random one above found this.
#[test]
fn a_person_moved_twice_on_the_lost_branch_stands_again_on_every_phone() {
    let mut world = World::new();
    world.server.backed_up = Some(0);
    world.settle();
    let backup = world.server.clone();
    world.step(Step::Do(0, Deed::TickResident(0)));
    world.step(Step::RestartServer);
    world.step(Step::Do(0, Deed::MoveResident(0, 2)));
    world.step(Step::Do(2, Deed::MoveResident(0, 0)));
    world.step(Step::Do(0, Deed::NewResident(0, 0)));
    settle(&mut world);
    world.server = backup;
    world.step(Step::RestartServer);
    for _ in 0..3 {
        at_once(&mut world, 2);
    }
    settle(&mut world);
    world.check_at_rest();
}
