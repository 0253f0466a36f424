//! The desk's list of visits.

use shared::{
    domain::{How, Outcome, Person, seen_change, visit::visit_fields},
    id::RecordId,
    kind::Kind,
    op::Change,
    time::{HOUR_MS, MINUTE_MS},
};

use super::{
    Ground,
    world::{NOW, World, visit},
};
use crate::{Attention, PushAsk, StoreError, VisitsAsk, VisitsPage};

const ALL: VisitsAsk = VisitsAsk {
    from: None,
    until: None,
    building: None,
    worker: None,
    outcome: None,
    attention: Attention::Any,
    before: None,
    lines: 10,
    looked_at: 100,
};

async fn page(world: &World<'_>, ask: VisitsAsk) -> VisitsPage {
    let operator = world.operator().await;
    world.store.visits_page(&operator, ask).await.expect("a page")
}

fn ids(page: &VisitsPage) -> Vec<RecordId> {
    page.lines.iter().map(|line| line.line.visit.id).collect()
}

/// Visits to these doors, one an hour, the first of them at [`NOW`].
async fn visited(world: &World<'_>, doors: &[RecordId]) -> Vec<RecordId> {
    let phone = world.phone().await;
    let made: Vec<RecordId> = doors.iter().map(|_| world.record_id()).collect();
    let at = |back: usize| NOW.plus(-(i64::try_from(back).expect("few") * HOUR_MS));
    let pairs = made.iter().zip(doors).enumerate();
    let ops = pairs.map(|(back, (id, door))| world.op_at(&phone, visit(*id, *door), at(back)));
    let ops = ops.collect();
    let ask = PushAsk {
        ops,
        skew_ms: 0,
        now: NOW.plus(MINUTE_MS),
    };
    world.store.push(&phone.viewer, ask).await.expect("a push");
    made
}

pub async fn the_timeline_is_read_in_pages_newest_first(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let door = world.door(world.building("1号楼").await, "101").await;
    let made = visited(&world, &[door; 5]).await;
    let mut ask = VisitsAsk { lines: 2, ..ALL };
    let mut read = Vec::new();
    loop {
        let page = page(&world, ask).await;
        assert!(page.lines.len() <= 2);
        read.extend(ids(&page));
        match page.earlier {
            Some(before) => ask.before = Some(before),
            None => break,
        }
    }
    assert_eq!(read, made, "every one once");
    let short = page(&world, VisitsAsk { looked_at: 3, ..ALL }).await;
    assert_eq!(ids(&short), made[..3]);
    let rest = VisitsAsk {
        before: short.earlier,
        ..ALL
    };
    assert_eq!(ids(&page(&world, rest).await), made[3..]);
}

pub async fn the_timeline_is_filtered(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let (one, other) = (world.building("1号楼").await, world.building("2号楼").await);
    let (here, there) = (world.door(one, "101").await, world.door(other, "201").await);
    let person = world.resident(there, "李").await;
    let made = visited(&world, &[here, there, here]).await;
    let met = world.record_id();
    let phone = world.phone().await;
    let persons = [Person {
        resident: person,
        how: How::Met,
    }];
    let fact = Change::Fact {
        kind: Kind::Visit,
        record: met,
        fields: visit_fields(there, Outcome::NoAnswer, &persons),
    };
    let op = world.op_at(&phone, fact, NOW.plus(-4 * HOUR_MS));
    world.push(&phone, vec![op]).await.expect("a push");

    let of = async |ask| ids(&page(&world, ask).await);
    let building = Some(other);
    assert_eq!(of(VisitsAsk { building, ..ALL }).await, [made[1], met]);
    let outcome = Some(Outcome::NoAnswer);
    assert_eq!(of(VisitsAsk { outcome, ..ALL }).await, [met]);
    let outcome = Some(Outcome::Answered);
    assert_eq!(of(VisitsAsk { outcome, ..ALL }).await, made);
    let worker = Some(world.worker);
    assert_eq!(of(VisitsAsk { worker, ..ALL }).await.len(), 4);
    let worker = Some(shared::id::AccountId::NIL);
    assert!(of(VisitsAsk { worker, ..ALL }).await.is_empty());
    let (from, until) = (Some(NOW.plus(-2 * HOUR_MS)), Some(NOW));
    assert_eq!(of(VisitsAsk { from, until, ..ALL }).await, made[1..]);
    let page = page(&world, VisitsAsk { lines: 2, ..ALL }).await;
    let places: Vec<RecordId> = page.places.iter().map(|record| record.id).collect();
    assert!(places.contains(&person) && places.contains(&here) && places.contains(&there));
    assert_eq!(page.buildings.len(), 2);
}

pub async fn a_visit_that_was_seen_says_by_whom(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let door = world.door(world.building("1号楼").await, "101").await;
    let made = visited(&world, &[door, door]).await;
    assert!(page(&world, ALL).await.lines.iter().all(|line| line.seen.is_none()));
    world.submit(vec![seen_change(made[0])]).await;
    let all = page(&world, ALL).await;
    let at: Vec<_> = all
        .lines
        .iter()
        .map(|line| line.seen.as_ref().map(|seen| seen.at))
        .collect();
    assert_eq!(at, [Some(NOW), None]);
    let attention = Attention::Unseen;
    assert_eq!(ids(&page(&world, VisitsAsk { attention, ..ALL }).await), made[1..]);
}

pub async fn the_timeline_is_for_the_desk(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let phone = world.phone().await;
    let refused = world.store.visits_page(&phone.viewer, ALL).await;
    assert!(matches!(refused, Err(StoreError::Conflict(_))), "{refused:?}");
}
