//! Much at once.

use std::sync::Arc;

use shared::{
    protocol::{Cursor, Status},
    time::SECOND_MS,
};

use super::{
    Ground,
    world::{NOW, World, door, ids, visit},
};
use crate::{PullAsk, PushAsk, StoreError};

const PHONES: usize = 20;
const PUSHES: usize = 5;
const OPS: usize = 12;

pub async fn thousands_of_drafts_are_numbered_and_stored(ground: &dyn Ground) {
    const DOORS: usize = 3_500;
    let world = World::new(ground).await;
    let building = world.building("1号楼").await;
    let before = world.submit(Vec::new()).await.last_n;
    let changes = (0..DOORS).map(|_| door(world.record_id(), building, "1")).collect();
    let pushed = world.submit(changes).await;
    assert_eq!(pushed.results.len(), DOORS);
    assert_eq!(pushed.last_n, before + DOORS as u64);
    assert!(
        pushed
            .results
            .iter()
            .map(|result| result.n)
            .eq(before + 1..=pushed.last_n)
    );
    let phone = world.phone().await;
    let (rows, _) = world.pull_all(&phone.viewer, Cursor::START, 1_000).await;
    assert_eq!(rows.len(), DOORS + 3);
    world.assert_sound().await;
}

pub async fn twenty_phones_at_once_lose_nothing(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let own_door = world.door(world.building("1号楼").await, "101").await;
    let mut tasks = Vec::new();
    let mut made = Vec::new();
    for _ in 0..PHONES {
        let phone = world.phone().await;
        let batches: Vec<Vec<_>> = (0..PUSHES)
            .map(|_| {
                let batch = (0..OPS).map(|_| {
                    let fact = world.record_id();
                    made.push(fact);
                    world.op(&phone, visit(fact, own_door))
                });
                batch.collect()
            })
            .collect();
        let store = Arc::clone(&world.store);
        tasks.push(tokio::spawn(async move {
            let mut seqs = Vec::new();
            for ops in batches {
                let pushed = store
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
                assert!(pushed.results.iter().all(|result| result.status == Status::Applied));
                seqs.extend(pushed.results.into_iter().filter_map(|result| result.seq));
            }
            seqs
        }));
    }
    let mut seqs = Vec::new();
    for task in tasks {
        seqs.extend(task.await.expect("a phone"));
    }
    seqs.sort_unstable();
    seqs.dedup();
    assert_eq!(seqs.len(), PHONES * PUSHES * OPS, "every row has its own number");
    let phone = world.phone().await;
    let (rows, _) = world.pull_all(&phone.viewer, Cursor::START, 500).await;
    let seen: std::collections::BTreeSet<_> = ids(&rows).into_iter().collect();
    assert!(made.iter().all(|fact| seen.contains(fact)));
    world.assert_sound().await;
}

pub async fn readers_never_skip_a_number(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let own_door = world.door(world.building("1号楼").await, "101").await;
    let reader = world.phone().await;
    let (_, mut cursor) = world.pull_all(&reader.viewer, Cursor::START, 100).await;
    let mut writers = Vec::new();
    for _ in 0..4 {
        let phone = world.phone().await;
        let ops: Vec<_> = (0..200)
            .map(|_| world.op(&phone, visit(world.record_id(), own_door)))
            .collect();
        let store = Arc::clone(&world.store);
        writers.push(tokio::spawn(async move {
            for op in ops.chunks(2) {
                let ask = PushAsk {
                    ops: op.to_vec(),
                    skew_ms: 0,
                    now: NOW,
                };
                store.push(&phone.viewer, ask).await.expect("a push");
            }
        }));
    }
    // Phones were enrolled meanwhile; only visits write rows, so numbers follow each other without a hole.
    let mut next = cursor.seq + 1;
    let end = next + 4 * 200;
    loop {
        // Asked before the page is read: what they wrote is in it, or was read before.
        let done = writers.iter().all(tokio::task::JoinHandle::is_finished);
        let ask = PullAsk {
            cursor,
            limit: 7,
            check: false,
            now: NOW,
        };
        let page = world.store.pull(&reader.viewer, ask).await.expect("a page");
        for row in &page.rows {
            assert_eq!(row.seq, next, "a row was skipped or came twice");
            next += 1;
        }
        assert_eq!(page.cursor.seq, next - 1);
        cursor = page.cursor;
        if done && page.rows.is_empty() {
            break;
        }
    }
    for writer in writers {
        writer.await.expect("a writer");
    }
    assert_eq!(next, end);
}

pub async fn live_events_follow_the_commit(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let own_door = world.door(world.building("1号楼").await, "101").await;
    let phone = world.phone().await;
    let mut live = world.store.live();
    for _ in 0..5 {
        let results = world.made(&phone, vec![visit(world.record_id(), own_door)]).await;
        let event = live.recv().await.expect("an event");
        assert_eq!((event.site, Some(event.seq)), (world.site, results[0].seq));
        assert!(world.store.head(&phone.viewer).await.expect("a head") >= event.seq);
    }
    let refused = world.op(&phone, visit(world.record_id(), own_door));
    let again = world.push(&phone, vec![refused.clone()]).await.expect("a push");
    assert_eq!(live.recv().await.ok().map(|event| event.seq), again.results[0].seq);
    world.push(&phone, vec![refused]).await.expect("a repeat");
    assert!(live.try_recv().is_err(), "a repeat writes nothing and tells nothing");
}

pub async fn a_closed_store_says_so(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let own_door = world.door(world.building("1号楼").await, "101").await;
    let phone = world.phone().await;
    world.store.ready().await.expect("a store that can be written");
    world.store.heard(phone.viewer.device(), Some(3), NOW.plus(SECOND_MS));
    let op = world.op(&phone, visit(world.record_id(), own_door));
    world.store.close().await.expect("an end");
    assert!(matches!(world.store.ready().await, Err(StoreError::Closed)));
    assert!(matches!(world.store.sites().await, Err(StoreError::Closed)));
    let refused = world.push(&phone, vec![op]).await;
    assert!(
        matches!(refused, Err(crate::PushError::Store(StoreError::Closed))),
        "{refused:?}"
    );
    world.store.close().await.expect("a second end");
    let next = ground.serve();
    let operator = next
        .viewer(crate::Credential::Operator { site: world.site }, NOW)
        .await
        .expect("a look");
    let page = next
        .now_page(&operator.expect("an operator"), 5, NOW)
        .await
        .expect("a page");
    assert_eq!(
        page.phones[0].heard,
        Some(NOW.plus(SECOND_MS)),
        "what was heard is written at the end"
    );
    assert_eq!(page.phones[0].unsent, Some(3));
}
