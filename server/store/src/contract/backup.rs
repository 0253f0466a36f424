//! Backups: made while others go on, sound, and held on to by phones until the oldest has what they sent.

use shared::{
    id::RecordId,
    protocol::{Cursor, Status},
};

use super::{
    Ground,
    world::{NOW, Phone, World, visit},
};

async fn sent(world: &World<'_>, phone: &Phone, door: RecordId) -> (u64, u64) {
    let op = world.op(phone, visit(world.record_id(), door));
    let pushed = world.push(phone, vec![op]).await.expect("a push");
    assert_eq!(pushed.results[0].status, Status::Applied);
    (pushed.last_n, pushed.safe_n)
}

pub async fn a_phone_may_let_go_of_what_the_oldest_backup_has(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let building = world.building("3").await;
    let door = world.door(building, "1203").await;
    let (phone, other) = (world.phone().await, world.phone().await);
    assert_eq!(sent(&world, &phone, door).await, (1, 1), "no backups are kept");
    let into = ground.spare();
    let make = async |name: &str| {
        let made = world.store.backup(&into.join(name), name, NOW).await;
        made.expect("a backup");
    };
    make("one").await;
    assert_eq!(sent(&world, &phone, door).await, (2, 1));
    assert_eq!(sent(&world, &other, door).await, (1, 0), "it was not there yet");
    make("two").await;
    assert_eq!(sent(&world, &phone, door).await, (3, 1), "the oldest counts");
    world.store.forget_backup("one").await.expect("it is forgotten");
    assert_eq!(sent(&world, &phone, door).await, (4, 2));
    assert_eq!(sent(&world, &other, door).await, (2, 1));
    let pulled = world.pull(&phone.viewer, Cursor::START).await;
    assert_eq!(pulled.expect("a page").safe_n, 2, "a pull says so, too");
    let kept: Vec<_> = world.store.backups().await.expect("a list");
    assert_eq!(kept.iter().map(|line| line.name.as_str()).collect::<Vec<_>>(), ["two"]);
    world.store.forget_backup("two").await.expect("it is forgotten");
    assert_eq!(sent(&world, &phone, door).await, (5, 5));
}
