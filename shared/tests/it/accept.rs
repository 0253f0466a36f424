//! What single operations come to.

use shared::{
    domain::{Outcome as At, TickKey, seen_change, seen_id, visit::visit_fields},
    id::{AccountId, DeviceId, OpId, RecordId},
    kind::Kind,
    op::{Change, Op, Seen},
    outcome::{Code, Outcome},
    role::{Actor, Role, Scope},
    time::{DAY_MS, DayRule, HOUR_MS, UnixMs},
    value::{Fields, Value, fields},
};

use crate::fixture::*;

#[test]
fn a_tick_must_have_the_id_that_follows_from_it() {
    let mut server = server();
    let day = DayRule::default().day(NOW);
    let key = TickKey {
        subject: id(DOOR),
        template: "daily",
        item: "rubbish",
        day,
    };
    let Change::Create { kind, fields, .. } = key.change(1, Value::Bool(true)) else {
        panic!("a tick is created")
    };
    let forged = Change::Create {
        kind,
        record: id(77),
        fields,
    };
    assert_eq!(one(&mut server, &worker(), forged), rejected(Code::BadId, None));
    assert!(one(&mut server, &worker(), key.change(1, Value::Bool(true))).is_applied());
    assert!(
        one(&mut server, &worker(), key.change(1, Value::Null)).is_applied(),
        "answered again: the same record"
    );
}

#[test]
fn the_desk_alone_marks_visits_as_seen_and_the_first_who_did_stays() {
    let mut server = server();
    let visit = Change::Fact {
        kind: Kind::Visit,
        record: id(80),
        fields: visit_fields(id(DOOR), At::NoAnswer, &[]),
    };
    assert!(one(&mut server, &worker(), visit).is_applied());
    let forged = one(&mut server, &worker(), seen_change(id(80)));
    assert_eq!(forged, rejected(Code::Forbidden, Some("template")));
    let coordinator = |byte| Actor {
        device: DeviceId::made(NOW, [byte; 10]),
        account: AccountId::made(NOW, [byte; 10]),
        role: Role::Coordinator,
        desk: true,
        ..worker()
    };
    for byte in [44, 45] {
        assert!(one(&mut server, &coordinator(byte), seen_change(id(80))).is_applied());
        let mark = &server.rows[&seen_id(id(80))].record;
        let first: RecordId = coordinator(44).account.into();
        assert_eq!(mark.reference("by"), Some(first), "after {byte}");
    }
    // Nor does a phone take it back.
    let back = Change::Set {
        kind: Kind::Tick,
        record: seen_id(id(80)),
        fields: fields([("value", Value::Null)]),
    };
    assert_eq!(
        one(&mut server, &worker(), back),
        rejected(Code::Forbidden, Some("template"))
    );
    assert!(server.rows[&seen_id(id(80))].record.flag("value"));
}

#[test]
fn a_tick_of_another_day_than_its_time_is_doubtful() {
    let mut server = server();
    let today = DayRule::default().day(NOW);
    let tick = |item, day| TickKey {
        subject: id(DOOR),
        template: "daily",
        item,
        day,
    };
    let yesterday = shared::time::SiteDay(today.0 - 1);
    one(
        &mut server,
        &worker(),
        tick("rubbish", today).change(1, Value::Bool(true)),
    );
    one(
        &mut server,
        &worker(),
        tick("food", yesterday).change(1, "enough".into()),
    );
    assert!(!server.rows[&tick("rubbish", today).id()].record.flag("doubtful"));
    assert!(server.rows[&tick("food", yesterday).id()].record.flag("doubtful"));
}

#[test]
fn what_breaks_a_rule_is_rejected_with_its_field() {
    let mut server = server();
    let cases = [
        (
            set(RESIDENT, fields([("age", 400.into())])),
            rejected(Code::BadField, Some("age")),
        ),
        (
            set(RESIDENT, fields([("name", Value::Null)])),
            rejected(Code::BadField, Some("name")),
        ),
        (
            set(RESIDENT, fields([("name", " ".into())])),
            rejected(Code::BadField, Some("name")),
        ),
        (
            set(RESIDENT, fields([("sex", "x".into())])),
            rejected(Code::BadField, Some("sex")),
        ),
        (
            set(RESIDENT, fields([("door", id(BUILDING).into())])),
            rejected(Code::BadField, Some("door")),
        ),
        (
            set(RESIDENT, fields([("condition", "read only".into())])),
            rejected(Code::Forbidden, Some("condition")),
        ),
        (
            Change::Void {
                kind: Kind::Resident,
                record: id(RESIDENT),
            },
            rejected(Code::BadChange, None),
        ),
        (
            Change::Delete {
                kind: Kind::Building,
                record: id(BUILDING),
            },
            rejected(Code::Forbidden, None),
        ),
        (
            Change::Set {
                kind: Kind::Door,
                record: id(RESIDENT),
                fields: Fields::new(),
            },
            rejected(Code::IdTaken, None),
        ),
        (Change::Unsendable, rejected(Code::Unsendable, None)),
    ];
    let rows = server.rows.clone();
    for (change, expected) in cases {
        assert_eq!(one(&mut server, &worker(), change.clone()), expected, "{change:?}");
    }
    assert!(server.rows == rows, "nothing of it was stored as a row");
    let mut signed = visit_fields(id(DOOR), At::NoAnswer, &[]);
    signed.insert("by".into(), id(1).into());
    let forged = Change::Fact {
        kind: Kind::Visit,
        record: id(50),
        fields: signed,
    };
    assert_eq!(
        one(&mut server, &worker(), forged),
        rejected(Code::ReadOnly, Some("by"))
    );
}

#[test]
fn a_scope_is_judged_before_and_after_the_change() {
    let mut server = server();
    let scope = Scope::Buildings([id(BUILDING)].into());
    let here = Actor { scope, ..worker() };
    assert!(one(&mut server, &here, visit(50, DOOR)).is_applied());
    assert_eq!(
        one(&mut server, &here, visit(51, OTHER_DOOR)),
        rejected(Code::Forbidden, None)
    );
    let away = set(RESIDENT, fields([("door", id(OTHER_DOOR).into())]));
    assert_eq!(one(&mut server, &here, away), rejected(Code::Forbidden, None));
}

#[test]
fn only_its_maker_or_the_desk_takes_a_visit_back() {
    let mut server = server();
    one(&mut server, &worker(), visit(50, DOOR));
    let device = DeviceId::made(UnixMs(2), [2; 10]);
    let somebody_else = Actor {
        device,
        account: AccountId::made(UnixMs(3), [2; 10]),
        ..worker()
    };
    let void = Change::Void {
        kind: Kind::Visit,
        record: id(50),
    };
    assert_eq!(
        one(&mut server, &somebody_else, void.clone()),
        rejected(Code::Forbidden, None)
    );
    assert!(one(&mut server, &worker(), void).is_applied());
    assert!(server.rows[&id(50)].record.flag("void"));
}

#[test]
fn an_amended_visit_stays_marked_beside_the_new_one() {
    let mut server = server();
    let made = NOW.plus(-6 * HOUR_MS);
    one_at(&mut server, &worker(), visit(50, DOOR), made);
    let fields = visit_fields(id(DOOR), At::Answered, &[]);
    let amend = Change::Amend {
        kind: Kind::Visit,
        record: id(51),
        amends: id(50),
        fields,
    };
    assert!(one(&mut server, &worker(), amend).is_applied());
    let at = server.rows[&id(51)].record.int("at");
    assert_eq!(
        at,
        Some(made.0),
        "a correction in the evening is still about the morning"
    );
    assert_eq!(server.rows[&id(50)].record.reference("amended_by"), Some(id(51)));
    assert_eq!(server.rows[&id(51)].record.text("outcome"), Some("answered"));
    assert!(server.rows[&id(50)].record.seq < server.rows[&id(51)].record.seq);
}

#[test]
fn a_stale_edit_does_not_clear_a_medical_need() {
    let mut server = server();
    let other = Actor {
        device: DeviceId::made(UnixMs(2), [4; 10]),
        ..worker()
    };
    let before = Seen {
        epoch: server.epochs.current(),
        seq: server.head,
    };
    let need = Value::Map(fields([("what", "dialysis".into())]));
    assert!(one(&mut server, &worker(), set(RESIDENT, fields([("medical", need)]))).is_applied());
    server.actors.insert(other.device, other.clone());
    let change = set(
        RESIDENT,
        fields([("medical", Value::Null), ("note", "all is well".into())]),
    );
    let op = Op {
        n: 1,
        id: OpId::made(NOW, [200; 10]),
        site: site(),
        at: NOW,
        seen: before,
        change,
        was: None,
    };
    let outcome = server.push_ops(&other, &[op], NOW).unwrap().remove(0).outcome;
    assert_eq!(
        outcome,
        Outcome::Superseded {
            seq: Some(server.head),
            fields: vec!["medical".into()]
        }
    );
    let record = &server.rows[&id(RESIDENT)].record;
    assert!(!record.get("medical").is_null());
    assert_eq!(record.text("note"), Some("all is well"), "the other field is applied");
    assert_eq!(server.conflicts.len(), 1);
}

#[test]
fn a_set_keeps_its_bound_over_many_edits() {
    let mut server = server();
    let add = |from: usize| {
        let elements = (from..from + 20).map(|n| Value::text(format!("tag{n}"))).collect();
        Change::Add {
            kind: Kind::Resident,
            record: id(RESIDENT),
            field: "care".into(),
            elements,
        }
    };
    assert!(one(&mut server, &worker(), add(0)).is_applied());
    assert_eq!(
        one(&mut server, &worker(), add(20)),
        rejected(Code::TooMuch, Some("care"))
    );
}

#[test]
fn the_same_answer_under_another_day_does_not_make_a_tick_doubtful() {
    let mut server = server();
    let today = DayRule::default().day(NOW);
    let key = TickKey {
        subject: id(DOOR),
        template: "daily",
        item: "rubbish",
        day: today,
    };
    one(&mut server, &worker(), key.change(1, Value::Bool(true)));
    let other = Actor {
        device: DeviceId::made(UnixMs(2), [6; 10]),
        account: AccountId::made(UnixMs(3), [6; 10]),
        ..worker()
    };
    one_at(&mut server, &other, key.change(1, Value::Bool(true)), NOW.plus(-DAY_MS));
    let tick = &server.rows[&key.id()].record;
    assert!(!tick.flag("doubtful"));
    assert_eq!(tick.reference("by"), Some(worker().account.into()));
}

#[test]
fn nobody_claims_to_have_seen_the_future() {
    let mut server = server();
    let other = Actor {
        device: DeviceId::made(UnixMs(2), [7; 10]),
        ..worker()
    };
    server.actors.insert(other.device, other.clone());
    let seen = Seen {
        epoch: server.epochs.current(),
        seq: u64::MAX,
    };
    let change = set(RESIDENT, fields([("name", "Wang".into())]));
    let op = Op {
        n: 1,
        id: OpId::made(NOW, [201; 10]),
        site: site(),
        at: NOW,
        seen,
        change,
        was: None,
    };
    server.push_ops(&other, &[op], NOW).unwrap();
    let Some(shared::record::FieldMeta::Register(stamp)) = server.rows[&id(RESIDENT)].meta.fields.get("name") else {
        panic!("a register")
    };
    assert!(stamp.seen < stamp.seq);
}
