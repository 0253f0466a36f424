//! Phones that get another scope, role or end.

use shared::{
    kind::Kind,
    outcome::Code,
    protocol::{Cursor, Status},
    role::{Rights, Role, Scope},
    time::HOUR_MS,
};

use super::{
    Ground,
    world::{NOW, Phone, World, set, visit},
};
use crate::{Deed, PullRefusal, PushAsk, StoreError, TrailAsk};

async fn give(world: &World<'_>, phone: &Phone, rights: &Rights) -> Result<(), StoreError> {
    let (operator, device) = (world.operator().await, phone.viewer.device());
    let shown = shown(world, phone).await;
    world
        .store
        .change_rights(&operator, device, shown, rights.clone(), NOW)
        .await
}

/// What somebody has before them who looks at this phone now; of one that was signed off, nothing.
async fn shown(world: &World<'_>, phone: &Phone) -> u64 {
    let (operator, device) = (world.operator().await, phone.viewer.device());
    let has = world.store.phone_rights(&operator, device).await.expect("a look");
    has.map_or(0, |has| has.generation)
}

fn worker(scope: Scope) -> Rights {
    Rights {
        role: Role::Worker,
        scope,
        expires: None,
    }
}

pub async fn a_phone_hears_of_its_new_scope_and_gets_what_is_in_it(ground: &dyn Ground) {
    let mut world = World::new(ground).await;
    let (here, there) = (world.building("1号楼").await, world.building("2号楼").await);
    let (old, new) = (world.door(here, "101").await, world.door(there, "201").await);
    let phone = world.phone_in(here).await;
    let renewed = world.store.renew(&phone.viewer, "again", NOW).await.expect("a renewal");
    let renewed = world.phone_of(&renewed).await;
    let (_, cursor) = world.pull_all(&phone.viewer, Cursor::START, 100).await;
    let head = world.store.head(&phone.viewer).await.expect("a head");
    let rights = worker(Scope::Buildings([there].into()));
    give(&world, &phone, &rights).await.expect("a change");
    assert!(
        world.store.head(&phone.viewer).await.expect("a head") > head,
        "whoever follows looks"
    );
    world.restart().await;
    let refused = world.pull(&phone.viewer, cursor).await;
    assert!(
        matches!(&refused, Err(PullRefusal::ScopeChanged(has)) if *has == rights),
        "after a restart, too: {refused:?}"
    );
    for phone in [&phone, &renewed] {
        let page = world.pull(&phone.viewer, Cursor::START).await.expect("a page");
        assert_eq!(page.rights.as_ref(), Some(&rights));
        let has = |id| page.rows.iter().any(|row| row.id == id);
        assert!(has(new) && !has(old));
        let more = worker(Scope::WholeSite);
        give(&world, phone, &more).await.expect("a change");
        let refused = world.pull(&phone.viewer, page.cursor).await;
        assert!(
            matches!(&refused, Err(PullRefusal::ScopeChanged(has)) if *has == more),
            "{refused:?}"
        );
        give(&world, phone, &rights).await.expect("back again");
    }
    world.assert_sound().await;
}

pub async fn what_was_made_before_the_change_is_taken_and_marked_late(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let (here, there) = (world.building("1号楼").await, world.building("2号楼").await);
    let own_door = world.door(here, "101").await;
    let phone = world.phone_in(here).await;
    give(&world, &phone, &worker(Scope::Buildings([there].into())))
        .await
        .expect("a change");
    let (early, late) = (world.record_id(), world.record_id());
    let later = NOW.plus(HOUR_MS);
    let ops = vec![
        world.op_at(&phone, visit(early, own_door), NOW.plus(-1)),
        world.op_at(&phone, visit(late, own_door), NOW),
    ];
    let ask = PushAsk {
        ops: ops.clone(),
        skew_ms: 0,
        now: later,
    };
    let results = world.store.push(&phone.viewer, ask).await.expect("a push").results;
    assert_eq!(
        (results[0].status, results[1].status),
        (Status::Applied, Status::Rejected)
    );
    assert_eq!(results[1].code, Some(Code::Forbidden));
    assert!(world.record(early).await.expect("a visit").flag("late"));
    // A renewed identity has the same past.
    let renewed = world.store.renew(&phone.viewer, "again", NOW).await.expect("a renewal");
    let renewed = world.phone_of(&renewed).await;
    let op = world.op_at(&renewed, visit(world.record_id(), own_door), NOW.plus(-2));
    let results = world.push(&renewed, vec![op]).await.expect("a push").results;
    assert_eq!(results[0].status, Status::Applied);
    world.assert_sound().await;
}

pub async fn a_role_is_given_by_whoever_has_as_much(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let own_door = world.door(world.building("1号楼").await, "101").await;
    let (phone, other) = (world.phone().await, world.phone().await);
    let coordinator = Rights {
        role: Role::Coordinator,
        ..worker(Scope::WholeSite)
    };
    let floor = || set(Kind::Door, own_door, "floor", 3);
    assert_eq!(world.made(&phone, vec![floor()]).await[0].code, Some(Code::Forbidden));
    give(&world, &phone, &coordinator).await.expect("a change");
    assert_eq!(world.made(&phone, vec![floor()]).await[0].status, Status::Applied);
    let viewer = world
        .viewer_of(phone.viewer.device(), &phone.token)
        .await
        .expect("a viewer");
    let above = Rights {
        role: Role::Administrator,
        ..coordinator.clone()
    };
    let nobody = Scope::Buildings([world.record_id()].into());
    let ended = Rights {
        expires: Some(NOW),
        ..coordinator.clone()
    };
    for (who, rights) in [
        (&viewer, &above),
        (&other.viewer, &coordinator),
        (&viewer, &worker(nobody)),
        (&viewer, &worker(Scope::Buildings([].into()))),
        (&viewer, &ended),
    ] {
        let device = other.viewer.device();
        let shown = shown(&world, &other).await;
        let refused = world.store.change_rights(who, device, shown, rights.clone(), NOW).await;
        assert!(
            matches!(refused, Err(StoreError::Conflict(_))),
            "{rights:?}: {refused:?}"
        );
    }
    let ask = TrailAsk {
        deed: Some(Deed::Changed),
        before: None,
        lines: 1,
    };
    let trail = world
        .store
        .trail_page(&world.operator().await, ask)
        .await
        .expect("a trail");
    let line = &trail.lines[0];
    assert_eq!(
        (line.what.as_str(), line.note.as_str(), line.about.as_str()),
        ("rights changed", "coordinator", "小陈")
    );
}

pub async fn a_change_over_another_that_was_not_seen_changes_nothing(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let here = world.building("1号楼").await;
    let phone = world.phone_with(Scope::WholeSite, None).await;
    let (operator, device) = (world.operator().await, phone.viewer.device());
    let both_saw = shown(&world, &phone).await;
    let (first, second) = (worker(Scope::Buildings([here].into())), worker(Scope::WholeSite));
    let second = Rights {
        role: Role::Coordinator,
        ..second
    };
    let change = async |rights: &Rights| {
        let store = &world.store;
        store
            .change_rights(&operator, device, both_saw, rights.clone(), NOW)
            .await
    };
    change(&first).await.expect("a change");
    let refused = change(&second).await;
    assert!(matches!(refused, Err(StoreError::Conflict(_))), "{refused:?}");
    change(&first).await.expect("sent twice it is done once");
    let has = world.store.phone_rights(&operator, device).await.expect("a look");
    let has = has.expect("a phone");
    assert_eq!((has.rights, has.generation), (first, both_saw + 1));
    give(&world, &phone, &second).await.expect("whoever has looked again");
}

pub async fn a_time_that_is_over_can_be_given_again(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let phone = world.phone_with(Scope::WholeSite, Some(NOW.plus(-1))).await;
    let refused = world.pull(&phone.viewer, Cursor::START).await;
    assert!(matches!(refused, Err(PullRefusal::Expired { .. })), "{refused:?}");
    let longer = Rights {
        expires: Some(NOW.plus(HOUR_MS)),
        ..worker(Scope::WholeSite)
    };
    give(&world, &phone, &longer).await.expect("a change");
    let page = world.pull(&phone.viewer, Cursor::START).await.expect("a page");
    assert_eq!(page.rights, Some(longer.clone()));
    let (operator, device) = (world.operator().await, phone.viewer.device());
    let has = world
        .store
        .phone_rights(&operator, device)
        .await
        .expect("a look")
        .expect("a phone");
    assert_eq!((has.worker.as_str(), has.rights), ("小陈", longer));
    world.store.revoke(&operator, device, NOW).await.expect("a revocation");
    assert_eq!(world.store.phone_rights(&operator, device).await.expect("a look"), None);
    assert!(
        give(&world, &phone, &worker(Scope::WholeSite)).await.is_err(),
        "it was signed off"
    );
}
