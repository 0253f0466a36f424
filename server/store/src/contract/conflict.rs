//! Values that lost between two who changed the same field, until a coordinator has decided.

use shared::{
    domain::TickKey,
    id::RecordId,
    kind::Kind,
    op::Draft,
    role::Role,
    time::{DayRule, HOUR_MS, MINUTE_MS},
};

use super::{
    Ground,
    login::signed_in,
    trouble::{OPEN, page},
    world::{NOW, World, set},
};
use crate::{ConflictTrouble, Settlement, TroubleLines, TroubleStage, TroublesAsk, Viewer};

async fn conflicts(world: &World<'_>, viewer: &Viewer, stage: TroubleStage) -> Vec<ConflictTrouble> {
    match page(world, viewer, TroublesAsk { stage, ..OPEN }).await.lines {
        TroubleLines::Conflicts(lines) => lines,
        TroubleLines::Sent(lines) => panic!("not asked for: {lines:?}"),
    }
}

/// A note that lost to the desk's, and above it an answer that lost to another phone's. What they are about: the answer,
/// the resident, the door.
async fn two_conflicts(world: &World<'_>, desk: &Viewer) -> [RecordId; 3] {
    let home = world.door(world.building("1").await, "101").await;
    let li = world.resident(home, "李").await;
    let (phone, other) = (world.phone().await, world.phone().await);
    let draft = world.draft(set(Kind::Resident, li, "note", "下午在家"));
    let noted = Draft {
        seen: world.present(desk).await,
        ..draft
    };
    world.store.submit(desk, vec![noted], NOW).await.expect("a submit");
    // Made before the desk's, and arrives after it.
    let late = world.op_at(&phone, set(Kind::Resident, li, "note", "上午不在"), NOW.plus(-HOUR_MS));
    world.push(&phone, vec![late]).await.expect("a push");
    let tick = TickKey {
        subject: home,
        template: "daily",
        item: "food",
        day: DayRule::default().day(NOW),
    };
    let first = world.op_at(&phone, tick.change(1, "none".into()), NOW.plus(-2 * MINUTE_MS));
    world.push(&phone, vec![first]).await.expect("a push");
    let second = world.op_at(&other, tick.change(1, "enough".into()), NOW.plus(-MINUTE_MS));
    world.push(&other, vec![second]).await.expect("a push");
    [tick.id(), li, home]
}

pub async fn conflicts_of_a_site_say_who_said_what_and_are_settled_together(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let desk = signed_in(&world, "desk", Role::Coordinator).await;
    let about = two_conflicts(&world, &desk).await;

    let open = conflicts(&world, &desk, TroubleStage::Open).await;
    let told: Vec<_> = open.iter().map(told).collect();
    let expected = [
        // Both phones are the worker's.
        told_of(
            "value",
            ("none", "小陈", Some("phone"), -2),
            ("enough", "小陈", Some("phone"), -1),
        ),
        told_of(
            "note",
            ("上午不在", "小陈", Some("phone"), -60),
            ("下午在家", "desk", None, 0),
        ),
    ];
    assert_eq!(told, expected, "newest first");
    let all = page(&world, &desk, OPEN).await;
    assert_eq!((all.open.conflicts, all.open.rejected, all.open.held), (2, 0, 0));
    let known: Vec<RecordId> = all.records.iter().map(|record| record.id).collect();
    assert!(about.iter().all(|id| known.contains(id)), "what it is about, and where");

    // In pages, each line once.
    let one = page(&world, &desk, TroublesAsk { lines: 1, ..OPEN }).await;
    let before = one.earlier;
    assert!(before.is_some());
    let rest = page(&world, &desk, TroublesAsk { before, ..OPEN }).await;
    assert_eq!(
        (rest.lines, rest.earlier),
        (TroubleLines::Conflicts(vec![open[1].clone()]), None)
    );

    let by_number = world.store.conflict(&desk, open[1].no).await.expect("a look");
    assert_eq!(by_number.as_ref(), Some(&open[1]));
    let head = world.store.head(&desk).await.expect("a head");
    let both = [open[0].no, open[1].no];
    assert_eq!(world.store.settle(&desk, &both, NOW.plus(7)).await.expect("decided"), 2);
    assert_eq!(world.store.head(&desk).await.expect("a head"), head + 1);
    assert_eq!(world.store.settle(&desk, &both, NOW.plus(9)).await.expect("again"), 0);
    assert!(conflicts(&world, &desk, TroubleStage::Open).await.is_empty());
    let settled = conflicts(&world, &desk, TroubleStage::Settled).await;
    let by = |line: &ConflictTrouble| line.settled.clone();
    let who = Settlement {
        by: "desk".to_owned(),
        at: NOW.plus(7),
    };
    assert_eq!(
        settled.iter().map(by).collect::<Vec<_>>(),
        [Some(who.clone()), Some(who)]
    );
    world.assert_sound().await;
}

type Said = (String, String, Option<String>, i64);

/// Field, what lost and what stands: each with who, on which phone, at which minute.
fn told(line: &ConflictTrouble) -> (String, Said, Said) {
    let said = |value: &shared::value::Value, by: &Option<crate::Maker>| {
        let by = by.as_ref().expect("known");
        let value = value.as_text().unwrap_or_default().to_owned();
        (value, by.name.clone(), by.phone.clone(), by.at.since(NOW) / MINUTE_MS)
    };
    (
        line.field.clone(),
        said(&line.lost, &line.lost_by),
        said(&line.now, &line.now_by),
    )
}

fn told_of(
    field: &str,
    lost: (&str, &str, Option<&str>, i64),
    now: (&str, &str, Option<&str>, i64),
) -> (String, Said, Said) {
    let said = |(value, by, phone, at): (&str, &str, Option<&str>, i64)| {
        (value.to_owned(), by.to_owned(), phone.map(str::to_owned), at)
    };
    (field.to_owned(), said(lost), said(now))
}
