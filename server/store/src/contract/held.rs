//! What can't be applied now is kept, and applied when its reason goes.

use shared::{
    kind::Kind,
    outcome::Code,
    protocol::{Cursor, Status},
    role::Scope,
    time::HOUR_MS,
};

use super::{
    Ground,
    world::{NOW, World, door, resident, set, statuses, visit},
};
use crate::{PullRefusal, PushAsk};

pub async fn what_waits_for_a_record_is_applied_when_it_comes(ground: &dyn Ground) {
    let mut world = World::new(ground).await;
    let building = world.building("1号楼").await;
    let (phone, other) = (world.phone().await, world.phone().await);
    let (missing, fact) = (world.record_id(), world.record_id());
    let ops = vec![world.op(&phone, visit(fact, missing))];
    let held = world.push(&phone, ops.clone()).await.expect("a push");
    assert_eq!(
        (held.results[0].status, held.results[0].code),
        (Status::Held, Some(Code::Orphan))
    );
    assert!(world.record(fact).await.is_none());
    world.restart().await;
    world.made(&other, vec![door(missing, building, "102")]).await;
    let stored = world.record(fact).await.expect("the visit, by itself");
    assert_eq!(stored.text("by"), Some(world.worker.to_string().as_str()));
    let asked = world.push(&phone, ops).await.expect("a repeat");
    assert_eq!(
        (asked.results[0].status, asked.results[0].seq),
        (Status::Applied, Some(stored.seq))
    );
    world.assert_sound().await;
}

pub async fn what_waits_within_one_push_is_applied_by_it(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let building = world.building("1号楼").await;
    let phone = world.phone().await;
    let (missing, fact) = (world.record_id(), world.record_id());
    world
        .made(&phone, vec![visit(fact, missing), door(missing, building, "102")])
        .await;
    assert!(world.record(fact).await.is_some());
}

pub async fn a_chain_of_waiting_operations_is_applied_together(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let phone = world.phone().await;
    let (building, own_door, person, fact) = (
        world.record_id(),
        world.record_id(),
        world.record_id(),
        world.record_id(),
    );
    let note = set(Kind::Resident, person, "note", "耳背");
    let changes = vec![
        note,
        resident(person, own_door, "李"),
        visit(fact, own_door),
        door(own_door, building, "1"),
    ];
    let results = world.made(&phone, changes).await;
    assert_eq!(statuses(&results), [Status::Held; 4]);
    let named = shared::value::fields([("name", "1号楼".into())]);
    world
        .submit(vec![super::world::create(Kind::Building, building, named)])
        .await;
    for record in [own_door, person, fact] {
        assert!(world.record(record).await.is_some());
    }
    assert_eq!(world.record(person).await.expect("a person").text("note"), Some("耳背"));
    world.assert_sound().await;
}

pub async fn a_revoked_device_may_send_but_not_read(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let own_door = world.door(world.building("1号楼").await, "101").await;
    let phone = world.phone().await;
    let (_, cursor) = world.pull_all(&phone.viewer, Cursor::START, 100).await;
    let operator = world.operator().await;
    world
        .store
        .revoke(&operator, phone.viewer.device(), NOW)
        .await
        .expect("a revocation");
    // A request that was let in before it is judged by what holds when it is written.
    let results = world.made(&phone, vec![visit(world.record_id(), own_door)]).await;
    assert_eq!(
        (results[0].status, results[0].code),
        (Status::Held, Some(Code::Revoked))
    );
    for cursor in [cursor, Cursor::START] {
        let refused = world.pull(&phone.viewer, cursor).await;
        assert!(matches!(refused, Err(PullRefusal::Revoked { .. })), "{refused:?}");
    }
    let viewer = world
        .viewer_of(phone.viewer.device(), &phone.token)
        .await
        .expect("still somebody");
    assert!(viewer.revoked());
    let other = world.phone().await;
    assert!(
        world
            .store
            .revoke(&other.viewer, phone.viewer.device(), NOW)
            .await
            .is_err(),
        "workers revoke nobody"
    );
    world.assert_sound().await;
}

pub async fn revoking_covers_renewed_identities(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let phone = world.phone().await;
    let renewed = world.store.renew(&phone.viewer, "again", NOW).await.expect("a renewal");
    let operator = world.operator().await;
    world
        .store
        .revoke(&operator, phone.viewer.device(), NOW)
        .await
        .expect("a revocation");
    let late = world.store.renew(&phone.viewer, "later", NOW).await.expect("a renewal");
    for enrolled in [renewed, late] {
        let viewer = world
            .viewer_of(enrolled.device, &enrolled.token)
            .await
            .expect("somebody");
        assert!(viewer.revoked());
    }
}

pub async fn what_an_expired_device_made_in_time_is_applied_and_marked_late(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let own_door = world.door(world.building("1号楼").await, "101").await;
    let end = NOW.plus(HOUR_MS);
    let phone = world.phone_with(Scope::WholeSite, Some(end)).await;
    let (before, after) = (world.record_id(), world.record_id());
    let ops = vec![
        world.op_at(&phone, visit(before, own_door), end.plus(-1)),
        world.op_at(&phone, visit(after, own_door), end.plus(1)),
    ];
    let ask = PushAsk {
        ops,
        skew_ms: 0,
        now: end.plus(HOUR_MS),
    };
    let results = world.store.push(&phone.viewer, ask).await.expect("a push").results;
    assert_eq!(statuses(&results), [Status::Applied, Status::Held]);
    assert_eq!(results[1].code, Some(Code::Expired));
    assert!(world.record(before).await.expect("a visit").flag("late"));
    let ask = crate::PullAsk {
        cursor: Cursor::START,
        limit: 10,
        check: false,
        now: end,
    };
    // It hears how far the server has what it sent: after a restore, that is less than it knows.
    let refused = world.store.pull(&phone.viewer, ask).await;
    let last_n = results.iter().map(|result| result.n).max();
    assert!(
        matches!(refused, Err(PullRefusal::Expired { last_n: n }) if Some(n) == last_n),
        "{refused:?}"
    );
}

pub async fn a_failing_operation_is_held_alone(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let own_door = world.door(world.building("1号楼").await, "101").await;
    let (phone, other) = (world.phone().await, world.phone().await);
    let (good, bad, after, others) = (
        world.record_id(),
        world.record_id(),
        world.record_id(),
        world.record_id(),
    );
    ground.break_record(bad);
    let ops: Vec<_> = [good, bad, after]
        .into_iter()
        .map(|record| world.op(&phone, visit(record, own_door)))
        .collect();
    let (results, beside) = tokio::join!(
        world.push(&phone, ops.clone()),
        world.made(&other, vec![visit(others, own_door)])
    );
    let results = results.expect("a push").results;
    assert_eq!(statuses(&results), [Status::Applied, Status::Held, Status::Applied]);
    assert_eq!(results[1].code, Some(Code::Failed));
    assert_eq!(statuses(&beside), [Status::Applied]);
    assert!(world.record(bad).await.is_none());
    assert_eq!(
        world.push(&phone, ops.clone()).await.expect("a repeat").results,
        results
    );
    ground.mend_record(bad);
    let mended = world.push(&phone, ops).await.expect("once more").results;
    assert_eq!(statuses(&mended), [Status::Applied; 3]);
    assert!(world.record(bad).await.is_some());
    world.assert_sound().await;
}

pub async fn a_failing_retry_does_not_take_its_cause_along(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let building = world.building("1号楼").await;
    let phone = world.phone().await;
    let (missing, bad) = (world.record_id(), world.record_id());
    world.made(&phone, vec![visit(bad, missing)]).await;
    ground.break_record(bad);
    let results = world.made(&phone, vec![door(missing, building, "102")]).await;
    assert_eq!(statuses(&results), [Status::Applied]);
    assert!(world.record(missing).await.is_some());
    assert!(world.record(bad).await.is_none());
    world.assert_sound().await;
}
