//! Digests of what a device should have.

use std::collections::BTreeMap;

use shared::{
    digest::KindDigest,
    kind::Kind,
    op::Change,
    protocol::{Cursor, HORIZON_DAYS, PULL_ROWS_MAX, RowMessage},
    time::DAY_MS,
};

use super::{
    Ground,
    world::{NOW, Phone, World, set, visit},
};
use crate::PullAsk;

async fn digests(world: &World<'_>, phone: &Phone, limit: u32) -> Option<Vec<KindDigest>> {
    let ask = PullAsk {
        cursor: Cursor::START,
        limit,
        check: true,
        now: NOW,
    };
    let (check, more) = {
        let page = world.store.pull(&phone.viewer, ask).await.expect("a page");
        (page.check, page.more)
    };
    assert!(!more || check.is_none(), "there is more to come");
    check
}

/// Of the rows as they came, whatever came of a row last.
fn of_rows(rows: Vec<RowMessage>) -> Vec<KindDigest> {
    let last: BTreeMap<_, _> = rows.into_iter().map(|row| (row.id, row)).collect();
    let of = |kind: &Kind| {
        let rows = last.values().filter(|row| row.kind == *kind && row.is_live());
        KindDigest::of(kind.clone(), &mut rows.map(|row| (row.id, row.seq)))
    };
    Kind::KNOWN.iter().map(of).collect()
}

pub async fn digests_are_of_what_a_pull_from_0_delivers(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let (here, there) = (world.building("1号楼").await, world.building("2号楼").await);
    let doors = [world.door(here, "101").await, world.door(there, "201").await];
    let people = [
        world.resident(doors[0], "李").await,
        world.resident(doors[1], "王").await,
    ];
    let (everywhere, only_here) = (world.phone().await, world.phone_in(here).await);
    let long_ago = NOW.plus(-(HORIZON_DAYS + 1) * DAY_MS);
    let ops = [(doors[0], NOW), (doors[1], NOW), (doors[0], long_ago)]
        .map(|(door, at)| world.op_at(&everywhere, visit(world.record_id(), door), at));
    world.push(&everywhere, ops.into()).await.expect("a push");
    // The cursors of those who have it all from now on.
    let (mut rows, mut cursors) = (Vec::new(), Vec::new());
    for phone in [&everywhere, &only_here] {
        let (all, cursor) = world.pull_all(&phone.viewer, Cursor::START, 2).await;
        rows.push(all);
        cursors.push(cursor);
    }
    let delete = Change::Delete {
        kind: Kind::Door,
        record: doors[1],
    };
    for change in [
        set(Kind::Resident, people[0], "door", doors[1]),
        set(Kind::Resident, people[1], "age", 86),
        delete,
    ] {
        world.submit(vec![change]).await;
    }
    for ((phone, mut rows), cursor) in [&everywhere, &only_here].into_iter().zip(rows).zip(cursors) {
        let fresh = world.pull_all(&phone.viewer, Cursor::START, 3).await.0;
        let expected = of_rows(fresh);
        assert_eq!(digests(&world, phone, PULL_ROWS_MAX).await, Some(expected.clone()));
        rows.extend(world.pull_all(&phone.viewer, cursor, 2).await.0);
        assert_eq!(of_rows(rows), expected, "whoever went along has the same");
    }
}

pub async fn digests_are_of_the_present_and_come_when_they_are_asked_for(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let own_door = world.door(world.building("1号楼").await, "101").await;
    let phone = world.phone().await;
    let before = digests(&world, &phone, PULL_ROWS_MAX).await.expect("digests");
    assert_eq!(digests(&world, &phone, PULL_ROWS_MAX).await.as_ref(), Some(&before));
    assert_eq!(digests(&world, &phone, 1).await, None, "that is not the end");
    assert_eq!(
        world.pull(&phone.viewer, Cursor::START).await.expect("a page").check,
        None
    );
    world
        .made(&phone, vec![set(Kind::Door, own_door, "vacant", true)])
        .await;
    let after = digests(&world, &phone, PULL_ROWS_MAX).await.expect("digests");
    let changed: Vec<_> = before.iter().zip(&after).filter(|(one, other)| one != other).collect();
    assert!(
        matches!(&changed[..], [(KindDigest { kind: Kind::Door, .. }, _)]),
        "{changed:?}"
    );
}
