//! Lives of the database: restarts, restored copies, commands beside a server.

use shared::{kind::Kind, op::Seen, protocol::Cursor};

use super::{
    Ground,
    world::{NOW, World, create, ids, set, visit},
};
use crate::{Credential, PullRefusal, StoreError};

pub async fn a_cursor_outlives_a_restart(ground: &dyn Ground) {
    let mut world = World::new(ground).await;
    let building = world.building("1号楼").await;
    let phone = world.phone().await;
    let (_, cursor) = world.pull_all(&phone.viewer, Cursor::START, 100).await;
    world.restart().await;
    let door = world.door(building, "101").await;
    let (rows, after) = world.pull_all(&phone.viewer, cursor, 100).await;
    assert_eq!(ids(&rows), [door]);
    assert_ne!(after.epoch, cursor.epoch);
    assert!(after.top > cursor.top);
}

pub async fn a_restored_copy_is_noticed(ground: &dyn Ground) {
    let mut world = World::new(ground).await;
    let building = world.building("1号楼").await;
    let (phone, early) = (world.phone().await, world.phone().await);
    let (_, old_cursor) = world.pull_all(&early.viewer, Cursor::START, 100).await;
    ground.keep_copy();
    let lost = world.door(building, "101").await;
    let (rows, cursor) = world.pull_all(&phone.viewer, Cursor::START, 100).await;
    assert!(ids(&rows).contains(&lost));
    let pushed = world.made(&phone, vec![visit(world.record_id(), lost)]).await;
    world.store.close().await.expect("an end");
    ground.restore_copy();
    world.store = ground.serve();
    // The other branch goes on, past where the lost one had come.
    for room in ["201", "202", "203"] {
        world.door(building, room).await;
    }
    let refused = world.pull(&phone.viewer, cursor).await;
    assert!(matches!(refused, Err(PullRefusal::EpochChanged)), "{refused:?}");
    world
        .pull(&early.viewer, old_cursor)
        .await
        .expect("a cursor from before the copy is good");
    let (rows, again) = world.pull_all(&phone.viewer, Cursor::START, 100).await;
    assert!(!ids(&rows).contains(&lost));
    assert_ne!(again.epoch, cursor.epoch);
    let page = world.pull(&phone.viewer, again).await.expect("a page");
    assert_eq!(
        page.last_n, 0,
        "the phone learns that {pushed:?} is lost, and sends it again"
    );
    world.assert_sound().await;
}

pub async fn a_restored_copy_is_noticed_though_a_command_wrote_first(ground: &dyn Ground) {
    let mut world = World::new(ground).await;
    let building = world.building("1号楼").await;
    let phone = world.phone().await;
    ground.keep_copy();
    world.door(building, "101").await;
    let (_, cursor) = world.pull_all(&phone.viewer, Cursor::START, 100).await;
    world.store.close().await.expect("an end");
    ground.restore_copy();
    world.store = ground.command();
    for room in ["201", "202", "203"] {
        world.door(building, room).await;
    }
    world.restart().await;
    let refused = world.pull(&phone.viewer, cursor).await;
    assert!(matches!(refused, Err(PullRefusal::EpochChanged)), "{refused:?}");
}

pub async fn a_cursor_of_another_scope_is_refused(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let phone = world.phone().await;
    let (_, cursor) = world.pull_all(&phone.viewer, Cursor::START, 100).await;
    let foreign = Cursor {
        scope_gen: cursor.scope_gen + 1,
        ..cursor
    };
    let refused = world.pull(&phone.viewer, foreign).await;
    assert!(matches!(refused, Err(PullRefusal::ScopeChanged(_))), "{refused:?}");
    let unheard = Cursor {
        epoch: shared::id::EpochId::made(NOW, [7; 10]),
        ..cursor
    };
    let refused = world.pull(&phone.viewer, unheard).await;
    assert!(matches!(refused, Err(PullRefusal::EpochChanged)), "{refused:?}");
}

pub async fn a_site_is_added_once(ground: &dyn Ground) {
    let mut world = World::new(ground).await;
    world.restart().await;
    assert_eq!(world.store.sites().await.expect("sites").len(), 1);
    let again = crate::NewSite {
        id: world.site,
        name: "另一个".to_owned(),
        day: Default::default(),
        demo: false,
    };
    let taken = world.store.add_site(again, NOW).await;
    assert!(matches!(taken, Err(StoreError::Conflict(_))), "{taken:?}");
}

pub async fn a_command_beside_a_server_is_noticed_and_keeps_the_epoch(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let building = world.building("1号楼").await;
    let phone = world.phone().await;
    let (_, cursor) = world.pull_all(&phone.viewer, Cursor::START, 100).await;
    let mut live = world.store.live();
    let command = ground.command();
    let operator = command
        .viewer(Credential::Operator { site: world.site }, NOW)
        .await
        .expect("a look");
    let operator = operator.expect("an operator");
    let seen = Seen {
        epoch: cursor.epoch,
        seq: cursor.top,
    };
    let door = world.record_id();
    let named = shared::value::fields([("building", building.into()), ("room", "101".into())]);
    let drafts = [create(Kind::Door, door, named), set(Kind::Door, door, "note", "狗")];
    let drafts = drafts.map(|change| shared::op::Draft {
        seen,
        ..world.draft(change)
    });
    let pushed = command.submit(&operator, drafts.into(), NOW).await.expect("a submit");
    assert_eq!(pushed.epoch, cursor.epoch);
    let event = live.recv().await.expect("an event");
    assert_eq!((event.site, Some(event.seq)), (world.site, pushed.results[1].seq));
    let (rows, after) = world.pull_all(&phone.viewer, cursor, 100).await;
    assert_eq!((ids(&rows), after.epoch), (vec![door], cursor.epoch));
    command.close().await.expect("an end");
    world.assert_sound().await;
}
