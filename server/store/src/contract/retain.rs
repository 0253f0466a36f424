//! What has been kept long enough.

use shared::{
    domain::{TickKey, seen_change, seen_id},
    id::RecordId,
    kind::Kind,
    op::Change,
    protocol::Cursor,
    time::{DAY_MS, DayRule, UnixMs},
    value::{Value, fields},
};

use super::{
    Ground,
    world::{NOW, Phone, World, create, ids, visit},
};
use crate::{Keeping, Outdated, PullAsk, PullRefusal, PushAsk};

const DAYS: i64 = 40;

/// Asks for pills each day, and for the key once.
fn template() -> shared::value::Fields {
    let item = |key: &str, is_lasting: bool| {
        let pairs = [
            ("key", key.into()),
            ("type", "tick".into()),
            ("lasting", is_lasting.into()),
        ];
        Value::Map(fields(pairs))
    };
    let items = vec![item("pills", false), item("key", true)];
    fields([("key", "daily".into()), ("items", Value::List(items))])
}

fn tick(subject: RecordId, item: &'static str, at: UnixMs) -> TickKey<'static> {
    TickKey {
        subject,
        template: "daily",
        item,
        day: DayRule::default().day(at),
    }
}

/// Made and stored `at` that time.
async fn pushed(world: &World<'_>, phone: &Phone, change: Change, at: UnixMs) {
    let ask = PushAsk {
        ops: vec![world.op_at(phone, change, at)],
        skew_ms: 0,
        now: at,
    };
    world.store.push(&phone.viewer, ask).await.expect("a push");
}

async fn all_gone(world: &World<'_>, now: UnixMs) -> Outdated {
    let operator = world.operator().await;
    let mut gone = Outdated::default();
    loop {
        let step = world.store.let_go(&operator, now).await.expect("a step");
        if step.sum() == 0 {
            return gone;
        }
        gone = gone.plus(step);
    }
}

pub async fn what_a_dry_run_says_is_what_goes(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let phone = world.phone().await;
    let operator = world.operator().await;
    let keeping = Keeping {
        visits_days: DAYS,
        audit_days: DAYS,
        conflicts_days: DAYS,
    };
    world
        .store
        .set_keeping(&operator, keeping, NOW)
        .await
        .expect("a setting");
    assert_eq!(world.store.keeping(&operator).await.expect("a look"), keeping);
    let door = world.door(world.building("1").await, "101").await;
    let zhang = world.resident(door, "张").await;
    world
        .submit(vec![create(Kind::Template, world.record_id(), template())])
        .await;
    let (old, new) = (world.record_id(), world.record_id());
    let (then, lately) = (NOW.plus(-(DAYS + 1) * DAY_MS), NOW.plus(-(DAYS - 1) * DAY_MS));
    pushed(&world, &phone, visit(old, door), then).await;
    pushed(&world, &phone, visit(new, door), lately).await;
    for item in ["pills", "key", "of another version"] {
        pushed(&world, &phone, tick(zhang, item, then).change(1, true.into()), then).await;
        pushed(&world, &phone, tick(zhang, item, lately).change(1, true.into()), lately).await;
    }
    // It came today from a phone whose clock was years behind when it was made.
    let behind = world.record_id();
    let made = world.op_at(&phone, visit(behind, door), then);
    world.push(&phone, vec![made]).await.expect("a push");
    world.submit(vec![seen_change(old), seen_change(new)]).await;
    let (rows, cursor) = world.pull_all(&phone.viewer, Cursor::START, 100).await;

    let said = world.store.outdated(&operator, NOW).await.expect("a look");
    assert_eq!((said.visits, said.ticks, said.deletions), (1, 2, 0), "{said:?}");
    assert_eq!(all_gone(&world, NOW).await, said);
    assert_eq!(
        world.store.outdated(&operator, NOW).await.expect("a look"),
        Outdated::default()
    );
    assert!(world.record(old).await.is_none() && world.record(new).await.is_some());
    assert!(world.record(behind).await.is_some(), "it is new, whatever it says");
    assert!(world.record(tick(zhang, "pills", then).id()).await.is_none());
    for kept in [
        tick(zhang, "key", then),
        tick(zhang, "of another version", then),
        tick(zhang, "pills", lately),
    ] {
        assert!(world.record(kept.id()).await.is_some(), "{kept:?}");
    }
    // Whoever had them hears of it; a visit so old is on no phone.
    let (gone, _) = world.pull_all(&phone.viewer, cursor, 100).await;
    assert!(gone.iter().all(|row| row.deleted) && !ids(&rows).contains(&old));
    let mut deleted = ids(&gone);
    deleted.sort_unstable();
    let mut expected = vec![tick(zhang, "pills", then).id(), seen_id(old)];
    expected.sort_unstable();
    assert_eq!(deleted, expected);
    world.assert_sound().await;
}

pub async fn a_phone_behind_a_deletion_that_is_forgotten_begins_anew(ground: &dyn Ground) {
    let mut world = World::new(ground).await;
    let door = world.door(world.building("1").await, "101").await;
    let (zhang, li) = (world.resident(door, "张").await, world.resident(door, "李").await);
    let phone = world.phone().await;
    pushed(&world, &phone, tick(zhang, "pills", NOW).change(1, true.into()), NOW).await;
    let (_, behind) = world.pull_all(&phone.viewer, Cursor::START, 100).await;
    let (kind, record) = (Kind::Resident, zhang);
    world.submit(vec![Change::Delete { kind, record }]).await;
    let (_, heard) = world.pull_all(&phone.viewer, behind, 100).await;

    let later = NOW.plus((crate::TOMBSTONE_DAYS + 1) * DAY_MS);
    let operator = world.operator().await;
    let said = world.store.outdated(&operator, later).await.expect("a look");
    // What was answered about them is told to be gone first.
    assert_eq!((said.deletions, said.ticks), (1, 1));
    assert_eq!(all_gone(&world, later).await, said);
    let pull = async |cursor| {
        let (limit, now) = (2, NOW);
        world
            .store
            .pull(
                &phone.viewer,
                PullAsk {
                    cursor,
                    limit,
                    now,
                    check: false,
                },
            )
            .await
    };
    let refused = pull(behind).await;
    assert!(matches!(refused, Err(PullRefusal::CursorTooOld)), "{refused:?}");
    assert!(pull(heard).await.is_ok(), "who had heard of it goes on");
    // From 0 in small pages, of which the first end below what was forgotten.
    let (rows, _) = world.pull_all(&phone.viewer, Cursor::START, 2).await;
    assert!(ids(&rows).contains(&li) && !ids(&rows).contains(&zhang));
    assert!(rows.iter().all(|row| !row.deleted), "{rows:?}");
    world.assert_sound().await;
    world.restart().await;
    let again = world
        .store
        .pull(
            &phone.viewer,
            PullAsk {
                cursor: heard,
                limit: 9,
                now: NOW,
                check: false,
            },
        )
        .await;
    assert!(again.is_ok(), "{again:?}");
}

pub async fn how_long_is_kept_is_bounded_and_administrators_to_say(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let phone = world.phone().await;
    let operator = world.operator().await;
    let keeping = world.store.keeping(&operator).await.expect("a look");
    assert_eq!(keeping, Keeping::default());
    for visits_days in [0, 13, 29, 40_000] {
        let wrong = Keeping { visits_days, ..keeping };
        assert!(
            world.store.set_keeping(&operator, wrong, NOW).await.is_err(),
            "{visits_days}"
        );
    }
    assert!(world.store.set_keeping(&phone.viewer, keeping, NOW).await.is_err());
    assert!(world.store.let_go(&phone.viewer, NOW).await.is_err());
    assert_eq!(world.store.keeping(&operator).await.expect("a look"), keeping);
}
