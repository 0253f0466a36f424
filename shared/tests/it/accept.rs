//! What single operations come to.

use shared::{
    domain::{Outcome as At, TickKey, visit::visit_fields},
    id::{AccountId, DeviceId, EpochId, OpId, RecordId, SiteId},
    kind::Kind,
    op::{Change, Incoming, Op, Seen},
    outcome::{Code, Outcome},
    role::{Actor, Role, Scope},
    time::{DAY_MS, DayRule, HOUR_MS, UnixMs},
    value::{Fields, Value, fields},
};

use crate::server::Server;

const NOW: UnixMs = UnixMs(1_668_400_000_000);

fn id(n: u8) -> RecordId {
    RecordId::made(UnixMs(1), [n; 10])
}

fn site() -> SiteId {
    SiteId::made(UnixMs(1), [9; 10])
}

fn worker() -> Actor {
    Actor {
        device: DeviceId::made(UnixMs(2), [1; 10]),
        account: AccountId::made(UnixMs(3), [1; 10]),
        site: site(),
        role: Role::Worker,
        scope: Scope::WholeSite,
        expires: None,
        revoked: false,
        desk: false,
        skew_ms: 0,
    }
}

const BUILDING: u8 = 1;
const OTHER_BUILDING: u8 = 2;
const DOOR: u8 = 3;
const OTHER_DOOR: u8 = 4;
const RESIDENT: u8 = 5;

/// Two buildings with a door each, and a resident behind the first.
fn server() -> Server {
    let mut server = Server::new(site());
    let desk = Actor {
        device: DeviceId::made(UnixMs(2), [100; 10]),
        account: AccountId::made(UnixMs(3), [100; 10]),
        role: Role::Administrator,
        desk: true,
        ..worker()
    };
    server.actors.insert(desk.device, desk.clone());
    let create = |kind, record, fields| Change::Create {
        kind,
        record: id(record),
        fields,
    };
    let door = |building| fields([("building", id(building).into()), ("room", "101".into())]);
    let data = [
        create(Kind::Building, BUILDING, fields([("name", "1".into())])),
        create(Kind::Building, OTHER_BUILDING, fields([("name", "2".into())])),
        create(Kind::Door, DOOR, door(BUILDING)),
        create(Kind::Door, OTHER_DOOR, door(OTHER_BUILDING)),
        create(
            Kind::Resident,
            RESIDENT,
            fields([("door", id(DOOR).into()), ("name", "Zhang".into())]),
        ),
    ];
    server.seed(&desk, data, NOW);
    server
}

/// One operation of `who`, as their next one, made at `at`.
fn one_at(server: &mut Server, who: &Actor, change: Change, at: UnixMs) -> Outcome {
    server.actors.insert(who.device, who.clone());
    let n = server.last_n(who.device) + 1;
    let seen = Seen {
        epoch: server.epochs.current(),
        seq: server.head,
    };
    let mut random = [n as u8; 10];
    random[0] = who.device.uuid().as_bytes()[15];
    let op = Op {
        n,
        id: OpId::made(NOW, random),
        site: site(),
        at,
        seen,
        change,
    };
    server.push_ops(who, &[op], NOW).unwrap().remove(0).outcome
}

fn one(server: &mut Server, who: &Actor, change: Change) -> Outcome {
    one_at(server, who, change, NOW)
}

fn set(record: u8, pairs: Fields) -> Change {
    Change::Set {
        kind: Kind::Resident,
        record: id(record),
        fields: pairs,
    }
}

fn visit(record: u8, door: u8) -> Change {
    Change::Fact {
        kind: Kind::Visit,
        record: id(record),
        fields: visit_fields(id(door), At::NoAnswer, &[]),
    }
}

fn rejected(code: Code, field: Option<&str>) -> Outcome {
    Outcome::Rejected {
        code,
        field: field.map(str::to_owned),
    }
}

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
    let Change::Create { kind, fields, .. } = key.change(Value::Bool(true)) else {
        panic!("a tick is created")
    };
    let forged = Change::Create {
        kind,
        record: id(77),
        fields,
    };
    assert_eq!(one(&mut server, &worker(), forged), rejected(Code::BadId, None));
    assert!(one(&mut server, &worker(), key.change(Value::Bool(true))).is_applied());
    assert!(
        one(&mut server, &worker(), key.change(Value::Null)).is_applied(),
        "answered again: the same record"
    );
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
    one(&mut server, &worker(), tick("rubbish", today).change(Value::Bool(true)));
    one(&mut server, &worker(), tick("food", yesterday).change("enough".into()));
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
fn an_expired_device_keeps_what_it_made_in_time() {
    let mut server = server();
    let expired = Actor {
        expires: Some(NOW.plus(-HOUR_MS)),
        ..worker()
    };
    assert!(one_at(&mut server, &expired, visit(50, DOOR), NOW.plus(-2 * HOUR_MS)).is_applied());
    assert!(server.rows[&id(50)].record.flag("late"));
    let after = one_at(&mut server, &expired, visit(51, DOOR), NOW.plus(-HOUR_MS));
    assert_eq!(after, Outcome::held(Code::Expired));
    let fast_clock = Actor {
        skew_ms: DAY_MS,
        ..expired
    };
    let corrected = one_at(
        &mut server,
        &fast_clock,
        visit(52, DOOR),
        NOW.plus(DAY_MS - 2 * HOUR_MS),
    );
    assert!(corrected.is_applied(), "a clock a day fast is no reason");
}

#[test]
fn a_revoked_device_is_heard_but_not_applied() {
    let mut server = server();
    let revoked = Actor {
        revoked: true,
        ..worker()
    };
    assert_eq!(
        one(&mut server, &revoked, visit(50, DOOR)),
        Outcome::held(Code::Revoked)
    );
    assert!(!server.rows.contains_key(&id(50)));
}

#[test]
fn what_a_newer_version_says_is_held_and_not_refused() {
    let mut server = server();
    let unknown_kind = Change::Create {
        kind: "drone".into(),
        record: id(60),
        fields: Fields::new(),
    };
    assert_eq!(
        one(&mut server, &worker(), unknown_kind),
        Outcome::held(Code::UnknownChange)
    );
    let unknown_field = set(RESIDENT, fields([("blood_type", "A".into())]));
    assert_eq!(
        one(&mut server, &worker(), unknown_field),
        Outcome::held(Code::UnknownChange)
    );
    let raw = format!(
        r#"{{"n":3,"id":"{}","site":"{}","at":1,"seen":{{"epoch":"{}","seq":0}},"change":{{"type":"teleport"}}}}"#,
        id(61),
        site(),
        EpochId::NIL
    );
    let raw = serde_json::value::RawValue::from_string(raw).unwrap();
    let incoming = Incoming::read(&raw).unwrap();
    let judged = server.push_incoming(&worker(), &[incoming], NOW).unwrap();
    assert_eq!(judged[0].outcome, Outcome::held(Code::UnknownChange));
}

#[test]
fn an_unreadable_operation_is_answered_and_blocks_nothing() {
    let mut server = server();
    let read = |text: String| Incoming::read(&serde_json::value::RawValue::from_string(text).unwrap());
    assert!(
        read(r#"{"id":"x"}"#.into()).is_err(),
        "without n there is nothing to answer to"
    );
    assert!(read(r#"[1,2]"#.into()).is_err());
    let broken = read(r#"{"n":1,"id":7,"change":1.5}"#.into()).unwrap();
    let too_large = read(format!(r#"{{"n":2,"id":"{}","pad":"{}"}}"#, id(62), "x".repeat(40_000))).unwrap();
    let judged = server.push_incoming(&worker(), &[broken, too_large], NOW).unwrap();
    assert_eq!(judged[0].outcome, rejected(Code::Malformed, None));
    assert_eq!(judged[1].outcome, rejected(Code::TooLarge, None));
    assert!(one(&mut server, &worker(), visit(50, DOOR)).is_applied());
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
    one(&mut server, &worker(), visit(50, DOOR));
    let fields = visit_fields(id(DOOR), At::Answered, &[]);
    let amend = Change::Amend {
        kind: Kind::Visit,
        record: id(51),
        amends: id(50),
        fields,
    };
    assert!(one(&mut server, &worker(), amend).is_applied());
    assert_eq!(server.rows[&id(50)].record.reference("amended_by"), Some(id(51)));
    assert_eq!(server.rows[&id(51)].record.text("outcome"), Some("answered"));
    assert!(server.rows[&id(50)].record.seq < server.rows[&id(51)].record.seq);
}

#[test]
fn a_gap_and_a_fork_refuse_the_whole_push_and_store_nothing() {
    let mut server = server();
    let me = worker();
    assert!(one(&mut server, &me, visit(50, DOOR)).is_applied());
    let op = |n, op: u8, record| Op {
        n,
        id: OpId::made(NOW, [op; 10]),
        site: site(),
        at: NOW,
        seen: Seen {
            epoch: EpochId::NIL,
            seq: 0,
        },
        change: visit(record, DOOR),
    };
    let head = server.head;
    let gap = server.push_ops(&me, &[op(2, 10, 51), op(4, 11, 52)], NOW);
    assert_eq!(gap, Err(shared::accept::Refusal::Gap { last_n: 1 }));
    let fork = server.push_ops(&me, &[op(1, 12, 53)], NOW);
    assert_eq!(fork, Err(shared::accept::Refusal::DeviceFork { n: 1 }));
    let twice = server.push_ops(&me, &[op(2, 13, 54), op(2, 14, 55)], NOW);
    assert_eq!(twice, Err(shared::accept::Refusal::DeviceFork { n: 2 }));
    assert_eq!(server.head, head);
    // The same operation under a new number of another device: its result, and a receipt for it.
    let other = Actor {
        device: DeviceId::made(UnixMs(2), [3; 10]),
        ..worker()
    };
    let known = op(1, 1, 50);
    let judged = server.push_ops(&other, &[known], NOW).unwrap();
    assert!(judged[0].outcome.is_applied());
    assert_eq!((server.last_n(other.device), server.head), (1, head));
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
    one(&mut server, &worker(), key.change(Value::Bool(true)));
    let other = Actor {
        device: DeviceId::made(UnixMs(2), [6; 10]),
        account: AccountId::made(UnixMs(3), [6; 10]),
        ..worker()
    };
    one_at(&mut server, &other, key.change(Value::Bool(true)), NOW.plus(-DAY_MS));
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
    };
    server.push_ops(&other, &[op], NOW).unwrap();
    let Some(shared::record::FieldMeta::Register(stamp)) = server.rows[&id(RESIDENT)].meta.fields.get("name") else {
        panic!("a register")
    };
    assert!(stamp.seen < stamp.seq);
}
