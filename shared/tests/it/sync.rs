//! Three phones and a server under random operations, lost answers, repeats, crashes and restarts.

use model::{
    Deed, Phone, Request,
    site::{self, NOW, id, site},
};
use proptest::prelude::*;
use shared::{
    id::DeviceId,
    kind::Kind,
    op::Change,
    protocol::{Cursor, ErrorCode},
    replica::{Effect, Event, Failure, KEPT_MAX, RETRY_FIRST_MS, RETRY_MOST_MS},
    role::Scope,
    time::{DayRule, HOUR_MS, SiteDay, UnixMs},
    value::fields,
};

use crate::{
    fixture::cases,
    step::any_step,
    world::{PAGE, World},
};

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn three_phones_and_a_server_agree_whatever_happens(steps in prop::collection::vec(any_step(), 1..120)) {
        let mut world = World::new();
        for step in steps {
            world.step(step);
        }
        world.settle();
        world.check_at_rest();
    }
}

/// Records are recorded in a stairwell, over a restart; the network comes back; all are at the server, once each.
#[test]
fn ten_visits_made_offline_arrive_once_each() {
    let mut world = World::new();
    for _ in 0..6 {
        world.deliver(0, 1, true);
    }
    for _ in 0..10 {
        world.deed(0, &Deed::Visit(0, true));
        world.deliver(0, 0, false);
    }
    world.phones[0].restart(world.now, true);
    assert_eq!(world.phones[0].replica.tally().waiting, 10);
    world.settle();
    world.check_at_rest();
    assert_eq!(
        world
            .server
            .rows
            .values()
            .filter(|row| row.record.kind == Kind::Visit)
            .count(),
        10
    );
}

/// After a change of scope the phone pulls from 0; until that is complete the old rows stay in view, then those that
/// are not this phone's any more are dropped. Cut off by a restart, it begins again and still drops them.
#[test]
fn a_new_scope_drops_what_it_does_not_cover() {
    let mut world = World::new();
    for _ in 0..8 {
        world.deliver(0, 1, true);
    }
    let device = world.phones[0].device();
    assert!(world.phones[0].replica.get(id(2, 2)).is_some());
    world.server.actors.get_mut(&device).unwrap().scope = Scope::Buildings([id(1, 0)].into());
    world.phones[0].event(world.now, Event::Nudge);
    assert!(world.phones[0].wire.take().is_some());
    let code = ErrorCode::ScopeChanged;
    let refused = Failure::Refused {
        status: 409,
        code,
        last_n: None,
        retry_after_s: None,
    };
    world.phones[0].event(world.now, Event::PullDone(Err(refused)));
    world.deliver(0, 1, true);
    assert!(
        world.phones[0].replica.get(id(2, 2)).is_some(),
        "in view until the pull is complete"
    );
    world.phones[0].restart(world.now, true);
    for _ in 0..8 {
        world.deliver(0, 1, true);
    }
    assert!(world.phones[0].replica.get(id(2, 2)).is_none());
    world.cursors[0] = Cursor::START;
    world.settle();
    world.check_at_rest();
}

/// A phone that was long without a network, and whose access ended meanwhile: the first answer says that it reads nothing
/// more, and what it recorded goes up at once, not after one more long wait.
#[test]
fn what_was_recorded_goes_as_soon_as_the_server_says_that_access_has_ended() {
    let mut world = World::new();
    for _ in 0..6 {
        world.deliver(0, 1, true);
    }
    world.deed(0, &Deed::Visit(0, true));
    let mut asked_to_read = false;
    for _ in 0..12 {
        asked_to_read = matches!(world.phones[0].wire, Some(Request::Pull(_)));
        if asked_to_read && world.now > NOW.plus(RETRY_MOST_MS) {
            break;
        }
        world.deliver(0, 0, false);
        world.now = world.now.plus(RETRY_MOST_MS);
        // A wish to read goes with the wish to send.
        world.phones[0].event(world.now, Event::Live { seq: u64::MAX });
    }
    assert!(asked_to_read, "the test wants a refused pull");
    world.phones[0].wire.take();
    let refused = Failure::Refused {
        status: 401,
        code: ErrorCode::SignInAgain,
        last_n: None,
        retry_after_s: None,
    };
    world.phones[0].event(world.now, Event::PullDone(Err(refused)));
    world.now = world.now.plus(RETRY_FIRST_MS);
    world.phones[0].event(world.now, Event::Timer);
    assert!(matches!(world.phones[0].wire, Some(Request::Push(_))));
}

/// Facts of days before the site's horizon leave the phone; everything else stays.
#[test]
fn old_visits_leave_the_phone_by_the_horizon() {
    let mut world = World::new();
    let desk = world.server.actors[&DeviceId::made(UnixMs(2), [100; 10])].clone();
    let site = Change::Create {
        kind: Kind::Site,
        record: site().into(),
        fields: fields([("name", "site".into())]),
    };
    world.server.seed(&desk, [site], NOW);
    world.deed(0, &Deed::Visit(0, true));
    world.settle();
    let visits = |world: &World| {
        world.phones[0]
            .replica
            .records()
            .filter(|look| *look.kind() == Kind::Visit)
            .count()
    };
    assert_eq!(visits(&world), 1);
    let residents = world.phones[0].rows().len() - 1;
    world.server.horizon_day = SiteDay(DayRule::default().day(world.now).0 + 1);
    world.phones[0].event(world.now, Event::Nudge);
    world.deliver(0, 1, true);
    assert_eq!((visits(&world), world.phones[0].rows().len()), (0, residents));
    assert!(world.phones[0].disk_agrees());
}

/// Between the acknowledgement and the pull a person keeps seeing what they did.
#[test]
fn nothing_flickers_between_acknowledgement_and_pull() {
    let mut world = World::new();
    for _ in 0..6 {
        world.deliver(0, 1, true);
    }
    world.deed(0, &Deed::Name(0, 7));
    let name = |world: &World| {
        world.phones[0]
            .replica
            .get(id(3, 0))
            .unwrap()
            .record()
            .text("name")
            .unwrap()
            .to_owned()
    };
    for _ in 0..8 {
        assert_eq!(name(&world), site::name(0, 7));
        world.deliver(0, 1, true);
    }
    assert_eq!(name(&world), site::name(0, 7));
    assert!(world.phones[0].replica.outbox().is_empty());
}

/// What another tab stored: the outbox as it is, and how far its rows go.
fn elsewhere(phone: &Phone, place: shared::replica::Place) -> Event {
    Event::Elsewhere {
        place,
        rows: Vec::new(),
        outbox: phone.replica.outbox().clone(),
    }
}

/// A refresh that another tab, or this one before its restart, left unfinished begins again from 0. Going on in the
/// middle would drop everything its earlier pages had brought.
#[test]
fn an_unfinished_refresh_found_on_the_disk_begins_again() {
    let mut world = World::new();
    world.settle();
    let done = world.phones[0].replica.place().clone();
    let before = world.phones[0].rows();
    let half = shared::replica::Place {
        cursor: Cursor { seq: 4, ..done.cursor },
        refreshing: true,
        ..done
    };
    world.phones[0].wire = None;
    world.phones[0].restart(world.now, false);
    world.phones[0].put_place(half.clone());
    let event = elsewhere(&world.phones[0], half);
    world.phones[0].event(world.now, event);
    world.cursors[0] = Cursor::START;
    world.phones[0].event(world.now, Event::Lead(true));
    let Some(Request::Pull(pull)) = &world.phones[0].wire else {
        panic!("it pulls")
    };
    assert_eq!(pull.cursor, Cursor::START);
    world.settle();
    assert_eq!(world.phones[0].rows(), before);
    world.check_at_rest();
}

/// What the live stream says while rows are on their way is about later ones: they are asked for at once.
#[test]
fn news_that_come_during_a_pull_are_not_forgotten() {
    let mut world = World::new();
    world.settle();
    world.phones[0].event(world.now, Event::Nudge);
    let Some(Request::Pull(pull)) = world.phones[0].wire.take() else {
        panic!("it pulls")
    };
    let answer = world.server.pull(&pull, world.now, PAGE).unwrap();
    let seq = answer.cursor.seq + 1;
    world.phones[0].event(world.now, Event::Live { seq });
    world.phones[0].event(world.now, Event::PullDone(Ok(answer)));
    assert!(
        matches!(world.phones[0].wire, Some(Request::Pull(_))),
        "{:?}",
        world.phones[0].wire
    );
}

/// An answer that was asked for before another tab moved on is not stored over newer rows.
#[test]
fn an_answer_from_a_place_behind_is_put_aside() {
    let mut world = World::new();
    world.settle();
    world.phones[0].event(world.now, Event::Nudge);
    let Some(Request::Pull(pull)) = world.phones[0].wire.clone() else {
        panic!("it pulls")
    };
    let late = world.server.pull(&pull, world.now, PAGE).unwrap();
    let place = world.phones[0].replica.place().clone();
    let ahead = shared::replica::Place {
        cursor: Cursor {
            seq: place.cursor.seq + 10,
            top: place.cursor.top + 10,
            ..place.cursor
        },
        ..place
    };
    world.phones[0].put_place(ahead.clone());
    let event = elsewhere(&world.phones[0], ahead.clone());
    world.phones[0].event(world.now, event);
    world.phones[0].wire = None;
    world.phones[0].event(world.now, Event::PullDone(Ok(late)));
    assert_eq!(world.phones[0].replica.place().cursor, ahead.cursor);
}

/// What no backup has yet is held, so that a restored server gets it back, but not without end: the oldest go first.
#[test]
fn what_a_backup_lacks_is_held_up_to_a_bound() {
    let mut world = World::new();
    world.settle();
    world.server.backed_up = Some(3);
    let made = KEPT_MAX as u64 + 8;
    for n in 0..made {
        let change = Change::Set {
            kind: Kind::Resident,
            record: id(3, 0),
            fields: fields([("note", format!("{n}").into())]),
        };
        let now = world.now;
        world.phones[0].act(now, vec![change]);
        if n == 9 {
            world.settle();
            let held: Vec<u64> = world.phones[0].replica.outbox().iter().map(|(n, _)| n).collect();
            assert_eq!(held, (4..=10).collect::<Vec<_>>(), "the backup has the first three");
        }
    }
    world.settle();
    world.check_at_rest();
    let held: Vec<u64> = world.phones[0].replica.outbox().iter().map(|(n, _)| n).collect();
    assert_eq!(held, (made - KEPT_MAX as u64 + 1..=made).collect::<Vec<_>>());
    assert!(world.phones[0].disk_agrees());
}

/// Another tab has stored what lies between: it is looked for on the disk before this identity is given up.
#[test]
fn a_number_that_another_tab_has_is_no_reason_for_a_new_identity() {
    let mut world = World::new();
    world.settle();
    world.deed(0, &Deed::Name(0, 1));
    let now = world.now;
    let phone = &mut world.phones[0];
    let gap = || Failure::Refused {
        status: 409,
        code: ErrorCode::Gap,
        last_n: Some(1),
        retry_after_s: None,
    };
    let mut asked = |now: UnixMs| {
        phone.replica.handle(now, Event::Nudge);
        phone.replica.handle(now, Event::PushDone(Err(gap())))
    };
    let effects = asked(now);
    assert!(
        effects.contains(&Effect::CatchUp) && !effects.contains(&Effect::Renew),
        "{effects:?}"
    );
    let effects = asked(now.plus(HOUR_MS));
    assert!(effects.contains(&Effect::Renew), "the disk has it not: {effects:?}");
}

/// What was about somebody who was erased is not kept, be it that no backup has it: where one is put back that has less, numbers
/// are missing in the middle of what comes back.
#[test]
fn numbers_that_went_with_somebody_erased_are_a_reason_for_a_new_identity() {
    let mut world = World::new();
    world.server.backed_up = Some(0);
    world.settle();
    for deed in [Deed::Name(1, 1), Deed::Name(0, 1), Deed::Name(1, 2)] {
        world.deed(0, &deed);
    }
    world.settle();
    world.erase(id(3, 0));
    world.settle();
    let held: Vec<u64> = world.phones[0].replica.outbox().iter().map(|(n, _)| n).collect();
    assert_eq!(held, [1, 3]);
    world.deed(0, &Deed::Name(1, 3));
    let phone = &mut world.phones[0];
    let mut refused = |hours: i64, last_n: u64| {
        let now = world.now.plus(hours * HOUR_MS);
        phone.replica.handle(now, Event::Nudge);
        let gap = Failure::Refused {
            status: 409,
            code: ErrorCode::Gap,
            last_n: Some(last_n),
            retry_after_s: None,
        };
        phone.replica.handle(now, Event::PushDone(Err(gap)))
    };
    let effects = refused(0, 2);
    assert!(
        !effects.contains(&Effect::CatchUp),
        "what comes next is here: {effects:?}"
    );
    assert!(refused(1, 0).contains(&Effect::CatchUp));
    assert!(refused(2, 0).contains(&Effect::Renew));
}
