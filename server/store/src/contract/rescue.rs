//! What phones could not send, brought in files.

use serde_json::json;
use shared::{
    kind::Kind,
    op::{Draft, Incoming},
    outcome::Code,
    protocol::Status,
    role::Scope,
    time::HOUR_MS,
};

use super::{
    Ground,
    sealed::{came, sealed, sealed_as},
    world::{NOW, Phone, World, door, incoming, set, statuses, visit},
};
use crate::{RescueAsk, Rescued, TrailAsk};

impl World<'_> {
    async fn rescue(&self, phone: &Phone, ops: Vec<Incoming>) -> Rescued {
        let ask = RescueAsk {
            device: phone.viewer.device(),
            ops,
            now: NOW,
        };
        let operator = self.operator().await;
        self.store.rescue(&operator, ask).await.expect("a rescue")
    }
}

const NONE: Rescued = Rescued {
    applied: 0,
    known: 0,
    held: 0,
    rejected: 0,
    unreadable: 0,
};

pub async fn a_rescue_file_is_judged_as_its_phones_whatever_its_order(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let own_door = world.door(world.building("1号楼").await, "101").await;
    let person = world.resident(own_door, "李").await;
    let (phone, key) = (world.phone().await, world.offered().await);
    let fact = world.record_id();
    let drafts = [
        world.draft(visit(fact, own_door)),
        world.draft(set(Kind::Resident, person, "note", "先")),
        world.draft(set(Kind::Resident, person, "note", "后")),
    ];
    let file = |numbers: &[usize]| {
        numbers
            .iter()
            .map(|n| sealed(&key, *n as u64, &drafts[*n - 1]))
            .collect()
    };
    // Backwards, and one of them twice.
    let came_to = world.rescue(&phone, file(&[3, 2, 2, 1])).await;
    assert_eq!(
        came_to,
        Rescued {
            applied: 3,
            known: 1,
            ..NONE
        }
    );
    let stored = world.record(fact).await.expect("a visit");
    assert_eq!(stored.text("by"), Some(world.worker.to_string().as_str()));
    assert_eq!(world.record(person).await.expect("a person").text("note"), Some("后"));
    let head = world.store.head(&phone.viewer).await.expect("a head");
    for numbers in [&[1, 2, 3][..], &[2]] {
        let came_to = world.rescue(&phone, file(numbers)).await;
        assert_eq!(
            came_to,
            Rescued {
                known: numbers.len(),
                ..NONE
            }
        );
    }
    assert_eq!(
        world.store.head(&phone.viewer).await.expect("a head"),
        head,
        "once is once"
    );
    world.assert_sound().await;

    // The phone can send after all: under its own numbers, whatever those in the file were.
    let other = world.draft(visit(world.record_id(), own_door));
    let pushed = world
        .push(&phone, vec![incoming(other.numbered(1)), sealed(&key, 2, &drafts[0])])
        .await;
    let pushed = pushed.expect("no number is taken by a file");
    assert_eq!(
        (pushed.last_n, statuses(&pushed.results)),
        (2, vec![Status::Applied; 2])
    );
    assert_eq!(pushed.results[1].seq, Some(stored.seq));
    world.assert_sound().await;
    let trail = world
        .store
        .trail_page(
            &world.operator().await,
            TrailAsk {
                deed: None,
                before: None,
                lines: 9,
            },
        )
        .await;
    let noted = trail
        .expect("a trail")
        .lines
        .into_iter()
        .filter(|line| line.what == "rescue file imported");
    assert_eq!(noted.count(), 3);
}

pub async fn a_rescue_file_gives_its_phone_no_rights(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let (here, there) = (world.building("1号楼").await, world.building("2号楼").await);
    let (own_door, other_door) = (world.door(here, "101").await, world.door(there, "101").await);
    let key = world.offered().await;
    let phone = world.phone_in(here).await;
    let draft = |door| world.draft(visit(world.record_id(), door));
    let file = vec![sealed(&key, 1, &draft(own_door)), sealed(&key, 2, &draft(other_door))];
    assert_eq!(
        world.rescue(&phone, file).await,
        Rescued {
            applied: 1,
            rejected: 1,
            ..NONE
        }
    );
    // What was made in time is late, what was not waits.
    let expired = world.phone_with(Scope::WholeSite, Some(NOW.plus(-HOUR_MS))).await;
    let in_time = Draft {
        at: NOW.plus(-2 * HOUR_MS),
        ..draft(own_door)
    };
    let late = in_time.change.target().expect("a visit").1;
    let file = vec![sealed(&key, 1, &in_time), sealed(&key, 2, &draft(own_door))];
    assert_eq!(
        world.rescue(&expired, file).await,
        Rescued {
            applied: 1,
            held: 1,
            ..NONE
        }
    );
    assert!(world.record(late).await.expect("a visit").flag("late"));
    let operator = world.operator().await;
    world
        .store
        .revoke(&operator, phone.viewer.device(), NOW)
        .await
        .expect("a revocation");
    let file = vec![sealed(&key, 1, &draft(own_door))];
    assert_eq!(world.rescue(&phone, file).await, Rescued { held: 1, ..NONE });
    // Nobody but the desk, and of no phone but the site's own.
    let ask = |device| RescueAsk {
        device,
        ops: Vec::new(),
        now: NOW,
    };
    let worker = world.phone().await;
    assert!(
        world
            .store
            .rescue(&worker.viewer, ask(worker.viewer.device()))
            .await
            .is_err()
    );
    for device in [shared::id::DeviceId::made(NOW, [9; 10]), operator.device()] {
        assert!(world.store.rescue(&operator, ask(device)).await.is_err());
    }
    world.assert_sound().await;
}

pub async fn what_makes_no_sense_in_a_rescue_file_is_in_nobodys_way(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let own_door = world.door(world.building("1号楼").await, "101").await;
    let (phone, key) = (world.phone().await, world.offered().await);
    let drafts: Vec<Draft> = (0..4)
        .map(|_| world.draft(visit(world.record_id(), own_door)))
        .collect();
    let file = vec![
        // Another operation in it, none at all, one that is not sealed.
        sealed_as(&key, 1, &drafts[0], &drafts[3]),
        came(json!({ "n": 2, "id": drafts[1].id, "site": drafts[1].site, "change": 7 })),
        incoming(drafts[2].clone().numbered(3)),
    ];
    assert_eq!(world.rescue(&phone, file).await, Rescued { unreadable: 3, ..NONE });
    let ops = (1..)
        .zip(&drafts[..3])
        .map(|(n, draft)| sealed(&key, n, draft))
        .collect();
    let results = world.push(&phone, ops).await.expect("a push").results;
    assert_eq!(
        statuses(&results),
        [Status::Applied; 3],
        "under these names nothing was kept"
    );
    world.assert_sound().await;
}

pub async fn a_rescue_file_may_wait_for_its_key_and_for_what_it_is_about(ground: &dyn Ground) {
    let mut world = World::new(ground).await;
    let building = world.building("1号楼").await;
    let (phone, lost) = (world.phone().await, world.offered().await);
    world.store.close().await.expect("an end");
    ground.take_keys();
    world.store = ground.serve();
    let (missing, fact) = (world.record_id(), world.record_id());
    let waits = world.draft(visit(fact, missing));
    let file = || vec![sealed(&lost, 40, &waits)];
    assert_eq!(world.rescue(&phone, file()).await, Rescued { held: 1, ..NONE });
    ground.return_keys();
    assert_eq!(world.store.open_held(NOW).await.expect("a look"), 1);
    assert_eq!(world.rescue(&phone, file()).await, Rescued { held: 1, ..NONE });
    // It waits under a number that its phone has not come to.
    let operator = world.operator().await;
    let tried = world.store.try_again(&operator, &[waits.id], NOW).await.expect("a try");
    assert_eq!(tried.held, 1);
    world.restart().await;
    world.submit(vec![door(missing, building, "102")]).await;
    assert!(world.record(fact).await.is_some());
    let asked = world
        .push(&phone, vec![sealed(&lost, 1, &waits)])
        .await
        .expect("a push");
    assert_eq!(
        (asked.results[0].status, asked.results[0].code),
        (Status::Applied, None::<Code>)
    );
    world.assert_sound().await;
}
