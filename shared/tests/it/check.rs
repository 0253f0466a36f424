//! Rows held against the server's: a phone that lost one, or has an older write of it, finds it out, gets everything afresh
//! and says so.

use model::{
    Request,
    site::{DOOR, RESIDENT, id},
};
use shared::{
    digest::KindDigest,
    id::RecordId,
    kind::Kind,
    numbered::Numbered,
    op::{Change, Draft, Seen},
    outcome::Code,
    protocol::{Cursor, PullRequest, PullResponse},
    record::Record,
    replica::{CHECK_EVERY_MS, Disk, Effect, Event, Identity, Place, Queued, Replica, Said, Standing},
    time::{DayRule, MINUTE_MS, UnixMs},
    value::{Fields, fields},
};

use crate::world::World;

/// What the first phone asks and is answered until it asks no more.
fn asked(world: &mut World) -> Vec<PullRequest> {
    let mut asked = Vec::new();
    while let Some(request) = world.phones[0].wire.clone() {
        if let Request::Pull(pull) = request {
            asked.push(pull);
        }
        world.deliver(0, 1, true);
    }
    asked
}

/// At rest, a little later.
fn rested() -> World {
    let mut world = World::new();
    world.settle();
    world.now = world.now.plus(MINUTE_MS);
    world
}

fn lose(world: &mut World, what: impl FnOnce(&mut Disk)) {
    what(&mut world.phones[0].storage.disk);
    let now = world.now;
    world.phones[0].restart(now, true);
}

/// What the server hears of it, and how often.
fn told(asked: &[PullRequest]) -> Vec<Vec<Kind>> {
    let told = asked.iter().map(|pull| pull.differs.clone());
    told.filter(|kinds| !kinds.is_empty()).collect()
}

fn is_mended(world: &mut World, kind: Kind) {
    let now = world.now;
    world.phones[0].event(now, Event::Check);
    let asked = asked(world);
    assert!(asked[0].check, "{:?}", asked[0]);
    assert_eq!(told(&asked), [[kind]], "told once");
    let afresh = asked.iter().filter(|pull| pull.cursor == Cursor::START).count();
    assert_eq!(afresh, 1, "pulled afresh once: {asked:#?}");
    world.check_at_rest();
}

#[test]
fn a_row_that_was_lost_comes_back_and_is_told() {
    let mut world = rested();
    lose(&mut world, |disk| disk.rows.remove(id(RESIDENT, 1)));
    assert!(world.phones[0].replica.get(id(RESIDENT, 1)).is_none());
    is_mended(&mut world, Kind::Resident);
}

#[test]
fn a_row_of_an_earlier_write_is_replaced_and_told() {
    let mut world = rested();
    let old = |disk: &mut Disk| {
        let mut door = disk.rows.get(id(DOOR, 0)).unwrap().clone();
        door.seq -= 1;
        disk.rows.take(Said::Here(door));
    };
    lose(&mut world, old);
    is_mended(&mut world, Kind::Door);
}

#[test]
fn a_row_too_many_goes_and_is_told() {
    let mut world = rested();
    let more = |disk: &mut Disk| {
        let record = Record {
            id: id(DOOR, 9),
            ..disk.rows.get(id(DOOR, 0)).unwrap().unpack()
        };
        disk.rows.take(Said::Here(record.into()));
    };
    lose(&mut world, more);
    is_mended(&mut world, Kind::Door);
    assert!(world.phones[0].replica.get(id(DOOR, 9)).is_none());
}

/// The list may be used while everything comes once more.
#[test]
fn the_list_stays_while_it_is_mended() {
    let mut world = rested();
    lose(&mut world, |disk| disk.rows.remove(id(RESIDENT, 1)));
    let now = world.now;
    world.phones[0].event(now, Event::Check);
    world.deliver(0, 1, true);
    let phone = &world.phones[0];
    assert!(phone.replica.place().complete && phone.replica.get(id(DOOR, 0)).is_some());
    assert!(matches!(&phone.wire, Some(Request::Pull(pull)) if pull.cursor == Cursor::START));
}

#[test]
fn it_is_asked_at_the_end_of_a_first_sync_and_once_a_day() {
    let mut world = World::new();
    let first = asked(&mut world);
    assert!(first.len() > 1 && first.iter().all(|pull| pull.check), "{first:#?}");
    for (wait_ms, asks) in [
        (MINUTE_MS, false),
        (CHECK_EVERY_MS - 2 * MINUTE_MS, false),
        (MINUTE_MS, true),
    ] {
        world.now = world.now.plus(wait_ms);
        let now = world.now;
        world.phones[0].event(now, Event::Nudge);
        let asked = asked(&mut world);
        assert!(
            asked.iter().all(|pull| pull.check == asks && pull.differs.is_empty()),
            "{asked:#?}"
        );
    }
    // Also one that was restarted meanwhile knows that it has asked.
    let now = world.now.plus(MINUTE_MS);
    world.phones[0].event(now, Event::Nudge);
    asked(&mut world);
    world.phones[0].restart(now, true);
    assert!(asked(&mut world).iter().all(|pull| !pull.check));
}

/// A server that had no time leaves it out, and is asked again.
#[test]
fn what_is_not_answered_is_asked_again() {
    let mut world = rested();
    let now = world.now;
    world.phones[0].event(now, Event::Check);
    let Some(Request::Pull(pull)) = world.phones[0].wire.take() else {
        panic!("it pulls")
    };
    let answer = world.server.pull(&pull, now, 100).unwrap();
    let check = None;
    world.phones[0].event(now, Event::PullDone(Ok(PullResponse { check, ..answer })));
    world.phones[0].event(now, Event::Nudge);
    assert!(asked(&mut world)[0].check);
}

/// A server that is wrong about itself is not asked for everything without end.
#[test]
fn what_another_pull_does_not_mend_is_told_and_left_for_a_day() {
    let mut world = rested();
    let now = world.now;
    world.phones[0].event(now, Event::Check);
    let mut asked = Vec::new();
    while let Some(Request::Pull(pull)) = world.phones[0].wire.take() {
        let mut answer = world.server.pull(&pull, now, 3).unwrap();
        for theirs in answer
            .check
            .iter_mut()
            .flatten()
            .filter(|theirs| theirs.kind == Kind::Site)
        {
            theirs.count += 1;
        }
        asked.push(pull);
        assert!(asked.len() < 50, "{asked:#?}");
        world.phones[0].event(now, Event::PullDone(Ok(answer)));
    }
    assert_eq!(told(&asked), [[Kind::Site], [Kind::Site]]);
    assert_eq!(asked.iter().filter(|pull| pull.cursor == Cursor::START).count(), 1);
    assert!(!asked.last().unwrap().check);
}

/// Facts of before the horizon stay on a phone while an own operation names them. They don't count, and kinds of a newer
/// server don't, of which this version can't tell what they are.
#[test]
fn old_facts_and_unknown_kinds_are_not_counted() {
    let (day, now) = (DayRule::default(), UnixMs(1_668_400_000_000));
    let today = day.day(now);
    let row = |kind, n, seq, fields: Fields| Record {
        kind,
        id: id(n, 0),
        seq,
        fields,
    };
    let site = RecordId::from(model::site::site());
    let named = Record {
        id: site,
        ..row(Kind::Site, 0, 1, fields([("name", "月亮湾".into())]))
    };
    let old = row(Kind::Visit, 7, 2, fields([("at", day.start(today).plus(-1).into())]));
    let change = Change::Void {
        kind: Kind::Visit,
        record: old.id,
    };
    let seen = Seen {
        epoch: Cursor::START.epoch,
        seq: 0,
    };
    let void = Draft {
        id: shared::id::OpId::NIL,
        site: model::site::site(),
        at: now,
        seen,
        change,
    };
    let held = Queued {
        standing: Standing::Held {
            code: Code::Failed,
            asked: now,
        },
        ..Queued::waiting(void)
    };
    let actor = model::site::actor(1, shared::role::Role::Worker, shared::role::Scope::WholeSite);
    let me = Identity {
        device: actor.device,
        account: actor.account,
        site: actor.site,
    };
    let disk = Disk {
        place: Place {
            complete: true,
            ..Place::START
        },
        rows: [named, old].into_iter().collect(),
        outbox: Numbered::from_iter([(1, held)]),
    };
    let mut replica = Replica::new(me, disk, 1);
    let kinds = [
        (Kind::Site, Some((site, 1))),
        (Kind::Visit, None),
        (Kind::Other("drone".into()), Some((site, 5))),
    ];
    let check = kinds
        .map(|(kind, row)| KindDigest::of(kind, &mut row.into_iter()))
        .to_vec();
    let effects = replica.handle(now, Event::Lead(true));
    assert!(
        effects
            .iter()
            .any(|effect| matches!(effect, Effect::Pull(pull) if pull.check))
    );
    let answer = PullResponse {
        rows: Vec::new(),
        cursor: Cursor {
            seq: 5,
            ..Cursor::START
        },
        more: false,
        last_n: 0,
        safe_n: 0,
        server_now: now,
        horizon_day: today,
        check: Some(check),
        rights: None,
        rules: None,
    };
    replica.handle(now, Event::PullDone(Ok(answer)));
    replica.handle(now, Event::PageStored);
    assert!(replica.confirmed_row(id(7, 0)).is_some(), "an own operation names it");
    assert_eq!(replica.place().checked, Some(now), "nothing differs");
}
