//! Operations in envelopes.

use serde_json::{json, value::RawValue};
use shared::{
    kind::Kind,
    op::{Body, Draft, Incoming},
    outcome::Code,
    protocol::{Cursor, OpResult, Status},
};

use super::{
    Ground,
    world::{NOW, Phone, World, create, door, incoming, set, statuses, visit},
};
use crate::{TroubleList, TroubleStage, TroublesAsk, envelope};

impl World<'_> {
    /// The key that phones are told to seal for.
    pub(super) async fn offered(&self) -> String {
        let rules = self.store.rules(&self.operator().await).await.expect("rules");
        rules.envelope_key.expect("a key")
    }

    async fn push_one(&self, phone: &Phone, op: Incoming) -> OpResult {
        let pushed = self.push(phone, vec![op]).await.expect("a push");
        pushed.results.into_iter().next().expect("a result")
    }
}

/// As a phone sends it.
pub(super) fn sealed(key: &str, n: u64, draft: &Draft) -> Incoming {
    sealed_as(key, n, draft, draft)
}

/// `outside` is written on the envelope that has `inside` in it.
pub(super) fn sealed_as(key: &str, n: u64, outside: &Draft, inside: &Draft) -> Incoming {
    let inside = serde_json::to_vec(inside).expect("JSON");
    let envelope = envelope::seal(key, outside.site, outside.id, &inside).expect("an envelope");
    came(json!({ "n": n, "id": outside.id, "site": outside.site, "envelope": envelope }))
}

pub(super) fn came(op: serde_json::Value) -> Incoming {
    let raw = RawValue::from_string(op.to_string()).expect("JSON");
    Incoming::read(&raw).expect("a number")
}

pub async fn what_comes_in_an_envelope_is_judged_by_what_is_in_it(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let building = world.building("1号楼").await;
    let own_door = world.door(building, "101").await;
    let person = world.resident(own_door, "李").await;
    let (phone, key) = (world.phone().await, world.offered().await);
    let fact = world.record_id();
    let shut = [
        world.draft(visit(fact, own_door)),
        world.draft(set(Kind::Resident, person, "note", "耳背")),
        world.draft(create(Kind::Resident, world.record_id(), shared::value::Fields::new())),
    ];
    let ops: Vec<_> = (1..).zip(&shut).map(|(n, draft)| sealed(&key, n, draft)).collect();
    assert!(ops.iter().all(|op| matches!(op.body, Body::Sealed(_))));
    let results = world.push(&phone, ops).await.expect("a push").results;
    assert_eq!(statuses(&results), [Status::Applied, Status::Applied, Status::Rejected]);
    assert_eq!(results[2].code, Some(Code::BadField));
    let stored = world.record(fact).await.expect("a visit");
    assert_eq!(stored.text("by"), Some(world.worker.to_string().as_str()));
    assert_eq!(world.record(person).await.expect("a person").text("note"), Some("耳背"));
    // The desk reads what was in it, not the envelope.
    let operator = world.operator().await;
    let page = world
        .store
        .resident_page(&operator, person, NOW)
        .await
        .expect("a page")
        .expect("a resident");
    assert!(page.edits.iter().any(|edit| edit.op == shut[1].id), "{:?}", page.edits);
    let ask = TroublesAsk {
        list: TroubleList::Rejected,
        stage: TroubleStage::Open,
        before: None,
        lines: 10,
    };
    let troubles = world.store.troubles_page(&operator, ask).await.expect("a page");
    let crate::TroubleLines::Sent(lines) = troubles.lines else {
        panic!("what phones sent")
    };
    assert_eq!(lines[0].change.as_ref(), Some(&shut[2].change));
    world.assert_sound().await;
}

pub async fn plain_or_in_an_envelope_an_operation_is_one(ground: &dyn Ground) {
    let mut world = World::new(ground).await;
    let own_door = world.door(world.building("1号楼").await, "101").await;
    let (phone, key) = (world.phone().await, world.offered().await);
    let (one, other) = (
        world.draft(visit(world.record_id(), own_door)),
        world.draft(visit(world.record_id(), own_door)),
    );
    let plain = |n, draft: &Draft| incoming(draft.clone().numbered(n));
    let first = vec![sealed(&key, 1, &one), plain(2, &other)];
    let results = world.push(&phone, first).await.expect("a push").results;
    assert_eq!(statuses(&results), [Status::Applied; 2]);
    let head = world.store.head(&phone.viewer).await.expect("a head");
    for _ in 0..2 {
        let again = vec![plain(1, &one), sealed(&key, 2, &other)];
        assert_eq!(world.push(&phone, again).await.expect("a push").results, results);
        // No two envelopes of the same are the same.
        let again = vec![sealed(&key, 1, &one), sealed(&key, 2, &other)];
        assert_eq!(world.push(&phone, again).await.expect("a push").results, results);
        world.restart().await;
    }
    let twin = world.store.renew(&phone.viewer, "again", NOW).await.expect("a renewal");
    let twin = world.phone_of(&twin).await;
    let under = world.push_one(&twin, sealed(&key, 1, &other)).await;
    assert_eq!((under.n, under.status, under.seq), (1, Status::Applied, results[1].seq));
    assert_eq!(world.store.head(&phone.viewer).await.expect("a head"), head);
    world.assert_sound().await;
}

pub async fn an_envelope_with_another_operation_in_it_is_refused(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let own_door = world.door(world.building("1号楼").await, "101").await;
    let (phone, key) = (world.phone().await, world.offered().await);
    let draft = || world.draft(visit(world.record_id(), own_door));
    let (outside, inside) = (draft(), draft());
    let other_id = sealed_as(&key, 1, &outside, &inside);
    let outside = draft();
    let site = shared::id::SiteId::made(NOW, [9; 10]);
    let other_site = sealed_as(
        &key,
        2,
        &outside,
        &Draft {
            site,
            ..outside.clone()
        },
    );
    let mut wrong = vec![other_id, other_site];
    for inside in ["", "[1]", "{}", "\u{feff}", r#"{"id":7}"#] {
        let (n, draft) = (wrong.len() as u64 + 1, draft());
        let envelope = envelope::seal(&key, draft.site, draft.id, inside.as_bytes()).expect("an envelope");
        wrong.push(came(
            json!({ "n": n, "id": draft.id, "site": draft.site, "envelope": envelope }),
        ));
    }
    // A number inside would be another one than the receipt's, and an envelope in an envelope has no end.
    for more in [json!({ "n": 1 }), json!({ "was": 1 }), json!({ "envelope": {} })] {
        let (n, draft) = (wrong.len() as u64 + 1, draft());
        let mut inside = serde_json::to_value(&draft).expect("JSON");
        inside
            .as_object_mut()
            .expect("a map")
            .extend(more.as_object().expect("a map").clone());
        let envelope = envelope::seal(&key, draft.site, draft.id, inside.to_string().as_bytes()).expect("an envelope");
        wrong.push(came(
            json!({ "n": n, "id": draft.id, "site": draft.site, "envelope": envelope }),
        ));
    }
    let count = wrong.len();
    let results = world.push(&phone, wrong).await.expect("a push").results;
    for result in &results {
        assert_eq!(
            (result.status, result.code),
            (Status::Rejected, Some(Code::BadEnvelope)),
            "{result:?}"
        );
    }
    assert_eq!(results.len(), count);
    // What does not make sense in it is refused as it would be without.
    let senseless = draft();
    let inside = json!({ "id": senseless.id, "site": senseless.site, "change": { "type": "fact" } }).to_string();
    let envelope = envelope::seal(&key, senseless.site, senseless.id, inside.as_bytes()).expect("an envelope");
    let op = came(json!({ "n": count + 1, "id": senseless.id, "site": senseless.site, "envelope": envelope }));
    assert_eq!(world.push_one(&phone, op).await.code, Some(Code::Malformed));
    world.assert_sound().await;
}

pub async fn an_envelope_without_its_key_waits_for_it(ground: &dyn Ground) {
    let mut world = World::new(ground).await;
    let own_door = world.door(world.building("1号楼").await, "101").await;
    let (phone, lost) = (world.phone().await, world.offered().await);
    world.store.close().await.expect("an end");
    ground.take_keys();
    world.store = ground.serve();
    let key = world.offered().await;
    assert_ne!(key, lost, "a server without keys makes itself one");
    let (shut, fact) = (world.record_id(), world.record_id());
    let ops = vec![
        sealed(&lost, 1, &world.draft(visit(shut, own_door))),
        sealed(&key, 2, &world.draft(visit(fact, own_door))),
    ];
    let results = world.push(&phone, ops.clone()).await.expect("a push").results;
    assert_eq!(statuses(&results), [Status::Held, Status::Applied]);
    assert_eq!(results[0].code, Some(Code::Sealed));
    assert_eq!(world.store.open_held(NOW).await.expect("a look"), 0);
    assert_eq!(
        world.push_one(&phone, ops[0].clone()).await,
        results[0],
        "asking changes nothing"
    );

    ground.return_keys();
    // A command beside the server has brought them.
    let command = ground.command();
    assert_eq!(command.open_held(NOW).await.expect("a look"), 1);
    command.close().await.expect("an end");
    let stored = world.record(shut).await.expect("the visit");
    let asked = world.push_one(&phone, ops[0].clone()).await;
    assert_eq!((asked.status, asked.seq), (Status::Applied, Some(stored.seq)));
    assert_eq!(world.store.open_held(NOW).await.expect("a look"), 0);
    let newest = world.offered().await;
    assert_eq!(newest, key, "the newest is offered, whichever came last");
    world.assert_sound().await;
}

pub async fn an_envelope_is_opened_at_the_start_when_its_key_is_back(ground: &dyn Ground) {
    let mut world = World::new(ground).await;
    let own_door = world.door(world.building("1号楼").await, "101").await;
    let (phone, lost) = (world.phone().await, world.offered().await);
    world.store.close().await.expect("an end");
    ground.take_keys();
    world.store = ground.serve();
    let records: Vec<_> = (0..3).map(|_| world.record_id()).collect();
    let drafts: Vec<_> = records
        .iter()
        .map(|record| world.draft(visit(*record, own_door)))
        .collect();
    let ops: Vec<_> = (1..).zip(&drafts).map(|(n, draft)| sealed(&lost, n, draft)).collect();
    let held = world.push(&phone, ops).await.expect("a push").results;
    assert_eq!(statuses(&held), [Status::Held; 3]);
    // One comes plain meanwhile.
    let plain = world.push_one(&phone, incoming(drafts[1].clone().numbered(2))).await;
    assert_eq!(plain.status, Status::Applied);
    ground.return_keys();
    world.restart().await;
    for record in records {
        assert!(world.record(record).await.is_some());
    }
    world.assert_sound().await;
}

pub async fn a_damaged_envelope_is_held_and_blocks_nothing(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let own_door = world.door(world.building("1号楼").await, "101").await;
    let (phone, key) = (world.phone().await, world.offered().await);
    let draft = || world.draft(visit(world.record_id(), own_door));
    let mut ops = Vec::new();
    for (field, value) in [
        ("ct", json!("AAAA")),
        ("ct", json!("?")),
        ("ct", json!("")),
        ("enc", json!("AAAA")),
        (
            "enc",
            json!("BAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
        ),
        ("key", json!("../../dabai")),
        ("key", json!("0123456789abcdef")),
        ("key", json!("")),
        ("key", json!(7)),
    ] {
        let (n, draft) = (ops.len() as u64 + 1, draft());
        let inside = serde_json::to_vec(&draft).expect("JSON");
        let envelope = envelope::seal(&key, draft.site, draft.id, &inside).expect("an envelope");
        let mut op = json!({ "n": n, "id": draft.id, "site": draft.site, "envelope": envelope });
        op["envelope"][field] = value;
        ops.push(came(op));
    }
    // Written on it is another id: the seal covers that.
    let (one, other) = (draft(), draft());
    let inside = serde_json::to_vec(&one).expect("JSON");
    let envelope = envelope::seal(&key, one.site, one.id, &inside).expect("an envelope");
    let n = ops.len() as u64 + 1;
    ops.push(came(
        json!({ "n": n, "id": other.id, "site": other.site, "envelope": envelope }),
    ));
    let (n, last) = (ops.len() as u64 + 1, draft());
    ops.push(sealed(&key, n, &last));
    let results = world.push(&phone, ops).await.expect("a push").results;
    let (last, damaged) = results.split_last().expect("results");
    for result in damaged {
        assert_eq!(
            (result.status, result.code),
            (Status::Held, Some(Code::Sealed)),
            "{result:?}"
        );
    }
    assert_eq!(last.status, Status::Applied);
    assert_eq!(
        world.store.open_held(NOW).await.expect("a look"),
        0,
        "and no end to it is no reason to go on"
    );
    world.assert_sound().await;
}

pub async fn what_came_in_an_envelope_waits_and_returns_like_anything_else(ground: &dyn Ground) {
    let mut world = World::new(ground).await;
    let building = world.building("1号楼").await;
    let (phone, key) = (world.phone().await, world.offered().await);
    let (missing, fact) = (world.record_id(), world.record_id());
    let waits = world.draft(visit(fact, missing));
    let held = world.push_one(&phone, sealed(&key, 1, &waits)).await;
    assert_eq!((held.status, held.code), (Status::Held, Some(Code::Orphan)));
    // Its key is lost after it was opened: what was in it is known.
    world.store.close().await.expect("an end");
    ground.take_keys();
    world.store = ground.serve();
    let asked = world.push_one(&phone, sealed(&key, 1, &waits)).await;
    assert_eq!((asked.status, asked.code), (Status::Held, Some(Code::Orphan)));
    world.submit(vec![door(missing, building, "102")]).await;
    assert!(world.record(fact).await.is_some());
    ground.return_keys();
    // What it came to before a loss stands outside.
    let epoch = world
        .pull(&phone.viewer, Cursor::START)
        .await
        .expect("a page")
        .cursor
        .epoch;
    let lost = world.draft(visit(world.record_id(), missing));
    let inside = serde_json::to_vec(&lost).expect("JSON");
    let envelope = envelope::seal(&key, lost.site, lost.id, &inside).expect("an envelope");
    let was = json!({ "epoch": epoch, "status": "rejected", "code": "forbidden" });
    let op = came(json!({ "n": 2, "id": lost.id, "site": lost.site, "envelope": envelope, "was": was }));
    let back = world.push_one(&phone, op).await;
    assert_eq!((back.status, back.code), (Status::Rejected, Some(Code::Forbidden)));
    world.assert_sound().await;
}
