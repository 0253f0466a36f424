//! What an undo takes back, by what has become of the save meanwhile.

use std::collections::BTreeMap;

use shared::{
    id::{AccountId, DeviceId, OpId, SiteId},
    op::{Draft, Seen},
    outcome::Code,
    protocol::{Cursor, Status},
    record::Record,
    replica::{Disk, Identity, Place, Settled, Standing},
    time::{DayRule, UnixMs},
};

use super::*;

fn id(byte: u8) -> RecordId {
    RecordId::made(UnixMs(1), [byte; 10])
}

fn key() -> TickKey<'static> {
    TickKey {
        subject: id(1),
        template: DAILY_TEMPLATE,
        item: "rubbish",
        day: SiteDay(19_000),
    }
}

/// The visit and a tick that was unanswered before.
fn saved() -> (Change, Save) {
    let (mut changes, mut save) = visit(id(2), id(1), SaveKind::AllFine, Outcome::Answered, &[]);
    save.ticks.push(Ticked {
        tick: key().id(),
        set: true.into(),
        back: key().change(Value::Null),
    });
    (changes.remove(0), save)
}

fn queued(change: Change, standing: Standing) -> Queued {
    let seen = Seen {
        epoch: Cursor::START.epoch,
        seq: 0,
    };
    let mut queued = Queued::waiting(Draft {
        id: OpId::made(UnixMs(5), [5; 10]),
        site: SiteId::NIL,
        at: UnixMs(5),
        seen,
        change,
    });
    queued.standing = standing;
    queued
}

fn back(save: &Save, rows: Vec<Record>, outbox: Vec<Queued>) -> Back {
    let me = Identity {
        device: DeviceId::NIL,
        account: AccountId::NIL,
        site: SiteId::NIL,
    };
    let outbox: BTreeMap<u64, Queued> = (1..).zip(outbox).collect();
    let disk = Disk {
        place: Place::START,
        rows: rows.into_iter().collect(),
        outbox,
    };
    let replica = Replica::new(me, disk, 1);
    let view = SiteView::new(DayRule::default(), replica.records());
    save.back(&view, &replica)
}

#[test]
fn everything_is_taken_back_while_nothing_has_happened() {
    let (made, save) = saved();
    let own_tick = key().change(true.into());
    let outbox = vec![queued(made, Standing::Waiting), queued(own_tick, Standing::Waiting)];
    let void = Change::Void {
        kind: Kind::Visit,
        record: id(2),
    };
    let back = back(&save, Vec::new(), outbox);
    assert_eq!(back.changes, [void, key().change(Value::Null)]);
    assert!(back.discard.is_empty());
}

#[test]
fn an_answer_given_since_stays() {
    let (made, save) = saved();
    let theirs = Record {
        kind: Kind::Tick,
        id: key().id(),
        seq: 9,
        fields: key().change(false.into()).fields().cloned().unwrap_or_default(),
    };
    let back = back(&save, vec![theirs], vec![queued(made, Standing::Waiting)]);
    assert!(matches!(back.changes[..], [Change::Void { .. }]), "{back:?}");
}

#[test]
fn what_the_server_rejected_is_let_go_and_not_voided() {
    let (made, save) = saved();
    let rejected = Standing::Settled(Settled {
        status: Status::Rejected,
        seq: None,
        code: Some(Code::Forbidden),
        field: None,
        fields: Vec::new(),
        arrived: true,
    });
    let back = back(&save, Vec::new(), vec![queued(made, rejected)]);
    assert_eq!((back.changes, back.discard), (Vec::new(), vec![1]));
}
