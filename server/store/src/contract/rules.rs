//! What a site asks of its phones.

use shared::{
    protocol::{Cursor, LEASE_MS, LEASE_MS_RANGE, Rules},
    time::HOUR_MS,
};

use super::{
    Ground,
    world::{NOW, World},
};
use crate::RulesChange;

pub async fn what_a_site_asks_of_phones_is_told_at_the_end_of_a_pull(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let building = world.building("1号楼").await;
    world.door(building, "101").await;
    let phone = world.phone().await;
    let first = world
        .store
        .pull(
            &phone.viewer,
            crate::PullAsk {
                cursor: Cursor::START,
                limit: 1,
                check: false,
                now: NOW,
            },
        )
        .await
        .expect("a page");
    assert!(first.more && first.rules.is_none());
    let last = world.pull(&phone.viewer, first.cursor).await.expect("a page");
    let rules = last.rules.expect("rules on the last page");
    assert_eq!((rules.pin, rules.lease_ms), (true, LEASE_MS));
    assert!(rules.envelope_key.is_some());

    let operator = world.operator().await;
    let mut live = world.store.live();
    let change = RulesChange {
        pin: Some(false),
        lease_ms: None,
    };
    let changed = world
        .store
        .change_rules(&operator, change, NOW)
        .await
        .expect("a change");
    let expected = Rules { pin: false, ..rules };
    assert_eq!(changed, expected);
    assert!(live.recv().await.expect("an event").seq > last.cursor.seq);
    let next = world.pull(&phone.viewer, last.cursor).await.expect("a page");
    assert_eq!(next.rules.as_ref(), Some(&expected));
    assert!(next.cursor.seq > last.cursor.seq);
    let renewed = world.store.renew(&phone.viewer, "again", NOW).await.expect("a renewal");
    assert_eq!(renewed.rules, expected);
    // Said once more, it is no news.
    world
        .store
        .change_rules(&operator, change, NOW)
        .await
        .expect("the same");
    assert_eq!(world.store.head(&operator).await.expect("a head"), next.cursor.seq);
    world.assert_sound().await;
}

pub async fn only_administrators_change_what_a_site_asks(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let phone = world.phone().await;
    let operator = world.operator().await;
    let change = |lease_ms| RulesChange {
        pin: Some(false),
        lease_ms: Some(lease_ms),
    };
    assert!(
        world
            .store
            .change_rules(&phone.viewer, change(HOUR_MS), NOW)
            .await
            .is_err()
    );
    for wrong in [0, -HOUR_MS, LEASE_MS_RANGE.start() - 1, LEASE_MS_RANGE.end() + 1] {
        assert!(
            world.store.change_rules(&operator, change(wrong), NOW).await.is_err(),
            "{wrong}"
        );
    }
    let rules = world.store.rules(&operator).await.expect("rules");
    assert_eq!((rules.pin, rules.lease_ms), (true, LEASE_MS));
    let rules = world
        .store
        .change_rules(&operator, change(*LEASE_MS_RANGE.end()), NOW)
        .await;
    assert_eq!(rules.expect("a change").lease_ms, *LEASE_MS_RANGE.end());
}
