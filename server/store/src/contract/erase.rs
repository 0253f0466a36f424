//! Somebody is erased.

use shared::{
    domain::{How, Outcome, Person, TickKey, resident::SAME_AS, visit::visit_fields},
    id::RecordId,
    kind::Kind,
    op::Change,
    outcome::Code,
    protocol::{Cursor, Status},
    role::Role,
    time::DayRule,
};

use super::{
    Ground,
    world::{NOW, World, set},
};
use crate::{Credential, Erased, NewAccount, TrailAsk};

fn met(record: RecordId, door: RecordId, persons: &[RecordId]) -> Change {
    let person = |resident: &RecordId| Person {
        resident: *resident,
        how: How::Met,
    };
    let persons: Vec<Person> = persons.iter().map(person).collect();
    Change::Fact {
        kind: Kind::Visit,
        record,
        fields: visit_fields(door, Outcome::Answered, &persons),
    }
}

pub async fn who_is_erased_is_gone_for_everybody(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let (here, elsewhere) = (world.building("1").await, world.building("2").await);
    let door = world.door(here, "101").await;
    let (zhang, li) = (world.resident(door, "张桂芝").await, world.resident(door, "李").await);
    let (phone, far) = (world.phone().await, world.phone_in(elsewhere).await);
    let tick = TickKey {
        subject: zhang,
        template: "daily",
        item: "pills",
        day: DayRule::default().day(NOW),
    };
    let visit = world.record_id();
    let changes = vec![tick.change(1, "三次".into()), met(visit, door, &[zhang, li])];
    world.made(&phone, changes).await;
    let (_, cursor) = world.pull_all(&phone.viewer, Cursor::START, 100).await;
    let (_, far_cursor) = world.pull_all(&far.viewer, Cursor::START, 100).await;

    let desk = world.operator().await;
    let erased = world.store.erase(&desk, zhang, NOW).await.expect("an erasure");
    let (visits, ticks) = (1, 1);
    // As they were made, what was answered about them, and their part in the visit.
    assert_eq!(erased, Some(Erased { visits, ticks, ops: 3 }));
    assert_eq!(world.store.erase(&desk, zhang, NOW).await.expect("a look"), None);
    assert_eq!(world.store.erase(&desk, visit, NOW).await.expect("a look"), None);
    assert_eq!(world.record(zhang).await, None);
    assert_eq!(world.store.erased(&desk).await.expect("a look"), [zhang]);
    let persons = world.record(visit).await.expect("a visit");
    assert_eq!(persons.get("persons").as_list().map(<[_]>::len), Some(1));

    let (rows, _) = world.pull_all(&phone.viewer, cursor, 100).await;
    let gone: Vec<RecordId> = rows.iter().filter(|row| row.is_erased()).map(|row| row.id).collect();
    assert_eq!((gone.len(), rows.len()), (2, 3), "{rows:?}");
    assert!(gone.contains(&zhang) && gone.contains(&tick.id()));
    // Who works elsewhere may have sent something before somebody moved; who begins anew, too.
    for cursor in [far_cursor, Cursor::START] {
        let (rows, _) = world.pull_all(&far.viewer, cursor, 100).await;
        assert_eq!(rows.iter().filter(|row| row.is_erased()).count(), 2);
    }
    let trail = world
        .store
        .trail_page(
            &desk,
            TrailAsk {
                lines: 9,
                ..TrailAsk::default()
            },
        )
        .await;
    let trail = trail.expect("a trail").lines;
    let noted: Vec<_> = trail.iter().filter(|line| line.what == "resident erased").collect();
    assert!(noted.len() == 1 && noted[0].about.is_empty(), "{noted:?}");
    world.assert_sound().await;
}

pub async fn what_comes_late_of_who_was_erased_is_answered_and_not_kept(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let door = world.door(world.building("1").await, "101").await;
    let zhang = world.resident(door, "张桂芝").await;
    let phone = world.phone().await;
    let before = world.op(&phone, set(Kind::Resident, zhang, "note", "糖尿病"));
    world.push(&phone, vec![before.clone()]).await.expect("a push");
    let desk = world.operator().await;
    world.store.erase(&desk, zhang, NOW).await.expect("an erasure");
    let late = world.op(&phone, set(Kind::Resident, zhang, "note", "胰岛素"));
    // What had come before is answered so, too: the phone must not keep it.
    for op in [&late, &late, &before] {
        let pushed = world.push(&phone, vec![op.clone()]).await.expect("a push");
        let result = &pushed.results[0];
        assert_eq!(
            (result.status, result.code, result.seq),
            (Status::Applied, Some(Code::Erased), None)
        );
        assert_eq!(pushed.last_n, 2);
    }
    assert_eq!(world.record(zhang).await, None);
    world.assert_sound().await;
}

pub async fn what_is_said_of_an_alias_is_stored_with_its_root(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let building = world.building("1").await;
    let (here, there) = (world.door(building, "101").await, world.door(building, "102").await);
    let (root, middle, alias) = (
        world.resident(here, "张桂芝").await,
        world.resident(there, "张桂枝").await,
        world.resident(there, "张桂之").await,
    );
    let phone = world.phone().await;
    world.submit(vec![set(Kind::Resident, alias, SAME_AS, middle)]).await;
    world.submit(vec![set(Kind::Resident, middle, SAME_AS, root)]).await;
    let head = world.store.head(&phone.viewer).await.expect("a look");
    world.submit(vec![set(Kind::Resident, root, SAME_AS, alias)]).await;
    assert_eq!(
        world.store.head(&phone.viewer).await.expect("a look"),
        head,
        "no circle"
    );
    // Neither the root nor the one between is named by it.
    world
        .made(
            &phone,
            vec![
                set(Kind::Resident, alias, "age", 71),
                met(world.record_id(), there, &[alias]),
            ],
        )
        .await;
    assert_eq!(world.record(root).await.expect("a root").int("age"), Some(71));
    assert_eq!(world.record(alias).await.expect("an alias").int("age"), None);
    let desk = world.operator().await;
    let seen = world.store.last_seen(&desk, &[root]).await.expect("a look");
    assert_eq!(seen.len(), 1, "met under another record, they were met");
    world.assert_sound().await;
    // One person is erased, under whatever name.
    world
        .store
        .erase(&desk, alias, NOW)
        .await
        .expect("an erasure")
        .expect("somebody");
    let mut gone = world.store.erased(&desk).await.expect("a look");
    gone.sort_unstable();
    let mut all = vec![root, middle, alias];
    all.sort_unstable();
    assert_eq!(gone, all);
    world.assert_sound().await;
}

pub async fn only_administrators_erase(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let door = world.door(world.building("1").await, "101").await;
    let zhang = world.resident(door, "张桂芝").await;
    let account = NewAccount {
        id: shared::id::AccountId::made(NOW, world.bytes()),
        site: world.site,
        name: "王调度".to_owned(),
        role: Role::Coordinator,
        login: Some(("wang".to_owned(), "hash".to_owned())),
    };
    let id = account.id;
    world.store.add_account(account, NOW).await.expect("an account");
    world
        .store
        .open_session(id, "token", NOW.plus(1))
        .await
        .expect("a sign-in");
    let (token, site) = ("token", None);
    let coordinator = world.store.viewer(Credential::Session { token, site }, NOW).await;
    let coordinator = coordinator.expect("a look").expect("a coordinator");
    let phone = world.phone().await;
    for viewer in [&coordinator, &phone.viewer] {
        assert!(world.store.erase(viewer, zhang, NOW).await.is_err());
    }
    assert!(world.record(zhang).await.is_some());
}
