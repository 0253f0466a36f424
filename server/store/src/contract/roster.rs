//! Residents, doors and buildings as the desk looks at them.

use shared::{
    domain::{How, Outcome, Person, Priority, Resident, visit::visit_fields},
    id::RecordId,
    kind::Kind,
    op::{Change, Draft, Incoming, Seen},
    protocol::Status,
    record::Record,
    time::{DAY_MS, DayRule, HOUR_MS, UnixMs},
    value::{Value, fields},
};

use super::{
    Ground,
    world::{NOW, Phone, World, create, set},
};
use crate::{ConflictNo, PushAsk, StoreError};

fn met(door: RecordId, persons: &[RecordId]) -> shared::value::Fields {
    let persons = persons.iter().map(|resident| Person {
        resident: *resident,
        how: How::Met,
    });
    visit_fields(door, Outcome::Answered, &persons.collect::<Vec<_>>())
}

/// A visit so long ago that met these.
fn visited(
    world: &World<'_>,
    phone: &Phone,
    door: RecordId,
    persons: &[RecordId],
    ago_ms: i64,
) -> (RecordId, Incoming) {
    let record = world.record_id();
    let (kind, fields) = (Kind::Visit, met(door, persons));
    let op = world.op_at(phone, Change::Fact { kind, record, fields }, NOW.plus(-ago_ms));
    (record, op)
}

fn ticked(subject: RecordId, item: &str, at: UnixMs) -> (RecordId, Change) {
    let key = shared::domain::TickKey {
        subject,
        template: "daily",
        item,
        day: DayRule::default().day(at),
    };
    (key.id(), key.change(1, true.into()))
}

async fn pushed(world: &World<'_>, phone: &Phone, ops: Vec<Incoming>) {
    let ask = PushAsk {
        ops,
        skew_ms: 0,
        now: NOW,
    };
    let pushed = world.store.push(&phone.viewer, ask).await.expect("a push");
    assert!(
        pushed.results.iter().all(|result| result.status == Status::Applied),
        "{:?}",
        pushed.results
    );
}

fn ids_of(records: &[Record], kind: &Kind) -> Vec<RecordId> {
    let mut ids: Vec<RecordId> = records
        .iter()
        .filter(|record| record.kind == *kind)
        .map(|record| record.id)
        .collect();
    ids.sort_unstable();
    ids
}

fn sorted<const N: usize>(mut ids: [RecordId; N]) -> Vec<RecordId> {
    ids.sort_unstable();
    ids.to_vec()
}

/// `{reason, cadence_h}`
fn on_list(reason: &str) -> Value {
    Value::Map(fields([("reason", reason.into()), ("cadence_h", 24.into())]))
}

pub async fn the_roster_has_everybody_and_the_answers_of_the_day(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let building = world.building("1").await;
    let door = world.door(building, "101").await;
    let (li, wang) = (world.resident(door, "李").await, world.resident(door, "王").await);
    let phone = world.phone().await;
    let (today, tick) = ticked(door, "food", NOW);
    let (_, yesterday) = ticked(door, "food", NOW.plus(-DAY_MS));
    let (visit, op) = visited(&world, &phone, door, &[li], HOUR_MS);
    let ops = vec![
        op,
        world.op(&phone, tick),
        world.op_at(&phone, yesterday, NOW.plus(-DAY_MS)),
    ];
    pushed(&world, &phone, ops).await;

    let operator = world.operator().await;
    let page = world.store.roster_page(&operator, NOW).await.expect("a page");
    assert_eq!(
        (page.site.id, page.seq),
        (world.site, world.store.head(&operator).await.expect("a head"))
    );
    assert_eq!(ids_of(&page.records, &Kind::Resident), sorted([li, wang]));
    assert_eq!(ids_of(&page.records, &Kind::Door), [door]);
    assert_eq!(ids_of(&page.records, &Kind::Building), [building]);
    assert_eq!(ids_of(&page.records, &Kind::Tick), [today], "yesterday's is over");
    assert!(
        !ids_of(&page.records, &Kind::Visit).contains(&visit),
        "asked for by itself"
    );
    assert!(ids_of(&page.records, &Kind::Account).contains(&world.worker.into()));

    let phone = world.phone_in(world.building("2").await).await;
    let theirs = world.store.roster_page(&phone.viewer, NOW).await.expect("a page");
    assert_eq!(ids_of(&theirs.records, &Kind::Resident), [], "not of another building");
}

pub async fn when_somebody_was_last_seen_is_told_by_the_last_visit_that_confirms_them(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let building = world.building("1").await;
    let door = world.door(building, "101").await;
    let (li, wang, zhao) = (
        world.resident(door, "李").await,
        world.resident(door, "王").await,
        world.resident(door, "赵").await,
    );
    let phone = world.phone().await;
    // They come in any order.
    let (only_li, of_li) = visited(&world, &phone, door, &[li], DAY_MS);
    let (_, long_ago) = visited(&world, &phone, door, &[li, wang], 3 * DAY_MS);
    let (taken_back, withdrawn) = visited(&world, &phone, door, &[li, wang], HOUR_MS);
    let (both, of_both) = visited(&world, &phone, door, &[li, wang], 2 * DAY_MS);
    let void = Change::Void {
        kind: Kind::Visit,
        record: taken_back,
    };
    let ops = vec![of_li, long_ago, withdrawn, of_both, world.op(&phone, void)];
    pushed(&world, &phone, ops).await;
    let operator = world.operator().await;
    let seen = async |residents: &[RecordId]| {
        let visits = world.store.last_seen(&operator, residents).await.expect("visits");
        ids_of(&visits, &Kind::Visit)
    };
    assert_eq!(seen(&[li]).await, [only_li]);
    assert_eq!(seen(&[wang]).await, [both]);
    assert_eq!(seen(&[li, wang, zhao]).await, sorted([only_li, both]));
    assert_eq!(
        seen(&[zhao, door, world.record_id()]).await,
        [],
        "nobody, no person, nothing"
    );
}

pub async fn a_building_is_read_with_its_own_day_alone(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let (first, second) = (world.building("1").await, world.building("2").await);
    let (here, there) = (world.door(first, "101").await, world.door(second, "101").await);
    let (li, wang) = (world.resident(here, "李").await, world.resident(there, "王").await);
    world
        .submit(vec![set(Kind::Resident, li, "priority", on_list("独居"))])
        .await;
    let phone = world.phone().await;
    let (before, of_before) = visited(&world, &phone, here, &[li], DAY_MS);
    let (_, earlier) = visited(&world, &phone, here, &[li], 2 * DAY_MS);
    let (today, of_today) = visited(&world, &phone, here, &[], HOUR_MS);
    let (_, elsewhere) = visited(&world, &phone, there, &[wang], HOUR_MS);
    let (food, of_food) = ticked(here, "food", NOW);
    let (pills, of_pills) = ticked(li, "medicine", NOW);
    let ops = vec![
        of_before,
        earlier,
        of_today,
        elsewhere,
        world.op(&phone, of_food),
        world.op(&phone, of_pills),
    ];
    pushed(&world, &phone, ops).await;

    let operator = world.operator().await;
    let page = world
        .store
        .building_page(&operator, Some(first), NOW)
        .await
        .expect("a page");
    assert_eq!(page.chosen, Some(first));
    assert_eq!(ids_of(&page.buildings, &Kind::Building), sorted([first, second]));
    assert_eq!(ids_of(&page.records, &Kind::Door), [here]);
    assert_eq!(ids_of(&page.records, &Kind::Resident), [li]);
    assert_eq!(
        ids_of(&page.records, &Kind::Visit),
        sorted([before, today]),
        "today's, and the last that confirms"
    );
    assert_eq!(ids_of(&page.records, &Kind::Tick), sorted([food, pills]));

    let any = world.store.building_page(&operator, None, NOW).await.expect("a page");
    assert_eq!(any.chosen, Some(first), "the first in order");
    let none = world.record_id();
    let page = world
        .store
        .building_page(&operator, Some(none), NOW)
        .await
        .expect("a page");
    assert_eq!((page.chosen, ids_of(&page.records, &Kind::Door)), (None, Vec::new()));
}

pub async fn a_residents_page_tells_who_said_what(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let door = world.door(world.building("1").await, "101").await;
    let (li, wang) = (world.resident(door, "李").await, world.resident(door, "王").await);
    let phone = world.phone().await;
    world
        .made(&phone, vec![set(Kind::Resident, li, "note", "上午不在")])
        .await;
    world
        .made(&phone, vec![set(Kind::Resident, wang, "note", "下午不在")])
        .await;
    world.made(&phone, vec![set(Kind::Resident, li, "age", 999)]).await;
    let tags = Change::Add {
        kind: Kind::Resident,
        record: li,
        field: "care".to_owned(),
        elements: vec!["hearing".into()],
    };
    world.submit(vec![tags]).await;
    let (visit, op) = visited(&world, &phone, door, &[li], HOUR_MS);
    pushed(&world, &phone, vec![op]).await;

    let operator = world.operator().await;
    let page = world
        .store
        .resident_page(&operator, li, NOW)
        .await
        .expect("a look")
        .expect("a page");
    assert_eq!((page.resident.id, page.seen.seq), (li, page.resident.seq));
    assert_eq!(page.seen.epoch, world.present(&operator).await.epoch);
    assert_eq!(ids_of(&page.records, &Kind::Resident), sorted([li, wang]));
    assert_eq!(
        ids_of(&page.records, &Kind::Visit),
        [visit],
        "once, though it is of today and confirms"
    );
    let changes: Vec<&str> = page
        .edits
        .iter()
        .map(|edit| match &edit.change {
            Change::Create { .. } => "create",
            Change::Set { .. } => "set",
            Change::Add { .. } => "add",
            _ => "other",
        })
        .collect();
    assert_eq!(
        changes,
        ["add", "set", "create"],
        "newest first; not what was refused, not another one's"
    );
    assert_eq!(page.edits[1].by, world.worker.into());
    assert!(page.conflicts.is_empty() && !page.more_visits);

    for nobody in [door, world.record_id()] {
        assert_eq!(
            world.store.resident_page(&operator, nobody, NOW).await.expect("a look"),
            None
        );
    }
    assert!(
        matches!(
            world.store.resident_page(&phone.viewer, li, NOW).await,
            Err(StoreError::Conflict(_))
        ),
        "for the desk only"
    );
}

/// The desk and a phone without a network change the same field, neither knowing of the other.
pub async fn what_lost_between_desk_and_phone_is_kept_until_somebody_decides(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let door = world.door(world.building("1").await, "101").await;
    let li = world.resident(door, "李").await;
    let phone = world.phone().await;
    let operator = world.operator().await;
    let look = async || {
        let page = world.store.resident_page(&operator, li, NOW).await;
        page.expect("a look").expect("a page")
    };
    let seen = look().await.seen;
    let desk = |value: &str, seen: Seen, minutes: i64| Draft {
        at: NOW.plus(minutes * 60_000),
        seen,
        ..world.draft(set(Kind::Resident, li, "note", value))
    };
    let submitted = async |draft: Draft| {
        let now = draft.at;
        let pushed = world.store.submit(&operator, vec![draft], now).await.expect("a submit");
        pushed.results[0].status
    };
    assert_eq!(submitted(desk("下午在家", seen, 0)).await, Status::Applied);
    // Made before the desk's, and arrives after it.
    let late = world.op_at(&phone, set(Kind::Resident, li, "note", "上午不在"), NOW.plus(-HOUR_MS));
    let head = world.store.head(&operator).await.expect("a head");
    let result = world.push(&phone, vec![late]).await.expect("a push").results;
    assert_eq!(result[0].status, Status::Superseded);
    let told = world.store.head(&operator).await.expect("a head");
    assert_eq!(told, head + 1, "though no row was written: somebody has to decide");
    let page = look().await;
    assert_eq!(page.resident.text("note"), Some("下午在家"));
    let [conflict] = &page.conflicts[..] else {
        panic!("one conflict: {:?}", page.conflicts)
    };
    assert_eq!(
        (&conflict.lost, &conflict.kept),
        (&"上午不在".into(), &"下午在家".into())
    );
    assert_eq!((conflict.settled, page.edits[0].op), (None, conflict.op));
    assert_eq!(page.edits[0].superseded, ["note"]);

    // The other way round: the desk's own lies below a later one of the phone.
    let sooner = world.op_at(&phone, set(Kind::Resident, li, "note", "晚上在家"), NOW.plus(60_000));
    let ask = PushAsk {
        ops: vec![sooner],
        skew_ms: 0,
        now: NOW.plus(120_000),
    };
    world.store.push(&phone.viewer, ask).await.expect("a push");
    let page = look().await;
    assert_eq!(page.resident.text("note"), Some("晚上在家"));
    let lost: Vec<&Value> = page.conflicts.iter().map(|line| &line.lost).collect();
    assert_eq!(lost, [&Value::from("下午在家"), &"上午不在".into()], "newest first");

    let head = world.store.head(&operator).await.expect("a head");
    let no = page.conflicts[0].no;
    world.store.settle(&operator, &[no], NOW).await.expect("decided");
    let after = world.store.head(&operator).await.expect("a head");
    assert_eq!(after, head + 1, "whoever looks at the same page is told");
    let settled = |no: ConflictNo, lines: &[crate::ConflictLine]| {
        let line = lines.iter().find(|line| line.no == no).expect("the line");
        line.settled
    };
    let page = look().await;
    assert_eq!(settled(no, &page.conflicts), Some(NOW));
    assert_eq!(page.conflicts[0].settled, None, "those that wait come first");
    world.store.settle(&operator, &[no], NOW.plus(5)).await.expect("again");
    assert_eq!(world.store.head(&operator).await.expect("a head"), after);
    assert_eq!(settled(no, &look().await.conflicts), Some(NOW));
    let refused = world.store.settle(&phone.viewer, &[no], NOW).await;
    assert!(matches!(refused, Err(StoreError::Conflict(_))), "for the desk only");
    world.assert_sound().await;
}

/// A phone without a network puts somebody on the list whom the desk is just taking off.
pub async fn priority_care_is_not_ended_by_who_had_not_seen_it_set(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let door = world.door(world.building("1").await, "101").await;
    let li = world.resident(door, "李").await;
    world
        .submit(vec![set(Kind::Resident, li, "priority", on_list("独居"))])
        .await;
    let phone = world.phone().await;
    let operator = world.operator().await;
    let look = async || {
        let page = world.store.resident_page(&operator, li, NOW).await;
        page.expect("a look").expect("a page")
    };
    let seen = look().await.seen;
    world
        .made(&phone, vec![set(Kind::Resident, li, "priority", on_list("透析"))])
        .await;
    let end = |seen| Draft {
        seen,
        ..world.draft(set(Kind::Resident, li, "priority", Value::Null))
    };
    let stale = world
        .store
        .submit(&operator, vec![end(seen)], NOW)
        .await
        .expect("a submit");
    assert_eq!(stale.results[0].status, Status::Superseded);
    let page = look().await;
    let reason = |page: &crate::ResidentPage| {
        let priority: Option<Priority> = Resident::from(&page.resident).priority;
        priority.and_then(|priority| priority.reason)
    };
    assert_eq!(reason(&page).as_deref(), Some("透析"));
    assert_eq!(page.conflicts.len(), 1);
    let again = world
        .store
        .submit(&operator, vec![end(page.seen)], NOW)
        .await
        .expect("a submit");
    assert_eq!(again.results[0].status, Status::Applied);
    assert_eq!(reason(&look().await), None);
}

pub async fn numbers_are_shown_to_the_desk_alone(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let door = world.door(world.building("1").await, "101").await;
    let li = world.record_id();
    let with_phone = fields([
        ("door", door.into()),
        ("name", "李".into()),
        ("phone", "13812345678".into()),
    ]);
    world.submit(vec![create(Kind::Resident, li, with_phone)]).await;
    let (phone, operator) = (world.phone().await, world.operator().await);
    let shown = world
        .store
        .reveal(&operator, li, NOW)
        .await
        .expect("a look")
        .expect("a resident");
    assert_eq!(shown.text("phone"), Some("13812345678"));
    assert_eq!(world.store.reveal(&operator, door, NOW).await.expect("a look"), None);
    let refused = world.store.reveal(&phone.viewer, li, NOW).await;
    assert!(matches!(refused, Err(StoreError::Conflict(_))));
}
