//! Rows coming down.

use std::collections::BTreeSet;

use shared::{
    kind::Kind,
    op::Change,
    protocol::{Cursor, HORIZON_DAYS, Status},
    time::DAY_MS,
    value::fields,
};

use super::{
    Ground,
    world::{NOW, World, create, door, ids, resident, set, visit},
};
use crate::{PullAsk, PushAsk};

pub async fn pages_join_without_loss_or_repeats(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let building = world.building("1号楼").await;
    let doors: Vec<_> = (0..37).map(|_| world.record_id()).collect();
    world
        .submit(doors.iter().map(|id| door(*id, building, "1")).collect())
        .await;
    let phone = world.phone().await;
    let (whole, end) = world.pull_all(&phone.viewer, Cursor::START, 1_000).await;
    for limit in [1, 2, 7, 40, 41] {
        let (paged, cursor) = world.pull_all(&phone.viewer, Cursor::START, limit).await;
        assert_eq!((paged, cursor), (whole.clone(), end), "pages of {limit}");
    }
    assert!(whole.is_sorted_by(|a, b| a.seq < b.seq));
    let nothing = world.pull(&phone.viewer, end).await.expect("a page");
    assert_eq!((nothing.rows.len(), nothing.cursor, nothing.more), (0, end, false));
}

pub async fn a_building_scope_gets_its_rows_and_site_wide_ones(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let (mine, other) = (world.building("1号楼").await, world.building("2号楼").await);
    let (my_door, other_door) = (world.door(mine, "101").await, world.door(other, "201").await);
    let mine_in = world.resident(my_door, "李").await;
    let other_in = world.resident(other_door, "王").await;
    let phone = world.phone_in(mine).await;
    let everywhere = world.phone().await;
    world
        .made(&everywhere, vec![visit(world.record_id(), other_door)])
        .await;
    let (rows, cursor) = world.pull_all(&phone.viewer, Cursor::START, 2).await;
    let seen: BTreeSet<_> = ids(&rows).into_iter().collect();
    assert!(
        [mine, other, my_door, mine_in].iter().all(|id| seen.contains(id)),
        "site-wide rows and its own"
    );
    assert!(![other_door, other_in].iter().any(|id| seen.contains(id)));
    assert_eq!(rows.len(), 6, "site, account, two buildings, a door, a resident");
    assert_eq!(
        cursor.seq,
        world.store.head(&phone.viewer).await.expect("a head"),
        "the rest was examined"
    );
    let refused = world.made(&phone, vec![visit(world.record_id(), other_door)]).await;
    assert_eq!(refused[0].status, Status::Rejected);
    assert!(
        world
            .store
            .record(&phone.viewer, other_in)
            .await
            .expect("a look")
            .is_none()
    );
    let kinds = [Kind::Resident, Kind::Visit];
    let looked = world.store.records(&phone.viewer, &kinds).await.expect("a look");
    assert_eq!(looked.iter().map(|record| record.id).collect::<Vec<_>>(), [mine_in]);
}

pub async fn a_row_that_moves_away_is_gone_with_what_hangs_from_it(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let (here, there) = (world.building("1号楼").await, world.building("2号楼").await);
    let (from, to) = (world.door(here, "101").await, world.door(there, "201").await);
    let person = world.resident(from, "李").await;
    let (phone_here, phone_there) = (world.phone_in(here).await, world.phone_in(there).await);
    let period = shared::time::DayRule::default().day(NOW).to_string();
    let tick = shared::id::derived_id("tick", person, "daily", "rubbish", &period);
    let ticked = fields([
        ("subject", person.into()),
        ("template", "daily".into()),
        ("item", "rubbish".into()),
        ("period", period.into()),
        ("value", true.into()),
    ]);
    let fact = world.record_id();
    world
        .made(&phone_here, vec![create(Kind::Tick, tick, ticked), visit(fact, from)])
        .await;
    let (before, cursor) = world.pull_all(&phone_here.viewer, Cursor::START, 100).await;
    assert!(ids(&before).contains(&tick));
    let (_, there_cursor) = world.pull_all(&phone_there.viewer, Cursor::START, 100).await;

    world.submit(vec![set(Kind::Resident, person, "door", to)]).await;
    for limit in [1, 100] {
        let (rows, _) = world.pull_all(&phone_here.viewer, cursor, limit).await;
        let gone: BTreeSet<_> = rows.iter().filter(|row| row.gone).map(|row| row.id).collect();
        assert_eq!(
            gone,
            [person, tick].into(),
            "in pages of {limit}; facts keep their scope"
        );
        assert!(
            rows.iter().all(|row| row.gone && row.fields.is_empty()),
            "nothing else: {rows:?}"
        );
        let (arrived, _) = world.pull_all(&phone_there.viewer, there_cursor, limit).await;
        assert_eq!(
            ids(&arrived).into_iter().collect::<BTreeSet<_>>(),
            [person, tick].into()
        );
        assert!(arrived.iter().all(|row| row.is_live()));
    }
    let (first, _) = world.pull_all(&phone_here.viewer, Cursor::START, 100).await;
    assert!(first.iter().all(|row| row.is_live()) && ids(&first).contains(&fact) && !ids(&first).contains(&person));

    world.submit(vec![set(Kind::Resident, person, "door", from)]).await;
    let (back, _) = world.pull_all(&phone_here.viewer, cursor, 100).await;
    assert!(
        back.iter().all(|row| row.is_live()),
        "it came back before it was heard that it was gone"
    );
    assert_eq!(ids(&back).into_iter().collect::<BTreeSet<_>>(), [person, tick].into());
    world.assert_sound().await;
}

pub async fn deletions_reach_those_who_had_the_row(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let building = world.building("1号楼").await;
    let kept = world.door(building, "101").await;
    let phone = world.phone().await;
    let (_, cursor) = world.pull_all(&phone.viewer, Cursor::START, 100).await;
    let short = world.door(building, "102").await;
    world
        .submit(
            [kept, short]
                .map(|record| Change::Delete {
                    kind: Kind::Door,
                    record,
                })
                .into(),
        )
        .await;
    let (rows, after) = world.pull_all(&phone.viewer, cursor, 100).await;
    let [row] = &rows[..] else {
        panic!("one deletion: {rows:?}")
    };
    assert!(row.id == kept && row.deleted && row.fields.is_empty());
    let (first, _) = world.pull_all(&phone.viewer, Cursor::START, 100).await;
    assert!(first.iter().all(|row| row.is_live()), "there is nothing to take away");
    assert!(world.record(kept).await.is_none());
    world
        .submit(vec![Change::Restore {
            kind: Kind::Door,
            record: kept,
        }])
        .await;
    let (rows, _) = world.pull_all(&phone.viewer, after, 100).await;
    assert!(rows.len() == 1 && rows[0].is_live() && rows[0].fields["room"] == "101".into());
}

pub async fn fields_of_the_desk_stay_there(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let own_door = world.door(world.building("1号楼").await, "101").await;
    let person = world.record_id();
    world
        .submit(vec![
            resident(person, own_door, "李"),
            set(Kind::Resident, person, "condition", "高血压"),
        ])
        .await;
    let phone = world.phone().await;
    let (rows, _) = world.pull_all(&phone.viewer, Cursor::START, 100).await;
    let row = rows.iter().find(|row| row.id == person).expect("a resident");
    assert!(row.fields.contains_key("name") && !row.fields.contains_key("condition"));
    let own = world
        .store
        .record(&phone.viewer, person)
        .await
        .expect("a look")
        .expect("a resident");
    assert_eq!(own.fields, row.fields);
    assert_eq!(
        world.record(person).await.expect("a resident").text("condition"),
        Some("高血压")
    );
}

pub async fn old_facts_stay_at_the_desk(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let own_door = world.door(world.building("1号楼").await, "101").await;
    let phone = world.phone().await;
    let (_, cursor) = world.pull_all(&phone.viewer, Cursor::START, 100).await;
    let (old, new) = (world.record_id(), world.record_id());
    let long_ago = NOW.plus(-(HORIZON_DAYS + 1) * DAY_MS);
    let ops = vec![
        world.op_at(&phone, visit(old, own_door), long_ago),
        world.op_at(&phone, visit(new, own_door), NOW.plus(-(HORIZON_DAYS - 1) * DAY_MS)),
    ];
    world
        .store
        .push(
            &phone.viewer,
            PushAsk {
                ops,
                skew_ms: 0,
                now: NOW,
            },
        )
        .await
        .expect("a push");
    for from in [Cursor::START, cursor] {
        let (rows, end) = world.pull_all(&phone.viewer, from, 2).await;
        assert!(ids(&rows).contains(&new) && !ids(&rows).contains(&old));
        assert_eq!(end.seq, world.store.head(&phone.viewer).await.expect("a head"));
    }
    assert!(world.record(old).await.is_some());
    let ask = PullAsk {
        cursor,
        limit: 1,
        check: false,
        now: NOW,
    };
    let day = world.store.pull(&phone.viewer, ask).await.expect("a page").horizon_day;
    assert_eq!(day.0, shared::time::DayRule::default().day(NOW).0 - HORIZON_DAYS);
}
