//! What waits for a coordinator: what phones sent that was rejected or is held.

use shared::{
    id::OpId,
    kind::Kind,
    op::{Change, Incoming},
    outcome::{Code, Outcome},
    protocol::Status,
    role::{Role, Scope},
    time::{HOUR_MS, MINUTE_MS},
};

use super::{
    Ground,
    login::signed_in,
    world::{NOW, World, create, door, resident, set, statuses, visit},
};
use crate::{
    PushAsk, SentTrouble, Settlement, StoreError, TriedAgain, TroubleCounts, TroubleLines, TroubleList, TroubleStage,
    TroublesAsk, TroublesPage, Viewer,
};

pub(super) const OPEN: TroublesAsk = TroublesAsk {
    list: TroubleList::Conflicts,
    stage: TroubleStage::Open,
    before: None,
    lines: 10,
};

pub(super) async fn page(world: &World<'_>, viewer: &Viewer, ask: TroublesAsk) -> TroublesPage {
    world.store.troubles_page(viewer, ask).await.expect("a page")
}

async fn sent(world: &World<'_>, viewer: &Viewer, list: TroubleList, stage: TroubleStage) -> Vec<SentTrouble> {
    match page(world, viewer, TroublesAsk { list, stage, ..OPEN }).await.lines {
        TroubleLines::Sent(lines) => lines,
        TroubleLines::Conflicts(lines) => panic!("not asked for: {lines:?}"),
    }
}

fn ops(lines: &[SentTrouble]) -> Vec<OpId> {
    lines.iter().map(|line| line.op).collect()
}

pub async fn what_a_phone_sent_and_was_refused_is_listed_until_somebody_has_seen_to_it(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let home = world.door(world.building("1").await, "101").await;
    let li = world.resident(home, "李").await;
    let phone = world.phone().await;
    let desk = signed_in(&world, "desk", Role::Coordinator).await;
    // What the desk itself was refused was said there at once.
    let wrong = world.draft(set(Kind::Resident, li, "age", 999));
    let refused = world.store.submit(&desk, vec![wrong], NOW).await.expect("a submit");
    assert_eq!(refused.results[0].status, Status::Rejected);

    let change = set(Kind::Resident, li, "condition", "高血压");
    let forbidden = world.op_at(&phone, change.clone(), NOW.plus(-HOUR_MS));
    let ask = || PushAsk {
        ops: vec![forbidden.clone()],
        skew_ms: MINUTE_MS,
        now: NOW,
    };
    let head = world.store.head(&desk).await.expect("a head");
    world.store.push(&phone.viewer, ask()).await.expect("a push");
    let told = world.store.head(&desk).await.expect("a head");
    assert_eq!(told, head + 1, "whoever looks at the desk is told");
    world.store.push(&phone.viewer, ask()).await.expect("a repeat");
    assert_eq!(world.store.head(&desk).await.expect("a head"), told, "once");
    world.made(&phone, vec![set(Kind::Resident, li, "age", 999)]).await;
    let later = NOW.plus(HOUR_MS);
    world.store.heard(phone.viewer.device(), None, later);

    let open = sent(&world, &desk, TroubleList::Rejected, TroubleStage::Open).await;
    let codes: Vec<_> = open.iter().map(|line| line.outcome.clone()).collect();
    let rejected = |code, field: &str| Outcome::rejected(code, Some(field));
    assert_eq!(
        codes,
        [rejected(Code::BadField, "age"), rejected(Code::Forbidden, "condition")],
        "newest first"
    );
    let line = &open[1];
    assert_eq!(
        (line.by.name.as_str(), line.by.phone.as_deref()),
        ("小陈", Some("phone"))
    );
    assert_eq!((line.by.at, line.skew_ms), (NOW.plus(-HOUR_MS - MINUTE_MS), MINUTE_MS));
    assert_eq!(
        (line.stored, line.heard, &line.change),
        (NOW, Some(later), &Some(change))
    );
    let seen = page(&world, &desk, OPEN).await.open;
    assert_eq!(
        seen,
        world.store.now_page(&desk, 0, NOW).await.expect("a page").troubles
    );
    assert_eq!((seen.conflicts, seen.rejected, seen.held), (0, 2, 0));
}

pub async fn who_has_seen_to_what_was_refused_is_noted(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let phone = world.phone().await;
    let desk = signed_in(&world, "desk", Role::Coordinator).await;
    world.made(&phone, vec![Change::Unsendable, Change::Unsendable]).await;
    let open = ops(&sent(&world, &desk, TroubleList::Rejected, TroubleStage::Open).await);
    let settle = async |ops: &[OpId], at| world.store.settle_sent(&desk, ops, at).await.expect("noted");
    assert_eq!(
        settle(&[open[0], world.op_id()], NOW.plus(5)).await,
        1,
        "one of them is known"
    );
    assert_eq!(settle(&[open[0]], NOW.plus(6)).await, 0);
    let still = sent(&world, &desk, TroubleList::Rejected, TroubleStage::Open).await;
    assert_eq!(ops(&still), [open[1]]);
    let settled = sent(&world, &desk, TroubleList::Rejected, TroubleStage::Settled).await;
    let who = Settlement {
        by: "desk".to_owned(),
        at: NOW.plus(5),
    };
    assert_eq!((ops(&settled), &settled[0].settled), (vec![open[0]], &Some(who)));
    let waiting = sent(&world, &desk, TroubleList::Held, TroubleStage::Settled).await;
    assert!(waiting.is_empty(), "each list its own");
}

pub async fn a_coordinator_has_what_waits_tried_again(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let home = world.door(world.building("1").await, "101").await;
    let (phone, stopped) = (world.phone().await, world.phone().await);
    let desk = signed_in(&world, "desk", Role::Coordinator).await;
    world
        .store
        .revoke(&desk, stopped.viewer.device(), NOW)
        .await
        .expect("a revocation");
    let (fails, missing) = (world.record_id(), world.record_id());
    ground.break_record(fails);
    for (phone, fact, at) in [
        (&phone, fails, home),
        (&phone, world.record_id(), missing),
        (&stopped, world.record_id(), home),
    ] {
        world.made(phone, vec![visit(fact, at)]).await;
    }
    let open = sent(&world, &desk, TroubleList::Held, TroubleStage::Open).await;
    let code = |line: &SentTrouble| match line.outcome {
        Outcome::Held { code, .. } => code,
        _ => Code::Unknown,
    };
    let codes: Vec<Code> = open.iter().map(code).collect();
    assert_eq!(codes, [Code::Revoked, Code::Orphan, Code::Failed]);

    let all = ops(&open);
    let tried = async || world.store.try_again(&desk, &all, NOW.plus(5)).await.expect("tried");
    let still = TriedAgain {
        held: 2,
        ..TriedAgain::default()
    };
    assert_eq!(tried().await, still, "the revoked phone's is left alone");
    ground.mend_record(fails);
    let mended = TriedAgain {
        applied: 1,
        held: 1,
        ..TriedAgain::default()
    };
    assert_eq!(tried().await, mended);
    assert!(world.record(fails).await.is_some());
    let settled = sent(&world, &desk, TroubleList::Held, TroubleStage::Settled).await;
    assert_eq!(ops(&settled), [open[2].op]);
    assert!(settled[0].outcome.is_applied() && settled[0].settled.as_ref().is_some_and(|by| by.by == "desk"));
    let result = world.push(&phone, Vec::new()).await.expect("a push");
    assert_eq!(result.last_n, 2, "the phone's numbers are its own");
    world.assert_sound().await;
}

/// What came from a phone after its end is the coordinator's to take or not, and the phone hears which.
pub async fn what_came_too_late_is_taken_or_refused_by_a_coordinator(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let home = world.door(world.building("1").await, "101").await;
    let elsewhere = world.building("2").await;
    let other_home = world.door(elsewhere, "201").await;
    let stopped = world.phone_in(elsewhere).await;
    let over = world.phone_with(Scope::WholeSite, Some(NOW.plus(-1))).await;
    let desk = signed_in(&world, "desk", Role::Coordinator).await;
    let device = stopped.viewer.device();
    world.store.revoke(&desk, device, NOW).await.expect("a revocation");
    let records: Vec<_> = (0..5).map(|_| world.record_id()).collect();
    let [mine, foreign, unwanted, later, orphan] = records[..] else {
        panic!("five")
    };
    let of_stopped = [
        visit(mine, other_home),
        visit(foreign, home),
        visit(unwanted, other_home),
    ];
    let of_stopped: Vec<_> = of_stopped
        .into_iter()
        .map(|change| world.op(&stopped, change))
        .collect();
    let of_over = [visit(later, home), visit(orphan, world.record_id())];
    let of_over: Vec<_> = of_over.into_iter().map(|change| world.op(&over, change)).collect();
    for (phone, ops) in [(&stopped, &of_stopped), (&over, &of_over)] {
        let results = world.push(phone, ops.clone()).await.expect("a push").results;
        assert!(
            results.iter().all(|result| result.status == Status::Held),
            "{results:?}"
        );
    }
    let id = |ops: &[Incoming], at: usize| ops[at].id;
    let wanted = [id(&of_stopped, 0), id(&of_stopped, 1), id(&of_over, 0), id(&of_over, 1)];
    let tried = world.store.try_again(&desk, &wanted, NOW).await.expect("tried");
    assert_eq!(tried, TriedAgain::default(), "trying again is for others");
    let taken = world.store.take_late(&desk, &wanted, NOW.plus(5)).await.expect("taken");
    let expected = TriedAgain {
        applied: 2,
        rejected: 1,
        held: 1,
    };
    assert_eq!(taken, expected, "judged by the rights they had");
    for record in [mine, later] {
        assert!(world.record(record).await.expect("a visit").flag("late"));
    }
    assert!(world.record(foreign).await.is_none(), "that was never theirs");
    let refused = world
        .store
        .refuse_late(&desk, &[id(&of_stopped, 2), wanted[0]], NOW)
        .await;
    assert_eq!(refused.expect("refused"), 1, "the other one is in already");
    // Both phones ask again, and hear what became of it.
    let heard = world.push(&stopped, of_stopped.clone()).await.expect("a push").results;
    assert_eq!(statuses(&heard), [Status::Applied, Status::Rejected, Status::Rejected]);
    assert_eq!(
        (heard[1].code, heard[2].code),
        (Some(Code::Forbidden), Some(Code::Refused))
    );
    let heard = world.push(&over, of_over.clone()).await.expect("a push").results;
    assert_eq!(statuses(&heard), [Status::Applied, Status::Held]);
    let open = sent(&world, &desk, TroubleList::Held, TroubleStage::Open).await;
    assert_eq!(ops(&open), [id(&of_over, 1)], "its door isn't there");
    let settled = sent(&world, &desk, TroubleList::Held, TroubleStage::Settled).await;
    let by: Vec<_> = settled
        .iter()
        .filter_map(|line| line.settled.as_ref())
        .map(|by| &by.by)
        .collect();
    assert_eq!(by, ["desk", "desk"]);
    for (store, who) in [(&world.store, &stopped.viewer)] {
        let refused = [
            store.take_late(who, &wanted, NOW).await.map(drop),
            store.refuse_late(who, &wanted, NOW).await.map(drop),
        ];
        for answer in refused {
            assert!(matches!(answer, Err(StoreError::Conflict(_))), "{answer:?}");
        }
    }
    world.assert_sound().await;
}

/// What somebody has seen to while it waited may come to something else later.
pub async fn what_waits_and_was_seen_to_is_open_again_when_it_is_refused(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let building = world.building("1").await;
    let phone = world.phone().await;
    let desk = signed_in(&world, "desk", Role::Coordinator).await;
    let (home, fact, person) = (world.record_id(), world.record_id(), world.record_id());
    world
        .made(&phone, vec![visit(fact, home), resident(person, fact, "李")])
        .await;
    let waiting = ops(&sent(&world, &desk, TroubleList::Held, TroubleStage::Open).await);
    assert_eq!(world.store.settle_sent(&desk, &waiting, NOW).await.expect("noted"), 2);
    assert_eq!(
        sent(&world, &desk, TroubleList::Held, TroubleStage::Settled)
            .await
            .len(),
        2
    );
    // Its door comes, and the visit is applied; nobody can live in a visit.
    world.made(&phone, vec![door(home, building, "101")]).await;
    let counts = page(&world, &desk, OPEN).await.open;
    let refused = TroubleCounts {
        rejected: 1,
        ..TroubleCounts::default()
    };
    assert_eq!(counts, refused);
    assert!(
        sent(&world, &desk, TroubleList::Held, TroubleStage::Settled)
            .await
            .is_empty()
    );
    assert!(world.record(fact).await.is_some());
}

pub async fn troubles_are_for_the_desk(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let phone = world.phone().await;
    let nothing = create(Kind::Door, world.record_id(), shared::value::Fields::new());
    world.made(&phone, vec![nothing, Change::Unsendable]).await;
    let desk = signed_in(&world, "desk", Role::Coordinator).await;
    let open = ops(&sent(&world, &desk, TroubleList::Rejected, TroubleStage::Open).await);
    assert_eq!(open.len(), 2);
    let (store, worker) = (&world.store, &phone.viewer);
    let refused = [
        store.troubles_page(worker, OPEN).await.map(drop),
        store.conflict(worker, crate::ConflictNo(1)).await.map(drop),
        store.settle(worker, &[], NOW).await.map(drop),
        store.settle_sent(worker, &open, NOW).await.map(drop),
        store.try_again(worker, &open, NOW).await.map(drop),
    ];
    for answer in refused {
        assert!(matches!(answer, Err(StoreError::Conflict(_))), "{answer:?}");
    }
    assert_eq!(
        ops(&sent(&world, &desk, TroubleList::Rejected, TroubleStage::Open).await),
        open
    );
}
