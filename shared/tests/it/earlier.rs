//! A start in two steps: what happened before today comes after the replica and the view were made of everything else.

use shared::{
    id::{AccountId, DeviceId, OpId},
    kind::Kind,
    numbered::Numbered,
    op::{Change, Draft, Seen},
    packed::Packed,
    protocol::Cursor,
    record::Record,
    replica::{Disk, Effect, Event, Identity, Place, Queued, Replica, Said},
    time::{DAY_MS, DayRule, UnixMs},
    value::{Fields, Value, fields},
    view::{DoorStatus, SiteView},
};

use crate::fixture::*;

fn record(kind: Kind, n: u8, seq: u64, fields: Fields) -> Record {
    let id = id(n);
    Record { kind, id, seq, fields }
}

fn seen(n: u8, seq: u64, at: UnixMs) -> Record {
    let met = fields([("resident", id(RESIDENT).into()), ("how", "met".into())]);
    let said = [
        ("door", id(DOOR).into()),
        ("outcome", "answered".into()),
        ("persons", Value::List(vec![Value::Map(met)])),
        ("at", at.into()),
    ];
    record(Kind::Visit, n, seq, fields(said))
}

fn void(n: u8) -> Queued {
    let change = Change::Void {
        kind: Kind::Visit,
        record: id(n),
    };
    let (seen, op) = (
        Seen {
            epoch: Cursor::START.epoch,
            seq: 0,
        },
        OpId::made(NOW, [n; 10]),
    );
    Queued::waiting(Draft {
        id: op,
        site: site(),
        at: NOW,
        seen,
        change,
    })
}

#[test]
fn rows_of_before_replace_nothing_newer_and_own_operations_lie_over_them() {
    let me = Identity {
        device: DeviceId::NIL,
        account: AccountId::NIL,
        site: site(),
    };
    let disk = Disk {
        place: Place {
            complete: true,
            ..Place::START
        },
        rows: [seen(20, 9, NOW)].into_iter().collect(),
        outbox: Numbered::from_iter([(1, void(21))]),
    };
    let mut replica = Replica::new(me, disk, 1);
    let before = [seen(20, 4, NOW.plus(-DAY_MS)), seen(21, 3, NOW.plus(-DAY_MS))];
    let rows = before.map(|row| Said::Here(Packed::from(row))).to_vec();
    let effects = replica.handle(NOW, Event::Earlier { rows });
    assert_eq!(replica.confirmed_row(id(20)).map(|row| row.seq), Some(9));
    assert_eq!(replica.confirmed_row(id(21)).map(|row| row.seq), Some(3));
    let shown = replica.get(id(21)).map(|look| look.record().flag("void"));
    assert_eq!(shown, Some(true));
    assert_eq!(effects, [Effect::Show([id(21)].into())]);
}

#[test]
fn nobody_is_called_overdue_before_it_can_be_told() {
    let rule = DayRule::default();
    let today = rule.day(NOW);
    let priority = Value::Map(fields([("cadence_h", 24.into())]));
    let resident = [("door", id(DOOR).into()), ("priority", priority)];
    let records = [
        record(
            Kind::Door,
            DOOR,
            1,
            fields([("building", id(BUILDING).into()), ("room", "101".into())]),
        ),
        record(Kind::Resident, RESIDENT, 2, fields(resident)),
    ];
    let mut view = SiteView::new(rule, &records);
    view.await_before(rule.start(today));
    let line = |view: &SiteView| view.line(view.door(id(DOOR)).unwrap(), NOW);
    assert!(view.overdue(NOW).is_empty());
    assert_eq!((line(&view).status, line(&view).overdue), (DoorStatus::Priority, false));
    // A clock that was set back, or a day that turns at another hour: what was today is not all here.
    assert!(view.knows_today(NOW) && !view.knows_today(NOW.plus(-DAY_MS)));

    view.complete();
    assert!(line(&view).overdue && view.overdue(NOW).len() == 1);
    let met = seen(20, 3, NOW.plus(-DAY_MS / 2));
    view.put(met.id, Some((&met).into()));
    assert!(!line(&view).overdue && view.overdue(NOW).is_empty());
}
