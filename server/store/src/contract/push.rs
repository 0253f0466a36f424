//! Operations going up.

use shared::{
    accept::Refusal,
    kind::Kind,
    op::{Change, Incoming},
    outcome::Code,
    protocol::{Cursor, Status},
    value::fields,
};

use super::{
    Ground,
    world::{World, ids, incoming, set, statuses, visit},
};
use crate::PushError;

pub async fn a_push_is_applied_and_pulled(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let building = world.building("1号楼").await;
    let door = world.door(building, "101").await;
    let phone = world.phone().await;
    let (before, cursor) = world.pull_all(&phone.viewer, Cursor::START, 100).await;
    assert_eq!(before.len(), 4, "site, account, building and door");
    let fact = world.record_id();
    let ops = vec![world.op(&phone, visit(fact, door))];
    let pushed = world.push(&phone, ops).await.expect("a push");
    assert_eq!((pushed.last_n, statuses(&pushed.results)), (1, vec![Status::Applied]));
    let page = world.pull(&phone.viewer, cursor).await.expect("a page");
    let [row] = &page.rows[..] else {
        panic!("one row: {:?}", page.rows)
    };
    assert_eq!((row.id, Some(row.seq)), (fact, pushed.results[0].seq));
    assert_eq!(row.fields["by"], world.worker.to_string().as_str().into());
    assert_eq!((page.cursor.seq, page.more, page.last_n), (row.seq, false, 1));
    world.assert_sound().await;
}

pub async fn a_repeated_push_gives_the_same_results(ground: &dyn Ground) {
    let mut world = World::new(ground).await;
    let building = world.building("1号楼").await;
    let door = world.door(building, "101").await;
    let phone = world.phone().await;
    let ops: Vec<Incoming> = vec![
        world.op(&phone, visit(world.record_id(), door)),
        world.op(&phone, set(Kind::Door, door, "note", "敲重一点")),
        world.op(&phone, set(Kind::Building, building, "name", "不行")),
    ];
    let first = world.push(&phone, ops.clone()).await.expect("a push");
    assert_eq!(
        statuses(&first.results),
        [Status::Applied, Status::Applied, Status::Rejected]
    );
    let again = world.push(&phone, ops.clone()).await.expect("a repeat");
    assert_eq!((again.results, again.last_n), (first.results.clone(), 3));
    world.restart().await;
    let later = world.push(&phone, ops[1..].to_vec()).await.expect("a late repeat");
    assert_eq!(later.results, first.results[1..]);
    assert_eq!(
        world.store.head(&phone.viewer).await.expect("a head"),
        first.results[1].seq.expect("a seq")
    );
}

pub async fn a_gap_is_refused_and_nothing_of_it_is_stored(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let door = world.door(world.building("1号楼").await, "101").await;
    let phone = world.phone().await;
    let ops: Vec<Incoming> = (0..4)
        .map(|_| world.op(&phone, visit(world.record_id(), door)))
        .collect();
    world.push(&phone, ops[..1].to_vec()).await.expect("a push");
    let head = world.store.head(&phone.viewer).await.expect("a head");
    for gap in [vec![ops[2].clone()], vec![ops[1].clone(), ops[3].clone()]] {
        let refused = world.push(&phone, gap).await;
        assert!(
            matches!(refused, Err(PushError::Refused(Refusal::Gap { last_n: 1 }))),
            "{refused:?}"
        );
    }
    assert_eq!(world.store.head(&phone.viewer).await.expect("a head"), head);
    assert_eq!(world.push(&phone, ops).await.expect("the whole").last_n, 4);
    world.assert_sound().await;
}

pub async fn a_number_used_twice_is_a_fork(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let door = world.door(world.building("1号楼").await, "101").await;
    let phone = world.phone().await;
    world.made(&phone, vec![visit(world.record_id(), door)]).await;
    let copy = incoming(world.draft(visit(world.record_id(), door)).numbered(1));
    let refused = world.push(&phone, vec![copy]).await;
    assert!(
        matches!(refused, Err(PushError::Refused(Refusal::DeviceFork { n: 1 }))),
        "{refused:?}"
    );
}

pub async fn a_known_operation_under_a_new_number_gets_its_result(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let door = world.door(world.building("1号楼").await, "101").await;
    let (phone, other) = (world.phone().await, world.phone().await);
    let draft = world.draft(visit(world.record_id(), door));
    let first = world
        .push(&phone, vec![incoming(draft.clone().numbered(1))])
        .await
        .expect("a push");
    let own = world.op(&other, visit(world.record_id(), door));
    let again = vec![own, incoming(draft.numbered(2))];
    let second = world
        .push(&other, again.clone())
        .await
        .expect("a push under another name");
    assert_eq!((second.last_n, second.results[1].n), (2, 2));
    assert_eq!(
        (second.results[1].status, second.results[1].seq),
        (Status::Applied, first.results[0].seq)
    );
    assert_eq!(
        world.push(&other, again).await.expect("a repeat").results,
        second.results
    );
    world.assert_sound().await;
}

pub async fn an_operation_that_breaks_a_rule_is_kept_with_its_reason(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let door = world.door(world.building("1号楼").await, "101").await;
    let phone = world.phone().await;
    let unknown = Change::Fact {
        kind: Kind::Visit,
        record: world.record_id(),
        fields: fields([("door", door.into())]),
    };
    let results = world.made(&phone, vec![unknown, visit(world.record_id(), door)]).await;
    assert_eq!(statuses(&results), [Status::Rejected, Status::Applied]);
    assert_eq!(
        (results[0].code, results[0].field.as_deref()),
        (Some(Code::BadField), Some("outcome"))
    );
    let (rows, _) = world.pull_all(&phone.viewer, Cursor::START, 100).await;
    assert_eq!(ids(&rows).len(), 5);
    world.assert_sound().await;
}
