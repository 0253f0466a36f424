//! A phone hears that it has another scope or role: what it may not have any more is gone at once, here and on its disk,
//! and its outbox stays.

use model::{
    Deed, Phone, Request,
    site::{BUILDING, DOOR, RESIDENT, id},
};
use shared::{
    id::RecordId,
    protocol::{Cursor, PullResponse},
    replica::{Event, Failure},
    role::{Rights, Role, Scope},
    time::MINUTE_MS,
};

use crate::world::World;

fn rights(role: Role, scope: Scope) -> Rights {
    Rights {
        role,
        scope,
        expires: None,
    }
}

fn first_building() -> Scope {
    Scope::Buildings([id(BUILDING, 0)].into())
}

/// Everybody at rest, with a visit at each door; and then the server has other rights for the first phone.
fn changed(rights: &Rights) -> World {
    let mut world = World::new();
    for door in 0..3 {
        world.deed(1, &Deed::VisitAndTick(door));
    }
    world.settle();
    world.now = world.now.plus(MINUTE_MS);
    let actor = world.server.actors.get_mut(&world.phones[0].device()).unwrap();
    (actor.role, actor.scope) = (rights.role, rights.scope.clone());
    world
}

/// The first phone asks, and hears it.
fn hear(world: &mut World, rights: &Rights) {
    let now = world.now;
    let phone = &mut world.phones[0];
    if phone.wire.is_none() {
        phone.event(now, Event::Nudge);
    }
    while let Some(Request::Push(_)) = &world.phones[0].wire {
        world.deliver(0, 1, true);
    }
    assert!(matches!(world.phones[0].wire.take(), Some(Request::Pull(_))));
    let told = Event::PullDone(Err(Failure::ScopeChanged(rights.clone())));
    world.phones[0].event(now, told);
}

/// Of what the server has for nobody but others.
fn foreign(world: &World, phone: &Phone) -> Vec<RecordId> {
    let expected = world.server.expected(phone.device());
    let rows = phone.rows();
    rows.keys().filter(|id| !expected.contains_key(*id)).copied().collect()
}

fn keeps_nothing(world: &World) {
    let phone = &world.phones[0];
    assert_eq!(foreign(world, phone), []);
    assert!(phone.disk_agrees(), "nor does its disk");
}

#[test]
fn other_buildings_are_gone_the_moment_it_hears_of_it() {
    let rights = rights(Role::Worker, first_building());
    let mut world = changed(&rights);
    assert_eq!(
        foreign(&world, &world.phones[0]).len(),
        4,
        "a door, who lives there, a visit and a tick"
    );
    hear(&mut world, &rights);
    keeps_nothing(&world);
    let phone = &world.phones[0];
    assert!(phone.replica.get(id(DOOR, 2)).is_none() && phone.replica.get(id(DOOR, 0)).is_some());
    assert!(phone.replica.place().complete, "the rest of the list may be used");
    assert!(matches!(&phone.wire, Some(Request::Pull(pull)) if pull.cursor == Cursor::START));
    world.cursors[0] = Cursor::START;
    world.settle();
    world.check_at_rest();
    assert_eq!(world.phones[0].replica.place().rights, Some(rights));
}

#[test]
fn fields_of_the_desk_are_gone_the_moment_it_is_no_coordinator_any_more() {
    let above = rights(Role::Coordinator, Scope::WholeSite);
    let mut world = changed(&above);
    hear(&mut world, &above);
    world.cursors[0] = Cursor::START;
    world.settle();
    let hidden = |world: &World| {
        let look = world.phones[0].replica.get(id(RESIDENT, 0)).unwrap();
        look.record().text("condition").is_some()
    };
    assert!(hidden(&world), "a coordinator reads it");
    let below = rights(Role::Worker, Scope::WholeSite);
    world.server.actors.get_mut(&world.phones[0].device()).unwrap().role = Role::Worker;
    hear(&mut world, &below);
    assert!(!hidden(&world));
    assert!(world.phones[0].disk_agrees());
    world.phones[0].restart(world.now, true);
    assert!(!hidden(&world), "nor is it on the disk");
    world.cursors[0] = Cursor::START;
    world.settle();
    world.check_at_rest();
}

#[test]
fn what_waits_stays_and_goes_up() {
    let rights = rights(Role::Worker, first_building());
    let mut world = changed(&rights);
    world.phones[0].event(world.now, Event::Nudge);
    let Some(Request::Pull(_)) = world.phones[0].wire.take() else {
        panic!("it pulls")
    };
    // Recorded while the answer is under way.
    world.deed(0, &Deed::Visit(2, true));
    world.deed(0, &Deed::Name(2, 7));
    let made = world.phones[0].storage.made();
    let now = world.now;
    world.phones[0].event(now, Event::PullDone(Err(Failure::ScopeChanged(rights))));
    let tally = world.phones[0].replica.tally();
    assert_eq!((tally.made, tally.waiting), (made, 2), "the outbox stays");
    assert!(world.phones[0].replica.get(id(DOOR, 2)).is_none());
    world.cursors[0] = Cursor::START;
    world.settle();
    world.check_at_rest();
    let known = world
        .server
        .log
        .values()
        .filter(|line| line.device == world.phones[0].device());
    assert_eq!(known.count() as u64, made, "all of it came");
}

/// The disk refuses, another tab brings the rows back, the phone is killed: it forgets them all the same.
#[test]
fn what_the_disk_did_not_take_is_tried_again() {
    let rights = rights(Role::Worker, first_building());
    let mut world = changed(&rights);
    world.phones[0].storage.refuse_page = true;
    hear(&mut world, &rights);
    assert_eq!(foreign(&world, &world.phones[0]), [], "in memory at once");
    assert!(!world.phones[0].disk_agrees(), "and the disk has refused");
    // Another tab knows nothing of it.
    let disk = world.phones[0].storage.disk.clone();
    let rows = disk.rows.iter().cloned().map(shared::replica::Said::Here).collect();
    let elsewhere = Event::Elsewhere {
        place: disk.place,
        rows,
        outbox: disk.outbox,
    };
    let now = world.now;
    world.phones[0].event(now, elsewhere);
    assert_eq!(foreign(&world, &world.phones[0]), [], "what comes back goes again");
    world.now = world.now.plus(2 * MINUTE_MS);
    world.phones[0].event(world.now, Event::Timer);
    keeps_nothing(&world);
    world.phones[0].restart(world.now, true);
    keeps_nothing(&world);
    world.cursors[0] = Cursor::START;
    world.settle();
    world.check_at_rest();
}

/// Whoever begins at 0 has no cursor that would be refused, and hears it with the first page.
#[test]
fn a_pull_from_0_says_it_too() {
    let rights = rights(Role::Worker, first_building());
    let mut world = changed(&rights);
    let now = world.now;
    world.phones[0].event(now, Event::Nudge);
    world.phones[0].wire = None;
    let old_epoch = Failure::Refused {
        status: 409,
        code: shared::protocol::ErrorCode::EpochChanged,
        last_n: None,
        retry_after_s: None,
    };
    world.phones[0].event(now, Event::PullDone(Err(old_epoch)));
    let Some(Request::Pull(pull)) = world.phones[0].wire.take() else {
        panic!("it pulls")
    };
    assert_eq!(pull.cursor, Cursor::START);
    let answer = world.server.pull(&pull, now, 3).unwrap();
    let rights = Some(rights);
    world.phones[0].event(now, Event::PullDone(Ok(PullResponse { rights, ..answer })));
    keeps_nothing(&world);
    world.cursors[0] = Cursor::START;
    world.settle();
    world.check_at_rest();
}
