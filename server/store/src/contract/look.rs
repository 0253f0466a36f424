//! What people look at.

use shared::{
    id::RecordId,
    kind::Kind,
    op::Change,
    time::{DAY_MS, DayRule, MINUTE_MS},
    value::{Value, fields},
};

use super::{
    Ground,
    world::{NOW, World, create, visit},
};
use crate::{NowPage, PushAsk};

fn of_kind(page: &NowPage, kind: &Kind) -> usize {
    page.day.iter().filter(|record| record.kind == *kind).count()
}

pub async fn the_first_page_shows_what_came_in(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let building = world.building("1号楼").await;
    let door = world.door(building, "101").await;
    let person = world.resident(door, "李").await;
    let (phone, silent) = (world.phone().await, world.phone().await);
    let met = Value::Map(fields([("resident", person.into()), ("how", "met".into())]));
    let named = fields([
        ("door", door.into()),
        ("outcome", "answered".into()),
        ("persons", Value::List(vec![met])),
    ]);
    let fact = world.record_id();
    let yesterday = world.record_id();
    let period = DayRule::default().day(NOW).to_string();
    let tick = shared::id::derived_id("tick", door, "daily", "rubbish", &period);
    let ticked = fields([
        ("subject", door.into()),
        ("template", "daily".into()),
        ("item", "rubbish".into()),
        ("period", period.into()),
    ]);
    let ops = vec![
        world.op(
            &phone,
            Change::Fact {
                kind: Kind::Visit,
                record: fact,
                fields: named,
            },
        ),
        world.op_at(&phone, visit(yesterday, door), NOW.plus(-DAY_MS)),
        world.op(&phone, create(Kind::Tick, tick, ticked)),
    ];
    let stored = NOW.plus(MINUTE_MS);
    world
        .store
        .push(
            &phone.viewer,
            PushAsk {
                ops,
                skew_ms: 0,
                now: stored,
            },
        )
        .await
        .expect("a push");
    world.store.heard(phone.viewer.device(), Some(2), stored);
    world.store.heard(phone.viewer.device(), None, NOW);

    let operator = world.operator().await;
    let page = world.store.now_page(&operator, 10, stored).await.expect("a page");
    assert_eq!(
        (page.site.id, page.seq),
        (world.site, world.store.head(&operator).await.expect("a head"))
    );
    let [late, line] = &page.visits[..] else {
        panic!("two visits: {:?}", page.visits)
    };
    assert_eq!((late.visit.id, line.visit.id), (yesterday, fact), "as they came in");
    assert_eq!((line.by.as_str(), line.stored), ("小陈", stored));
    assert_eq!(line.door.as_ref().map(|record| record.id), Some(door));
    assert_eq!(line.building.as_ref().map(|record| record.id), Some(building));
    assert_eq!(
        line.residents.iter().map(|record| record.id).collect::<Vec<_>>(),
        [person]
    );
    assert_eq!(of_kind(&page, &Kind::Visit), 1, "yesterday's is not of the day");
    for kind in [Kind::Building, Kind::Door, Kind::Resident, Kind::Tick] {
        assert_eq!(of_kind(&page, &kind), 1, "{kind}");
    }
    let [first, second] = &page.phones[..] else {
        panic!("two phones: {:?}", page.phones)
    };
    assert_eq!(
        (first.device, first.heard, first.unsent),
        (phone.viewer.device(), Some(stored), Some(2))
    );
    assert_eq!((first.last_n, first.worker.as_str()), (3, "小陈"));
    assert_eq!(
        (second.device, second.heard, second.revoked),
        (silent.viewer.device(), None, false)
    );
    let short = world.store.now_page(&operator, 1, stored).await.expect("a page");
    assert_eq!(short.visits, page.visits[..1]);
}

pub async fn the_first_page_knows_when_those_in_priority_care_were_last_seen(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let building = world.building("1号楼").await;
    let door = world.door(building, "101").await;
    let (listed, other) = (world.resident(door, "李").await, world.resident(door, "王").await);
    let list = Change::Set {
        kind: Kind::Resident,
        record: listed,
        fields: fields([("priority", Value::Map(fields([("cadence_h", 24.into())])))]),
    };
    world.submit(vec![list]).await;
    let phone = world.phone().await;
    let seen = |person: RecordId, days: i64| {
        let person = Value::Map(fields([("resident", person.into()), ("how", "met".into())]));
        let record = world.record_id();
        let fields = fields([
            ("door", door.into()),
            ("outcome", "answered".into()),
            ("persons", Value::List(vec![person])),
        ]);
        let kind = Kind::Visit;
        (
            record,
            world.op_at(&phone, Change::Fact { kind, record, fields }, NOW.plus(-days * DAY_MS)),
        )
    };
    let (_, longer_ago) = seen(listed, 3);
    let (last, last_op) = seen(listed, 2);
    let (_, of_the_other) = seen(other, 1);
    let ask = |ops| PushAsk {
        ops,
        skew_ms: 0,
        now: NOW,
    };
    let pushed = world
        .store
        .push(&phone.viewer, ask(vec![longer_ago, last_op, of_the_other]))
        .await;
    pushed.expect("a push");
    let operator = world.operator().await;
    let visits = async || {
        let page = world.store.now_page(&operator, 10, NOW).await.expect("a page");
        let visits = page.day.into_iter().filter(|record| record.kind == Kind::Visit);
        visits.map(|record| record.id).collect::<Vec<_>>()
    };
    assert_eq!(visits().await, [last]);

    let (today, op) = seen(listed, 0);
    world.store.push(&phone.viewer, ask(vec![op])).await.expect("a push");
    assert_eq!(visits().await, [today]);
}

pub async fn a_sound_database_has_no_faults(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let door = world.door(world.building("1号楼").await, "101").await;
    let phone = world.phone().await;
    world
        .made(
            &phone,
            vec![
                visit(world.record_id(), door),
                visit(world.record_id(), world.record_id()),
            ],
        )
        .await;
    let check = world.store.check().await.expect("a check");
    assert_eq!(check.faults, Vec::<String>::new());
    assert_eq!(check.rows, 5, "site, account, building, door, visit");
    assert_eq!(check.ops, 6);
}
