//! What an undo takes back, by what has become of the save meanwhile.

use shared::{
    domain::TickKey,
    id::{AccountId, DeviceId, OpId, SiteId},
    numbered::Numbered,
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
        template: shared::domain::template::DAILY,
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
        back: key().change(1, Value::Null),
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
    let outbox: Numbered<Queued> = (1..).zip(outbox).collect();
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
    let own_tick = key().change(1, true.into());
    let outbox = vec![queued(made, Standing::Waiting), queued(own_tick, Standing::Waiting)];
    let void = Change::Void {
        kind: Kind::Visit,
        record: id(2),
    };
    let back = back(&save, Vec::new(), outbox);
    assert_eq!(back.changes, [void, key().change(1, Value::Null)]);
    assert!(back.discard.is_empty());
}

#[test]
fn an_answer_given_since_stays() {
    let (made, save) = saved();
    let theirs = Record {
        kind: Kind::Tick,
        id: key().id(),
        seq: 9,
        fields: key().change(1, false.into()).fields().cloned().unwrap_or_default(),
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
        epoch: None,
    });
    let back = back(&save, Vec::new(), vec![queued(made, rejected)]);
    assert_eq!((back.changes, back.discard), (Vec::new(), vec![1]));
}

/// A visit of a worker who met resident 7, as rows know it.
fn met() -> Record {
    let person = Person {
        resident: id(7),
        how: shared::domain::How::Met,
    };
    let mut fields = visit_fields(id(1), Outcome::Answered, &[person]);
    fields.insert("at".to_owned(), 9.into());
    Record {
        kind: Kind::Visit,
        id: id(3),
        seq: 4,
        fields,
    }
}

#[test]
fn a_correction_taken_back_says_again_what_was_said_first() {
    let visit = Visit::from(&met());
    let (changes, save) = correct(&visit, &[], id(4), id(5));
    let Change::Amend { record, amends, .. } = &changes[0] else {
        panic!("{changes:?}")
    };
    assert_eq!((*record, *amends), (id(4), id(3)));
    let outbox = vec![queued(changes[0].clone(), Standing::Waiting)];
    let back = back(&save, vec![met()], outbox).changes;
    let Change::Amend { amends, fields, .. } = &back[0] else {
        panic!("{back:?}")
    };
    assert_eq!(
        (*amends, fields),
        (id(4), &visit_fields(id(1), Outcome::Answered, &visit.persons))
    );
}

#[test]
fn a_withdrawn_visit_taken_back_is_there_at_its_own_time() {
    let (changes, save) = withdraw(&Visit::from(&met()), id(5));
    let void = queued(changes[0].clone(), Standing::Waiting);
    let back = back(&save, vec![met()], vec![void.clone()]);
    let outbox: Numbered<Queued> = (1..)
        .zip([void, queued(back.changes[0].clone(), Standing::Waiting)])
        .collect();
    let me = Identity {
        device: DeviceId::NIL,
        account: AccountId::NIL,
        site: SiteId::NIL,
    };
    let disk = Disk {
        place: Place::START,
        rows: [met()].into_iter().collect(),
        outbox,
    };
    let replica = Replica::new(me, disk, 1);
    let again = Visit::from(&*replica.get(id(5)).unwrap().record());
    assert_eq!((again.at, again.withdrawn, again.persons.len()), (UnixMs(9), false, 1));
    assert!(Visit::from(&*replica.get(id(3)).unwrap().record()).withdrawn);
}

#[test]
fn a_floor_is_one_save_that_confirms_nobody() {
    let mut made = 10;
    let next = || {
        made += 1;
        id(made)
    };
    let (changes, save) = floor(&[id(1), id(2)], next).unwrap();
    assert_eq!((changes.len(), save.door, save.kind), (2, id(2), SaveKind::Floor(2)));
    let outbox = changes.iter().map(|change| queued(change.clone(), Standing::Waiting));
    assert_eq!(back(&save, Vec::new(), outbox.collect()).changes.len(), 2);
    assert!(floor(&[], || id(1)).is_none());
}

#[test]
fn all_fine_leaves_what_was_answered_today() {
    let item = |key: &str| {
        let item = [
            ("key", key.into()),
            ("zh", key.into()),
            ("type", "tick".into()),
            ("when_fine", false.into()),
        ];
        Value::Map(shared::value::fields(item))
    };
    let items = Value::List(vec![item("rubbish"), item("food")]);
    let template = Record {
        kind: Kind::Template,
        id: id(20),
        seq: 1,
        fields: shared::value::fields([
            ("key", shared::domain::template::DAILY.into()),
            ("version", 3.into()),
            ("items", items),
        ]),
    };
    let answered = Record {
        kind: Kind::Tick,
        id: key().id(),
        seq: 2,
        fields: key().change(3, true.into()).fields().cloned().unwrap_or_default(),
    };
    let view = SiteView::new(DayRule::default(), &[template, answered]);
    let (changes, _) = all_fine(id(2), id(1), &[], &view, SiteDay(19_000));
    let ticked: Vec<&Value> = changes
        .iter()
        .filter_map(|change| change.fields()?.get("item"))
        .collect();
    assert_eq!(ticked, [&Value::text("food")]);
}
